package report

import (
	"fmt"

	"gwbplan/planner"
	"gwbplan/report/escape"
)

// htmlColumnsOf fills the columns, in the order of the groups.
func htmlColumnsOf(groups []*planner.Group, words *htmlWords) *htmlColumnsData {
	c := &htmlColumnsData{Chunk: htmlChunk, Words: map[string][]string{}, Keys: map[string][]string{},
		Owners: []string{}, FindingSets: [][]int{}}
	c.Kind = c.words("kind", groups, func(g *planner.Group) (string, string) { return string(g.Kind), kindLabel(g.Kind) })
	c.Disposition = c.words("disposition", groups, func(g *planner.Group) (string, string) {
		return string(g.Disposition), dispositionWording(g.Disposition).label
	})
	c.Readiness = c.words("readiness", groups, func(g *planner.Group) (string, string) {
		return string(g.Readiness), readinessWording(g.Readiness).label
	})
	c.Action = c.words("action", groups, func(g *planner.Group) (string, string) { return string(g.Action), actionWording(g.Action).label })
	c.AtSwitch = c.words("atSwitch", groups, func(g *planner.Group) (string, string) {
		return string(g.AtSwitch), switchWording(g.AtSwitch).label
	})
	c.Signs = []string{}
	for _, r := range c.Keys["readiness"] {
		c.Signs = append(c.Signs, readinessSign(planner.Readiness(r)))
	}
	owners, sets := numbering{}, numbering{}
	for _, g := range groups {
		c.add(g, words, owners, sets)
	}
	return c
}

// words makes a column of words that many groups share: their numbers, and
// under the column's name the words of the plan and of the reader.
func (c *htmlColumnsData) words(name string, groups []*planner.Group, of func(*planner.Group) (key, label string)) []int {
	index, n := make([]int, len(groups)), numbering{}
	keys, labels := []string{}, []string{}
	for i, g := range groups {
		key, label := of(g)
		number, added := n.of(key)
		if added {
			keys, labels = append(keys, htmlText(key)), append(labels, htmlText(label))
		}
		index[i] = number
	}
	c.Keys[name], c.Words[name] = keys, labels
	return index
}

func (c *htmlColumnsData) add(g *planner.Group, words *htmlWords, owners, sets numbering) {
	c.Name = append(c.Name, htmlText(escape.Shorten(g.DisplayName, 256)))
	c.ID = append(c.ID, htmlText(g.ID))
	c.Wave = append(c.Wave, g.Wave)
	owner := ""
	if len(g.Owners) > 0 {
		owner = htmlText(escape.Shorten(g.Owners[0], 120))
	}
	o, added := owners.of(owner)
	if added {
		c.Owners = append(c.Owners, owner)
	}
	c.Owner = append(c.Owner, o)
	set := []int{}
	for _, id := range findingList(g) {
		set = append(set, words.index[id])
	}
	s, added := sets.of(fmt.Sprint(set))
	if added {
		c.FindingSets = append(c.FindingSets, set)
	}
	c.Findings = append(c.Findings, s)
	c.addMembers(g)
}

// addMembers leaves the counts of members that were not read to their end
// empty: unknown is no 0.
func (c *htmlColumnsData) addMembers(g *planner.Group) {
	var lost, gained *int
	if !membersUnread(g) {
		l, n := leaving(&g.Members), len(g.Members.Gained)
		lost, gained = &l, &n
	}
	c.Lost, c.Gained = append(c.Lost, lost), append(c.Gained, gained)
}

// numbering gives each value a number, in the order in which they come.
type numbering map[string]int

func (n numbering) of(value string) (number int, added bool) {
	number, known := n[value]
	if !known {
		number = len(n)
		n[value] = number
	}
	return number, !known
}
