package entra_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"gwbplan/inventory"
	"gwbplan/inventory/entra"
)

func TestWithoutBetaAllFlagsAreUnread(t *testing.T) {
	for _, c := range []struct {
		status        int
		code          string
		membersByBeta bool
	}{
		{400, "Request_BadRequest", true}, {404, "ResourceNotFound", false}, {403, "Authorization_RequestDenied", false}, {501, "NotImplemented", false},
	} {
		t.Run(fmt.Sprint(c.status), func(t *testing.T) {
			g := newGraph(t)
			g.on("/beta/groups", refuse(c.status, c.code))
			g.on("/beta/directory/deletedItems/microsoft.graph.group", refuse(c.status, c.code))
			g.on("/v1.0/groups", stripped(g.handlers["/v1.0/groups"]))
			g.on("/v1.0/directory/deletedItems/microsoft.graph.group", stripped(g.handlers["/v1.0/directory/deletedItems/microsoft.graph.group"]))
			g.on("/v1.0/groups/"+hidden+"/members", pages())
			g.on("/v1.0/groups/"+other+"/members", pages(userJSON(3)))
			s := g.collect(t)
			gap := s.gap(t, inventory.GapWritebackConfig)
			if want := fmt.Sprintf("beta: HTTP %d %s", c.status, c.code); gap.Why != want || gap.Count != 6 {
				t.Errorf("gap %+v, want %q and 6 groups", gap, want)
			}
			groups := of[*inventory.CloudGroupRecord](s)
			for _, g := range groups {
				if g.WritebackEnabled != inventory.FlagUnread || g.WritebackType != "" {
					t.Errorf("group %s: flag %s %q", g.ID, g.WritebackEnabled, g.WritebackType)
				}
			}
			if len(groups) != 6 {
				t.Errorf("%d groups, want 6", len(groups))
			}
			asked := len(g.requests("/beta/groups/"+secGroup+"/members")) > 0
			sp := strings.Contains(fmt.Sprint(s.gaps()), "leaves service principals out")
			if asked != c.membersByBeta || sp == c.membersByBeta {
				t.Errorf("members through beta %v, gap about service principals %v", asked, sp)
			}
		})
	}
}

// stripped is a v1.0 server: it refuses the property and does not send it.
func stripped(h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.URL.RawQuery, "writebackConfiguration") {
			odata(w, 400, "Request_BadRequest")
			return
		}
		rec := recordBody(h, r)
		answer(strings.ReplaceAll(rec, "writebackConfiguration", "ignored"))(w, r)
	}
}

func TestFlagOfAGroup(t *testing.T) {
	for _, c := range []struct {
		row  string
		flag inventory.Flag
		kind string
		gap  bool
	}{
		{`"writebackConfiguration":null`, inventory.FlagNull, "", false},
		{`"writebackConfiguration":{"isEnabled":null,"onPremisesGroupType":null}`, inventory.FlagNull, "", false},
		{`"writebackConfiguration":{"isEnabled":true,"onPremisesGroupType":"universalDistributionGroup"}`, inventory.FlagTrue, "universalDistributionGroup", false},
		{`"writebackConfiguration":{"isEnabled":false,"onPremisesGroupType":"unknownFutureValue"}`, inventory.FlagFalse, "unknownFutureValue", false},
		{`"writebackConfiguration":{"onPremisesGroupType":null}`, inventory.FlagUnread, "", true},
		{`"x":1`, inventory.FlagUnread, "", true},
	} {
		g := newGraph(t)
		g.on("/beta/groups", pages(`{"id":"`+secGroup+`","displayName":"x","mailEnabled":false,"securityEnabled":true,"onPremisesSyncEnabled":null,`+c.row+`}`))
		s := g.collect(t)
		got := s.group(t, secGroup)
		if got.WritebackEnabled != c.flag || got.WritebackType != c.kind {
			t.Errorf("%s: %s %q, want %s %q", c.row, got.WritebackEnabled, got.WritebackType, c.flag, c.kind)
		}
		if c.gap && s.gap(t, inventory.GapWritebackConfig).Count != 1 {
			t.Errorf("%s: want a gap about one group", c.row)
		}
		if !c.gap && len(s.gaps()) > 0 {
			t.Errorf("%s: gaps %+v", c.row, s.gaps())
		}
	}
}

