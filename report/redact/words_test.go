package redact

import (
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "make words.txt anew")

// notOwn are words of examples in the source; people have such names.
var notOwn = []string{"contoso", "contoso.com", "fabrikam", "emea", "finance", "sync01", "sync02", "alice", "sales"}

// TestWords holds words.txt to the messages of the packages that fill a plan:
// all their string literals, word by word.
func TestWords(t *testing.T) {
	words := map[string]bool{}
	for _, pattern := range []string{"../../planner/*.go", "../../inventory/*.go", "../../inventory/*/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %v, %v", pattern, files, err)
		}
		for _, file := range files {
			if !strings.HasSuffix(file, "_test.go") {
				literals(t, file, words)
			}
		}
	}
	for _, w := range notOwn {
		delete(words, w)
	}
	got := strings.Join(slices.Sorted(maps.Keys(words)), "\n") + "\n"
	if *update {
		if err := os.WriteFile("words.txt", []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("words.txt")
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != got {
		t.Error("words.txt is not what the source says: run this test with -update, and look at the difference")
	}
}

func literals(t *testing.T, file string, to map[string]bool) {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(parsed, func(n ast.Node) bool {
		lit, ok := n.(*ast.BasicLit)
		if !ok || lit.Kind != token.STRING {
			return true
		}
		s, err := strconv.Unquote(lit.Value)
		if err != nil {
			t.Fatal(err)
		}
		for s != "" {
			n := wordLength(s)
			if w := strings.ToLower(strings.Trim(s[:n], wordEdges)); len(w) > 1 && len(w) < 60 {
				to[w] = true
				for _, piece := range strings.FieldsFunc(w, func(r rune) bool { return r == '.' }) {
					if len(piece) > 1 {
						to[piece] = true
					}
				}
			}
			s = s[max(n, 1):]
		}
		return true
	})
}
