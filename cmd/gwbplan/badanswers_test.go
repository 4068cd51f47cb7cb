package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"gwbplan/fixtures"
	"gwbplan/fixtures/graphsim"
	"gwbplan/fixtures/ldapsim"
)

// incomplete asserts a run that came to its end and left something out: it is
// named on standard error and the exit code says so.
func (a trial) incomplete(t *testing.T, code int, says ...string) {
	t.Helper()
	if a.code != code || len(a.left) != 1 || a.left[0] != "s.jsonl" {
		t.Errorf("exit code %d, want %d; files %q, want the snapshot", a.code, code, a.left)
	}
	if a.stdout != "" || strings.Contains(a.stderr, "gwbplan: error:") {
		t.Errorf("standard output %q, standard error %s", a.stdout, a.stderr)
	}
	a.says(t, says...)
}

// part is what Graph can refuse by itself: where, what is named then with the
// permission, and the exit code.
type part struct {
	path, gap, permission string
	code                  int
}

func parts() []part {
	return []part{
		{"/v1.0/organization*", "organization", "Organization.Read.All", exitDone},
		{"/v1.0/directory/onPremisesSynchronization", "feature-flags", "OnPremDirectorySynchronization.Read.All (delegated)", exitIncomplete},
		{"/v1.0/groupSettings", "group-settings", "GroupSettings.Read.All", exitDone},
		{"/v1.0/subscribedSkus", "licences", "LicenseAssignment.Read.All", exitDone},
		{"/beta/onPremisesPublishingProfiles/*", "agents", "Policy.Read.HybridAuthentication (delegated)", exitDone},
		{"/v1.0/servicePrincipals", "provisioning-jobs", "Application.Read.All", exitIncomplete},
		{"/v1.0/servicePrincipals/*/jobs", "provisioning-jobs of ", "Synchronization.Read.All", exitIncomplete},
		{"/v1.0/servicePrincipals/*/schema", "job-schema of AAD2ADGroupProvisioning.", "Synchronization.Read.All", exitIncomplete},
		{"/v1.0/servicePrincipals/*/appRoleAssignedTo", "job-assignments of AAD2ADGroupProvisioning.", "Application.Read.All", exitIncomplete},
		{"*/groups", "cloud-groups", "Group.Read.All", exitIncomplete},
		{"/beta/groups", "writeback-configuration (", "", exitIncomplete},
		{"*/deletedItems/*", "deleted-groups", "Group.Read.All", exitIncomplete},
		{"*/groups/*/members", "group-members (", "GroupMember.Read.All", exitIncomplete},
		{"*/groups/*/members/$count", "member-counts (", "GroupMember.Read.All", exitIncomplete},
		{"*/groups/*/owners", "owners (", "Group.Read.All", exitDone},
	}
}

// TestForbiddenParts refuses each part alone, and then all of them.
func TestForbiddenParts(t *testing.T) {
	token := map[string]string{"GWBPLAN_GRAPH_TOKEN": fixtures.GraphToken}
	r := startHandful(t)
	for _, c := range parts() {
		t.Run(strings.ReplaceAll(c.path, "/", " "), func(t *testing.T) {
			r.calm()
			r.Graph.Inject(graphsim.Fault{Path: c.path, Kind: graphsim.Forbidden, Times: graphsim.Always})
			a := r.try(t, token, append(graphArgs(r.GraphURL), "--members", "all", "--owners", "all")...)
			a.incomplete(t, c.code, "gwbplan: warning: entra: "+c.gap, "HTTP 403 Authorization_RequestDenied")
			if c.permission != "" {
				a.says(t, "; shown by the permission "+c.permission)
			}
		})
	}
	t.Run("everything", func(t *testing.T) {
		r.calm()
		r.Graph.Inject(graphsim.Fault{Kind: graphsim.Forbidden, Times: graphsim.Always})
		a := r.try(t, token, graphArgs(r.GraphURL)...)
		a.incomplete(t, exitIncomplete, "cloud-groups not read: HTTP 403 Authorization_RequestDenied", "deleted-groups not read", "organization not read", "shown by the permission Group.Read.All")
	})
}

// front stands before the simulated Graph server and spoils some answers. It
// remembers whether a token came to another place than Graph.
type front struct {
	*httptest.Server
	spoil func(http.ResponseWriter, *http.Request) bool
}

func newFront(t *testing.T, r *disturbed, spoil func(http.ResponseWriter, *http.Request) bool) *front {
	f := &front{spoil: spoil}
	f.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if !f.spoil(w, q) {
			r.Graph.ServeHTTP(w, q)
		}
	}))
	t.Cleanup(f.Close)
	return f
}

