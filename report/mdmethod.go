package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"gwbplan/planner"
	"gwbplan/report/escape"
	"gwbplan/report/markdown"
)

// mdMethod explains the words, the assumptions and the facts.
func (v *view) mdMethod(m *markdown.Writer) {
	m.Heading(2, "10. How to read this report")
	m.Para("Rules decide; each reports what it found, and the worst finding sets a group's readiness. " +
		"A value that could not be read stays unknown. The same input gives the same report. " +
		"The tables can be filtered in groups.csv; plan.json holds everything.")
	m.Table([]string{"Word", "Meaning"}, glossary())
	v.mdTargets(m)
	v.mdSettings(m)
	v.mdFactTable(m)
}

// glossary explains the words that a reader outside the project may not know.
func glossary() [][]string {
	rows := [][]string{
		{"AD", "Active Directory, the directory on your own servers."},
		{"anchor", "The attribute msDS-ExternalDirectoryObjectId of an AD group. By it Cloud Sync finds the object that belongs to a cloud group."},
		{"SID", "The number by which permissions are granted in AD. A new object has a new SID and none of the old permissions."},
		{"Connect", "Microsoft Entra Connect Sync, the server that synchronises the two directories today and holds v1 and v2."},
		{"Cloud Sync", "Microsoft Entra Cloud Sync with its group provisioning to AD, which writes cloud security groups to AD."},
		{"writeback flag", "The group's own wish to be written: true, false, null (never set) or unread (not known)."},
		{"the switch", "Switching v2 off for the tenant. It cannot be undone."},
	}
	for _, d := range []planner.Disposition{planner.KeepOnV1, planner.MoveToCloudSync, planner.SideBySide, planner.NotInPlan} {
		w := dispositionWording(d)
		rows = append(rows, []string{w.label, w.meaning})
	}
	return rows
}

// mdTargets shows the Cloud Sync configurations that the forecast assumes, and
// of each value where it comes from.
func (v *view) mdTargets(m *markdown.Writer) {
	if len(v.plan.Targets) == 0 {
		return
	}
	m.Para("The forecast assumes these Cloud Sync configurations:")
	onOff := map[bool]string{true: "on", false: "off"}
	var rows [][]string
	for _, t := range v.plan.Targets {
		job := "none read"
		if t.Job != "" {
			job = escape.MarkdownValue(t.Job)
		}
		rows = append(rows, []string{
			escape.MarkdownText(t.Domain), job,
			targetContainer(t.Container) + sourceNote(t.Sources.Container),
			targetCN(t.CN) + sourceNote(t.Sources.CN),
			onOff[t.MembershipToOnPremisesUsers] + sourceNote(t.Sources.MembershipToOnPremisesUsers),
			onOff[t.ProvisionUsers] + sourceNote(t.Sources.ProvisionUsers),
			escape.MarkdownText(t.ScopeMode) + sourceNote(t.Sources.ScopeMode),
		})
	}
	m.Table([]string{"Domain", "Provisioning job", "Container", "Name (CN)", "Membership switch", "Provisions users", "Scope"}, rows)
}

// sourceNote says where a value of a target comes from.
func sourceNote(source planner.ValueSource) string {
	switch source {
	case planner.FromConfig:
		return " (configuration file)"
	case planner.FromJob:
		return " (read from the tenant)"
	case planner.FromAttestation:
		return " (attested)"
	case planner.FromDefault:
		return " (assumed)"
	}
	return ""
}

func targetContainer(c string) string {
	if words := containerWords(c); words != "" {
		return words
	}
	return escape.MarkdownValue(c)
}

func targetCN(cn string) string {
	if words := cnWords(cn); words != "" {
		return escape.MarkdownText(words)
	}
	return escape.MarkdownValue(cn)
}

// mdFactTable lists the facts that this report cites.
func (v *view) mdFactTable(m *markdown.Writer) {
	m.Para("Facts that this report rests on. F: documented or published by Microsoft, or following from it. " +
		"T: a trap in the published procedure. C: sources differ or are silent. The date is that of the page that was read; a newer one may say otherwise.")
	var rows [][]string
	for _, id := range v.citedFacts() {
		if factText(id) == "" {
			rows = append(rows, []string{escape.MarkdownText(id), "Not known to this build.", "", ""})
			continue
		}
		rows = append(rows, factRow(id))
	}
	m.Table(factHeader(), rows)
}

// citedFacts are the facts of all findings, and those that the report itself
// names, by letter and number.
func (v *view) citedFacts(named ...string) []string {
	var ids []string
	seen := map[string]bool{}
	cite := func(facts []string) {
		for _, id := range facts {
			if !seen[id] {
				seen[id] = true
				ids = append(ids, id)
			}
		}
	}
	cite(v.ownFacts())
	cite(named)
	for _, g := range v.shown {
		for i := range g.Findings {
			cite(g.Findings[i].Facts)
		}
	}
	for i := range v.plan.Gates {
		cite(v.plan.Gates[i].Facts)
	}
	for i := range v.plan.Topology.Reasons {
		cite(v.plan.Topology.Reasons[i].Facts)
	}
	slices.SortFunc(ids, compareFacts)
	return ids
}

// ownFacts are those that the report's own texts name.
func (v *view) ownFacts() []string {
	ids := []string{"F6", "F7", "F13"}
	if len(v.plan.Scope) > 0 {
		ids = append(ids, "F50", "F62", "F64", "F72", "F75", "T14")
	}
	if slices.ContainsFunc(v.shown, func(g *planner.Group) bool { return strings.Contains(identitySentence(g.Action), "F71") }) {
		ids = append(ids, "F71")
	}
	return ids
}

func compareFacts(a, b string) int {
	return cmp.Or(-cmp.Compare(factLetter(a), factLetter(b)), cmp.Compare(factNumber(a), factNumber(b)), cmp.Compare(a, b))
}

// factLetter orders F before T before C.
func factLetter(id string) int {
	for i, l := range []string{"C", "T", "F"} {
		if len(id) > 0 && id[:1] == l {
			return i
		}
	}
	return -1
}

func factNumber(id string) int {
	n := 0
	if len(id) > 1 {
		// Some ids end in a letter (F82a): the digits are enough.
		_, _ = fmt.Sscanf(id[1:], "%d", &n)
	}
	return n
}
