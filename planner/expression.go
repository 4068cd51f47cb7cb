package planner

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"

	"gwbplan/inventory"
)

// expression is a mapping expression of a provisioning job, as far as gwbplan
// can compute it (F67, F68): text functions over attributes of the group.
// Lengths and positions count UTF-16 units, as the service's strings do
// (unverified).
type expression struct {
	op   string // a function's name in lower case, "attribute", "text" or "number"
	text string
	num  int
	args []expression
}

// The default expressions of Cloud Sync, and the one that keeps Connect's
// names (F67, F70).
const (
	defaultCNText = `Append(Append(Left(Trim([displayName]),51),"_"),Mid([objectId],25,12))`
	guidCNText    = `Append("Group_",[objectId])`
)

// functions are those that can be computed, with their least and greatest
// number of arguments and the position from which arguments are numbers.
var functions = [...]struct {
	name       string
	least      int
	most       int
	numberFrom int
}{
	{"append", 2, 2, 9}, {"left", 2, 2, 1}, {"right", 2, 2, 1}, {"mid", 3, 3, 1}, {"trim", 1, 1, 9},
	{"tolower", 1, 2, 9}, {"toupper", 1, 2, 9}, {"join", 2, 64, 99}, {"switch", 2, 4096, 4097},
}

var attributes = [...]string{"displayname", "objectid", "description", "mailnickname"}

// parseExpression reads a mapping's expression. An error means that gwbplan
// cannot compute it, for its syntax or for what it uses.
func parseExpression(s string) (*expression, error) {
	p := parser{rest: s}
	e, err := p.expression(0)
	if err == nil && strings.TrimSpace(p.rest) != "" {
		err = fmt.Errorf("unexpected %q behind the end", p.rest)
	}
	if err == nil && e.op == "number" {
		err = fmt.Errorf("a number is no text")
	}
	if err != nil {
		return nil, fmt.Errorf("expression %q: %w", s, err)
	}
	return &e, nil
}

type parser struct{ rest string }

const maxNesting = 50

func (p *parser) expression(depth int) (expression, error) {
	p.rest = strings.TrimLeft(p.rest, " \t\r\n")
	switch {
	case depth > maxNesting:
		return expression{}, fmt.Errorf("nested deeper than %d", maxNesting)
	case p.rest == "":
		return expression{}, fmt.Errorf("it ends too early")
	case p.rest[0] == '[':
		return p.attribute()
	case p.rest[0] == '"':
		return p.quoted()
	case p.rest[0] >= '0' && p.rest[0] <= '9':
		return p.number()
	}
	return p.call(depth)
}

func (p *parser) attribute() (expression, error) {
	name, rest, ok := strings.Cut(p.rest[1:], "]")
	if !ok {
		return expression{}, fmt.Errorf("no ] behind [%s", name)
	}
	p.rest = rest
	lower := strings.ToLower(strings.TrimSpace(name))
	if !slices.Contains(attributes[:], lower) {
		return expression{}, fmt.Errorf("attribute %q is not known here", name)
	}
	return expression{op: "attribute", text: lower}, nil
}

// quoted reads a constant in double quotes; a backslash escapes a quote or a
// backslash, as the portal writes them.
func (p *parser) quoted() (expression, error) {
	var b strings.Builder
	for i := 1; i < len(p.rest); i++ {
		c := p.rest[i]
		switch {
		case c == '"':
			p.rest = p.rest[i+1:]
			return expression{op: "text", text: b.String()}, nil
		case c == '\\' && i+1 < len(p.rest) && (p.rest[i+1] == '"' || p.rest[i+1] == '\\'):
			i++
			b.WriteByte(p.rest[i])
		default:
			b.WriteByte(c)
		}
	}
	return expression{}, fmt.Errorf("a constant has no closing quote")
}

func (p *parser) number() (expression, error) {
	end := strings.IndexFunc(p.rest, func(r rune) bool { return r < '0' || r > '9' })
	if end < 0 {
		end = len(p.rest)
	}
	n, err := strconv.ParseInt(p.rest[:end], 10, 31)
	if err != nil {
		return expression{}, fmt.Errorf("number %q: %w", p.rest[:end], err)
	}
	p.rest = p.rest[end:]
	return expression{op: "number", num: int(n)}, nil
}

