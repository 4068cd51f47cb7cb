package journal

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync"
	"time"

	"github.com/klauspost/compress/zstd"
)

// Suffix follows the name of the snapshot that a journal is kept for.
const Suffix = ".partial"

// magic begins the file, for people and programs that wonder what it is.
const magic = Schema + "\n"

// What is written is made durable after so many bytes or entries, whichever
// comes first: a power failure costs no more, and a killed process nothing.
const (
	syncBytes   = 1 << 20
	syncEntries = 1000
)

// Journal is an open journal. Its methods can be called by several goroutines
// at a time.
type Journal struct {
	path   string
	header Header
	file   *os.File
	pack   *zstd.Encoder
	unpack *zstd.Decoder

	mu   sync.Mutex
	end  int64
	kept index
	// answers counts what is in the file, unsynced the bytes and entries since
	// the last sync.
	answers         int
	unsyncedBytes   int64
	unsyncedEntries int
	err             error // the first failed write
	syncing         sync.WaitGroup
}

// Create begins a journal, in the place of one that is there. Where another
// process writes that one, it is a [*BusyError].
func Create(path string, h Header) (*Journal, error) {
	if err := makeWay(path); err != nil {
		return nil, opening(err, "replacing what an earlier run left")
	}
	f, err := openAlone(path, os.O_RDWR|os.O_CREATE|os.O_EXCL)
	if err != nil {
		return nil, opening(err, "making the file for what is read")
	}
	j, err := begin(path, f, h)
	if err != nil {
		return nil, errors.Join(err, f.Close(), os.Remove(path))
	}
	return j, nil
}

// Resume opens the journal of an interrupted reading. h is that of the reading
// that wants to go on; another one is refused with a [*RefusedError], one that
// another process writes with a [*BusyError]. A journal that was cut before its
// first entry was whole begins anew.
func Resume(path string, h Header) (*Journal, error) {
	f, err := openAlone(path, os.O_RDWR)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &RefusedError{path, "there is no such file, so no interrupted inventory"}
	}
	if err != nil {
		return nil, opening(err, "opening what an earlier run left")
	}
	j, err := reopen(path, f, h)
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return j, nil
}

// opening says what was done when it failed. A [*BusyError] tells all by itself.
func opening(err error, doing string) error {
	var busy *BusyError
	if errors.As(err, &busy) {
		return busy
	}
	return fmt.Errorf("%s: %w", doing, err)
}

func reopen(path string, f *os.File, h Header) (*Journal, error) {
	start := make([]byte, len(magic))
	n, err := io.ReadFull(f, start)
	if err != nil && !errors.Is(torn(err), errTorn) {
		return nil, fmt.Errorf("reading %s: %w", path, err)
	}
	if string(start[:n]) != magic[:n] {
		return nil, &RefusedError{path, "it is no unfinished inventory of this program"}
	}
	entry, err := readFrame(f, int64(len(magic)))
	if errors.Is(err, errTorn) {
		return begin(path, f, h)
	}
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", path, err)
	}
	var is Header
	if entry[0] != headerEntry || json.Unmarshal(entry[1:], &is) != nil {
		return nil, &RefusedError{path, "its beginning cannot be read"}
	}
	if err := is.accept(path, &h); err != nil {
		return nil, err
	}
	j, err := open(path, f, is)
	if err != nil {
		return nil, err
	}
	return j, j.load(int64(len(magic)) + frameHead + int64(len(entry)))
}

// begin writes the first entry of an empty journal.
func begin(path string, f *os.File, h Header) (*Journal, error) {
	text, err := h.encode()
	if err != nil {
		return nil, err
	}
	b := append([]byte(magic), frame(append([]byte{headerEntry}, text...))...)
	if err := f.Truncate(0); err != nil {
		return nil, fmt.Errorf("writing %s: %w", path, err)
	}
	if _, err := f.WriteAt(b, 0); err != nil {
		return nil, fmt.Errorf("writing %s: %w", path, err)
	}
	j, err := open(path, f, h)
	if err == nil {
		j.end = int64(len(b))
	}
	return j, err
}

func open(path string, f *os.File, h Header) (*Journal, error) {
	pack, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderCRC(false),
		zstd.WithWindowSize(1<<20)) // answers are packed one by one, and few are larger
	if err != nil {
		return nil, err
	}
	unpack, err := zstd.NewReader(nil, zstd.WithDecoderMaxMemory(maxFrame))
	if err != nil {
		return nil, err
	}
	return &Journal{path: path, header: h, file: f, pack: pack, unpack: unpack, kept: newIndex()}, nil
}

// load learns what the file holds and cuts off what is torn.
func (j *Journal) load(at int64) error {
	for {
		entry, err := readFrame(j.file, at)
		if err == nil {
			err = j.kept.learn(entry, at)
		}
		if errors.Is(err, errTorn) {
			break
		}
		if err != nil {
			return fmt.Errorf("reading %s: %w", j.path, err)
		}
		at += frameHead + int64(len(entry))
	}
	j.end, j.answers = at, j.kept.n
	if err := j.file.Truncate(at); err != nil {
		return fmt.Errorf("cutting %s to what is whole of it: %w", j.path, err)
	}
	return nil
}

