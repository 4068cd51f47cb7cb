package report

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"gwbplan/inventory/connect/pending"
	"gwbplan/planner"
	"gwbplan/planner/pendingexport"
	"gwbplan/report/escape"
)

// PendingExport writes the comparison of pending exports with a plan for a
// terminal; o.Items says how many items it tells in full.
func PendingExport(w io.Writer, r *pendingexport.Report, o Options) error {
	s := newScreen(w, o)
	pendingHead(s, r)
	pendingUnknowns(s, r)
	s.line("")
	s.paint(pendingPaint(r), wrap(pendingAnswer(r), "", columns))
	s.line("")
	s.paint(bold, "Microsoft 365 groups that appear in AD")
	s.line(wrap(writeOutSentence(r.WriteOut), "  ", columns))
	for _, text := range missingLines(r.WriteOut, o) {
		s.line(hang(terminal(text), "  - ", columns))
	}
	s.line("")
	s.paint(bold, "What is pending")
	for _, c := range r.Counts {
		s.linef("  %s", outcomeWords(c))
	}
	pendingItems(s, r, o)
	if err := s.flush(); err != nil {
		return fmt.Errorf("writing the comparison: %w", err)
	}
	return nil
}

func pendingHead(s *screen, r *pendingexport.Report) {
	s.paint(bold, cut("Pending exports against the plan for "+tenantName(planner.PlanTenant{DisplayName: r.Plan.DisplayName})+", as of "+terminal(r.Plan.AsOf), columns))
	s.line(cut(fmt.Sprintf("Tenant %s, rules %s", terminal(r.Plan.Tenant), terminal(r.Plan.RuleSet)), columns))
	s.line("Plan file SHA-256 " + terminal(r.Plan.SHA256))
	for _, f := range r.Files {
		s.line(hang(terminal(fileSentence(f)), "- ", columns))
		for _, n := range f.Notes {
			s.line(wrap(terminal(n), "  ", columns))
		}
	}
}

func fileSentence(f pendingexport.File) string {
	text := fmt.Sprintf("%s: %s, %s, %s with something pending", f.Name, formatWords(f.Format), connectorWords(f.Connector), count(f.Changes, "object"))
	if len(f.Domains) > 0 {
		text += " in " + escape.Shorten(strings.Join(f.Domains, ", "), 400)
	}
	return text
}

func formatWords(f pending.Format) string {
	if f == pending.CSExportAnalyzerCSV {
		return "CSV of CSExportAnalyzer"
	}
	return "XML of csexport"
}

func connectorWords(c pending.Connector) string {
	switch c {
	case pending.ActiveDirectory:
		return "connector to AD"
	case pending.Entra:
		return "connector to Entra ID"
	}
	return "connector not known"
}

func pendingUnknowns(s *screen, r *pendingexport.Report) {
	if r.Complete {
		return
	}
	s.line("")
	s.paint(red, "INCOMPLETE: this is not known")
	for _, u := range r.Unknowns {
		s.line(hang(terminal(u.What), "- ", columns))
		s.line(wrap("to do: "+terminal(u.Next), "  ", columns))
	}
}

func pendingPaint(r *pendingexport.Report) paint {
	switch {
	case len(r.Unexpected) > 0:
		return red
	case !r.Complete:
		return yellow
	}
	return green
}

// pendingAnswer is the answer to the question whether staging mode can be left.
func pendingAnswer(r *pendingexport.Report) string {
	deleted := 0
	for _, i := range r.Unexpected {
		if i.Kind == pendingexport.ADDelete {
			deleted++
		}
	}
	switch n := len(r.Unexpected); {
	case n == 0 && r.Complete:
		return "Nothing is pending that the plan does not expect."
	case n == 0:
		return "Nothing unexpected was seen, but not everything was seen. Do not leave staging mode on the strength of this."
	default:
		return fmt.Sprintf("DO NOT LEAVE STAGING MODE: %s not expected, with %s in AD.", countIs(n, "thing"), count(deleted, "deletion"))
	}
}

func writeOutSentence(w pendingexport.WriteOut) string {
	return fmt.Sprintf("%s forecast, %s acknowledged, %s pending, %s of them as forecast, %s of the forecast not pending.",
		thousands(w.Forecast), thousands(w.Acknowledged), thousands(w.Pending), thousands(w.AsForecast), thousands(len(w.Missing)))
}

