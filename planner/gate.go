package planner

// GateID is the stable name of a gate.
type GateID string

// GateStatus is what a gate comes to.
type GateStatus string

// The statuses. Unknown is never counted as passed.
const (
	GatePass          GateStatus = "pass"
	GateFail          GateStatus = "fail"
	GateUnknown       GateStatus = "unknown"
	GateNotApplicable GateStatus = "not-applicable"
)

// Phase is the step before which a gate must hold.
type Phase string

// The phases, in the order of the procedure: stamping the anchors, the
// irreversible switch, the end of staging mode (the first real export) and the
// start of Cloud Sync.
const (
	PhaseStamp    Phase = "P1"
	PhaseSwitch   Phase = "P5b"
	PhaseExport   Phase = "P6"
	PhaseTakeOver Phase = "P7"
)

// Gate is the judgement on one condition of the whole tenant.
type Gate struct {
	ID     GateID     `json:"id"`
	Status GateStatus `json:"status"`
	Phase  Phase      `json:"phase"`
	// Message is the judgement in one line.
	Message string `json:"message"`
	// Evidence is never empty.
	Evidence []Evidence `json:"evidence"`
	// Remedy says what to do about a failure, and of an unknown how to find
	// out and what attests it; empty where nothing is to be done.
	Remedy string   `json:"remedy"`
	Facts  []string `json:"facts"`
}

// GateRule is a gate with its documentation. Gates stand in one ordered list,
// see [Gates].
type GateRule struct {
	ID    GateID
	Phase Phase
	// Title names the condition; When says in a sentence when the gate passes,
	// Why what happens otherwise, Remedy what to do about a failure and FindOut
	// how to learn what is unknown.
	Title, When, Why, Remedy, FindOut string
	// Attest is the key of the configuration that settles it where nothing can
	// be read; empty where there is none.
	Attest string
	Facts  []string
	// Check judges. It reads the world and what was counted while the groups
	// went by.
	Check func(*World, *census) ruling
}

// ruling is what a check says; an empty remedy is the rule's own.
type ruling struct {
	status   GateStatus
	message  string
	evidence []Evidence
	remedy   string
}

func passes(message string, evidence ...Evidence) ruling {
	return ruling{status: GatePass, message: message, evidence: evidence}
}

func fails(message string, evidence ...Evidence) ruling {
	return ruling{status: GateFail, message: message, evidence: evidence}
}

func unknown(message string, evidence ...Evidence) ruling {
	return ruling{status: GateUnknown, message: message, evidence: evidence}
}

func skipped(message string, evidence ...Evidence) ruling {
	return ruling{status: GateNotApplicable, message: message, evidence: evidence}
}

// judge makes the gate of the plan.
func (r *GateRule) judge(w *World, c *census) Gate {
	v := r.Check(w, c)
	g := Gate{
		ID: r.ID, Status: v.status, Phase: r.Phase, Message: v.message, Remedy: v.remedy,
		Evidence: append([]Evidence{}, v.evidence...), Facts: append([]string{}, r.Facts...),
	}
	if g.Remedy == "" {
		g.Remedy = r.advice(v.status)
	}
	return g
}

// advice is what the rule says to do about a status.
func (r *GateRule) advice(s GateStatus) string {
	switch s {
	case GateFail:
		return r.Remedy
	case GateUnknown:
		if r.Attest == "" {
			return r.FindOut
		}
		return r.FindOut + " Then say it in the configuration file under " + r.Attest + ", with who and when."
	}
	return ""
}

// gates judges all of them, in their order.
func (w *World) gates(c *census) []Gate {
	out := []Gate{}
	for _, r := range Gates() {
		out = append(out, r.judge(w, c))
	}
	return out
}

// GateByID returns the gate with this name, with its documentation.
func GateByID(id GateID) (GateRule, bool) {
	for _, r := range Gates() {
		if r.ID == id {
			return r, true
		}
	}
	return GateRule{}, false
}

// said judges by what somebody attested: wanted is the value that passes.
func said[T comparable](key string, a *Attested[T], wanted T, good, bad, open string, evidence ...Evidence) ruling {
	switch {
	case a == nil:
		return unknown(open, append(evidence, planEvidence("attest."+key, "not attested"))...)
	case a.Value == wanted:
		return passes(good, append(evidence, saidEvidence(key, a))...)
	}
	return fails(bad, append(evidence, saidEvidence(key, a))...)
}

// saidEvidence shows an attestation with who and when.
func saidEvidence[T any](key string, a *Attested[T]) Evidence {
	s := stated(key, a)
	if !s.said {
		return planEvidence("attest."+key, "not attested")
	}
	return planEvidence("attest."+key, s.value+", by "+s.by+" on "+s.on)
}

// ackEvidence shows an acknowledgement with who and when.
func ackEvidence(key string, a Acknowledgement) Evidence {
	return planEvidence("acknowledge."+key, a.text())
}

// connectEvidence is a value of a Connect server.
func connectEvidence(server, attribute, value string) Evidence {
	return Evidence{Source: "connect:" + server, Attribute: attribute, Value: clipped(value)}
}
