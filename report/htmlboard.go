package report

import (
	"fmt"
	"strings"

	"gwbplan/planner"
	"gwbplan/report/escape"
)

// htmlBoard is what a board reads, in the order in which it decides.
func (v *view) htmlBoard(o Options) []*htmlSection {
	return []*htmlSection{
		v.htmlGates(), v.htmlIrreversible(), v.htmlNumbers(), v.htmlObstacles(), v.htmlWaves(), v.htmlForecast(),
		v.htmlAccess(), v.htmlRisks(), v.htmlUnverified(), htmlUnseen(), v.htmlTopology(), v.htmlApproval(o),
	}
}

func (v *view) htmlNumbers() *htmlSection {
	s := &htmlSection{ID: "numbers", Title: "The numbers", Class: "new-page"}
	s.Blocks = append(s.Blocks, htmlBlock{Chart: v.htmlChart()})
	v.htmlMatrix(s)
	s.heading("Do the numbers add up")
	s.list(v.reconciliation())
	return s
}

func (v *view) htmlIrreversible() *htmlSection {
	s := &htmlSection{ID: "irreversible", Title: "What cannot be undone", Class: "new-page"}
	s.para(theSwitch)
	s.para(v.switchState())
	s.table("Blast radius of the switch", []string{"At the switch", ">groups", "What happens to the AD object"},
		countRows(v.plan.Summary.AtSwitch, "atSwitch", func(word string) wording { return switchWording(planner.AtSwitch(word)) })...)
	if at := &v.plan.AtSwitch; at.Frozen+at.Undecided > 0 {
		s.list(v.switchSentences())
	}
	s.heading("Also hard to undo")
	s.list(hardToUndo())
	s.heading("Until when there is a way back")
	s.table("", []string{"Step", "How to go back", "Until"}, wayBack()...)
	s.heading("Outage and freeze")
	s.list([]string{
		"**From step P2 to step P6 Connect is in staging mode.** It exports nothing: new users, changed attributes and password hashes do not reach the cloud, password changes made in the cloud do not reach AD (C17). Tell the service desk, and keep the time short: after seven days without a synchronisation a full one is due (F83).",
		"**The scheduler is stopped for the tenant, not for one server** (F82): a standby server synchronises nothing either until step P5c.",
		"**From step P2 to Cloud Sync's first cycle nobody looks after the security groups in AD**: first Connect exports nothing, and from step P6 it writes them no more (T13). Members who join or leave in the cloud keep today's access. Freeze changes to these groups, or write them down and check them afterwards.",
		"**The two rules of steps P3 and P4 hold back attributes, new objects and deletions, not every reference**: from step P6 on a change of members can still come from Connect, beside Cloud Sync (F80). Keep the rules as long as Connect runs.",
		"**A group waits until its own wave**: the switch takes the writer from all of them at once.",
	})
	return s
}

// wayBack is the rollback of each step of the procedure, and where it ends.
func wayBack() []htmlRow {
	var rows []htmlRow
	for _, r := range [][3]string{
		{"P1: stamp the anchors", "Clear msDS-ExternalDirectoryObjectId where it was empty before.", "Any time before P7. Afterwards Cloud Sync would make second objects."},
		{"P2: Connect to staging mode, scheduler stopped", "Take it out of staging mode, and start its scheduler.", "P5b. After it, leaving staging mode is step P6, the export itself."},
		{"P3 and P4: the two sync rules", "Delete the rules.", "P5b. After it, without them, AD groups may be deleted."},
		{"P5a: full synchronisation", "Nothing to undo: in staging mode nothing is exported.", "P5b."},
		{"P5b: switch v2 off", "None. v2 cannot be switched on again.", "Before it is done. From here the only way is forward."},
		{"P5c: full synchronisation, scheduler started", "Stop the scheduler. Nothing is exported yet: this is the one chance to read the pending exports, and to stay in staging mode (F81).", "P6."},
		{"P6: Connect exports again", "None for what v1 wrote: Microsoft 365 groups come back when they are deleted. Objects that were deleted come from the AD Recycle Bin, if it is on.", "Staging mode ends."},
		{"P7: Cloud Sync starts", "Pause the configuration. Renamed and moved objects are set back by hand, deleted ones come from the AD Recycle Bin.", "For each wave its first cycle."},
	} {
		rows = append(rows, cells(plainCell(r[0]), plainCell(r[1]), plainCell(r[2])))
	}
	return rows
}

