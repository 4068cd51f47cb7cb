package ad_test

import (
	"bytes"
	"context"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gwbplan/fixtures/ldapsim"
	"gwbplan/inventory"
	"gwbplan/inventory/ad"
)

// readDump reads LDIF text that is said to hold the whole domain.
func readDump(text []byte) (*facts, error) {
	src, err := ad.OpenLDIF(ad.LDIFConfig{Inputs: []ad.LDIFInput{{Name: "dump.ldif", Reader: bytes.NewReader(text)}}, Scopes: whole})
	if err != nil {
		return nil, err
	}
	f := &facts{}
	if err := src.Collect(context.Background(), f); err != nil {
		return nil, err
	}
	if err := src.Lookup(context.Background(), request(), f); err != nil {
		return nil, err
	}
	return f, src.Finish(f)
}

// linesOf splits a dump, in whichever encoding it is.
func linesOf(d dialect, text []byte) [][]byte {
	end := "\n"
	if d.name == "ldifde" {
		end = "\n\x00"
	}
	return bytes.SplitAfter(text, []byte(end))
}

// TestADumpCutShort cuts dumps at the ends of lines: a cut one is refused, or
// is no proof that what it does not hold is absent. Between two entries
// ldifde's output alone shows no sign of it.
func TestADumpCutShort(t *testing.T) {
	directory := lab(ldapsim.Forest{RecycleBin: true})
	for _, d := range dialects() {
		text := d.write(export(t, directory, d.extended))
		lines := linesOf(d, text)
		read := 0
		for at := 2; at < len(lines)-12; at += 7 {
			cut := bytes.Join(lines[:at], nil)
			f, err := readDump(cut)
			between := strings.HasPrefix(d.name, "ldifde") && len(bytes.Trim(lines[at-1], "\r\n\x00")) == 0
			if err != nil || between {
				continue
			}
			read++
			for _, domain := range of[*inventory.ADDomain](f) {
				if len(domain.Covered) > 0 {
					t.Errorf("%s, cut after line %d of %d: counts as complete below %v", d.name, at, len(lines), domain.Covered)
				}
			}
		}
		if read < 100 {
			t.Errorf("%s: only %d cut dumps could be read at all", d.name, read)
		}
	}
}

// TestADamagedDump: what octets may be lost or changed, the dump is refused or
// makes a snapshot.
func TestADamagedDump(t *testing.T) {
	directory := lab(ldapsim.Forest{})
	for i, d := range dialects() {
		text := d.write(export(t, directory, d.extended))
		random := rand.New(rand.NewPCG(uint64(i), 1))
		refused := 0
		for range 100 {
			f, err := readDump(damage(random, text))
			if err != nil {
				refused++
				continue
			}
			snapshotOf(t, f)
		}
		if refused == 0 || refused == 100 {
			t.Errorf("%s: %d of 100 damaged dumps were refused", d.name, refused)
		}
	}
}

func damage(r *rand.Rand, text []byte) []byte {
	text = bytes.Clone(text)
	for range 1 + r.IntN(2) {
		at := r.IntN(len(text))
		switch r.IntN(4) {
		case 0:
			text[at] = byte(r.IntN(256))
		case 1:
			text = slices.Delete(text, at, min(len(text), at+1+r.IntN(50)))
		case 2:
			text = slices.Insert(text, at, []byte("\x00\n: <#")...)
		case 3:
			text = text[:at+1]
		}
	}
	return text
}

// TestASIDInAnotherDomain: a damaged dn moves an entry into a domain that does
// not exist; its SID leads to the true domain's objects, which are not its own.
func TestASIDInAnotherDomain(t *testing.T) {
	sid := "objectSid: " + rootSID + "-1105"
	strange := strings.ReplaceAll(group("S", "objectSid: "+rootSID+"-1106"), contoso, "DC=c?ntoso,DC=com")
	f := read(t, mustOpen(t, whole, group("G", sid), strange), ad.LookupRequest{SIDs: []inventory.SID{rootSID + "-1105"}})
	snapshotOf(t, f)
	if got := f.object(t, "G").Domain; got != "contoso.com" {
		t.Errorf("domain %q", got)
	}
}
