package ad_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"gwbplan/fixtures/ldapsim"
	"gwbplan/inventory"
	"gwbplan/inventory/ad"
)

// inOrder writes all records in the order in which they came.
func (f *facts) inOrder(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	for _, r := range f.records {
		text, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "%T %s\n", r, text)
	}
	return b.String()
}

// TestCollectAll: sources that are read at once hand over what they do one
// after the other, in the same order.
func TestCollectAll(t *testing.T) {
	root, europe := startRealm(t)
	open := func() []ad.Source { return []ad.Source{dial(t, config(root)), dial(t, europeConfig(europe))} }
	want := &facts{}
	for _, s := range open() {
		if err := s.Collect(context.Background(), want); err != nil {
			t.Fatal(err)
		}
	}
	for range 5 {
		got := &facts{}
		var begun []int
		err := ad.CollectAll(context.Background(), open(), func(i int) inventory.Sink {
			begun = append(begun, i)
			return got
		})
		if err != nil || got.inOrder(t) != want.inOrder(t) || !slices.Equal(begun, []int{0, 1}) {
			t.Fatalf("%v, sources begun %v, records\n%s\nwant\n%s", err, begun, got.inOrder(t), want.inOrder(t))
		}
	}
}

// smallSink is a sink that takes so many records.
type smallSink struct{ room int }

func (f *smallSink) Put(inventory.Record) error {
	if f.room--; f.room < 0 {
		return errFull
	}
	return nil
}

