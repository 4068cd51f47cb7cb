package cutover

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"gwbplan/planner"
	"gwbplan/report"
	"gwbplan/report/cutover/powershell"
)

// scope is what the kit puts into the scope of one Cloud Sync configuration.
type scope struct {
	domain string // empty: the plan does not tell which configuration it is
	// appRole and servicePrincipal are empty where the plan does not know them.
	appRole, servicePrincipal string
	waves                     map[int][]*planner.Group
}

// scopes are the configurations by domain. Groups that are created have no
// object yet; their domain shows in the container that they get.
func (k *Kit) scopes() []*scope {
	byDomain := map[string]*scope{}
	for _, g := range k.In {
		domain := strings.ToLower(k.domain(g))
		s := byDomain[domain]
		if s == nil {
			s = &scope{domain: domain, waves: map[int][]*planner.Group{}}
			for i := range k.Plan.Scope {
				if p := &k.Plan.Scope[i]; strings.EqualFold(p.Domain, domain) {
					s.appRole, s.servicePrincipal = p.AppRoleID, p.ServicePrincipal
				}
			}
			byDomain[domain] = s
		}
		s.waves[g.Wave] = append(s.waves[g.Wave], g)
	}
	var out []*scope
	for _, domain := range slices.Sorted(maps.Keys(byDomain)) {
		out = append(out, byDomain[domain])
	}
	return out
}

// scopeFiles are, for each configuration, the lists and requests of each wave
// and the script that sends the requests. Groups that nobody knows the
// configuration of have a list alone.
func (k *Kit) scopeFiles() []File {
	var out []File
	for _, s := range k.scopes() {
		folder := s.domain
		if folder == "" {
			folder = "unassigned"
		}
		for _, n := range slices.Sorted(maps.Keys(s.waves)) {
			out = append(out, File{FileWaveCSV(folder, n), func(w io.Writer) error { return s.writeList(w, n) }})
			if s.domain != "" {
				out = append(out, File{FileWaveAssignments(folder, n), func(w io.Writer) error { return s.writeRequests(w, n, k.PlanHash) }})
			}
		}
		if s.domain != "" {
			out = append(out, k.scriptFile(FileAddScope(folder), fileAddScope, nil, func() []powershell.Assignment { return k.scopeData(s) }))
		}
	}
	return out
}

// writeList writes the groups of a wave for who picks them in the portal, and
// the nested groups that have to come along though the plan leaves them out.
// Those are in no request: somebody decided against them, and has to decide
// again before they get into scope.
func (s *scope) writeList(w io.Writer, wave int) error {
	out := csv.NewWriter(w)
	rows := [][]string{{"Wave", "Object ID", "Group", "Action", "AD DN", "Note"}}
	in := map[string]bool{}
	for _, g := range s.waves[wave] {
		in[g.ID] = true
		rows = append(rows, []string{strconv.Itoa(wave), g.ID, g.DisplayName, string(g.Action), dnOf(g), ""})
	}
	for _, g := range s.waves[wave] {
		for _, m := range g.Members.ComeAlong {
			if !in[m.ID] {
				rows = append(rows, []string{"", m.ID, m.Name, "decide", "",
					fmt.Sprintf("nested in %s (%s) in AD now; the plan leaves it out: settle that, then put it into scope with this wave, or that membership is lost", g.DisplayName, g.ID)})
			}
		}
	}
	for _, row := range rows {
		for i := range row {
			row[i] = report.CSVCell(row[i])
		}
	}
	return out.WriteAll(rows)
}

// dnOf is the DN of the group's object, empty where there is none yet.
func dnOf(g *planner.Group) string {
	if len(g.ADObjects) == 0 {
		return ""
	}
	return string(g.ADObjects[0].DN)
}

// The words that stand in requests for what the plan does not know.
const (
	anyServicePrincipal = "{servicePrincipalId}"
	anyAppRole          = "{appRoleId}"
)

// batchSize is how many requests one $batch of Graph takes.
const batchSize = 20

// assignments is the file of a wave's requests. Each of the batches is the body
// of one POST to /v1.0/$batch.
type assignments struct {
	Plan   string `json:"plan"`
	Domain string `json:"domain"`
	Wave   int    `json:"wave"`
	// Replace names what has to be put in first.
	Replace []string `json:"replace"`
	Batches []batch  `json:"batches"`
}

type batch struct {
	Requests []batchRequest `json:"requests"`
}

type batchRequest struct {
	ID      string            `json:"id"`
	Method  string            `json:"method"`
	URL     string            `json:"url"`
	Headers map[string]string `json:"headers"`
	Body    assignment        `json:"body"`
}

// assignment puts a group into the scope of a configuration (F64).
type assignment struct {
	PrincipalID string `json:"principalId"`
	ResourceID  string `json:"resourceId"`
	AppRoleID   string `json:"appRoleId"`
}

func (s *scope) writeRequests(w io.Writer, wave int, planHash string) error {
	all := assignments{Plan: planHash, Domain: s.domain, Wave: wave, Replace: []string{}}
	known := func(value, placeholder string) string {
		if value == "" {
			all.Replace = append(all.Replace, placeholder)
			return placeholder
		}
		return value
	}
	principal, role := known(s.servicePrincipal, anyServicePrincipal), known(s.appRole, anyAppRole)
	for groups := range slices.Chunk(s.waves[wave], batchSize) {
		var b batch
		for i, g := range groups {
			b.Requests = append(b.Requests, batchRequest{
				ID: strconv.Itoa(i + 1), Method: "POST", URL: "/servicePrincipals/" + principal + "/appRoleAssignedTo",
				Headers: map[string]string{"Content-Type": "application/json"},
				Body:    assignment{PrincipalID: g.ID, ResourceID: principal, AppRoleID: role},
			})
		}
		all.Batches = append(all.Batches, b)
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(all)
}

// scopeData is what Add-Scope.ps1 works on.
func (k *Kit) scopeData(s *scope) []powershell.Assignment {
	var rows [][]powershell.Field
	for _, n := range slices.Sorted(maps.Keys(s.waves)) {
		for _, g := range s.waves[n] {
			rows = append(rows, []powershell.Field{
				{Name: "Wave", Value: strconv.Itoa(n)}, {Name: "Id", Value: g.ID}, {Name: "Name", Value: label(g.DisplayName)},
			})
		}
	}
	return []powershell.Assignment{
		{Variable: "tenant", Expression: powershell.Quote(k.Plan.Tenant.ID)},
		{Variable: "servicePrincipal", Expression: powershell.Quote(s.servicePrincipal)},
		{Variable: "appRole", Expression: powershell.Quote(s.appRole)},
		{Variable: "groups", Expression: powershell.Table(rows)},
	}
}
