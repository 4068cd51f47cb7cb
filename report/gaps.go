package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"gwbplan/inventory"
	"gwbplan/report/escape"
)

// gap is one line of the list of gaps: gaps that differ in their subject alone
// stand together, so that a thousand unread groups are one entry.
type gap struct {
	inventory.Gap
	subjects []string
}

// gaps returns the plan's gaps in order, those of many subjects as one.
func (v *view) gaps() []gap { return joined(v.plan.Gaps) }

func joined(list []inventory.Gap) []gap {
	all := slices.Clone(list)
	slices.SortFunc(all, func(a, b inventory.Gap) int {
		return cmp.Or(cmp.Compare(a.Source, b.Source), cmp.Compare(a.What, b.What), cmp.Compare(a.Why, b.Why),
			cmp.Compare(a.Hides, b.Hides), cmp.Compare(a.Permission, b.Permission), cmp.Compare(a.Subject, b.Subject))
	})
	var out []gap
	for _, g := range all {
		same := inventory.Gap{Source: g.Source, What: g.What, Why: g.Why, Hides: g.Hides, Permission: g.Permission}
		if n := len(out); n == 0 || !sameGap(out[n-1].Gap, same) {
			out = append(out, gap{Gap: same})
		}
		last := &out[len(out)-1]
		last.Count += g.Count
		if g.Subject != "" {
			last.subjects = append(last.subjects, g.Subject)
		}
	}
	return out
}

func sameGap(a, b inventory.Gap) bool {
	a.Count = b.Count
	return a == b
}

// gapTitle says what is missing, of what, and why.
func gapTitle(g gap) string {
	title := fmt.Sprintf("%s: %s", sourceWords(g.Source), gapWords(g.What))
	switch len(g.subjects) {
	case 0:
	case 1:
		title += " of " + escape.Shorten(g.subjects[0], 120)
	default:
		title += fmt.Sprintf(" of %s and %s", escape.Shorten(g.subjects[0], 120), count(len(g.subjects)-1, "other"))
	}
	if g.Count > 0 {
		title += gapCount(g)
	}
	if g.Why != "" {
		title += ": " + escape.Shorten(g.Why, 200)
	}
	return title
}

// gapCount says how many things are concerned, by name where the kind of gap
// tells what they are.
func gapCount(g gap) string {
	if g.What == inventory.GapADAttributes {
		return " (" + count(g.Count, "group") + ")"
	}
	if len(g.subjects) == 0 {
		switch g.What {
		case inventory.GapGroupMembers, inventory.GapMemberCounts, inventory.GapWritebackConfig, inventory.GapOwners:
			return " of " + count(g.Count, "group")
		case inventory.GapMemberFacts, inventory.GapADMemberIDs:
			return " (" + count(g.Count, "member") + ")"
		}
	}
	return fmt.Sprintf(" (%s)", thousands(g.Count))
}

// sourceWords turns a source's name into words.
func sourceWords(source string) string {
	if domain, ok := strings.CutPrefix(source, "ad:"); ok {
		if domain == "" {
			return "Active Directory"
		}
		return "AD domain " + domain
	}
	if forest, ok := strings.CutPrefix(source, "gc:"); ok {
		return "global catalog of " + forest
	}
	if server, ok := strings.CutPrefix(source, "connect:"); ok {
		return "Connect server " + server
	}
	if source == "entra" {
		return "Entra ID"
	}
	return source
}

// gapWords turns the stable name into words.
func gapWords(k inventory.GapKind) string {
	if words, ok := gapKindWords[k]; ok {
		return words
	}
	return strings.ReplaceAll(string(k), "-", " ")
}

var gapKindWords = map[inventory.GapKind]string{
	inventory.GapOrganization:     "the tenant itself",
	inventory.GapCloudGroups:      "the list of groups",
	inventory.GapDeletedGroups:    "the deleted groups",
	inventory.GapWritebackConfig:  "the writeback flag",
	inventory.GapGroupMembers:     "the members",
	inventory.GapMemberFacts:      "what the members are",
	inventory.GapMemberCounts:     "the number of members",
	inventory.GapOwners:           "the owners",
	inventory.GapGroupSettings:    "the tenant's group settings",
	inventory.GapFeatureFlags:     "whether v1 and v2 are on",
	inventory.GapProvisioningJobs: "the Cloud Sync configurations",
	inventory.GapJobSchema:        "the details of a Cloud Sync configuration",
	inventory.GapJobAssignments:   "the groups assigned to Cloud Sync",
	inventory.GapLicences:         "the licences",
	inventory.GapAgents:           "the Cloud Sync agents",
	inventory.GapADDomain:         "the whole domain",
	inventory.GapADForest:         "the forest",
	inventory.GapADSchema:         "the schema",
	inventory.GapADRecycleBin:     "whether the Recycle Bin is on",
	inventory.GapADGroups:         "the written-back groups",
	inventory.GapADContainer:      "a container",
	inventory.GapADMembers:        "the members",
	inventory.GapADMemberIDs:      "what the members are",
	inventory.GapADSIDLookup:      "the search by SID",
	inventory.GapADParents:        "the groups around the groups",
	inventory.GapADDeleted:        "the deleted objects",
	inventory.GapADAttributes:     "the attributes of groups",
	inventory.GapConnect:          "the facts",
}
