package report

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"gwbplan/planner"
)

// tasks are the rows of groups.csv for what the tenant as a whole must do: what
// must be known of an excerpt first, then the decisions at the points of no return, the
// Cloud Sync configurations, the waves, and the gaps to close.
func (v *view) tasks() []*csvRow {
	var out []*csvRow
	for i, note := range v.notes() {
		out = append(out, task("note-"+strconv.Itoa(i+1), note))
	}
	for i := range v.plan.Verdict {
		out = append(out, v.verdictTask(&v.plan.Verdict[i]))
	}
	for i := range v.plan.Targets {
		out = append(out, targetTask(&v.plan.Targets[i]))
	}
	for i := range v.plan.Waves {
		out = append(out, v.waveTask(&v.plan.Waves[i]))
	}
	for _, g := range v.gaps() {
		out = append(out, gapTask(&g))
	}
	return out
}

func task(key, title string) *csvRow {
	return &csvRow{key: "task-" + key, kind: "task", group: title}
}

// verdictTask is the decision at a point of no return, and what is against it.
func (v *view) verdictTask(d *planner.Verdict) *csvRow {
	r := task(string(d.Point), fmt.Sprintf("Decide on %s, %s", d.Point, pointLabel(d.Point)))
	r.readiness = string(d.Verdict)
	var fails, open, keys []string
	for _, why := range d.Reasons {
		if why.Status == planner.GateFail {
			fails = append(fails, why.ID)
		} else {
			open = append(open, why.ID)
		}
		if _, ok := planner.GateByID(planner.GateID(why.ID)); ok {
			keys = append(keys, "gate-"+why.ID)
		}
	}
	r.blockers, r.unknowns, r.dependsOn = strings.Join(fails, "; "), strings.Join(open, "; "), strings.Join(keys, "; ")
	return r
}

// targetTask sets up one Cloud Sync configuration as the plan assumes it.
func targetTask(t *planner.PlanTarget) *csvRow {
	r := task("cloud-sync-"+t.Domain, "Set up the Cloud Sync configuration of "+t.Domain+", and leave it paused")
	r.remedy = fmt.Sprintf("Container: %s. Name (CN): %s. Membership switch: %s. Scope: %s.",
		notRead(t.Container), notRead(t.CN), strconv.FormatBool(t.MembershipToOnPremisesUsers), notRead(t.ScopeMode))
	return r
}

func notRead(s string) string {
	if s == "" {
		return "not read"
	}
	return s
}

func (v *view) waveTask(w *planner.Wave) *csvRow {
	title := fmt.Sprintf("Move wave %d to Cloud Sync: %s", w.Number, count(w.Groups, "group"))
	if w.Pilot {
		title += ", the pilot"
	}
	r := task("wave-"+strconv.Itoa(w.Number), title)
	r.wave, r.cloud, r.remedy = strconv.Itoa(w.Number), strconv.Itoa(w.Members), capital(w.Why)+"."
	r.status = v.waveStatus(w.Number)
	r.window(w.Window)
	return r
}

// window writes a change window, RFC 3339 in UTC.
func (r *csvRow) window(w planner.Window) {
	if !w.Start.IsZero() {
		r.windowStart, r.windowEnd = w.Start.UTC().Format(time.RFC3339), w.End.UTC().Format(time.RFC3339)
	}
}

func gapTask(g *gap) *csvRow {
	r := task(hashedKey("gap-", g.Source, string(g.What), g.Why, g.Hides, g.Permission), "Close a gap: "+gapTitle(*g))
	r.unknowns = g.Hides
	if g.Permission != "" {
		r.remedy = "The permission " + g.Permission + " shows it. Read again, then plan again."
	}
	return r
}
