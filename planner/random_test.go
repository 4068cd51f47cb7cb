package planner

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"gwbplan/inventory"
)

// randomTenant makes a small tenant in which anything may be odd.
func randomTenant(t *testing.T, seed uint64) *tenant {
	r := rand.New(rand.NewPCG(seed, 1))
	b := newTenant(t)
	flags := []inventory.Flag{flagTrue, flagTrue, flagFalse, flagNull, flagUnread}
	features := []inventory.Feature{inventory.FeatureOn, inventory.FeatureOn, inventory.FeatureOn, inventory.FeatureOff, inventory.FeatureUnread}
	b.org.WritebackV1, b.org.WritebackV2 = features[r.IntN(5)], features[r.IntN(5)]
	if r.IntN(3) == 0 {
		b.domain("fabrikam.com")
	}
	for i := range 3 + r.IntN(12) {
		name, flag := fmt.Sprintf("Gr%d, #=+\"\n", i%4), flags[r.IntN(5)]
		var g *inventory.CloudGroupRecord
		switch r.IntN(8) {
		case 0:
			g = b.synced(name)
		case 1:
			g = b.distribution(name)
		case 2:
			g = b.mailSecurity(name)
		case 3, 4:
			g = b.m365(name, flag, wants([]string{"", "universalSecurityGroup", "universalDistributionGroup"}[r.IntN(3)]))
		default:
			g = b.security(name, flag)
		}
		if r.IntN(6) == 0 {
			b.delete(g)
		}
	}
	for i := range r.IntN(14) {
		b.randomObject(r, i)
	}
	for _, g := range b.groups {
		b.randomMembers(r, g)
	}
	if r.IntN(3) == 0 {
		b.job(b.groups[r.IntN(len(b.groups))]).CN.Expression = []string{defaultCNText, `Left([displayName],3)`, "Guess()"}[r.IntN(3)]
	}
	if r.IntN(4) == 0 {
		kinds := []inventory.GapKind{inventory.GapCloudGroups, inventory.GapADGroups, inventory.GapProvisioningJobs}
		b.gap([]string{"entra", "ad:contoso.com"}[r.IntN(2)], kinds[r.IntN(3)])
	}
	return b
}

// randomObject adds an AD object with claims of its own making.
func (b *tenant) randomObject(r *rand.Rand, i int) {
	claim := func() string {
		switch g := b.groups[r.IntN(len(b.groups))]; r.IntN(5) {
		case 0:
			return ""
		case 1:
			return "Group_" + objectID(0xdead+r.IntN(9)).String()
		case 2:
			return "TakenOver_Group_" + g.ID.String()
		default:
			return "GROUP_" + g.ID.String()
		}
	}
	g := b.groups[r.IntN(len(b.groups))]
	cn := []string{fmt.Sprintf("o%d", i), fmt.Sprintf("Gr%d", i), "Group_" + g.ID.String(), defaultCN(&g.CloudGroup)}[r.IntN(4)]
	o := b.object(inventory.DN(fmt.Sprintf("OU=%d,%s", i, b.domains[r.IntN(len(b.domains))].DN)).Child(cn))
	o.Anchor, o.AdminDescription = claim(), claim()
	o.Deleted = r.IntN(8) == 0
	if r.IntN(3) == 0 {
		o.GroupType = inventory.UniversalDistribution
	}
	if r.IntN(5) == 0 {
		g.OnPremisesSecurityIdentifier = o.ObjectSID
	}
}

func (b *tenant) randomMembers(r *rand.Rand, g *inventory.CloudGroupRecord) {
	for range r.IntN(4) {
		switch r.IntN(4) {
		case 0:
			member(g, b.groups[r.IntN(len(b.groups))])
		case 1:
			member(g, b.principal("x", []inventory.PrincipalType{inventory.Device, inventory.ServicePrincipal, inventory.OrgContact}[r.IntN(3)]))
		default:
			u := b.user("u", []string{contoso, "fabrikam.com"}[r.IntN(2)])
			member(g, u)
			if len(b.objects) > 0 && r.IntN(2) == 0 {
				b.adMember(b.objects[r.IntN(len(b.objects))], accountOf(u))
			}
		}
	}
	slices.SortFunc(g.MemberIDs, inventory.ObjectID.Compare)
	g.MemberIDs = slices.Compact(g.MemberIDs)
}

func (b *tenant) file() []byte {
	b.t.Helper()
	p, err := New(b.snapshot(), b.opt)
	if err != nil {
		b.t.Fatal(err)
	}
	var out bytes.Buffer
	if _, err := p.Write(&out); err != nil {
		b.t.Fatal(err)
	}
	return out.Bytes()
}

