package report

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"gwbplan/planner"
)

// FleetSchema names the form of fleet.json.
const FleetSchema = "gwbplan/fleet/v1"

// Fleet is the roll-up over many tenants. [NewFleet] makes it.
type Fleet struct {
	Schema string `json:"schema"`
	// Complete: every tenant has a plan, and each plan is complete.
	Complete bool          `json:"complete"`
	Tenants  []FleetTenant `json:"tenants"`
	Totals   FleetTotals   `json:"totals"`
}

// FleetStatus says what became of a tenant.
type FleetStatus string

// What becomes of a tenant. FleetNotRun was left out of the run and has no
// plan of an earlier one.
const (
	FleetAssessed FleetStatus = "assessed"
	FleetFailed   FleetStatus = "failed"
	FleetNotRun   FleetStatus = "not-run"
)

// FleetOrigin says where a tenant's plan comes from.
type FleetOrigin string

// Where plans come from: the sources read in this run, a ready plan file, or
// the tenant's folder, which an earlier run left.
const (
	FromSources FleetOrigin = "sources"
	FromPlan    FleetOrigin = "plan"
	FromEarlier FleetOrigin = "earlier"
)

// FleetTenant is what the roll-up tells of one tenant.
type FleetTenant struct {
	Name   string      `json:"name"`
	Folder string      `json:"folder"`
	Status FleetStatus `json:"status"`
	Origin FleetOrigin `json:"origin"`
	// ExitCode is the one that an assessment of this tenant alone ends with.
	ExitCode int `json:"exitCode"`
	// Error and Hint say why it failed; empty otherwise.
	Error string `json:"error"`
	Hint  string `json:"hint"`
	// Plan is nil unless the tenant is assessed.
	Plan *FleetPlan `json:"plan,omitempty"`
}

// FleetPlan is a plan in numbers.
type FleetPlan struct {
	TenantID     string         `json:"tenantId"`
	DisplayName  string         `json:"displayName"`
	AsOf         string         `json:"asOf"`
	RuleSet      string         `json:"ruleSet"`
	Complete     bool           `json:"complete"`
	Gaps         int            `json:"gaps"`
	Verdict      []FleetVerdict `json:"verdict"`
	GatesFailed  int            `json:"gatesFailed"`
	GatesUnknown int            `json:"gatesUnknown"`
	Waves        int            `json:"waves"`
	// Counts is nil where the cloud side was not read: nothing is known of the
	// groups then.
	Counts *FleetCounts `json:"counts,omitempty"`
}

// FleetVerdict is the answer for one point of no return, and how many reasons
// stand against it.
type FleetVerdict struct {
	Point   planner.Phase       `json:"point"`
	Verdict planner.VerdictWord `json:"verdict"`
	Reasons int                 `json:"reasons"`
}

// FleetCounts are the numbers that can be added up over tenants.
type FleetCounts struct {
	Groups       int               `json:"groups"`
	Dispositions FleetDispositions `json:"dispositions"`
	Readiness    FleetReadiness    `json:"readiness"`
	// M365WillAppear is the headline number; of M365Unread more groups the flag
	// could not be read.
	M365WillAppear int `json:"m365WillAppear"`
	M365Unread     int `json:"m365FlagUnread"`
	// MembersLosingAccess counts memberships, PeopleLosingAccess each person
	// once a tenant. PeopleExact is false where some could not be counted.
	MembersLosingAccess int  `json:"membersLosingAccess"`
	PeopleLosingAccess  int  `json:"peopleLosingAccess"`
	PeopleExact         bool `json:"peopleExact"`
	Orphans             int  `json:"orphans"`
}

// FleetDispositions counts groups by disposition.
type FleetDispositions struct {
	KeepOnV1        int `json:"keep-on-v1"`
	MoveToCloudSync int `json:"move-to-cloud-sync"`
	SideBySide      int `json:"side-by-side"`
	NotInPlan       int `json:"not-in-plan"`
}

// FleetReadiness counts groups by readiness; None are not in the plan and have
// no finding.
type FleetReadiness struct {
	Ready    int `json:"ready"`
	FixFirst int `json:"fix-first"`
	Blocked  int `json:"blocked"`
	Unknown  int `json:"unknown"`
	None     int `json:"none"`
}

// FleetTotals sums up the tenants that have a plan, and counts those that are
// missing from the sums.
type FleetTotals struct {
	Tenants    int `json:"tenants"`
	Assessed   int `json:"assessed"`
	Failed     int `json:"failed"`
	NotRun     int `json:"notRun"`
	Incomplete int `json:"incomplete"`
	// Uncounted are plans without a cloud side, which have no part in Counts.
	Uncounted int `json:"uncounted"`
	// Verdict counts the tenants with a plan by answer, for each point.
	Verdict []FleetPoint `json:"verdict"`
	Counts  FleetCounts  `json:"counts"`
}

// FleetPoint counts tenants by their verdict on one point of no return.
type FleetPoint struct {
	Point   planner.Phase `json:"point"`
	Go      int           `json:"go"`
	NoGo    int           `json:"no-go"`
	Unknown int           `json:"unknown"`
}

