package connect

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"gwbplan/inventory"
	"gwbplan/inventory/bom"
)

// Schema names the format of a facts file.
const Schema = "gwbplan/connect-facts/v1"

// schemaPrefix is what the names of all versions of the format begin with.
const schemaPrefix = "gwbplan/connect-facts/"

// file is the facts file: its schema beside the server's own fields.
type file struct {
	Schema string `json:"schema"`
	inventory.ConnectServer
}

// Read reads a facts file: UTF-8, or UTF-16 with a byte order mark, which is
// what redirecting a script's output gives in Windows PowerShell. name stands
// in errors, which say the line and column where the file is not as it should
// be. A field that this version does not know is refused: it might be what
// makes the difference. The order of the file's lists does not matter.
func Read(r io.Reader, name string) (*inventory.ConnectServer, error) {
	in, _ := bom.NewReader(r)
	text, err := io.ReadAll(in)
	if err != nil {
		return nil, fmt.Errorf("reading the Connect facts file %s: %w", name, err)
	}
	if err := checkSchema(text, name); err != nil {
		return nil, err
	}
	f, err := unmarshal(text)
	if err != nil {
		return nil, at(name, text, err)
	}
	if err := settle(&f.ConnectServer); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return &f.ConnectServer, nil
}

// unmarshal reads the one value that the text is.
func unmarshal(text []byte) (*file, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	var f file
	if err := d.Decode(&f); err != nil {
		return nil, err
	}
	end := d.InputOffset()
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, trailing(end)
	}
	return &f, inventory.CheckFields(text[:end], f)
}

// trailing is the offset at which something follows the facts.
type trailing int64

func (trailing) Error() string { return "something follows the facts; one file holds one server" }

// checkSchema looks at the schema before the fields, so that a newer file is
// refused for being newer and not for its first new field.
func checkSchema(text []byte, name string) error {
	var head struct {
		Schema string `json:"schema"`
	}
	if err := json.NewDecoder(bytes.NewReader(text)).Decode(&head); err != nil {
		return at(name, text, err)
	}
	switch {
	case head.Schema == Schema:
		return nil
	case head.Schema == "":
		return fmt.Errorf("%s: no schema is named; want the output of the Connect script, %q", name, Schema)
	case strings.HasPrefix(head.Schema, schemaPrefix):
		return fmt.Errorf("%s: the facts have the schema %q and this version reads %q; use the script and the program of one version", name, head.Schema, Schema)
	}
	return fmt.Errorf("%s: the schema %q is not that of a Connect facts file, %q", name, head.Schema, Schema)
}
