package inventory

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"maps"
	"slices"
	"strings"
)

// Read hands the records of a snapshot to put, in the order of the file, and
// returns its header. It keeps no record. name stands in errors; a file that
// cannot be used is a [*FormatError], and an error of put is wrapped with the
// line. The file is proven whole only when Read returns without an error: what
// put has seen until then must not be relied upon.
func Read(r io.Reader, name string, put func(Record) error) (Header, error) {
	s := &scanner{
		in:     bufio.NewReaderSize(r, 1<<16),
		file:   name,
		decode: newDecoder(),
		sum:    sha256.New(),
		counts: map[recordType]int{},
	}
	h, err := s.header()
	if err != nil {
		return Header{}, err
	}
	for {
		rec, err := s.next()
		if err != nil {
			return h, err
		}
		if rec == nil {
			return h, nil
		}
		if err := put(rec); err != nil {
			return h, fmt.Errorf("%s:%d: %w", name, s.line, err)
		}
	}
}

// scanner reads a snapshot line by line and checks it against its trailer.
type scanner struct {
	in     *bufio.Reader
	file   string
	line   int // the number of the line in buf
	buf    []byte
	decode *decoder
	sum    hash.Hash
	counts map[recordType]int
}

func (s *scanner) fail(p Problem, err error, format string, args ...any) error {
	return &FormatError{File: s.file, Line: s.line, Problem: p, What: fmt.Sprintf(format, args...), Err: err}
}

// readLine reads the next line, with its end, into buf.
func (s *scanner) readLine() error {
	s.buf = s.buf[:0]
	for {
		part, err := s.in.ReadSlice('\n')
		s.buf = append(s.buf, part...)
		if err == nil {
			s.line++
			return nil
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return s.readError(err)
		}
	}
}

// readError says where the file ends, or why it cannot be read further.
func (s *scanner) readError(err error) error {
	var damaged *DamagedError
	switch {
	case errors.Is(err, io.EOF) && len(s.buf) == 0 && s.line > 0:
		return s.fail(Truncated, nil, "the snapshot is truncated: it ends after this line, without a trailer")
	case errors.Is(err, io.EOF) && len(s.buf) == 0:
		return s.fail(Truncated, nil, "the file is empty")
	}
	s.line++
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return s.fail(Truncated, nil, "the snapshot is truncated: it ends within this line")
	case errors.As(err, &damaged):
		return s.fail(Altered, err, "the file is damaged")
	}
	return fmt.Errorf("reading %s, line %d: %w", s.file, s.line, err)
}

func (s *scanner) header() (Header, error) {
	if err := s.checkStart(); err != nil {
		return Header{}, err
	}
	if err := s.readLine(); err != nil {
		return Header{}, err
	}
	var is struct{ Schema string }
	if err := json.Unmarshal(s.buf, &is); err != nil {
		return Header{}, s.fail(NotASnapshot, err, "the header line is not valid")
	}
	version, ok := strings.CutPrefix(is.Schema, "gwbplan/snapshot/")
	switch {
	case !ok:
		return Header{}, s.fail(NotASnapshot, nil, "the file has the schema %q, not %q", is.Schema, Schema)
	case is.Schema != Schema:
		return Header{}, s.fail(OtherSchema, nil, "the file has the schema %q, of version %q; this gwbplan reads %q", is.Schema, version, Schema)
	}
	v, err := s.decode.value(typeHeader, s.buf)
	if err != nil {
		return Header{}, s.fail(BadRecord, err, "the header cannot be read")
	}
	s.sum.Write(s.buf)
	return *v.(*Header), nil
}

// checkStart looks at the first bytes, so that a file of another kind is not
// read to its first line's end, which may be far away.
func (s *scanner) checkStart() error {
	want := typePrefix(typeHeader)
	got, err := s.in.Peek(len(want))
	switch {
	case bytes.HasPrefix(want, got) && len(got) > 0: // the whole of it, or a cut header
		return nil
	case len(got) == 0:
		return s.readError(err)
	case bytes.HasPrefix(got, []byte{0x1f, 0x8b}):
		return s.fail(NotASnapshot, nil, "the file is compressed with gzip, and its name does not end in .gz")
	case bytes.HasPrefix(got, []byte{0x28, 0xb5, 0x2f, 0xfd}):
		return s.fail(NotASnapshot, nil, "the file is compressed with zstd, and its name does not end in .zst")
	}
	if marked(got) {
		return s.fail(Altered, nil, "the file begins with a byte order mark: something read the snapshot as text and wrote it anew")
	}
	return s.fail(NotASnapshot, nil, "the file is no snapshot: it does not begin with a header line")
}

// marked: the text begins with a byte order mark of UTF-8 or UTF-16, which no
// snapshot has.
func marked(text []byte) bool {
	return bytes.HasPrefix(text, []byte("\xEF\xBB\xBF")) || bytes.HasPrefix(text, []byte("\xFF\xFE")) || bytes.HasPrefix(text, []byte("\xFE\xFF"))
}

// next returns the next record, or nil after a valid trailer.
func (s *scanner) next() (Record, error) {
	if err := s.readLine(); err != nil {
		return nil, err
	}
	t, ok := lineType(s.buf)
	switch {
	case !ok:
		return nil, s.fail(BadRecord, nil, "the line does not begin with a record type")
	case t == typeTrailer:
		return nil, s.trailer()
	case t == typeHeader:
		return nil, s.fail(BadRecord, nil, "a second header; give several snapshots as several files")
	}
	s.sum.Write(s.buf)
	s.counts[t]++
	rec, err := s.decode.record(t, s.buf)
	if err != nil {
		return nil, s.fail(BadRecord, err, "the %q record cannot be read", t)
	}
	return rec, nil
}

// trailer compares what was read with what the trailer says.
func (s *scanner) trailer() error {
	v, err := s.decode.value(typeTrailer, s.buf)
	if err != nil {
		return s.fail(Truncated, err, "the snapshot is truncated: its trailer is not valid")
	}
	t := v.(*trailer)
	for _, k := range slices.Sorted(maps.Keys(s.counts)) {
		if _, ok := t.Counts[k]; !ok {
			t.Counts[k] = 0
		}
	}
	for _, k := range slices.Sorted(maps.Keys(t.Counts)) {
		if t.Counts[k] != s.counts[k] {
			return s.fail(Altered, nil, "the file holds %d %q records, and its trailer counts %d", s.counts[k], k, t.Counts[k])
		}
	}
	if sum := hex.EncodeToString(s.sum.Sum(nil)); sum != t.SHA256 {
		return s.fail(Altered, nil, "the file was changed after it was written: its SHA-256 is %s, and its trailer says %q", sum, t.SHA256)
	}
	return s.end()
}

// end makes sure that nothing follows the trailer.
func (s *scanner) end() error {
	_, err := s.in.ReadByte()
	switch {
	case err == nil:
		s.line++
		return s.fail(Altered, nil, "something follows the trailer")
	case errors.Is(err, io.EOF):
		return nil
	}
	s.buf = s.buf[:0]
	return s.readError(err)
}

// DamagedError is what the source of [Read] answers where its bytes cannot be
// decompressed: the file was changed, and is not merely unreadable.
type DamagedError struct{ Err error }

// Error is the decompression's own.
func (e *DamagedError) Error() string { return e.Err.Error() }

// Unwrap returns what the decompression says.
func (e *DamagedError) Unwrap() error { return e.Err }
