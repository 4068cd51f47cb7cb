package entra_test

import (
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"gwbplan/inventory"
	"gwbplan/inventory/entra"
)

func recordBody(h http.HandlerFunc, r *http.Request) string {
	w := httptest.NewRecorder()
	h(w, r)
	return w.Body.String()
}

func TestMembersThatCannotBeRead(t *testing.T) {
	two := groupJSON(secGroup, ``) + "," + groupJSON(other, ``)
	for _, c := range []struct {
		name, why, permission string
		handler               http.HandlerFunc
		kept                  int
	}{
		{"refused", "HTTP 403 Authorization_RequestDenied", "GroupMember.Read.All", refuse(403, "Authorization_RequestDenied"), 0},
		{"gone", "HTTP 404 Request_ResourceNotFound", "", refuse(404, "Request_ResourceNotFound"), 0},
		{"sick", "HTTP 500 InternalServerError", "", refuse(500, "InternalServerError"), 0},
		{"second page refused", "HTTP 403 Authorization_RequestDenied", "GroupMember.Read.All", func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Query().Get("$skiptoken") != "" {
				odata(w, 403, "Authorization_RequestDenied")
				return
			}
			pages(userJSON(1), userJSON(2), userJSON(3))(w, r)
		}, 2},
		{"member without an id", "a member has no valid id", "", pages(userJSON(1), `{"@odata.type":"#microsoft.graph.user"}`, userJSON(2)), 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := newGraph(t)
			g.on("/beta/groups", answer(`{"value":[`+two+`]}`))
			for _, id := range []string{secGroup, other} {
				g.on("/beta/groups/"+id+"/members", c.handler)
				g.on("/v1.0/groups/"+id+"/members", c.handler)
			}
			s := g.collect(t)
			gap := s.gap(t, inventory.GapGroupMembers)
			if gap.Why != c.why || gap.Permission != c.permission || gap.Count != 2 {
				t.Errorf("gap %+v, want one of 2 groups: %s %s", gap, c.why, c.permission)
			}
			got := s.group(t, secGroup)
			if got.MembersReading != inventory.ReadFailed || got.MembersWhy != c.why || len(got.MemberIDs) != c.kept {
				t.Errorf("members %s %q, %d kept, want %d", got.MembersReading, got.MembersWhy, len(got.MemberIDs), c.kept)
			}
		})
	}
}

func TestMembersOfOneGroupThroughV1(t *testing.T) {
	g := newGraph(t)
	g.on("/beta/groups/"+secGroup+"/members", refuse(400, "Request_BadRequest"))
	s := g.collect(t)
	if got := s.group(t, secGroup); got.MembersReading != inventory.ReadWhole || len(got.MemberIDs) != 4 {
		t.Errorf("members %s, %d of 4", got.MembersReading, len(got.MemberIDs))
	}
	var hides []string
	for _, gap := range s.gaps() {
		hides = append(hides, gap.Hides)
	}
	if !strings.Contains(strings.Join(hides, "; "), "service principals among the members") {
		t.Errorf("nothing says that service principals are hidden: %q", hides)
	}
}

// TestLimitedRows pins F107: rows of a type the caller may not read come
// without facts, and that is no answer to whether there is an AD account.
func TestLimitedRows(t *testing.T) {
	row := func(kind, more string) string {
		return `{"@odata.type":"#microsoft.graph.` + kind + `","id":"c0000000-0000-4000-8000-000000000001"` + more + `}`
	}
	facts := `,"userPrincipalName":"a@contoso.com","onPremisesSyncEnabled":null`
	for _, c := range []struct{ name, row, why, permission string }{
		{"id and type alone", row("user", ``), "users came with limited information", "User.Read.All"},
		{"null name", row("user", `,"userPrincipalName":null,"onPremisesSyncEnabled":null,"userType":null`), "users came with limited information", "User.Read.All"},
		{"basic permission", row("user", facts+`,"userType":null`), "users came with limited information", "User.Read.All"},
		{"device", row("device", `,"displayName":"x","deviceId":null`), "devices came with limited information", "Device.Read.All"},
		{"no type", `{"id":"c0000000-0000-4000-8000-000000000001"}`, "members came without their type", ""},
		{"odd SID", row("user", facts+`,"userType":"Member","onPremisesSecurityIdentifier":"x"`), "onPremisesSecurityIdentifier is no SID", ""},
		{"odd device", row("device", `,"deviceId":"x"`), "deviceId is no GUID", ""},
		{"cloud-only user", row("user", facts+`,"userType":"Guest"`), "", ""},
		{"old synced user", row("user", `,"userPrincipalName":"a@contoso.com","onPremisesSyncEnabled":true,"userType":null`), "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := newGraph(t)
			g.on("/beta/groups", pages(groupJSON(secGroup, ``), groupJSON(other, ``)))
			g.on("/beta/groups/"+secGroup+"/members", pages(c.row))
			g.on("/beta/groups/"+other+"/members", pages(c.row))
			s := g.collect(t)
			all := of[*inventory.Principal](s)
			if len(all) != 1 || all[0].FactsUnread != (c.why != "") {
				t.Fatalf("principals %+v", all)
			}
			if c.why == "" {
				if len(s.gaps()) > 0 {
					t.Errorf("gaps %+v", s.gaps())
				}
				return
			}
			gap := s.gap(t, inventory.GapMemberFacts)
			if gap.Why != c.why || gap.Permission != c.permission || gap.Count != 1 {
				t.Errorf("gap %+v, want %q %q", gap, c.why, c.permission)
			}
			if all[0].OnPremisesSyncEnabled != inventory.FlagUnread && c.permission == "User.Read.All" {
				t.Errorf("null was taken for an answer: %s", all[0].OnPremisesSyncEnabled)
			}
		})
	}
}

