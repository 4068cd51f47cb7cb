package ad_test

import (
	"bytes"
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"gwbplan/fixtures/ldapsim"
	"gwbplan/inventory"
	"gwbplan/inventory/ad"
)

var update = flag.Bool("update", false, "write the golden files anew")

// fromLDIF reads LDIF text that covers the forest's root domain completely.
func fromLDIF(t *testing.T, text []byte, scopes ...inventory.DN) *ad.LDIF {
	t.Helper()
	src, err := ad.OpenLDIF(ad.LDIFConfig{Inputs: []ad.LDIFInput{{Name: "dump.ldif", Reader: bytes.NewReader(text)}}, Scopes: scopes})
	if err != nil {
		t.Fatal(err)
	}
	return src
}

// TestSourcesAgree is the contract of a Source: the same directory gives the
// same facts over LDAP, whatever the server's limits, and from LDIF, whatever
// tool wrote it and in whatever order.
func TestSourcesAgree(t *testing.T) {
	directory := lab(ldapsim.Forest{RecycleBin: true})
	server := serve(t, directory, ldapsim.Options{MaxValRange: 4, MaxPageSize: 7})
	want := read(t, dial(t, config(server)), request())
	golden(t, "testdata/lab.golden", want.lines(t))
	snapshotOf(t, want)

	generous := config(serve(t, directory, ldapsim.Options{}))
	generous.PageSize, generous.RangeSize = 0, 0
	t.Run("other limits", func(t *testing.T) { sameLines(t, read(t, dial(t, generous), request()).lines(t), want.lines(t)) })

	for _, d := range dialects() {
		t.Run(d.name, func(t *testing.T) {
			entries := export(t, directory, d.extended)
			shuffle(entries)
			src := fromLDIF(t, d.write(entries), contoso, "CN=Configuration,"+contoso)
			got := read(t, src, request())
			snapshotOf(t, got)
			// Microsoft's server proves that adminDescription is absent; a file
			// may have been exported by an account that may not read it.
			const suspicion = `Gap {"source":"ad:contoso.com","what":"ad-attributes","subject":"OU=GWB,DC=contoso,DC=com",`
			lines := without(got.lines(t), suspicion)
			if len(lines) != len(got.lines(t))-1 {
				t.Error("the file raises no suspicion about unstamped groups")
			}
			if d.extended {
				sameLines(t, lines, want.lines(t))
				return
			}
			// Without extended DNs the member of another domain is a name alone.
			const bob = `ADPrincipal {"dn":"CN=Bob,CN=Users,DC=emea,DC=contoso,DC=com"`
			wanted := without(want.lines(t), bob)
			wanted = append(wanted, bob+"}", `Gap {"source":"ad:contoso.com","what":"ad-member-ids",`+
				`"why":"members are known by their names alone",`+
				`"hides":"whether these members are the cloud group's own: they cannot be compared by SID","count":1}`)
			sameLines(t, lines, wanted)
		})
	}
}

// without drops the lines that begin with prefix.
func without(lines []string, prefix string) []string {
	return slices.DeleteFunc(lines, func(l string) bool { return strings.HasPrefix(l, prefix) })
}

func snapshotOf(t *testing.T, f *facts) {
	t.Helper()
	once := map[string]bool{}
	for _, o := range of[*inventory.ADObjectRecord](f) {
		id := o.ObjectGUID.String() + o.DN.Key()
		if once[id] {
			t.Errorf("%s stands twice", o.DN)
		}
		once[id] = true
	}
	if _, err := inventory.Build(inventory.Header{}, f.records...); err != nil {
		t.Errorf("the records make no snapshot: %v", err)
	}
}

func golden(t *testing.T, path string, lines []string) {
	t.Helper()
	got := strings.Join(lines, "\n") + "\n"
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	sameLines(t, lines, strings.Split(strings.TrimSuffix(string(want), "\n"), "\n"))
}
