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
)

// Schema is the schema that a [Writer] writes and [Read] reads.
const Schema = "gwbplan/snapshot/v1"

// Writer is a [Sink] that writes a snapshot: a header line, one line a record,
// a trailer line. It keeps nothing of what it wrote.
type Writer struct {
	out    *bufio.Writer
	sum    hash.Hash
	counts map[recordType]int
	line   bytes.Buffer
	err    error // the first failed write; a line may be cut since then
}

// trailer closes a snapshot: the number of records by type and the SHA-256 of
// all bytes before its own line.
type trailer struct {
	Counts map[recordType]int `json:"counts"`
	SHA256 string             `json:"sha256"`
}

var errClosed = errors.New("the snapshot is closed already")

// NewWriter writes the header line to w. It fills in the schema and turns the
// time into UTC.
func NewWriter(w io.Writer, h Header) (*Writer, error) {
	h.Schema = Schema
	h.TakenAt = h.TakenAt.UTC()
	if h.Sources == nil {
		h.Sources = []Source{}
	}
	sw := &Writer{out: bufio.NewWriterSize(w, 1<<16), sum: sha256.New(), counts: map[recordType]int{}}
	if err := sw.writeLine(typeHeader, h); err != nil {
		return nil, err
	}
	return sw, nil
}

// Put writes one record. After a failed write every call fails, so that no
// trailer can follow a cut line.
func (w *Writer) Put(r Record) error {
	t := r.recordType()
	if err := w.writeLine(t, wireForm(r)); err != nil {
		return err
	}
	w.counts[t]++
	return nil
}

// Close writes the trailer and flushes. It does not close the underlying
// writer.
func (w *Writer) Close() error {
	t := trailer{Counts: w.counts, SHA256: hex.EncodeToString(w.sum.Sum(nil))}
	if err := w.writeLine(typeTrailer, t); err != nil {
		return err
	}
	err := w.flush()
	if err == nil {
		w.err = errClosed
	}
	return err
}

// Abandon flushes and ends the writing without a trailer: what was written is
// refused as truncated.
func (w *Writer) Abandon() error {
	err := w.flush()
	w.err = errClosed
	return err
}

func (w *Writer) flush() error {
	if err := w.out.Flush(); err != nil {
		w.err = fmt.Errorf("writing the snapshot: %w", err)
		return w.err
	}
	return nil
}

// writeLine writes v as one JSON object with its type first. v must be a
// struct that marshals to at least one field.
func (w *Writer) writeLine(t recordType, v any) error {
	if w.err != nil {
		return w.err
	}
	w.line.Reset()
	enc := json.NewEncoder(&w.line)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return fmt.Errorf("encoding a %s record: %w", t, err)
	}
	w.write(typePrefix(t))
	w.write(w.line.Bytes()[1:])
	return w.err
}

func (w *Writer) write(b []byte) {
	if w.err != nil {
		return
	}
	w.sum.Write(b)
	if _, err := w.out.Write(b); err != nil {
		w.err = fmt.Errorf("writing the snapshot: %w", err)
	}
}

// typePrefix is how the line of a record begins.
func typePrefix(t recordType) []byte { return fmt.Appendf(nil, `{"type":"%s",`, t) }
