package report

import (
	"fmt"
	"slices"
	"strings"

	"gwbplan/planner"
	"gwbplan/report/escape"
)

// htmlDetail is the view of one group. Its keys are short, as it stands in the
// file once for each group.
type htmlDetail struct {
	Why     string        `json:"w,omitempty"`
	Seen    [][2]string   `json:"s"`
	Happens [][2]string   `json:"h"`
	Changes [][3]string   `json:"c,omitempty"`
	Members string        `json:"m"`
	Lists   []htmlMembers `json:"l,omitempty"`
	// More says what the lists of members leave out.
	More     string        `json:"x,omitempty"`
	Findings []htmlFinding `json:"f,omitempty"`
}

// htmlMembers is a list of members: name, type, why.
type htmlMembers struct {
	Title string      `json:"t"`
	Names [][3]string `json:"n"`
}

// htmlFinding is a finding without what its rule says already: remedy and facts
// stand in it where they differ from the rule's.
type htmlFinding struct {
	Rule       int       `json:"r"`
	Sign       string    `json:"s"`
	Label      string    `json:"l"`
	Message    string    `json:"m"`
	Evidence   []string  `json:"e,omitempty"`
	Remedy     *string   `json:"t,omitempty"`
	Facts      *[]string `json:"c,omitempty"`
	Waived     bool      `json:"w,omitempty"`
	Unverified bool      `json:"u,omitempty"`
}

// htmlDetails are the views of a chunk of groups, null for a group with which
// nothing happens.
func (v *view) htmlDetails(groups []*planner.Group, words *htmlWords, o Options) []*htmlDetail {
	out := make([]*htmlDetail, len(groups))
	for i, g := range groups {
		if g.Disposition != planner.NotInPlan || len(g.Findings) > 0 {
			out[i] = v.htmlDetailOf(g, words, o)
		}
	}
	return out
}

func (v *view) htmlDetailOf(g *planner.Group, words *htmlWords, o Options) *htmlDetail {
	d := &htmlDetail{Why: reason(g), Seen: htmlSeen(g), Happens: v.htmlHappens(g), Members: membersSentence(g) + "."}
	for _, c := range g.Changes {
		d.Changes = append(d.Changes, [3]string{htmlText(c.Attribute), htmlValue(c.Before), htmlValue(c.After)})
	}
	d.Lists, d.More = htmlMemberLists(g, min(o.members(), htmlMembersMost))
	for _, f := range findings(g) {
		d.Findings = append(d.Findings, htmlFindingOf(f, words))
	}
	return d
}

// htmlValue is a value of an attribute, of which an empty one shows.
func htmlValue(s string) string {
	if s == "" {
		return "(empty)"
	}
	return htmlText(escape.Shorten(s, 300))
}

func htmlSeen(g *planner.Group) [][2]string {
	flag := g.Writeback.Flag.String()
	if g.Writeback.TargetType != "" {
		flag += ", wanted type " + g.Writeback.TargetType
	}
	rows := [][2]string{{"Writeback flag", htmlText(flag)}}
	for _, ad := range g.ADObjects {
		rows = append(rows, [2]string{"AD object", htmlText(escape.Shorten(string(ad.DN), 400))},
			[2]string{"found", htmlText(matchMeaning(ad.Match))},
			[2]string{"SID", orNone(string(ad.ObjectSID))}, [2]string{"objectGUID", guidOrNone(ad.ObjectGUID)},
			[2]string{"sAMAccountName", orNone(ad.SAMAccountName)})
	}
	if len(g.ADObjects) == 0 {
		rows = append(rows, [2]string{"AD object", "none matches it"})
	}
	return append(rows, [2]string{"Owners", htmlOwners(g.Owners)})
}

func htmlOwners(owners []string) string {
	if len(owners) == 0 {
		return "none known"
	}
	var out []string
	for _, o := range owners[:min(len(owners), 10)] {
		out = append(out, htmlText(escape.Shorten(o, 120)))
	}
	if more := len(owners) - len(out); more > 0 {
		out = append(out, fmt.Sprintf("and %s more", thousands(more)))
	}
	return strings.Join(out, ", ")
}

