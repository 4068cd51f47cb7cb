package cutover

import (
	"encoding/base64"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"gwbplan/fixtures/samba"
	"gwbplan/planner"
)

// TestSambaAnchors loads hostile names into an AD-compatible domain controller,
// stamps them over LDAPS, takes the stamps back with another tool, and stamps
// them again. Each object must get its own group's anchor. It needs root and
// Samba; with GWBPLAN_REQUIRE_SAMBA it fails where they are missing.
func TestSambaAnchors(t *testing.T) {
	dc := sambaDC{samba.New(t, "127.0.0.21", "ldbmodify", "ldapmodify", "ldapsearch")}
	plan := &planner.Plan{}
	load := "dn: OU=GWB,DC=lab,DC=example\nobjectClass: organizationalUnit\n\n"
	for i, name := range hostileNames {
		g := hostileGroup(i, name, "lab.example")
		plan.Groups = append(plan.Groups, g)
		load += fmt.Sprintf("dn:: %s\nobjectClass: group\nsAMAccountName: GWB-%d\ngroupType: -2147483640\nadminDescription: Group_%s\n\n",
			base64.StdEncoding.EncodeToString([]byte(g.ADObjects[0].DN)), i, g.ID)
	}
	dc.Holding(t, func(w io.Writer) error { _, err := io.WriteString(w, load); return err })

	files := written(t, kitOf(t, plan))
	do, undo := dc.file(t, FileAnchors, files[FileAnchors]), dc.file(t, FileAnchorsUndo, files[FileAnchorsUndo])
	dc.run(t, 0, "ldapmodify", do)
	dc.wantAnchors(t, len(hostileNames))
	dc.run(t, 20, "ldapmodify", do) // attributeOrValueExists: nothing is overwritten, not even by the same value
	dc.run(t, 0, "ldbmodify", undo)
	dc.wantAnchors(t, 0)
	dc.run(t, 16, "ldapmodify", undo) // noSuchAttribute
	dc.run(t, 0, "ldbmodify", do)
	dc.wantAnchors(t, len(hostileNames))
	dc.run(t, 0, "ldapmodify", undo)
	dc.wantAnchors(t, 0)
	dc.run(t, 0, "ldapmodify", do)
	dc.wantAnchors(t, len(hostileNames))
}

// sambaDC is a domain controller that the kit's LDIF is loaded into.
type sambaDC struct{ *samba.DC }

func (dc sambaDC) file(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// ldap runs a tool of OpenLDAP as the domain's administrator.
func (dc sambaDC) ldap(tool string, args ...string) *exec.Cmd {
	cmd := exec.Command(tool, append([]string{"-x", "-H", "ldaps://" + dc.IP, "-D", "Administrator@lab.example", "-w", "Passw0rd!lab"}, args...)...)
	cmd.Env = append(os.Environ(), "LDAPTLS_CACERT="+dc.CA)
	return cmd
}

// run loads a file with a tool and wants an exit code, which is the result code
// with OpenLDAP's tools.
func (dc sambaDC) run(t *testing.T, want int, tool, file string) {
	t.Helper()
	cmd := dc.ldap(tool, "-f", file)
	if tool == "ldbmodify" {
		cmd = exec.Command(tool, "--configfile="+dc.Dir+"/smb.conf", "-H", "tdb://"+dc.Dir+"/private/sam.ldb", file)
	}
	out, err := cmd.CombinedOutput()
	if got := cmd.ProcessState.ExitCode(); got != want {
		t.Fatalf("%s %s ends with %d (%v), want %d\n%s", tool, filepath.Base(file), got, err, want, out)
	}
}

// wantAnchors counts the anchors, each of which must be what its object's
// adminDescription is.
func (dc sambaDC) wantAnchors(t *testing.T, want int) {
	t.Helper()
	out, err := dc.ldap("ldapsearch", "-LLL", "-o", "ldif-wrap=no", "-b", "OU=GWB,DC=lab,DC=example", "("+anchorAttribute+"=*)", "adminDescription", anchorAttribute).Output()
	if err != nil {
		t.Fatal(err)
	}
	got := 0
	for entry := range strings.SplitSeq(strings.TrimSpace(string(out)), "\n\n") {
		values := map[string]string{}
		for line := range strings.SplitSeq(entry, "\n") {
			name, value, _ := strings.Cut(line, ": ")
			values[name] = value
		}
		if values[anchorAttribute] == "" {
			continue
		}
		got++
		if values[anchorAttribute] != values["adminDescription"] {
			t.Errorf("an object has another group's anchor: %s", entry)
		}
	}
	if got != want {
		t.Errorf("%d anchors, want %d", got, want)
	}
}
