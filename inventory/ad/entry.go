package ad

import (
	"fmt"
	"strconv"
	"strings"

	"gwbplan/inventory"
)

// entry is one object as a source shows it, before any judgement.
type entry struct {
	// dn is free of the extended form; key carries its GUID and SID.
	dn   inventory.DN
	ids  extendedIDs
	attr []attribute
}

// attribute is one attribute with its values as octets. name is in lower case
// and free of options; first and last are its range, where it has one.
type attribute struct {
	name   string
	ranged bool
	first  int
	// last is -1 for the final piece ("*").
	last   int
	values []string
}

// newAttribute takes an attribute description apart: "member;range=0-1499".
// Options other than range (";binary", a language) carry no meaning here.
func newAttribute(description string, values []string) (attribute, error) {
	name, options, _ := strings.Cut(strings.ToLower(description), ";")
	a := attribute{name: name, last: -1, values: values}
	for option := range strings.SplitSeq(options, ";") {
		span, ok := strings.CutPrefix(option, "range=")
		if !ok {
			continue
		}
		from, to, ok := strings.Cut(span, "-")
		first, err := strconv.Atoi(from)
		last := -1
		if err == nil && to != "*" {
			last, err = strconv.Atoi(to)
		}
		if !ok || err != nil || first < 0 || (to != "*" && last < first) {
			return a, fmt.Errorf("attribute %q: want a range like range=0-1499 or range=1500-*", description)
		}
		a.ranged, a.first, a.last = true, first, last
	}
	return a, nil
}

// values returns the values of an attribute, all ranges together.
func (e *entry) values(name string) []string {
	var out []string
	for i := range e.attr {
		switch a := &e.attr[i]; {
		case a.name != name:
		case out == nil:
			out = a.values
		default:
			out = append(out[:len(out):len(out)], a.values...)
		}
	}
	return out
}

// text returns the first value of an attribute as text that JSON can carry.
func (e *entry) text(name string) string {
	for i := range e.attr {
		if a := &e.attr[i]; a.name == name && len(a.values) > 0 {
			return strings.ToValidUTF8(a.values[0], "\uFFFD")
		}
	}
	return ""
}

// has reports whether the entry has a value of this attribute.
func (e *entry) has(name string) bool { return len(e.values(name)) > 0 }

// hasClass reports whether one of the entry's object classes is class.
func (e *entry) hasClass(class string) bool {
	for _, v := range e.values("objectclass") {
		if strings.EqualFold(v, class) {
			return true
		}
	}
	return false
}

// isGroup is what (objectCategory=group) selects.
func (e *entry) isGroup() bool { return e.hasClass("group") }

// isDeleted reports a tombstone or a recycled object.
func (e *entry) isDeleted() bool { return strings.EqualFold(e.text("isdeleted"), "TRUE") }

// cn returns the name within the container, whatever the naming attribute.
func (e *entry) cn() string {
	for _, name := range []string{"cn", "name"} {
		if v := e.text(name); v != "" {
			return v
		}
	}
	return strings.ToValidUTF8(e.dn.RDN().Value, "\uFFFD")
}
