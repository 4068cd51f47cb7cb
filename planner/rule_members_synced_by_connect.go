package planner

func ruleMembersSyncedByConnect() Rule {
	return Rule{
		ID: FindingMembersSyncedByConnect, Severities: []Severity{SeverityInfo},
		Title:  "members that are synced from AD",
		When:   "At least one member reaches the cloud by synchronisation from AD.",
		Why:    "Where that engine is Connect Sync, it must go on running beside Cloud Sync for the group to be right. This is true of nearly every group and pins it only where the configuration asks for the topology reading.",
		Remedy: "Nothing to do for the group. Before Connect Sync is retired, move the synchronisation of these accounts to Cloud Sync.",
		Facts:  []string{"F9", "F53"}, Waivable: true,
		Check: checkMembersSyncedByConnect,
	}
}

func checkMembersSyncedByConnect(c *Case) []Hit {
	if !c.Bound() {
		return nil
	}
	some, n := c.Members.first(func(m *MemberFate) bool { return memberSynced(*m) })
	if n == 0 {
		return nil
	}
	return []Hit{{
		Message:  count(n, "member is", "members are") + " synced from AD",
		Evidence: cappedOf(some, n, oneMember),
		Pin:      &Pin{ID: PinMembersSyncedByConnect, HeldBy: HeldByConnect},
	}}
}
