package report

import (
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"fmt"
	"io"
	"strconv"
	"strings"

	"gwbplan/inventory"
	"gwbplan/planner"
)

// csvRow is one line of groups.csv, before a profile shapes it and before it is
// escaped.
type csvRow struct {
	key, group, objectID, kind, disposition, readiness, action, atSwitch string
	dn, newDN, sid                                                       string
	blockers, unknowns, fixes, warnings, pins                            string
	cloud, ad, lost, gained                                              string
	wave, windowStart, windowEnd, dependsOn                              string
	owner, remedy                                                        string
	predecessors                                                         string // line numbers, for Microsoft Project
	status                                                               string // what a verification found
}

// csvColumns are the columns of groups.csv, in their order.
func csvColumns() []column[*csvRow] {
	return []column[*csvRow]{
		{"Key", 42, text, func(r *csvRow) string { return r.key }},
		{"Wave", 7, number, func(r *csvRow) string { return r.wave }},
		{"Window Start", 21, text, func(r *csvRow) string { return r.windowStart }},
		{"Window End", 21, text, func(r *csvRow) string { return r.windowEnd }},
		{"Group", 36, text, func(r *csvRow) string { return r.group }},
		{"Object ID", 38, text, func(r *csvRow) string { return r.objectID }},
		{"Kind", 20, text, func(r *csvRow) string { return r.kind }},
		{"Disposition", 20, text, func(r *csvRow) string { return r.disposition }},
		{"Readiness", 14, text, func(r *csvRow) string { return r.readiness }},
		{"Action", 12, text, func(r *csvRow) string { return r.action }},
		{"At Switch", 12, text, func(r *csvRow) string { return r.atSwitch }},
		{"AD DN", 50, text, func(r *csvRow) string { return r.dn }},
		{"New DN", 50, text, func(r *csvRow) string { return r.newDN }},
		{"Object SID", 46, text, func(r *csvRow) string { return r.sid }},
		{"Blockers", 30, text, func(r *csvRow) string { return r.blockers }},
		{"Unknowns", 30, text, func(r *csvRow) string { return r.unknowns }},
		{"Fixes", 24, text, func(r *csvRow) string { return r.fixes }},
		{"Warnings", 24, text, func(r *csvRow) string { return r.warnings }},
		{"Pins", 24, text, func(r *csvRow) string { return r.pins }},
		{"Members Cloud", 9, number, func(r *csvRow) string { return r.cloud }},
		{"Members AD", 9, number, func(r *csvRow) string { return r.ad }},
		{"Members Lost", 9, number, func(r *csvRow) string { return r.lost }},
		{"Members Gained", 9, number, func(r *csvRow) string { return r.gained }},
		{"Depends On", 42, text, func(r *csvRow) string { return r.dependsOn }},
		{"Owner", 30, text, func(r *csvRow) string { return r.owner }},
		{"Remedy", 60, text, func(r *csvRow) string { return r.remedy }},
		{"Decision", 20, text, nil}, {"Due", 12, text, nil},
		{"Status", 12, text, func(r *csvRow) string { return r.status }},
	}
}

// CSV writes groups.csv as the profile of the options shapes it, in one file
// whatever its length; [Documents] splits it where an importer wants that.
//
// The generic profile has one row a group that is in the plan or has a finding,
// one a gate (kind gate, its status under Readiness, the step before which it
// must hold under Action), one a task of the tenant (kind task), and one an AD
// object without a cloud group (kind orphan). Several values in one cell are
// separated by "; ". "Members Lost" counts the members that are in AD now and
// will not be afterwards. The counts of a group whose members could not all be
// read are left empty. Windows are RFC 3339 in UTC; "Depends On" has the keys of
// the rows that a group without a wave waits for. "Status" is filled in from a
// verification ([Options.Verified]), and is empty without one.
//
// Key stays the same from run to run: "grp-" and the object id, "gate-" and the
// gate's name, "task-" and what the task is about, "orphan-" and the objectGUID,
// or where that is unknown the start of the SHA-256 of the distinguished name.
func CSV(w io.Writer, p *planner.Plan, o Options) error {
	v, err := newView(p)
	if err != nil {
		return err
	}
	v.verified = o.Verified
	return writeCSV(w, "groups.csv", o.profile().table(o.profile().rowsOf(v)), o)
}

