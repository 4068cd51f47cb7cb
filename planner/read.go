package planner

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
)

// ReadPlan reads a plan file. It is strict: a plan of another schema, an
// unknown or a missing key, a list that is null and a file that ends too early
// are errors, since a plan that is half understood must not be carried out.
func ReadPlan(r io.Reader) (*Plan, error) {
	d := json.NewDecoder(bufio.NewReaderSize(r, 1<<16))
	d.DisallowUnknownFields()
	p := &planReader{d: d, plan: &Plan{}, words: map[string]string{}}
	if err := p.read(); err != nil {
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			err = fmt.Errorf("it ends too early, behind %s: %w", p.where(), io.ErrUnexpectedEOF)
		}
		return nil, fmt.Errorf("reading the plan: %w", err)
	}
	return p.plan, nil
}

type planReader struct {
	d    *json.Decoder
	plan *Plan
	seen []string
	// words has the strings that many groups have, once each.
	words map[string]string
}

func (p *planReader) where() string {
	switch {
	case len(p.seen) == 0:
		return "its beginning"
	case p.seen[len(p.seen)-1] == "groups":
		return fmt.Sprintf("group %d", len(p.plan.Groups))
	}
	return fmt.Sprintf("key %q", p.seen[len(p.seen)-1])
}

func (p *planReader) read() error {
	if err := p.delim('{'); err != nil {
		return err
	}
	for p.d.More() {
		if err := p.key(); err != nil {
			return err
		}
	}
	if err := p.delim('}'); err != nil {
		return err
	}
	if _, err := p.d.Token(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("something follows its end")
	}
	return p.whole()
}

func (p *planReader) delim(want json.Delim) error {
	t, err := p.d.Token()
	if err != nil {
		return err
	}
	if t != want {
		return fmt.Errorf("%v stands where %v is expected: this is no plan file", t, want)
	}
	return nil
}

// key reads one key and its value. The schema comes first, so that a plan of
// another version is refused by name and not for a key that it has.
func (p *planReader) key() error {
	t, err := p.d.Token()
	if err != nil {
		return err
	}
	key := fmt.Sprint(t)
	switch {
	case len(p.seen) == 0 && key != "schema":
		if key == "type" {
			return errors.New("this is a snapshot and no plan; make one of it with gwbplan plan")
		}
		return fmt.Errorf("its first key is %q and not schema: this is no plan file", key)
	case slices.Contains(p.seen, key):
		return fmt.Errorf("key %q stands there twice", key)
	}
	p.seen = append(p.seen, key)
	if key == "groups" {
		return list(p, key, &p.plan.Groups, p.shareWords)
	}
	if key == "waiting" {
		return list(p, key, &p.plan.Waiting, nil)
	}
	if key == "orphans" {
		return list(p, key, &p.plan.Orphans, nil)
	}
	if key == "gates" {
		return list(p, key, &p.plan.Gates, nil)
	}
	to := p.target(key)
	if to == nil {
		return fmt.Errorf("unknown key %q", key)
	}
	if err := p.d.Decode(to); err != nil {
		return fmt.Errorf("key %q: %w", key, err)
	}
	if key == "schema" && p.plan.Schema != Schema {
		return fmt.Errorf("its schema is %q, this version reads %q: use the version that wrote it, or plan anew", p.plan.Schema, Schema)
	}
	return lists(reflect.ValueOf(to).Elem(), key)
}