func TestCounts(t *testing.T) {
	for _, c := range []struct {
		name  string
		count http.HandlerFunc
		want  int
		why   string
	}{
		{"text", text("50001"), 50001, ""},
		{"text with a byte order mark", text("\ufeff7\r\n"), 7, ""},
		{"base64", text(base64.StdEncoding.EncodeToString([]byte("12"))), 12, ""},
		{"JSON number", answer("3"), 3, ""},
		{"JSON text", answer(`"MTI="`), 12, ""},
		{"zero", text("0"), 0, ""},
		{"negative", text("-1"), -1, "the count is no number"},
		{"words", text("many"), -1, "the count is no number"},
		{"refused", refuse(403, "Authorization_RequestDenied"), -1, "HTTP 403 Authorization_RequestDenied"},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := newGraph(t)
			g.on("/beta/groups", pages(groupJSON(m365, `"groupTypes":["Unified"]`)))
			g.on("/v1.0/groups/"+m365+"/members/$count", c.count)
			s := g.collect(t)
			got := s.group(t, m365).MemberCount
			switch {
			case c.why != "":
				if gap := s.gap(t, inventory.GapMemberCounts); got != nil || gap.Why != c.why || gap.Count != 1 {
					t.Errorf("count %v, gap %+v, want %q", got, gap, c.why)
				}
			case got == nil || *got != c.want:
				t.Errorf("count %v, want %d", got, c.want)
			}
		})
	}
}

func TestAnEmptyListIsCounted(t *testing.T) {
	g := newGraph(t)
	g.on("/beta/groups", pages(groupJSON(secGroup, ``), groupJSON(other, ``)))
	g.on("/beta/groups/"+secGroup+"/members", pages())
	g.on("/v1.0/groups/"+secGroup+"/members/$count", text("0"))
	s := g.collect(t)
	if got := s.group(t, secGroup).MemberCount; got == nil || *got != 0 || len(s.gaps()) > 0 {
		t.Errorf("count %v, gaps %+v", got, s.gaps())
	}
	if s.group(t, other).MemberCount != nil {
		t.Error("a group whose members are there was counted needlessly")
	}
}

func TestNeededDecidesOnTheGroupsFacts(t *testing.T) {
	g := newGraph(t)
	cfg := g.config()
	cfg.Needed = func(cg *inventory.CloudGroup) bool {
		if cg.ID.String() == synced || cg.ID.String() == m365 {
			t.Errorf("asked about %s", cg.ID)
		}
		return cg.WritebackEnabled == inventory.FlagFalse
	}
	s := &sink{}
	if err := newCollector(t, cfg).Collect(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	if a, b := s.group(t, hidden).MembersReading, s.group(t, secGroup).MembersReading; a != inventory.ReadWhole || b != inventory.NotCollected {
		t.Errorf("needed %s, not needed %s", a, b)
	}
	cfg.Members = entra.WantAll
	all := &sink{}
	if err := newCollector(t, cfg).Collect(t.Context(), all); err != nil {
		t.Fatal(err)
	}
	if got := all.group(t, secGroup).MembersReading; got != inventory.ReadWhole {
		t.Errorf("--members all: %s", got)
	}
}

// TestManyPages pins that a group larger than a page is read to its end.
func TestManyPages(t *testing.T) {
	g := newGraph(t)
	var rows []string
	for i := range 101 {
		rows = append(rows, userJSON(i))
	}
	g.on("/beta/groups", pages(groupJSON(secGroup, ``)))
	g.on("/beta/groups/"+secGroup+"/members", pages(rows...))
	s := g.collect(t)
	if n := len(s.group(t, secGroup).MemberIDs); n != 101 {
		t.Errorf("%d members of 101", n)
	}
	if asked := g.requests("/beta/groups/" + secGroup); len(asked) != 51 || !strings.Contains(asked[50], "$skiptoken="+strconv.Itoa(100)) {
		t.Errorf("%d pages, the last by %s", len(asked), asked[len(asked)-1])
	}
}
