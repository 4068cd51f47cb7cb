package report

import (
	"cmp"
	"io"
	"slices"
	"strconv"
	"strings"

	"gwbplan/planner"
)

// Share is one owner's part of a plan.
type Share struct {
	// Owner is the name; empty for the groups that nobody owns.
	Owner string
	// Folder is a name that is safe on every file system, the same from run to
	// run, and no other owner's.
	Folder string
	// Groups are positions in the plan's groups.
	Groups []int
	plan   *planner.Plan
}

// Only is the condition under which a group is in the share.
func (s *Share) Only() string { return string(byOwner) + "=" + cmp.Or(s.Owner, none) }

// ByOwner divides groups of a plan among their owners, by name; a group with
// two owners is in both shares. What nobody owns comes last. Owners that differ
// in case alone are one.
func ByOwner(p *planner.Plan, groups []int) []Share {
	index := map[string]int{}
	var out []Share
	put := func(owner string, group int) {
		key := strings.ToLower(owner)
		i, ok := index[key]
		if !ok {
			i = len(out)
			index[key] = i
			out = append(out, Share{Owner: owner, Folder: ownerFolder(key), plan: p})
		}
		if s := &out[i]; len(s.Groups) == 0 || s.Groups[len(s.Groups)-1] != group {
			s.Groups = append(s.Groups, group)
		}
	}
	for _, i := range groups {
		for _, o := range p.Groups[i].Owners {
			put(o, i)
		}
		if len(p.Groups[i].Owners) == 0 {
			put("", i)
		}
	}
	slices.SortFunc(out, func(a, b Share) int {
		return cmp.Or(compareBool(a.Owner == "", b.Owner == ""), cmp.Compare(strings.ToLower(a.Owner), strings.ToLower(b.Owner)))
	})
	return out
}

func ownerFolder(lower string) string {
	if lower == "" {
		return "no-owner"
	}
	return safeFolder(lower, "owner")
}

// safeFolder keeps what is plain of a name, so that people find it, and adds a
// hash of the whole, so that no two names meet and none means something to a
// file system. A name without anything plain begins with the given word.
func safeFolder(lower, word string) string {
	var b strings.Builder
	for _, r := range lower {
		switch {
		case b.Len() >= 48:
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			b.WriteRune(r)
		case !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	return hashedKey(cmp.Or(strings.Trim(b.String(), "-"), word)+"-", lower)
}

// OwnersCSV writes the index of the shares: who has which folder, and how many
// groups of which readiness are in it.
func OwnersCSV(w io.Writer, shares []Share, o Options) error {
	columns := []column[*Share]{
		{"Owner", 30, text, func(s *Share) string { return cmp.Or(s.Owner, "(nobody)") }},
		{"Folder", 40, text, func(s *Share) string { return s.Folder }},
		{"Groups", 9, number, func(s *Share) string { return strconv.Itoa(len(s.Groups)) }},
	}
	for _, r := range readinessOrder() {
		columns = append(columns, column[*Share]{capital(readinessWording(r).label), 9, number, func(s *Share) string {
			n := 0
			for _, i := range s.Groups {
				if s.plan.Groups[i].Readiness == r {
					n++
				}
			}
			return strconv.Itoa(n)
		}})
	}
	return writeCSV(w, "index.csv", tableOf("Owners", columns, pointers(shares)), o)
}
