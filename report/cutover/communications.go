package cutover

import (
	"io"
	"slices"

	"gwbplan/planner"
	"gwbplan/report"
)

// part is what of the change an owner is told about a group.
type part int

const (
	untold part = iota
	carriedOut
	waits
	appears
)

// told says of each group of the plan whether its owner is written to.
func (k *Kit) told() map[string]part {
	out := map[string]part{}
	for _, g := range k.In {
		out[g.ID] = carriedOut
	}
	for _, o := range k.Out {
		out[o.Group.ID] = waits
	}
	for i := range k.Plan.Groups {
		if g := &k.Plan.Groups[i]; g.Kind == planner.KindMicrosoft365 && g.Action == planner.ActionCreate {
			out[g.ID] = appears
		}
	}
	return out
}

// shares divides these groups among their owners; what nobody is known to own
// comes last.
func (k *Kit) shares() []report.Share {
	told := k.told()
	var groups []int
	for i := range k.Plan.Groups {
		if told[k.Plan.Groups[i].ID] != untold {
			groups = append(groups, i)
		}
	}
	return report.ByOwner(k.Plan, groups)
}

// ownerCounts are the owners that are known, and the groups without one.
func (k *Kit) ownerCounts() (owners, unknown int) {
	for _, s := range k.shares() {
		if s.Owner == "" {
			unknown = len(s.Groups)
		} else {
			owners++
		}
	}
	return owners, unknown
}

// communications are one text for each owner, and their index.
func (k *Kit) communications() []File {
	shares, told := k.shares(), k.told()
	out := []File{{Name: FileOwners, Write: func(w io.Writer) error { return k.ownerIndex(shares, told).writeMarkdown(w) }}}
	for i := range shares {
		s := &shares[i]
		out = append(out, File{Name: ownerFile(s), Write: func(w io.Writer) error { return k.letter(s, told).writeMarkdown(w) }})
	}
	return out
}

func ownerFile(s *report.Share) string { return FolderOwners + "/" + s.Folder + ".md" }

func (k *Kit) ownerIndex(shares []report.Share, told map[string]part) *document {
	s := &section{ID: "owners", Title: "Who gets which text"}
	s.para("Send each text to its owner and to nobody else. Groups without a known owner stand in `no-owner.md`: find somebody who answers for each. Their owners may not have been read.")
	var rows [][]cell
	for i := range shares {
		share := &shares[i]
		n := map[part]int{}
		for _, g := range share.Groups {
			n[told[k.Plan.Groups[g].ID]]++
		}
		owner := say("**nobody known**")
		if share.Owner != "" {
			owner = say("{}", name(share.Owner))
		}
		rows = append(rows, row(owner, say("`{}.md`", share.Folder), say("{}", n[carriedOut]), say("{}", n[waits]), say("{}", n[appears])))
	}
	if len(rows) == 0 {
		s.para("Nobody: no group of this plan changes.")
	}
	s.table([]string{"Owner", "Text", ">Groups in this change", ">Groups left out", ">Groups that appear in AD"}, rows)
	return &document{Title: "Communication", Subtitle: say("Plan of {}. gwbplan sends nothing.", quote(k.Plan.AsOf)), Sections: []*section{s}}
}

// letter is the text for one owner.
func (k *Kit) letter(share *report.Share, told map[string]part) *document {
	groups := map[part][]*planner.Group{}
	for _, i := range share.Groups {
		g := &k.Plan.Groups[i]
		groups[told[g.ID]] = append(groups[told[g.ID]], g)
	}
	to := say("For {}, as the owner of these groups.", name(share.Owner))
	if share.Owner == "" {
		to = say("**No owner of these groups is known. Whoever answers for one of them should read this.**")
	}
	d := &document{Title: "Your groups: a change in how they reach our own servers", Subtitle: to}
	s := &section{ID: "what", Title: "What happens"}
	s.para("Some of your groups in Microsoft Entra ID also exist in Active Directory (AD), where servers, file shares and applications grant access by them. Microsoft has retired the service that copies them there. Another service, Microsoft Entra Cloud Sync, takes over. **You keep managing your groups where you do today.**")
	d.Sections = append(d.Sections, s)
	k.letterChange(d, groups[carriedOut])
	k.letterLeftOut(d, groups[waits])
	k.letterAppears(d, groups[appears])
	d.Sections = append(d.Sections, k.letterEnd(len(groups[carriedOut]) > 0))
	return d
}