// TestRandomTenants: whatever the tenant, the sums add up, every group has its
// place once, the invariants of the classes hold, and the file is the same
// bytes for a shuffled input, streamed or from memory, and reads back.
func TestRandomTenants(t *testing.T) {
	t.Parallel()
	for seed := range uint64(400) {
		b := randomTenant(t, seed)
		plan := b.plan() // fails where the numbers do not add up
		checkPlaces(t, b, plan)
		checkUndecided(t, plan)
		for i := range plan.Groups {
			checkInvariants(t, &plan.Groups[i])
		}
		first := b.file()
		b.shuffle = rand.New(rand.NewPCG(seed, 2))
		if !bytes.Equal(first, b.file()) {
			t.Errorf("seed %d: the order of the input shows in the plan", seed)
		}
		var memory bytes.Buffer
		if _, err := plan.WriteTo(&memory); err != nil || !bytes.Equal(first, memory.Bytes()) {
			t.Errorf("seed %d: streamed and in memory differ (%v)", seed, err)
		}
		read, err := ReadPlan(bytes.NewReader(first))
		if err != nil || !reflect.DeepEqual(read, plan) {
			t.Errorf("seed %d: the plan does not read back (%v)", seed, err)
		}
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

// checkUndecided: the gate, the forecast of the switch and the groups say the same.
func checkUndecided(t *testing.T, p *Plan) {
	t.Helper()
	i := slices.IndexFunc(p.Gates, func(g Gate) bool { return g.ID == GateUndecidedAtSwitch })
	want := strconv.Itoa(p.AtSwitch.Undecided)
	if got, _, _ := strings.Cut(p.Gates[i].Evidence[0].Value, " "); got != want {
		t.Errorf("the gate counts %s undecided groups, the forecast %s", got, want)
	}
	frozen := 0
	for i := range p.Groups {
		if g := &p.Groups[i]; g.AtSwitch == SwitchFrozen || g.Writeback.State == StateFrozen && g.Kind == KindSecurity {
			frozen++
		}
	}
	if frozen != p.AtSwitch.Frozen {
		t.Errorf("%d groups are frozen from the switch on, the forecast counts %d", frozen, p.AtSwitch.Frozen)
	}
}

// checkPlaces: every live group is in the plan once, a soft-deleted one if an
// object is listed with it, and nobody else.
func checkPlaces(t *testing.T, b *tenant, p *Plan) {
	t.Helper()
	seen := map[string]int{}
	for _, g := range p.Groups {
		seen[g.ID]++
	}
	left := 0
	for _, g := range b.groups {
		n := seen[g.ID.String()]
		if n > 1 || n == 0 && g.DeletedDateTime == nil {
			t.Errorf("group %s is in the plan %d times", g.ID, n)
		}
		if n == 0 {
			left++
		}
		delete(seen, g.ID.String())
	}
	if len(seen) > 0 {
		t.Errorf("the plan has groups that nobody read: %v", seen)
	}
	r := p.Summary.Reconciliation
	if r.GroupsRead+r.DeletedUnclaimed != len(b.groups) || r.DeletedUnclaimed != left || r.GroupsRead != len(p.Groups) || len(p.Orphans) != r.Orphans+r.Unproven {
		t.Errorf("%d groups and %d in the plan: %+v", len(b.groups), len(p.Groups), r)
	}
}

func checkInvariants(t *testing.T, g *Group) {
	t.Helper()
	check := func(ok bool, rule string) {
		if !ok {
			t.Errorf("%s: %+v", rule, g)
		}
	}
	check(g.Disposition != KeepOnV1 || g.Kind == KindMicrosoft365, "only M365 groups stay on v1 (F12)")
	check(g.Disposition != MoveToCloudSync || g.Kind == KindSecurity, "only security groups go to Cloud Sync (F43)")
	check(g.Disposition != SideBySide || len(g.Pins) > 0, "side-by-side without a pin")
	check(g.Disposition != SideBySide || g.Kind == KindSecurity || g.Kind == KindMicrosoft365, "side-by-side of another kind")
	check((g.Readiness == "") == (g.Disposition == NotInPlan && len(g.Findings) == 0), "readiness absent")
	check(g.Action != ActionAdopt || len(g.ADObjects) > 0, "adopts nothing")
	check(g.Action != ActionRetype || len(g.ADObjects) > 0, "retypes nothing")
	check(g.Action == ActionAdopt || g.Action == ActionCreate || g.Action == ActionRetype || g.Action == ActionResume || len(g.Changes) == 0, "changes without an action")
	check(g.AtSwitch != SwitchAppears || len(g.ADObjects) == 0, "appears beside an object")
	check(g.Action != ActionUnknown || g.Readiness == ReadinessUnknown || g.Readiness == Blocked, "unknown counted as good")
	check(slices.IsSortedFunc(g.Findings, func(a, b Finding) int { return severityRank(a.Severity) - severityRank(b.Severity) }), "order of the findings")
	for _, f := range g.Findings {
		check(len(f.Evidence) > 0 && f.Remedy != "" && len(f.Facts) > 0 && f.Message != "", "a finding without evidence, remedy, facts or message")
	}
	for _, m := range g.Members.Lost {
		check(!m.InADNow || has(g.Findings, FindingMembersWillBeLost), "a member loses access and nobody says so")
	}
	unproven := g.Writeback.State == StateUnknown && len(g.ADObjects) == 0 && g.Writeback.Flag != inventory.FlagUnread
	check(!unproven || has(g.Findings, FindingAbsenceUnproven), "a state that is not known, and nobody says so")
	check(g.Members.Kept <= g.Members.AD, "keeps more than there is")
}
