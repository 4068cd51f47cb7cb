package planner

import (
	"testing"

	"gwbplan/inventory"
)

func TestAbsence(t *testing.T) {
	type group = *inventory.CloudGroupRecord
	tests := []struct {
		name string
		make func(b *tenant, g group)
		want bool
	}{
		{"read whole", func(*tenant, group) {}, true},
		{"covered from above", func(b *tenant, _ group) { b.domains[0].Covered = []inventory.DN{"dc=Contoso, dc=com"} }, true},
		{"an OU alone", func(b *tenant, _ group) { b.domains[0].Covered = []inventory.DN{groupsOU} }, false},
		{"nothing covered", func(b *tenant, _ group) { b.domains[0].Covered = nil }, false},
		{"gap in its groups", func(b *tenant, _ group) { b.gap("ad:Contoso.com", inventory.GapADGroups) }, false},
		{"gap in the domain", func(b *tenant, _ group) { b.gap("ad:contoso.com", inventory.GapADDomain) }, false},
		{"gap in its members only", func(b *tenant, _ group) { b.gap("ad:contoso.com", inventory.GapADMembers) }, true},
		{"gap of a domain that is no target", func(b *tenant, _ group) {
			b.written(b.security("Other", flagTrue))
			b.domain("fabrikam.com")
			b.gap("ad:fabrikam.com", inventory.GapADGroups)
			b.opt.Settings.Targets = []TargetSettings{DefaultTarget(contoso)}
		}, true},
		{"gap of a domain that may be a target", func(b *tenant, _ group) {
			b.written(b.security("Other", flagTrue))
			b.domain("fabrikam.com")
			b.gap("ad:fabrikam.com", inventory.GapADGroups)
		}, false},
		{"gap of a second target", func(b *tenant, _ group) {
			b.written(b.security("Other", flagTrue))
			b.domain("fabrikam.com")
			b.object("CN=x,DC=fabrikam,DC=com", stamped("", "Group_aaaaaaaa-0000-4000-8000-00000000ffff"))
			b.gap("ad:fabrikam.com", inventory.GapADGroups)
		}, false},
		{"a target that was not read", func(b *tenant, _ group) {
			b.opt.Settings.Targets = []TargetSettings{DefaultTarget(contoso), DefaultTarget("emea.contoso.com")}
		}, false},
		{"no domain read", func(b *tenant, _ group) { b.domains = nil }, false},
		{"converted, SID looked up", func(b *tenant, g group) {
			g.OnPremisesSecurityIdentifier = b.sid(contoso)
			b.lookedUp(g.OnPremisesSecurityIdentifier)
		}, true},
		{"converted, SID not looked up", func(b *tenant, g group) { g.OnPremisesSecurityIdentifier = b.sid("fabrikam.com") }, false},
		{"converted, SID found on what counts for another", func(b *tenant, g group) {
			g.OnPremisesSecurityIdentifier = b.written(b.security("Other", flagTrue)).ObjectSID
		}, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := newTenant(t)
			g := b.security("Sales", flagTrue)
			tt.make(b, g)
			c := b.caseOf(g)
			if c.AbsenceProven != tt.want || c.Object != nil {
				t.Errorf("proven %v, object %v; want %v and none", c.AbsenceProven, c.Object, tt.want)
			}
		})
	}
}

func TestContainerRead(t *testing.T) {
	b := newTenant(t)
	w := b.world()
	if !w.ContainerRead("ou=groups,DC=contoso,DC=com") || w.ContainerRead("OU=Else,DC=contoso,DC=com") || w.ContainerRead("OU=Groups,DC=fabrikam,DC=com") {
		t.Error("only OU=Groups of contoso.com was read")
	}
	b.rest = append(b.rest, &inventory.Gap{Source: "ad:contoso.com", What: inventory.GapADContainer, Subject: "OU=Else,DC=contoso,DC=com", Why: "x", Hides: "y"})
	if !b.world().ContainerRead(groupsOU) {
		t.Error("the gap of another container hides OU=Groups")
	}
	b.gap("ad:contoso.com", inventory.GapADContainer)
	if b.world().ContainerRead(groupsOU) {
		t.Error("a gap of all containers does not hide OU=Groups")
	}
}

