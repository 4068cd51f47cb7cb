package report

import (
	"strings"

	"gwbplan/planner"
	"gwbplan/report/escape"
)

// titleRunes is the most characters of a summary in Jira and of a title in
// Azure Boards.
const titleRunes = 255

// title is a row in one line, for a tracker's summary.
func (r *csvRow) title() string {
	name := escape.Shorten(r.group, 150)
	var out string
	switch r.kind {
	case "gate":
		out = "Gate " + r.group + ", " + r.action + ": " + gateStatusLabel(planner.GateStatus(r.readiness))
	case "orphan":
		out = "AD object without a cloud group: " + name
	case "task":
		out = name
	default:
		out = name + ": " + dispositionWording(planner.Disposition(r.disposition)).label
		if r.readiness != "" {
			out += ", " + readinessWording(planner.Readiness(r.readiness)).label
		}
	}
	return fitting(out, titleRunes)
}

// rank is how urgent a row is, from 0.
func (r *csvRow) rank() int {
	switch {
	case r.readiness == string(planner.Blocked), r.readiness == string(planner.GateFail), r.readiness == string(planner.NoGo):
		return 0
	case r.unknowns != "":
		return 1
	case r.readiness == string(planner.Ready):
		return 3
	}
	return 2
}

// bucket is where a board shows the row.
func (r *csvRow) bucket() string {
	switch {
	case r.kind == "gate":
		return "Gates"
	case r.wave != "":
		return "Wave " + r.wave
	case r.kind == "task":
		return "Tenant"
	case r.kind == "orphan":
		return "AD objects without a cloud group"
	case r.readiness == string(planner.Blocked), r.readiness == string(planner.ReadinessUnknown):
		return "Waiting for a decision"
	}
	return "No wave"
}

// waveLabel is the wave in one word, empty without one.
func (r *csvRow) waveLabel(separator string) string {
	if r.wave == "" {
		return ""
	}
	return "wave" + separator + r.wave
}

// labels are words by which a tracker finds the row, its key among them: an
// importer that gives its own ids keeps no other place for it.
func (r *csvRow) labels(separator string) string {
	var out []string
	for _, word := range []string{"gwbplan-" + r.kind, r.disposition, r.readiness, r.waveLabel("-"), r.statusLabel(), r.key} {
		if word != "" {
			out = append(out, word)
		}
	}
	return strings.Join(out, separator)
}

// details are the row's other values in one text.
func (r *csvRow) details() string {
	var out []string
	for _, part := range []struct{ label, value string }{
		{"Status", r.status}, {"Key", r.key}, {"Group", r.group}, {"Object ID", r.objectID}, {"Kind", r.kind}, {"Action", r.action}, {"At the switch", r.atSwitch},
		{"AD object", r.dn}, {"New name", r.newDN}, {"SID", r.sid}, {"Blockers", r.blockers}, {"Unknown", r.unknowns},
		{"To fix", r.fixes}, {"Warnings", r.warnings}, {"Pins", r.pins}, {"Members in the cloud", r.cloud}, {"Members in AD", r.ad},
		{"Members lost", r.lost}, {"Members gained", r.gained}, {"Window", r.windowText()},
		{"Depends on", r.dependsOn}, {"Owner", r.owner}, {"Remedy", r.remedy},
	} {
		if part.value != "" {
			out = append(out, part.label+": "+part.value)
		}
	}
	return strings.Join(out, " / ")
}

func (r *csvRow) windowText() string {
	if r.windowStart == "" {
		return ""
	}
	return r.windowStart + " to " + r.windowEnd
}

// day is the day of an RFC 3339 time, empty for none.
func day(moment string) string {
	d, _, _ := strings.Cut(moment, "T")
	return d
}