// htmlForecast is what happens to the objects in AD.
func (v *view) htmlForecast() *htmlSection {
	s := &htmlSection{ID: "forecast", Title: "What happens in AD"}
	s.para("**" + v.countedLine() + "**")
	s.para(v.headlineSentence() + v.mdHeadlineParts())
	s.table("When the plan has been carried out", []string{"Action on the AD object", ">groups", "What it means"},
		countRows(v.plan.Summary.Actions, "action", func(word string) wording { return actionWording(planner.Action(word)) })...)
	sum := v.plan.Summary
	s.table("Objects that change", []string{"What changes", ">objects", "Who notices"},
		cells(plainCell("renamed"), numberCell(sum.Renames), plainCell("Whoever finds the group by its CN or DN: LDAP filters, applications, scripts.")),
		cells(plainCell("moved to another container"), numberCell(sum.Moves), plainCell("Whoever finds it by its DN, and delegation and group policies of the two containers.")),
		cells(plainCell("changed in type"), numberCell(sum.Retypes), plainCell("Whoever grants access by the group: a distribution group grants none.")))
	return s
}

// countRows are the words that groups have, with a link to these groups.
func countRows(counts []planner.Count, filter string, of func(word string) wording) []htmlRow {
	var rows []htmlRow
	for _, c := range counts {
		if c.Groups > 0 {
			w, n := of(c.Word), numberCell(c.Groups)
			n.Link = groupsLink(filter, c.Word)
			rows = append(rows, cells(plainCell(w.label), n, plainCell(w.meaning)))
		}
	}
	return rows
}

// htmlAccess is who loses access, by reason.
func (v *view) htmlAccess() *htmlSection {
	s := &htmlSection{ID: "access", Title: "Who loses access"}
	people := v.peopleSentences()
	s.para("**" + people[0] + "** " + people[1])
	s.para(v.losingSentence())
	most := 0
	for _, n := range v.members.leaving {
		most = max(most, n)
	}
	var rows []htmlRow
	for _, r := range memberReasons() {
		if n := v.members.leaving[r]; n > 0 {
			bar := htmlCell{Bar: share(n, most)}
			rows = append(rows, cells(plainCell(capital(memberReasonMeaning(r))), numberCell(n), bar))
		}
	}
	s.table("Members that are in AD now and will not be afterwards", []string{"Kind", ">members", "Compared"}, rows...)
	if v.groupsLeave() {
		s.para(groupIsOneMember)
	}
	s.para(fmt.Sprintf("Beside them: %s not in AD today and not afterwards, %s gained, %s in AD alone, which stay (F58). members.csv and plan.json name all of them.",
		countIs(v.members.absent, "member"), count(v.members.gained, "member"), count(v.members.extra, "member")))
	return s
}

// htmlListRows is how many rows a static table of groups or objects has.
const htmlListRows = 100

func moreRows(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("and %s more: see groups.csv and plan.json.", thousands(n))
}

func nameCell(g *planner.Group) htmlCell {
	if g.DisplayName == "" {
		return htmlCell{Text: "(no name)", Sub: htmlText(g.ID)}
	}
	return htmlCell{Text: htmlText(escape.Shorten(g.DisplayName, 120)), Sub: htmlText(g.ID)}
}

// htmlUnverified lists what rests on more than Microsoft's own words.
func (v *view) htmlUnverified() *htmlSection {
	s := &htmlSection{ID: "unverified", Title: "What rests on unverified facts"}
	var rows []htmlRow
	for _, c := range v.clusters(planner.SeverityBlocker, planner.SeverityUnknown, planner.SeverityFix, planner.SeverityWarning, planner.SeverityInfo) {
		facts, unverified := c.basis()
		if !unverified {
			continue
		}
		var texts []string
		for _, id := range facts {
			texts = append(texts, id+": "+factText(id))
		}
		n := numberCell(c.groups())
		n.Link = groupsLink("finding", string(c.id))
		rows = append(rows, cells(htmlCell{Text: htmlText(c.title), Sub: htmlText(string(c.id))}, n, plainCell(strings.Join(texts, " "))))
	}
	if len(rows) == 0 {
		s.para("Nothing: every finding rests on what Microsoft documents or publishes.")
		return s
	}
	s.para("Microsoft's pages do not confirm these points, or contradict each other. Try each in a lab, or with one group, before the switch.")
	s.table("", []string{"Finding", ">groups", "What it rests on"}, rows...)
	return s
}

