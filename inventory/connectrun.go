package inventory

import "time"

// ConnectRun is a run of a connector's run profile: the newest of each
// profile, in the words of Get-ADSyncRunProfileResult.
type ConnectRun struct {
	// Connector is the connector's identifier, Profile the profile's name.
	Connector string `json:"connector"`
	Profile   string `json:"profile"`
	Number    int    `json:"number,omitempty"`
	// Result is success or what went wrong: completed-export-errors,
	// stopped-deletion-threshold-exceeded, no-start-connection ...
	Result string `json:"result"`
	// Complete is false while the run is going on.
	Complete Flag       `json:"complete"`
	Start    *time.Time `json:"start,omitempty"`
	End      *time.Time `json:"end,omitempty"`
	// StepsRead: Steps is whole.
	StepsRead bool             `json:"stepsRead"`
	Steps     []ConnectRunStep `json:"steps,omitempty"`
}

// ConnectRunStep is one step of a run, in the words of
// Get-ADSyncRunStepResult. Nil counts were not read.
type ConnectRunStep struct {
	Number int `json:"number"`
	// Type is full-import, delta-import, apply-rules, export ...; empty where
	// unread.
	Type      string     `json:"type,omitempty"`
	Partition string     `json:"partition,omitempty"`
	Result    string     `json:"result"`
	Start     *time.Time `json:"start,omitempty"`
	End       *time.Time `json:"end,omitempty"`
	// What was exported, as whole objects.
	ExportAdds    *int `json:"exportAdds,omitempty"`
	ExportUpdates *int `json:"exportUpdates,omitempty"`
	ExportRenames *int `json:"exportRenames,omitempty"`
	ExportDeletes *int `json:"exportDeletes,omitempty"`
	// What failed: objects on their way out, in the rules, on their way in,
	// and the entries of the step's list of errors.
	ExportFailures *int `json:"exportFailures,omitempty"`
	FlowFailures   *int `json:"flowFailures,omitempty"`
	StageFailures  *int `json:"stageFailures,omitempty"`
	Errors         *int `json:"errors,omitempty"`
}

// Failures adds up what the step failed at; read is false where no count of it
// was read. The list of errors may name what the counts hold, so the greater
// of the two counts.
func (s *ConnectRunStep) Failures() (n int, read bool) {
	for _, c := range []*int{s.ExportFailures, s.FlowFailures, s.StageFailures} {
		if c != nil {
			n, read = n+*c, true
		}
	}
	if s.Errors != nil {
		n, read = max(n, *s.Errors), true
	}
	return n, read
}
