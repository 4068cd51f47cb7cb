package planner

import (
	"strings"

	"gwbplan/inventory"
)

// forest is what is known of one AD forest's domains.
type forest struct {
	root string // DN key of the root domain; empty where unread
	// names are DNS names in lower case; whole: the forest's partitions were
	// read, so that any other name lies outside.
	names map[string]bool
	sids  map[inventory.SID]bool
	whole bool
	// anchored are the domains whose anchors the global catalog showed.
	anchored map[string]bool
}

// forestsOf groups the domains by their forest's root. A domain whose forest
// is not known stands for itself.
func forestsOf(domains []inventory.ADDomain, catalogs []inventory.ADCatalog) []forest {
	var out []forest
	for i := range domains {
		d := &domains[i]
		f := forestAt(&out, d.ForestRoot.Key())
		f.names[strings.ToLower(d.Name)] = true
		if d.SID != "" {
			f.sids[d.SID] = true
		}
		f.add(d.ForestDomains)
	}
	for i := range catalogs {
		f := forestAt(&out, catalogs[i].ForestRoot.Key())
		for _, n := range catalogs[i].Anchored {
			f.names[strings.ToLower(n)], f.anchored[strings.ToLower(n)] = true, true
		}
		if len(f.names) == 0 { // not even its list of domains was readable
			f.names[catalogs[i].ForestRoot.DNSName()] = true
		}
	}
	return out
}

// add takes the forest's own list of domains.
func (f *forest) add(names []string) {
	for _, n := range names {
		f.names[strings.ToLower(n)] = true
		f.whole = true
	}
}

func forestAt(all *[]forest, root string) *forest {
	for i := range *all {
		if f := &(*all)[i]; root != "" && f.root == root {
			return f
		}
	}
	*all = append(*all, forest{root: root, names: map[string]bool{}, sids: map[inventory.SID]bool{}, anchored: map[string]bool{}})
	return &(*all)[len(*all)-1]
}

func (f *forest) has(domain string, sid inventory.SID) bool {
	return f.names[strings.ToLower(domain)] || sid.Domain() != "" && f.sids[sid.Domain()]
}

// InForest reports whether an account, known by the DNS name of its domain and
// its SID, belongs to the forest of an AD domain. Unread: the forest's list of
// domains is not known and the account's domain was not read either, or the
// account shows no domain.
func (w *World) InForest(domain, accountDomain string, sid inventory.SID) inventory.Flag {
	home := w.forestOf(domain)
	switch {
	case home == nil:
		return inventory.FlagUnread
	case home.has(accountDomain, sid):
		return inventory.FlagTrue
	case home.whole && accountDomain != "":
		return inventory.FlagFalse
	}
	for i := range w.forests {
		if f := &w.forests[i]; f.root != "" && home.root != "" && f.root != home.root && f.has(accountDomain, sid) {
			return inventory.FlagFalse
		}
	}
	return inventory.FlagUnread
}

func (w *World) forestOf(domain string) *forest {
	for i := range w.forests {
		if w.forests[i].names[strings.ToLower(domain)] {
			return &w.forests[i]
		}
	}
	return nil
}