// missingLines names the groups that were to appear and are not pending.
func missingLines(w pendingexport.WriteOut, o Options) []string {
	var out []string
	for i, g := range w.Missing {
		if i == o.items() {
			return append(out, fmt.Sprintf("and %s: see pending-export.json", count(len(w.Missing)-i, "other")))
		}
		out = append(out, fmt.Sprintf("not pending: %s (%s)", g.Name, g.ID))
	}
	return out
}

func outcomeWords(c pendingexport.Count) string {
	words := map[pendingexport.Outcome]string{
		pendingexport.NotExpected: "with something that is not expected", pendingexport.AsForecast: "added as forecast",
		pendingexport.V1Updates: "updated by v1 as usual", pendingexport.OtherObjects: "of other kinds or features, updated: not judged by this plan",
	}
	return count(c.Objects, "object") + " " + words[c.Word]
}

func pendingItems(s *screen, r *pendingexport.Report, o Options) {
	if len(r.Unexpected) == 0 {
		return
	}
	s.line("")
	s.paint(bold, "What is not expected")
	for n, i := range r.Unexpected {
		if n == o.items() {
			s.linef("and %s: --limit shows more, --out writes all.", count(len(r.Unexpected)-n, "other item"))
			return
		}
		s.paint(red, cut(fmt.Sprintf("%s  %s", itemLabel(i.Kind), terminal(escape.Shorten(cmp.Or(i.Name, "(no name)"), 200))), columns))
		if i.Group != "" {
			s.line("  object id " + terminal(i.Group))
		}
		if i.DN != "" {
			s.line("  " + terminal(string(i.DN)))
		}
		if i.NewDN != "" {
			s.line("  becomes " + terminal(string(i.NewDN)))
		}
		if i.Line > 0 {
			s.line(cut(fmt.Sprintf("  in %s, line %d", terminal(i.File), i.Line), columns))
		}
		s.line(hang(terminal(i.What), "  what:  ", columns))
		for _, d := range detailsOf(i.Details, o) {
			s.line("         " + d.label + terminal(d.value))
		}
		s.line(hang(terminal(i.Why), "  why:   ", columns))
		s.line(hang(terminal(i.Remedy), "  to do: ", columns))
	}
}

// labelled is a value with what stands before it.
type labelled struct{ label, value string }

// detailsOf tells what changes, value by value, up to the limit.
func detailsOf(details []pendingexport.Detail, o Options) []labelled {
	var out []labelled
	for _, d := range details {
		attribute := terminal(escape.Shorten(d.Attribute, 60))
		for _, part := range []struct {
			verb   string
			values []string
		}{{"removes", d.Removed}, {"adds", d.Added}} {
			for n, v := range part.values {
				if n == o.members() {
					out = append(out, labelled{fmt.Sprintf("%s %s more of %s", part.verb, thousands(len(part.values)-n), attribute), ""})
					break
				}
				out = append(out, labelled{part.verb + " " + attribute + ": ", escape.Shorten(v, 400)})
			}
		}
	}
	return out
}

func itemLabel(k pendingexport.Kind) string {
	switch k {
	case pendingexport.ADDelete:
		return "DELETED IN AD"
	case pendingexport.EntraDelete:
		return "DELETED IN ENTRA ID"
	case pendingexport.MarkChange:
		return "MARK CHANGED"
	case pendingexport.MemberChange:
		return "MEMBERS CHANGED"
	case pendingexport.Rename:
		return "RENAMED OR MOVED"
	case pendingexport.TypeChange:
		return "TYPE CHANGED"
	case pendingexport.SecurityAdd:
		return "SECURITY GROUP ADDED"
	case pendingexport.UnexpectedAdd:
		return "ADDED"
	case pendingexport.EntraAdd:
		return "ADDED IN ENTRA ID"
	case pendingexport.AttributeChange:
		return "ATTRIBUTE CHANGED"
	case pendingexport.OverAcknowledged:
		return "MORE THAN ACKNOWLEDGED"
	case pendingexport.WriteOutMissing:
		return "NOT PENDING"
	case pendingexport.AlreadyExported:
		return "EXPORTED ALREADY"
	}
	return string(k)
}
