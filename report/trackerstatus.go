package report

import (
	"slices"
	"strings"

	"gwbplan/planner/verify"
)

// What a verification found, in the rows that a tracker has already: same keys,
// and the column Status filled in.

// groupStatus fills in what became of a group. What is to be done about a
// failure comes before what was to be done for the plan.
func (v *view) groupStatus(r *csvRow) {
	g := v.verifiedGroup(r.objectID)
	if g == nil {
		return
	}
	r.status = string(g.Status)
	var next []string
	for _, why := range g.Reasons {
		if why.Status == verify.Failed || why.Status == verify.Unknown {
			next = append(next, string(why.ID)+": "+why.Next)
		}
	}
	if len(next) > 0 {
		r.remedy = strings.TrimSpace(strings.Join(slices.Compact(next), " ") + " " + r.remedy)
	}
}

// verifiedGroup finds a group; the verification has the plan's order, by id.
func (v *view) verifiedGroup(id string) *verify.Group {
	if v.verified == nil {
		return nil
	}
	groups := v.verified.Groups
	i, ok := slices.BinarySearchFunc(groups, id, func(g verify.Group, id string) int { return strings.Compare(g.ID, id) })
	if !ok {
		return nil
	}
	return &groups[i]
}

// waveStatus is the worst status of a wave's groups, empty where nobody looked.
func (v *view) waveStatus(number int) string {
	if v.verified == nil {
		return ""
	}
	for _, p := range v.verified.Summary.Parts {
		if p.Part == verify.PartWave && p.Wave == number {
			return string(worst(p.Counts))
		}
	}
	return ""
}

func worst(c verify.Counts) verify.Status {
	switch {
	case c.Failed > 0:
		return verify.Failed
	case c.Unknown > 0:
		return verify.Unknown
	case c.Pending > 0:
		return verify.Pending
	}
	return verify.Done
}

// statusLabel is the status in one word for a tracker's labels.
func (r *csvRow) statusLabel() string {
	if r.status == "" {
		return ""
	}
	return "status-" + r.status
}

// progress is the status in the words of Planner.
func (r *csvRow) progress() string {
	switch verify.Status(r.status) {
	case verify.Done:
		return "Completed"
	case verify.Failed, verify.Unknown:
		return "In progress"
	}
	return "Not started"
}
