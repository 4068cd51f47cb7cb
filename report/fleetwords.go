package report

import (
	"cmp"
	"fmt"
	"io"
	"strconv"
	"strings"

	"gwbplan/planner"
)

// pictureLabel says whether what is known of a tenant is whole.
func (t *FleetTenant) pictureLabel() string {
	switch {
	case t.Plan == nil && t.Status == FleetNotRun:
		return "not run"
	case t.Plan == nil:
		return "failed"
	case !t.Plan.Complete:
		return "incomplete"
	}
	return "complete"
}

// originNote says that a plan is not of this run.
func (t *FleetTenant) originNote() string {
	switch t.Origin {
	case FromPlan:
		return "from a plan file"
	case FromEarlier:
		return "of an earlier run"
	}
	return ""
}

// counts are a tenant's numbers, nil where nothing is known of its groups.
func (t *FleetTenant) counts() *FleetCounts {
	if t.Plan == nil {
		return nil
	}
	return t.Plan.Counts
}

// counted is how many tenants the sums are over.
func (t *FleetTotals) counted() int { return t.Assessed - t.Uncounted }

// verdictText is a tenant's verdict on a point; nothing without a plan.
func (t *FleetTenant) verdictText(point planner.Phase) string {
	if t.Plan == nil {
		return ""
	}
	return string(t.Plan.verdictOn(point))
}

// reasonText says why a tenant is missing from the sums.
func (t *FleetTenant) reasonText() string {
	switch {
	case t.Plan != nil:
		return "its cloud side was not read: nothing is known of its groups"
	case t.Status == FleetNotRun:
		return "left out of this run, and there is no plan of an earlier one"
	}
	return cmp.Or(joinedLines(t.Error), "it ended without a reason")
}

// joinedLines joins the lines of a message.
func joinedLines(s string) string { return strings.Join(strings.Fields(s), " ") }

// fleetNumber is one number of the roll-up: of a tenant, or of the sums.
type fleetNumber struct {
	title, short string
	of           func(*FleetCounts) int
}

func dispositionNumbers() []fleetNumber {
	return []fleetNumber{
		{"Stays on v1", "#on v1", func(c *FleetCounts) int { return c.Dispositions.KeepOnV1 }},
		{"Moves to Cloud Sync", "#moves", func(c *FleetCounts) int { return c.Dispositions.MoveToCloudSync }},
		{"Side by side", "#side", func(c *FleetCounts) int { return c.Dispositions.SideBySide }},
		{"Not in the plan", "#not in plan", func(c *FleetCounts) int { return c.Dispositions.NotInPlan }},
	}
}

func readinessNumbers() []fleetNumber {
	return []fleetNumber{
		{"Groups", "#groups", func(c *FleetCounts) int { return c.Groups }},
		{"Blocked", "#blocked", func(c *FleetCounts) int { return c.Readiness.Blocked }},
		{"Unknown", "#unknown", func(c *FleetCounts) int { return c.Readiness.Unknown }},
		{"Fix first", "#fix first", func(c *FleetCounts) int { return c.Readiness.FixFirst }},
		{"Ready", "#ready", func(c *FleetCounts) int { return c.Readiness.Ready }},
	}
}

func consequenceNumbers() []fleetNumber {
	return []fleetNumber{
		{"M365 groups that appear in AD", "#M365 appear", func(c *FleetCounts) int { return c.M365WillAppear }},
		{"Members losing access", "#lose access", func(c *FleetCounts) int { return c.MembersLosingAccess }},
		{"People losing access", "#people", func(c *FleetCounts) int { return c.PeopleLosingAccess }},
		{"Orphans", "#orphans", func(c *FleetCounts) int { return c.Orphans }},
	}
}

// sumsSentence says what the sums stand on. It comes before any sum.
func (f *Fleet) sumsSentence() string {
	t := &f.Totals
	text := fmt.Sprintf("The sums are over %s of %s.", thousands(t.counted()), count(t.Tenants, "tenant"))
	if t.counted() == 0 {
		text = fmt.Sprintf("No sum can be made over %s.", count(t.Tenants, "tenant"))
	}
	if missing := t.Tenants - t.counted(); missing > 0 {
		text += fmt.Sprintf(" Missing from them: %s failed, %s not run, %s without the cloud side.", thousands(t.Failed), thousands(t.NotRun), thousands(t.Uncounted))
	}
	if t.Incomplete > 0 {
		text += fmt.Sprintf(" %s incomplete, and counted as far as it could be read.", countIs(t.Incomplete, "plan"))
	}
	if t.counted() > 0 && !t.Counts.PeopleExact {
		text += " People are counted as far as members could be read."
	}
	return text
}

