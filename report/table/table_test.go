package table_test

import (
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"

	"gwbplan/report/table"
)

var (
	header = []string{"Finding", "in_words", "#groups"}
	rows   = [][]string{{"anchor-missing", "", "12"}, {"財務部", " a | b ", "3"}, {"é", "x", "1,000"}}
	// Header and cells stay as they are, wide characters count two columns.
	drawn = `+----------------+----------+--------+
| Finding        | in_words | groups |
+----------------+----------+--------+
| anchor-missing |          |     12 |
| 財務部         | a | b    |      3 |
| é              | x        |  1,000 |
+----------------+----------+--------+
`
)

func TestWrite(t *testing.T) {
	var b strings.Builder
	if err := table.Write(&b, header, rows); err != nil {
		t.Fatal(err)
	}
	if b.String() != drawn {
		t.Errorf("got\n%s\nwant\n%s", b.String(), drawn)
	}
}

// The environment variables that table libraries read do not change a byte.
// They are read when a program starts, so the test starts itself.
func TestTheEnvironmentChangesNothing(t *testing.T) {
	if os.Getenv("TABLE_TEST_PRINT") != "" {
		if err := table.Write(os.Stdout, header, rows); err != nil {
			t.Fatal(err)
		}
		os.Exit(0)
	}
	for _, env := range [][]string{
		{"LANG=ja_JP.UTF-8", "LC_ALL=ja_JP.UTF-8"}, {"RUNEWIDTH_EASTASIAN=1", "TERM=xterm-256color"}, {"COLUMNS=40", "NO_COLOR=", "CLICOLOR_FORCE=1"},
	} {
		cmd := exec.Command(os.Args[0], "-test.run=^TestTheEnvironmentChangesNothing$")
		cmd.Env = append([]string{"TABLE_TEST_PRINT=1"}, env...)
		got, err := cmd.Output()
		if err != nil {
			t.Fatalf("%v: %v", env, err)
		}
		if string(got) != drawn {
			t.Errorf("%v changes the table:\n%s", env, got)
		}
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("the pipe is gone") }

func TestWriteSaysThatItFailed(t *testing.T) {
	if err := table.Write(broken{}, header, rows); err == nil || !strings.Contains(err.Error(), "the pipe is gone") {
		t.Errorf("got %v", err)
	}
}
