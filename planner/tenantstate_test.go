package planner

import (
	"testing"

	"gwbplan/inventory"
)

// TestTenantStates has the rows as they read with v1 or v2 off, or unread.
func TestTenantStates(t *testing.T) {
	on, off, unread := inventory.FeatureOn, inventory.FeatureOff, inventory.FeatureUnread
	tests := []struct {
		name   string
		v1, v2 inventory.Feature
		kind   string // security or m365, "+" with object
		flag   inventory.Flag
		want   outcome
	}{
		{"v2 off: the flag is no evidence", on, off, "security", flagTrue, outcome{8, StateOff, NotInPlan, ActionNone, SwitchNone}},
		{"v2 off: an unread flag does not matter", on, off, "security", flagUnread, outcome{8, StateOff, NotInPlan, ActionNone, SwitchNone}},
		{"v2 off: matched security is frozen", on, off, "security+", flagFalse, outcome{10, StateFrozen, MoveToCloudSync, ActionAdopt, SwitchNone}},
		{"v2 off: M365 false is kept", on, off, "m365+", flagFalse, outcome{5, StateWritten, KeepOnV1, ActionKeep, SwitchNone}},
		{"v2 off: a missing M365 object is a fault", on, off, "m365", flagFalse, outcome{5, StatePending, KeepOnV1, ActionNone, SwitchNone}},
		{"v1 off: M365 without object", off, on, "m365", flagTrue, outcome{5, StatePending, NotInPlan, ActionNone, SwitchNone}},
		{"v1 off: M365 with object", off, on, "m365+", flagFalse, outcome{6, StateStale, NotInPlan, ActionFreeze, SwitchKeep}},
		{"v1 off: security is as ever", off, on, "security+", flagTrue, outcome{10, StateWritten, MoveToCloudSync, ActionAdopt, SwitchFrozen}},
		{"both off", off, off, "m365+", flagTrue, outcome{5, StateWritten, NotInPlan, ActionFreeze, SwitchNone}},
		{"unread is assumed on", unread, unread, "m365", flagFalse, outcome{6, StateOff, KeepOnV1, ActionCreate, SwitchAppears}},
		{"unread is assumed on, security", unread, unread, "security+", flagFalse, outcome{9, StateStale, MoveToCloudSync, ActionFreeze, SwitchFrozen}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := newTenant(t)
			b.org.WritebackV1, b.org.WritebackV2 = tt.v1, tt.v2
			var g *inventory.CloudGroupRecord
			if tt.kind[0] == 's' {
				g = b.security("G", tt.flag)
			} else {
				g = b.m365("G", tt.flag)
			}
			if tt.kind[len(tt.kind)-1] == '+' {
				b.written(g)
			}
			checkOutcome(t, b, g, tt.want)
		})
	}
}

func TestV2OffNobodyCreatesASecurityTypeAnyMore(t *testing.T) {
	b := newTenant(t)
	b.org.WritebackV2 = inventory.FeatureOff
	checkOutcome(t, b, b.m365("ACL", flagTrue, wants("universalSecurityGroup")), outcome{5, StatePending, KeepOnV1, ActionNone, SwitchNone})
	g := b.m365("ACL", flagFalse)
	b.written(g, securityType)
	checkOutcome(t, b, g, outcome{4, StateWritten, SideBySide, ActionRetype, SwitchNone})
}

func TestV1OffSoftDeletedSecurityIsOutOfThePlan(t *testing.T) {
	b := newTenant(t)
	b.org.WritebackV1 = inventory.FeatureOff
	g := b.security("Old", flagTrue)
	b.written(g)
	b.delete(g)
	checkOutcome(t, b, g, outcome{3, StateWritten, NotInPlan, ActionFreeze, SwitchFrozen})
}

func TestConnectFactsSupplyTheFeatures(t *testing.T) {
	b := newTenant(t)
	b.org.WritebackV1, b.org.WritebackV2 = inventory.FeatureUnread, inventory.FeatureUnread
	b.gap("entra", inventory.GapFeatureFlags)
	g := b.security("G", flagTrue)
	b.written(g)
	if b.plan().Complete {
		t.Error("complete although nobody knows the features")
	}
	b.rest = append(b.rest,
		&inventory.ConnectServer{Name: "standby", Staging: flagTrue, WritebackV1: inventory.FeatureOn, WritebackV2: inventory.FeatureOn},
		&inventory.ConnectServer{Name: "sync1", Staging: flagFalse, WritebackV1: inventory.FeatureOn, WritebackV2: inventory.FeatureOff})
	checkOutcome(t, b, g, outcome{10, StateFrozen, MoveToCloudSync, ActionAdopt, SwitchNone})
	if !b.plan().Complete {
		t.Error("not complete although the active Connect server shows the features")
	}
}
