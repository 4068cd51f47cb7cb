package cutover

import (
	"fmt"
	htmltemplate "html/template"
	"strings"

	"gwbplan/report"
	"gwbplan/report/escape"
)

// text is a sentence of the documents: words of the kit's own, with ** around
// strong words and ` around code, and values of a directory between them.
type text []piece

// piece is a part of a text. Own words are written as they stand; a name
// becomes code, and a quote is a sentence that may hold names.
type piece struct {
	kind pieceKind
	s    string
}

type pieceKind int

const (
	own pieceKind = iota
	aName
	aQuote
)

// name is a value of a directory, quote a sentence of the plan.
type (
	name  string
	quote string
)

// say makes a text. Each {} of the format stands for an argument: a number, a
// string of the kit's own words, a name, a quote or a text.
func say(format string, args ...any) text {
	parts := strings.Split(format, "{}")
	if len(parts) != len(args)+1 {
		panic(fmt.Sprintf("%q has %d places for %d arguments", format, len(parts)-1, len(args)))
	}
	out := text{{own, parts[0]}}
	for i, a := range args {
		switch a := a.(type) {
		case int:
			out = append(out, piece{own, report.Thousands(a)})
		case string:
			out = append(out, piece{own, a})
		case name:
			out = append(out, piece{aName, escape.Shorten(string(a), 400)})
		case quote:
			out = append(out, piece{aQuote, escape.Shorten(string(a), 600)})
		case text:
			out = append(out, a...)
		default:
			panic(fmt.Sprintf("%q: %T cannot be said", format, a))
		}
		out = append(out, piece{own, parts[i+1]})
	}
	return out
}

// and joins texts with a space.
func (t text) and(more ...text) text {
	for _, m := range more {
		t = say("{} {}", t, m)
	}
	return t
}

// joined puts a separator between texts.
func joined(texts []text, separator string) text {
	var out text
	for i, t := range texts {
		if i > 0 {
			out = append(out, piece{own, separator})
		}
		out = append(out, t...)
	}
	return out
}

// markdown renders the text for Markdown.
func (t text) markdown() string {
	var b strings.Builder
	for _, p := range t {
		switch p.kind {
		case own:
			b.WriteString(p.s)
		case aName:
			b.WriteString(escape.MarkdownValue(p.s))
		case aQuote:
			b.WriteString(escape.MarkdownText(p.s))
		}
	}
	return b.String()
}

// HTML renders the text for the page: each mark of the own words opens or closes
// its element, whatever stands between.
func (t text) HTML() htmltemplate.HTML {
	var b strings.Builder
	strong, code := false, false
	toggle := func(on *bool, tag string) {
		if *on {
			tag = "/" + tag
		}
		*on = !*on
		b.WriteString("<" + tag + ">")
	}
	for _, p := range t {
		switch p.kind {
		case own:
			for i, bold := range strings.Split(p.s, "**") {
				if i > 0 {
					toggle(&strong, "strong")
				}
				for j, word := range strings.Split(bold, "`") {
					if j > 0 {
						toggle(&code, "code")
					}
					b.WriteString(htmltemplate.HTMLEscapeString(word))
				}
			}
		case aName:
			b.WriteString("<code>" + htmltemplate.HTMLEscapeString(escape.Visible(p.s)) + "</code>")
		case aQuote:
			b.WriteString(htmltemplate.HTMLEscapeString(escape.Visible(p.s)))
		}
	}
	return htmltemplate.HTML(b.String())
}
