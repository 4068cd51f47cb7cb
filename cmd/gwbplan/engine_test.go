package main

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"gwbplan/fixtures/cloudsync"
	"gwbplan/fixtures/ldapsim"
	"gwbplan/inventory"
	"gwbplan/inventory/snapfile"
	"gwbplan/planner"
)

// liveTenant is where a script keeps the tenant that it started.
const liveTenant = "tenant"

const awayOU = inventory.DN("OU=Groups,DC=contoso,DC=com")

// playerOf carries a plan file out on the tenant.
func (t *demoTenant) playerOf(ts *testscript.TestScript, plan, snapshot string) *cloudsync.Player {
	if t.Tenant == nil {
		ts.Fatalf("no tenant is up: start it with tenant")
	}
	p, err := readPlan(ts.MkAbs(plan))
	ts.Check(err)
	s, err := snapfile.Load(ts.MkAbs(snapshot))
	ts.Check(err)
	return t.player(p, s)
}

// engine PLAN SNAPSHOT switch|WAVE plays the part of who carries the plan out:
// switch takes v2 away and lets v1 write, a number puts the groups of that wave into
// Cloud Sync's scope and lets it run a cycle.
func engine(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: engine PLAN SNAPSHOT switch|WAVE")
	}
	t := ts.Value(liveTenant).(*demoTenant)
	p := t.playerOf(ts, args[0], args[1])
	switch number, err := strconv.Atoi(args[2]); {
	case args[2] == "switch":
		ts.Check(t.switchOff(p))
	default:
		ts.Check(err)
		ts.Check(t.wave(p, number))
	}
}

// ldapmodify FILE changes the tenant's directory as the program of that name does
// with a file of the kit: one change of one attribute an entry.
func ldapmodify(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: ldapmodify FILE")
	}
	t := ts.Value(liveTenant).(*demoTenant)
	entries := 0
	for entry := range strings.SplitSeq(strings.ReplaceAll(ts.ReadFile(args[0]), "\n ", ""), "\n\n") {
		if c, ok := parseChange(ts, entry); ok {
			ts.Check(c.apply(t.AD))
			entries++
		}
	}
	if entries == 0 {
		ts.Fatalf("%s changes nothing", args[0])
	}
}

// ldifChange is one change of one attribute.
type ldifChange struct{ dn, op, attribute, value string }

func parseChange(ts *testscript.TestScript, entry string) (c ldifChange, ok bool) {
	for line := range strings.Lines(entry) {
		name, value, found := strings.Cut(strings.TrimSuffix(line, "\n"), ":")
		if encoded, is := strings.CutPrefix(value, ": "); is {
			b, err := base64.StdEncoding.DecodeString(encoded)
			ts.Check(err)
			value = string(b)
		}
		value = strings.TrimPrefix(value, " ")
		switch {
		case !found, strings.HasPrefix(line, "#"), name == "version", name == "changetype":
		case name == "dn":
			c.dn = value
		case c.op == "":
			c.op, c.attribute = name, value
		case name == c.attribute:
			c.value = value
		default:
			ts.Fatalf("the change of %q has a line %q", c.dn, line)
		}
	}
	return c, c.dn != ""
}

// apply is strict as a server is: add refuses where there is a value, and delete
// where there is another one.
func (c ldifChange) apply(d *ldapsim.Directory) error {
	now, want := d.Values(c.dn, c.attribute), []string(nil)
	if c.op == "delete" {
		want = []string{c.value}
	}
	if !slices.Equal(now, want) || c.op != "add" && c.op != "delete" {
		return fmt.Errorf("%s of %s: it has %q", c.op, c.dn, now)
	}
	next := ""
	if c.op == "add" {
		next = c.value
	}
	return d.Set(c.dn, ldapsim.Text(c.attribute, next))
}

// damage PLAN SNAPSHOT KIND GROUP breaks one thing of a group's AD object.
func damage(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 4 {
		ts.Fatalf("usage: damage PLAN SNAPSHOT KIND GROUP")
	}
	t := ts.Value(liveTenant).(*demoTenant)
	p := t.playerOf(ts, args[0], args[1])
	i := slices.IndexFunc(p.Plan.Groups, func(g planner.Group) bool { return g.DisplayName == args[3] })
	if i < 0 {
		ts.Fatalf("the plan has no group %q", args[3])
	}
	ts.Check(p.Break(cloudsync.Damage(args[2]), &p.Plan.Groups[i], awayOU))
	ts.Check(t.AD.Err())
}