func (p *planReader) target(key string) any {
	switch key {
	case "schema":
		return &p.plan.Schema
	case "asOf":
		return &p.plan.AsOf
	case "ruleSet":
		return &p.plan.RuleSet
	case "tenant":
		return &p.plan.Tenant
	case "snapshots":
		return &p.plan.Snapshots
	case "complete":
		return &p.plan.Complete
	case "redacted":
		return &p.plan.Redacted
	case "excerpt":
		return &p.plan.Excerpt
	case "gaps":
		return &p.plan.Gaps
	case "targets":
		return &p.plan.Targets
	case "settings":
		return &p.plan.Settings
	case "topology":
		return &p.plan.Topology
	case "verdict":
		return &p.plan.Verdict
	case "decisions":
		return &p.plan.Decisions
	case "scope":
		return &p.plan.Scope
	case "connect":
		return &p.plan.Connect
	case "atSwitch":
		return &p.plan.AtSwitch
	case "waves":
		return &p.plan.Waves
	case "summary":
		return &p.plan.Summary
	}
	return nil
}

// shareWords lets a group hold gwbplan's words, and what else repeats from group
// to group, as the strings that other groups hold already: else they would be a
// sixth of a large plan's memory.
func (p *planReader) shareWords(g *Group) {
	share(p, &g.Kind)
	share(p, &g.Writeback.State)
	share(p, &g.Writeback.TargetType)
	share(p, &g.Disposition)
	share(p, &g.Readiness)
	share(p, &g.Action)
	share(p, &g.AtSwitch)
	for i := range g.ADObjects {
		share(p, &g.ADObjects[i].Domain)
		share(p, &g.ADObjects[i].Match)
	}
	for i := range g.Changes {
		share(p, &g.Changes[i].Attribute)
	}
	for i := range g.Members.Lost {
		share(p, &g.Members.Lost[i].Type)
		share(p, &g.Members.Lost[i].Reason)
	}
	for i := range g.Findings {
		p.shareFinding(&g.Findings[i])
	}
}

func (p *planReader) shareFinding(f *Finding) {
	share(p, &f.ID)
	share(p, &f.Severity)
	share(p, &f.Remedy)
	for i := range f.Facts {
		share(p, &f.Facts[i])
	}
	for i := range f.Evidence {
		share(p, &f.Evidence[i].Source)
		share(p, &f.Evidence[i].Attribute)
	}
}

func share[S ~string](p *planReader, s *S) {
	if known, ok := p.words[string(*s)]; ok {
		*s = S(known)
	} else if len(p.words) < mostWords {
		p.words[string(*s)] = string(*s)
	}
}

// mostWords bounds what is shared: remedies can name their group.
const mostWords = 10_000

// list reads a list item by item, so that an error can say which; then does
// something with each unless it is nil.
func list[T any](p *planReader, key string, to *[]T, then func(*T)) error {
	if err := p.delim('['); err != nil {
		return fmt.Errorf("key %q: %w", key, err)
	}
	*to = []T{}
	for p.d.More() {
		var v T
		if err := p.d.Decode(&v); err != nil {
			return fmt.Errorf("%s, number %d: %w", key, len(*to)+1, err)
		}
		if err := lists(reflect.ValueOf(&v).Elem(), fmt.Sprintf("%s, number %d", key, len(*to)+1)); err != nil {
			return err
		}
		if then != nil {
			then(&v)
		}
		*to = append(*to, v)
	}
	return p.delim(']')
}

// lists refuses a list that is missing or null, at any depth.
func lists(v reflect.Value, where string) error {
	switch v.Kind() {
	case reflect.Slice:
		if v.IsNil() {
			return fmt.Errorf("%s: a list is missing or null", where)
		}
		for i := range v.Len() {
			if err := lists(v.Index(i), where); err != nil {
				return err
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
			if err := lists(v.Field(i), where+"."+name); err != nil {
				return err
			}
		}
	}
	return nil
}

// whole refuses a plan without all its keys.
func (p *planReader) whole() error {
	for _, key := range []string{"schema", "asOf", "ruleSet", "tenant", "snapshots", "complete", "gaps", "targets", "settings", "scope", "connect", "atSwitch", "waves", "groups", "waiting", "orphans", "topology", "gates", "verdict", "decisions", "summary"} {
		if !slices.Contains(p.seen, key) {
			return fmt.Errorf("key %q is missing", key)
		}
	}
	return nil
}
