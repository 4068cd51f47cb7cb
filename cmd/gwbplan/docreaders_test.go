package main

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"gwbplan/inventory/connect"
	"gwbplan/planner/config"
)

// variables are what is set for one command alone.
var variables = regexp.MustCompile(`^([A-Z0-9_]+=\S* +)+`)

// parse asserts that a command of an sh block is one.
func (p *docPage) parse(t *testing.T, command string) {
	t.Helper()
	command = variables.ReplaceAllString(command, "")
	if args, own := ownArgs(command); own {
		wantCommand(t, p.name+": "+command, args, true)
		p.parsed++
		return
	}
	program, _, _ := strings.Cut(command, " ")
	if foreign[program] == "" {
		t.Errorf("%s: %s: the test does not know the program %s", p.name, command, program)
	}
}

// yaml reads a block as a configuration. One that begins with a comment that
// names a file is put there, for the examples that follow.
func (p *docPage) yaml(t *testing.T, b block) {
	t.Helper()
	text := b.text(p.lines)
	if _, err := config.Read(strings.NewReader(text), p.name); err != nil {
		t.Errorf("line %d and below: %v", b.first, err)
	}
	if name, ok := strings.CutPrefix(p.lines[b.first], "# "); ok && filepath.Ext(name) == ".yaml" {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// json reads a block's values, and holds one that names a schema of docs to it.
func (p *docPage) json(t *testing.T, b block) {
	t.Helper()
	text := b.text(p.lines)
	d := json.NewDecoder(strings.NewReader(text))
	for {
		var v any
		err := d.Decode(&v)
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Errorf("%s:%d: %v", p.name, b.first, err)
			return
		}
		object, _ := v.(map[string]any)
		switch name, _ := object["schema"].(string); {
		case strings.HasPrefix(name, "gwbplan/connect-facts/"):
			if _, err := connect.Read(strings.NewReader(text), p.name); err != nil {
				t.Error(err)
			}
		case p.schemas[name] != nil:
			if err := p.schemas[name].Validate(v); err != nil {
				t.Errorf("%s:%d: %v", p.name, b.first, err)
			}
		}
	}
}

// docSchemas are the published schemas of documents that name theirs.
func docSchemas(t *testing.T) map[string]*jsonschema.Schema {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "..", "docs", "*.schema.json"))
	if err != nil || len(files) < 2 {
		t.Fatalf("the schemas in docs: %v, %v", files, err)
	}
	out := map[string]*jsonschema.Schema{}
	for _, path := range files {
		s, err := jsonschema.NewCompiler().Compile(path)
		if err != nil {
			t.Fatal(err)
		}
		if field := s.Properties["schema"]; field != nil && field.Const != nil {
			out[(*field.Const).(string)] = s
		}
	}
	return out
}

var (
	inlineCommand = regexp.MustCompile("`gwbplan ([^`]+)`")
	inlineFlag    = regexp.MustCompile("`(--[a-z0-9-]+)[^`]*`")
)

// inline asserts that the commands and flags that the text names are there.
func (p *docPage) inline(t *testing.T) {
	t.Helper()
	if p.name == "CHANGELOG.md" {
		return // it tells of what was
	}
	known := flagNames(newRoot(&command{streams: &streams{}, globals: &globalFlags{}}))
	code := true // whether an indented line would be code
	for _, line := range p.prose() {
		command, indented := strings.CutPrefix(line, "    ")
		if code && indented && strings.HasPrefix(command, "gwbplan ") {
			p.parse(t, command)
		}
		code = line == "" || code && indented
		for _, m := range inlineCommand.FindAllStringSubmatch(line, -1) {
			if args := words(m[1]); args[0] != "help" && !strings.ContainsAny(args[0], ".0123456789") {
				wantCommand(t, p.name+": "+m[0], args, false)
				p.parsed++
			}
		}
		for _, m := range inlineFlag.FindAllStringSubmatch(line, -1) {
			if !known[m[1]] {
				t.Errorf("%s: %s: no command has this flag", p.name, m[0])
			}
		}
	}
}

// prose are the lines outside of blocks.
func (p *docPage) prose() []string {
	out := slices.Clone(p.lines)
	for _, b := range slices.Backward(blocksOf(p.lines)) {
		out = slices.Delete(out, b.first-1, min(b.last+1, len(out)))
	}
	return out
}

// flagNames are the flags of a command and of those below it.
func flagNames(cmd *cobra.Command) map[string]bool {
	out := map[string]bool{"--help": true}
	note := func(f *pflag.Flag) { out["--"+f.Name] = true }
	cmd.PersistentFlags().VisitAll(note)
	for _, sub := range cmd.Commands() {
		sub.Flags().VisitAll(note)
	}
	return out
}

// wantCommand asserts that the command and its flags exist, and, where whole is
// set, that it takes that many arguments.
func wantCommand(t *testing.T, shown string, args []string, whole bool) {
	t.Helper()
	root := newRoot(&command{streams: &streams{}, globals: &globalFlags{}})
	root.InitDefaultCompletionCmd(args...)
	cmd, rest, err := root.Find(args)
	if err == nil {
		err = cmd.ParseFlags(rest)
	}
	if err == nil && whole && cmd.Args != nil {
		err = cmd.Args(cmd, cmd.Flags().Args())
	}
	if err != nil || !cmd.HasParent() {
		t.Errorf("%s: %v", shown, err)
	}
}
