package facts_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"gwbplan/planner/facts"
)

// Every fact says what, how it is known, and where and when that was published;
// only a conclusion and what nobody says can do without a source.
func TestEveryFactIsWhole(t *testing.T) {
	bases := []facts.Basis{facts.Documented, facts.Published, facts.Community, facts.Inferred, facts.ToVerify, facts.Disputed}
	seen := map[string]bool{}
	for _, f := range facts.All() {
		if seen[f.ID] || !regexp.MustCompile(`^[FTC]\d+[a-z]?$`).MatchString(f.ID) {
			t.Errorf("%q is no id, or stands twice", f.ID)
		}
		seen[f.ID] = true
		if got, ok := facts.ByID(f.ID); !ok || got.Text != f.Text {
			t.Errorf("%s is not found by its id", f.ID)
		}
		if !strings.HasSuffix(f.Text, ".") || len(f.Bases) == 0 {
			t.Errorf("%s says %q, known as %v", f.ID, f.Text, f.Bases)
		}
		needsSource := false
		for _, b := range f.Bases {
			needsSource = needsSource || b != facts.Inferred && b != facts.ToVerify
			if !slices.Contains(bases, b) {
				t.Errorf("%s is known as %q, which is no way of knowing", f.ID, b)
			}
		}
		if needsSource && len(f.Sources) == 0 {
			t.Errorf("%s, known as %v, names no source", f.ID, f.Bases)
		}
		for _, s := range f.Sources {
			if s.Name == "" || !dated(s.Date) {
				t.Errorf("%s has the source %q of %q", f.ID, s.Name, s.Date)
			}
		}
	}
}

func dated(date string) bool {
	for _, layout := range []string{time.DateOnly, "2006-01"} {
		if _, err := time.Parse(layout, date); err == nil {
			return true
		}
	}
	return date == "undated"
}

func TestUnknownFact(t *testing.T) {
	if f, ok := facts.ByID("F0"); ok {
		t.Errorf("F0 is %q", f.Text)
	}
}

// Whatever rules, gates and reports cite is there.
func TestCitedFactsAreKnown(t *testing.T) {
	cited := regexp.MustCompile(`"([FTC]\d+[a-z]?)"`)
	n := 0
	for _, dir := range []string{"..", filepath.Join("..", "..", "report"), filepath.Join("..", "..", "report", "cutover")} {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range cited.FindAllStringSubmatch(string(b), -1) {
				n++
				if _, ok := facts.ByID(m[1]); !ok {
					t.Errorf("%s cites %s, which is no fact", file, m[1])
				}
			}
		}
	}
	if n < 300 {
		t.Errorf("only %d citations were found", n)
	}
}
