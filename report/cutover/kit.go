// Package cutover writes the cut-over kit of a plan: what the people on the
// night of the change read, load and run. It executes nothing.
package cutover

import (
	"io"

	"gwbplan/planner"
)

// Refusal is why no kit can be written from a plan.
type Refusal struct{ why, hint string }

// Error says why.
func (r *Refusal) Error() string { return r.why }

// Hint says what to do instead.
func (r *Refusal) Hint() string { return r.hint }

// The errors of a plan that no kit can be written from.
var (
	// ErrRedacted: pseudonyms stand in the place of the names and ids.
	ErrRedacted = &Refusal{"the plan is redacted, and nothing can be carried out by pseudonyms", "give the plan that the redacted one was made from"}
	// ErrExcerpt: the sync rules and the switch concern every group.
	ErrExcerpt = &Refusal{"the plan is an excerpt, and the switch concerns every group", "give the whole plan"}
)

// Kit is what every file of the kit is written from.
type Kit struct {
	Plan *planner.Plan
	// PlanHash is the SHA-256 of the plan file, in hexadecimal, as an approval
	// names it.
	PlanHash string
	// In are the groups that the kit carries out, Out those bound for Cloud Sync
	// that it leaves out; both in the plan's order.
	In  []*planner.Group
	Out []LeftOut
	// waves are the groups of In by wave, why says of waiting groups why they wait.
	waves map[int][]*planner.Group
	why   map[string]planner.WaitReason
}

// LeftOut is a group bound for Cloud Sync that the kit does not carry out.
type LeftOut struct {
	Group *planner.Group
	Why   planner.WaitReason
}

// File is one file of the kit.
type File struct {
	Name  string
	Write func(io.Writer) error
}

// New takes the groups of a plan that have a wave, which are ready, fix-first or
// waived, and notes the others that wait for one.
func New(p *planner.Plan, planHash string) (*Kit, error) {
	switch {
	case p.Redacted:
		return nil, ErrRedacted
	case p.Excerpt != nil:
		return nil, ErrExcerpt
	}
	k := &Kit{Plan: p, PlanHash: planHash, waves: map[int][]*planner.Group{}, why: map[string]planner.WaitReason{}}
	for _, w := range p.Waiting {
		k.why[w.ID] = w.Why
	}
	for i := range p.Groups {
		g := &p.Groups[i]
		if g.Wave > 0 {
			k.In = append(k.In, g)
			k.waves[g.Wave] = append(k.waves[g.Wave], g)
		} else if reason, waits := k.why[g.ID]; waits {
			k.Out = append(k.Out, LeftOut{Group: g, Why: reason})
		}
	}
	return k, nil
}
