package planner

// Rule is one thing that gwbplan looks for, with its documentation. Rules
// stand in one ordered list, see [Rules].
type Rule struct {
	ID FindingID
	// Severities are those the rule can report, worst first.
	Severities []Severity
	// Title names the problem in a few words; When says in a sentence when the
	// rule fires; Why says what happens otherwise; Remedy what to do.
	Title, When, Why, Remedy string
	// Facts are the documented facts it rests on (F…, T…, C…).
	Facts []string
	// Unverified: the rule rests on an inference, or on a fact that no
	// documentation settles.
	Unverified bool
	// Waivable: a waiver can lift it. Anchor, duplicate, claim, scope, size
	// and delete-risk findings and unknowns never can.
	Waivable bool
	// Check reports what it finds in one group.
	Check func(*Case) []Hit
}

// Hit is one report of a rule; what it leaves empty comes from the rule.
type Hit struct {
	Severity Severity // default: the rule's first
	Message  string
	Evidence []Evidence
	Remedy   string
	Facts    []string
	// Pin is set where the finding pins the group, whether or not the
	// configuration lets it count.
	Pin *Pin
	// Unverified marks a single report of a rule that is otherwise sure.
	Unverified bool
}
