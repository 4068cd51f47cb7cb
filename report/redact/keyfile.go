package redact

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
)

// KeySchema names the format of a key file.
const KeySchema = "gwbplan/redaction-key/v1"

// Key is the secret behind the pseudonyms. Who has it, and the key file, can
// tell what stands behind each.
type Key struct{ secret key }

// String hides the secret from logs and errors.
func (Key) String() string { return "(secret)" }

// NewKey draws a key.
func NewKey(random io.Reader) (Key, error) {
	var k Key
	if _, err := io.ReadFull(random, k.secret[:]); err != nil {
		return Key{}, fmt.Errorf("drawing a redaction key: %w", err)
	}
	return k, nil
}

// keyFile is redaction-key.json: the secret, and what stands for what.
type keyFile struct {
	Schema string `json:"schema"`
	Secret string `json:"secret"`
	// Originals are keyed by pseudonym, which JSON orders.
	Originals map[string]string `json:"originals"`
}

// ReadKey reads the secret of a key file.
func ReadKey(r io.Reader) (Key, error) {
	var f keyFile
	d := json.NewDecoder(r)
	d.DisallowUnknownFields()
	if err := d.Decode(&f); err != nil {
		return Key{}, fmt.Errorf("this is no redaction key: %w", err)
	}
	if f.Schema != KeySchema {
		return Key{}, fmt.Errorf("its schema is %q, this version reads %q", f.Schema, KeySchema)
	}
	var k Key
	b, err := hex.DecodeString(f.Secret)
	if err != nil || len(b) != len(k.secret) {
		return Key{}, fmt.Errorf("its secret is not %d bytes in hexadecimal", len(k.secret))
	}
	copy(k.secret[:], b)
	return k, nil
}

// WriteKey writes the key file: the secret, and every pseudonym given out with
// what it stands for, one a line. It can have millions, so that it is not made
// in memory first.
func (r *Redactor) WriteKey(w io.Writer) error {
	out := keyWriter{Writer: bufio.NewWriter(w)}
	out.json = json.NewEncoder(&out.line)
	out.WriteString("{\n\"schema\": ")
	out.quote(KeySchema)
	out.WriteString(",\n\"secret\": ")
	out.quote(hex.EncodeToString(r.key[:]))
	out.WriteString(",\n\"originals\": {")
	pseudonyms := slices.AppendSeq(make([]string, 0, len(r.seen)), maps.Keys(r.seen))
	slices.Sort(pseudonyms)
	separator := "\n"
	for _, pseudonym := range pseudonyms {
		out.WriteString(separator)
		out.quote(pseudonym)
		out.WriteString(": ")
		out.quote(r.seen[pseudonym])
		separator = ",\n"
	}
	fmt.Fprint(out, "\n}\n}\n")
	return out.Flush() // the writer keeps its first error
}

// keyWriter writes strings of JSON without a new piece of memory for each.
type keyWriter struct {
	*bufio.Writer
	line bytes.Buffer
	json *json.Encoder
}

func (w *keyWriter) quote(s string) {
	w.line.Reset()
	if err := w.json.Encode(s); err != nil {
		panic(err) // no string fails
	}
	w.Write(bytes.TrimSuffix(w.line.Bytes(), []byte("\n")))
}