// TestHostileAnswers: what looks like an answer and is none, or has no end.
func TestHostileAnswers(t *testing.T) {
	var strangers atomic.Int64
	stranger := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { strangers.Add(1) }))
	defer stranger.Close()
	var pages atomic.Int64
	page := func(rows, next string) string { return fmt.Sprintf(`{"value":[%s],"@odata.nextLink":%q}`, rows, next) }
	for _, c := range []struct {
		name   string
		answer func(http.ResponseWriter, *http.Request)
		why    string
	}{
		{"a chain that repeats", jsonOf(func(q *http.Request) string { return page(``, "http://"+q.Host+"/beta/groups?$skiptoken=1") }), "pages repeat without an end"},
		{"empty pages under new links", jsonOf(func(q *http.Request) string {
			return page(``, fmt.Sprintf("http://%s/beta/groups?$skiptoken=%d", q.Host, pages.Add(1)))
		}), "pages without a new row do not end"},
		{"one page under new links", jsonOf(func(q *http.Request) string {
			return page(`{"id":"a0000000-0000-4000-8000-000000000001"}`, fmt.Sprintf("http://%s/beta/groups?$skiptoken=%d", q.Host, pages.Add(1)))
		}), "pages without a new row do not end"},
		{"a link to another server", jsonOf(func(*http.Request) string { return page(``, stranger.URL+"/beta/groups?$skiptoken=1") }), "next page on another server"},
		{"a link without encryption", jsonOf(func(*http.Request) string { return page(``, "http://graph.microsoft.com/beta/groups") }), "next page on another server"},
		{"a link that names a user", jsonOf(func(q *http.Request) string { return page(``, "http://me@"+q.Host+"/beta/groups") }), "next page on another server"},
		{"a redirect to another server", func(w http.ResponseWriter, q *http.Request) {
			http.Redirect(w, q, stranger.URL+"/beta/groups", http.StatusTemporaryRedirect)
		}, "HTTP 307"},
		{"HTML with status 200", raw("text/html", "", "<html>log in first</html>"), "answer of content type text/html instead of JSON"},
		{"HTML that calls itself JSON", raw("application/json", "", "<html>log in first</html>"), "malformed JSON in the answer"},
		{"no content type", raw("", "", `{"value":[]}`), "answer of content type unknown instead of JSON"},
		{"false gzip", raw("application/json", "gzip", `{"value":[]}`), "answer whose compression is broken"},
		{"cut gzip", raw("application/json", "gzip", "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"), "connection reset"},
		{"nothing", raw("application/json", "", ""), "malformed JSON in the answer"},
		{"no list", raw("application/json", "", `{}`), "answer without a list"},
		{"null", raw("application/json", "", `null`), "answer without a list"},
		{"a list of something else", raw("application/json", "", `{"value":[1]}`), "answer of an unexpected form"},
		{"two answers in one", raw("application/json", "", `{"value":[]}{"value":[]}`), "malformed JSON in the answer"},
		{"a body without an end", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.CopyN(w, spaces{}, 65<<20)
		}, "answer larger than 64 MiB"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := startHandful(t)
			f := newFront(t, r, func(w http.ResponseWriter, q *http.Request) bool {
				groups := strings.HasSuffix(q.URL.Path, "/groups")
				if groups {
					c.answer(w, q)
				}
				return groups
			})
			a := r.try(t, map[string]string{"GWBPLAN_GRAPH_TOKEN": fixtures.GraphToken}, graphArgs(f.URL)...)
			a.incomplete(t, exitIncomplete, "gwbplan: warning: entra: cloud-groups not read: "+c.why)
		})
	}
	if n := strangers.Load(); n > 0 {
		t.Errorf("another server was sent %d requests", n)
	}
}

// spaces are what a JSON reader skips for ever.
type spaces struct{}

func (spaces) Read(b []byte) (int, error) {
	copy(b, bytes.Repeat([]byte(" "), len(b)))
	return len(b), nil
}

func jsonOf(text func(*http.Request) string) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, q *http.Request) { raw("application/json", "", text(q))(w, q) }
}

func raw(kind, encoding, body string) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header()["Content-Type"] = nil
		if kind != "" {
			w.Header().Set("Content-Type", kind)
		}
		if encoding != "" {
			w.Header().Set("Content-Encoding", encoding)
		}
		_, _ = io.WriteString(w, body)
	}
}

// TestControllerRefusesASearch: the run goes on and names what is missing.
func TestControllerRefusesASearch(t *testing.T) {
	stamped := "gwbplan: warning: ad:contoso.com: ad-groups of DC=contoso,DC=com not read: "
	for _, c := range []struct {
		name  string
		fault ldapsim.Fault
		says  string
	}{
		{"busy", ldapsim.Fault{Code: 51}, stamped + "LDAP result 51 busy"},
		{"unavailable", ldapsim.Fault{Code: 52}, stamped + "LDAP result 52 unavailable"},
		{"time limit", ldapsim.Fault{Code: 3, AfterEntries: 1}, stamped + "LDAP result 3 timeLimitExceeded"},
		{"size limit", ldapsim.Fault{Code: 4, AfterEntries: 1}, stamped + "LDAP result 4 sizeLimitExceeded"},
		{"referral", ldapsim.Fault{Code: 10, Referral: "ldap://dc9.contoso.com/"}, stamped + "the server does not hold this part of the directory (LDAP result 10 referral)"},
		{"access denied", ldapsim.Fault{Code: 50}, stamped + "LDAP result 50 insufficientAccessRights"},
		{"cut", ldapsim.Fault{Kind: ldapsim.Reset, AfterEntries: 1}, stamped + "the connection was cut"},
		{"half a message", ldapsim.Fault{Kind: ldapsim.HalfMessage, AfterEntries: 1}, stamped + "the connection was cut"},
		{"silence", ldapsim.Fault{Kind: ldapsim.Silence, AfterEntries: 1}, stamped + "timed out"},
		{"a page for ever", ldapsim.Fault{Kind: ldapsim.SamePage}, stamped + "the server sends pages without a new entry and without an end"},
		{"no paging", ldapsim.Fault{Kind: ldapsim.NoPagingControl}, stamped + "the server left out the paging control"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := startHandful(t)
			f := c.fault
			f.Filter, f.Times = "adminDescription=Group_", -1
			r.faultLDAP(ldapFault{0, f})
			r.try(t, map[string]string{envLDAPPassword: fixtures.LDAPPassword}, r.ldapArgs(r.LDAPURLs[0])...).incomplete(t, exitIncomplete, c.says)
		})
	}
}
