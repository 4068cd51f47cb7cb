package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"

	"gwbplan/planner"
)

// Digest is what a summary needs of a plan's groups. It takes them one by one,
// so that a plan of which the groups were never in memory together has one.
type Digest struct {
	blocks map[block]int // keyed with groups 0
	unread int
}

// blocking are the severities that keep a group from going as it is.
var blocking = []planner.Severity{planner.SeverityBlocker, planner.SeverityUnknown, planner.SeverityFix}

// block is a finding that stands in the way of some groups.
type block struct {
	id       planner.FindingID
	severity planner.Severity
	groups   int
}

// NewDigest begins with no group.
func NewDigest() *Digest { return &Digest{blocks: map[block]int{}} }

// Add takes one group of the plan. It keeps nothing of it.
func (d *Digest) Add(g *planner.Group) {
	if membersUnread(g) {
		d.unread++
	}
	for i, f := range g.Findings {
		again := slices.ContainsFunc(g.Findings[:i], func(o planner.Finding) bool {
			return o.ID == f.ID && o.Severity == f.Severity && !o.Waived
		})
		if slices.Contains(blocking, f.Severity) && !f.Waived && !again {
			d.blocks[block{id: f.ID, severity: f.Severity}]++
		}
	}
}

// Summary is the function [Summary] for a plan whose groups were added before;
// those that the plan itself has do not count.
func (d *Digest) Summary(w io.Writer, p *planner.Plan, o Options) error {
	rest := *p
	rest.Groups = nil
	v, err := newView(&rest)
	if err != nil {
		return err
	}
	v.unread = d.unread
	s := newScreen(w, o)
	v.summaryHead(s)
	v.summaryVerdict(s)
	v.summaryMatrix(s)
	v.summaryBlocks(s, d.worst())
	v.summaryHeadline(s)
	v.summaryActions(s)
	v.summaryWaves(s)
	v.summaryScope(s)
	v.summaryReconciliation(s)
	v.summaryGaps(s)
	if err := s.flush(); err != nil {
		return fmt.Errorf("writing the summary: %w", err)
	}
	return nil
}

// worst are the blocks in the order of [view.clusters].
func (d *Digest) worst() []block {
	var out []block
	for b, n := range d.blocks {
		b.groups = n
		out = append(out, b)
	}
	slices.SortFunc(out, func(a, b block) int {
		return cmp.Or(cmp.Compare(severityRank(a.severity), severityRank(b.severity)), cmp.Compare(b.groups, a.groups), cmp.Compare(a.id, b.id))
	})
	return out
}
