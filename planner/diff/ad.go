package diff

import (
	"fmt"
	"slices"
	"strings"

	"gwbplan/inventory"
)

// ad compares the AD domains that both sides have, and their objects.
func (s *snapshots) ad() {
	both := common(s.before, s.after)
	domains := func(in *inventory.Snapshot) []inventory.ADDomain {
		return slices.DeleteFunc(slices.Clone(in.Domains), func(d inventory.ADDomain) bool { return !both[domainName(&d)] })
	}
	list(s.comparison, SectionDomains, domains(s.before), domains(s.after), domainName, domainName)
	for i := range s.after.Domains {
		if d := &s.after.Domains[i]; !both[domainName(d)] {
			s.put(Entry{Section: SectionDomains, Change: Added, ID: domainName(d), Name: domainName(d), Why: []string{"the older snapshot does not have it: its objects were not compared"}})
		}
	}
	root := func(c *inventory.ADCatalog) string { return c.ForestRoot.Key() }
	list(s.comparison, SectionCatalogs, s.before.Catalogs, s.after.Catalogs, root, root)
	later := positions(s.before.ADPrincipals, s.after.ADPrincipals, func(a, b inventory.ADPrincipal) int {
		return strings.Compare(string(a.Key()), string(b.Key()))
	})
	pairs(s.before.Objects, s.after.Objects, objectKey, func(a, b *inventory.ADObject) {
		if a != nil && !both[strings.ToLower(a.Domain)] || b != nil && !both[strings.ToLower(b.Domain)] {
			return
		}
		s.object(a, b, later)
	})
}

// objectKey is what stays of an object: its objectGUID, where the source shows
// it.
func objectKey(o *inventory.ADObject) string {
	if !o.ObjectGUID.IsZero() {
		return o.ObjectGUID.String()
	}
	return o.DN.Key()
}

func (s *snapshots) object(a, b *inventory.ADObject, later []int32) {
	switch {
	case b == nil:
		s.missing(a)
	case a == nil:
		e := Entry{Section: SectionObjects, Change: Added, ID: objectKey(b), Name: string(b.DN), Joined: Members{Count: len(b.Members)}}
		if was := s.before.ObjectByDN(b.DN); was != nil && !was.Deleted && !was.ObjectGUID.IsZero() {
			e.Why = []string{fmt.Sprintf("another object had this DN, objectGUID %s: the SID of this one is new", was.ObjectGUID)}
		} else if !wasRead(s.before, b) {
			e.Why = []string{"or it was there before: the older snapshot did not read its container to the end"}
		}
		s.put(e)
	default:
		e := Entry{Section: SectionObjects, Change: objectChange(a, b), ID: objectKey(b), Name: string(b.DN), Fields: fields(a, b, "whenChanged", "membersWhy")}
		if a.MembersReading == inventory.ReadWhole && b.MembersReading == inventory.ReadWhole {
			e.Fields = append(e.Fields, counts(len(a.Members), len(b.Members))...)
			name := func(in *inventory.Snapshot) func(inventory.ADRef) string {
				return func(r inventory.ADRef) string { return string(in.ADPrincipal(r).DN) }
			}
			e.Joined, e.Left = membersOf(a.Members, b.Members, later, name(s.after), name(s.before))
		}
		s.changed(e)
	}
}

func objectChange(a, b *inventory.ADObject) Change {
	switch {
	case !a.Deleted && b.Deleted:
		return Deleted
	case a.Deleted && !b.Deleted:
		return Restored
	case !a.DN.Parent().Equal(b.DN.Parent()):
		return Moved
	case !a.DN.Equal(b.DN):
		return Renamed
	}
	return Changed
}

// wasRead tells whether a snapshot would have the object if it had been there
// with what it is found by.
func wasRead(in *inventory.Snapshot, o *inventory.ADObject) bool {
	return slices.ContainsFunc(in.Domains, func(d inventory.ADDomain) bool {
		return strings.EqualFold(domainName(&d), o.Domain) &&
			(slices.ContainsFunc(d.Covered, o.DN.Under) || slices.ContainsFunc(d.Containers, o.DN.Parent().Equal))
	})
}

// missing tells of an object that the new snapshot does not have. It is gone for
// certain only where all that lies in its container was read.
func (s *snapshots) missing(o *inventory.ADObject) {
	e := Entry{Section: SectionObjects, Change: NotSeen, ID: objectKey(o), Name: string(o.DN)}
	for i := range s.after.Domains {
		d := &s.after.Domains[i]
		if strings.EqualFold(domainName(d), o.Domain) && slices.ContainsFunc(d.Containers, o.DN.Parent().Equal) {
			e.Change = Removed
		}
	}
	now := s.after.ObjectByDN(o.DN)
	switch {
	case now != nil && !now.Deleted && !now.ObjectGUID.IsZero():
		e.Change = Removed
		e.Why = []string{fmt.Sprintf("another object has this DN now, objectGUID %s: its SID is new", now.ObjectGUID)}
	case e.Change == NotSeen:
		e.Why = []string{"it was deleted, or lost what it was found by; its container was not read to the end"}
	}
	s.put(e)
}
