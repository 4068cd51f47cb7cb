package config

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"

	"gwbplan/planner"
)

var update = flag.Bool("update", false, "renew the JSON Schema of the configuration file")

var schemaFile = filepath.Join("..", "..", "docs", "gwbplan.schema.json")

var tenantsSchemaFile = filepath.Join("..", "..", "docs", "tenants.schema.json")

type node map[string]any

// keyList makes a schema of keys.
type keyList []Key

// TestSchema: the schemas that editors use are those that the keys make.
func TestSchema(t *testing.T) {
	schemaIs(t, schemaFile, "gwbplan.yaml", Keys())
	schemaIs(t, tenantsSchemaFile, "tenants.yaml", TenantKeys())
}

func schemaIs(t *testing.T, file, title string, keys keyList) {
	t.Helper()
	root := keys.object("", "")
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["title"] = title
	want, err := json.MarshalIndent(root, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	want = append(want, '\n')
	if *update {
		if err := os.WriteFile(file, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(have, want) {
		t.Errorf("%s is not what the keys make: run go test ./planner/config -update, and read the difference", file)
	}
}

// object is the schema of a mapping: the keys right below a path.
func (keys keyList) object(path, means string) node {
	properties, required := node{}, []string{}
	for _, k := range keys {
		name, below := strings.CutPrefix(k.Path, path)
		if !below || name == "" || strings.ContainsAny(name, ".[") || k.Path == path {
			continue
		}
		properties[name] = keys.property(k)
		if k.Default == "" {
			required = append(required, name)
		}
	}
	n := node{"type": "object", "additionalProperties": false, "properties": properties}
	if means != "" {
		n["description"] = means
	}
	if len(required) > 0 {
		n["required"] = required
	}
	return n
}

func (keys keyList) property(k Key) node {
	if k.Type == "mapping" {
		return keys.object(k.Path+".", k.Means)
	}
	n := keys.valueSchema(k)
	n["description"] = k.Means
	return n
}

// valueSchema turns the words of a key's type into a schema.
func (keys keyList) valueSchema(k Key) node {
	if of, ok := strings.CutPrefix(k.Type, "value: "); ok {
		return statement(node{"value": typed(Key{Path: k.Path, Type: of}), "by": typed(Key{Type: typeText}), "on": typed(Key{Type: typeDate})})
	}
	if k.Type == "list" {
		return array(keys.object(k.Path+"[].", ""))
	}
	return typed(k)
}

func statement(properties node) node {
	var required []string
	for name := range properties {
		required = append(required, name)
	}
	slices.Sort(required)
	return node{"type": "object", "additionalProperties": false, "properties": properties, "required": required}
}

func typed(k Key) node {
	var least int
	if n, _ := fmt.Sscanf(k.Type, "whole number from %d", &least); n == 1 {
		return node{"type": "integer", "minimum": least}
	}
	switch k.Type {
	case typeBool:
		return node{"type": "boolean"}
	case "true or false, or by and on":
		return node{"oneOf": []node{{"type": "boolean"}, statement(node{"by": typed(Key{Type: typeText}), "on": typed(Key{Type: typeDate})})}}
	case typeText, "name", "keep, or a DN in the domain":
		return node{"type": "string", "pattern": `\S`}
	case typeID:
		return node{"type": "string", "pattern": "^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$"}
	case typeDate:
		return node{"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
	case typeBuild:
		if k.Default == "none" {
			return node{"type": "string", "pattern": `^([0-9]+(\.[0-9]+){1,3})?$`}
		}
		return node{"type": "string", "pattern": `^[0-9]+(\.[0-9]+){1,3}$`}
	case "DNS name":
		return node{"type": "string", "pattern": `^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$`}
	case "time with offset":
		return node{"type": "string", "format": "date-time"}
	case "id of a finding":
		return node{"enum": waivable()}
	case "default, topology, or a list of pins":
		pins := []string{}
		for p := range planner.AllPins() {
			pins = append(pins, string(p))
		}
		slices.Sort(pins)
		return node{"oneOf": []node{{"enum": []string{"default", "topology"}}, {"type": "array", "items": node{"enum": pins}}}}
	case "list of DNS names":
		return array(typed(Key{Type: "DNS name"}))
	case "list of object ids":
		return array(typed(Key{Type: typeID}))
	case "list of versions":
		return array(typed(Key{Type: typeBuild}))
	case "list of names":
		return array(typed(Key{Type: typeText}))
	case typePath:
		return typed(Key{Type: typeText})
	case typePaths, typeTexts:
		n := array(typed(Key{Type: typeText}))
		n["minItems"] = 1
		return n
	case typeVariable:
		return node{"type": "string", "pattern": "^[A-Za-z_][A-Za-z0-9_]*$"}
	}
	return node{"enum": strings.Split(strings.NewReplacer(" or ", ",", ", ", ",").Replace(k.Type), ",")}
}

func array(items node) node { return node{"type": "array", "items": items} }

func waivable() []string {
	out := []string{}
	for _, r := range planner.Rules() {
		if r.Waivable {
			out = append(out, string(r.ID))
		}
	}
	slices.Sort(out)
	return out
}

// TestSchemaJudgesAsTheReader: what the reader takes the schema takes, and the
// mistakes that a schema can see it refuses.
func TestSchemaJudgesAsTheReader(t *testing.T) {
	judge := judgeBy(t, schemaFile)
	for _, good := range []string{"{}", example(t), "sideBySide: {pins: topology}", "limits: {connectSupportFloor: \"\"}"} {
		if err := judge(good); err != nil {
			t.Errorf("%s\n%v", good, err)
		}
	}
	for _, bad := range []string{
		"unheard: 1", "limits: {groupMembers: 0}", "limits: {groupMembers: many}", "limits: {agentFloor: newest}", "limits: {profile: \"2024\"}",
		"targets: [{cn: guid}]", "targets: [{domain: contoso.com, cn: mail}]", "targets: [{domain: \"a b\"}]", "sideBySide: {pins: [none]}",
		"acknowledge: {stagingOutage: {by: Ada}}", "attest: {agentRights: true}", "attest: {agentRights: {value: 1, by: Ada, on: \"2026-11-30\"}}",
		"waves: {first: [Sales]}", "waves: {windows: [{start: \"2026-01-05T20:00:00Z\"}]}", "overrides: [{decision: move}]",
		"waivers: [{finding: anchor-mismatch, group: 11111111-1111-4111-8111-111111111111, reason: r, owner: o, expires: \"2026-12-30\"}]",
	} {
		if judge(bad) == nil {
			t.Errorf("%s is taken", bad)
		}
		if _, err := Read(strings.NewReader(bad), "f"); err == nil {
			t.Errorf("the reader takes %s", bad)
		}
	}
}

// dated quotes the dates and times of the manual's example.
var dated = strings.NewReplacer(
	"on: 2026-11-20", `on: "2026-11-20"`, "expires: 2026-12-31", `expires: "2026-12-31"`,
	"2026-12-12T20:00:00Z", `"2026-12-12T20:00:00Z"`, "2026-12-13T04:00:00Z", `"2026-12-13T04:00:00Z"`,
	"2026-12-05T20:00:00Z", `"2026-12-05T20:00:00Z"`, "2026-12-06T04:00:00Z", `"2026-12-06T04:00:00Z"`,
)

// judgeBy validates YAML by a schema.
func judgeBy(t *testing.T, file string) func(text string) error {
	t.Helper()
	schema, err := jsonschema.NewCompiler().Compile(file)
	if err != nil {
		t.Fatal(err)
	}
	return func(text string) error {
		var v any
		// Dates are texts to an editor.
		if err := yaml.Load([]byte(dated.Replace(text)), &v); err != nil {
			t.Fatal(err)
		}
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		v, err = jsonschema.UnmarshalJSON(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		return schema.Validate(v)
	}
}
