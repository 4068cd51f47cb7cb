package ad_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"gwbplan/fixtures/ldapsim"
	"gwbplan/inventory"
	"gwbplan/inventory/ad"
)

// checkOf returns what is missing and what cannot be proven, "what: gap" each.
func checkOf(t *testing.T, cfg ad.Config) (missing, unproven []string, all []inventory.Check, domain *inventory.ADDomain) {
	t.Helper()
	all, domain, err := ad.Check(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range all {
		name := strings.TrimSuffix(fmt.Sprintf("%s: %s", k.What, k.Gap), ": ")
		switch k.Status {
		case inventory.CheckMissing:
			missing = append(missing, name)
		case inventory.CheckNotProvable:
			unproven = append(unproven, name)
		}
		if k.Status != inventory.CheckPresent && k.Remedy == "" {
			t.Errorf("%s: %s, and nothing to do", name, k.Status)
		}
	}
	return missing, unproven, all, domain
}

func TestCheckOfADomain(t *testing.T) {
	as := func(a ldapsim.Account) ldapsim.Options {
		a.Name, a.Password = "svc-inventory", password
		return ldapsim.Options{Accounts: []ldapsim.Account{a}}
	}
	reader := as(ldapsim.Account{ReadDeleted: true})
	denied := func(under string, attributes ...string) ldapsim.Options {
		return as(ldapsim.Account{ReadDeleted: true, Denied: []ldapsim.Denial{{Under: under, Attributes: attributes}}})
	}
	configuration := "CN=Configuration," + contoso
	for name, c := range map[string]struct {
		forest            ldapsim.Forest
		opts              ldapsim.Options
		missing, unproven []string
	}{
		"everything there":    {ldapsim.Forest{RecycleBin: true}, reader, nil, nil},
		"no Recycle Bin":      {ldapsim.Forest{}, reader, []string{"AD Recycle Bin"}, nil},
		"an old schema":       {ldapsim.Forest{RecycleBin: true, NoAnchor: true, SchemaVersion: 69}, reader, []string{"msDS-ExternalDirectoryObjectId"}, nil},
		"an ordinary account": {ldapsim.Forest{RecycleBin: true}, as(ldapsim.Account{}), []string{"deleted objects: ad-deleted-objects"}, nil},
		"one group's stamp":   {ldapsim.Forest{RecycleBin: true}, denied("CN=Small,"+gwb, "adminDescription"), []string{"attributes of groups: ad-attributes"}, nil},
		"no partitions": {ldapsim.Forest{RecycleBin: true}, denied("CN=Partitions," + configuration),
			[]string{"forest's domains: ad-forest", "optional features: ad-recycle-bin"}, nil},
		"no written-back group": {ldapsim.Forest{RecycleBin: true}, denied(gwb), nil, []string{"written-back groups: ad-groups"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, lab(c.forest), c.opts)
			missing, unproven, all, domain := checkOf(t, config(s))
			if !slices.Equal(missing, c.missing) || !slices.Equal(unproven, c.unproven) {
				t.Errorf("missing %q, want %q; not provable %q, want %q", missing, c.missing, unproven, c.unproven)
			}
			if domain == nil || domain.Name != "contoso.com" || name != "no partitions" && len(domain.ForestDomains) != 2 {
				t.Errorf("domain %+v", domain)
			}
			if who := all[2]; who.What != "signed in" || !strings.Contains(who.Detail, `CONTOSO\svc-inventory`) {
				t.Errorf("signed in: %+v", who)
			}
		})
	}
}

// TestCheckOfAGlobalCatalog: it has no domain of its own to tell of.
func TestCheckOfAGlobalCatalog(t *testing.T) {
	s := serve(t, lab(ldapsim.Forest{}), ldapsim.Options{})
	missing, unproven, all, domain := checkOf(t, toCatalog(config(s), s))
	if len(missing)+len(unproven) > 0 || domain != nil || !strings.Contains(fmt.Sprint(all), "contoso.com, emea.contoso.com") {
		t.Errorf("missing %q, not provable %q, domain %+v, %+v", missing, unproven, domain, all)
	}
}

// TestCheckThatCannotSignIn: one line that says what is wrong and what to do.
func TestCheckThatCannotSignIn(t *testing.T) {
	s := serve(t, lab(ldapsim.Forest{}), ldapsim.Options{})
	for what, change := range map[string]func(*ad.Config){
		"signed in": func(c *ad.Config) { c.Password = "wrong" },
		"encrypted": func(c *ad.Config) { c.RootCAs = nil },
	} {
		cfg := config(s)
		change(&cfg)
		refusedAs(t, cfg, what)
	}
	s.Close()
	refusedAs(t, config(s), "reachable")
	if _, _, err := ad.Check(t.Context(), ad.Config{URL: "https://dc1"}); err == nil {
		t.Error("a URL that cannot work was tried")
	}
}

func refusedAs(t *testing.T, cfg ad.Config, what string) {
	t.Helper()
	all, domain, err := ad.Check(t.Context(), cfg)
	if err != nil || domain != nil || len(all) != 1 || all[0].What != what || !all[0].Fatal || all[0].Remedy == "" {
		t.Errorf("%s: %+v, %v, %v", what, all, domain, err)
	}
}