// MembersCSV writes members.csv: one row a member that a group loses, gains, or
// has in AD alone.
func MembersCSV(w io.Writer, p *planner.Plan, o Options) error {
	v, err := newView(p)
	if err != nil {
		return err
	}
	return writeCSV(w, "members.csv", v.memberTable("Members", allFates), o)
}

// FindingsCSV writes findings.csv: one row a finding of a group.
func FindingsCSV(w io.Writer, p *planner.Plan, o Options) error {
	v, err := newView(p)
	if err != nil {
		return err
	}
	return writeCSV(w, "findings.csv", v.findingTable(), o)
}

// writeCSV writes a table by RFC 4180 with CRLF line ends, in UTF-8 without a
// byte order mark unless one is asked for or the profile wants it.
func writeCSV(w io.Writer, name string, t Table, o Options) error {
	if o.BOM || o.profile().bom {
		if _, err := io.WriteString(w, "\ufeff"); err != nil {
			return fmt.Errorf("writing %s: %w", name, err)
		}
	}
	c := csv.NewWriter(w)
	c.UseCRLF = true
	cells := make([]string, len(t.Columns))
	for i, col := range t.Columns {
		cells[i] = col.Header
	}
	_ = c.Write(cells) // the writer keeps its first error
	for row := range t.Rows {
		for i, cell := range row {
			cells[i] = csvCell(cell)
		}
		if c.Write(cells) != nil {
			break
		}
	}
	c.Flush()
	if err := c.Error(); err != nil {
		return fmt.Errorf("writing %s: %w", name, err)
	}
	return nil
}

// lazyRow makes a row when it is written: a plan can have a million of them.
type lazyRow func() *csvRow

// allRows are the rows of groups.csv, in order.
func (v *view) allRows() []lazyRow { return v.rows(func(*planner.Gate) bool { return true }) }

// openRows leaves out the gates that pass or do not apply: an importer makes a
// new, open item of every row.
func (v *view) openRows() []lazyRow {
	return v.rows(func(g *planner.Gate) bool { return g.Status == planner.GateFail || g.Status == planner.GateUnknown })
}

func (v *view) rows(wanted func(*planner.Gate) bool) []lazyRow {
	out := make([]lazyRow, 0, len(v.shown)+len(v.plan.Gates)+len(v.orphans))
	for _, g := range v.shown {
		out = append(out, func() *csvRow { return v.groupRow(g) })
	}
	for i := range v.plan.Gates {
		if g := &v.plan.Gates[i]; wanted(g) {
			out = append(out, func() *csvRow { return gateRow(g) })
		}
	}
	for _, r := range v.tasks() {
		out = append(out, func() *csvRow { return r })
	}
	for _, o := range v.orphans {
		out = append(out, func() *csvRow { return orphanRow(o) })
	}
	return out
}

func (v *view) groupRow(g *planner.Group) *csvRow {
	r := &csvRow{
		key: groupKey(g.ID), group: g.DisplayName, objectID: g.ID, kind: string(g.Kind),
		disposition: string(g.Disposition), readiness: string(g.Readiness),
		action: string(g.Action), atSwitch: string(g.AtSwitch),
		newDN:    string(newDN(g)),
		blockers: findingIDs(g, planner.SeverityBlocker), unknowns: findingIDs(g, planner.SeverityUnknown),
		fixes: findingIDs(g, planner.SeverityFix), warnings: findingIDs(g, planner.SeverityWarning),
		cloud: strconv.Itoa(g.Members.Cloud), ad: strconv.Itoa(g.Members.AD),
		lost: strconv.Itoa(leaving(&g.Members)), gained: strconv.Itoa(len(g.Members.Gained)),
		owner: strings.Join(g.Owners, "; "), remedy: strings.Join(remedies(g), " "),
	}
	var dns, sids, pins []string
	for _, ad := range g.ADObjects {
		dns, sids = append(dns, string(ad.DN)), append(sids, string(ad.ObjectSID))
	}
	for _, pin := range g.Pins {
		pins = append(pins, fmt.Sprintf("%s (%s)", pin.ID, pin.HeldBy))
	}
	v.csvWave(r, g)
	if membersUnread(g) {
		r.cloud, r.lost, r.gained = "", "", "" // unknown is no 0
	}
	if adMembersUnread(g) {
		r.ad = ""
	}
	r.dn, r.sid, r.pins = strings.Join(dns, "; "), strings.Join(sids, "; "), strings.Join(pins, "; ")
	v.groupStatus(r)
	return r
}

