package ad_test

import (
	"context"
	"crypto/x509"
	"fmt"
	"testing"
	"time"

	"gwbplan/fixtures/ldapsim"
	"gwbplan/inventory"
	"gwbplan/inventory/ad"
)

const (
	contoso  = "DC=contoso,DC=com"
	gwb      = "OU=GWB,DC=contoso,DC=com"
	it       = "OU=IT,DC=contoso,DC=com"
	people   = "OU=People,DC=contoso,DC=com"
	password = "Correct-Horse-7"
	rootSID  = "S-1-5-21-10-20-30"
)

// groupID is the id of the n-th cloud group.
func groupID(n int) string { return fmt.Sprintf("0f7a2d1e-1111-4c1c-9a1b-%012d", n) }

// lab is a forest with everything that a reader meets: stamped groups of each
// kind of stamp, long member lists, hostile names, bystanders and lookalikes,
// nesting with a cycle, a converted group, deleted groups, a child domain.
func lab(forest ldapsim.Forest) *ldapsim.Directory {
	forest.Root, forest.SID = "contoso.com", rootSID
	d := ldapsim.NewForest(forest)
	root, child := d.Root(), d.AddDomain("emea.contoso.com", "S-1-5-21-40-50-60")
	for _, ou := range []string{"GWB", "IT", "People"} {
		root.AddOU(ou, "")
	}
	root.AddOU("Nested, #1", gwb)
	root.AddUser(ldapsim.Spec{Name: "svc-inventory"})
	var users []string
	for i := range 12 {
		users = append(users, root.AddUser(ldapsim.Spec{Name: fmt.Sprintf("User %02d", i), Parent: people}).DN)
	}
	bob := child.AddUser(ldapsim.Spec{Name: "Bob"})
	pc := root.AddComputer(ldapsim.Spec{Name: "pc1"})
	contact := root.AddContact(ldapsim.Spec{Name: "Partner", Parent: people, Mail: "partner@fabrikam.com"})

	group := func(n int, name string, members ...string) ldapsim.Spec {
		id := "Group_" + groupID(n)
		return ldapsim.Spec{Name: name, Parent: gwb, DisplayName: "Team " + name, Description: "of " + name,
			AdminDescription: id, Anchor: id, Members: members, ManagedBy: users[0]}
	}
	small := root.AddGroup(group(1, "Small", users[0], bob.DN, pc.DN, contact.DN))
	root.AddGroup(group(2, "Large", users...))
	root.AddGroup(group(3, "Exactly one range", users[:5]...))
	root.AddGroup(group(4, "Empty"))
	unanchored := group(5, "Group_"+groupID(5), users[1])
	unanchored.Anchor, unanchored.GroupType = "", inventory.UniversalDistribution
	root.AddGroup(unanchored)
	taken := group(6, "Taken over", users[2])
	taken.AdminDescription = "TakenOver_Group_" + groupID(6)
	root.AddGroup(taken)
	anchorOnly := group(7, "Anchor only", users[3])
	anchorOnly.AdminDescription = ""
	root.AddGroup(anchorOnly)
	byName := ldapsim.Spec{Name: "Group_" + groupID(8), Parent: gwb, Members: users[4:5]}
	root.AddGroup(byName)
	hostile := group(9, "=cmd, \"q\" #+\n<x>;\\ ", small.DN)
	hostile.Parent = `OU=Nested\, #1,` + gwb
	root.AddGroup(hostile)
	weak := ldapsim.Spec{Name: "Team_0123456789ab", Parent: gwb, Members: users[5:6]}
	root.AddGroup(weak)
	root.AddGroup(ldapsim.Spec{Name: "Plain", Parent: gwb, Members: users[6:7]})
	root.AddUser(ldapsim.Spec{Name: "Parked user", Parent: gwb, Members: nil})

	holderA := root.AddGroup(ldapsim.Spec{Name: "Holder A", Parent: it, Members: []string{small.DN},
		Extra: []ldapsim.Attribute{ldapsim.Text("adminCount", "1")}})
	holderB := root.AddGroup(ldapsim.Spec{Name: "Holder B", Parent: it, Members: []string{holderA.DN}})
	_ = d.Set(holderA.DN, ldapsim.Text("member", small.DN, holderB.DN)) // a cycle
	root.AddGroup(ldapsim.Spec{Name: "Top", Parent: it, Members: []string{holderB.DN}})
	root.AddGroup(ldapsim.Spec{Name: "Converted", Parent: it, SID: rootSID + "-7777", Members: []string{holderA.DN, users[7]}})
	child.AddGroup(ldapsim.Spec{Name: "EMEA holder", Members: []string{small.DN}})

	root.AddDeleted(group(20, "Gone"), "group", ldapsim.Tombstone)
	root.AddDeleted(group(21, "Binned", users[0]), "group", ldapsim.DeletedObject)
	root.AddDeleted(group(22, "Recycled"), "group", ldapsim.Recycled)
	return d
}

// request is what the cloud side asks for in the tests.
func request() ad.LookupRequest {
	return ad.LookupRequest{
		SIDs: []inventory.SID{rootSID + "-7777", rootSID + "-9999", "S-1-5-21-40-50-60-1104", "S-1-5-32-544", rootSID + "-x"},
		Containers: []inventory.DN{it, "OU=Not there,DC=contoso,DC=com", "CN=Users,DC=emea,DC=contoso,DC=com",
			"OU=elsewhere,DC=fabrikam,DC=com"},
	}
}

// serve runs a domain controller for the test's length.
func serve(t testing.TB, d *ldapsim.Directory, opts ldapsim.Options) *ldapsim.Server {
	t.Helper()
	if opts.Accounts == nil {
		opts.Accounts = []ldapsim.Account{{Name: "svc-inventory", Password: password, ReadDeleted: true}}
	}
	s := ldapsim.New(d, opts)
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// config is the usual way to the server; no test waits.
func config(s *ldapsim.Server) ad.Config {
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(s.CAPEM())
	return ad.Config{
		URL: s.TLSURL(), User: "svc-inventory@contoso.com", Password: password, RootCAs: pool,
		PageSize: 4, RangeSize: 5,
		Sleep: func(context.Context, time.Duration) error { return nil },
	}
}

func dial(t *testing.T, cfg ad.Config) *ad.LDAP {
	t.Helper()
	src, err := ad.Dial(context.Background(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { src.Close() })
	return src
}

// readLab reads the lab over LDAP from a server with faults.
func readLab(t *testing.T, opts ldapsim.Options, faults ...ldapsim.Fault) *facts {
	t.Helper()
	s := serve(t, lab(ldapsim.Forest{RecycleBin: true}), opts)
	src := dial(t, config(s))
	for _, f := range faults {
		s.Inject(f)
	}
	return read(t, src, request())
}

// countedLab does the same and counts the requests.
func countedLab(t *testing.T, faults ...ldapsim.Fault) (*facts, int) {
	t.Helper()
	s := serve(t, lab(ldapsim.Forest{RecycleBin: true}), ldapsim.Options{})
	src := dial(t, config(s))
	for _, f := range faults {
		s.Inject(f)
	}
	got := read(t, src, request())
	n := 0
	for _, r := range s.Requests() {
		if r.Op == ldapsim.OpSearch {
			n++
		}
	}
	return got, n
}
