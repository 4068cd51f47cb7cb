package planner

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf16"
)

// Write decides on every group and writes the plan as it goes, see
// [Planner.Stream].
func (p *Planner) Write(w io.Writer) (Result, error) {
	plan, err := p.Stream(w, func(*Group) {})
	if err != nil {
		return Result{}, err
	}
	return plan.Result(), nil
}

// Stream decides on every group and writes the plan as it goes: one group a
// line, so that a plan of a million groups needs the memory of one. The file
// is one JSON object whose keys stand in the order of [Plan]. Each group is
// shown to see; the plan that is returned has none of them.
func (p *Planner) Stream(w io.Writer, see func(*Group)) (*Plan, error) {
	plan, t := p.head(), newTally()
	out := newPlanWriter(w)
	out.head(plan)
	out.open("groups")
	if err := p.eachGroup(t, func(g Group) error {
		see(&g)
		return out.item(g)
	}); err != nil {
		return nil, fmt.Errorf("writing the plan: %w", err)
	}
	out.close()
	out.open("waiting")
	if err := p.survey.waitingGroups(func(w Waiting) error {
		plan.Waiting = append(plan.Waiting, w)
		return out.item(w)
	}); err != nil {
		return nil, fmt.Errorf("writing the plan: %w", err)
	}
	out.close()
	if err := p.tail(plan, t); err != nil {
		return nil, err
	}
	if _, err := out.tail(plan); err != nil {
		return nil, fmt.Errorf("writing the plan: %w", err)
	}
	return plan, nil
}

// WriteTo writes a plan that is in memory, in the same form as [Planner.Write].
func (p *Plan) WriteTo(w io.Writer) (int64, error) {
	out := newPlanWriter(w)
	out.head(p)
	out.lines("groups", len(p.Groups), func(i int) any { return p.Groups[i] })
	out.lines("waiting", len(p.Waiting), func(i int) any { return p.Waiting[i] })
	return out.tail(p)
}

// Result is what the plan comes to.
func (p *Plan) Result() Result {
	r := Result{Complete: p.Complete, Summary: p.Summary}
	for _, m := range p.Summary.Matrix {
		r.AnyBlocked = r.AnyBlocked || m.Blocked > 0
	}
	for i := range p.Gates {
		r.AnyGateFailed = r.AnyGateFailed || p.Gates[i].Status == GateFail
	}
	return r
}

// planWriter writes a JSON object key by key and keeps the first error.
type planWriter struct {
	w     *bufio.Writer
	n     int64
	keys  int
	items int
	buf   bytes.Buffer // of one value
	err   error
}

func newPlanWriter(w io.Writer) *planWriter {
	return &planWriter{w: bufio.NewWriterSize(w, 1<<16)}
}

func (o *planWriter) head(p *Plan) {
	o.field("schema", p.Schema)
	o.field("asOf", p.AsOf)
	o.field("ruleSet", p.RuleSet)
	o.field("tenant", p.Tenant)
	o.field("snapshots", p.Snapshots)
	o.field("complete", p.Complete)
	if p.Redacted {
		o.field("redacted", true)
	}
	if p.Excerpt != nil {
		o.field("excerpt", p.Excerpt)
	}
	o.field("gaps", p.Gaps)
	o.field("targets", p.Targets)
	o.field("settings", p.Settings)
	o.field("scope", p.Scope)
	o.field("connect", p.Connect)
	o.field("atSwitch", p.AtSwitch)
	o.field("waves", p.Waves)
}

// tail ends the file and returns how many bytes it has.
func (o *planWriter) tail(p *Plan) (int64, error) {
	o.lines("orphans", len(p.Orphans), func(i int) any { return p.Orphans[i] })
	o.field("topology", p.Topology)
	o.lines("gates", len(p.Gates), func(i int) any { return p.Gates[i] })
	o.field("verdict", p.Verdict)
	o.field("decisions", p.Decisions)
	o.field("summary", p.Summary)
	o.text("\n}\n")
	if o.err == nil {
		o.err = o.w.Flush()
	}
	return o.n, o.err
}

func (o *planWriter) text(s string) {
	if o.err == nil {
		var n int
		n, o.err = o.w.WriteString(s)
		o.n += int64(n)
	}
}

func (o *planWriter) key(name string) {
	o.text(map[bool]string{true: "{\n", false: ",\n"}[o.keys == 0])
	o.keys++
	o.text(`"` + name + `": `)
}

func (o *planWriter) field(name string, v any) {
	o.key(name)
	o.value(v)
}

func (o *planWriter) open(name string) {
	o.key(name)
	o.text("[")
	o.items = 0
}

func (o *planWriter) item(v any) error {
	o.text(map[bool]string{true: "\n", false: ",\n"}[o.items == 0])
	o.items++
	o.value(v)
	return o.err
}

// lines writes a whole list, one item a line.
func (o *planWriter) lines(name string, n int, item func(int) any) {
	o.open(name)
	for i := range n {
		_ = o.item(item(i)) // the writer keeps its first error
	}
	o.close()
}

func (o *planWriter) close() {
	if o.items > 0 {
		o.text("\n")
	}
	o.text("]")
}

// value writes plain JSON: no HTML will be made of it, but a terminal or an
// editor may show it.
func (o *planWriter) value(v any) {
	o.buf.Reset()
	e := json.NewEncoder(&o.buf)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil && o.err == nil {
		o.err = err
		return
	}
	o.text(spelledOut(string(bytes.TrimRight(o.buf.Bytes(), "\n"))))
}

// spelledOut escapes the characters that JSON allows and that move others or
// have no shape; they stand in strings alone.
func spelledOut(text string) string {
	hidden := func(r rune) bool { return r >= 0x7F && unicode.In(r, unicode.Cc, unicode.Cf) }
	if !strings.ContainsFunc(text, hidden) {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if !hidden(r) {
			b.WriteRune(r)
			continue
		}
		for _, unit := range utf16.Encode([]rune{r}) {
			fmt.Fprintf(&b, "\\u%04x", unit)
		}
	}
	return b.String()
}
