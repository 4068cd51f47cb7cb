package cutover

import (
	"slices"
	"strings"

	"gwbplan/planner"
	"gwbplan/report/cutover/powershell"
)

// syncRuleScripts are the scripts that run on the Connect servers. All of them
// know both rules and the connectors that the rules belong on (F82).
func (k *Kit) syncRuleScripts() []File {
	functions := []string{"syncrules.ps1"}
	return []File{
		k.scriptFile(FileNewSyncRules, "New-SyncRules.ps1", functions, k.connectData),
		k.scriptFile(FileRemoveSyncRules, "Remove-SyncRules.ps1", functions, k.connectData),
		k.scriptFile(FileSwitch, "Invoke-Switch.ps1", functions, k.switchData),
	}
}

// connectData are the domains of the plan, its Connect servers, and the AD
// connectors of each that write to one of the domains (T9).
func (k *Kit) connectData() []powershell.Assignment {
	var targets, servers, connectors [][]powershell.Field
	for _, t := range k.Plan.Targets {
		targets = append(targets, []powershell.Field{{Name: "Context", Value: context(t.Domain)}})
	}
	for _, s := range k.Plan.Connect {
		servers = append(servers, []powershell.Field{{Name: "Name", Value: s.Name}})
		for _, c := range s.Connectors {
			if k.writes(&c) {
				connectors = append(connectors, []powershell.Field{
					{Name: "Server", Value: s.Name},
					{Name: "Connector", Value: strings.ToLower(strings.Trim(c.Identifier, "{}"))},
					{Name: "Name", Value: label(c.Name)},
				})
			}
		}
	}
	return []powershell.Assignment{
		{Variable: "targets", Expression: powershell.Table(targets)},
		{Variable: "servers", Expression: powershell.Table(servers)},
		{Variable: "connectors", Expression: powershell.Table(connectors)},
	}
}

// writes reports whether a connector is one to AD with a domain of the plan.
func (k *Kit) writes(c *planner.PlanConnector) bool {
	return c.Kind == planner.ConnectorAD && slices.ContainsFunc(k.Plan.Targets, func(t planner.PlanTarget) bool {
		return slices.ContainsFunc(c.Domains, func(d string) bool { return strings.EqualFold(d, t.Domain) })
	})
}
