package report

import (
	"strings"

	"gwbplan/planner/facts"
	"gwbplan/report/escape"
)

// factText says in a sentence or two what a fact id stands for, "" for an id
// that this build does not know.
func factText(id string) string {
	f, _ := facts.ByID(id)
	return f.Text
}

// factBasis says how a fact is known.
func factBasis(id string) string {
	f, _ := facts.ByID(id)
	words := make([]string, len(f.Bases))
	for i, b := range f.Bases {
		words[i] = string(b)
	}
	return strings.Join(words, ", in part ")
}

// factSources names the publications with their dates; a fact without any is a
// conclusion, or what nobody says.
func factSources(id string) string {
	f, _ := facts.ByID(id)
	if len(f.Sources) == 0 {
		return "no page says it"
	}
	names := make([]string, len(f.Sources))
	for i, s := range f.Sources {
		names[i] = s.Name + " (" + s.Date + ")"
	}
	return strings.Join(names, "; ")
}

func factHeader() []string { return []string{"Fact", "In short", "Known as", "Source"} }

// factRow is a fact in a Markdown table.
func factRow(id string) []string {
	return []string{escape.MarkdownText(id), escape.MarkdownText(factText(id)), factBasis(id), factSources(id)}
}

// explainFactList writes each fact with its basis and its sources.
func explainFactList(s *screen, ids []string) {
	for _, id := range ids {
		text := factText(id)
		if text == "" {
			s.line("  " + terminal(id) + ": not known to this build")
			continue
		}
		s.line(hang(text+" ("+factBasis(id)+")", "  "+id+": ", columns))
		s.line(hang(factSources(id), "      source: ", columns))
	}
}
