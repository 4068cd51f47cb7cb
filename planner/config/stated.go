package config

import (
	"go.yaml.in/yaml/v4"

	"gwbplan/planner"
)

// acknowledge reads the risks that somebody accepted.
func (d *decoder) acknowledge(v value) {
	a := &d.settings.Acknowledge
	v.object(fields{
		"irreversibleSwitch":    accepted(&a.IrreversibleSwitch),
		"pendingExportReviewed": accepted(&a.PendingExportReviewed),
		"stagingOutage":         accepted(&a.StagingOutage),
		"wouldBeCreated":        accepted(&a.WouldBeCreated),
	})
}

// accepted reads true, false, or who accepted and when.
func accepted(to *planner.Acknowledgement) func(value) {
	return func(v value) {
		v.d.given(v)
		if v.node.Kind != yaml.MappingNode {
			to.Given, _ = v.boolean()
			return
		}
		to.Given = true
		seen := v.object(fields{"by": set(&to.By, value.text), "on": set(&to.On, value.date)})
		v.need(seen, "by", "on")
	}
}

// attest reads the facts that somebody looked up.
func (d *decoder) attest(v value) {
	a := &d.settings.Attest
	v.object(fields{
		"scopeMode":                   stated(&a.ScopeMode, oneOf(planner.ScopeSelected, planner.ScopeAll)),
		"membershipToOnPremisesUsers": stated(&a.MembershipToOnPremisesUsers, value.boolean),
		"agentBuilds":                 stated(&a.AgentBuilds, listOf(value.build)),
		"agentRights":                 stated(&a.AgentRights, value.boolean),
		"globalCatalog":               stated(&a.GlobalCatalog, value.boolean),
		"targetContainers":            stated(&a.TargetContainers, value.boolean),
		"deleteThreshold":             stated(&a.DeleteThreshold, least(0)),
		"enforcementOff":              stated(&a.EnforcementOff, value.boolean),
		"cloudAvailable":              stated(&a.CloudAvailable, value.boolean),
		"connectServers":              stated(&a.ConnectServers, listOf(value.text)),
		"activeServer":                stated(&a.ActiveServer, value.text),
		"syncHealthy":                 stated(&a.SyncHealthy, value.boolean),
		"objectIdentifierFlow":        stated(&a.ObjectIdentifierFlow, value.boolean),
		"cloudSyncEligible":           stated(&a.CloudSyncEligible, value.boolean),
		"withinScale":                 stated(&a.WithinScale, value.boolean),
		"licences":                    stated(&a.Licences, value.boolean),
	})
}

// stated reads a fact with who states it and when.
func stated[T any](to **planner.Attested[T], read func(value) (T, bool)) func(value) {
	return func(v value) {
		v.d.given(v)
		var a planner.Attested[T]
		seen := v.object(fields{"value": set(&a.Value, read), "by": set(&a.By, value.text), "on": set(&a.On, value.date)})
		v.need(seen, "value", "by", "on")
		*to = &a
	}
}

// listOf reads a list that is not empty.
func listOf[T any](read func(value) (T, bool)) func(value) ([]T, bool) {
	return func(v value) ([]T, bool) {
		var out []T
		v.list(func(_ int, v value) {
			if x, ok := read(v); ok {
				out = append(out, x)
			}
		})
		if v.node.Kind == yaml.SequenceNode && len(v.node.Content) == 0 {
			v.bad("the list is empty")
		}
		return out, len(out) > 0
	}
}
