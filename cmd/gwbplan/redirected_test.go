package main

import (
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"
)

// redirected is a text as ">" of Windows PowerShell writes it.
func redirected(text string) []byte {
	var b bytes.Buffer
	for _, u := range utf16.Encode([]rune("\uFEFF" + strings.ReplaceAll(text, "\n", "\r\n"))) {
		if err := binary.Write(&b, binary.LittleEndian, u); err != nil {
			panic(err) // into memory
		}
	}
	return b.Bytes()
}

// A password file is what somebody wrote with what was at hand.
func TestPasswordFile(t *testing.T) {
	for name, raw := range map[string][]byte{
		"plain":                []byte("pässword"),
		"one line":             []byte("pässword\n"),
		"CRLF":                 []byte("pässword\r\n"),
		"marked UTF-8":         []byte("\xEF\xBB\xBFpässword\r\n"),
		"PowerShell redirects": redirected("pässword\n"),
	} {
		path := filepath.Join(t.TempDir(), "password")
		if err := os.WriteFile(path, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		g := &gatherer{command: &command{streams: &streams{}}, flags: &sourceFlags{}}
		g.flags.ldapUser, g.flags.ldapPasswordFile = "svc@contoso.com", path
		got, err := g.ldapPassword()
		if err != nil || got != "pässword" {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

// A plan that went through ">" is read where nothing can have been lost, and
// refused where names may have changed: the code page of a console has no "ü" of
// its own at the place where UTF-8 has two bytes.
func TestRedirectedPlan(t *testing.T) {
	named := string(demoPlanJSON(t, true))
	ascii := strings.Map(func(r rune) rune { return min(r, '~') }, named)
	if named == ascii {
		t.Fatal("the demo has no name beyond ASCII")
	}
	for name, c := range map[string]struct {
		raw  []byte
		code int
	}{
		"as it was written":      {[]byte(named), exitIncomplete},
		"redirected, ASCII":      {redirected(ascii), exitIncomplete},
		"marked UTF-8, ASCII":    {[]byte("\xEF\xBB\xBF" + ascii), exitIncomplete},
		"redirected, with names": {redirected(named), exitFailed},
		"marked UTF-8":           {[]byte("\xEF\xBB\xBF" + named), exitFailed},
	} {
		path := filepath.Join(t.TempDir(), "plan.json")
		if err := os.WriteFile(path, c.raw, 0o600); err != nil {
			t.Fatal(err)
		}
		_, stderr, code := runIn(t, "report", path, "--out", t.TempDir(), "--format", "csv", "--quiet")
		if refused := strings.Contains(stderr, "beyond ASCII") && strings.Contains(stderr, "hint: have the plan written with --out FILE"); code != c.code || refused != (code == exitFailed) {
			t.Errorf("%s: exit code %d: %s", name, code, stderr)
		}
	}
}
