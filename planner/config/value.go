package config

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"gwbplan/inventory"
	"gwbplan/planner"
)

// value is one node of the file and the key under which it stands.
type value struct {
	d    *decoder
	node *yaml.Node
	key  string
}

// decoder collects every mistake instead of stopping at the first.
type decoder struct {
	settings planner.Settings
	problems []Problem
	at       map[string]place
}

// bad notes a mistake at a value.
func (v value) bad(format string, args ...any) {
	v.d.problems = append(v.d.problems, Problem{
		Line: v.node.Line, Column: v.node.Column, Key: v.key, Message: fmt.Sprintf(format, args...),
	})
}

func (v value) child(name string, n *yaml.Node) value {
	key := name
	if v.key != "" {
		key = v.key + "." + name
	}
	return value{v.d, n, key}
}

// fields says what to do with each key of a mapping.
type fields map[string]func(value)

// object reads a mapping. It reports unknown and repeated keys, and returns
// which keys are there.
func (v value) object(known fields) map[string]bool {
	seen := map[string]bool{}
	if v.node.Kind != yaml.MappingNode {
		v.bad("%s stands here; want keys and values", v.kind())
		return seen
	}
	v.d.at[v.key] = place{v.node.Line, v.node.Column}
	for i := 0; i+1 < len(v.node.Content); i += 2 {
		name, content := v.node.Content[i], v.node.Content[i+1]
		at := v.child(name.Value, name)
		read := known[name.Value]
		switch {
		case name.Kind != yaml.ScalarNode || name.Tag == "!!merge":
			at.bad("only plain keys can stand here")
		case read == nil:
			at.bad("unknown key; the keys here are %s", strings.Join(names(known), ", "))
		case seen[name.Value]:
			at.bad("the key stands there twice; keep one")
		default:
			v.d.at[at.key] = place{name.Line, name.Column}
			read(v.child(name.Value, content))
		}
		seen[name.Value] = true
	}
	return seen
}

func names(known fields) []string {
	var out []string
	for name := range known {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// need reports the keys that a mapping must have.
func (v value) need(seen map[string]bool, keys ...string) {
	if v.node.Kind != yaml.MappingNode {
		return
	}
	for _, k := range keys {
		if !seen[k] {
			v.bad("%s is missing", k)
		}
	}
}

// list reads a sequence item by item.
func (v value) list(item func(i int, v value)) {
	if v.node.Kind != yaml.SequenceNode {
		v.bad("%s stands here; want a list", v.kind())
		return
	}
	for i, n := range v.node.Content {
		at := value{v.d, n, fmt.Sprintf("%s[%d]", v.key, i)}
		v.d.at[at.key] = place{n.Line, n.Column}
		item(i, at)
	}
}

// kind names what stands at a value.
func (v value) kind() string {
	switch v.node.Kind {
	case yaml.MappingNode:
		return "a mapping"
	case yaml.SequenceNode:
		return "a list"
	case yaml.AliasNode:
		return "an alias"
	}
	if v.node.Tag == "!!null" {
		return "nothing"
	}
	return strconv.Quote(v.node.Value)
}

// scalar is the text of a value that is no mapping, list or alias and not empty.
func (v value) scalar(want string) (string, bool) {
	if v.node.Kind != yaml.ScalarNode || v.node.Tag == "!!null" {
		v.bad("%s stands here; want %s", v.kind(), want)
		return "", false
	}
	return v.node.Value, true
}

func (v value) boolean() (is, ok bool) {
	s, ok := v.scalar("true or false")
	if !ok {
		return false, false
	}
	if v.node.Tag != "!!bool" || s != "true" && s != "false" {
		v.bad("%q is neither true nor false", s)
		return false, false
	}
	return s == "true", true
}

// number reads a whole number that is no smaller than least.
func (v value) number(least int) (n int, ok bool) {
	s, ok := v.scalar("a whole number")
	if !ok {
		return 0, false
	}
	n, err := strconv.Atoi(s)
	if v.node.Tag != "!!int" || err != nil {
		v.bad("%q is no whole number", s)
		return 0, false
	}
	if n < least {
		v.bad("%d is too small; want %d or more", n, least)
		return 0, false
	}
	return n, true
}

// text reads a text that is not blank.
func (v value) text() (string, bool) {
	s, ok := v.scalar("a text")
	switch {
	case !ok:
		return "", false
	case v.node.Tag != "!!str" && v.node.Tag != "!!timestamp":
		v.bad("%s is no text; put it in quotes", s)
		return "", false
	case strings.TrimSpace(s) == "":
		v.bad("the text is empty")
		return "", false
	}
	return s, true
}

// word reads one of a closed list of words.
func word[W ~string](v value, words ...W) (W, bool) {
	s, ok := v.scalar("a word")
	if !ok {
		return "", false
	}
	if !slices.Contains(words, W(s)) {
		v.bad("%q is none of %s", s, listed(words))
		return "", false
	}
	return W(s), true
}

func listed[W ~string](words []W) string {
	var out []string
	for _, w := range words {
		out = append(out, string(w))
	}
	return strings.Join(out, ", ")
}

// date reads a day.
func (v value) date() (string, bool) {
	s, ok := v.scalar("a date")
	if !ok {
		return "", false
	}
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		v.bad("%q is no date; write it as YYYY-MM-DD", s)
		return "", false
	}
	return s, true
}

// instant reads a moment with its offset.
func (v value) instant() (time.Time, bool) {
	s, ok := v.scalar("a time")
	if !ok {
		return time.Time{}, false
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		v.bad("%q is no time; write it as 2026-12-05T20:00:00Z, with Z or an offset", s)
		return time.Time{}, false
	}
	return t.UTC(), true
}

// group reads the object id of a group.
func (v value) group() (inventory.ObjectID, bool) {
	s, ok := v.scalar("the object id of a group")
	if !ok {
		return inventory.ObjectID{}, false
	}
	id, err := inventory.ParseObjectID(s)
	if err != nil || id.IsZero() {
		v.bad("%q is no object id; write it as 00000000-0000-0000-0000-000000000000, as Entra shows it", s)
		return inventory.ObjectID{}, false
	}
	return id, true
}

// build reads a version; numbers such as 2.5 are texts here.
func (v value) build() (planner.Build, bool) {
	s, ok := v.scalar("a version")
	if !ok {
		return "", false
	}
	b, err := planner.ParseBuild(s)
	if err != nil {
		v.bad("%q is no version; write it as 2.5.79.0", s)
		return "", false
	}
	return b, true
}

// domain reads the DNS name of an AD domain.
func (v value) domain() (string, bool) {
	s, ok := v.text()
	if ok && !isDNSName(s) {
		v.bad("%q is no DNS name of a domain; write it as contoso.com", s)
		return "", false
	}
	return s, ok
}

// isDNSName: labels of letters, digits and hyphens with dots between. A domain
// of one label exists in old forests.
func isDNSName(s string) bool {
	if len(s) > 255 {
		return false
	}
	for label := range strings.SplitSeq(s, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' ||
			strings.Trim(label, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") != "" {
			return false
		}
	}
	return true
}
