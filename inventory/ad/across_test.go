package ad_test

import (
	"context"
	"net"
	"slices"
	"strings"
	"testing"

	"gwbplan/fixtures/ldapsim"
	"gwbplan/inventory"
	"gwbplan/inventory/ad"
)

const (
	emea   = "DC=emea,DC=contoso,DC=com"
	apac   = "DC=apac,DC=contoso,DC=com"
	local  = inventory.GroupTypeSecurity | inventory.GroupTypeDomainLocal
	global = inventory.GroupTypeSecurity | inventory.GroupTypeGlobal
)

// realm is a forest of three domains with nesting across them. In each of the
// two that are read lies a written-back group; APAC is the catalog's alone.
func realm() *ldapsim.Directory {
	d := ldapsim.NewForest(ldapsim.Forest{Root: "contoso.com", SID: rootSID, RecycleBin: true})
	root := d.Root()
	europe, asia := d.AddDomain("emea.contoso.com", "S-1-5-21-40-50-60"), d.AddDomain("apac.contoso.com", "S-1-5-21-70-80-90")
	root.AddUser(ldapsim.Spec{Name: "svc-inventory"})
	root.AddOU("GWB", "")
	stamp := func(n int, name, parent string) ldapsim.Spec {
		return ldapsim.Spec{Name: name, Parent: parent, AdminDescription: "Group_" + groupID(n), Anchor: "Group_" + groupID(n)}
	}
	unanchored := stamp(1, "One, the \\ first*", gwb)
	unanchored.Anchor = ""
	one := root.AddGroup(unanchored)
	two := europe.AddGroup(stamp(2, "Two", ""))
	asia.AddGroup(stamp(2, "Two again", "")) // the anchor stands on two objects
	three := asia.AddGroup(stamp(3, "Three", ""))

	// AD lets only universal groups sit in groups of several domains, hence the
	// way from EMEA back to the root leads over one.
	europe.AddGroup(ldapsim.Spec{Name: "EMEA local", GroupType: local, Members: []string{one.DN}})
	wide := europe.AddGroup(ldapsim.Spec{Name: "EMEA universal", Members: append(people12(root), one.DN)})
	root.AddGroup(ldapsim.Spec{Name: "Root local", GroupType: local, Members: []string{wide.DN, two.DN}})
	asia.AddGroup(ldapsim.Spec{Name: "APAC universal", Members: []string{one.DN, two.DN}})
	asia.AddGroup(ldapsim.Spec{Name: "APAC local", GroupType: local, Members: []string{one.DN, three.DN}})
	return d
}

// people12 are more members than one range holds.
func people12(root *ldapsim.Domain) []string {
	root.AddOU("People", "")
	var dns []string
	for i := range 12 {
		dns = append(dns, root.AddUser(ldapsim.Spec{Name: "User " + string(rune('a'+i)), Parent: people}).DN)
	}
	return dns
}

// toCatalog makes the fixed port of a global catalog lead to the server's.
func toCatalog(cfg ad.Config, s *ldapsim.Server) ad.Config {
	cfg.URL = "ldaps://127.0.0.1:3269"
	cfg.Dialer = func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, strings.TrimPrefix(s.GCTLSURL(), "ldaps://"))
	}
	return cfg
}

func startRealm(t *testing.T, accounts ...ldapsim.Account) (root, europe *ldapsim.Server) {
	t.Helper()
	d := realm()
	if accounts == nil {
		accounts = []ldapsim.Account{{Name: "svc-inventory", Password: password, ReadDeleted: true}}
	}
	root = serve(t, d, ldapsim.Options{Accounts: accounts})
	return root, serve(t, d, ldapsim.Options{Domain: "emea.contoso.com", Accounts: accounts})
}

func europeConfig(s *ldapsim.Server) ad.Config {
	cfg := config(s)
	cfg.User = "svc-inventory@emea.contoso.com"
	return cfg
}

