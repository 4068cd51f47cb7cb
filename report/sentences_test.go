package report

import (
	"testing"

	"gwbplan/inventory"
	"gwbplan/planner"
)

// TestMembersSentence: a forecast is shown only where there is one, and a
// count of what was not read to the end says so.
func TestMembersSentence(t *testing.T) {
	members := planner.Members{Cloud: 4, AD: 5, Kept: 3, Lost: []planner.LostMember{{InADNow: true}, {}}, Gained: []planner.Member{{}}, ExtraInAD: []planner.Member{{}}}
	unread := []planner.Finding{{ID: planner.FindingHiddenMembers}}
	for name, c := range map[string]struct {
		group planner.Group
		want  string
	}{
		"moves": {planner.Group{Kind: planner.KindSecurity, Disposition: planner.MoveToCloudSync, Members: members},
			"4 in the cloud, 5 in AD now; staying: 3, losing access: 1, gaining access: 1, 1 not in AD today either, 1 in AD only"},
		"hidden": {planner.Group{Kind: planner.KindSecurity, Disposition: planner.SideBySide, Findings: unread},
			"Not all could be read. Seen: 0 in the cloud, 0 in AD now; staying: 0, losing access: 0, gaining access: 0"},
		"stays on v1": {planner.Group{Kind: planner.KindMicrosoft365, Disposition: planner.KeepOnV1, Members: planner.Members{Cloud: 4, AD: 4}},
			"4 in the cloud, 4 in AD now. No forecast: Cloud Sync does not write this group"},
		"not in the plan": {planner.Group{Kind: planner.KindSecurity, Disposition: planner.NotInPlan, Members: planner.Members{Cloud: 1}},
			"1 in the cloud, 0 in AD now. No forecast: Cloud Sync does not write this group"},
	} {
		if got := membersSentence(&c.group); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestLosingSentence(t *testing.T) {
	for _, c := range []struct {
		losing, groups, unread int
		want                   string
	}{
		{0, 0, 0, "No member is known to lose access."},
		{1, 1, 0, "1 member loses access, in 1 group."},
		{1200, 3, 2, "1,200 members lose access, in 3 groups, not counting 2 groups whose members could not all be read."},
		{0, 0, 1, "No member is known to lose access, not counting 1 group whose members could not all be read."},
	} {
		p := &planner.Plan{Summary: planner.Summary{MembersLosingAccess: c.losing, GroupsLosingMembers: c.groups}}
		if got := (&view{plan: p, unread: c.unread}).losingSentence(); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

// TestHeadlinePartsAddUp: the parts name every group of the headline number.
func TestHeadlinePartsAddUp(t *testing.T) {
	p := &planner.Plan{Summary: planner.Summary{Headline: planner.Headline{M365WillAppear: 6, FlagFalse: 1, FlagNullOrTrue: 2, FlagUnread: 3}}}
	if got, want := (&view{plan: p}).headlineParts(), "1 with writeback flag false (v1 ignores the flag), 2 with flag null or true, 3 whose flag was not read."; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestCountKind(t *testing.T) {
	for want, got := range map[string]string{
		"1 group synced from AD":  countKind(1, planner.KindSynced),
		"2 groups synced from AD": countKind(2, planner.KindSynced),
		"2 cloud security groups": countKind(2, planner.KindSecurity),
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestGapTitle(t *testing.T) {
	for want, g := range map[string]gap{
		"Entra ID: the members of 2 groups: HTTP 403":      {Gap: inventory.Gap{Source: "entra", What: inventory.GapGroupMembers, Count: 2, Why: "HTTP 403"}},
		"Entra ID: the writeback flag of 1 group":          {Gap: inventory.Gap{Source: "entra", What: inventory.GapWritebackConfig, Count: 1}},
		"Entra ID: what the members are (1 member)":        {Gap: inventory.Gap{Source: "entra", What: inventory.GapMemberFacts, Count: 1}},
		"Entra ID: the members of A and 1 other (2)":       {Gap: inventory.Gap{Source: "entra", What: inventory.GapGroupMembers, Count: 2}, subjects: []string{"A", "B"}},
		"Active Directory: the whole domain: not read":     {Gap: inventory.Gap{Source: "ad:", What: inventory.GapADDomain, Why: "not read"}},
		"AD domain contoso.com: the deleted objects: gone": {Gap: inventory.Gap{Source: "ad:contoso.com", What: inventory.GapADDeleted, Why: "gone"}},
	} {
		if got := gapTitle(g); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// TestCapitalLeavesNamesAlone: an attribute or a version keeps its spelling.
func TestCapitalLeavesNamesAlone(t *testing.T) {
	for in, want := range map[string]string{
		"members lose their access": "Members lose their access", "adminDescription is not the group's": "adminDescription is not the group's", "v1 updates it": "v1 updates it",
	} {
		if got := capital(in); got != want {
			t.Errorf("capital(%q) is %q, want %q", in, got, want)
		}
	}
}