func (v *view) htmlHappens(g *planner.Group) [][2]string {
	sw, ac := switchWording(g.AtSwitch), actionWording(g.Action)
	rows := [][2]string{
		{"At the switch", htmlText(sw.label + ". " + sw.meaning)},
		{"When the plan is done", htmlText(ac.label + ". " + ac.meaning)},
	}
	if text := v.waveSentence(g); text != "" {
		rows = append(rows, [2]string{"When it goes", htmlText(capital(text)) + "."})
	}
	if text := identitySentence(g.Action); text != "" {
		rows = append(rows, [2]string{"Its identity", text + "."})
	}
	if dn := newDN(g); dn != "" {
		rows = append(rows, [2]string{"AD object afterwards", htmlText(escape.Shorten(string(dn), 400))})
	}
	for _, p := range g.Pins {
		rows = append(rows, [2]string{"Held apart by", htmlText(fmt.Sprintf("%s (%s); afterwards held by: %s", pinMeaning(p.ID), p.ID, holderMeaning(p.HeldBy)))})
	}
	return rows
}

// htmlMembersMost is how many members of a group the document names at most.
const htmlMembersMost = 20

// htmlMemberLists names up to n members, those first who lose access.
func htmlMemberLists(g *planner.Group, n int) (lists []htmlMembers, more string) {
	var lost, absent, gained, extra [][3]string
	for _, l := range g.Members.Lost {
		row := [3]string{htmlText(escape.Shorten(l.Name, 120)), htmlText(l.Type), htmlText(memberReasonMeaning(l.Reason))}
		if l.InADNow {
			lost = append(lost, row)
		} else {
			absent = append(absent, row)
		}
	}
	for _, m := range g.Members.Gained {
		gained = append(gained, [3]string{htmlText(escape.Shorten(m.Name, 120)), htmlText(m.Type), "in the cloud, and not in AD now"})
	}
	for _, m := range g.Members.ExtraInAD {
		extra = append(extra, [3]string{htmlText(escape.Shorten(m.Name, 120)), htmlText(m.Type), "stays: Cloud Sync does not remove it"})
	}
	left := 0
	for _, l := range []htmlMembers{{"Lose access", lost}, {"Gain access", gained}, {"Not in AD, today or later", absent}, {"In AD only", extra}} {
		shown := min(n, len(l.Names))
		n -= shown
		left += len(l.Names) - shown
		if shown > 0 {
			lists = append(lists, htmlMembers{l.Title, l.Names[:shown]})
		}
	}
	if left > 0 {
		more = fmt.Sprintf("and %s more: members.csv and plan.json name all of them.", thousands(left))
	}
	return lists, more
}

// htmlEvidence is how many values a finding shows.
const htmlEvidence = 4

func htmlFindingOf(f *planner.Finding, words *htmlWords) htmlFinding {
	out := htmlFinding{
		Rule: words.index[f.ID], Sign: severitySign(f.Severity), Label: htmlText(severityWording(f.Severity).label),
		Message: htmlText(escape.Shorten(f.Message, 400)), Evidence: htmlEvidenceOf(f), Waived: f.Waived, Unverified: f.Unverified,
	}
	rule := &words.Rules[out.Rule]
	if f.Remedy != rule.Remedy {
		text := htmlText(escape.Shorten(f.Remedy, 600))
		out.Remedy = &text
	}
	if !slices.Equal(f.Facts, rule.Facts) {
		facts := []string{}
		for _, id := range f.Facts {
			facts = append(facts, htmlText(id))
		}
		out.Facts = &facts
	}
	return out
}

// htmlEvidenceOf shows what was seen, except for members: the group's lists
// name those already, and no more of them may stand in the document.
func htmlEvidenceOf(f *planner.Finding) []string {
	var out []string
	members := false
	for i, e := range f.Evidence {
		switch {
		case e.Attribute == "members", e.Attribute == "member" && strings.Contains(e.Value, "="):
			members = true
		case len(out) == htmlEvidence:
			return append(out, fmt.Sprintf("and %s more in plan.json", count(len(f.Evidence)-i, "value")))
		default:
			out = append(out, htmlText(fmt.Sprintf("Seen in %s: %s = %s", e.Source, e.Attribute, htmlValue(e.Value))))
		}
	}
	if members {
		out = append(out, "Members: see their lists")
	}
	return out
}
