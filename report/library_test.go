package report_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestLibraryPage: each block of docs/library.md is the body of an example that
// the compiler and the tests see, and names it.
func TestLibraryPage(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "docs", "library.md"))
	if err != nil {
		t.Fatal(err)
	}
	bodies := map[string]string{}
	for _, dir := range []string{"inventory", "inventory/snapfile", "planner", "report"} {
		exampleBodies(t, dir, bodies)
	}
	blocks := regexp.MustCompile("(?s)Example `([^`]+)`:\n\n```go\n(.*?)```").FindAllStringSubmatch(string(page), -1)
	if n := strings.Count(string(page), "```go\n"); n != len(blocks) || n < 4 {
		t.Errorf("%d blocks, %d of them with the name of an example", n, len(blocks))
	}
	for _, b := range blocks {
		if body, ok := bodies[b[1]]; !ok || body != b[2] {
			t.Errorf("docs/library.md shows under %s\n%s\nthe example is\n%s", b[1], b[2], body)
		}
	}
}

// exampleBodies adds the examples of a package, as "planner.Example".
func exampleBodies(t *testing.T, dir string, to map[string]string) {
	t.Helper()
	path := filepath.Join("..", filepath.FromSlash(dir), "example_test.go")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	files := token.NewFileSet()
	f, err := parser.ParseFile(files, path, text, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range f.Decls {
		fn, ok := d.(*ast.FuncDecl)
		if !ok || !strings.HasPrefix(fn.Name.Name, "Example") {
			continue
		}
		body := string(text[files.Position(fn.Body.Lbrace).Offset+2 : files.Position(fn.Body.Rbrace).Offset])
		body = strings.ReplaceAll(strings.TrimPrefix(body, "\t"), "\n\t", "\n")
		to[strings.TrimSuffix(f.Name.Name, "_test")+"."+fn.Name.Name] = body
	}
}

// TestEveryNameIsDocumented: go doc says something of every exported name, and
// of every method of an exported type.
func TestEveryNameIsDocumented(t *testing.T) {
	for _, dir := range []string{"inventory", "inventory/snapfile", "inventory/entra", "inventory/ad", "inventory/connect", "planner", "planner/config", "report"} {
		paths, err := filepath.Glob(filepath.Join("..", filepath.FromSlash(dir), "*.go"))
		if err != nil || len(paths) == 0 {
			t.Fatalf("no Go files in %s: %v", dir, err)
		}
		for _, path := range paths {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments|parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			for _, name := range undocumented(f) {
				t.Errorf("%s: %s has no comment", path, name)
			}
		}
	}
}

// wellKnown are methods of the standard library's interfaces.
var wellKnown = []string{"Error", "Unwrap", "String", "GoString", "MarshalText", "UnmarshalText", "MarshalJSON", "UnmarshalJSON", "LogValue"}

func undocumented(f *ast.File) (out []string) {
	add := func(name string, docs ...*ast.CommentGroup) {
		if ast.IsExported(name) && !slices.ContainsFunc(docs, func(d *ast.CommentGroup) bool { return d != nil }) {
			out = append(out, name)
		}
	}
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil || ast.IsExported(receiver(d)) && !slices.Contains(wellKnown, d.Name.Name) {
				add(d.Name.Name, d.Doc)
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch spec := spec.(type) {
				case *ast.TypeSpec:
					add(spec.Name.Name, d.Doc, spec.Doc)
				case *ast.ValueSpec:
					for _, name := range spec.Names {
						add(name.Name, d.Doc, spec.Doc, spec.Comment)
					}
				}
			}
		}
	}
	return out
}

// receiver is the name of a method's type.
func receiver(d *ast.FuncDecl) string {
	name := ""
	ast.Inspect(d.Recv.List[0].Type, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && name == "" {
			name = id.Name
		}
		return name == ""
	})
	return name
}
