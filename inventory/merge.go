package inventory

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// MergeError is a pair of snapshot files that do not belong into one picture.
type MergeError struct {
	// Files are the two names in sorted order.
	Files [2]string
	// What is what both hold.
	What string
	// Next is what to do.
	Next string
}

// Error names the files and what both of them hold.
func (e *MergeError) Error() string {
	return fmt.Sprintf("%s and %s cannot be merged: %s", e.Files[0], e.Files[1], e.What)
}

// Hint says what to do next.
func (e *MergeError) Hint() string { return e.Next }

// Merge reads snapshots into one picture; read reads the one of a name, as
// [Read] does. Snapshots of the cloud side, of several AD domains and of several
// Connect servers merge; two readings of the same source, or of two tenants, are
// a [*MergeError]. Neither the result nor the error depends on the order of the
// paths.
func Merge(read func(name string, put func(Record) error) (Header, error), paths ...string) (*Snapshot, error) {
	if len(paths) == 0 {
		return nil, errors.New("no snapshot file is given")
	}
	paths = slices.Clone(paths)
	slices.Sort(paths)
	b := NewBuilder(Header{})
	b.headers = nil
	var seen []contents
	for _, path := range paths {
		c, err := b.readFrom(read, path)
		if err != nil {
			return nil, err
		}
		for _, other := range seen {
			if err := other.conflict(c); err != nil {
				return nil, err
			}
		}
		seen = append(seen, c)
	}
	s, err := b.Snapshot()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", strings.Join(paths, ", "), err)
	}
	return s, nil
}

// readFrom adds the records of one file.
func (b *Builder) readFrom(read func(string, func(Record) error) (Header, error), path string) (contents, error) {
	c := contents{file: path}
	b.begin(Header{}) // the real one comes with the end of the reading
	h, err := read(path, func(r Record) error {
		c.note(r)
		return b.Put(r)
	})
	if err != nil {
		return c, err
	}
	h.TakenAt = h.TakenAt.UTC()
	b.headers[len(b.headers)-1] = h
	for _, s := range h.Sources {
		c.cloud = c.cloud || s.Kind == "graph"
	}
	return c, nil
}

// contents are the sources that one file is a reading of.
type contents struct {
	file    string
	cloud   bool
	tenant  ObjectID
	domains []ADDomain
	forests []DN // whose global catalog was read
	servers []string
}

func (c *contents) note(r Record) {
	switch r := r.(type) {
	case *Tenant:
		c.cloud, c.tenant = true, r.ID
	case *CloudGroupRecord, *Principal, *Owners, *ProvisioningJob, *Agent, *Licence:
		c.cloud = true
	case *Gap:
		c.cloud = c.cloud || r.Source == "entra"
	case *ADDomain:
		c.domains = append(c.domains, *r)
	case *ADCatalog:
		c.forests = append(c.forests, r.ForestRoot)
	case *ConnectServer:
		c.servers = append(c.servers, r.Name)
	}
}

// conflict is why two files cannot be merged. c sorts before o.
func (c *contents) conflict(o contents) error {
	refuse := func(next, what string, args ...any) error {
		return &MergeError{[2]string{c.file, o.file}, fmt.Sprintf(what, args...), next}
	}
	const keepOne = "give one of the two"
	switch {
	case !c.cloud || !o.cloud:
	case c.tenant == o.tenant && !c.tenant.IsZero():
		return refuse(keepOne, "both hold the cloud side of tenant %s", c.tenant)
	case !c.tenant.IsZero() && !o.tenant.IsZero():
		return refuse("plan each tenant by itself", "they are of two tenants, %s and %s", c.tenant, o.tenant)
	default:
		return refuse(keepOne, "both hold a cloud side")
	}
	for _, d := range c.domains {
		for _, e := range o.domains {
			if d.DN.Equal(e.DN) || d.SID != "" && d.SID == e.SID {
				return refuse(keepOne, "both hold the AD domain %s", d.DN)
			}
		}
	}
	for _, root := range c.forests {
		if slices.ContainsFunc(o.forests, root.Equal) {
			return refuse(keepOne, "both hold the global catalog of the forest %s", root)
		}
	}
	for _, name := range c.servers {
		for _, other := range o.servers {
			if strings.EqualFold(name, other) {
				return refuse(keepOne, "both hold the Connect server %q", name)
			}
		}
	}
	return nil
}

// sortHeaders puts the oldest reading first.
func sortHeaders(list []Header) []Header {
	list = slices.Clone(list)
	slices.SortFunc(list, func(a, b Header) int {
		return cmp.Or(a.TakenAt.Compare(b.TakenAt), strings.Compare(canonical(a), canonical(b)))
	})
	return list
}
