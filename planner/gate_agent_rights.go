package planner

func gateAgentRights() GateRule {
	return GateRule{
		ID: GateAgentRights, Phase: PhaseTakeOver,
		Title:   "The agents' account may write the groups",
		When:    "Somebody attests that the agents' account may create, change and delete groups in the target containers.",
		Why:     "The rights are set by a clean installation only. After an upgrade, or with an account of one's own, they are missing, and every group fails.",
		Remedy:  "Run Set-AADCloudSyncPermissions -PermissionType UserGroupCreateDelete -TargetDomain <domain> -EACredential $credential, and check one group by provisioning on demand.",
		FindOut: "Look at the access control of the target containers (dsacls), or provision one group on demand.",
		Attest:  "attest.agentRights",
		Facts:   []string{"F89", "F75"},
		Check: func(w *World, _ *census) ruling {
			return said("agentRights", w.Settings.Attest.AgentRights, true, "the agents' account has its rights, as attested",
				"the agents' account lacks rights, as attested", "whether the agents' account may write the groups is not attested")
		},
	}
}
