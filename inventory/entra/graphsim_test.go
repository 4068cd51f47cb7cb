package entra_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"gwbplan/fixtures/graphsim"
	"gwbplan/inventory"
	"gwbplan/inventory/entra"
)

func ptr[T any](v T) *T { return &v }

// simulated is a tenant of many security groups with three members each, a
// hidden one and a Microsoft 365 one among them.
func simulated() *graphsim.Directory {
	d := &graphsim.Directory{
		Organization: graphsim.Organization{ID: tenantID, DisplayName: "Contoso", Domains: []graphsim.Domain{{Name: "contoso.com", IsDefault: true}}, OnPremisesSyncEnabled: ptr(true)},
		Features:     &graphsim.Features{UnifiedGroupWritebackEnabled: ptr(true), GroupWriteBackEnabled: ptr(false), DeletionPrevention: "disabled"},
		SKUs:         []graphsim.SKU{{PartNumber: "AAD_PREMIUM", CapabilityStatus: "Enabled", Enabled: 5}},
		Agents:       []graphsim.Agent{{ID: "d0000000-0000-4000-8000-000000000001", MachineName: "sync1", Status: "active", Types: []string{"provisioning"}}},
		ServicePrincipals: []graphsim.ServicePrincipal{{ID: app, DisplayName: "contoso.com", ApplicationTemplateID: ptr("1a4721b3-e57f-4451-ae87-ef078703ec94"),
			AppRoleAssignedTo: []graphsim.Assignment{{ID: "1", PrincipalID: simGroup(0), PrincipalType: "Group"}}}},
		Jobs: []graphsim.Job{{ServicePrincipalID: app, ID: jobID, StatusCode: "Active", ScheduleState: "Active", LastExecution: ptr(time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)), Schema: []byte(schemaJSON)}},
	}
	for i := range 40 {
		d.Users = append(d.Users, graphsim.User{ID: fmt.Sprintf("c0000000-0000-4000-8000-%012d", i), DisplayName: fmt.Sprintf("User %d", i),
			UserPrincipalName: fmt.Sprintf("u%d@contoso.com", i), UserType: "Member", OnPremisesSyncEnabled: ptr(true), OnPremisesSecurityIdentifier: ptr(fmt.Sprintf("S-1-5-21-1-2-3-%d", 1000+i))})
		d.Groups = append(d.Groups, graphsim.Group{ID: simGroup(i), DisplayName: fmt.Sprintf("Group %d", i), SecurityEnabled: true, GroupTypes: []string{},
			Writeback: &graphsim.Writeback{IsEnabled: ptr(true)}, Owners: []string{d.Users[0].ID}})
	}
	for i := range d.Groups {
		d.Groups[i].Members = []string{d.Users[i].ID, d.Users[(i+1)%40].ID, d.Users[(i+2)%40].ID}
	}
	d.Groups[5].Visibility, d.Groups[5].HiddenMembers = ptr("HiddenMembership"), true
	d.Groups[6].GroupTypes, d.Groups[6].SecurityEnabled = []string{"Unified"}, false
	d.Groups[7].DeletedDateTime = ptr(time.Date(2026, 9, 20, 0, 0, 0, 0, time.UTC))
	return d
}

func simGroup(i int) string { return fmt.Sprintf("a2000000-0000-4000-8000-%012d", i) }

// simulate reads the simulated tenant, owners too.
func simulate(t *testing.T, opts graphsim.Options) (*sink, *graphsim.Server, error) {
	t.Helper()
	opts.Token = testJWT
	server := graphsim.New(simulated(), opts)
	url, err := server.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	cfg := entra.Config{
		Tenant: "contoso.com", Auth: entra.AuthToken, GraphURL: url, Workers: 8, Clock: newClock(),
		Members: entra.WantAll, Owners: entra.WantAll, Getenv: env(map[string]string{"GWBPLAN_GRAPH_TOKEN": testJWT}),
	}
	c, s := newCollector(t, cfg), &sink{}
	if err := c.Collect(t.Context(), s); err != nil {
		return s, server, err
	}
	return s, server, c.CollectOwners(t.Context(), s)
}

// TestFaultsAreRiddenOut holds that a fault that passes leaves no trace in the
// facts, whatever request it hits.
func TestFaultsAreRiddenOut(t *testing.T) {
	base := graphsim.Options{BetaWriteback: true, PageCap: 7}
	clean, _, err := simulate(t, base)
	if err != nil {
		t.Fatal(err)
	}
	if len(clean.gaps()) > 0 {
		t.Fatalf("gaps of the clean run: %+v", clean.gaps())
	}
	for _, kind := range []graphsim.FaultKind{
		graphsim.TooManyRequests, graphsim.InternalError, graphsim.ServiceUnavailable, graphsim.GatewayTimeout,
		graphsim.ResetBeforeHeaders, graphsim.ResetAfterHeaders, graphsim.HalfBody, graphsim.MalformedJSON,
		graphsim.WrongContentType, graphsim.ProxyPage,
	} {
		// Four faults a run: however the requests fall, none meets five.
		for nth := 1; nth < 120; nth += 40 {
			opts := base
			for _, at := range []int{nth, nth + 9} {
				opts.Faults = append(opts.Faults, graphsim.Fault{Nth: at, Times: 2, Kind: kind, RetryAfter: 2 * time.Second})
			}
			s, server, err := simulate(t, opts)
			if err != nil || s.lines() != clean.lines() {
				t.Errorf("fault kind %d: error %v, gaps %+v", kind, err, s.gaps())
			}
			wantReads(t, server)
		}
	}
}

