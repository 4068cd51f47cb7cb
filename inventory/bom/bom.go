// Package bom reads text as Windows writes it: UTF-16 with a byte order mark
// is what ">" and Out-File give in Windows PowerShell and ldifde -u exports, and
// UTF-8 with one is what editors there save.
package bom

import (
	"bufio"
	"bytes"
	"io"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// Mark is the byte order mark that a text begins with.
type Mark uint8

// The marks that are understood. A text without one is taken as it is.
const (
	None Mark = iota
	UTF8
	UTF16
)

// NewReader gives the text as UTF-8 without its mark, and says which mark it
// had. What cannot be read shows at the first Read.
func NewReader(in io.Reader) (*bufio.Reader, Mark) {
	b := bufio.NewReaderSize(in, 64<<10)
	start, _ := b.Peek(3)
	switch {
	case bytes.HasPrefix(start, []byte{0xEF, 0xBB, 0xBF}):
		_, _ = b.Discard(3)
		return b, UTF8
	case bytes.HasPrefix(start, []byte{0xFF, 0xFE}), bytes.HasPrefix(start, []byte{0xFE, 0xFF}):
		decoder := unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder()
		return bufio.NewReaderSize(transform.NewReader(b, decoder), 64<<10), UTF16
	}
	return b, None
}

// Decode is [NewReader] for a text that is in memory.
func Decode(raw []byte) ([]byte, error) {
	in, _ := NewReader(bytes.NewReader(raw))
	return io.ReadAll(in)
}
