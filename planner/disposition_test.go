package planner

import (
	"testing"

	"gwbplan/inventory"
)

// outcome is what a group's row comes to.
type outcome struct {
	row         int
	state       State
	disposition Disposition
	action      Action
	atSwitch    AtSwitch
}

// TestDisposition has every row of the table, and beside each the group that
// differs in one thing and falls to the next row.
func TestDisposition(t *testing.T) {
	type group = *inventory.CloudGroupRecord
	tests := []struct {
		name string
		make func(b *tenant) group
		want outcome
	}{
		// row 1
		{"synced", func(b *tenant) group { return b.synced("HR") }, outcome{1, StateOff, NotInPlan, ActionNone, SwitchNone}},
		{"synced with a stamped object", func(b *tenant) group {
			g := b.synced("HR")
			b.written(g)
			return g
		}, outcome{1, StateStale, NotInPlan, ActionNone, SwitchNone}},
		{"synced M365 flags do not make it M365", func(b *tenant) group {
			g := b.m365("HR", flagTrue)
			g.OnPremisesSyncEnabled = flagTrue
			return g
		}, outcome{1, StateOff, NotInPlan, ActionNone, SwitchNone}},
		{"converted: synced false", func(b *tenant) group {
			g := b.security("HR", flagTrue)
			g.OnPremisesSyncEnabled = flagFalse
			return g
		}, outcome{11, StatePending, MoveToCloudSync, ActionCreate, SwitchNone}},
		// row 2
		{"distribution", func(b *tenant) group { return b.distribution("DL") }, outcome{2, StateOff, NotInPlan, ActionNone, SwitchNone}},
		{"mail-enabled security", func(b *tenant) group { return b.mailSecurity("MES") }, outcome{2, StateOff, NotInPlan, ActionNone, SwitchNone}},
		{"mail-enabled security with object", func(b *tenant) group {
			g := b.mailSecurity("MES")
			b.written(g)
			return g
		}, outcome{2, StateStale, NotInPlan, ActionNone, SwitchUnknown}},
		{"neither flag is distribution", func(b *tenant) group { return b.group("odd", flagTrue) }, outcome{2, StatePending, NotInPlan, ActionNone, SwitchNone}},
		// row 3
		{"soft-deleted security", func(b *tenant) group {
			g := b.security("Old", flagTrue)
			b.written(g)
			b.delete(g)
			return g
		}, outcome{3, StateWritten, MoveToCloudSync, ActionFreeze, SwitchFrozen}},
		{"soft-deleted M365", func(b *tenant) group {
			g := b.m365("Old", flagFalse)
			b.written(g)
			b.delete(g)
			return g
		}, outcome{3, StateStale, KeepOnV1, ActionUnknown, SwitchUnknown}},
		{"soft-deleted M365 of a security type is still row 3", func(b *tenant) group {
			g := b.m365("Old", flagTrue)
			b.written(g, securityType)
			b.delete(g)
			return g
		}, outcome{3, StateWritten, KeepOnV1, ActionUnknown, SwitchUnknown}},
		// row 4
		{"M365 security object", func(b *tenant) group {
			g := b.m365("ACL", flagNull)
			b.written(g, securityType)
			return g
		}, outcome{4, StateWritten, SideBySide, ActionRetype, SwitchUnknown}},
		{"M365 security object, flag false", func(b *tenant) group {
			g := b.m365("ACL", flagFalse)
			b.written(g, securityType)
			return g
		}, outcome{4, StateStale, SideBySide, ActionRetype, SwitchUnknown}},
		{"M365 wants a security type", func(b *tenant) group {
			return b.m365("ACL", flagTrue, wants("universalSecurityGroup"))
		}, outcome{4, StatePending, SideBySide, ActionCreate, SwitchAppears}},
		{"M365 wants a mail-enabled security type", func(b *tenant) group {
			return b.m365("ACL", flagNull, wants("universalMailEnabledSecurityGroup"))
		}, outcome{4, StatePending, SideBySide, ActionCreate, SwitchAppears}},
		{"M365 wants a security type, flag false", func(b *tenant) group {
			return b.m365("ACL", flagFalse, wants("universalSecurityGroup"))
		}, outcome{6, StateOff, KeepOnV1, ActionCreate, SwitchAppears}},
		{"M365 wants distribution", func(b *tenant) group {
			return b.m365("Mail", flagTrue, wants("universalDistributionGroup"))
		}, outcome{5, StatePending, KeepOnV1, ActionCreate, SwitchAppears}},
		// row 5
		{"M365 written", func(b *tenant) group {
			g := b.m365("Team", flagTrue)
			b.written(g)
			return g
		}, outcome{5, StateWritten, KeepOnV1, ActionKeep, SwitchKeep}},
		{"M365 null is written", func(b *tenant) group {
			g := b.m365("Team", flagNull)
			b.written(g)
			return g
		}, outcome{5, StateWritten, KeepOnV1, ActionKeep, SwitchKeep}},
		{"M365 null, no object", func(b *tenant) group { return b.m365("Team", flagNull) }, outcome{5, StatePending, KeepOnV1, ActionCreate, SwitchAppears}},
		// row 6
		{"M365 false, no object", func(b *tenant) group { return b.m365("Team", flagFalse) }, outcome{6, StateOff, KeepOnV1, ActionCreate, SwitchAppears}},
		{"M365 false, object", func(b *tenant) group {
			g := b.m365("Team", flagFalse)
			b.written(g)
			return g
		}, outcome{6, StateStale, KeepOnV1, ActionResume, SwitchKeep}},
		// row 7
		{"on cloud sync", func(b *tenant) group {
			g := b.security("Moved", flagFalse)
			b.written(g)
			b.job(g)
			return g
		}, outcome{7, StateOnCloudSync, MoveToCloudSync, ActionNone, SwitchKeep}},
		{"on cloud sync although the flag asks", func(b *tenant) group {
			g := b.security("Moved", flagTrue)
			b.written(g)
			b.job(g)
			return g
		}, outcome{7, StateOnCloudSync, MoveToCloudSync, ActionNone, SwitchKeep}},
		{"assigned, the job has not run", func(b *tenant) group {
			g := b.security("Next", flagTrue)
			b.written(g)
			b.job(g).HasRun = flagFalse
			return g
		}, outcome{10, StateWritten, MoveToCloudSync, ActionAdopt, SwitchFrozen}},
		{"assigned to another domain's job alone", func(b *tenant) group {
			b.domain("emea.contoso.com").ForestRoot = domainDN(contoso)
			g := b.security("Moved", flagTrue)
			b.object("CN=Moved,OU=Groups,DC=emea,DC=contoso,DC=com", stamped("Group_"+g.ID.String(), "Group_"+g.ID.String()))
			b.job(g)
			return g
		}, outcome{10, StateWritten, MoveToCloudSync, ActionAdopt, SwitchFrozen}},
		{"assigned, no anchor", func(b *tenant) group {
			g := b.security("Next", flagTrue)
			b.written(g, noAnchor)
			b.job(g)
			return g
		}, outcome{10, StateWritten, MoveToCloudSync, ActionAdopt, SwitchFrozen}},
		{"scope mode all and a job that has run", func(b *tenant) group {
			g := b.security("Moved", flagFalse)
			b.written(g)
			b.job()
			b.opt.Settings.Targets = []TargetSettings{{Domain: contoso, Container: "keep", CN: "guid", ScopeMode: ScopeAll}}
			return g
		}, outcome{7, StateOnCloudSync, MoveToCloudSync, ActionNone, SwitchKeep}},
		// row 8
		{"security, not asked for", func(b *tenant) group { return b.security("App", flagFalse) }, outcome{8, StateOff, NotInPlan, ActionNone, SwitchNone}},
		{"security, null does not ask", func(b *tenant) group { return b.security("App", flagNull) }, outcome{8, StateOff, NotInPlan, ActionNone, SwitchNone}},
		{"security, null asks by setting", func(b *tenant) group {
			b.opt.Settings.SecNullIsWritten = true
			return b.security("App", flagNull)
		}, outcome{11, StatePending, MoveToCloudSync, ActionCreate, SwitchNone}},
		{"not asked for, in a job's scope", func(b *tenant) group {
			g := b.security("App", flagFalse)
			b.job(g)
			return g
		}, outcome{8, StateOff, MoveToCloudSync, ActionCreate, SwitchNone}},
		{"not asked for, scope mode all", func(b *tenant) group {
			b.opt.Settings.Targets = []TargetSettings{{Domain: contoso, Container: "keep", CN: "guid", ScopeMode: ScopeAll}}
			return b.security("App", flagFalse)
		}, outcome{8, StateOff, MoveToCloudSync, ActionCreate, SwitchNone}},
		{"not asked for, scope unread", func(b *tenant) group {
			b.gap("entra", inventory.GapJobAssignments)
			return b.security("App", flagFalse)
		}, outcome{8, StateOff, NotInPlan, ActionUnknown, SwitchNone}},
		// rows 9 to 11
		{"stale", func(b *tenant) group {
			g := b.security("Left", flagFalse)
			b.written(g)
			return g
		}, outcome{9, StateStale, MoveToCloudSync, ActionFreeze, SwitchFrozen}},
		{"written", func(b *tenant) group {
			g := b.security("Sales", flagTrue)
			b.written(g)
			return g
		}, outcome{10, StateWritten, MoveToCloudSync, ActionAdopt, SwitchFrozen}},
		{"pending", func(b *tenant) group { return b.security("New", flagTrue) }, outcome{11, StatePending, MoveToCloudSync, ActionCreate, SwitchNone}},
		{"on cloud sync, assigned to a second domain's job too", func(b *tenant) group {
			g := b.security("Moved", flagFalse)
			b.written(g)
			b.job(g)
			j := b.job(g)
			j.ServicePrincipalName, j.Container = "emea.contoso.com", inventory.Mapping{Type: "Constant", Expression: "OU=G,DC=emea,DC=contoso,DC=com"}
			return g
		}, outcome{7, StateOnCloudSync, MoveToCloudSync, ActionNone, SwitchKeep}},
		{"paused and quarantined, but it has run", func(b *tenant) group {
			g := b.security("Moved", flagFalse)
			b.written(g)
			j := b.job(g)
			j.ScheduleState, j.StatusCode, j.Quarantine = "Paused", "Quarantine", "EncounteredQuarantineException"
			return g
		}, outcome{7, StateOnCloudSync, MoveToCloudSync, ActionNone, SwitchKeep}},
		// what the evidence leaves open
		{"the job's filter may keep it out", func(b *tenant) group {
			g := b.security("App", flagFalse)
			b.job(g).Filter = [][]inventory.FilterClause{{{Attribute: "displayName", Operator: "EQUALS", Values: []string{"x"}}}}
			return g
		}, outcome{8, StateOff, NotInPlan, ActionUnknown, SwitchNone}},
		{"the filter that every job has", func(b *tenant) group {
			g := b.security("App", flagFalse)
			b.job(g).Filter = [][]inventory.FilterClause{{{Attribute: "securityEnabled", Operator: "IS TRUE"}, {Attribute: "dirSyncEnabled", Operator: "IS FALSE"}, {Attribute: "mailEnabled", Operator: "IS FALSE"}}}
			return g
		}, outcome{8, StateOff, MoveToCloudSync, ActionCreate, SwitchNone}},
		{"M365 object whose type was not read", func(b *tenant) group {
			g := b.m365("Team", flagTrue)
			b.written(g, typed(0))
			return g
		}, outcome{0, StateWritten, KeepOnV1, ActionUnknown, SwitchUnknown}},
		{"right anchor, has the job run?", func(b *tenant) group {
			g := b.security("Sales", flagTrue)
			b.written(g)
			b.job(g).HasRun = flagUnread
			return g
		}, outcome{0, StateUnknown, MoveToCloudSync, ActionUnknown, SwitchUnknown}},
		{"right anchor, the job's status is null", func(b *tenant) group {
			g := b.security("Sales", flagTrue)
			b.written(g)
			b.job(g).HasRun = flagNull
			return g
		}, outcome{0, StateUnknown, MoveToCloudSync, ActionUnknown, SwitchUnknown}},
		{"right anchor, are there jobs?", func(b *tenant) group {
			g := b.security("Sales", flagTrue)
			b.written(g)
			b.gap("entra", inventory.GapProvisioningJobs)
			return g
		}, outcome{0, StateUnknown, MoveToCloudSync, ActionUnknown, SwitchUnknown}},
		{"right anchor, is it assigned?", func(b *tenant) group {
			g := b.security("Sales", flagTrue)
			b.written(g)
			b.job().AssignedReading = inventory.ReadFailed
			return g
		}, outcome{0, StateUnknown, MoveToCloudSync, ActionUnknown, SwitchUnknown}},
		{"has it the right anchor? no job has it", func(b *tenant) group {
			b.partGap("ad:contoso.com", inventory.GapADGroups, "msDS-ExternalDirectoryObjectId")
			g := b.security("Sales", flagTrue)
			b.written(g, noAnchor)
			return g
		}, outcome{10, StateWritten, MoveToCloudSync, ActionUnknown, SwitchFrozen}},
		{"has it the right anchor? a job that has run may have it", func(b *tenant) group {
			b.partGap("ad:contoso.com", inventory.GapADGroups, "msDS-ExternalDirectoryObjectId")
			g := b.security("Sales", flagTrue)
			b.written(g, noAnchor)
			b.job(g)
			return g
		}, outcome{0, StateUnknown, MoveToCloudSync, ActionUnknown, SwitchUnknown}},
		{"flag unread, security with object", func(b *tenant) group {
			g := b.security("Sales", flagUnread)
			b.written(g)
			return g
		}, outcome{0, StateUnknown, MoveToCloudSync, ActionUnknown, SwitchUnknown}},
		{"flag unread, security without object", func(b *tenant) group { return b.security("Sales", flagUnread) },
			outcome{0, StateUnknown, NotInPlan, ActionUnknown, SwitchUnknown}},
		{"flag unread, M365 with object", func(b *tenant) group {
			g := b.m365("Team", flagUnread)
			b.written(g)
			return g
		}, outcome{0, StateUnknown, KeepOnV1, ActionUnknown, SwitchUnknown}},
		{"flag unread, M365 without object: v1 writes it anyway", func(b *tenant) group { return b.m365("Team", flagUnread) },
			outcome{0, StateUnknown, KeepOnV1, ActionCreate, SwitchAppears}},
		{"absence unproven, security asks", func(b *tenant) group {
			b.gap("ad:contoso.com", inventory.GapADGroups)
			return b.security("Sales", flagTrue)
		}, outcome{0, StateUnknown, MoveToCloudSync, ActionUnknown, SwitchUnknown}},
		{"absence unproven, security does not ask", func(b *tenant) group {
			b.gap("ad:contoso.com", inventory.GapADGroups)
			return b.security("Sales", flagFalse)
		}, outcome{0, StateUnknown, NotInPlan, ActionUnknown, SwitchUnknown}},
		{"absence unproven, M365", func(b *tenant) group {
			b.gap("ad:contoso.com", inventory.GapADGroups)
			return b.m365("Team", flagFalse)
		}, outcome{0, StateUnknown, KeepOnV1, ActionUnknown, SwitchUnknown}},
		{"absence unproven, M365 of a security type", func(b *tenant) group {
			b.gap("ad:contoso.com", inventory.GapADGroups)
			return b.m365("ACL", flagTrue, wants("universalSecurityGroup"))
		}, outcome{4, StateUnknown, SideBySide, ActionUnknown, SwitchUnknown}},
		{"absence unproven does not touch what is there", func(b *tenant) group {
			b.gap("ad:contoso.com", inventory.GapADGroups)
			g := b.security("Sales", flagTrue)
			b.written(g)
			return g
		}, outcome{10, StateWritten, MoveToCloudSync, ActionAdopt, SwitchFrozen}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := newTenant(t)
			g := tt.make(b)
			checkOutcome(t, b, g, tt.want)
		})
	}
}

func securityType(o *inventory.ADObjectRecord) { o.GroupType = inventory.UniversalSecurity }

func wants(typ string) func(*inventory.CloudGroupRecord) {
	return func(g *inventory.CloudGroupRecord) { g.WritebackType = typ }
}

func checkOutcome(t *testing.T, b *tenant, g *inventory.CloudGroupRecord, want outcome) {
	t.Helper()
	c := b.caseOf(g)
	v := fold(c, nil, nil)
	got := outcome{c.Row, c.State, v.disposition, v.action, v.atSwitch}
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
