package ad

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"

	"gwbplan/inventory/bom"
)

// ldifRecord is one record of an LDIF file. dn is empty for what is no entry:
// the version, a search's result, a referral.
type ldifRecord struct {
	line   int
	dn     string
	values []ldifValue
	// comments stood before or in the record, without their "#".
	comments []string
}

// ldifValue is one "attribute: value" line.
type ldifValue struct {
	line        int
	description string
	value       string
}

// ldifReader reads LDIF (RFC 2849) as ldifde, ldapsearch and ldbsearch write
// it, record by record. Lines may be of any length.
type ldifReader struct {
	name string
	in   *bufio.Reader
	line int
	// ahead is the physical line after the present logical one.
	ahead     []byte
	aheadLine int
	hasAhead  bool
	// cut: the input ended in the middle of a line. unended: no empty line
	// followed the last entry.
	cut, unended bool
}

// newLDIFReader reads UTF-8, or UTF-16 with a byte order mark as ldifde -u and
// PowerShell write it. name stands in errors.
func newLDIFReader(name string, in io.Reader) *ldifReader {
	b, _ := bom.NewReader(in)
	return &ldifReader{name: name, in: b}
}

func (r *ldifReader) errorf(line int, format string, args ...any) error {
	return fmt.Errorf("%s:%d: %w", r.name, line, fmt.Errorf(format, args...))
}

// next returns the next record, io.EOF after the last.
func (r *ldifReader) next() (*ldifRecord, error) {
	rec := &ldifRecord{}
	var torn error // what would be wrong with a line if it were no comment's rest
	for {
		text, line, err := r.logicalLine()
		if torn != nil && (err != nil || len(text) == 0) {
			return nil, torn
		}
		if errors.Is(err, io.EOF) && (len(rec.values) > 0 || rec.dn != "" || len(rec.comments) > 0) {
			r.unended = rec.dn != ""
			return rec, nil
		}
		if err != nil {
			return nil, err
		}
		switch {
		case len(text) == 0:
			if len(rec.values) > 0 || rec.dn != "" {
				return rec, nil
			}
		case text[0] == '#':
			rec.comments = append(rec.comments, strings.TrimSpace(string(text[1:])))
		default:
			err := r.add(rec, text, line)
			switch {
			case err == nil:
				torn = nil
			case torn != nil:
			case len(rec.comments) > 0 && rec.dn == "" && len(rec.values) == 0:
				// ldapsearch repeats a DN as a comment and breaks it where the
				// name has a line feed, as those of deleted objects have. The
				// entry's dn follows.
				torn = err
			default:
				return nil, err
			}
		}
	}
}

// add takes one logical line into the record.
func (r *ldifReader) add(rec *ldifRecord, text []byte, line int) error {
	v, err := r.parse(text, line)
	if err != nil {
		return err
	}
	first := rec.dn == "" && len(rec.values) == 0
	switch isDN := strings.EqualFold(v.description, "dn"); {
	case first && isDN && v.value == "":
		return r.errorf(line, "the entry's dn is empty")
	case first && isDN:
		rec.line, rec.dn = line, v.value
		return nil
	case first && !isNoEntry(v.description):
		return r.errorf(line, "want a line that begins with dn:, found %q; an empty line must stand between entries only", v.description)
	case isDN:
		return r.errorf(line, "a second dn: in the entry that begins in line %d; an empty line is missing", rec.line)
	case first:
		rec.line = line
	}
	rec.values = append(rec.values, v)
	return nil
}

// isNoEntry reports whether a record may begin with this word without being an
// entry: what ldapsearch prints about the search itself.
func isNoEntry(description string) bool {
	switch strings.ToLower(description) {
	case "version", "search", "result", "ref", "control", "pagedresults", "text", "matcheddn":
		return true
	}
	return false
}

// parse takes a logical line apart.
func (r *ldifReader) parse(text []byte, line int) (ldifValue, error) {
	name, rest, ok := bytes.Cut(text, []byte(":"))
	if !ok || len(name) == 0 || bytes.ContainsAny(name, " \t") {
		return ldifValue{}, r.errorf(line, "want \"attribute: value\", found %s", excerpt(text))
	}
	v := ldifValue{line: line, description: string(name)}
	switch {
	case bytes.HasPrefix(rest, []byte("<")):
		return v, r.errorf(line, "attribute %s points to another file; export it with its value in the LDIF itself", v.description)
	case bytes.HasPrefix(rest, []byte(":")):
		octets, err := base64.StdEncoding.DecodeString(string(bytes.TrimSpace(rest[1:])))
		if err != nil {
			return v, r.errorf(line, "attribute %s is no base64: %w", v.description, err)
		}
		v.value = string(octets)
	default:
		v.value = string(bytes.TrimLeft(rest, " "))
	}
	return v, nil
}

// excerpt shows the beginning of a line that cannot be read.
func excerpt(text []byte) string {
	const most = 40
	if len(text) > most {
		return fmt.Sprintf("%q…", text[:most])
	}
	return fmt.Sprintf("%q", text)
}

// logicalLine returns a line with its continuations, which begin with a space.
// The empty line stays empty.
func (r *ldifReader) logicalLine() ([]byte, int, error) {
	text, line, err := r.physicalLine()
	if err != nil || len(text) == 0 {
		return text, line, err
	}
	if text[0] == ' ' {
		return nil, line, r.errorf(line, "a continuation line without a line before it")
	}
	for {
		more, moreLine, err := r.physicalLine()
		if errors.Is(err, io.EOF) {
			return text, line, nil
		}
		if err != nil {
			return nil, line, err
		}
		if len(more) == 0 || more[0] != ' ' {
			r.ahead, r.aheadLine, r.hasAhead = more, moreLine, true
			return text, line, nil
		}
		text = append(text, more[1:]...)
	}
}

// physicalLine returns a line of the file without its end; the slice is the
// caller's.
func (r *ldifReader) physicalLine() ([]byte, int, error) {
	if r.hasAhead {
		r.hasAhead = false
		return r.ahead, r.aheadLine, nil
	}
	text, err := r.in.ReadBytes('\n')
	if errors.Is(err, io.EOF) && len(text) > 0 {
		r.cut, err = true, nil
	}
	if err != nil {
		if !errors.Is(err, io.EOF) {
			err = r.errorf(r.line+1, "reading: %w", err)
		}
		return nil, r.line, err
	}
	r.line++
	text = bytes.TrimSuffix(text, []byte("\n"))
	return bytes.TrimSuffix(text, []byte("\r")), r.line, nil
}
