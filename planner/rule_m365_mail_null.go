package planner

func ruleM365MailNull() Rule {
	return Rule{
		ID: FindingM365MailNull, Severities: []Severity{SeverityBlocker},
		Title:    "a Microsoft 365 group without mail",
		When:     "A Microsoft 365 group has no mail value.",
		Why:      "The inbound rule of the switch takes every cloud group whose mail is null. It would take this one too and hold all its changes back: v1 would stop writing it.",
		Remedy:   "Repair the group's mail address in Exchange Online before the switch (Set-UnifiedGroup -PrimarySmtpAddress), wait for a sync cycle and read the group again.",
		Facts:    []string{"T10", "F80"},
		Waivable: true,
		Check:    checkM365MailNull,
	}
}

func checkM365MailNull(c *Case) []Hit {
	if !c.onV1() || c.Group.Mail != "" {
		return nil
	}
	return oneHit("the group has no mail: the inbound rule of the switch would take it away from v1", entraEvidence("mail", "null"))
}
