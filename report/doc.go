// Package report turns a plan into documents: the summary for a terminal, the
// HTML and the Markdown report for a change board, groups.csv for a tracker,
// and the explanation of one group.
//
// To start, give a plan to [Markdown], [HTML] or [CSV], or to [Documents] for all
// of them. [Summary] and package xlsx want a library handed in for tables and
// workbooks ([Options]), so that the others build without it.
// [Explain] tells of one group, [NewFleet] adds up many tenants.
//
// The style, the script and the template of report.html are files of the folder
// html, with the tests that open it in a browser.
//
// It decides nothing and changes nothing: what a document says is in the
// [planner.Plan], and the English for the plan's words is here. Order and
// counts come from one view (view.go), and every value that a directory chose
// passes through escape.go or package escape on its way out.
package report
