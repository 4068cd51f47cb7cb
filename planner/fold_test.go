package planner

import (
	"slices"
	"strings"
	"testing"

	"gwbplan/inventory"
)

func finding(id FindingID, s Severity) Finding { return Finding{ID: id, Severity: s} }

func TestReadiness(t *testing.T) {
	blocker, unknown := finding("b", SeverityBlocker), finding("u", SeverityUnknown)
	fix, warning := finding("f", SeverityFix), finding("w", SeverityWarning)
	waived := blocker
	waived.Waived = true
	for _, tt := range []struct {
		name     string
		d        Disposition
		findings []Finding
		want     Readiness
	}{
		{"nothing found", MoveToCloudSync, nil, Ready},
		{"nothing found, not in plan", NotInPlan, nil, ""},
		{"not in plan, a warning", NotInPlan, []Finding{warning}, Ready},
		{"not in plan, a blocker", NotInPlan, []Finding{blocker}, Blocked},
		{"a warning", KeepOnV1, []Finding{warning}, Ready},
		{"a fix", MoveToCloudSync, []Finding{warning, fix}, FixFirst},
		{"unknown beats fix", MoveToCloudSync, []Finding{fix, unknown}, ReadinessUnknown},
		{"blocker beats unknown", MoveToCloudSync, []Finding{unknown, blocker}, Blocked},
		{"waived", MoveToCloudSync, []Finding{waived}, Ready},
		{"waived, and something else", MoveToCloudSync, []Finding{waived, fix}, FixFirst},
		{"waived, not in plan: it has its findings still", NotInPlan, []Finding{waived}, Ready},
	} {
		if got := readinessOf(tt.d, tt.findings); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}

// TestActionByFindings: which finding turns the action of which row.
func TestActionByFindings(t *testing.T) {
	one := func(id FindingID) []Finding { return []Finding{finding(id, SeverityBlocker)} }
	waived := one(FindingAnchorMismatch)
	waived[0].Waived = true
	type make = func(*tenant) *inventory.CloudGroupRecord
	written := func(b *tenant) *inventory.CloudGroupRecord {
		g := b.security("G", flagTrue)
		b.written(g)
		return g
	}
	stale := func(b *tenant) *inventory.CloudGroupRecord {
		g := b.security("G", flagFalse)
		b.written(g)
		return g
	}
	pending := func(b *tenant) *inventory.CloudGroupRecord { return b.security("G", flagTrue) }
	onCloudSync := func(b *tenant) *inventory.CloudGroupRecord {
		g := stale(b)
		b.job(g)
		return g
	}
	named := func(b *tenant) *inventory.CloudGroupRecord { // by the adminDescription of another's object
		g, other := b.security("G", flagTrue), b.security("Other", flagTrue)
		b.written(other, func(o *inventory.ADObjectRecord) { o.AdminDescription = "Group_" + g.ID.String() })
		return g
	}
	for _, tt := range []struct {
		name     string
		make     make
		findings []Finding
		want     Action
		atSwitch AtSwitch
	}{
		{"written", written, nil, ActionAdopt, SwitchFrozen},
		{"the anchor points elsewhere", written, one(FindingAnchorMismatch), ActionDuplicate, SwitchFrozen},
		{"a waiver changes readiness only", written, waived, ActionDuplicate, SwitchFrozen},
		{"the object is in another domain", written, one(FindingADObjectInOtherDomain), ActionDuplicate, SwitchFrozen},
		{"claim conflict, the side of the anchor", written, one(FindingClaimConflict), ActionAdopt, SwitchFrozen},
		{"claim conflict, the side of adminDescription", named, one(FindingClaimConflict), ActionDuplicate, SwitchFrozen},
		{"two objects", written, one(FindingDuplicateADObject), ActionUnknown, SwitchFrozen},
		{"two anchors beat a mismatch", written, []Finding{finding(FindingAnchorMismatch, SeverityBlocker), finding(FindingAnchorDuplicate, SeverityBlocker)}, ActionUnknown, SwitchFrozen},
		{"mail", written, one(FindingMailNotNull), ActionAdopt, SwitchDeleteRisk},
		{"delete risk", stale, one(FindingDeleteRisk), ActionFreeze, SwitchDeleteRisk},
		{"delete risk of what Cloud Sync has already", onCloudSync, one(FindingMailNotNull), ActionNone, SwitchDeleteRisk},
		{"no object, no delete risk", pending, one(FindingMailNotNull), ActionCreate, SwitchNone},
		{"stale stays frozen", stale, one(FindingAnchorMismatch), ActionFreeze, SwitchFrozen},
		{"another finding", written, one("weak-match"), ActionAdopt, SwitchFrozen},
	} {
		b := newTenant(t)
		v := fold(b.caseOf(tt.make(b)), tt.findings, nil)
		if v.action != tt.want || v.atSwitch != tt.atSwitch {
			t.Errorf("%s: got %s and %s, want %s and %s", tt.name, v.action, v.atSwitch, tt.want, tt.atSwitch)
		}
	}
}

// TestPins: a counting pin makes a security group of rows 9 to 11 side-by-side.
func TestPins(t *testing.T) {
	device, synced := Pin{PinDeviceMembers, HeldByNobody}, Pin{PinMembersSyncedByConnect, HeldByConnect}
	b := newTenant(t)
	written, stale, pending, moved := b.security("W", flagTrue), b.security("S", flagFalse), b.security("P", flagTrue), b.security("M", flagTrue)
	for _, g := range []*inventory.CloudGroupRecord{written, stale, moved} {
		b.written(g)
	}
	b.job(moved)
	flagOpen, jobOpen := b.security("F", flagUnread), b.security("J", flagTrue)
	b.written(flagOpen)
	b.written(jobOpen)
	b.job(jobOpen).HasRun = flagUnread
	for _, tt := range []struct {
		g    *inventory.CloudGroupRecord
		pins []Pin
		want Disposition
		kept int
	}{
		{written, []Pin{device}, SideBySide, 1},
		{written, []Pin{device, device}, SideBySide, 1},
		{written, []Pin{synced}, MoveToCloudSync, 0},
		{written, []Pin{synced, device}, SideBySide, 1},
		{written, nil, MoveToCloudSync, 0},
		{stale, []Pin{device}, SideBySide, 1},
		{pending, []Pin{device}, SideBySide, 1},
		{moved, []Pin{device}, MoveToCloudSync, 1},
		{flagOpen, []Pin{device}, SideBySide, 1},     // of row 9 or 10, whatever the flag says
		{jobOpen, []Pin{device}, MoveToCloudSync, 1}, // may be of row 7
	} {
		v := fold(b.caseOf(tt.g), nil, tt.pins)
		if v.disposition != tt.want || len(v.pins) != tt.kept {
			t.Errorf("%s with %v: got %s with %v", tt.g.DisplayName, tt.pins, v.disposition, v.pins)
		}
	}
	b.opt.Settings.Pins = map[PinID]bool{}
	if v := fold(b.caseOf(written), nil, []Pin{device, {PinM365SecurityType, HeldByV1}}); len(v.pins) != 1 || v.pins[0].ID != PinM365SecurityType {
		t.Errorf("m365-security-type counts always, nothing else does here: got %v", v.pins)
	}
}

// TestExamine: what a hit leaves open comes from its rule, and the order is by
// severity, then by rule.
func TestExamine(t *testing.T) {
	hits := func(h ...Hit) func(*Case) []Hit { return func(*Case) []Hit { return h } }
	rules := []Rule{
		{ID: "one", Severities: []Severity{SeverityWarning}, Title: "title", Remedy: "remedy", Facts: []string{"F1"}, Check: hits(Hit{}, Hit{Severity: SeverityInfo})},
		{ID: "two", Severities: []Severity{SeverityBlocker}, Check: hits(Hit{Message: "m", Remedy: "r", Facts: []string{"F2"}, Unverified: true})},
		{ID: "three", Severities: []Severity{SeverityWarning}, Unverified: true, Check: hits(Hit{Pin: &Pin{PinDeviceMembers, HeldByNobody}})},
		{ID: "four", Severities: []Severity{SeverityUnknown}, Check: hits()},
	}
	b := newTenant(t)
	found := allRules()
	findings, pins := examine(b.caseOf(b.security("G", flagTrue)), rules, &found)
	if found[0]&0b1111 != 0b0111 {
		t.Errorf("the rules that found something are %b", found)
	}
	var order []string
	for _, f := range findings {
		order = append(order, string(f.ID)+" "+string(f.Severity))
		if f.Evidence == nil || f.Facts == nil {
			t.Errorf("%s: a list is nil", f.ID)
		}
	}
	if want := []string{"two blocker", "one warning", "three warning", "one info"}; !slices.Equal(order, want) {
		t.Errorf("got %v, want %v", order, want)
	}
	if f := findings[0]; f.Message != "m" || f.Remedy != "r" || f.Facts[0] != "F2" || !f.Unverified {
		t.Errorf("the hit's own words are lost: %+v", f)
	}
	if f := findings[1]; f.Message != "title" || f.Remedy != "remedy" || f.Facts[0] != "F1" || f.Unverified {
		t.Errorf("the rule's words are missing: %+v", f)
	}
	if !findings[2].Unverified || len(pins) != 1 {
		t.Errorf("got %+v and pins %v", findings[2], pins)
	}
}

func TestChanges(t *testing.T) {
	b := newTenant(t)
	same, moved, retyped := b.security("Same", flagTrue), b.security("Moved", flagTrue), b.m365("ACL", flagTrue)
	b.written(same)
	moved.Description = " new text "
	b.object("CN=Group_"+inventory.DN(moved.ID.String())+",OU=Old,DC=contoso,DC=com", stamped("Group_"+moved.ID.String(), "Group_"+moved.ID.String()), func(o *inventory.ADObjectRecord) {
		o.DisplayName, o.Description = "Moved before", "old text"
	})
	b.written(retyped, securityType)
	b.job().Container.Expression = `"ou=groups, dc=contoso,dc=com"` // another way to write today's DN
	if got := b.decided(same).Changes; len(got) != 0 {
		t.Errorf("nothing changes: got %v", got)
	}
	want := []Change{
		{"cn", "Group_" + moved.ID.String(), "Moved_" + moved.ID.String()[24:]},
		{"parent", "OU=Old,DC=contoso,DC=com", "ou=groups, dc=contoso,dc=com"},
		{"description", "old text", "new text"}, {"displayName", "Moved before", "Moved"},
	}
	if got := b.decided(moved).Changes; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := b.decided(retyped).Changes; !slices.Equal(got, []Change{{"groupType", "-2147483640", "8"}}) {
		t.Errorf("got %v", got)
	}
	created := b.security("New, team", flagTrue)
	created.Description = strings.Repeat("é", 500)
	want = []Change{
		{"cn", "", "New, team_" + created.ID.String()[24:]}, {"parent", "", "ou=groups, dc=contoso,dc=com"},
		{"groupType", "", "-2147483640"}, {"description", "", strings.Repeat("é", 448)}, {"displayName", "", "New, team"},
	}
	if got := b.decided(created).Changes; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if s := b.plan().Summary; s.Renames != 1 || s.Moves != 1 || s.Retypes != 1 {
		t.Errorf("renames, moves, retypes: %d %d %d", s.Renames, s.Moves, s.Retypes)
	}
}

// TestChangesByV1: v1 writes distribution groups, and names an object as it
// was named before (F12, F15).
func TestChangesByV1(t *testing.T) {
	b := newTenant(t)
	tail := func(g *inventory.CloudGroupRecord) string { return "_" + g.ID.String()[24:] }
	appears, resumed := b.m365("Appears", flagFalse), b.m365("Resumed", flagFalse)
	guid, long := b.m365("Named by id", flagFalse), b.m365(strings.Repeat("x", 52), flagFalse)
	before := func(cn string) func(*inventory.ADObjectRecord) {
		return func(o *inventory.ADObjectRecord) {
			o.CN, o.DN, o.DisplayName = cn, groupsOU.Child(cn), "Before"
		}
	}
	b.written(resumed, before("Before"+tail(resumed)))
	b.written(guid, before("Group_"+guid.ID.String()))
	b.written(long, before("Before"+tail(long)))
	b.written(b.m365("Written", flagTrue), func(o *inventory.ADObjectRecord) { o.DisplayName = "not there yet" })
	typed := b.m365("Wanted type", flagTrue, wants("universalSecurityGroup"))
	for g, want := range map[*inventory.CloudGroupRecord][]Change{
		appears: {{"groupType", "", "8"}, {"displayName", "", "Appears"}},
		typed:   {{"groupType", "", "8"}, {"displayName", "", "Wanted type"}},
		resumed: {{"cn", "Before" + tail(resumed), "Resumed" + tail(resumed)}, {"displayName", "Before", "Resumed"}},
		guid:    {{"displayName", "Before", "Named by id"}},
		long:    {{"displayName", "Before", long.DisplayName}},
	} {
		if got := b.decided(g).Changes; !slices.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", g.DisplayName, got, want)
		}
	}
	if s := b.plan().Summary; s.Renames != 1 || s.Retypes != 0 {
		t.Errorf("got %+v", s)
	}
}
