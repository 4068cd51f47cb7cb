package report

import (
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"gwbplan/inventory"
	"gwbplan/planner"
)

// csvRow is one line of groups.csv before it is escaped.
type csvRow struct {
	key, group, objectID, kind, disposition, readiness, action, atSwitch string
	dn, newDN, sid                                                       string
	blockers, unknowns, fixes, warnings, pins                            string
	cloud, ad, lost, gained                                              string
	wave, windowStart, windowEnd, dependsOn                              string
	owner, remedy                                                        string
}

// csvColumn is one column: its header, and where its value comes from. A nil
// value leaves the cell empty for the reader.
type csvColumn struct {
	header string
	value  func(*csvRow) string
}

// csvColumns are the columns of groups.csv, in their order.
func csvColumns() []csvColumn {
	return []csvColumn{
		{"Key", func(r *csvRow) string { return r.key }},
		{"Wave", func(r *csvRow) string { return r.wave }},
		{"Window Start", func(r *csvRow) string { return r.windowStart }},
		{"Window End", func(r *csvRow) string { return r.windowEnd }},
		{"Group", func(r *csvRow) string { return r.group }},
		{"Object ID", func(r *csvRow) string { return r.objectID }},
		{"Kind", func(r *csvRow) string { return r.kind }},
		{"Disposition", func(r *csvRow) string { return r.disposition }},
		{"Readiness", func(r *csvRow) string { return r.readiness }},
		{"Action", func(r *csvRow) string { return r.action }},
		{"At Switch", func(r *csvRow) string { return r.atSwitch }},
		{"AD DN", func(r *csvRow) string { return r.dn }},
		{"New DN", func(r *csvRow) string { return r.newDN }},
		{"Object SID", func(r *csvRow) string { return r.sid }},
		{"Blockers", func(r *csvRow) string { return r.blockers }},
		{"Unknowns", func(r *csvRow) string { return r.unknowns }},
		{"Fixes", func(r *csvRow) string { return r.fixes }},
		{"Warnings", func(r *csvRow) string { return r.warnings }},
		{"Pins", func(r *csvRow) string { return r.pins }},
		{"Members Cloud", func(r *csvRow) string { return r.cloud }},
		{"Members AD", func(r *csvRow) string { return r.ad }},
		{"Members Lost", func(r *csvRow) string { return r.lost }},
		{"Members Gained", func(r *csvRow) string { return r.gained }},
		{"Depends On", func(r *csvRow) string { return r.dependsOn }},
		{"Owner", func(r *csvRow) string { return r.owner }},
		{"Remedy", func(r *csvRow) string { return r.remedy }},
		{"Decision", nil}, {"Due", nil}, {"Status", nil},
	}
}

// CSV writes groups.csv: one row a group that is in the plan or has a finding,
// then one row a gate (kind gate, its status under Readiness, the step before
// which it must hold under Action, what is wrong or not known under Blockers or
// Unknowns), then one row an AD object without a cloud group (kind orphan). It is RFC 4180
// with CRLF line ends, in UTF-8 without a byte order mark unless o.BOM is set.
// Several values in one cell are separated by "; ". "Members Lost" counts the
// members that are in AD now and will not be afterwards. The counts of a group
// whose members could not all be read are left empty. Windows are RFC 3339 in
// UTC; "Depends On" has the keys of the rows that a group without a wave waits
// for.
//
// Key stays the same from run to run: "grp-" and the object id, "gate-" and the
// gate's name, "orphan-" and
// the objectGUID, or where that is unknown the start of the SHA-256 of the
// distinguished name.
func CSV(w io.Writer, p *planner.Plan, o Options) error {
	v, err := newView(p)
	if err != nil {
		return err
	}
	if o.BOM {
		if _, err := io.WriteString(w, "\ufeff"); err != nil {
			return fmt.Errorf("writing groups.csv: %w", err)
		}
	}
	c := csv.NewWriter(w)
	c.UseCRLF = true
	writeCSV(c, v)
	c.Flush()
	if err := c.Error(); err != nil {
		return fmt.Errorf("writing groups.csv: %w", err)
	}
	return nil
}

// writeCSV leaves errors to the writer, which keeps the first one.
func writeCSV(c *csv.Writer, v *view) {
	columns := csvColumns()
	cells := make([]string, len(columns))
	for i, col := range columns {
		cells[i] = col.header
	}
	_ = c.Write(cells)
	write := func(r *csvRow) {
		for i, col := range columns {
			cells[i] = ""
			if col.value != nil {
				cells[i] = csvCell(col.value(r))
			}
		}
		_ = c.Write(cells)
	}
	for _, g := range v.shown {
		write(v.groupRow(g))
	}
	for i := range v.plan.Gates {
		write(gateRow(&v.plan.Gates[i]))
	}
	for _, orphan := range v.orphans {
		write(orphanRow(orphan))
	}
}

func (v *view) groupRow(g *planner.Group) *csvRow {
	r := &csvRow{
		key: "grp-" + g.ID, group: g.DisplayName, objectID: g.ID, kind: string(g.Kind),
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
	return r
}

// csvWave tells when a group goes, and the keys of the rows that it waits for.
func (v *view) csvWave(r *csvRow, g *planner.Group) {
	if w := v.wave(g); w != nil {
		r.wave = strconv.Itoa(w.Number)
		if !w.Window.Start.IsZero() {
			r.windowStart, r.windowEnd = w.Window.Start.UTC().Format(time.RFC3339), w.Window.End.UTC().Format(time.RFC3339)
		}
	}
	var keys []string
	for _, id := range g.WaitsFor {
		keys = append(keys, "grp-"+id)
	}
	r.dependsOn = strings.Join(keys, "; ")
}

func orphanRow(o *planner.Orphan) *csvRow {
	r := &csvRow{
		key: orphanKey(o), group: o.DN.RDN().Value, objectID: o.ClaimedID, kind: "orphan",
		dn: string(o.DN), sid: string(o.ObjectSID), ad: strconv.Itoa(o.Members),
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