func TestInForest(t *testing.T) {
	b := newTenant(t)
	b.domain("fabrikam.com") // its forest's partitions were not read
	bare := b.domain("bare.example")
	bare.ForestRoot = ""
	w := b.world()
	for _, tt := range []struct {
		domain, account string
		sid             inventory.SID
		want            inventory.Flag
	}{
		{contoso, "EMEA.contoso.com", "", flagTrue},
		{contoso, "fabrikam.com", "", flagFalse},
		{contoso, "never.seen", "", flagFalse},
		{contoso, "", domainSID(0) + "-1104", flagTrue},
		{contoso, "", domainSID(1) + "-1104", flagFalse},
		{contoso, "", "S-1-5-21-7-7-7-1104", flagUnread},
		{"fabrikam.com", "fabrikam.com", "", flagTrue},
		{"fabrikam.com", contoso, "", flagFalse},
		{"fabrikam.com", "emea.fabrikam.com", "", flagUnread},
		{"bare.example", contoso, "", flagUnread},
		{"unread.example", "unread.example", "", flagUnread},
	} {
		if got := w.InForest(tt.domain, tt.account, tt.sid); got != tt.want {
			t.Errorf("%s %s in the forest of %s: got %s, want %s", tt.account, tt.sid, tt.domain, got, tt.want)
		}
	}
}

func TestComplete(t *testing.T) {
	tests := []struct {
		name string
		make func(b *tenant)
		want bool
	}{
		{"no gap", func(*tenant) {}, true},
		{"licences", func(b *tenant) { b.gap("entra", inventory.GapLicences) }, true},
		{"agents", func(b *tenant) { b.gap("entra", inventory.GapAgents) }, true},
		{"owners", func(b *tenant) { b.gap("entra", inventory.GapOwners) }, true},
		{"group settings", func(b *tenant) { b.gap("entra", inventory.GapGroupSettings) }, true},
		{"schema", func(b *tenant) { b.gap("ad:contoso.com", inventory.GapADSchema) }, true},
		{"flags of groups", func(b *tenant) { b.gap("entra", inventory.GapWritebackConfig) }, false},
		{"flags of groups, which v2 off makes no evidence", func(b *tenant) {
			b.org.WritebackV2 = inventory.FeatureOff
			b.gap("entra", inventory.GapWritebackConfig)
		}, true},
		{"flags of groups, v2 not known", func(b *tenant) {
			b.org.WritebackV2 = inventory.FeatureUnread
			b.gap("entra", inventory.GapWritebackConfig)
		}, false},
		{"members", func(b *tenant) { b.gap("entra", inventory.GapGroupMembers) }, false},
		{"AD groups", func(b *tenant) { b.gap("ad:contoso.com", inventory.GapADGroups) }, false},
		{"features that are known all the same", func(b *tenant) { b.gap("entra", inventory.GapFeatureFlags) }, true},
		{"forest, nobody's domain is open", func(b *tenant) {
			b.user("Ann", contoso)
			b.gap("ad:contoso.com", inventory.GapADForest)
		}, true},
		{"forest, a member's domain is open", func(b *tenant) {
			b.domains[0].ForestDomains = nil
			b.user("Ann", "emea.contoso.com")
			b.gap("ad:contoso.com", inventory.GapADForest)
		}, false},
		{"deleted objects, nothing pending", func(b *tenant) { b.gap("ad:contoso.com", inventory.GapADDeleted) }, true},
		{"deleted objects, a group pending", func(b *tenant) {
			b.security("New", flagTrue)
			b.gap("ad:contoso.com", inventory.GapADDeleted)
		}, false},
		{"no cloud side", func(b *tenant) { b.org = nil }, false},
		{"no AD", func(b *tenant) { b.domains = nil }, false},
		{"an OU alone", func(b *tenant) { b.domains[0].Covered = []inventory.DN{groupsOU} }, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := newTenant(t)
			tt.make(b)
			p := b.plan()
			if p.Complete != tt.want {
				t.Errorf("complete: got %v, want %v (gaps %v)", p.Complete, tt.want, p.Gaps)
			}
			if !p.Complete && len(p.Gaps) == 0 {
				t.Error("not complete, and no gap says why")
			}
		})
	}
}