func TestAChainThatBreaksKeepsWhatWasRead(t *testing.T) {
	first := func(next string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			answer(`{"value":[`+groupJSON(secGroup, ``)+`],"@odata.nextLink":"`+strings.ReplaceAll(next, "HOST", "http://"+r.Host)+`"}`)(w, r)
		}
	}
	for _, c := range []struct{ name, next, why string }{
		{"refused page", "HOST/beta/expired", "HTTP 400 Directory_ExpiredPageToken"},
		{"page that repeats", "HOST/beta/groups?$skiptoken=1", "pages repeat without an end"},
		{"page on another host", "https://graph.evil.example/beta/groups?$skiptoken=1", "next page on another server"},
		{"page with a user name", "http://user@127.0.0.1/beta/groups", "next page on another server"},
		{"relative page", "/beta/groups?$skiptoken=1", "next page on another server"},
		{"empty pages without end", "HOST/beta/empty?n=0", "pages without a new row do not end"},
		{"one page without end, under new links", "HOST/beta/again?n=0", "pages without a new row do not end"},
		{"page without a list", "HOST/beta/nolist", "answer without a list"},
		{"page of another form", "HOST/beta/form", "answer of an unexpected form"},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := newGraph(t)
			g.on("/beta/groups", first(c.next))
			g.on("/beta/expired", refuse(400, "Directory_ExpiredPageToken"))
			g.on("/beta/nolist", answer(`{"value":null}`))
			g.on("/beta/form", answer(`{"value":[{"id":"`+other+`","displayName":5}]}`))
			g.on("/beta/empty", func(w http.ResponseWriter, r *http.Request) {
				answer(`{"value":[],"@odata.nextLink":"http://`+r.Host+`/beta/empty?n=1`+r.URL.RawQuery+`"}`)(w, r)
			})
			g.on("/beta/again", func(w http.ResponseWriter, r *http.Request) {
				answer(`{"value":[`+groupJSON(other, ``)+`],"@odata.nextLink":"http://`+r.Host+`/beta/again?n=1`+r.URL.RawQuery+`"}`)(w, r)
			})
			s := g.collect(t)
			if gap := s.gap(t, inventory.GapCloudGroups); gap.Why != c.why {
				t.Errorf("gap %+v, want %q", gap, c.why)
			}
			if got := s.group(t, secGroup).MembersReading; got != inventory.ReadWhole {
				t.Errorf("members of the group before the break: %s", got)
			}
		})
	}
}

func TestGroupsCannotBeReadAtAll(t *testing.T) {
	g := newGraph(t)
	g.on("/beta/groups", refuse(403, "Authorization_RequestDenied"))
	g.on("/v1.0/groups", refuse(403, "Authorization_RequestDenied"))
	s := g.collect(t)
	gap := s.gap(t, inventory.GapCloudGroups)
	if gap.Permission != "Group.Read.All" || gap.Why != "HTTP 403 Authorization_RequestDenied" {
		t.Errorf("gap %+v", gap)
	}
	if len(of[*inventory.Tenant](s)) != 1 || len(of[*inventory.CloudGroupRecord](s)) != 1 {
		t.Error("the tenant and the deleted group should still be there")
	}
}

func TestRowsThatAreNoFacts(t *testing.T) {
	g := newGraph(t)
	g.on("/beta/groups", pages(
		groupJSON(secGroup, `"onPremisesSecurityIdentifier":"S-1-5-x"`),
		`{"id":"not an id","displayName":"x"}`,
		`{"id":"`+m365+`"}`,
		groupJSON(secGroup, `"displayName":"the same group again"`)))
	s := g.collect(t)
	golden(t, "testdata/oddrows.txt", s.lines())
}

