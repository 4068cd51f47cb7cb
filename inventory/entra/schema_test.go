package entra_test

import (
	"strings"
	"testing"

	"gwbplan/inventory"
)

// schemaJSON maps groups in one of three object mappings, under two filters
// that must both hold.
const schemaJSON = `{"id":"s","synchronizationRules":[{"objectMappings":[
 {"enabled":true,"sourceObjectName":"User","targetObjectName":"user","attributeMappings":[]},
 {"enabled":false,"sourceObjectName":"Group","targetObjectName":"group","attributeMappings":[{"targetAttributeName":"cn","source":{"type":"Attribute","name":"wrong"}}]},
 {"enabled":true,"sourceObjectName":"Group","targetObjectName":"group",
  "scope":{"groups":[{"clauses":[{"operatorName":"IS TRUE","sourceOperandName":"a","targetOperand":null}]},
                     {"clauses":[{"operatorName":"EQUALS","sourceOperandName":"b","targetOperand":{"values":["x"]}}]}],
           "inputFilterGroups":[{"clauses":[{"operatorName":"IS NULL","sourceOperandName":"c","targetOperand":{"values":[]}}]}],"categoryFilterGroups":[]},
  "attributeMappings":[
   {"targetAttributeName":"cn","source":{"type":"Function","name":"Append","expression":"Append(\"Group_\", [objectId])"}},
   {"targetAttributeName":"parentDistinguishedName","source":{"type":"Constant","name":"OU=x,DC=contoso,DC=com","expression":"\"OU=x,DC=contoso,DC=com\""}},
   {"targetAttributeName":"member","source":{"type":"Attribute","name":"members","expression":""}}]}]}]}`

// schemaOf is a schema with one mapping of groups.
func schemaOf(scope string, attributes ...string) string {
	return `{"synchronizationRules":[{"objectMappings":[{"sourceObjectName":"GROUP","targetObjectName":"Group","scope":` + scope +
		`,"attributeMappings":[` + strings.Join(attributes, ",") + `]}]}]}`
}

func readJob(t *testing.T, schema string) (*inventory.ProvisioningJob, *sink) {
	t.Helper()
	g := newGraph(t)
	g.on("/v1.0/servicePrincipals/"+app+"/synchronization/jobs/"+jobID+"/schema", answer(schema))
	s := g.collect(t)
	return of[*inventory.ProvisioningJob](s)[0], s
}

func TestMappings(t *testing.T) {
	for _, c := range []struct {
		source string
		want   inventory.Mapping
	}{
		{`{"type":"Attribute","name":"displayName","expression":"[displayName]"}`, inventory.Mapping{Type: "Direct", Expression: "[displayName]"}},
		{`{"type":"Attribute","name":"displayName","expression":null}`, inventory.Mapping{Type: "Direct", Expression: "[displayName]"}},
		{`{"type":"Constant","name":"OU=a\"b","expression":""}`, inventory.Mapping{Type: "Constant", Expression: `"OU=a\"b"`}},
		{`{"type":"Function","name":"Append","expression":"Append(\"Group_\",[objectId])"}`, inventory.Mapping{Type: "Expression", Expression: `Append("Group_",[objectId])`}},
		{`{"type":"somethingNew","expression":"x"}`, inventory.Mapping{Type: "somethingNew", Expression: "x"}},
		{`null`, inventory.Mapping{}},
	} {
		job, s := readJob(t, schemaOf("null", `{"targetAttributeName":"CN","source":`+c.source+`}`))
		if job.CN != c.want || job.SchemaReading != inventory.ReadWhole || job.Container != (inventory.Mapping{}) {
			t.Errorf("%s: %+v, want %+v; gaps %+v", c.source, job.CN, c.want, s.gaps())
		}
	}
}

func TestFilters(t *testing.T) {
	clause := func(name string) string {
		return `{"operatorName":"IS TRUE","sourceOperandName":"` + name + `","targetOperand":{"values":["v"]}}`
	}
	group := func(names ...string) string {
		var all []string
		for _, n := range names {
			all = append(all, clause(n))
		}
		return `{"clauses":[` + strings.Join(all, ",") + `]}`
	}
	many := strings.TrimSuffix(strings.Repeat(group("x")+",", 40), ",")
	for _, c := range []struct{ name, scope, want string }{
		{"none", `null`, ""},
		{"empty", `{"groups":[],"inputFilterGroups":null}`, ""},
		{"one", `{"groups":[` + group("a", "b") + `]}`, "a&b"},
		{"either", `{"groups":[` + group("a") + `,` + group("b", "c") + `]}`, "a|b&c"},
		{"a group without clauses holds always", `{"groups":[{"clauses":[]},` + group("a") + `]}`, "|a"},
		{"filters that must all hold", `{"groups":[` + group("a") + `,` + group("b") + `],"inputFilterGroups":[` + group("c") + `],"categoryFilterGroups":[` + group("d") + `]}`, "a&c&d|b&c&d"},
		{"too many to combine", `{"groups":[` + many + `],"inputFilterGroups":[` + many + `]}`, "unread"},
	} {
		job, _ := readJob(t, schemaOf(c.scope))
		var groups []string
		for _, g := range job.Filter {
			var names []string
			for _, clause := range g {
				names = append(names, clause.Attribute)
			}
			groups = append(groups, strings.Join(names, "&"))
		}
		got := strings.Join(groups, "|")
		if job.SchemaReading != inventory.ReadWhole {
			got = "unread"
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
