package ad

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"gwbplan/inventory"
)

// LDIFConfig names the files that together show one or several domains.
type LDIFConfig struct {
	// Files are paths; Inputs are readers instead of or beside them.
	Files  []string
	Inputs []LDIFInput
	// Scopes are the subtrees that the files hold completely. A scope ends at
	// its domain's border: it says nothing of child domains.
	Scopes []inventory.DN
	// Log may be nil.
	Log *slog.Logger
}

// LDIFInput is LDIF text with the name that errors give it.
type LDIFInput struct {
	Name   string
	Reader io.Reader
}

// LDIF is a set of LDIF files as a [Source].
type LDIF struct {
	collectors
}

// Close implements [Source]. The files were closed when they had been read.
func (*LDIF) Close() error { return nil }

// OpenLDIF reads the files whole, without keeping what no rule needs. Errors
// name the file and the line.
func OpenLDIF(cfg LDIFConfig) (*LDIF, error) {
	for _, s := range cfg.Scopes {
		if !isDN(s) {
			return nil, misuse(fmt.Sprintf("LDIF scope %q is no distinguished name", string(s)), "give it like DC=contoso,DC=com")
		}
	}
	ix := newIndex(cfg.Scopes)
	for _, path := range cfg.Files {
		if err := ix.readPath(path); err != nil {
			return nil, err
		}
	}
	for _, in := range cfg.Inputs {
		if err := ix.readFile(in.Name, in.Reader); err != nil {
			return nil, err
		}
	}
	if err := ix.finish(); err != nil {
		return nil, err
	}
	log := cfg.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	l := &LDIF{}
	for _, d := range ix.sortedDomains() {
		l.domains = append(l.domains, ix.collector(d, log))
	}
	if len(l.domains) == 0 {
		return nil, misuse("the LDIF files hold no entry of an Active Directory domain", "export from the domain's naming context")
	}
	return l, nil
}

// Collect implements [Source].
func (l *LDIF) Collect(ctx context.Context, sink inventory.Sink) error {
	for _, c := range l.domains {
		for _, g := range c.reader.(*fileReader).gaps {
			if err := sink.Put(g); err != nil {
				return err
			}
		}
	}
	return l.collectors.Collect(ctx, sink)
}

func (ix *index) readPath(path string) (err error) {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("opening the LDIF file: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return ix.readFile(path, f)
}

// readFile takes the entries of one file, and notes signs that it is not whole.
func (ix *index) readFile(name string, in io.Reader) error {
	r := newLDIFReader(name, in)
	file := ldifFile{name: filepath.Base(name)}
	for {
		rec, err := r.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		file.note(rec)
		if rec.dn == "" {
			continue
		}
		if err := ix.add(r, rec, &file); err != nil {
			return err
		}
		file.entries++
	}
	if r.cut {
		file.broken("it ends in the middle of a line")
	}
	switch {
	case file.open:
		file.broken("the end of the search is missing")
	case r.unended && file.ldifde:
		file.broken("it ends in the middle of an entry: ldifde writes an empty line after the last one")
	}
	ix.files = append(ix.files, file)
	return nil
}

// ldifFile is what a file says about itself.
type ldifFile struct {
	name    string
	entries int
	// why is the first sign that the file does not hold all that was asked for.
	why string
	// requested are the attributes that ldapsearch says were asked for, in
	// lower case; all: every attribute was.
	requested []string
	all       bool
	// open: a search has begun whose end is still to come. ldapsearch and
	// ldbsearch write both, unless they are told to write no comments.
	open bool
	// ldifde wrote the file, as its changetype lines tell.
	ldifde bool
}

func (f *ldifFile) broken(why string) {
	if f.why == "" {
		f.why = why
	}
}

// note reads results and comments: ldapsearch's "result: 4 …", "# requesting:"
// and "# numEntries:", ldbsearch's "# 12 entries".
func (f *ldifFile) note(rec *ldifRecord) {
	for _, v := range rec.values {
		f.ldifde = f.ldifde || strings.EqualFold(v.description, "changetype")
		if rec.dn != "" || !strings.EqualFold(v.description, "result") {
			continue
		}
		f.open = false
		if code, _, _ := strings.Cut(v.value, " "); code != "0" {
			n, _ := strconv.ParseUint(code, 10, 16)
			f.broken("the search ended with " + resultText(uint16(n)))
		}
	}
	for _, c := range rec.comments {
		if list, ok := strings.CutPrefix(c, "requesting:"); ok {
			f.requested = strings.Fields(strings.ToLower(list))
			f.all = slices.Contains(f.requested, "all") || slices.Contains(f.requested, "*")
			f.open = true
		}
		if number, ok := strings.CutPrefix(c, "record "); ok && strings.Trim(number, "0123456789") == "" {
			f.open = true
		}
		count, ok := strings.CutPrefix(c, "numEntries:")
		if !ok {
			count, ok = strings.CutSuffix(c, " entries")
		}
		if n, err := strconv.Atoi(strings.TrimSpace(count)); ok && err == nil {
			if n != f.entries {
				f.broken(fmt.Sprintf("it says that it has %d entries and has %d", n, f.entries))
			}
			f.entries, f.open = 0, false
		}
	}
}