// htmlUnseen is what no reading of the two directories can show.
func htmlUnseen() *htmlSection {
	s := &htmlSection{ID: "unseen", Title: "What gwbplan cannot see"}
	s.para("gwbplan reads the two directories. What uses the groups stands elsewhere, so that its owners have to say that they looked.")
	var rows []htmlRow
	for _, r := range [][2]string{
		{"Permissions on files, shares, registry keys and services", "They hold the group's SID. An adopted object keeps it; a new, second or deleted one does not."},
		{"Applications that read AD", "They may know a group by name, DN, SID or e-mail address, and may not take a rename, a move or a distribution group."},
		{"LDAP filters that name a DN, such as memberOf=CN=…", "They find nothing once the object is renamed or moved, and report no error."},
		{"Security filtering and delegation of group policies", "They apply by membership and by container: lost members and moved objects fall out."},
		{"Scripts, identity management and monitoring", "They may write the same objects, or take a change for an attack."},
	} {
		rows = append(rows, cells(plainCell(r[0]), plainCell(r[1]), htmlCell{Class: "blank"}, htmlCell{}))
	}
	t := s.table("To be attested by their owners", []string{"What is not read", "What could break", "Owner: looked, and accepts", "Date"}, rows...)
	t.Class = "sign attest"
	return s
}

// htmlApproval is what the board signs.
func (v *view) htmlApproval(o Options) *htmlSection {
	s := &htmlSection{ID: "approval", Title: "Approval"}
	if len(v.notes()) > 0 {
		s.notice("blocked", "**This is not the whole plan as it is. Do not approve it.**")
	}
	if !v.plan.Complete {
		s.notice("blocked", "**This plan is incomplete. Do not approve it as it stands.**")
	}
	hash := codeCell(o.PlanHash)
	if o.PlanHash == "" {
		hash = plainCell("not given: sha256sum plan.json shows it")
	}
	s.table("What is approved", []string{"What", "Plan"},
		cells(plainCell("Tenant"), htmlCell{Text: htmlText(v.tenantLabel()), Sub: htmlText(v.plan.Tenant.ID)}),
		cells(plainCell("AD domains read"), plainCell(v.domainsRead())),
		cells(plainCell("Plan of"), plainCell(v.plan.AsOf+", rules "+v.plan.RuleSet)),
		cells(plainCell("SHA-256 of plan.json"), hash),
		cells(plainCell("Expires"), htmlCell{Text: v.expiry(), Sub: "Afterwards take the inventory and plan again."}))
	var readings []htmlRow
	for _, r := range v.plan.Snapshots[:min(len(v.plan.Snapshots), htmlListRows)] {
		readings = append(readings, cells(htmlCell{Text: readingWords(r.Kind), Sub: htmlText(r.Name)}, readCell(r.TakenOn), plainCell(v.age(r.TakenOn))))
	}
	s.table("What it rests on", []string{"Reading", "Taken on", "Age on the day of the plan"}, readings...)
	var rows []htmlRow
	for _, point := range []string{"Switching v2 off (P5b)", "First export (P6)", "Start of Cloud Sync (P7)"} {
		rows = append(rows, cells(plainCell(point), htmlCell{Class: "blank"}, htmlCell{Class: "blank"}, htmlCell{}, htmlCell{}))
	}
	s.table("Decision of the board", []string{"Point of no return", "Go or no-go, and conditions", "Decided by", "Date", "Signature"}, rows...).Class = "sign"
	s.para("The approval holds for the plan with this hash alone. `sha256sum plan.json`, or `Get-FileHash plan.json` in PowerShell, shows whether it is the same.")
	return s
}
