package report

import (
	"fmt"
	"strings"
	"time"

	"gwbplan/planner"
	"gwbplan/report/escape"
)

// The forecast's sentences: what the plan does to AD, to people, and when.

// countedLine counts the whole plan in one line.
func (v *view) countedLine() string {
	s := &v.plan.Summary
	n := map[string]int{}
	for _, c := range s.Actions {
		n[c.Word] = c.Groups
	}
	to := func(a planner.Action) string { return thousands(n[string(a)]) + " to " + string(a) }
	return "Plan: " + strings.Join([]string{
		to(planner.ActionAdopt), to(planner.ActionCreate), to(planner.ActionDuplicate),
		thousands(s.Renames) + " to rename", thousands(s.Moves) + " to move", thousands(s.Retypes) + " to retype",
		to(planner.ActionResume), to(planner.ActionFreeze), count(len(v.orphans), "orphan"),
	}, ", ") + "."
}

// peopleSentences tell how many people the plan concerns.
func (v *view) peopleSentences() []string {
	s := &v.plan.Summary
	return []string{
		peopleSentence(s.PeopleLosingAccess, "loses access that AD gives today", "lose access that AD gives them today"),
		peopleSentence(s.PeopleGainingAccess, "gains access that AD does not give today", "gain access that AD does not give them today"),
	}
}

func peopleSentence(p planner.PeopleCount, one, many string) string {
	out := "Nobody " + one
	switch {
	case p.People == 1:
		out = "1 person " + one
	case p.People > 1:
		out = thousands(p.People) + " people " + many
	}
	if p.People > 0 {
		out += ", in " + count(p.Groups, "group")
	}
	if !p.Exact {
		out += ", as far as members could be read and compared"
	}
	return out + "; nested groups are followed."
}

// switchSentences warn whoever would switch v2 off too early.
func (v *view) switchSentences() []string {
	s := &v.plan.AtSwitch
	var out []string
	if s.Done {
		out = append(out, fmt.Sprintf("v2 is off already: nobody updates %s, until Cloud Sync takes over its group.", count(s.Frozen, "AD object")))
	} else {
		out = append(out, fmt.Sprintf("The switch takes the writer from %s at once, whatever the wave. Each stands still until its wave.", count(s.Frozen, "AD object")))
	}
	if s.WithoutWave > 0 {
		out = append(out, fmt.Sprintf("%s no wave: nothing says when that ends.", countHas(s.WithoutWave, "of these objects", "of these objects")))
	}
	if s.Undecided > 0 {
		out = append(out, fmt.Sprintf("%s undecided (blocked or unknown). Do not switch v2 off before they are decided.", countIs(s.Undecided, "written security group")))
	}
	return out
}

func countHas(n int, one, many string) string {
	if n == 1 {
		return "1 " + one + " has"
	}
	return thousands(n) + " " + many + " have"
}

// frozenFor is how long the objects of a wave stand still.
func frozenFor(f *planner.FrozenWave) string {
	switch {
	case f.Frozen == 0:
		return "nothing stands still"
	case f.Hours > 0:
		return "at most " + hours(f.Hours)
	}
	return "until " + f.Until
}

func hours(n int) string {
	if n < 48 {
		return count(n, "hour")
	}
	out := count(n/24, "day")
	if n%24 > 0 {
		out += " " + count(n%24, "hour")
	}
	return out
}

// moment writes a time of the plan in UTC, empty for none.
func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02 15:04Z")
}

func windowText(w planner.Window) string {
	if w.Start.IsZero() {
		return "no window set"
	}
	return moment(w.Start) + " to " + moment(w.End)
}

// wave returns a group's wave, nil where it has none.
func (v *view) wave(g *planner.Group) *planner.Wave {
	if g.Wave < 1 || g.Wave > len(v.plan.Waves) {
		return nil
	}
	return &v.plan.Waves[g.Wave-1]
}

// waveSentence tells when a group goes, or why it does not; empty for a group
// that is not on its way.
func (v *view) waveSentence(g *planner.Group) string {
	if w := v.wave(g); w != nil {
		out := fmt.Sprintf("wave %d of %d", w.Number, len(v.plan.Waves))
		if w.Pilot {
			out += ", the pilot"
		}
		return out + ", " + windowText(w.Window)
	}
	why, ok := v.waiting[g.ID]
	if !ok {
		return ""
	}
	out := "no wave: " + waitWording(why)
	if len(g.WaitsFor) > 0 {
		out += "; it waits for " + someOf(v.names(g.WaitsFor), 10)
	}
	return out
}

func waitWording(w planner.WaitReason) string {
	switch w {
	case planner.WaitsBlocked:
		return "somebody must decide first"
	case planner.WaitsUnknown:
		return "evidence is missing"
	case planner.WaitsNested:
		return "a group nested in it has none"
	}
	return string(w)
}

// names are the display names of groups, with their ids.
func (v *view) names(ids []string) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = id
		if g := v.byID[id]; g != nil {
			out[i] = escape.Shorten(g.DisplayName, 80) + " (" + id + ")"
		}
	}
	return out
}

// someOf joins the first of a list and counts the rest.
func someOf(items []string, most int) string {
	if len(items) <= most {
		return strings.Join(items, ", ")
	}
	return strings.Join(items[:most], ", ") + fmt.Sprintf(" and %s more", thousands(len(items)-most))
}

// identitySentence says whether the AD object stays the same one.
func identitySentence(a planner.Action) string {
	switch a {
	case planner.ActionRetype:
		return "SID, objectGUID and sAMAccountName are expected to stay (C15)"
	case planner.ActionAdopt, planner.ActionResume, planner.ActionKeep, planner.ActionFreeze:
		return "SID, objectGUID and sAMAccountName stay"
	case planner.ActionCreate, planner.ActionDuplicate:
		return "SID and objectGUID are new, and Cloud Sync lets sAMAccountName be a random one (F71)"
	}
	return ""
}