// TestCollectAllEnds: a sink that refuses, and a context that ends, end all.
func TestCollectAllEnds(t *testing.T) {
	root, europe := startRealm(t)
	for _, room := range []int{0, 1, 3} {
		sink := &smallSink{room}
		err := ad.CollectAll(context.Background(), []ad.Source{dial(t, config(root)), dial(t, europeConfig(europe))}, func(int) inventory.Sink { return sink })
		if !errors.Is(err, errFull) {
			t.Errorf("room for %d: %v", room, err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	err := ad.CollectAll(ctx, []ad.Source{dial(t, config(root)), dial(t, europeConfig(europe))}, func(int) inventory.Sink { return &facts{} })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("a context that has ended: %v", err)
	}
}

// departments is a domain with n organizational units of ten written-back groups.
func departments(n int) (d *ldapsim.Directory, bases []inventory.DN) {
	d = ldapsim.NewForest(ldapsim.Forest{Root: "contoso.com", SID: rootSID})
	d.Root().AddUser(ldapsim.Spec{Name: "svc-inventory"})
	for i := range n {
		ou := fmt.Sprintf("Department %d", i)
		d.Root().AddOU(ou, "")
		bases = append(bases, inventory.DN("OU="+ou+","+contoso))
		for j := range 10 {
			d.Root().AddGroup(ldapsim.Spec{Name: fmt.Sprintf("G%d-%d", i, j), Parent: string(bases[i]), AdminDescription: "Group_" + groupID(i*10+j)})
		}
	}
	return d, bases
}

// TestSeveralBases: bases are read over several connections, at most four at
// once, always in the same order, and one that cannot be read is its own gap.
func TestSeveralBases(t *testing.T) {
	d, bases := departments(6)
	bases = slices.Insert(bases, 2, inventory.DN("OU=Typo,"+contoso))
	s := serve(t, d, ldapsim.Options{})
	cfg := config(s)
	cfg.Bases = bases
	first := read(t, dial(t, cfg))
	if n := len(of[*inventory.ADObjectRecord](first)); n < 60 {
		t.Errorf("%d objects", n)
	}
	if covered := first.domain(t).Covered; len(covered) != 6 || slices.Contains(covered, bases[2]) {
		t.Errorf("covered %v", covered)
	}
	if got := first.gaps(); !slices.Contains(got, "ad-groups OU=Typo,DC=contoso,DC=com: LDAP result 32 noSuchObject") {
		t.Errorf("gaps %q", got)
	}
	conns := map[int]bool{}
	for _, r := range s.Requests() {
		if r.Op == ldapsim.OpSearch && strings.Contains(r.Filter, "TakenOver") {
			conns[r.Conn] = true
		}
	}
	if len(conns) < 4 || len(conns) > 1+3+2 { // four bases at once, then three
		t.Errorf("the bases were read over %d connections", len(conns))
	}
	for range 5 {
		if again := read(t, dial(t, cfg)); again.inOrder(t) != first.inOrder(t) {
			t.Fatal("a second reading has another order")
		}
	}
}

// TestOneConnectionAlone: a server that lets nobody in a second time is asked
// one base after the other, and one that refuses the credentials then is asked
// once more by nobody.
func TestOneConnectionAlone(t *testing.T) {
	for _, code := range []uint16{51, 49} {
		d, bases := departments(3)
		s := serve(t, d, ldapsim.Options{})
		cfg := config(s)
		cfg.Bases = bases
		src := dial(t, cfg)
		before := len(s.Requests())
		s.Inject(ldapsim.Fault{Op: ldapsim.OpBind, Code: code, Times: 100})
		f := read(t, src)
		if covered := f.domain(t).Covered; len(covered) != 3 {
			t.Errorf("result %d: covered %v, gaps %q", code, covered, f.gaps())
		}
		binds := 0
		for _, r := range s.Requests()[before:] {
			if r.Op == ldapsim.OpBind {
				binds++
			}
		}
		if code == 49 && binds != 1 {
			t.Errorf("credentials that were refused were sent %d times", binds)
		}
	}
}

// TestMemberOfIsAskedOfWhatMatters: what holds a group is asked of written-back
// groups and of what holds those; of their own members, of what lives beside
// them and of deleted groups it is not: there member tells, or nobody asks.
func TestMemberOfIsAskedOfWhatMatters(t *testing.T) {
	s := serve(t, lab(ldapsim.Forest{RecycleBin: true}), ldapsim.Options{})
	read(t, dial(t, config(s)), request())
	asked := 0
	for _, r := range s.Requests() {
		if !slices.Contains(r.Attributes, "memberOf") {
			continue
		}
		asked++
		stamped := strings.Contains(r.Filter, "TakenOver")
		byID := strings.Contains(r.Filter, "(objectGUID=") || strings.Contains(r.Filter, "(objectSid=") || strings.Contains(r.Filter, "(distinguishedName=")
		if !stamped && !byID {
			t.Errorf("memberOf was asked of %s below %q", r.Filter, r.Base)
		}
	}
	if asked == 0 {
		t.Error("memberOf was never asked")
	}
	for _, r := range s.Requests() {
		if strings.Contains(r.Filter, "memberOf=") {
			t.Errorf("members were looked for by memberOf: %s", r.Filter)
		}
	}
}

// crowdOf is a domain with one written-back group of n members.
func crowdOf(n int) *ldapsim.Directory {
	d := ldapsim.NewForest(ldapsim.Forest{Root: "contoso.com", SID: rootSID})
	d.Root().AddUser(ldapsim.Spec{Name: "svc-inventory"})
	d.Root().AddOU("People", "")
	d.Root().AddOU("GWB", "")
	var members []string
	for i := range n {
		members = append(members, d.Root().AddUser(ldapsim.Spec{Name: fmt.Sprintf("User %06d", i), Parent: people}).DN)
	}
	d.Root().AddGroup(ldapsim.Spec{Name: "Crowd", Parent: gwb, AdminDescription: "Group_" + groupID(1), Members: members})
	return d
}

// wholeCrowd reads the group as AD's own limits allow, 1,500 members at a time.
func wholeCrowd(t testing.TB, s *ldapsim.Server, n int) {
	t.Helper()
	cfg := config(s)
	cfg.PageSize, cfg.RangeSize = 0, 0
	src, err := ad.Dial(context.Background(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	f := &facts{}
	if err := src.Collect(context.Background(), f); err != nil {
		t.Fatal(err)
	}
	for _, o := range of[*inventory.ADObjectRecord](f) {
		if o.CN == "Crowd" {
			if len(o.MemberKeys) != n || o.MembersReading != inventory.ReadWhole {
				t.Errorf("%d members of %d, %v", len(o.MemberKeys), n, o.MembersReading)
			}
			return
		}
	}
	t.Error("the group is missing")
}

// TestCrowd: a group of 100,000 members comes in 67 pieces.
func TestCrowd(t *testing.T) {
	const n = 100_000
	s := serve(t, crowdOf(n), ldapsim.Options{})
	wholeCrowd(t, s, n)
	pieces := 0
	for _, r := range s.Requests() {
		if len(r.Attributes) == 1 && strings.HasPrefix(r.Attributes[0], "member;range=") {
			pieces++
		}
	}
	if pieces != 66 { // behind the first, which came with the group
		t.Errorf("%d further requests for members", pieces)
	}
}

// BenchmarkCrowd reads a group of 100,000 members from the simulated domain
// controller over LDAPS, with everything else that an inventory asks.
//
//	go test ./inventory/ad -run '^$' -bench Crowd -benchtime 5x
func BenchmarkCrowd(b *testing.B) {
	const n = 100_000
	s := serve(b, crowdOf(n), ldapsim.Options{})
	for b.Loop() {
		wholeCrowd(b, s, n)
	}
	b.ReportMetric(n*float64(b.N)/b.Elapsed().Seconds(), "members/s")
}
