package entra_test

import (
	"flag"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"gwbplan/inventory"
	"gwbplan/inventory/entra"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs:\n%s", path, got)
	}
}

func TestCollectsAHealthyTenant(t *testing.T) {
	g := newGraph(t)
	c := newCollector(t, g.config())
	s := &sink{}
	if err := c.Collect(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	golden(t, "testdata/tenant.txt", s.lines())
	st := c.Stats()
	if n := int64(len(g.requests("/"))); st.Requests != n || st.Answers != n-3 || st.ResourceUnits != 2*n || st.Retries != 0 {
		t.Errorf("stats %+v of %d requests", st, n)
	}
}

func TestAsksForWhatItNeeds(t *testing.T) {
	g := newGraph(t)
	g.collect(t)
	first := g.requests("/beta/groups")[1] // after the link to later changes
	if !strings.Contains(first, "$top=2") || !strings.Contains(first, "$select=id,displayName,") || !strings.Contains(first, ",writebackConfiguration") {
		t.Errorf("the first page of groups was asked for by %s", first)
	}
	for _, path := range []string{"/beta/groups/" + synced + "/members", "/beta/groups/" + m365 + "/members", "/v1.0/groups/" + synced + "/members"} {
		if asked := g.requests(path); len(asked) > 0 {
			t.Errorf("members were asked for needlessly: %s", asked)
		}
	}
	for _, r := range g.seen {
		if r.Method != http.MethodGet || r.Body != http.NoBody {
			t.Errorf("%s %s is not a plain read", r.Method, r.URL)
		}
	}
}

// TestTimingChangesNothing reads the same tenant with answers that overtake
// one another.
func TestTimingChangesNothing(t *testing.T) {
	build := func(slow int) string {
		g := newGraph(t)
		var rows []string
		gate := make(chan struct{}, 48)
		for i := range 24 {
			id := fmt.Sprintf("a1000000-0000-4000-8000-%012d", i)
			rows = append(rows, groupJSON(id, ``))
			members := pages(userJSON(i), userJSON(i+1), userJSON(i+2))
			g.on("/beta/groups/"+id+"/members", func(w http.ResponseWriter, r *http.Request) {
				// The slow group of a page waits for the other one.
				if i%2 == slow {
					<-gate
				} else if r.URL.Query().Get("$skiptoken") == "" {
					defer func() { gate <- struct{}{}; gate <- struct{}{} }()
				}
				members(w, r)
			})
		}
		g.on("/beta/groups", pages(rows...))
		cfg, s := g.config(), &sink{}
		cfg.Workers = 64 // several pages are under way: no slow group may keep a fast one out
		if err := newCollector(t, cfg).Collect(t.Context(), s); err != nil {
			t.Fatal(err)
		}
		return s.lines()
	}
	if a, b := build(0), build(1); a != b {
		t.Errorf("the order of the answers shows:\n%s\n---\n%s", a, b)
	}
}

func TestEveryPartCanBeRefused(t *testing.T) {
	job := "/v1.0/servicePrincipals/" + app
	for _, c := range []struct {
		path, permission string
		what             inventory.GapKind
	}{
		{"/v1.0/organization", "Organization.Read.All", inventory.GapOrganization},
		{"/v1.0/directory/onPremisesSynchronization", "OnPremDirectorySynchronization.Read.All (delegated)", inventory.GapFeatureFlags},
		{"/v1.0/groupSettings", "GroupSettings.Read.All", inventory.GapGroupSettings},
		{"/v1.0/subscribedSkus", "LicenseAssignment.Read.All", inventory.GapLicences},
		{"/beta/onPremisesPublishingProfiles/provisioning/agents", "Policy.Read.HybridAuthentication (delegated)", inventory.GapAgents},
		{"/v1.0/servicePrincipals", "Application.Read.All", inventory.GapProvisioningJobs},
		{job + "/synchronization/jobs", "Synchronization.Read.All", inventory.GapProvisioningJobs},
		{job + "/synchronization/jobs/" + jobID + "/schema", "Synchronization.Read.All", inventory.GapJobSchema},
		{job + "/appRoleAssignedTo", "Application.Read.All", inventory.GapJobAssignments},
		{"/v1.0/groups/" + m365 + "/members/$count", "GroupMember.Read.All", inventory.GapMemberCounts},
	} {
		t.Run(c.path, func(t *testing.T) {
			g := newGraph(t)
			g.on(c.path, refuse(403, "Authorization_RequestDenied"))
			s := g.collect(t)
			gap := s.gap(t, c.what)
			if gap.Why != "HTTP 403 Authorization_RequestDenied" || gap.Permission != c.permission || gap.Source != "entra" || gap.Hides == "" {
				t.Errorf("gap %+v, want permission %s", gap, c.permission)
			}
			if n := len(of[*inventory.Tenant](s)); n != 1 {
				t.Errorf("%d tenant records, want 1", n)
			}
			if n := len(of[*inventory.CloudGroupRecord](s)); n != 6 {
				t.Errorf("%d groups, want 6", n)
			}
		})
	}
}

func TestOrganizationUnreadKeepsTheTenantsID(t *testing.T) {
	g := newGraph(t)
	g.on("/v1.0/organization", refuse(403, "Authorization_RequestDenied"))
	cfg := g.config()
	cfg.Tenant = strings.ToUpper(tenantID)
	s := &sink{}
	if err := newCollector(t, cfg).Collect(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	if got := of[*inventory.Tenant](s)[0]; got.ID.String() != tenantID || got.Cloud != "public" || got.OnPremisesSyncEnabled != inventory.FlagUnread {
		t.Errorf("tenant %+v", got)
	}
}

func TestAnotherTenantIsRefused(t *testing.T) {
	for _, c := range []struct {
		tenant string
		want   string
	}{
		{tenantID, ""}, {"CONTOSO.onmicrosoft.com", ""}, {"", ""},
		{"fabrikam.com", "leads to tenant " + tenantID}, {secGroup, "leads to tenant " + tenantID},
	} {
		g := newGraph(t)
		cfg := g.config()
		cfg.Tenant = c.tenant
		err := newCollector(t, cfg).Collect(t.Context(), &sink{})
		if fmt.Sprint(err) == "<nil>" != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("--tenant %q: error %v, want %q", c.tenant, err, c.want)
		}
	}
}

func TestTenantFeatures(t *testing.T) {
	const path = "/v1.0/directory/onPremisesSynchronization"
	for _, c := range []struct {
		body   string
		v1, v2 inventory.Feature
		gap    string
	}{
		{`{"value":[{"features":{"unifiedGroupWritebackEnabled":true,"groupWriteBackEnabled":false}}]}`, inventory.FeatureOn, inventory.FeatureOff, ""},
		{`{"features":{"unifiedGroupWritebackEnabled":false,"groupWriteBackEnabled":true}}`, inventory.FeatureOff, inventory.FeatureOn, ""},
		{`{"value":[{"features":{"unifiedGroupWritebackEnabled":true,"groupWriteBackEnabled":null}}]}`, inventory.FeatureOn, inventory.FeatureUnread, "the answer lacks a writeback feature"},
		{`{"value":[{}]}`, inventory.FeatureUnread, inventory.FeatureUnread, "the answer lacks a writeback feature"},
		{`{"value":[]}`, inventory.FeatureUnread, inventory.FeatureUnread, "the tenant has no synchronisation object"},
		{`{"value":7}`, inventory.FeatureUnread, inventory.FeatureUnread, "answer of an unexpected form"},
	} {
		g := newGraph(t)
		g.on(path, answer(c.body))
		s := g.collect(t)
		tenant := of[*inventory.Tenant](s)[0]
		if tenant.WritebackV1 != c.v1 || tenant.WritebackV2 != c.v2 {
			t.Errorf("%s: v1 %s v2 %s", c.body, tenant.WritebackV1, tenant.WritebackV2)
		}
		if c.gap != "" {
			if got := s.gap(t, inventory.GapFeatureFlags).Why; got != c.gap {
				t.Errorf("%s: gap %q, want %q", c.body, got, c.gap)
			}
		}
	}
}

func TestNewGroupsDefault(t *testing.T) {
	setting := func(value string) string {
		return `{"value":[{"templateId":"62375AB9-6b52-47ed-826b-58e47e0e304b","values":[{"name":"NewUnifiedGroupWritebackDefault","value":` + value + `}]}]}`
	}
	for body, want := range map[string]inventory.Flag{
		setting(`"true"`): inventory.FlagTrue, setting(`"True"`): inventory.FlagTrue, setting(`"FALSE"`): inventory.FlagFalse,
		setting(`""`): inventory.FlagNull, setting(`null`): inventory.FlagNull, `{"value":[]}`: inventory.FlagNull,
		setting(`"maybe"`): inventory.FlagUnread,
	} {
		g := newGraph(t)
		g.on("/v1.0/groupSettings", answer(body))
		s := g.collect(t)
		if got := of[*inventory.Tenant](s)[0].NewUnifiedGroupWritebackDefault; got != want {
			t.Errorf("%s: %s, want %s", body, got, want)
		}
		if want == inventory.FlagUnread {
			s.gap(t, inventory.GapGroupSettings)
		}
	}
}

func TestOwners(t *testing.T) {
	g := newGraph(t)
	g.on("/v1.0/groups/"+m365+"/owners", refuse(403, "Authorization_RequestDenied"))
	cfg := g.config()
	cfg.OwnersNeeded = func(id inventory.ObjectID) bool { return id.String() != synced }
	c := newCollector(t, cfg)
	if err := c.Collect(t.Context(), &sink{}); err != nil {
		t.Fatal(err)
	}
	s := &sink{}
	if err := c.CollectOwners(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	golden(t, "testdata/owners.txt", s.lines())
}

func TestWantedNone(t *testing.T) {
	g := newGraph(t)
	cfg := g.config()
	cfg.Members, cfg.Owners = entra.WantNone, entra.WantNone
	cfg.OwnersNeeded = func(inventory.ObjectID) bool { return true }
	c := newCollector(t, cfg)
	s := &sink{}
	if err := c.Collect(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	if err := c.CollectOwners(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	asked := slices.Concat(g.requests("/beta/groups/"), g.requests("/v1.0/groups/"))
	if len(asked) > 0 || len(s.gaps()) > 0 || s.group(t, secGroup).MembersReading != inventory.NotCollected {
		t.Errorf("asked %s, gaps %+v", asked, s.gaps())
	}
}

func TestTheDayOfASoftDeletedGroupIsKept(t *testing.T) {
	g := newGraph(t)
	g.on("/beta/directory/deletedItems/microsoft.graph.group", pages(groupJSON(gone, ``), groupJSON(secGroup, `"deletedDateTime":"2026-09-30T00:00:00Z"`)))
	s := g.collect(t)
	if d := s.group(t, gone).DeletedDateTime; d == nil || !d.Equal(time.Time{}) {
		t.Errorf("a deleted group without a date has %v and counts as live", d)
	}
	s.gap(t, inventory.GapDeletedGroups)
	if s.group(t, secGroup).DeletedDateTime != nil {
		t.Error("a group that was listed as live is now deleted")
	}
}
