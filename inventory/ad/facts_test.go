package ad_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"gwbplan/inventory"
	"gwbplan/inventory/ad"
)

// facts is a sink that keeps everything.
type facts struct {
	records []inventory.Record
	byKey   map[inventory.ADKey]string
}

func (f *facts) Put(r inventory.Record) error {
	if p, ok := r.(*inventory.ADPrincipal); ok {
		if f.byKey == nil {
			f.byKey = map[inventory.ADKey]string{}
		}
		f.byKey[p.Key()] = string(p.DN)
	}
	f.records = append(f.records, r)
	return nil
}

// of returns the records of one type in the order of arrival.
func of[T inventory.Record](f *facts) []T {
	var out []T
	for _, r := range f.records {
		if t, ok := r.(T); ok {
			out = append(out, t)
		}
	}
	return out
}

// object returns the object with this CN, or fails.
func (f *facts) object(t *testing.T, cn string) *inventory.ADObjectRecord {
	t.Helper()
	var found []*inventory.ADObjectRecord
	for _, o := range of[*inventory.ADObjectRecord](f) {
		if o.CN == cn {
			found = append(found, o)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%d objects with cn %q, want 1", len(found), cn)
	}
	return found[0]
}

func (f *facts) domain(t *testing.T) *inventory.ADDomain {
	t.Helper()
	d := of[*inventory.ADDomain](f)
	if len(d) != 1 {
		t.Fatalf("%d domain records, want 1", len(d))
	}
	return d[0]
}

// gaps lists the gaps as "what subject: why (count)", sorted.
func (f *facts) gaps() []string {
	var out []string
	for _, g := range of[*inventory.Gap](f) {
		s := string(g.What)
		if g.Subject != "" {
			s += " " + g.Subject
		}
		s += ": " + g.Why
		if g.Count > 0 {
			s += fmt.Sprintf(" (%d)", g.Count)
		}
		out = append(out, s)
	}
	slices.Sort(out)
	return out
}

// names resolves keys to DNs, sorted.
func (f *facts) names(keys []inventory.ADKey) []string {
	var out []string
	for _, k := range keys {
		out = append(out, f.byKey[k])
	}
	slices.Sort(out)
	return out
}

// lines writes all records one a line, sorted: what two readings of the same
// directory must agree on. Members stand by name; only LDIF knows the classes
// of principals.
func (f *facts) lines(t *testing.T) []string {
	t.Helper()
	var out []string
	for _, r := range f.records {
		if p, ok := r.(*inventory.ADPrincipal); ok {
			c := *p
			c.ObjectClass = ""
			r = &c
		}
		if o, ok := r.(*inventory.ADObjectRecord); ok {
			c := *o
			c.MemberKeys, c.MemberOfKeys = f.byName(o.MemberKeys), f.byName(o.MemberOfKeys)
			r = &c
		}
		b, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, strings.TrimPrefix(fmt.Sprintf("%T ", r), "*inventory.")+string(b))
	}
	slices.Sort(out)
	return out
}

// byName writes keys as names.
func (f *facts) byName(keys []inventory.ADKey) []inventory.ADKey {
	var out []inventory.ADKey
	for _, n := range f.names(keys) {
		out = append(out, inventory.ADKey(n))
	}
	return out
}

// read runs a source from beginning to end.
func read(t *testing.T, s ad.Source, requests ...ad.LookupRequest) *facts {
	t.Helper()
	f := &facts{}
	if err := s.Collect(context.Background(), f); err != nil {
		t.Fatal(err)
	}
	for _, r := range requests {
		if err := s.Lookup(context.Background(), r, f); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Finish(f); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return f
}

// sameLines compares two sorted lists and shows what stands on one side only.
func sameLines(t *testing.T, got, want []string) {
	t.Helper()
	only(t, "missing", want, got)
	only(t, "unwanted", got, want)
}

func only(t *testing.T, what string, a, b []string) {
	t.Helper()
	left := map[string]int{}
	for _, l := range b {
		left[l]++
	}
	shown := 0
	for _, l := range a {
		if left[l]--; left[l] < 0 && shown < 8 {
			shown++
			t.Errorf("%s: %.900s", what, l)
		}
	}
}
