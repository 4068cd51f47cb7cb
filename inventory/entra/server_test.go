package entra_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"

	"gwbplan/inventory"
	"gwbplan/inventory/entra"
)

// Ids of the scripted tenant.
const (
	tenantID = "0f000000-0000-4000-8000-000000000001"
	secGroup = "a0000000-0000-4000-8000-000000000001"
	m365     = "a0000000-0000-4000-8000-000000000002"
	synced   = "a0000000-0000-4000-8000-000000000003"
	hidden   = "a0000000-0000-4000-8000-000000000004"
	other    = "a0000000-0000-4000-8000-000000000005"
	gone     = "a0000000-0000-4000-8000-00000000000d"
	app      = "b0000000-0000-4000-8000-000000000001"
	jobID    = "AAD2ADGroupProvisioning.0f00.b000"
	testJWT  = "eyJhbGciOi.secret-token.x"
)

// graph is a scripted Graph server. A handler is found by "/version/path".
type graph struct {
	*httptest.Server
	mu       sync.Mutex
	handlers map[string]http.HandlerFunc
	seen     []*http.Request
	// good judges a token; only testJWT is good where it is nil.
	good func(token string) bool
}

func newGraph(t *testing.T) *graph {
	t.Helper()
	g := &graph{handlers: map[string]http.HandlerFunc{}}
	g.Server = httptest.NewServer(g)
	t.Cleanup(g.Close)
	g.script()
	return g
}

func (g *graph) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	g.mu.Lock()
	g.seen = append(g.seen, r)
	h := g.handlers[r.URL.Path]
	g.mu.Unlock()
	switch {
	case !g.accepts(r):
		odata(w, 401, "InvalidAuthenticationToken")
	case r.Method != http.MethodGet:
		odata(w, 405, "Request_BadRequest")
	case h == nil:
		odata(w, 404, "Request_ResourceNotFound")
	default:
		w.Header().Set("x-ms-resource-unit", "2")
		h(w, r)
	}
}

func (g *graph) accepts(r *http.Request) bool {
	token := bearer(r)
	if g.good != nil {
		return g.good(token)
	}
	return token == testJWT
}

func bearer(r *http.Request) string {
	return strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
}

func (g *graph) on(path string, h http.HandlerFunc) { g.handlers[path] = h }

// requests returns "path?query" of what was asked, the query decoded.
func (g *graph) requests(prefix string) (all []string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, r := range g.seen {
		if strings.HasPrefix(r.URL.Path, prefix) {
			all = append(all, r.URL.Path+"?"+r.URL.RawQuery)
		}
	}
	return all
}

func odata(w http.ResponseWriter, status int, code string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	fmt.Fprintf(w, `{"error":{"code":%q,"message":"it happened on host 10.1.2.3","innerError":{"request-id":"1"}}}`, code)
}

func refuse(status int, code string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { odata(w, status, code) }
}

func answer(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json;odata.metadata=minimal")
		fmt.Fprint(w, body)
	}
}

// pages serves rows two at a time, through opaque links.
func pages(rows ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		from, _ := strconv.Atoi(r.URL.Query().Get("$skiptoken"))
		to := min(from+2, len(rows))
		next := ""
		if to < len(rows) {
			next = fmt.Sprintf(`,"@odata.nextLink":"http://%s%s?$skiptoken=%d"`, r.Host, r.URL.Path, to)
		}
		answer(`{"value":[`+strings.Join(rows[from:to], ",")+`]`+next+`}`)(w, r)
	}
}

// times fails a number of times and then goes on.
func times(n int, first, then http.HandlerFunc) http.HandlerFunc {
	var mu sync.Mutex
	return func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		n--
		failing := n >= 0
		mu.Unlock()
		if failing {
			first(w, r)
			return
		}
		then(w, r)
	}
}

// groupJSON is a cloud security group; more properties override.
func groupJSON(id, more string) string {
	row := map[string]any{
		"id": id, "displayName": "Group " + id[len(id)-1:], "mailEnabled": false, "securityEnabled": true, "groupTypes": []string{},
		"onPremisesSyncEnabled": nil, "writebackConfiguration": map[string]any{"isEnabled": true, "onPremisesGroupType": "universalSecurityGroup"},
	}
	if err := json.Unmarshal([]byte("{"+more+"}"), &row); err != nil {
		panic(err)
	}
	b, _ := json.Marshal(row)
	return string(b)
}