// FleetPlanOf reduces a plan to its numbers.
func FleetPlanOf(p *planner.Plan) *FleetPlan {
	f := &FleetPlan{
		TenantID: p.Tenant.ID, DisplayName: p.Tenant.DisplayName, AsOf: p.AsOf, RuleSet: p.RuleSet,
		Complete: p.Complete, Gaps: len(p.Gaps), Waves: len(p.Waves), Verdict: []FleetVerdict{},
	}
	if p.Tenant.ID != "" || len(p.Groups) > 0 {
		f.Counts = fleetCounts(p)
	}
	for _, v := range p.Verdict {
		f.Verdict = append(f.Verdict, FleetVerdict{v.Point, v.Verdict, len(v.Reasons)})
	}
	for i := range p.Gates {
		switch p.Gates[i].Status {
		case planner.GateFail:
			f.GatesFailed++
		case planner.GateUnknown:
			f.GatesUnknown++
		}
	}
	return f
}

func fleetCounts(p *planner.Plan) *FleetCounts {
	s := &p.Summary
	c := &FleetCounts{
		Groups: s.Groups, M365WillAppear: s.Headline.M365WillAppear, M365Unread: s.Headline.FlagUnread,
		MembersLosingAccess: s.MembersLosingAccess, PeopleLosingAccess: s.PeopleLosingAccess.People,
		PeopleExact: s.PeopleLosingAccess.Exact, Orphans: len(p.Orphans),
	}
	for _, row := range s.Matrix {
		*c.Dispositions.of(row.Disposition) += row.Ready + row.FixFirst + row.Blocked + row.Unknown + row.None
		c.Readiness.add(FleetReadiness{row.Ready, row.FixFirst, row.Blocked, row.Unknown, row.None})
	}
	return c
}

func (d *FleetDispositions) of(word planner.Disposition) *int {
	switch word {
	case planner.KeepOnV1:
		return &d.KeepOnV1
	case planner.MoveToCloudSync:
		return &d.MoveToCloudSync
	case planner.SideBySide:
		return &d.SideBySide
	}
	return &d.NotInPlan
}

func (r *FleetReadiness) add(o FleetReadiness) {
	r.Ready += o.Ready
	r.FixFirst += o.FixFirst
	r.Blocked += o.Blocked
	r.Unknown += o.Unknown
	r.None += o.None
}

func (c *FleetCounts) add(o *FleetCounts) {
	c.Groups += o.Groups
	c.Dispositions.KeepOnV1 += o.Dispositions.KeepOnV1
	c.Dispositions.MoveToCloudSync += o.Dispositions.MoveToCloudSync
	c.Dispositions.SideBySide += o.Dispositions.SideBySide
	c.Dispositions.NotInPlan += o.Dispositions.NotInPlan
	c.Readiness.add(o.Readiness)
	c.M365WillAppear += o.M365WillAppear
	c.M365Unread += o.M365Unread
	c.MembersLosingAccess += o.MembersLosingAccess
	c.PeopleLosingAccess += o.PeopleLosingAccess
	c.PeopleExact = c.PeopleExact && o.PeopleExact
	c.Orphans += o.Orphans
}

// NewFleet sums up tenants, in the order given. A tenant that another entry has
// read already is failed: its groups would be counted twice.
func NewFleet(tenants []FleetTenant) *Fleet {
	f := &Fleet{Schema: FleetSchema, Tenants: slices.Clone(tenants), Totals: FleetTotals{Tenants: len(tenants)}}
	f.refuseTwins()
	t := &f.Totals
	t.Counts.PeopleExact = true
	for _, point := range planner.Points() {
		t.Verdict = append(t.Verdict, FleetPoint{Point: point})
	}
	for i := range f.Tenants {
		switch tenant := &f.Tenants[i]; tenant.Status {
		case FleetAssessed:
			t.take(tenant.Plan)
		case FleetNotRun:
			t.NotRun++
		default:
			t.Failed++
		}
	}
	f.Complete = t.Assessed == t.Tenants && t.Incomplete == 0
	return f
}

func (f *Fleet) refuseTwins() {
	first := map[string]string{}
	for i := range f.Tenants {
		t := &f.Tenants[i]
		if t.Plan == nil || t.Plan.TenantID == "" {
			continue
		}
		key := strings.ToLower(t.Plan.TenantID)
		if name, twin := first[key]; twin {
			t.Status, t.ExitCode, t.Plan = FleetFailed, 2, nil
			t.Error = fmt.Sprintf("this is the same tenant as %q, whose groups are counted there", name)
			t.Hint = "give all sources of a tenant in one entry of the tenants file"
			continue
		}
		first[key] = t.Name
	}
}

func (t *FleetTotals) take(p *FleetPlan) {
	t.Assessed++
	if !p.Complete {
		t.Incomplete++
	}
	if p.Counts == nil {
		t.Uncounted++
	} else {
		t.Counts.add(p.Counts)
	}
	for i := range t.Verdict {
		point := &t.Verdict[i]
		switch p.verdictOn(point.Point) {
		case planner.Go:
			point.Go++
		case planner.NoGo:
			point.NoGo++
		default:
			point.Unknown++
		}
	}
}

// verdictOn is the answer for a point; unknown where the plan has none.
func (p *FleetPlan) verdictOn(point planner.Phase) planner.VerdictWord {
	for _, v := range p.Verdict {
		if v.Point == point {
			return v.Verdict
		}
	}
	return planner.VerdictUnknown
}

// FleetJSON writes fleet.json.
func FleetJSON(w io.Writer, f *Fleet) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	if err := e.Encode(f); err != nil {
		return fmt.Errorf("writing fleet.json: %w", err)
	}
	return nil
}
