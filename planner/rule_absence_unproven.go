package planner

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"gwbplan/inventory"
)

func ruleAbsenceUnproven() Rule {
	return Rule{
		ID: FindingAbsenceUnproven, Severities: []Severity{SeverityUnknown},
		Title:  "absence is not proven",
		When:   "Something was not found, and the reading was not complete enough to say that it does not exist: the group's AD object, a second or a deleted one, its place in a provisioning job's scope, a name in the target container, an attribute of the AD object, or the AD groups that hold it.",
		Why:    "What was not found may still be there. A group that is created although its object exists gets a second object with a new SID, and every permission given to the first one no longer follows the cloud group.",
		Remedy: "Read what is missing and plan again: the AD domains with --ldap-url, or --ldif with --ldif-scope for what the file covers completely; jobs and assignments with Synchronization.Read.All and Application.Read.All.",
		Facts:  []string{"F66", "F106", "F107"},
		Check:  checkAbsenceUnproven,
	}
}

func checkAbsenceUnproven(c *Case) []Hit {
	if c.Kind == KindSynced {
		return nil
	}
	var hits []Hit
	if c.Object == nil && !c.AbsenceProven {
		hits = append(hits, Hit{
			Message:  "no AD object was found, but AD was not read completely enough to say that there is none",
			Evidence: adCoverage(c),
		})
	}
	hits = append(hits, unprovenScope(c)...)
	hits = append(hits, unprovenName(c)...)
	hits = append(hits, unprovenDeletion(c)...)
	return append(hits, unprovenObject(c)...)
}

// unprovenScope reports a group of which it cannot be told whether Cloud Sync
// has it, or will create it.
func unprovenScope(c *Case) []Hit {
	message := ""
	switch {
	case c.CloudSync == inventory.FlagUnread && !c.Deleted:
		message = "the object has the right anchor, and it cannot be told whether a provisioning job that has run has the group in its scope"
		if c.anchored() == inventory.FlagUnread {
			message = "the object's anchor was not read, and a provisioning job may have the group already"
		}
	case c.Row == 8 && c.InScope == inventory.FlagUnread:
		message = "it cannot be told whether the group is in the scope of a provisioning job, which would create it"
	default:
		return nil
	}
	evidence := gapEvidence(c.World, "", inventory.GapProvisioningJobs, inventory.GapJobAssignments)
	if c.World.Snap.Tenant == nil {
		evidence = append(evidence, planEvidence("cloud side", "not read"))
	}
	if c.Object != nil {
		evidence = append(evidence, adEvidence(c.Object, anchorAttribute, cmp.Or(c.Object.Anchor, "not read")))
	}
	if c.anchored() == inventory.FlagUnread && c.InScope == inventory.FlagTrue {
		evidence = append(evidence, scopeEvidence(c))
	}
	for i := range c.World.Snap.Jobs {
		j := &c.World.Snap.Jobs[i]
		if j.AssignedReading != inventory.ReadWhole {
			evidence = append(evidence, entraEvidence("appRoleAssignedTo", "not read whole for job "+j.ID))
		} else if hasFilter(j) {
			evidence = append(evidence, entraEvidence("scoping filter", "not evaluated for job "+j.ID))
		} else if hasRun(j) == inventory.FlagUnread {
			evidence = append(evidence, entraEvidence("status", "not readable for job "+j.ID))
		}
	}
	return []Hit{{Message: message, Evidence: evidence[:min(len(evidence), evidenceCap)]}}
}

// unprovenName reports a computed name that may be taken, in a container that
// was not read whole.
func unprovenName(c *Case) []Hit {
	if !c.waiting() || !c.CNKnown || !c.ParentKnown || staysPut(c) || c.World.ContainerRead(c.NewParent) {
		return nil
	}
	return []Hit{{
		Message: fmt.Sprintf("the name %s may be taken: its container was not read completely", quoted(c.NewCN)),
		Evidence: []Evidence{
			planEvidence("cn", c.NewCN), planEvidence("container", string(c.NewParent)),
		},
	}}
}

// staysPut tells whether the object already has the computed name in the
// computed container: nothing else can have it.
func staysPut(c *Case) bool {
	return c.Object != nil && c.NewParent.Equal(c.Object.DN.Parent()) && strings.EqualFold(c.NewCN, c.Object.DN.RDN().Value)
}

// adCoverage shows how far AD was read.
func adCoverage(c *Case) []Evidence {
	w := c.World
	var out []Evidence
	for i := range w.Snap.Domains {
		d := &w.Snap.Domains[i]
		read := make([]string, len(d.Covered))
		for j, dn := range d.Covered {
			read[j] = string(dn)
		}
		value := "no subtree was read completely"
		if len(read) > 0 {
			value = "read completely: " + strings.Join(read, "; ")
		}
		source := SourceAD(d.Name)
		out = append(out, Evidence{Source: source, Attribute: "written-back groups", Value: clipped(value)})
		out = append(out, gapEvidence(w, source, inventory.GapADGroups, inventory.GapADDomain, inventory.GapADSIDLookup)...)
	}
	if len(out) == 0 {
		out = append(out, planEvidence("AD domains", "none was read"))
	}
	if sid := c.Group.OnPremisesSecurityIdentifier; sid != "" {
		out = append(out, entraEvidence("onPremisesSecurityIdentifier", string(sid)))
	}
	return out
}

// gapEvidence shows what the source, or any where it is empty, could not be
// asked, of the given kinds: the first gap of each.
func gapEvidence(w *World, source string, kinds ...inventory.GapKind) []Evidence {
	var out []Evidence
	for _, kind := range kinds {
		i := slices.IndexFunc(w.Snap.Gaps, func(g inventory.Gap) bool {
			return g.What == kind && (source == "" || strings.EqualFold(g.Source, source))
		})
		if i >= 0 {
			g := &w.Snap.Gaps[i]
			out = append(out, Evidence{Source: cmp.Or(source, g.Source), Attribute: string(kind), Value: clipped("not read: " + g.Why)})
		}
	}
	return out
}
