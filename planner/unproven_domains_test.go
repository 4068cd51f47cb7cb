package planner

import (
	"strings"
	"testing"

	"gwbplan/inventory"
)

// TestUnprovenTarget: a group whose object lies in one domain is not ready
// where a configuration of another may have it in scope.
func TestUnprovenTarget(t *testing.T) {
	for _, tt := range []struct {
		name  string
		make  func(b *tenant, far *inventory.ProvisioningJob)
		doubt bool
	}{
		{"assignments read", func(*tenant, *inventory.ProvisioningJob) {}, false},
		{"assignments of the other domain's job not read", func(_ *tenant, far *inventory.ProvisioningJob) { far.AssignedReading = inventory.ReadFailed }, true},
		{"jobs not read", func(b *tenant, _ *inventory.ProvisioningJob) { b.gap("entra", inventory.GapProvisioningJobs) }, true},
	} {
		b := newTenant(t)
		b.domain("emea.contoso.com")
		g := adopted(b)
		far := b.job()
		far.ServicePrincipalName = "emea.contoso.com"
		far.Container = inventory.Mapping{Type: "Constant", Expression: `"OU=Groups,DC=emea,DC=contoso,DC=com"`}
		tt.make(b, far)
		if got := doubted(b.decided(g), "another AD domain has the group in its scope"); got != tt.doubt {
			t.Errorf("%s: in doubt %v, want %v", tt.name, got, tt.doubt)
		}
	}
}

// TestHoleInAnotherDomain: a second object may claim the group there.
func TestHoleInAnotherDomain(t *testing.T) {
	b := newTenant(t)
	b.domain("emea.contoso.com").HoldersOf = []string{contoso}
	g := adopted(b)
	if got := b.decided(g); got.Readiness != Ready {
		t.Fatalf("readiness %s without a hole: %v", got.Readiness, got.Findings)
	}
	b.gap("ad:emea.contoso.com", inventory.GapADDomain)
	if got := b.decided(g); got.Readiness != ReadinessUnknown || !doubted(got, "the AD domain emea.contoso.com was not read to the end") {
		t.Errorf("readiness %s, findings %v", got.Readiness, got.Findings)
	}
}

func doubted(g *Group, message string) bool {
	for _, f := range g.Findings {
		if f.ID == FindingAbsenceUnproven && strings.Contains(strings.ReplaceAll(f.Message, `"`, ""), message) {
			return true
		}
	}
	return false
}