// pointSentence counts the tenants by their verdict on a point.
func (p FleetPoint) pointSentence() string {
	return fmt.Sprintf("%s, %s: %s go, %s no-go, %s unknown.", p.Point, pointLabel(p.Point), thousands(p.Go), thousands(p.NoGo), thousands(p.Unknown))
}

// missing are the tenants that have no part in the sums.
func (f *Fleet) missing() []*FleetTenant {
	var out []*FleetTenant
	for i := range f.Tenants {
		if f.Tenants[i].counts() == nil {
			out = append(out, &f.Tenants[i])
		}
	}
	return out
}

// numberTable has the numbers of each tenant whose groups are known, and below
// them the sums; no row where nothing is known.
func (f *Fleet) numberTable(numbers []fleetNumber, name func(*FleetTenant) string) [][]string {
	var rows [][]string
	add := func(name string, c *FleetCounts) {
		row := []string{name}
		for _, n := range numbers {
			row = append(row, thousands(n.of(c)))
		}
		rows = append(rows, row)
	}
	for i := range f.Tenants {
		if t := &f.Tenants[i]; t.counts() != nil {
			add(name(t), t.counts())
		}
	}
	if len(rows) > 0 {
		add(fmt.Sprintf("sum of %d of %d", f.Totals.counted(), f.Totals.Tenants), &f.Totals.Counts)
	}
	return rows
}

func fleetColumns() []column[*FleetTenant] {
	plan := func(value func(*FleetPlan) string) func(*FleetTenant) string {
		return func(t *FleetTenant) string {
			if t.Plan == nil {
				return "" // unknown is no 0
			}
			return value(t.Plan)
		}
	}
	counted := func(value func(*FleetCounts) string) func(*FleetTenant) string {
		return func(t *FleetTenant) string {
			if t.counts() == nil {
				return ""
			}
			return value(t.counts())
		}
	}
	columns := []column[*FleetTenant]{
		{"Tenant", 30, text, func(t *FleetTenant) string { return t.Name }},
		{"Folder", 40, text, func(t *FleetTenant) string { return t.Folder }},
		{"Status", 12, text, func(t *FleetTenant) string { return string(t.Status) }},
		{"Origin", 12, text, func(t *FleetTenant) string { return string(t.Origin) }},
		{"Exit Code", 9, number, func(t *FleetTenant) string { return strconv.Itoa(t.ExitCode) }},
		{"Complete", 10, text, plan(func(p *FleetPlan) string { return strconv.FormatBool(p.Complete) })},
		{"As Of", 12, text, plan(func(p *FleetPlan) string { return p.AsOf })},
		{"Tenant ID", 38, text, plan(func(p *FleetPlan) string { return p.TenantID })},
	}
	for _, point := range planner.Points() {
		columns = append(columns, column[*FleetTenant]{"Verdict " + string(point), 12, text, func(t *FleetTenant) string { return t.verdictText(point) }})
	}
	for _, numbers := range [][]fleetNumber{readinessNumbers(), dispositionNumbers(), consequenceNumbers()} {
		for _, n := range numbers {
			columns = append(columns, column[*FleetTenant]{n.title, 9, number, counted(func(c *FleetCounts) string { return strconv.Itoa(n.of(c)) })})
		}
	}
	return append(columns,
		column[*FleetTenant]{"People Exact", 12, text, counted(func(c *FleetCounts) string { return strconv.FormatBool(c.PeopleExact) })},
		column[*FleetTenant]{"Gates Failed", 9, number, plan(func(p *FleetPlan) string { return strconv.Itoa(p.GatesFailed) })},
		column[*FleetTenant]{"Gates Unknown", 9, number, plan(func(p *FleetPlan) string { return strconv.Itoa(p.GatesUnknown) })},
		column[*FleetTenant]{"Waves", 9, number, plan(func(p *FleetPlan) string { return strconv.Itoa(p.Waves) })},
		column[*FleetTenant]{"Gaps", 9, number, plan(func(p *FleetPlan) string { return strconv.Itoa(p.Gaps) })},
		column[*FleetTenant]{"Error", 60, text, func(t *FleetTenant) string { return joinedLines(t.Error) }},
		column[*FleetTenant]{"Hint", 60, text, func(t *FleetTenant) string { return t.Hint }})
}

// FleetCSV writes fleet.csv: one row a tenant. Numbers of a tenant without a
// plan are empty; there is no row of sums.
func FleetCSV(w io.Writer, f *Fleet, o Options) error {
	return writeCSV(w, "fleet.csv", tableOf("Fleet", fleetColumns(), pointers(f.Tenants)), o)
}