// readAll reads several sources as one picture.
func readAll(t *testing.T, sources ...ad.Source) *facts {
	t.Helper()
	f, ctx := &facts{}, context.Background()
	for _, s := range sources {
		if err := s.Collect(ctx, f); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 { // the second time there is nothing to find
		if err := ad.Link(ctx, sources, nil, f); err != nil {
			t.Fatal(err)
		}
	}
	for _, s := range sources {
		if err := s.Finish(f); err != nil {
			t.Fatal(err)
		}
	}
	return f
}

func (f *facts) snapshot(t *testing.T) *inventory.Snapshot {
	t.Helper()
	s, err := inventory.Build(inventory.Header{}, f.records...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// parents are the names of the groups that hold the object named cn.
func parents(t *testing.T, s *inventory.Snapshot, cn string) []string {
	t.Helper()
	i := slices.IndexFunc(s.Objects, func(o inventory.ADObject) bool { return o.CN == cn })
	if i < 0 {
		t.Fatalf("no object %q", cn)
	}
	var out []string
	for _, r := range s.Objects[i].MemberOf {
		out = append(out, s.ADPrincipal(r).DN.RDN().Value)
	}
	slices.Sort(out)
	return out
}

// TestParentsAcrossDomains: memberOf names no group of another domain; each
// domain is asked, over LDAP and from files alike.
func TestParentsAcrossDomains(t *testing.T) {
	root, europe := startRealm(t)
	live := readAll(t, dial(t, config(root)), dial(t, europeConfig(europe)))
	d := realm()
	second := exportDomain(t, d, "emea.contoso.com", false, emea)
	text := dialects()[0].write(slices.Concat(export(t, d, false), second))
	files := readAll(t, fromLDIF(t, text, contoso, emea, "CN=Configuration,"+contoso))
	mixed := readAll(t, dial(t, config(root)), fromLDIF(t, dialects()[0].write(second), emea))
	for name, f := range map[string]*facts{"LDAP": live, "LDIF": files, "both": mixed} {
		s := f.snapshot(t)
		for cn, want := range map[string][]string{
			"One, the \\ first*": {"EMEA local", "EMEA universal"},
			"Two":                {"Root local"},
			"EMEA universal":     {"Root local"}, // the way up goes on in the first domain
			"Root local":         nil,
		} {
			if got := parents(t, s, cn); !slices.Equal(got, want) {
				t.Errorf("%s: %s is held by %q, want %q", name, cn, got, want)
			}
		}
		for _, d := range s.Domains {
			if len(d.HoldersOf) != 1 || d.HoldersOf[0] == d.Name {
				t.Errorf("%s: %s was asked about %q", name, d.Name, d.HoldersOf)
			}
		}
	}
}

// TestCatalog: a global catalog shows where anchors stand and the universal
// parents of the domains that nobody reads, and covers nothing else.
func TestCatalog(t *testing.T) {
	root, europe := startRealm(t)
	gc := dial(t, toCatalog(config(root), root))
	if got := gc.Domains(); len(got) != 0 {
		t.Errorf("the catalog shows the domains %q", got)
	}
	f := readAll(t, gc, dial(t, config(root)), dial(t, europeConfig(europe)))
	s := f.snapshot(t)
	want := inventory.ADCatalog{ForestRoot: contoso,
		Anchored: []string{"apac.contoso.com", "contoso.com", "emea.contoso.com"}}
	if len(s.Catalogs) != 1 || !slices.Equal(s.Catalogs[0].Anchored, want.Anchored) {
		t.Errorf("catalogs %+v", s.Catalogs)
	}
	if got := parents(t, s, "One, the \\ first*"); !slices.Equal(got, []string{"APAC universal", "EMEA local", "EMEA universal"}) {
		t.Errorf("parents %q", got)
	}
	var catalog []string
	for _, o := range s.Objects {
		if o.Catalog {
			catalog = append(catalog, o.CN)
			if o.Domain != "apac.contoso.com" || o.AdminDescription != "" || o.MembersReading != inventory.NotCollected || o.GroupType == 0 {
				t.Errorf("from the catalog: %+v", o)
			}
		}
	}
	slices.Sort(catalog)
	if !slices.Equal(catalog, []string{"APAC universal", "Three", "Two again"}) {
		t.Errorf("from the catalog alone: %q", catalog)
	}
	if len(s.Domains) != 2 || len(f.gaps()) != 0 {
		t.Errorf("%d domains, gaps %q", len(s.Domains), f.gaps())
	}
}

// TestCatalogAlone: it is refused, and so are two of one forest.
func TestCatalogAlone(t *testing.T) {
	root, _ := startRealm(t)
	cfg := toCatalog(config(root), root)
	gc, other, domain := dial(t, cfg), dial(t, cfg), dial(t, config(root))
	for name, c := range map[string]struct {
		sources []ad.Source
		want    string
	}{
		"alone":      {[]ad.Source{gc}, "and no domain of it"},
		"twice":      {[]ad.Source{domain, gc, other}, "two LDAP URLs are global catalogs"},
		"a stranger": {[]ad.Source{gc, fromLDIF(t, []byte("dn: CN=Partitions,CN=Configuration,DC=fabrikam,DC=com\nobjectClass: crossRefContainer\n\ndn: DC=fabrikam,DC=com\nobjectClass: domainDNS\n\n"))}, "and no domain of it"},
		"beside":     {[]ad.Source{gc, domain}, ""},
	} {
		err := ad.CheckSources(c.sources, nil)
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestCatalogThatFails: without the anchors nothing is said to be unique.
func TestCatalogThatFails(t *testing.T) {
	root, _ := startRealm(t)
	gc := dial(t, toCatalog(config(root), root))
	root.Inject(ldapsim.Fault{Op: ldapsim.OpSearch, Filter: "(msDS-ExternalDirectoryObjectId=Group_*))", Code: 53, AfterEntries: 1, Times: -1})
	f := readAll(t, gc, dial(t, config(root)))
	if s := f.snapshot(t); len(s.Catalogs) != 1 || len(s.Catalogs[0].Anchored) != 0 {
		t.Errorf("catalogs %+v", s.Catalogs)
	}
	want := "gc:contoso.com ad-forest: LDAP result 53 unwillingToPerform"
	if !slices.ContainsFunc(of[*inventory.Gap](f), func(g *inventory.Gap) bool { return g.Source+" "+string(g.What)+": "+g.Why == want }) {
		t.Errorf("gaps %q", f.gaps())
	}
}

// TestHoldersThatCannotBeAsked: a domain that refuses the question has not
// answered it.
func TestHoldersThatCannotBeAsked(t *testing.T) {
	root, europe := startRealm(t)
	europe.Inject(ldapsim.Fault{Op: ldapsim.OpSearch, Filter: "(member=", Code: 53, Times: -1})
	f := readAll(t, dial(t, config(root)), dial(t, europeConfig(europe)))
	for _, d := range f.snapshot(t).Domains {
		if wantAsked := d.Name == "contoso.com"; (len(d.HoldersOf) > 0) != wantAsked {
			t.Errorf("%s was asked about %q", d.Name, d.HoldersOf)
		}
	}
	if got := f.gaps(); !slices.Contains(got, "ad-parents: LDAP result 53 unwillingToPerform") {
		t.Errorf("gaps %q", got)
	}
}
