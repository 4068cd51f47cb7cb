package planner

import (
	"strings"
	"testing"

	"gwbplan/inventory"
)

func TestTargets(t *testing.T) {
	tests := []struct {
		name string
		make func(b *tenant)
		want string // domain source job container cn, by line
	}{
		{"default: the domain with stamped objects", func(b *tenant) {
			b.domain("fabrikam.com")
			b.written(b.security("Sales", flagTrue))
		}, "contoso.com default - keep display-name"},
		{"default: every domain where none is stamped", func(b *tenant) { b.domain("fabrikam.com") },
			"contoso.com default - keep display-name\nfabrikam.com default - keep display-name"},
		{"a job's container names the domain", func(b *tenant) {
			b.job().ServicePrincipalName = "Some name"
		}, "contoso.com job yes OU=Groups,DC=contoso,DC=com display-name"},
		{"a job's service principal names the domain", func(b *tenant) {
			b.job().Container = inventory.Mapping{Type: "Expression", Expression: `Switch([description],"OU=A,DC=contoso,DC=com","b","OU=B,DC=contoso,DC=com")`}
		}, `contoso.com job yes Switch([description],"OU=A,DC=contoso,DC=com","b","OU=B,DC=contoso,DC=com") display-name`},
		{"the only job of the only domain", func(b *tenant) {
			j := b.job()
			j.ServicePrincipalName, j.Container, j.CN = "Job", inventory.Mapping{}, inventory.Mapping{Expression: `Append("Group_", [objectId])`}
		}, "contoso.com job yes keep guid"},
		{"a job brings its domain", func(b *tenant) {
			b.written(b.security("Sales", flagTrue))
			j := b.job()
			j.ServicePrincipalName, j.Container = "emea.contoso.com", inventory.Mapping{Type: "Constant", Expression: "OU=G,DC=emea,DC=contoso,DC=com"}
		}, "contoso.com default - keep display-name\nemea.contoso.com job yes OU=G,DC=emea,DC=contoso,DC=com display-name"},
		{"settings come first", func(b *tenant) {
			b.job()
			b.opt.Settings.Targets = []TargetSettings{{Domain: "Contoso.com", CN: "guid"}}
		}, "Contoso.com config yes OU=Groups,DC=contoso,DC=com guid"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := newTenant(t)
			tt.make(b)
			var got []string
			for _, p := range b.plan().Targets {
				job := "-"
				if p.Job != "" {
					job = "yes"
				}
				got = append(got, strings.Join([]string{p.Domain, string(p.Sources.CN), job, p.Container, p.CN}, " "))
			}
			if g := strings.Join(got, "\n"); g != tt.want {
				t.Errorf("got\n%s\nwant\n%s", g, tt.want)
			}
		})
	}
}

func TestBadOptions(t *testing.T) {
	target := func(edit func(*TargetSettings)) func(*Options) {
		return func(o *Options) {
			s := DefaultTarget(contoso)
			edit(&s)
			o.Settings.Targets = append(o.Settings.Targets, s)
		}
	}
	for _, tt := range []struct {
		name string
		edit func(*Options)
		want string
	}{
		{"date", func(o *Options) { o.AsOf = "30.11.2026" }, `date "30.11.2026"`},
		{"cn", target(func(s *TargetSettings) { s.CN = "mail" }), `cn "mail"`},
		{"container", target(func(s *TargetSettings) { s.Container = "Groups" }), `container "Groups"`},
		{"scope mode", target(func(s *TargetSettings) { s.ScopeMode = "some" }), `scope mode "some"`},
		{"no domain", target(func(s *TargetSettings) { s.Domain = "" }), "names no domain"},
		{"twice", func(o *Options) {
			o.Settings.Targets = []TargetSettings{DefaultTarget(contoso), DefaultTarget("CONTOSO.com")}
		}, "stands there twice"},
	} {
		b := newTenant(t)
		tt.edit(&b.opt)
		if _, err := New(b.snapshot(), b.opt); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %q in it", tt.name, err, tt.want)
		}
	}
	if _, err := New(&inventory.Snapshot{}, Options{}); err == nil {
		t.Error("a snapshot without a date: want an error")
	}
}

