package planner

func ruleMailNotNull() Rule {
	return Rule{
		ID: FindingMailNotNull, Severities: []Severity{SeverityBlocker},
		Title:  "the security group has a mail value",
		When:   "A cloud security group that v2 writes, or that asks for it, has a value in mail.",
		Why:    "The inbound rule that protects written-back groups at the switch asks for mail ISNULL, not for the kind of group. It misses this one, and Connect Sync may delete the AD object as out of scope.",
		Remedy: "Clear the left-over mail value in the cloud before the switch, wait for a sync cycle and read the group again. Where it cannot be cleared, build a new group without mail beside this one and move the permissions before the old one goes: the new group's AD object has a new SID, and deleting the old group deletes its AD object.",
		Facts:  []string{"T10", "F80", "F76"},
		Check:  checkMailNotNull,
	}
}

func checkMailNotNull(c *Case) []Hit {
	if !c.endangered() || c.Row == 8 || c.Group.Mail == "" {
		return nil
	}
	return oneHit("the group has the mail value "+quoted(c.Group.Mail)+": the rule that protects it at the switch misses it",
		entraEvidence("mail", c.Group.Mail))
}
