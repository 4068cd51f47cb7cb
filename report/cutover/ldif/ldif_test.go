package ldif

import (
	"encoding/base64"
	"slices"
	"strings"
	"testing"

	"gwbplan/inventory"
)

func TestAppend(t *testing.T) {
	for name, c := range map[string]struct {
		change Change
		want   string
	}{
		"a plain name": {
			Change{`CN=Payroll\, EMEA,OU=GWB,DC=contoso,DC=com`, Add, "a", "Group_1"},
			"dn: CN=Payroll\\, EMEA,OU=GWB,DC=contoso,DC=com\nchangetype: modify\nadd: a\na: Group_1\n-\n\n",
		},
		"a name beyond ASCII": {
			Change{"CN=Équipe,DC=x", Delete, "a", "Group_1"},
			"dn:: Q049w4lxdWlwZSxEQz14\nchangetype: modify\ndelete: a\na: Group_1\n-\n\n",
		},
		"a value with a space before":     {Change{"DC=x", Add, "a", " b"}, "dn: DC=x\nchangetype: modify\nadd: a\na:: IGI=\n-\n\n"},
		"a value with a space behind":     {Change{"DC=x", Add, "a", "b "}, "dn: DC=x\nchangetype: modify\nadd: a\na:: YiA=\n-\n\n"},
		"a value that looks like base64":  {Change{"DC=x", Add, "a", ": YiA="}, "dn: DC=x\nchangetype: modify\nadd: a\na:: OiBZaUE9\n-\n\n"},
		"a value that looks like a file":  {Change{"DC=x", Add, "a", "< file:///etc/passwd"}, "dn: DC=x\nchangetype: modify\nadd: a\na:: PCBmaWxlOi8vL2V0Yy9wYXNzd2Q=\n-\n\n"},
		"a value of several lines":        {Change{"DC=x", Add, "a", "b\n-\n\ndn: DC=y"}, "dn: DC=x\nchangetype: modify\nadd: a\na:: YgotCgpkbjogREM9eQ==\n-\n\n"},
		"no value":                        {Change{"DC=x", Add, "a", ""}, "dn: DC=x\nchangetype: modify\nadd: a\na:: \n-\n\n"},
		"a comment character is a letter": {Change{`CN=\#1,DC=x`, Add, "a", "#b"}, "dn: CN=\\#1,DC=x\nchangetype: modify\nadd: a\na: #b\n-\n\n"},
	} {
		if got := string(Append(nil, c.change)); got != c.want {
			t.Errorf("%s:\n%q, want\n%q", name, got, c.want)
		}
	}
}

func TestAppendComment(t *testing.T) {
	got := string(AppendComment(nil, "plain \"quoted\"\n\nÉ\r\u202e\x00\xff "))
	if want := "# plain \"quoted\"\n#\n# \\u00c9\\r\\u202e\\x00\\xff\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// FuzzAppend reads every change back with a reader of its own, comments between
// them, and wants what went in.
func FuzzAppend(f *testing.F) {
	f.Add("CN=a,DC=x", "Group_1", "a name")
	f.Add(" \n-\n\ndn: DC=y", "::<\x00\r", "line\nline\r\x1b[31m")
	f.Fuzz(func(t *testing.T, dn, value, comment string) {
		want := []Change{{inventory.DN(dn), Add, "attr", value}, {inventory.DN(dn), Delete, "attr", value}}
		text := AppendComment(nil, comment)
		for _, c := range want {
			text = Append(AppendComment(text, comment), c)
		}
		for _, b := range text {
			if b != '\n' && (b < ' ' || b > '~') {
				t.Fatalf("byte %#x in %q", b, text)
			}
		}
		if got := read(t, string(text)); !slices.Equal(got, want) {
			t.Fatalf("read back as %q, want %q", got, want)
		}
	})
}

// read reads changes by the grammar of RFC 2849.
func read(t *testing.T, text string) []Change {
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		if !strings.HasPrefix(line, "#") {
			lines = append(lines, line)
		}
	}
	var out []Change
	for record := range strings.SplitSeq(strings.Join(lines, "\n"), "\n\n") {
		record = strings.Trim(record, "\n")
		if record == "" {
			continue
		}
		l := strings.Split(record, "\n")
		if len(l) != 5 || l[1] != "changetype: modify" || l[4] != "-" {
			t.Fatalf("record %q", record)
		}
		op, attribute, _ := strings.Cut(l[2], ": ")
		out = append(out, Change{inventory.DN(valueOf(t, l[0], "dn")), Op(op), attribute, valueOf(t, l[3], attribute)})
	}
	return out
}

func valueOf(t *testing.T, line, attribute string) string {
	rest, ok := strings.CutPrefix(line, attribute+":")
	if !ok {
		t.Fatalf("line %q, want one of %s", line, attribute)
	}
	if encoded, ok := strings.CutPrefix(rest, ":"); ok {
		value, err := base64.StdEncoding.DecodeString(strings.TrimLeft(encoded, " "))
		if err != nil {
			t.Fatal(err)
		}
		return string(value)
	}
	return strings.TrimLeft(rest, " ")
}
