package planner

import (
	"slices"
	"strings"

	"gwbplan/inventory"
)

// kindOf tells the kind of a cloud group. What AD owns comes first: nothing
// else matters there (F43).
func kindOf(g *inventory.CloudGroup) Kind {
	switch {
	case g.OnPremisesSyncEnabled == inventory.FlagTrue:
		return KindSynced
	case slices.ContainsFunc(g.GroupTypes, func(t string) bool { return strings.EqualFold(t, "Unified") }):
		return KindMicrosoft365
	case g.SecurityEnabled && !g.MailEnabled:
		return KindSecurity
	case g.SecurityEnabled:
		return KindMailEnabledSecurity
	}
	return KindDistribution
}

// asks resolves the writeback flag for a kind (F25, C1). With v2 off nobody
// reads the flag: v1 writes every M365 group (F13), and no security group.
func (w *World) asks(k Kind, g *inventory.CloudGroup) inventory.Flag {
	f := g.WritebackEnabled
	switch {
	case !w.V2On() && k == KindMicrosoft365:
		return inventory.FlagTrue
	case !w.V2On():
		return inventory.FlagFalse
	case f != inventory.FlagNull:
		return f
	case k == KindMicrosoft365, k == KindSecurity && w.Settings.SecNullIsWritten:
		return inventory.FlagTrue
	}
	return inventory.FlagFalse
}

// wantsSecurityType reports whether the flag asks for an object with the
// security bit (F26).
func wantsSecurityType(g *inventory.CloudGroup) bool {
	return strings.EqualFold(g.WritebackType, "universalSecurityGroup") ||
		strings.EqualFold(g.WritebackType, "universalMailEnabledSecurityGroup")
}