func (k *Kit) letterChange(d *document, groups []*planner.Group) {
	if len(groups) == 0 {
		return
	}
	slices.SortStableFunc(groups, func(a, b *planner.Group) int { return a.Wave - b.Wave })
	s := &section{ID: "change", Title: "Groups in this change"}
	s.para("From the start of the change until the time in the table, **changes of members do not reach AD**. They arrive afterwards.")
	var rows [][]cell
	for _, g := range groups {
		rows = append(rows, row(groupName(g), k.when(g), k.groupChange(g), groupMembers(g), say("{}", name(g.ID))))
	}
	s.table([]string{"Group", "When", "What changes", "Members in AD", "Object id"}, rows)
	d.Sections = append(d.Sections, s)
}

func (k *Kit) when(g *planner.Group) text {
	if g.Wave > len(k.Plan.Waves) {
		return say("wave {}, no date yet", g.Wave)
	}
	w := k.Plan.Waves[g.Wave-1].Window
	if w.Start.IsZero() {
		return say("wave {}, no date yet", g.Wave)
	}
	return say("wave {}, {}", g.Wave, report.WindowText(w))
}

// groupChange tells what an owner would notice of the AD object.
func (k *Kit) groupChange(g *planner.Group) text {
	if g.Action == planner.ActionCreate {
		return say("**The group is new in AD.** Nothing grants it access yet.")
	}
	out := []text{say("Same group in AD, same permissions.")}
	for _, c := range g.Changes {
		switch {
		case c.Attribute == "cn" && c.Before != "":
			out = append(out, say("**Its name in AD changes** from {} to {}.", name(c.Before), name(c.After)))
		case c.Attribute == "parent" && c.Before != "":
			out = append(out, say("**It moves** to {}.", name(c.After)))
		}
	}
	return joined(out, " ")
}

// groupMembers tells in counts what happens to the members in AD.
func groupMembers(g *planner.Group) text {
	t := tally{reasons: map[planner.MemberReason]int{}}
	t.add(g)
	var out []text
	if t.lost > 0 {
		out = append(out, say("**{} lost:** {}.", t.lost, t.losing()))
	}
	if t.gained > 0 {
		out = append(out, say("{} gained.", t.gained))
	}
	if t.extra > 0 {
		out = append(out, say("{} in AD alone, who stay.", t.extra))
	}
	if len(out) == 0 {
		return say("no change")
	}
	return joined(out, " ")
}

func (k *Kit) letterLeftOut(d *document, groups []*planner.Group) {
	if len(groups) == 0 {
		return
	}
	s := &section{ID: "left-out", Title: "Groups that are left out"}
	s.para("These groups are not ready. Nobody carries anything out on them, but **from the start of the change changes of members do not reach AD, until they are decided and moved**.")
	var rows [][]cell
	for _, g := range groups {
		reason := say("{}.", report.Capital(report.WaitWording(k.why[g.ID])))
		if g.AtSwitch == planner.SwitchDeleteRisk {
			reason = reason.and(say("**The change may delete it in AD.**"))
		}
		rows = append(rows, row(groupName(g), reason, say("{}", quote(standsInTheWay(g))), say("{}", name(g.ID))))
	}
	s.table([]string{"Group", "Why", "Findings", "Object id"}, rows)
	d.Sections = append(d.Sections, s)
}

func (k *Kit) letterAppears(d *document, groups []*planner.Group) {
	if len(groups) == 0 {
		return
	}
	s := &section{ID: "appears", Title: "Microsoft 365 groups that appear in AD"}
	s.para("With the change these groups appear in AD as distribution groups. They grant no access there. That cannot be switched off for a single group.")
	var rows [][]cell
	for _, g := range groups {
		rows = append(rows, row(groupName(g), say("{}", name(g.ID))))
	}
	s.table([]string{"Group", "Object id"}, rows)
	d.Sections = append(d.Sections, s)
}

func (k *Kit) letterEnd(change bool) *section {
	s := &section{ID: "asked", Title: "What we ask of you"}
	items := []text{say("Do not delete these groups, rename them or give them a mail address until we tell you that the change is over.")}
	if change {
		items = append(items,
			say("Tell us before the date if somebody among the lost members needs the access that AD gives today. We can send you the names."),
			say("Tell us which application looks a group up by its name in AD, where the name changes."),
			say("Afterwards try what the group gives access to, with one member."))
	}
	items = append(items, say("**Questions, and anything that does not work afterwards: answer this message.**"))
	s.list(items...)
	return s
}
