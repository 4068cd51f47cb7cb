package report

import (
	"io"
	"strings"
	"testing"

	"gwbplan/inventory"
	"gwbplan/planner"
)

// Each word of the plan has English of its own: a word that falls through to
// itself was added to the planner and forgotten here.
func TestEveryWordHasEnglish(t *testing.T) {
	check := func(word, english string) {
		t.Helper()
		if english == "" || strings.Contains(english, word) && strings.Contains(word, "-") {
			t.Errorf("%q has no English: %q", word, english)
		}
	}
	for _, k := range []planner.Kind{planner.KindSynced, planner.KindMicrosoft365, planner.KindSecurity, planner.KindDistribution} {
		check(string(k), kindLabel(k))
		check(string(k), outsideReason(k))
	}
	for _, d := range []planner.Disposition{planner.KeepOnV1, planner.MoveToCloudSync, planner.SideBySide, planner.NotInPlan} {
		check(string(d), dispositionWording(d).label)
		check(string(d), dispositionWording(d).meaning)
	}
	for _, r := range readinessOrder() {
		check(string(r)+"-", readinessWording(r).meaning)
	}
	for _, a := range []planner.Action{planner.ActionKeep, planner.ActionResume, planner.ActionAdopt, planner.ActionCreate, planner.ActionRetype, planner.ActionDuplicate, planner.ActionFreeze, planner.ActionNone, planner.ActionUnknown} {
		check(string(a), actionWording(a).meaning)
	}
	for _, s := range []planner.AtSwitch{planner.SwitchKeep, planner.SwitchFrozen, planner.SwitchDeleteRisk, planner.SwitchAppears, planner.SwitchNone, planner.SwitchUnknown} {
		check(string(s), switchWording(s).meaning)
	}
	for _, s := range []planner.State{planner.StateWritten, planner.StateStale, planner.StateFrozen, planner.StateOnCloudSync, planner.StatePending, planner.StateOff, planner.StateUnknown} {
		if strings.Contains(stateMeaning(s), "writeback state is") {
			t.Errorf("state %q has no English", s)
		}
	}
	for _, m := range []planner.MatchKind{planner.MatchAnchor, planner.MatchAdminDescription, planner.MatchSID, planner.MatchCNGUID, planner.MatchCNSuffix} {
		check("by "+string(m)+"-", matchMeaning(m))
	}
	for _, p := range []planner.PinID{planner.PinM365SecurityType, planner.PinNestedSyncedGroup, planner.PinDeviceMembers, planner.PinParentSyncedByConnect, planner.PinSplitNesting, planner.PinMemberDomainStaysOnSync, planner.PinMembersSyncedByConnect} {
		check(string(p), pinMeaning(p))
	}
	for _, r := range memberReasons() {
		check(string(r)+"-", memberReasonMeaning(r))
	}
}

// The report explains a finding in the words of its rule, and each fact that a
// rule cites in words of its own.
func TestEveryRuleCanBeExplained(t *testing.T) {
	for _, r := range planner.Rules() {
		if r.Title == "" || r.Why == "" || r.Remedy == "" && r.Severities[0] != planner.SeverityInfo {
			t.Errorf("rule %s says too little for a report", r.ID)
		}
		for _, f := range r.Facts {
			if factText(f) == "" {
				t.Errorf("rule %s cites %s, which has no text", r.ID, f)
			}
		}
	}
}

// Gates and topology speak English too, and cite facts that have a text.
func TestEveryGateCanBeExplained(t *testing.T) {
	for _, r := range planner.Gates() {
		for _, f := range r.Facts {
			if factText(f) == "" {
				t.Errorf("gate %s cites %s, which has no text", r.ID, f)
			}
		}
	}
	for _, p := range append(planner.Points(), planner.PhaseStamp) {
		if pointLabel(p) == string(p) {
			t.Errorf("phase %s has no English", p)
		}
	}
	for _, s := range []planner.GateStatus{planner.GatePass, planner.GateFail, planner.GateUnknown, planner.GateNotApplicable} {
		if gateStatusLabel(s) == string(s) {
			t.Errorf("status %s has no English", s)
		}
	}
	for _, w := range []planner.TopologyWord{planner.TopologySideBySide, planner.TopologyCloudSync, planner.TopologyUnknown} {
		if topologyLabel(w) == string(w) {
			t.Errorf("topology %s has no English", w)
		}
	}
	for _, w := range []planner.VerdictWord{planner.Go, planner.NoGo, planner.VerdictUnknown} {
		if verdictLabel(w) == string(w) {
			t.Errorf("verdict %s has no English", w)
		}
	}
}