// wantReads holds that nothing but GETs was sent, in batches or not.
func wantReads(t *testing.T, server *graphsim.Server) {
	t.Helper()
	for _, r := range server.Requests() {
		batch := r.Method == "POST" && strings.HasSuffix(r.Path, "/$batch")
		if r.Method != "GET" && !batch {
			t.Errorf("%s %s was sent", r.Method, r.Path)
		}
		for _, inner := range r.Inner {
			if inner.Method != "GET" {
				t.Errorf("%s %s was sent in a batch", inner.Method, inner.Path)
			}
		}
	}
}

// TestFaultsThatLastBecomeGaps holds that a list that cannot be read to its
// end never looks whole.
func TestFaultsThatLastBecomeGaps(t *testing.T) {
	for _, c := range []struct {
		kind graphsim.FaultKind
		path string
		what inventory.GapKind
		why  string
	}{
		{graphsim.EmptyPage, "/beta/groups?*skiptoken*", inventory.GapCloudGroups, "pages without a new row do not end"},
		{graphsim.EndlessNextLink, "/beta/groups?*", inventory.GapCloudGroups, "pages repeat without an end"},
		{graphsim.ExpiredToken, "/beta/groups?*skiptoken*", inventory.GapCloudGroups, "HTTP 400 Directory_ExpiredPageToken"},
		{graphsim.HalfBody, "/beta/groups/*/members?*", inventory.GapGroupMembers, "connection reset"},
		{graphsim.ProxyPage, "/beta/groups/*/members?*", inventory.GapGroupMembers, "HTTP 502"},
		{graphsim.Forbidden, "/v1.0/groups/*/owners*", inventory.GapOwners, "HTTP 403 Authorization_RequestDenied"},
	} {
		s, _, err := simulate(t, graphsim.Options{BetaWriteback: true, PageCap: 7, Faults: []graphsim.Fault{{Path: c.path, Times: graphsim.Always, Kind: c.kind}}})
		if err != nil {
			t.Fatal(err)
		}
		if gap := s.gap(t, c.what); gap.Why != c.why {
			t.Errorf("%s: gap %+v, want %q", c.path, gap, c.why)
		}
	}
}

// TestPermissionsOpenWhatTheySay takes one permission away after the other and
// holds that the gaps name it.
func TestPermissionsOpenWhatTheySay(t *testing.T) {
	var all []string
	for _, p := range entra.Permissions() {
		if !slices.Contains(all, p.Name) {
			all = append(all, p.Name)
		}
	}
	full, _, err := simulate(t, graphsim.Options{BetaWriteback: true, Permissions: all})
	if err != nil || len(full.gaps()) > 0 {
		t.Fatalf("with every permission that is named: %v %+v", err, full.gaps())
	}
	for _, missing := range all {
		if missing == "GroupMember.Read.All" || missing == "Device.Read.All" || missing == "LicenseAssignment.Read.All" {
			continue // another of the list opens the same call, or no such object is here
		}
		less := slices.DeleteFunc(slices.Clone(all), func(p string) bool { return p == missing })
		s, _, err := simulate(t, graphsim.Options{BetaWriteback: true, Permissions: less})
		if err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(s.gaps(), func(g inventory.Gap) bool { return strings.HasPrefix(g.Permission, missing) }) {
			t.Errorf("without %s: gaps %+v", missing, s.gaps())
		}
	}
}

// TestAnApplicationsToken pins what only a person's sign-in shows (F104, F112).
func TestAnApplicationsToken(t *testing.T) {
	s, _, err := simulate(t, graphsim.Options{BetaWriteback: true, AppOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	if a, b := s.gap(t, inventory.GapFeatureFlags), s.gap(t, inventory.GapAgents); !strings.HasSuffix(a.Permission, "(delegated)") || !strings.HasSuffix(b.Permission, "(delegated)") || len(s.gaps()) != 2 {
		t.Errorf("gaps %+v", s.gaps())
	}
}

// TestACloudWithoutTheProperty reads both kinds of cloud that lack
// writebackConfiguration (F100).
func TestACloudWithoutTheProperty(t *testing.T) {
	for _, opts := range []graphsim.Options{{}, {NoBeta: true}} {
		s, _, err := simulate(t, opts)
		if err != nil {
			t.Fatal(err)
		}
		if gap := s.gap(t, inventory.GapWritebackConfig); gap.Count != 40 || len(of[*inventory.CloudGroupRecord](s)) != 40 {
			t.Errorf("gap %+v, %d groups", gap, len(of[*inventory.CloudGroupRecord](s)))
		}
	}
}

// TestUnderAQuota holds that nothing is lost while Graph throttles.
func TestUnderAQuota(t *testing.T) {
	s, server, err := simulate(t, graphsim.Options{BetaWriteback: true, Faults: []graphsim.Fault{{Path: "*members*", Nth: 3, Times: 60, Kind: graphsim.TooManyRequests, RetryAfterDate: true, RetryAfter: time.Second}}})
	if err != nil || len(s.gaps()) > 0 {
		t.Fatalf("%v %+v", err, s.gaps())
	}
	if st := server.Stats(); st.Throttled != 60 {
		t.Errorf("stats %+v", st)
	}
}
