package pendingexport

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gwbplan/inventory"
	"gwbplan/inventory/connect/pending"
	"gwbplan/planner"
)

// The errors of a plan that nothing can be compared with.
var (
	ErrRedacted = errors.New("the plan is redacted, and no object can be found by pseudonyms; give the plan it was made from")
	ErrExcerpt  = errors.New("the plan is an excerpt, and the pending exports concern every group; give the whole plan")
)

// Comparison takes the pending changes of one file after the other.
type Comparison struct {
	plan   *planner.Plan
	report Report
	byGUID map[inventory.GUID]subject
	byDN   map[string]subject
	groups map[string]*planner.Group
	// tails are the groups by the last twelve digits of their ids.
	tails  map[string][]*planner.Group
	added  map[string]bool // the ids of the headline number's groups that are pending
	seen   map[string]bool // AD objects that were counted as added, by DN
	counts map[Outcome]int
	// covered are the AD domains that somebody says the files are of.
	covered []string
	// home are the domains that the plan is about, domains those of the file that
	// is being read.
	home    []string
	domains map[string]bool
	file    string
}

// subject is what the plan says of an AD object.
type subject struct {
	group  *planner.Group
	orphan *planner.Orphan
}

// known tells whether the plan has the object.
func (s subject) known() bool { return s.group != nil || s.orphan != nil }

// New prepares a comparison with a plan; hash is that of its file. covered are
// AD domains that the files are said to be of, which a file in which nothing is
// pending does not show.
func New(p *planner.Plan, hash string, covered []string) (*Comparison, error) {
	switch {
	case p.Redacted:
		return nil, ErrRedacted
	case p.Excerpt != nil:
		return nil, ErrExcerpt
	}
	c := &Comparison{
		plan: p, covered: covered, byGUID: map[inventory.GUID]subject{}, byDN: map[string]subject{}, groups: map[string]*planner.Group{},
		tails: map[string][]*planner.Group{}, added: map[string]bool{}, seen: map[string]bool{}, counts: map[Outcome]int{},
	}
	c.report = Report{
		Schema: Schema, Files: []File{}, Unknowns: []Unknown{}, Unexpected: []Item{},
		Plan: Plan{SHA256: hash, AsOf: p.AsOf, RuleSet: p.RuleSet, Tenant: p.Tenant.ID, DisplayName: p.Tenant.DisplayName, Complete: p.Complete},
	}
	c.report.WriteOut = WriteOut{Forecast: p.Summary.Headline.M365WillAppear, Acknowledged: acknowledged(p), Missing: []GroupRef{}}
	c.index()
	c.home = domainsOf(p)
	return c, nil
}

// acknowledged is how many Microsoft 365 groups somebody accepted, as the plan
// repeats it from the configuration.
func acknowledged(p *planner.Plan) int {
	for _, s := range p.Settings {
		if s.Key == "limits.m365WriteOut" {
			n, _ := strconv.Atoi(s.Value) // the planner wrote a number
			return n
		}
	}
	return 0
}

func (c *Comparison) index() {
	for i := range c.plan.Groups {
		g := &c.plan.Groups[i]
		id := strings.ToLower(g.ID)
		c.groups[id] = g
		if len(id) == 36 {
			c.tails[id[24:]] = append(c.tails[id[24:]], g)
		}
		for j := range g.ADObjects {
			c.indexObject(g.ADObjects[j].ObjectGUID, g.ADObjects[j].DN, subject{group: g})
		}
	}
	for i := range c.plan.Orphans {
		o := &c.plan.Orphans[i]
		c.indexObject(o.ObjectGUID, o.DN, subject{orphan: o})
	}
}

func (c *Comparison) indexObject(g inventory.GUID, dn inventory.DN, s subject) {
	if !g.IsZero() {
		c.byGUID[g] = s
	}
	c.byDN[dn.Key()] = s
}

// Begin starts a file; name stands in the report.
func (c *Comparison) Begin(name string) {
	c.file, c.domains = name, map[string]bool{}
}

// Add takes one pending change. What kind of connector the file is of shows in
// each name of it.
func (c *Comparison) Add(ch *pending.Change) error {
	if d := ch.DN.DNSName(); d != "" {
		c.domains[d] = true
		c.ad(ch)
		return nil
	}
	c.entra(ch)
	return nil
}

