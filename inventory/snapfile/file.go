// Package snapfile keeps snapshots in files: compressed by their names, whole
// or not at all, readable by their owner alone. It stands apart from package
// inventory so that who only looks at facts does not depend on compression.
package snapfile

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/klauspost/compress/zstd"

	"gwbplan/inventory"
)

// errClosed is what a file answers after its end.
var errClosed = errors.New("the snapshot is closed already")

// unfinishedSuffix ends the name of a snapshot that is being written.
const unfinishedSuffix = ".unfinished"

// File is a snapshot file that is being written. It stands under its name with
// ".unfinished" until Commit. It is an [inventory.Sink].
type File struct {
	*inventory.Writer
	path string
	file *os.File // nil after Commit or Abandon
	pack io.WriteCloser
}

// Create begins a snapshot file that only its owner can read. A name that ends
// in .gz or .zst is compressed. What an earlier run left of the same file
// unfinished is replaced; the finished file is not touched until Commit.
func Create(path string, h inventory.Header) (*File, error) {
	unfinished := path + unfinishedSuffix
	if err := os.Remove(unfinished); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("replacing an unfinished snapshot: %w", err)
	}
	f, err := os.OpenFile(unfinished, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, fmt.Errorf("creating a snapshot: %w", err)
	}
	out := &File{path: path, file: f}
	if out.pack, err = compressor(path, f); err == nil {
		out.Writer, err = inventory.NewWriter(out.pack, h)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("creating %s: %w", path, err), f.Close(), os.Remove(unfinished))
	}
	return out, nil
}

// Commit writes the trailer, makes the file durable and gives it its name,
// replacing a file that has it. After an error the unfinished file stays.
func (f *File) Commit() error {
	if f.file == nil {
		return fmt.Errorf("finishing %s: %w", f.path, errClosed)
	}
	err := f.Writer.Close()
	if err == nil {
		err = f.pack.Close()
	}
	if err == nil {
		err = f.file.Sync()
	}
	err = errors.Join(err, f.file.Close())
	f.file = nil
	if err == nil {
		err = Rename(f.path+unfinishedSuffix, f.path)
	}
	if err != nil {
		return fmt.Errorf("finishing %s: %w", f.path, err)
	}
	syncDir(filepath.Dir(f.path))
	return nil
}

// Abandon ends the writing and removes what was written. After Commit it does
// nothing, so that it can be deferred.
func (f *File) Abandon() error {
	if f.file == nil {
		return nil
	}
	_ = f.Writer.Abandon() // nobody will read what is written
	err := errors.Join(f.file.Close(), os.Remove(f.path+unfinishedSuffix))
	f.file = nil
	if err != nil {
		return fmt.Errorf("leaving %s: %w", f.path+unfinishedSuffix, err)
	}
	return nil
}

// ReadFile is [inventory.Read] for a file, which its name tells to be compressed or not.
func ReadFile(path string, put func(inventory.Record) error) (inventory.Header, error) {
	f, err := os.Open(path)
	if err != nil {
		return inventory.Header{}, fmt.Errorf("opening a snapshot: %w", err)
	}
	defer f.Close()
	r, err := decompressor(path, strings.ToLower(filepath.Ext(path)), f)
	if err != nil {
		return inventory.Header{}, err
	}
	defer r.Close()
	return inventory.Read(r, path, put)
}

// Open opens a file that may be compressed, whatever its name: gzip and zstd are
// recognised by their first bytes. Damage in between is an
// [*inventory.DamagedError].
func Open(path string) (io.ReadCloser, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	in := bufio.NewReader(f)
	mark, _ := in.Peek(4) // a shorter file is not compressed
	ending := ""
	switch {
	case bytes.HasPrefix(mark, []byte{0x1f, 0x8b}):
		ending = ".gz"
	case bytes.HasPrefix(mark, []byte{0x28, 0xb5, 0x2f, 0xfd}):
		ending = ".zst"
	}
	r, err := decompressor(path, ending, in)
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return opened{r, f}, nil
}

// opened is a decompressed file.
type opened struct {
	io.ReadCloser
	file *os.File
}

// Close ends the decompression and closes the file.
func (o opened) Close() error { return errors.Join(o.ReadCloser.Close(), o.file.Close()) }

// Load reads snapshot files into one picture, see [inventory.Merge].
func Load(paths ...string) (*inventory.Snapshot, error) { return inventory.Merge(ReadFile, paths...) }

// compressor returns what compresses for a file of this name. The same bytes
// in give the same bytes out.
func compressor(path string, w io.Writer) (io.WriteCloser, error) {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".gz":
		return gzip.NewWriter(w), nil
	case ".zst":
		return zstd.NewWriter(w, zstd.WithEncoderConcurrency(1))
	}
	return plain{w}, nil
}

type plain struct{ io.Writer }

func (plain) Close() error { return nil }

// decompressor undoes the compression that goes with an ending; path stands in
// errors.
func decompressor(path, ending string, r io.Reader) (io.ReadCloser, error) {
	switch ending {
	case ".gz":
		z, err := gzip.NewReader(r)
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return nil, &inventory.FormatError{File: path, Problem: inventory.Truncated, What: "the snapshot is truncated: it ends within its first bytes"}
		}
		if err != nil {
			return nil, &inventory.FormatError{File: path, Problem: inventory.NotASnapshot, What: "the file is not compressed as its name says", Err: err}
		}
		return packed{z, z.Close}, nil
	case ".zst":
		z, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1))
		if err != nil {
			return nil, fmt.Errorf("reading %s: %w", path, err)
		}
		return packed{z, func() error { z.Close(); return nil }}, nil
	}
	return io.NopCloser(r), nil
}

// packed tells a damaged file from one that cannot be read.
type packed struct {
	r     io.Reader
	close func() error
}

// Read decompresses.
func (p packed) Read(b []byte) (int, error) {
	n, err := p.r.Read(b)
	var io_ *fs.PathError
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.As(err, &io_) {
		err = &inventory.DamagedError{Err: err}
	}
	return n, err
}

// Close ends the decompression.
func (p packed) Close() error { return p.close() }

// syncDir makes a rename durable where the system can; elsewhere the file is
// whole under one of its two names.
func syncDir(dir string) {
	if d, err := os.Open(dir); err == nil {
		_ = d.Sync()
		_ = d.Close()
	}
}