func userJSON(n int) string {
	return fmt.Sprintf(`{"@odata.type":"#microsoft.graph.user","id":"c0000000-0000-4000-8000-%012d","displayName":"User %d","userPrincipalName":"u%d@contoso.com",`+
		`"userType":"Member","onPremisesSyncEnabled":true,"onPremisesSecurityIdentifier":"S-1-5-21-1-2-3-%d","onPremisesDomainName":"contoso.com","onPremisesImmutableId":"AAAAAAAAAAAAAAAAAAAAAA=="}`, n, n, n, 1000+n)
}

// script fills the server with a small healthy tenant.
func (g *graph) script() {
	g.on("/v1.0/organization", answer(`{"value":[{"id":"`+tenantID+`","displayName":"Contoso","onPremisesSyncEnabled":true,"onPremisesLastSyncDateTime":"2026-10-01T10:00:00Z",
		"verifiedDomains":[{"name":"zeta.example","isDefault":false},{"name":"contoso.onmicrosoft.com","isDefault":false},{"name":"contoso.com","isDefault":true}]}]}`))
	g.on("/v1.0/users/$count", text("600"))
	g.on("/v1.0/directory/onPremisesSynchronization", answer(`{"value":[{"id":"x","configuration":{"accidentalDeletionPrevention":{"synchronizationPreventionType":"enabledForCount","alertThreshold":500}},
		"features":{"unifiedGroupWritebackEnabled":true,"groupWriteBackEnabled":true}}]}`))
	g.on("/v1.0/groupSettings", answer(`{"value":[{"templateId":"other","values":[]},{"templateId":"62375ab9-6b52-47ed-826b-58e47e0e304b","values":[{"name":"NewUnifiedGroupWritebackDefault","value":"False"}]}]}`))
	g.on("/v1.0/subscribedSkus", answer(`{"value":[{"skuPartNumber":"AAD_PREMIUM","capabilityStatus":"Enabled","prepaidUnits":{"enabled":25},"consumedUnits":7,"servicePlans":[{"servicePlanName":"AAD_PREMIUM"}]}]}`))
	g.on("/beta/onPremisesPublishingProfiles/provisioning/agents", answer(`{"value":[{"id":"d0000000-0000-4000-8000-000000000001","machineName":"sync1.contoso.com","status":"active","supportedPublishingTypes":["provisioning"]}]}`))
	g.on("/v1.0/servicePrincipals", func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("$filter") == "applicationTemplateId eq '1a4721b3-e57f-4451-ae87-ef078703ec94'" {
			answer(`{"value":[{"id":"`+app+`","displayName":"contoso.com"}]}`)(w, r)
			return
		}
		answer(`{"value":[]}`)(w, r)
	})
	g.on("/v1.0/servicePrincipals/"+app+"/synchronization/jobs", answer(`{"value":[{"id":"AD2AADProvisioning.1"},
		{"id":"`+jobID+`","templateId":"AAD2ADGroupProvisioning","schedule":{"state":"Active"},"status":{"code":"Active","quarantine":null,"lastExecution":{"state":"Succeeded"},"steadyStateFirstAchievedTime":"0001-01-01T00:00:00Z"}}]}`))
	g.on("/v1.0/servicePrincipals/"+app+"/synchronization/jobs/"+jobID+"/schema", answer(schemaJSON))
	g.on("/v1.0/servicePrincipals/"+app+"/appRoleAssignedTo", pages(
		`{"principalId":"`+m365+`","principalType":"Group"}`, `{"principalId":"`+app+`","principalType":"User"}`, `{"principalId":"`+secGroup+`","principalType":"Group"}`))
	for _, path := range []string{"/beta/groups", "/v1.0/users", "/v1.0/devices", "/v1.0/servicePrincipals"} {
		g.on(path+"/delta", func(w http.ResponseWriter, r *http.Request) {
			answer(`{"value":[],"@odata.deltaLink":"http://`+r.Host+path+`/delta?$deltatoken=1"}`)(w, r)
		})
	}
	g.scriptGroups()
}