// End closes a file. A file of a connector that is neither AD's nor Entra's is
// an error, and so is one of AD domains of which the plan has none.
func (c *Comparison) End(info pending.Info) error {
	f := File{Name: c.file, Format: info.Format, Connector: info.Connector, Changes: info.Changes, Domains: keys(c.domains), Notes: []string{}}
	switch {
	case info.Connector == pending.OtherConnector:
		return &ConnectorError{File: c.file, What: "its names are neither of AD nor of the Entra connector"}
	case info.Connector == pending.ActiveDirectory && len(c.home) > 0 && !slices.ContainsFunc(f.Domains, c.inPlan):
		return &ConnectorError{File: c.file, What: fmt.Sprintf("it is of %s, and the plan is about %s", strings.Join(f.Domains, ", "), strings.Join(c.home, ", "))}
	}
	if len(info.UnknownColumns) > 0 {
		f.Notes = append(f.Notes, "columns that are not known and were not used: "+strings.Join(info.UnknownColumns, ", "))
	}
	if info.Format == pending.CSExportAnalyzerCSV && info.Changes > 0 {
		f.Notes = append(f.Notes, "CSExportAnalyzer shows no objectGUID and no single members: objects were found by their DNs, and members are counted at best. The XML of csexport shows both.")
	}
	if info.Retried > 0 {
		f.Notes = append(f.Notes, fmt.Sprintf("changes that an earlier export failed at, and that will be tried again: %d", info.Retried))
	}
	if info.NotUTF8 > 0 {
		c.unknown(fmt.Sprintf("%s has bytes that are no UTF-8, first in line %d, so that names could not be compared", c.file, info.NotUTF8),
			"Give the XML of csexport, or redirect CSExportAnalyzer's output in PowerShell, which writes UTF-16.")
	}
	if info.Exported > 0 {
		c.item(exported(c.file, info.Exported))
	}
	c.report.Files = append(c.report.Files, f)
	return nil
}

// ConnectorError is a file of the wrong connector.
type ConnectorError struct{ File, What string }

// Error names the file.
func (e *ConnectorError) Error() string { return e.File + " is of another connector: " + e.What }

// Hint says which connector to export.
func (e *ConnectorError) Hint() string {
	return `export the connector of the AD forest that groups are written to: csexport "<AD connector>" export.xml /f:x`
}

// inPlan tells whether the plan is about a domain, or one of the same tree.
func (c *Comparison) inPlan(domain string) bool {
	return slices.ContainsFunc(c.home, func(d string) bool { return sameTree(d, domain) })
}

// sameTree tells whether one DNS name is the other or lies below it: then both
// are of one forest, and of one connector.
func sameTree(a, b string) bool {
	return strings.EqualFold(a, b) || under(a, b) || under(b, a)
}

func under(a, b string) bool { return strings.HasSuffix(strings.ToLower(a), "."+strings.ToLower(b)) }

// domainsOf are the domains that hold objects of the plan, or that were read for
// it.
func domainsOf(p *planner.Plan) []string {
	set := map[string]bool{}
	for _, d := range p.Tenant.Domains {
		set[strings.ToLower(d)] = true
	}
	for i := range p.Groups {
		for j := range p.Groups[i].ADObjects {
			set[strings.ToLower(p.Groups[i].ADObjects[j].Domain)] = true
		}
	}
	delete(set, "")
	return keys(set)
}

func keys(set map[string]bool) []string {
	out := make([]string, 0, len(set))
	for k := range set {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

func (c *Comparison) unknown(what, next string) {
	c.report.Unknowns = append(c.report.Unknowns, Unknown{what, next})
}

// item reports something unexpected.
func (c *Comparison) item(i Item) {
	if i.Facts == nil {
		i.Facts = []string{}
	}
	if i.Details == nil {
		i.Details = []Detail{}
	}
	c.report.Unexpected = append(c.report.Unexpected, i)
}

// Report closes the comparison.
func (c *Comparison) Report() *Report {
	c.coverage()
	c.writeOut()
	if !c.plan.Complete {
		c.unknown("the plan is incomplete: what it could not read could change a decision", "Close the plan's gaps, plan again and have that plan approved.")
	}
	r := &c.report
	r.Complete = len(r.Unknowns) == 0
	for _, o := range outcomes() {
		r.Counts = append(r.Counts, Count{o, c.counts[o]})
	}
	rank := map[Kind]int{}
	for i, k := range Kinds() {
		rank[k] = i
	}
	slices.SortStableFunc(r.Unexpected, func(a, b Item) int {
		return cmp.Or(cmp.Compare(rank[a.Kind], rank[b.Kind]), cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)),
			cmp.Compare(a.Name, b.Name), cmp.Compare(a.DN.Key(), b.DN.Key()), cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	return r
}

// coverage says of which part of the plan no pending exports were seen.
func (c *Comparison) coverage() {
	seen := slices.Clone(c.covered)
	ad, empty := false, false
	for _, f := range c.report.Files {
		ad = ad || f.Connector == pending.ActiveDirectory
		empty = empty || f.Connector == pending.UnknownKind
		seen = append(seen, f.Domains...)
	}
	if !ad && len(c.covered) == 0 {
		what := "the pending exports of the AD connector were not given: nothing is known of what would happen in AD"
		if empty {
			what = "nothing is pending in the file, so that it does not show of which connector it is"
		}
		c.unknown(what, `Export the AD connector: csexport "<AD connector>" export.xml /f:x. Where nothing is pending there, say which AD domain the file is of with --domain.`)
		return
	}
	for _, d := range c.home {
		if !slices.ContainsFunc(seen, func(s string) bool { return sameTree(s, d) }) {
			c.unknown(fmt.Sprintf("no pending export is of %s: nothing is pending there, or its connector's file was not given", d),
				"Give the file of its AD connector too. Where nothing is pending in it, name the domain with --domain.")
		}
	}
}