// TestNames: what Cloud Sync computes, and where gwbplan cannot.
func TestNames(t *testing.T) {
	b := newTenant(t)
	g, fresh := b.security("Sales", flagTrue), b.security("Fresh", flagTrue)
	b.written(g)
	c := b.caseOf(g)
	if c.NewCN != "Sales_"+g.ID.String()[24:] || !c.CNKnown || !c.NewParent.Equal(groupsOU) || !c.ParentKnown {
		t.Errorf("default: got %q %v, %q %v", c.NewCN, c.CNKnown, c.NewParent, c.ParentKnown)
	}
	if c := b.caseOf(fresh); c.ParentKnown || !c.CNKnown {
		t.Errorf("keep tells nothing of an object that is not there: got %q %v", c.NewParent, c.ParentKnown)
	}
	j := b.job()
	if c := b.caseOf(fresh); !c.ParentKnown || c.NewParent != groupsOU || c.Target.Job == nil {
		t.Errorf("the job's container: got %q %v", c.NewParent, c.ParentKnown)
	}
	j.CN.Expression, j.Container.Expression = `Guess([displayName])`, `Switch([extension_a_GroupDN],"x")`
	if c := b.caseOf(g); c.CNKnown || c.ParentKnown || c.Target.ContainerComputable() {
		t.Error("expressions that cannot be computed leave the names unknown")
	}
	j.CN.Expression, j.SchemaReading = defaultCNText, inventory.ReadFailed
	if c := b.caseOf(g); c.CNKnown || c.ParentKnown {
		t.Error("a schema that was not read leaves the names unknown")
	}
}

// TestTargetOfAGroup: the configuration whose job has the group assigned, of
// several that of its object's domain; else that of its object's domain; else
// the only one.
func TestTargetOfAGroup(t *testing.T) {
	const emea = "emea.contoso.com"
	type group = *inventory.CloudGroupRecord
	inRoot := func(b *tenant, g group) { b.written(g) }
	inChild := func(b *tenant, g group) {
		b.object("CN=There,DC=emea,DC=contoso,DC=com", stamped("Group_"+g.ID.String(), ""))
	}
	rootJob := func(b *tenant, g group) { b.job(g) }
	childJob := func(b *tenant, g group) {
		j := b.job(g)
		j.ServicePrincipalName, j.Container = emea, inventory.Mapping{Type: "Constant", Expression: `"OU=Groups,DC=emea,DC=contoso,DC=com"`}
	}
	for _, tt := range []struct {
		name string
		make []func(*tenant, group)
		want string
	}{
		{"by its object", []func(*tenant, group){inRoot}, contoso},
		{"by its object in the child domain", []func(*tenant, group){inChild}, emea},
		{"no object, two configurations", nil, ""},
		{"by its assignment", []func(*tenant, group){childJob}, emea},
		{"the assignment before the object", []func(*tenant, group){inChild, rootJob}, contoso},
		{"of two assignments that of the object", []func(*tenant, group){inRoot, childJob, rootJob}, contoso},
		{"of two assignments that of the object, the other way round", []func(*tenant, group){inChild, childJob, rootJob}, emea},
		{"of two assignments without an object the first domain", []func(*tenant, group){rootJob, childJob}, contoso},
	} {
		b := newTenant(t)
		b.domain(emea).ForestRoot = domainDN(contoso)
		inChild(b, b.security("Else", flagTrue)) // both domains hold objects
		inRoot(b, b.security("Else", flagTrue))
		g := b.security("Sales", flagTrue)
		for _, f := range tt.make {
			f(b, g)
		}
		got := ""
		if t := b.caseOf(g).Target; t != nil {
			got = t.Domain
		}
		if got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestTaken(t *testing.T) {
	b := newTenant(t)
	g, twin, stale := b.security("Sales", flagTrue), b.security("Twin", flagTrue), b.security("Stale", flagFalse)
	own := b.written(g)
	b.object(groupsOU.Child("sales"), func(o *inventory.ADObjectRecord) { o.ObjectClass = "user" })
	b.object("OU=SALES,OU=Groups,DC=contoso,DC=com", func(o *inventory.ADObjectRecord) { o.ObjectClass = "organizationalUnit" })
	b.object("CN=Sales,OU=Else,DC=contoso,DC=com")
	b.object(groupsOU.Child("Sales"), func(o *inventory.ADObjectRecord) { o.Deleted = true })
	for _, x := range []*inventory.CloudGroupRecord{twin, stale} {
		b.written(x)
	}
	b.job().CN.Expression = `Left("Sales",5)`
	w := b.world()
	c := w.CaseOf(w.Group(g.ID))
	objects, groups := w.Taken(c, groupsOU, "SALES")
	if len(objects) != 2 || len(groups) != 1 || groups[0].ID != twin.ID {
		t.Errorf("got %d objects and %d groups, want the user, the OU and Twin", len(objects), len(groups))
	}
	if objects, _ := w.Taken(c, groupsOU, own.CN); len(objects) != 0 {
		t.Error("the group's own object is in its way")
	}
}
