package ad

import (
	"fmt"

	"gwbplan/inventory"
)

// CheckSources refuses sources that do not fit together: a global catalog of a
// forest of which no domain is read, two of one forest, and a base that lies in
// no domain that is read.
func CheckSources(sources []Source, bases []inventory.DN) error {
	roots, names := map[string]bool{}, map[string]bool{}
	var catalogs []*collector
	for _, s := range sources {
		for _, c := range s.parts() {
			if c.catalog != nil {
				catalogs = append(catalogs, c)
				continue
			}
			root := c.domain.ForestRoot
			if root == "" && c.config != "" {
				root = c.config.Parent()
			}
			roots[root.Key()], names[c.domain.Name] = true, true
		}
	}
	for _, b := range bases {
		if !names[b.DNSName()] {
			return misuse(fmt.Sprintf("LDAP base %q lies in no domain that is read", string(b)), "name a domain controller of the base's own domain")
		}
	}
	return checkCatalogs(catalogs, roots)
}

// checkCatalogs knows the roots of the forests whose domains are read; "" is
// one that a file does not tell.
func checkCatalogs(catalogs []*collector, roots map[string]bool) error {
	seen := map[string]bool{}
	for _, c := range catalogs {
		root := c.domain.ForestRoot
		switch {
		case seen[root.Key()]:
			return misuse("two LDAP URLs are global catalogs of the forest "+root.DNSName(), "name one of them")
		case !roots[root.Key()] && !roots[""]:
			return misuse("the global catalog of the forest "+root.DNSName()+" is given, and no domain of it: the catalog does not hold adminDescription (F38)",
				"name a domain controller of each domain too, on port 636 or 389; the catalog adds anchors and references")
		}
		seen[root.Key()] = true
	}
	return nil
}
