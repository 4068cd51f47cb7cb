package main

import (
	"bytes"
	"encoding"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"gwbplan/fixtures"
	"gwbplan/inventory"
	"gwbplan/planner"
)

var planSchemaFile = filepath.Join("..", "..", "docs", "plan.schema.json")

func compiledPlanSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	s, err := jsonschema.NewCompiler().Compile(planSchemaFile)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func asAny(t *testing.T, b []byte) any {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// demoPlanJSON is the demo tenant's plan file, with v2 on or off.
func demoPlanJSON(t *testing.T, v2 bool) []byte {
	t.Helper()
	tenant := fixtures.Contoso()
	if !v2 {
		tenant.SwitchV2Off()
	}
	dir, _ := assessTenant(t, startContoso(t, tenant))
	return readFile(t, dir, planFile)
}

// adOnlyPlanJSON is a plan without a cloud side: every id of it is empty.
func adOnlyPlanJSON(t *testing.T) []byte {
	t.Helper()
	r := startContoso(t, fixtures.Contoso())
	dir := t.TempDir()
	snapshot, plan := filepath.Join(dir, "ad.jsonl"), filepath.Join(dir, planFile)
	runFor(t, "inventory", "--quiet", "--out", snapshot, "--ldap-url", r.LDAPURLs[0], "--ldap-ca", r.CAFile, "--ldap-user", fixtures.LDAPUser)
	runFor(t, "plan", "--quiet", "--out", plan, snapshot)
	return readFile(t, dir, planFile)
}

// TestPlansFitTheSchema: what the tool writes is what the schema describes.
func TestPlansFitTheSchema(t *testing.T) {
	s := compiledPlanSchema(t)
	for name, plan := range map[string][]byte{"demo": demoPlanJSON(t, true), "v2 off": demoPlanJSON(t, false), "AD alone": adOnlyPlanJSON(t)} {
		if err := s.Validate(asAny(t, plan)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestSchemaRefuses: the schema is strict at every depth.
func TestSchemaRefuses(t *testing.T) {
	s := compiledPlanSchema(t)
	plan := demoPlanJSON(t, true)
	group := func(p map[string]any) map[string]any { return p["groups"].([]any)[1].(map[string]any) }
	for name, spoil := range map[string]func(p map[string]any){
		"an unknown key":             func(p map[string]any) { p["colour"] = "red" },
		"another schema":             func(p map[string]any) { p["schema"] = "gwbplan/plan/v2" },
		"a missing key":              func(p map[string]any) { delete(p, "gaps") },
		"a list that is null":        func(p map[string]any) { p["orphans"] = nil },
		"an unknown key in a group":  func(p map[string]any) { group(p)["colour"] = 1 },
		"a missing key in a group":   func(p map[string]any) { delete(group(p), "owners") },
		"an unknown disposition":     func(p map[string]any) { group(p)["disposition"] = "somewhere" },
		"an unknown finding":         func(p map[string]any) { group(p)["findings"].([]any)[0].(map[string]any)["id"] = "bad-luck" },
		"a number as text":           func(p map[string]any) { group(p)["members"].(map[string]any)["cloud"] = "3" },
		"an id that is none":         func(p map[string]any) { group(p)["id"] = "Sales" },
		"a count of an unknown word": func(p map[string]any) { count(p, "actions")["word"] = "keep-on-v1" },
	} {
		v := asAny(t, plan).(map[string]any)
		spoil(v)
		if s.Validate(v) == nil {
			t.Errorf("the schema accepts %s", name)
		}
	}
}

func count(p map[string]any, list string) map[string]any {
	return p["summary"].(map[string]any)[list].([]any)[0].(map[string]any)
}

// TestSchemaFollowsTheTypes compares the schema with the Go types of the plan,
// in both directions: fields, which of them are required, and every word.
func TestSchemaFollowsTheTypes(t *testing.T) {
	b, err := os.ReadFile(planSchemaFile)
	if err != nil {
		t.Fatal(err)
	}
	var root map[string]any
	if err := json.Unmarshal(b, &root); err != nil {
		t.Fatal(err)
	}
	w := &schemaWalk{t: t, defs: root["$defs"].(map[string]any), words: planWords(t), used: map[string]bool{}}
	w.check("plan", root, reflect.TypeFor[planner.Plan](), "")
	for list, typ := range map[string]string{"actions": "Action", "atSwitch": "AtSwitch", "states": "State", "kinds": "Kind"} {
		items := w.property("summary", list)["items"].(map[string]any)
		word := items["properties"].(map[string]any)["word"].(map[string]any)
		w.enum("summary."+list, w.resolve(word), w.words[typ])
	}
	for name := range w.defs {
		if !w.used[name] {
			t.Errorf("$defs/%s is used nowhere", name)
		}
	}
}

// planWords lists the words of each type that has a closed list of them, by
// the type's name, or by struct and field where the field is a plain string.
func planWords(t *testing.T) map[string][]string {
	words := map[string][]string{
		"Flag": wireNames(func(i uint8) string { return inventory.Flag(i).String() }), "Feature": wireNames(func(i uint8) string { return inventory.Feature(i).String() }),
		"Plan.Schema":          {planner.Schema},
		"PlanTenant.Cloud":     {"", "public", "usgov", "usgov-dod", "china"},
		"PlanTarget.ScopeMode": {planner.ScopeAll, planner.ScopeSelected},
		"Scope.Mode":           {planner.ScopeAll, planner.ScopeSelected},
		"ScopeLimit.Mode":      {planner.ScopeAll, planner.ScopeSelected},
		"Orphan.Status":        {planner.OrphanProven, planner.OrphanUnproven},
		"Change.Attribute":     {"cn", "parent", "groupType", "description", "displayName"},
	}
	constants(t, filepath.Join("..", "..", "planner"), words)
	constants(t, filepath.Join("..", "..", "inventory"), words)
	return words
}

// wireNames lists the names of a type that counts from 0.
func wireNames(name func(uint8) string) (out []string) {
	for i := uint8(0); !strings.HasPrefix(name(i), "invalid"); i++ {
		out = append(out, name(i))
	}
	return out
}

// constants adds the values of all typed string constants of a package.
func constants(t *testing.T, dir string, words map[string][]string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no Go files in %s: %v", dir, err)
	}
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") {
			continue // the worked example of a rule has an id of its own
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || len(spec.Values) != 1 {
				return true
			}
			typ, _ := spec.Type.(*ast.Ident)
			lit, _ := spec.Values[0].(*ast.BasicLit)
			if typ != nil && lit != nil && lit.Kind == token.STRING && typ.Name != "string" {
				v, _ := strconv.Unquote(lit.Value)
				words[typ.Name] = append(words[typ.Name], v)
			}
			return true
		})
	}
}

