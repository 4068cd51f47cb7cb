package pending

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// Error is a file that cannot be used.
type Error struct {
	// File is the name as it was given; Line counts from 1, 0 for the whole file.
	File string
	Line int
	What string
	// Err is the cause, or nil.
	Err error
}

// Error names the file, the line and what is wrong there.
func (e *Error) Error() string {
	where := e.File
	if e.Line > 0 {
		where = fmt.Sprintf("%s:%d", e.File, e.Line)
	}
	if e.Err != nil {
		return fmt.Sprintf("%s: %s: %v", where, e.What, e.Err)
	}
	return where + ": " + e.What
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Hint says how such a file comes about.
func (e *Error) Hint() string {
	return `on the staging server: csexport "<AD connector>" export.xml /f:x, and give export.xml as it is`
}

// Read hands every pending change to put, in the order of the file. name stands
// in errors: a file that cannot be used is an [*Error], and an error of put ends
// the reading. The file is known to be whole only when Read returns without an
// error. It may be in UTF-8 or UTF-16, which redirection in PowerShell writes.
func Read(r io.Reader, name string, put func(*Change) error) (Info, error) {
	in, err := decoded(r)
	if err != nil {
		return Info{}, fmt.Errorf("reading %s: %w", name, err)
	}
	head, err := firstByte(in)
	if err != nil {
		return Info{}, &Error{File: name, What: "the file is empty", Err: err}
	}
	if head == '<' {
		return readXML(in, name, put)
	}
	return readCSV(in, name, put)
}

// decoded is the text in UTF-8, without a byte order mark.
func decoded(r io.Reader) (*bufio.Reader, error) {
	in := bufio.NewReaderSize(r, 64<<10)
	mark, err := in.Peek(4)
	if err != nil && err != io.EOF {
		return nil, err
	}
	var order unicode.Endianness
	switch {
	case bytes.HasPrefix(mark, []byte{0xEF, 0xBB, 0xBF}):
		_, err := in.Discard(3)
		return in, err
	case bytes.HasPrefix(mark, []byte{0xFF, 0xFE}), bytes.HasPrefix(mark, []byte{'<', 0}):
		order = unicode.LittleEndian
	case bytes.HasPrefix(mark, []byte{0xFE, 0xFF}), bytes.HasPrefix(mark, []byte{0, '<'}):
		order = unicode.BigEndian
	default:
		return in, nil
	}
	utf16 := unicode.UTF16(order, unicode.UseBOM)
	return bufio.NewReaderSize(transform.NewReader(in, utf16.NewDecoder()), 64<<10), nil
}

// blank is how much empty space may stand before the first character.
const blank = 1 << 10

// firstByte looks at the first character that is no space, and leaves it there.
func firstByte(in *bufio.Reader) (byte, error) {
	for i := 1; i <= blank; i++ {
		head, err := in.Peek(i)
		if len(head) < i {
			return 0, err
		}
		if c := head[i-1]; c != ' ' && c != '\t' && c != '\r' && c != '\n' {
			return c, nil
		}
	}
	return 0, nil
}

// validUTF8 reports whether all texts are UTF-8.
func validUTF8(texts []string) bool {
	for _, t := range texts {
		if !utf8.ValidString(t) {
			return false
		}
	}
	return true
}
