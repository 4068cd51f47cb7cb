package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"reflect"
	"strings"
	"testing"

	"gwbplan/fixtures/hostile"
	"gwbplan/inventory"
	"gwbplan/planner"
	"gwbplan/report"
	"gwbplan/report/table"
	"gwbplan/report/xlsx"
)

// ownFields are the strings of a plan that no directory and no person writes:
// gwbplan's words, ids, dates. Every other one holds a hostile name, those of
// fields to come too.
var ownFields = map[string]bool{
	"Plan.Schema": true, "Plan.AsOf": true, "Plan.RuleSet": true, "PlanTenant.ID": true, "PlanTenant.Cloud": true,
	"PlanSnapshot.Kind": true, "PlanSnapshot.TakenOn": true, "Setting.Key": true, "Warning.Key": true, "PlanTarget.ScopeMode": true,
	"Scope.Mode": true, "Scope.AppRoleID": true, "ScopeLimit.Profile": true, "ScopeLimit.Mode": true, "FrozenWave.Until": true,
	"Group.ID": true, "Group.WaitsFor": true, "Member.ID": true, "Waiting.ID": true, "PlanOverride.Group": true, "PlanWaiver.Group": true,
	"Writeback.TargetType": true, "Finding.Facts": true, "Gate.Facts": true, "TopologyReason.Facts": true, "VerdictReason.ID": true,
	"PlanWaiver.Expires": true, "Orphan.Status": true, "Orphan.WhenCreated": true, "Orphan.WhenChanged": true, "Orphan.ClaimedID": true,
	"Count.Word": true, "Wave.Why": true,
}

// fill puts a name into every string that is not gwbplan's own.
func fill(v reflect.Value, field, name string) {
	switch {
	case v.Type() == reflect.TypeFor[inventory.DN]():
		v.SetString(string(inventory.DN("OU=Groups,DC=contoso,DC=com").Child(name)))
	case v.Type() == reflect.TypeFor[string]() && !ownFields[field]:
		v.SetString(name)
	case v.Kind() == reflect.Slice:
		for i := range v.Len() {
			fill(v.Index(i), field, name)
		}
	case v.Kind() == reflect.Pointer && !v.IsNil():
		fill(v.Elem(), field, name)
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() {
				fill(v.Field(i), v.Type().Name()+"."+f.Name, name)
			}
		}
	}
}

// planOf is the plan with every kind of group and of judgement once for each
// name, with the name in every place that can hold one.
func planOf(t *testing.T, names []string) *planner.Plan {
	t.Helper()
	text := string(readFile(t, "../../report/testdata/rich", planFile))
	var out *planner.Plan
	for i, name := range names {
		own := strings.ReplaceAll(text, "-4000-8000-", fmt.Sprintf("-4%03d-8000-", i))
		p, err := planner.ReadPlan(strings.NewReader(own))
		if err != nil {
			t.Fatal(err)
		}
		fill(reflect.ValueOf(p).Elem(), "", name)
		if i == 0 {
			out = p
			continue
		}
		join(out, p)
	}
	out.Tenant.DisplayName = strings.Join(names, " ")
	return out
}

// join adds the lists of a plan to those of another.
func join(to, p *planner.Plan) {
	to.Tenant.Domains = append(to.Tenant.Domains, p.Tenant.Domains...)
	to.Snapshots = append(to.Snapshots, p.Snapshots...)
	to.Connect = append(to.Connect, p.Connect...)
	to.Gaps = append(to.Gaps, p.Gaps...)
	to.Targets = append(to.Targets, p.Targets...)
	to.Settings = append(to.Settings, p.Settings...)
	to.Scope = append(to.Scope, p.Scope...)
	to.Groups = append(to.Groups, p.Groups...)
	to.Orphans = append(to.Orphans, p.Orphans...)
	to.Topology.Reasons = append(to.Topology.Reasons, p.Topology.Reasons...)
	to.Gates = append(to.Gates, p.Gates...)
	for i := range to.Verdict {
		to.Verdict[i].Reasons = append(to.Verdict[i].Reasons, p.Verdict[i].Reasons...)
	}
	to.Decisions.Overrides = append(to.Decisions.Overrides, p.Decisions.Overrides...)
	to.Decisions.Waivers = append(to.Decisions.Waivers, p.Decisions.Waivers...)
	to.Decisions.Warnings = append(to.Decisions.Warnings, p.Decisions.Warnings...)
}

// twin is a document of the plan with hostile names, and the same document of
// the plan with plain ones, from which it may differ by the names alone.
type twin struct{ hostile, plain []byte }

// twins renders both plans into every document.
func twins(t *testing.T, hostilePlan, plainPlan *planner.Plan) map[string]twin {
	t.Helper()
	out, plain := documentsOf(t, hostilePlan), documentsOf(t, plainPlan)
	both := map[string]twin{}
	for name, b := range out {
		both[name] = twin{b, plain[name]}
	}
	if len(out) != len(plain) {
		t.Fatalf("%d documents of hostile names, %d of plain ones", len(out), len(plain))
	}
	return both
}

// documentsOf is every document of a plan, those in CSV in every profile.
func documentsOf(t *testing.T, p *planner.Plan) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	add := func(name string, write func(io.Writer) error) {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		out[name] = b.Bytes()
	}
	for _, profile := range report.Profiles() {
		for _, d := range report.Documents(p, report.Formats(), report.Options{Profile: profile, Workbook: xlsx.Write}) {
			switch {
			case d.Format == report.FormatCSV:
				add(string(profile)+"/"+d.Name, d.Write)
			case profile == report.ProfileGeneric:
				add(d.Name, d.Write)
			}
		}
	}
	every := make([]int, len(p.Groups))
	for i := range every {
		every[i] = i
	}
	add("generic/index.csv", func(w io.Writer) error { return report.OwnersCSV(w, report.ByOwner(p, every), report.Options{}) })
	add(planFile, func(w io.Writer) error {
		_, err := p.WriteTo(w)
		return err
	})
	add("summary.txt", func(w io.Writer) error { return report.Summary(w, p, report.Options{Table: table.Write}) })
	add("explain.txt", func(w io.Writer) error {
		for i := range p.Groups {
			if err := report.Explain(w, p, p.Groups[i].ID, report.Options{}); err != nil {
				return err
			}
		}
		return nil
	})
	return out
}

// hostilePlans are the plan with the hostile names and the one with plain
// names, which have the same order and length.
func hostilePlans(t *testing.T) (evil, plain *planner.Plan) {
	t.Helper()
	var texts, names []string
	for i, n := range hostile.Names() {
		texts, names = append(texts, n.Text), append(names, plainName(i))
	}
	return planOf(t, texts), planOf(t, names)
}

func plainName(i int) string { return fmt.Sprintf("Plain name %03d", i) }

func writeDocument(t *testing.T, dir, name string, b []byte) string {
	t.Helper()
	path := dir + string(os.PathSeparator) + name
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
