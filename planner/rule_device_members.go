package planner

func ruleDeviceMembers() Rule {
	return Rule{
		ID: FindingDeviceMembers, Severities: []Severity{SeverityBlocker, SeverityInfo},
		Title:  "devices as members",
		When:   "Direct members are devices. Blocker where the AD object holds the reference now, else for information.",
		Why:    "v2 wrote devices as members; no page about Cloud Sync lists them. Taken as lost: certificates, group policies and Wi-Fi profiles that hang on the group stop for these computers.",
		Remedy: "Move the computers into an AD group that is kept by hand or by AD tools, and give it what this group grants. Or prove with one group, provisioned on demand, that devices are written.",
		Facts:  []string{"F37", "F60", "F75"}, Unverified: true,
		Waivable: true,
		Check:    checkDeviceMembers,
	}
}

func checkDeviceMembers(c *Case) []Hit {
	return droppedReferences(c, c.byReason(ReasonDevice), "member is a device", "members are devices", PinDeviceMembers)
}