func (p *parser) call(depth int) (expression, error) {
	name, rest, ok := strings.Cut(p.rest, "(")
	if !ok {
		return expression{}, fmt.Errorf("%q is no attribute, constant or function", p.rest)
	}
	p.rest = rest
	e := expression{op: strings.ToLower(strings.TrimSpace(name))}
	for {
		arg, err := p.expression(depth + 1)
		if err != nil {
			return expression{}, err
		}
		e.args = append(e.args, arg)
		p.rest = strings.TrimLeft(p.rest, " \t\r\n")
		switch {
		case strings.HasPrefix(p.rest, ","):
			p.rest = p.rest[1:]
		case strings.HasPrefix(p.rest, ")"):
			p.rest = p.rest[1:]
			return e, e.check()
		default:
			return expression{}, fmt.Errorf("no , or ) behind argument %d of %s", len(e.args), name)
		}
	}
}

// check refuses functions that gwbplan does not know, and calls that would
// need a guess.
func (e *expression) check() error {
	for _, f := range functions {
		if f.name != e.op {
			continue
		}
		if len(e.args) < f.least || len(e.args) > f.most {
			return fmt.Errorf("function %s with %d arguments", e.op, len(e.args))
		}
		for i := range e.args {
			if (e.args[i].op == "number") != (i >= f.numberFrom) {
				return fmt.Errorf("argument %d of %s has the wrong type", i+1, e.op)
			}
		}
		if e.op == "mid" && e.args[1].num < 1 || e.op == "switch" && len(e.args)%2 != 0 ||
			(e.op == "tolower" || e.op == "toupper") && len(e.args) > 1 {
			return fmt.Errorf("function %s with these arguments", e.op)
		}
		return nil
	}
	return fmt.Errorf("function %s is not known here", e.op)
}

// eval computes the expression for a group. ok is false where the result
// depends on something that no documentation settles.
func (e *expression) eval(g *inventory.CloudGroup) (s string, ok bool) {
	args := make([]string, len(e.args))
	for i := range e.args {
		if e.args[i].op == "number" {
			continue
		}
		if args[i], ok = e.args[i].eval(g); !ok {
			return "", false
		}
	}
	switch e.op {
	case "text":
		return e.text, true
	case "attribute":
		return attributeOf(g, e.text), true
	case "switch":
		return choose(args)
	}
	return e.apply(args), true
}

// apply computes a function that always has a result.
func (e *expression) apply(args []string) string {
	switch e.op {
	case "append":
		return args[0] + args[1]
	case "left":
		return left(args[0], e.args[1].num)
	case "right":
		return right(args[0], e.args[1].num)
	case "mid":
		return left(skip(args[0], e.args[1].num-1), e.args[2].num)
	case "trim":
		return strings.TrimSpace(args[0])
	case "tolower":
		return strings.ToLower(args[0])
	case "toupper":
		return strings.ToUpper(args[0])
	}
	return strings.Join(args[1:], args[0])
}

// choose is Switch(source, default, key, value, …). Whether keys compare by
// case is not documented, so a match by all but case is no answer.
func choose(args []string) (string, bool) {
	for i := 2; i+1 < len(args); i += 2 {
		if args[i] == args[0] {
			return args[i+1], true
		}
		if strings.EqualFold(args[i], args[0]) {
			return "", false
		}
	}
	return args[1], true
}

func attributeOf(g *inventory.CloudGroup, name string) string {
	switch name {
	case "displayname":
		return g.DisplayName
	case "objectid":
		return g.ID.String()
	case "description":
		return g.Description
	}
	return g.MailNickname
}

// left, right and skip cut by UTF-16 units.
func left(s string, n int) string {
	if len(s) <= n {
		return s
	}
	u := utf16.Encode([]rune(s))
	return string(utf16.Decode(u[:min(n, len(u))]))
}

func right(s string, n int) string {
	return skip(s, max(len(utf16.Encode([]rune(s)))-n, 0))
}

func skip(s string, n int) string {
	u := utf16.Encode([]rune(s))
	return string(utf16.Decode(u[min(n, len(u)):]))
}

// defaultCN is what Cloud Sync's default expression computes (F67).
func defaultCN(g *inventory.CloudGroup) string {
	return left(strings.TrimSpace(g.DisplayName), 51) + "_" + g.ID.String()[24:]
}
