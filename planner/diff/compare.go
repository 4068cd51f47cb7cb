package diff

import (
	"cmp"
	"encoding"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
)

// comparison collects the entries.
type comparison struct{ report Report }

func newComparison(of Of, before, after Side) *comparison {
	return &comparison{Report{Schema: Schema, Of: of, Old: before, New: after, Unknowns: []string{}, Counts: []Count{}, Entries: []Entry{}}}
}

func (c *comparison) put(e Entry) {
	for _, list := range []*[]string{&e.Why, &e.Joined.Named, &e.Left.Named} {
		if *list == nil {
			*list = []string{}
		}
	}
	if e.Fields == nil {
		e.Fields = []Field{}
	}
	c.report.Entries = append(c.report.Entries, e)
}

// changed puts an entry where there is something to tell.
func (c *comparison) changed(e Entry) {
	if len(e.Fields) > 0 || e.Joined.Count > 0 || e.Left.Count > 0 || e.Change != Changed {
		c.put(e)
	}
}

// finish orders and counts the entries.
func (c *comparison) finish() *Report {
	r := &c.report
	r.Complete = len(r.Unknowns) == 0
	rank := map[Section]int{}
	for i, s := range Sections() {
		rank[s] = i
	}
	slices.SortStableFunc(r.Entries, func(a, b Entry) int {
		return cmp.Or(cmp.Compare(rank[a.Section], rank[b.Section]), first(a.Breaks, b.Breaks), first(a.Approved, b.Approved),
			cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Change, b.Change))
	})
	at := map[Count]int{}
	for _, e := range r.Entries {
		k := Count{Section: e.Section, Change: e.Change}
		i, ok := at[k]
		if !ok {
			i = len(r.Counts)
			at[k] = i
			r.Counts = append(r.Counts, k)
		}
		r.Counts[i].Entries++
	}
	return r
}

// first puts what is true before what is not.
func first(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

// pairs hands over the items of two lists by key: both, or nil for the one that
// does not have it. Of several with one key, which is a fault of the file, the
// first counts.
func pairs[T any](before, after []T, key func(*T) string, put func(before, after *T)) {
	later := make(map[string]*T, len(after))
	for i := range after {
		if k := key(&after[i]); later[k] == nil {
			later[k] = &after[i]
		}
	}
	seen := make(map[string]bool, len(before))
	for i := range before {
		k := key(&before[i])
		if seen[k] {
			continue
		}
		seen[k] = true
		put(&before[i], later[k])
	}
	for i := range after {
		if k := key(&after[i]); !seen[k] {
			seen[k] = true
			put(nil, &after[i])
		}
	}
}

// fields compares two structs of one type field by field, by their JSON names.
// What JSON leaves out is compared by those who know what it is.
func fields[T any](before, after *T, except ...string) []Field {
	var out []Field
	a, b := reflect.ValueOf(before).Elem(), reflect.ValueOf(after).Elem()
	for i := range a.NumField() {
		name, _, _ := strings.Cut(a.Type().Field(i).Tag.Get("json"), ",")
		if name == "-" || name == "" || slices.Contains(except, name) {
			continue
		}
		out = append(out, differing(name, text(a.Field(i)), text(b.Field(i)))...)
	}
	return out
}

// differing is a field, where the two values differ.
func differing(name, before, after string) []Field {
	if before == after {
		return nil
	}
	return []Field{{Name: name, Before: before, After: after}}
}

// text is a value as people read it: plain where it is one word, else JSON.
func text(v reflect.Value) string {
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return ""
		}
		v = v.Elem()
	}
	if m, ok := v.Interface().(encoding.TextMarshaler); ok {
		b, err := m.MarshalText()
		if err == nil {
			return string(b)
		}
	}
	switch v.Kind() {
	case reflect.String:
		return v.String()
	case reflect.Slice:
		if v.Len() == 0 {
			return ""
		}
	}
	b, err := json.Marshal(v.Interface())
	if err != nil {
		return "(not readable)"
	}
	return string(b)
}

// list compares two lists of things that have no more to tell than their
// fields.
func list[T any](c *comparison, s Section, before, after []T, key, name func(*T) string, except ...string) {
	pairs(before, after, key, func(a, b *T) {
		switch {
		case b == nil:
			c.put(Entry{Section: s, Change: Removed, ID: key(a), Name: name(a)})
		case a == nil:
			c.put(Entry{Section: s, Change: Added, ID: key(b), Name: name(b)})
		default:
			c.changed(Entry{Section: s, Change: Changed, ID: key(b), Name: name(b), Fields: fields(a, b, except...)})
		}
	})
}