func (g *graph) scriptGroups() {
	rows := []string{
		groupJSON(secGroup, `"description":"written back","createdDateTime":"2024-01-02T03:04:05Z"`),
		groupJSON(m365, `"groupTypes":["Unified"],"mailEnabled":true,"securityEnabled":false,"mail":"team@contoso.com","writebackConfiguration":null`),
		groupJSON(synced, `"onPremisesSyncEnabled":true,"onPremisesSecurityIdentifier":"S-1-5-21-1-2-3-77","writebackConfiguration":{"isEnabled":null,"onPremisesGroupType":null}`),
		groupJSON(hidden, `"visibility":"HiddenMembership","writebackConfiguration":{"isEnabled":false,"onPremisesGroupType":"somethingNew"}`),
		groupJSON(other, `"displayName":"=cmd|' /C calc'!A0\n\u202e"`),
	}
	g.on("/beta/groups", pages(rows...))
	g.on("/v1.0/groups", pages(rows...))
	deleted := pages(groupJSON(gone, `"deletedDateTime":"2026-09-30T00:00:00Z"`))
	g.on("/beta/directory/deletedItems/microsoft.graph.group", deleted)
	g.on("/v1.0/directory/deletedItems/microsoft.graph.group", deleted)
	members := []string{userJSON(1), userJSON(2), userJSON(3),
		`{"@odata.type":"#microsoft.graph.device","id":"c0000000-0000-4000-8000-0000000000d1","displayName":"PC","deviceId":"11111111-2222-4333-8444-555555555555"}`,
		`{"@odata.type":"#microsoft.graph.servicePrincipal","id":"c0000000-0000-4000-8000-0000000000e1","displayName":"App"}`,
		`{"@odata.type":"#microsoft.graph.group","id":"` + other + `","displayName":"nested"}`,
		`{"@odata.type":"#microsoft.graph.group","id":"a0000000-0000-4000-8000-0000000000ff","displayName":"not in the list"}`,
		`{"@odata.type":"#microsoft.graph.agent","id":"c0000000-0000-4000-8000-0000000000f1","displayName":"new kind"}`}
	g.on("/beta/groups/"+secGroup+"/members", pages(members...))
	g.on("/v1.0/groups/"+secGroup+"/members", pages(members[:4]...))
	g.on("/beta/groups/"+hidden+"/members", pages())
	g.on("/beta/groups/"+other+"/members", pages(userJSON(3), userJSON(4)))
	g.on("/v1.0/groups/"+m365+"/members/$count", text("\ufeff52"))
	g.on("/v1.0/groups/"+hidden+"/members/$count", text("3"))
	for _, id := range []string{secGroup, m365, synced, hidden, other} {
		g.on("/v1.0/groups/"+id+"/owners", pages())
	}
	g.on("/v1.0/groups/"+secGroup+"/owners", pages(userJSON(1), userJSON(9)))
}

func text(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("ConsistencyLevel") != "eventual" {
			odata(w, 400, "Request_UnsupportedQuery")
			return
		}
		w.Header().Set("Content-Type", "text/plain")
		fmt.Fprint(w, body)
	}
}

func env(vars map[string]string) func(string) string {
	return func(name string) string { return vars[name] }
}

func (g *graph) config() entra.Config {
	return entra.Config{
		Tenant: "contoso.com", Auth: entra.AuthToken, GraphURL: g.URL, Workers: 4, PageSize: 2, Clock: newClock(),
		Getenv: env(map[string]string{"GWBPLAN_GRAPH_TOKEN": testJWT}),
		Needed: func(*inventory.CloudGroup) bool { return true },
	}
}

func newCollector(t *testing.T, cfg entra.Config) *entra.Collector {
	t.Helper()
	c, err := entra.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// collect reads the tenant and expects no error.
func (g *graph) collect(t *testing.T) *sink {
	t.Helper()
	s := &sink{}
	if err := newCollector(t, g.config()).Collect(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	return s
}