func TestJobsOfAnOddForm(t *testing.T) {
	base := "/v1.0/servicePrincipals/" + app
	for _, c := range []struct{ name, path, body, want string }{
		{"no mapping of groups", "/synchronization/jobs/" + jobID + "/schema", `{"synchronizationRules":[]}`, "job-schema: the schema has no enabled mapping of groups"},
		{"not a schema", "/synchronization/jobs/" + jobID + "/schema", `[]`, "job-schema: answer of an unexpected form"},
		{"assignment without an id", "/appRoleAssignedTo", `{"value":[{"principalType":"group","principalId":""}]}`, "job-assignments: an assignment has no valid group id"},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := newGraph(t)
			g.on(base+c.path, answer(c.body))
			s := g.collect(t)
			var got []string
			for _, gap := range s.gaps() {
				if gap.Subject == jobID {
					got = append(got, string(gap.What)+": "+gap.Why)
				}
			}
			if fmt.Sprint(got) != "["+c.want+"]" {
				t.Errorf("gaps of the job %q, want %q", got, c.want)
			}
			job := of[*inventory.ProvisioningJob](s)[0]
			if job.SchemaReading != inventory.ReadFailed && job.AssignedReading != inventory.ReadFailed {
				t.Errorf("job %+v claims to be whole", job)
			}
		})
	}
}

func TestHasRun(t *testing.T) {
	for status, want := range map[string]inventory.Flag{
		`"status":{"code":"Paused","lastExecution":null,"steadyStateFirstAchievedTime":"0001-01-01T00:00:00Z"}`: inventory.FlagFalse,
		`"status":{"code":"Active","steadyStateLastAchievedTime":"2026-01-01T00:00:00Z"}`:                       inventory.FlagTrue,
		`"status":{"code":"Quarantine","quarantine":{"reason":"TooManyDeletes"},"lastSuccessfulExecution":{}}`:  inventory.FlagTrue,
		`"status":null`: inventory.FlagUnread,
	} {
		g := newGraph(t)
		g.on("/v1.0/servicePrincipals/"+app+"/synchronization/jobs", answer(`{"value":[{"id":"`+jobID+`",`+status+`}]}`))
		if got := of[*inventory.ProvisioningJob](g.collect(t))[0]; got.HasRun != want {
			t.Errorf("%s: %s, want %s", status, got.HasRun, want)
		}
	}
}

func TestBothTemplatesAreAskedFor(t *testing.T) {
	g := newGraph(t)
	g.on("/v1.0/servicePrincipals", answer(`{"value":[{"id":"`+app+`","displayName":"contoso.com"}]}`))
	if n := len(of[*inventory.ProvisioningJob](g.collect(t))); n != 1 {
		t.Errorf("%d jobs, want the one job once", n)
	}
	if asked := g.requests("/v1.0/servicePrincipals"); !strings.Contains(strings.Join(asked, " "), "fb81332f-3eca-4ecf-a939-4278e501d330") {
		t.Errorf("asked %s", asked)
	}
}

func TestPermissionsOnlyRead(t *testing.T) {
	named := map[inventory.GapKind]bool{}
	for _, p := range entra.Permissions() {
		named[p.Gap] = true
		if strings.Contains(p.Name, "Write") || !strings.Contains(p.Name, ".Read") || p.Why == "" || p.Kind == "" {
			t.Errorf("permission %+v", p)
		}
	}
	for _, what := range []inventory.GapKind{
		inventory.GapOrganization, inventory.GapCloudGroups, inventory.GapDeletedGroups, inventory.GapWritebackConfig, inventory.GapGroupMembers,
		inventory.GapMemberFacts, inventory.GapMemberCounts, inventory.GapOwners, inventory.GapGroupSettings, inventory.GapFeatureFlags,
		inventory.GapProvisioningJobs, inventory.GapJobSchema, inventory.GapJobAssignments, inventory.GapLicences, inventory.GapAgents,
	} {
		if !named[what] {
			t.Errorf("no permission is named for the gap %s", what)
		}
	}
}