func TestUnknownWordsAreShownAsTheyAre(t *testing.T) {
	for _, got := range []string{
		kindLabel("new"), dispositionWording("new").label, readinessWording("new").label, actionWording("new").label,
		switchWording("new").label, pinMeaning("new"), holderMeaning("new"), memberReasonMeaning("new"), severityWording("new").label,
		gapWords("new"), sourceWords("new"), pointLabel("new"), verdictLabel("new"), gateStatusLabel("new"), topologyLabel("new"),
	} {
		if got != "new" {
			t.Errorf("got %q", got)
		}
	}
	if got := stateMeaning("new"); !strings.Contains(got, "new") {
		t.Errorf("got %q", got)
	}
}

func TestNumbers(t *testing.T) {
	for n, want := range map[int]string{0: "0 groups", 1: "1 group", 999: "999 groups", 1000: "1,000 groups", -1234567: "-1,234,567 groups"} {
		if got := count(n, "group"); got != want {
			t.Errorf("count(%d) = %q, want %q", n, got, want)
		}
	}
	if countIs(1, "group") != "1 group is" || countWas(2, "group") != "2 groups were" {
		t.Error("verbs must follow their number")
	}
	if capital("élan") != "Élan" || capital("") != "" {
		t.Error("capital changes the first letter only")
	}
}

func TestGapsOfManySubjectsAreOne(t *testing.T) {
	gapOf := func(subject string, n int) inventory.Gap {
		return inventory.Gap{Source: "ad:contoso.com", What: inventory.GapADMembers, Subject: subject, Why: "busy", Hides: "members", Count: n}
	}
	v := &view{plan: &planner.Plan{Gaps: []inventory.Gap{gapOf("b", 1), gapOf("a", 2), {Source: "connect:srv", What: "odd-thing"}, gapOf("c", 0)}}}
	var titles []string
	for _, g := range v.gaps() {
		titles = append(titles, gapTitle(g))
	}
	want := "AD domain contoso.com: the members of a and 2 others (3): busy\nConnect server srv: odd thing"
	if got := strings.Join(titles, "\n"); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
	if v.plan.Gaps[0].Subject != "b" {
		t.Error("the plan's gaps were sorted in place")
	}
}

func TestGroupsAreOrderedWorstFirst(t *testing.T) {
	group := func(id, name string, r planner.Readiness) planner.Group {
		return planner.Group{ID: id, DisplayName: name, Readiness: r, Disposition: planner.MoveToCloudSync}
	}
	p := &planner.Plan{AsOf: "2026-01-01", Groups: []planner.Group{
		group("8", "a", planner.Ready), group("7", "b", planner.FixFirst), group("6", "a", planner.FixFirst), group("5", "A", planner.FixFirst),
		group("4", "z", planner.ReadinessUnknown), group("3", "same", planner.Blocked), group("2", "same", planner.Blocked), group("1", "Zoe", planner.Blocked),
	}}
	v, err := newView(p)
	if err != nil {
		t.Fatal(err)
	}
	var got string
	for _, g := range v.shown {
		got += g.ID
	}
	if got != "23145678" {
		t.Errorf("order %s", got)
	}
}

func TestWaivedFindingsDoNotStandInTheWay(t *testing.T) {
	p := &planner.Plan{AsOf: "2026-01-01", Groups: []planner.Group{{ID: "1", DisplayName: "Staff", Readiness: planner.Ready, Disposition: planner.MoveToCloudSync,
		Findings: []planner.Finding{{ID: "members-will-be-lost", Severity: planner.SeverityBlocker, Waived: true}}}}}
	var summary, md strings.Builder
	if err := Summary(&summary, p, Options{Table: func(io.Writer, []string, [][]string) error { return nil }}); err != nil {
		t.Fatal(err)
	}
	if err := Markdown(&md, p, Options{}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(summary.String(), "Nothing stands in the way") {
		t.Error("the summary counts a waived finding as a blocker")
	}
	if !strings.Contains(md.String(), "(0 groups, 1 waived)") {
		t.Error("the report hides a waived finding")
	}
}

func TestNewDN(t *testing.T) {
	object := []planner.ADObject{{DN: `CN=Old\, name,OU=A,DC=x`}}
	for _, c := range []struct {
		name  string
		group planner.Group
		want  inventory.DN
	}{
		{"nothing changes", planner.Group{ADObjects: object}, ""},
		{"another attribute", planner.Group{ADObjects: object, Changes: []planner.Change{{Attribute: "description", After: "x"}}}, ""},
		{"rename", planner.Group{ADObjects: object, Changes: []planner.Change{{Attribute: "cn", After: "New, name"}}}, `CN=New\, name,OU=A,DC=x`},
		{"move", planner.Group{ADObjects: object, Changes: []planner.Change{{Attribute: "parent", After: "OU=B,DC=x"}}}, `CN=Old\, name,OU=B,DC=x`},
		{"two objects, container unknown", planner.Group{ADObjects: append(object, object...), Changes: []planner.Change{{Attribute: "cn", After: "N"}}}, ""},
	} {
		if got := newDN(&c.group); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
