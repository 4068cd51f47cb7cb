package config

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"go.yaml.in/yaml/v4"

	"gwbplan/inventory/bom"
	"gwbplan/planner"
)

// sizeCap bounds a configuration file: one that is larger is another file.
const sizeCap = 4 << 20

// File is a configuration that was read without a mistake.
type File struct {
	// Name is the file as the user named it.
	Name     string
	Settings planner.Settings

	at map[string]place
}

type place struct{ line, column int }

// Load reads the configuration file at a path.
func Load(path string) (*File, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("opening the configuration: %w", err)
	}
	defer f.Close()
	return Read(f, path)
}

// Read reads a configuration; name stands in messages. All that is wrong with
// it comes back as one [Error]. An empty file is a configuration that leaves
// everything to the defaults. The text is UTF-8, or UTF-16 with a byte order mark.
func Read(r io.Reader, name string) (*File, error) {
	f := &File{Name: name}
	problems, err := readStrict(r, name, func(d *decoder, v value) {
		if v.node != nil {
			d.root(v)
		}
		f.Settings, f.at = d.settings, d.at
	})
	if err != nil {
		return nil, err
	}
	if len(problems) > 0 {
		e := &Error{File: name, Problems: problems}
		e.sort()
		return nil, e
	}
	return f, nil
}

// readStrict hands over what a file holds and returns what is wrong with it.
// The node is nil in an empty file.
func readStrict(r io.Reader, name string, root func(*decoder, value)) ([]Problem, error) {
	in, _ := bom.NewReader(r)
	text, err := io.ReadAll(io.LimitReader(in, sizeCap+1))
	if err != nil {
		return nil, fmt.Errorf("reading the configuration %s: %w", name, err)
	}
	if len(text) > sizeCap {
		return nil, fmt.Errorf("the configuration %s is larger than %d bytes: is it the right file?", name, sizeCap)
	}
	d := &decoder{at: map[string]place{}, settings: planner.DefaultSettings()}
	d.settings.Given = map[string]bool{}
	node, problem := parse(text)
	if problem != nil {
		return []Problem{*problem}, nil
	}
	root(d, value{d: d, node: node})
	return d.problems, nil
}

// parse returns the one document of the text, nil where there is none.
func parse(text []byte) (*yaml.Node, *Problem) {
	var docs []yaml.Node
	if err := yaml.Load(text, &docs, yaml.WithAllDocuments()); err != nil {
		return nil, syntaxProblem(err)
	}
	if len(docs) > 1 {
		return nil, &Problem{Line: docs[1].Line, Column: docs[1].Column, Message: "a second document begins here; a configuration has one"}
	}
	if len(docs) == 0 {
		return nil, nil
	}
	root := &docs[0]
	if root.Kind == yaml.DocumentNode && len(root.Content) == 1 {
		root = root.Content[0]
	}
	if root.Kind == yaml.ScalarNode && root.Tag == "!!null" {
		return nil, nil
	}
	return root, nil
}

func syntaxProblem(err error) *Problem {
	p := &Problem{Message: "no valid YAML: " + strings.TrimPrefix(err.Error(), "yaml: ")}
	var le *yaml.LoadError
	if errors.As(err, &le) {
		p.Line, p.Column, p.Message = le.Mark.Line, le.Mark.Column, "no valid YAML: "+le.Message
	}
	return p
}
