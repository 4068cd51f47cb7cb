package cutover

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"gwbplan/planner"
	"gwbplan/report/cutover/ldif"
	"gwbplan/report/cutover/powershell"
)

// anchorAttribute is what Cloud Sync finds an existing object by (F66).
const anchorAttribute = "msDS-ExternalDirectoryObjectId"

// stamp is an AD object that gets its group's anchor.
type stamp struct {
	group  *planner.Group
	object *planner.ADObject
}

// anchor is the value that it gets.
func (s *stamp) anchor() string { return "Group_" + s.group.ID }

// stamps are the objects of the security groups that Cloud Sync takes over and
// that have no anchor. M365 groups stay without (T3), and so does whatever
// waits for a decision: a stamp on the wrong object hands that one's rights to
// the members of this group (T2).
func (k *Kit) stamps() []stamp {
	var out []stamp
	for _, g := range k.In {
		if needsAnchor(g) {
			out = append(out, stamp{g, &g.ADObjects[0]})
		}
	}
	return out
}

// needsAnchor: Cloud Sync takes the group's one object over, and its anchor is
// empty.
func needsAnchor(g *planner.Group) bool {
	missing := func(f planner.Finding) bool { return f.ID == planner.FindingAnchorMissing }
	return g.Kind == planner.KindSecurity && g.Action == planner.ActionAdopt && len(g.ADObjects) == 1 && slices.ContainsFunc(g.Findings, missing)
}

// domainStamps are the stamps of one domain, whose controllers alone take them.
type domainStamps struct {
	domain string
	list   []stamp
}

// byDomain orders stamps by domain.
func byDomain(stamps []stamp) []domainStamps {
	var out []domainStamps
	for _, s := range stamps {
		domain := strings.ToLower(s.object.Domain)
		i, found := slices.BinarySearchFunc(out, domain, func(d domainStamps, name string) int { return strings.Compare(d.domain, name) })
		if !found {
			out = slices.Insert(out, i, domainStamps{domain: domain})
		}
		out[i].list = append(out[i].list, s)
	}
	return out
}

// anchorFiles are the LDIF files: anchors.ldif where one domain has objects to
// stamp, or none has, else anchors-<domain>.ldif for each.
func (k *Kit) anchorFiles() []File {
	domains := byDomain(k.stamps())
	if len(domains) == 0 {
		domains = []domainStamps{{}}
	}
	var out []File
	for _, d := range domains {
		do, undo := FileAnchors, FileAnchorsUndo
		if len(domains) > 1 {
			do, undo = perDomain(do, d.domain), perDomain(undo, d.domain)
		}
		out = append(out,
			File{do, k.ldifWriter(d, ldif.Add, do, undo)},
			File{undo, k.ldifWriter(d, ldif.Delete, undo, do)})
	}
	return out
}

// perDomain names a file of one domain, as the folder of its scope is named.
func perDomain(file, domain string) string {
	return strings.TrimSuffix(file, ".ldif") + "-" + strings.TrimPrefix(scopeFolder(domain), FolderScope+"/") + ".ldif"
}

// ldifWriter writes the change of every stamp of a domain.
func (k *Kit) ldifWriter(d domainStamps, op ldif.Op, name, other string) func(io.Writer) error {
	return func(w io.Writer) error {
		b := ldif.AppendComment(nil, k.ldifHead(d, op, name, other))
		b = append(b, '\n')
		for _, s := range d.list {
			b = ldif.AppendComment(b, s.group.ID+" "+s.group.DisplayName)
			b = ldif.Append(b, ldif.Change{DN: s.object.DN, Op: op, Attribute: anchorAttribute, Value: s.anchor()})
		}
		_, err := w.Write(b)
		return err
	}
}

// ldifHead says what the file does and how it is loaded.
func (k *Kit) ldifHead(d domainStamps, op ldif.Op, name, other string) string {
	if len(d.list) == 0 {
		return "Plan " + k.PlanHash + "\nNo AD object of this plan lacks its anchor: there is nothing to change."
	}
	what := "Sets " + anchorAttribute + " of the written-back security groups that have none (P1).\n" +
		"Nothing is overwritten: an object that has a value by now makes its change fail.\n" +
		"Undo: " + other
	if op == ldif.Delete {
		what = "Takes back what " + other + " set: deletes exactly the value that it added.\n" +
			"An object that has another value by now makes its change fail.\n" +
			"Only before Cloud Sync is started (P7): afterwards it finds its groups by these values."
	}
	dc := "<a domain controller of " + d.domain + ">"
	return strings.Join([]string{
		"Plan " + k.PlanHash,
		fmt.Sprintf("Domain %s, %d objects.", d.domain, len(d.list)),
		what,
		"",
		"Load it with one of these, as a member of Domain Admins:",
		"  ldifde -i -f " + name + " -s " + dc + " -j .",
		"  ldapmodify -H ldaps://" + dc + " -D <account> -W -f " + name,
		"  ldbmodify -H /var/lib/samba/private/sam.ldb " + name,
		"All of them stop at the first change that fails. To go on and see all failures: ldapmodify -c.",
		"ldifde -k goes on, too, and does not report an object that has a value: check it with gwbplan verify.",
		"Then wait until every global catalog knows of it.",
	}, "\n")
}

// adminDescription is what the plan saw there: the group's stamp on an object
// that was recognised by it, unless the plan says otherwise.
func (s *stamp) adminDescription() string {
	byStamp := s.object.Match == planner.MatchAnchor || s.object.Match == planner.MatchAdminDescription
	if s.object.AdminDescription == "" && byStamp {
		return s.anchor()
	}
	return s.object.AdminDescription
}

// setAnchorsScript does what the LDIF files do, one object after the other.
func (k *Kit) setAnchorsScript() File {
	return k.scriptFile(FileSetAnchors, "Set-Anchors.ps1", nil, func() []powershell.Assignment {
		var rows [][]powershell.Field
		for _, d := range byDomain(k.stamps()) {
			for _, s := range d.list {
				rows = append(rows, []powershell.Field{
					{Name: "Context", Value: context(d.domain)},
					{Name: "ObjectGuid", Value: s.object.ObjectGUID.String()},
					{Name: "Anchor", Value: s.anchor()},
					{Name: "AdminDescription", Value: s.adminDescription()},
					{Name: "Name", Value: label(s.group.DisplayName)},
					{Name: "Place", Value: string(s.object.DN)},
				})
			}
		}
		return []powershell.Assignment{{Variable: "stamps", Expression: powershell.Table(rows)}}
	})
}
