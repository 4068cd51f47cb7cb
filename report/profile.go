package report

import (
	"fmt"
	"slices"
	"strings"
)

// Profile names the program that groups.csv is for, as --csv-profile takes it.
type Profile string

// The profiles.
const (
	ProfileGeneric Profile = "generic"
	ProfileExcel   Profile = "excel"
	ProfileJira    Profile = "jira"
	ProfileAzure   Profile = "azure-devops"
	ProfilePlanner Profile = "planner"
	ProfileProject Profile = "project"
)

// importRows is how many rows one file of an importer takes.
const importRows = 1000

// Profiles lists the profiles.
func Profiles() []Profile {
	return []Profile{ProfileGeneric, ProfileExcel, ProfileJira, ProfileAzure, ProfilePlanner, ProfileProject}
}

// ParseProfile reads a profile's name; the empty name is the generic profile.
func ParseProfile(name string) (Profile, error) {
	p := Profile(strings.ToLower(strings.TrimSpace(name)))
	switch {
	case p == "":
		return ProfileGeneric, nil
	case !slices.Contains(Profiles(), p):
		return "", fmt.Errorf("unknown CSV profile %q: choose among %s", name, listed(Profiles()))
	}
	return p, nil
}

// listed joins words for an error.
func listed[W ~string](words []W) string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = string(w)
	}
	return strings.Join(out, ", ")
}

// Note says what somebody who imports the file must choose there; empty where
// nothing.
func (p Profile) Note() string { return shapes[p].note }

// shape is what a profile makes of groups.csv.
type shape struct {
	// bom begins every CSV file with a byte order mark.
	bom bool
	// rows is the most rows of one file; 0 is no limit.
	rows    int
	note    string
	columns func() []column[*csvRow]
	// items lists the rows; nil takes those of the generic profile.
	items func(*view) []lazyRow
}

var shapes = map[Profile]shape{
	ProfileGeneric: {columns: csvColumns},
	ProfileExcel:   {columns: excelColumns, bom: true},
	ProfileJira:    {columns: jiraColumns, items: (*view).openRows, rows: importRows, note: "choose the date format yyyy-MM-dd in the importer"},
	ProfileAzure:   {columns: azureColumns, items: (*view).openRows, rows: importRows},
	ProfilePlanner: {columns: plannerColumns, items: (*view).openRows, note: "basic plans have no import: a flow creates the tasks from the file"},
	ProfileProject: {columns: projectColumns, items: (*view).outlined, note: "dates are yyyy-MM-dd; the import map takes them in the date format of the computer"},
}

func (o Options) profile() shape {
	if o.Profile == "" {
		return shapes[ProfileGeneric]
	}
	return shapes[o.Profile]
}

// rowsOf lists the rows of the profile.
func (s shape) rowsOf(v *view) []lazyRow {
	if s.items == nil {
		return v.allRows()
	}
	return s.items(v)
}

// table is groups.csv as the profile shapes it, with some rows.
func (s shape) table(rows []lazyRow) Table {
	return tableOf("Groups", s.columns(), func(yield func(*csvRow) bool) {
		for _, r := range rows {
			if !yield(r()) {
				return
			}
		}
	})
}

// cellRunes is the most characters that a cell of Excel and a text of Jira
// take.
const cellRunes = 32767

// excelColumns are the generic ones, no cell longer than Excel takes.
func excelColumns() []column[*csvRow] {
	columns := csvColumns()
	for i := range columns {
		if value := columns[i].value; value != nil {
			columns[i].value = func(r *csvRow) string { return fitting(value(r), cellRunes) }
		}
	}
	return columns
}

func jiraColumns() []column[*csvRow] {
	return []column[*csvRow]{
		{"Summary", 0, text, (*csvRow).title},
		{"Issue Type", 0, text, func(*csvRow) string { return "Task" }},
		{"Priority", 0, text, func(r *csvRow) string { return [...]string{"Highest", "High", "Medium", "Low"}[r.rank()] }},
		{"Due Date", 0, text, func(r *csvRow) string { return day(r.windowEnd) }},
		{"Start Date", 0, text, func(r *csvRow) string { return day(r.windowStart) }},
		{"Labels", 0, text, func(r *csvRow) string { return "gwbplan-" + r.kind }},
		{"Labels", 0, text, func(r *csvRow) string { return r.disposition }},
		{"Labels", 0, text, func(r *csvRow) string { return r.readiness }},
		{"Labels", 0, text, func(r *csvRow) string { return r.waveLabel("-") }},
		{"External Key", 0, text, func(r *csvRow) string { return r.key }},
		{"Depends On", 0, text, func(r *csvRow) string { return r.dependsOn }},
		{"Group Owner", 0, text, func(r *csvRow) string { return r.owner }},
		{"Description", 0, text, func(r *csvRow) string { return jiraText(r.details()) }},
	}
}

func azureColumns() []column[*csvRow] {
	return []column[*csvRow]{
		{"Work Item Type", 0, text, func(*csvRow) string { return "Task" }},
		{"Title", 0, text, (*csvRow).title},
		{"Priority", 0, text, func(r *csvRow) string { return [...]string{"1", "2", "3", "4"}[r.rank()] }},
		{"Tags", 0, text, func(r *csvRow) string { return r.labels("; ") }},
		{"Description", 0, text, func(r *csvRow) string { return azureText(r.details()) }},
	}
}

func plannerColumns() []column[*csvRow] {
	return []column[*csvRow]{
		{"Task Name", 0, text, (*csvRow).title},
		{"Bucket Name", 0, text, (*csvRow).bucket},
		{"Progress", 0, text, (*csvRow).progress},
		{"Priority", 0, text, func(r *csvRow) string { return [...]string{"Urgent", "Important", "Medium", "Low"}[r.rank()] }},
		{"Assigned To", 0, text, func(r *csvRow) string { return r.owner }},
		{"Start date", 0, text, func(r *csvRow) string { return day(r.windowStart) }},
		{"Due date", 0, text, func(r *csvRow) string { return day(r.windowEnd) }},
		{"Labels", 0, text, func(r *csvRow) string { return r.labels("; ") }},
		{"Description", 0, text, func(r *csvRow) string { return fitting(r.details(), cellRunes) }},
	}
}
