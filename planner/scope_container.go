package planner

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf16"

	"gwbplan/inventory"
)

// expressionCap is how many characters a mapping's expression may have: the
// service takes 10,000, as Microsoft's page on expressions says since 2026-05.
const expressionCap = 10_000

// ContainerRecipe is the mapping of parentDistinguishedName that leaves every
// object where it is (F68 to F72).
type ContainerRecipe struct {
	Kind ContainerKind `json:"kind"`
	// Expression is the constant's value or the expression, as the portal
	// takes it; for an extension with a placeholder for the app's id.
	Expression string `json:"expression"`
	// Default is where objects go that the expression does not name: the
	// container of most, and that of newly created groups.
	Default inventory.DN `json:"default"`
	// Containers are today's, most objects first.
	Containers []ContainerCount `json:"containers"`
	// SwitchLength is how many characters a Switch() of all groups has; more
	// than 10,000 are not accepted.
	SwitchLength int `json:"switchLength"`
}

// ContainerCount is a container and how many objects lie in it.
type ContainerCount struct {
	DN      inventory.DN `json:"dn"`
	Objects int          `json:"objects"`
}

// ContainerKind is the sort of mapping that keeps the containers.
type ContainerKind string

// The kinds. An extension is a directory extension of the tenant that holds
// each group's container; none means that no object is taken over.
const (
	ContainerConstant  ContainerKind = "constant"
	ContainerSwitch    ContainerKind = "switch"
	ContainerExtension ContainerKind = "extension"
	ContainerNone      ContainerKind = "none"
)

// extensionName names the extension as the portal does (F65, F72): the
// application's id without its hyphens goes into it.
const extensionName = "extension_<AppIdWithoutHyphens>_GroupContainer"

// places collects in which container each group's object lies.
type places struct {
	of   []place
	dns  []inventory.DN
	keys map[string]int32
}

type place struct {
	id inventory.ObjectID
	dn int32
}

func (p *places) add(dn inventory.DN, id inventory.ObjectID) {
	if p.keys == nil {
		p.keys = map[string]int32{}
	}
	key := dn.Key()
	i, ok := p.keys[key]
	if !ok {
		i = int32(len(p.dns))
		p.keys[key] = i
		p.dns = append(p.dns, dn)
	}
	p.dns[i] = min(p.dns[i], dn) // one spelling, whatever came first
	p.of = append(p.of, place{id, i})
}

// recipe: a constant where all lie in one container, else a Switch over the
// object ids of those outside the most common one; where that gets too long a
// directory extension.
func (p *places) recipe() ContainerRecipe {
	r := ContainerRecipe{Kind: ContainerNone, Containers: p.counts()}
	if len(r.Containers) == 0 {
		return r
	}
	r.Default = r.Containers[0].DN
	if len(r.Containers) == 1 {
		r.Kind, r.Expression = ContainerConstant, string(r.Default)
		return r
	}
	var text string
	text, r.SwitchLength = p.choice(r.Default)
	r.Kind, r.Expression = ContainerSwitch, text
	if r.SwitchLength > expressionCap {
		r.Kind = ContainerExtension
		r.Expression = "IIF(IsPresent([" + extensionName + "]),[" + extensionName + "]," + quotedConstant(string(r.Default)) + ")"
	}
	return r
}

// counts are the containers, most objects first, then by DN.
func (p *places) counts() []ContainerCount {
	out := make([]ContainerCount, len(p.dns))
	for i, dn := range p.dns {
		out[i].DN = dn
	}
	for _, g := range p.of {
		out[g.dn].Objects++
	}
	slices.SortFunc(out, func(a, b ContainerCount) int {
		return cmp.Or(cmp.Compare(b.Objects, a.Objects), cmp.Compare(a.DN.Key(), b.DN.Key()))
	})
	return out
}

// choice writes the Switch and its length; beyond what the service takes the
// length alone. Switch compares by case, so the id is put into lower case.
func (p *places) choice(fallback inventory.DN) (text string, length int) {
	var b strings.Builder
	write := func(s string) {
		length += len(utf16.Encode([]rune(s)))
		if length <= expressionCap {
			b.WriteString(s)
		}
	}
	write("Switch(ToLower([objectId])," + quotedConstant(string(fallback)))
	for _, g := range p.of {
		if dn := p.dns[g.dn]; !dn.Equal(fallback) {
			write("," + quotedConstant(g.id.String()) + "," + quotedConstant(string(dn)))
		}
	}
	write(")")
	return b.String(), length
}

// quotedConstant writes a text as expressions take it: a backslash before a
// backslash or a quote.
func quotedConstant(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}
