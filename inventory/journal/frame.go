package journal

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
)

// The kinds of entries.
const (
	headerEntry  byte = 'H' // the Header as JSON
	answerEntry  byte = 'A' // a key, the key of what continues it, the answer
	partEntry    byte = 'P' // a part of an answer, named by its place
	droppedEntry byte = 'D' // the places of answers that count no more
)

const (
	// frameHead is the length and the CRC-32C that stand before an entry.
	frameHead = 8
	// maxFrame bounds an entry; no answer is as long.
	maxFrame = 256 << 20
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// errTorn is an entry that is not whole.
var errTorn = errors.New("the entry is cut or damaged")

// Key names a question. Questions with the same key are told apart by their
// order.
type Key [16]byte

// KeyOf makes the key of a question; its parts are told apart.
func KeyOf(parts ...string) Key {
	h := sha256.New()
	for _, p := range parts {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(p)))
		h.Write(n[:])
		_, _ = io.WriteString(h, p)
	}
	return Key(h.Sum(nil)[:16])
}

// IsZero reports whether the key names nothing.
func (k Key) IsZero() bool { return k == Key{} }

// frame puts an entry behind its length and checksum.
func frame(entry []byte) []byte {
	b := make([]byte, frameHead, frameHead+len(entry))
	binary.BigEndian.PutUint32(b, uint32(len(entry)))
	binary.BigEndian.PutUint32(b[4:], crc32.Checksum(entry, castagnoli))
	return append(b, entry...)
}

// readFrame reads the entry at a place. A length of zero is what a crash
// leaves where the file grew and its content was not written.
func readFrame(r io.ReaderAt, at int64) ([]byte, error) {
	var head [frameHead]byte
	if _, err := r.ReadAt(head[:], at); err != nil {
		return nil, torn(err)
	}
	n := binary.BigEndian.Uint32(head[:])
	if n == 0 || n > maxFrame {
		return nil, errTorn
	}
	entry, err := io.ReadAll(io.NewSectionReader(r, at+frameHead, int64(n)))
	if err != nil {
		return nil, torn(err)
	}
	if len(entry) < int(n) || crc32.Checksum(entry, castagnoli) != binary.BigEndian.Uint32(head[4:]) {
		return nil, errTorn
	}
	return entry, nil
}

func torn(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errTorn
	}
	return err
}