// csvWave tells when a group goes, and the keys of the rows that it waits for.
func (v *view) csvWave(r *csvRow, g *planner.Group) {
	if w := v.wave(g); w != nil {
		r.wave = v.waveNumber(g)
		r.window(w.Window)
	}
	var keys []string
	for _, id := range g.WaitsFor {
		keys = append(keys, groupKey(id))
	}
	r.dependsOn = strings.Join(keys, "; ")
}

// waveNumber is a group's wave, empty where it has none.
func (v *view) waveNumber(g *planner.Group) string {
	if v.wave(g) == nil {
		return ""
	}
	return strconv.Itoa(g.Wave)
}

func orphanRow(o *planner.Orphan) *csvRow {
	r := &csvRow{
		key: orphanKey(o), group: o.DN.RDN().Value, objectID: o.ClaimedID, kind: "orphan",
		dn: string(o.DN), sid: string(o.ObjectSID), ad: orphanMembers(o, strconv.Itoa),
		remedy: orphanRemedy(o.Status),
	}
	if o.Status == planner.OrphanUnproven {
		r.unknowns = planner.OrphanUnproven
	}
	return r
}

func orphanKey(o *planner.Orphan) string {
	if !o.ObjectGUID.IsZero() {
		return "orphan-" + o.ObjectGUID.String()
	}
	sum := sha256.Sum256([]byte(o.DN.Key()))
	return "orphan-" + hex.EncodeToString(sum[:8])
}

// findingIDs lists the findings of a severity, each id once.
func findingIDs(g *planner.Group, s planner.Severity) string {
	var ids []string
	seen := map[string]bool{}
	for _, f := range findings(g) {
		id := string(f.ID)
		if f.Waived {
			id += " (waived)"
		}
		if f.Severity == s && !seen[id] {
			seen[id] = true
			ids = append(ids, id)
		}
	}
	return strings.Join(ids, "; ")
}

// remedies lists what to do about a group, most urgent first, each text once.
// Warnings and infos need no work before the group can go.
func remedies(g *planner.Group) []string {
	var out []string
	seen := map[string]bool{}
	for _, f := range findings(g) {
		urgent := f.Severity == planner.SeverityBlocker || f.Severity == planner.SeverityUnknown || f.Severity == planner.SeverityFix
		if urgent && !f.Waived && f.Remedy != "" && !seen[f.Remedy] {
			seen[f.Remedy] = true
			out = append(out, f.Remedy)
		}
	}
	return out
}

// leaving counts the members that are in AD now and will not be afterwards.
func leaving(m *planner.Members) int {
	n := 0
	for _, l := range m.Lost {
		if l.InADNow {
			n++
		}
	}
	return n
}

// newDN is the distinguished name that the AD object will have, empty where it
// stays or cannot be told. It rests on the changes of cn and parent.
func newDN(g *planner.Group) inventory.DN {
	var cn string
	var parent inventory.DN
	if len(g.ADObjects) == 1 {
		cn, parent = g.ADObjects[0].DN.RDN().Value, g.ADObjects[0].DN.Parent()
	}
	changed := false
	for _, c := range g.Changes {
		switch strings.ToLower(c.Attribute) {
		case "cn":
			cn, changed = c.After, true
		case "parent":
			parent, changed = inventory.DN(c.After), true
		}
	}
	if !changed || cn == "" || parent == "" {
		return ""
	}
	return parent.Child(cn)
}

// CSVCell is a value for a cell of a CSV file that a spreadsheet may open.
func CSVCell(s string) string { return csvCell(s) }