// schemaWalk compares one schema with one type, and what is below them.
type schemaWalk struct {
	t     *testing.T
	defs  map[string]any
	words map[string][]string
	used  map[string]bool
}

// resolve follows a reference.
func (w *schemaWalk) resolve(s map[string]any) map[string]any {
	ref, ok := s["$ref"].(string)
	if !ok {
		return s
	}
	name := strings.TrimPrefix(ref, "#/$defs/")
	w.used[name] = true
	def, ok := w.defs[name].(map[string]any)
	if !ok {
		w.t.Fatalf("%s leads nowhere", ref)
	}
	return def
}

func (w *schemaWalk) property(def, name string) map[string]any {
	return w.defs[def].(map[string]any)["properties"].(map[string]any)[name].(map[string]any)
}

// check compares s with typ; field is "Struct.Field" where typ is a field's.
func (w *schemaWalk) check(path string, s map[string]any, typ reflect.Type, field string) {
	r := w.resolve(s)
	pointer := typ.Kind() == reflect.Pointer // what can be left out, or is null
	if pointer {
		typ = typ.Elem()
	}
	if s["description"] == nil && r["description"] == nil {
		w.t.Errorf("%s has no description", path)
	}
	list, closed := w.words[typ.Name()]
	if byField, ok := w.words[field]; ok {
		list, closed = byField, true
	}
	if closed || r["enum"] != nil {
		w.enum(path, r, list)
		return
	}
	want := jsonType(typ)
	if list, ok := r["type"].([]any); ok && pointer && slices.Equal(list, []any{want, "null"}) {
		return
	}
	if r["type"] != want {
		w.t.Errorf("%s has the type %v, in Go it is %v", path, r["type"], want)
		return
	}
	switch r["type"] {
	case "array":
		items, _ := r["items"].(map[string]any)
		if typ.Elem().Kind() == reflect.String && items["$ref"] == nil {
			return // of plain strings
		}
		w.check(path+"[]", items, typ.Elem(), "")
	case "object":
		w.object(path, r, typ)
	}
}

func (w *schemaWalk) enum(path string, s map[string]any, want []string) {
	var got []string
	if c, ok := s["const"].(string); ok {
		got = append(got, c)
	}
	listed, _ := s["enum"].([]any)
	for _, v := range listed {
		got = append(got, fmt.Sprint(v))
	}
	w.same(path+": words", got, want)
}

func (w *schemaWalk) object(path string, s map[string]any, typ reflect.Type) {
	if s["additionalProperties"] != false {
		w.t.Errorf("%s allows keys that nobody knows", path)
	}
	properties, _ := s["properties"].(map[string]any)
	var fields, required []string
	for _, f := range reflect.VisibleFields(typ) {
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous {
			continue // its fields are listed by themselves
		}
		fields = append(fields, name)
		if !strings.Contains(options, "omit") {
			required = append(required, name)
		}
		if p, ok := properties[name].(map[string]any); ok {
			w.check(path+"."+name, p, f.Type, typ.Name()+"."+f.Name)
		}
	}
	w.same(path+": keys", slices.Collect(maps.Keys(properties)), fields)
	var listed []string
	for _, v := range s["required"].([]any) {
		listed = append(listed, fmt.Sprint(v))
	}
	w.same(path+": required keys", listed, required)
}

// same compares two sets.
func (w *schemaWalk) same(what string, schema, code []string) {
	w.t.Helper()
	for _, v := range schema {
		if !slices.Contains(code, v) {
			w.t.Errorf("%s: %q is in the schema and not in the code", what, v)
		}
	}
	for _, v := range code {
		if !slices.Contains(schema, v) {
			w.t.Errorf("%s: %q is in the code and not in the schema", what, v)
		}
	}
}

func jsonType(typ reflect.Type) string {
	if typ.Implements(reflect.TypeFor[encoding.TextMarshaler]()) {
		return "string"
	}
	switch typ.Kind() {
	case reflect.Bool:
		return "boolean"
	case reflect.Int, reflect.Int32, reflect.Int64:
		return "integer"
	case reflect.Slice:
		return "array"
	case reflect.Struct:
		return "object"
	}
	return "string"
}