// Begun is when the reading began that the journal belongs to.
func (j *Journal) Begun() time.Time { return j.header.Begun }

// Refuse says why the journal cannot be gone on with, where that shows only
// while it is.
func (j *Journal) Refuse(format string, args ...any) error {
	return &RefusedError{j.path, fmt.Sprintf(format, args...)}
}

// Len is how many answers are in the file.
func (j *Journal) Len() int {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.answers
}

// Next hands out an answer to the question that an earlier run had, each once.
func (j *Journal) Next(k Key) (answer []byte, ok bool, err error) {
	j.mu.Lock()
	at, _, ok := j.kept.take(k)
	j.mu.Unlock()
	if !ok {
		return nil, false, nil
	}
	answer, err = j.read(at)
	return answer, err == nil, err
}

// Peek is where the answer stands that [Journal.Next] would hand out next, with
// the key of what continues it.
func (j *Journal) Peek(k Key) (at int64, next Key, ok bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.kept.first(k)
}

// At reads the answer, or the part of one, at a place.
func (j *Journal) At(at int64) ([]byte, error) { return j.read(at) }

func (j *Journal) read(at int64) ([]byte, error) {
	entry, err := readFrame(j.file, at)
	if err == nil && len(entry) < answerHead {
		err = errTorn
	}
	if err == nil {
		var answer []byte
		if answer, err = j.unpack.DecodeAll(entry[answerHead:], nil); err == nil {
			return answer, nil
		}
	}
	return nil, fmt.Errorf("reading %s: %w", j.path, err)
}

// Append keeps an answer. next is the key of the question that asks for the
// answer's continuation, zero where it has none.
func (j *Journal) Append(k, next Key, answer []byte) error {
	_, err := j.add(answerEntry, k, next, answer)
	return err
}

// AppendPart keeps a part of an answer and returns its place, for the whole
// answer to name.
func (j *Journal) AppendPart(part []byte) (at int64, err error) {
	return j.add(partEntry, Key{}, Key{}, part)
}

func (j *Journal) add(kind byte, k, next Key, answer []byte) (int64, error) {
	entry := append(make([]byte, 0, answerHead+len(answer)/4), kind)
	entry = append(append(entry, k[:]...), next[:]...)
	return j.write(j.pack.EncodeAll(answer, entry))
}

// Drop takes back answers that [Journal.Peek] has shown: they count no more,
// in this run and in later ones.
func (j *Journal) Drop(keys []Key) error {
	entry := []byte{droppedEntry}
	j.mu.Lock()
	for _, k := range keys {
		if at, _, ok := j.kept.take(k); ok {
			entry = binary.BigEndian.AppendUint64(append(entry, k[:]...), uint64(at))
		}
	}
	j.mu.Unlock()
	_, err := j.write(entry)
	return err
}

// write adds an entry to the file. After a failed write nothing is written any
// more, since what followed a cut entry would be lost.
func (j *Journal) write(entry []byte) (at int64, err error) {
	b := frame(entry)
	j.mu.Lock()
	if j.err == nil {
		at = j.end
		_, j.err = j.file.WriteAt(b, at)
		j.end += int64(len(b))
		j.unsyncedBytes, j.unsyncedEntries = j.unsyncedBytes+int64(len(b)), j.unsyncedEntries+1
		if entry[0] == answerEntry {
			j.answers++
		}
	}
	err = j.err
	if err == nil && (j.unsyncedBytes >= syncBytes || j.unsyncedEntries >= syncEntries) {
		j.unsyncedBytes, j.unsyncedEntries = 0, 0
		j.syncing.Go(j.sync)
	}
	j.mu.Unlock()
	if err != nil {
		return at, fmt.Errorf("keeping what was read in %s: %w", j.path, err)
	}
	return at, nil
}

// sync makes the file durable; nobody waits for it but Close.
func (j *Journal) sync() {
	err := j.file.Sync()
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.err == nil {
		j.err = err
	}
}

// Close makes the file durable and ends its use.
func (j *Journal) Close() error {
	j.syncing.Wait()
	err := errors.Join(j.err, j.pack.Close(), j.file.Sync(), j.file.Close())
	j.unpack.Close()
	if err != nil {
		return fmt.Errorf("closing %s: %w", j.path, err)
	}
	return nil
}

// Remove ends the use of the journal and deletes it: the reading is done.
func (j *Journal) Remove() error {
	j.syncing.Wait()
	_ = j.file.Close() // nothing of it is needed any more
	j.unpack.Close()
	if err := os.Remove(j.path); err != nil {
		return fmt.Errorf("removing what is not needed any more: %w", err)
	}
	return nil
}
