package ad

import (
	"context"
	"os"
	"os/exec"
	"slices"
	"testing"
	"time"

	"gwbplan/fixtures/bench"
	"gwbplan/fixtures/lab"
	"gwbplan/fixtures/samba"
	"gwbplan/inventory"
	"gwbplan/inventory/headroom"
)

// The domain controller of the benchmark.
const (
	benchIP   = "127.0.0.17"
	benchUser = "svc-inventory@lab.example"
	benchPass = "Svc-Passw0rd!lab"
)

// BenchmarkSamba reads written-back groups with members and SIDs from a Samba
// domain controller, and has ldapsearch read the same attributes of the same
// groups, in turns. ratio is the fastest reading of the one divided by the
// fastest of the other, which other work on the machine disturbs least;
// mean-ratio is that of all readings, groups/s the first's. GWBPLAN_BENCH_GROUPS says how many there are,
// 10,000 without it. It needs root and Samba and is skipped without; with
// GWBPLAN_REQUIRE_SAMBA it fails.
//
//	go test ./inventory/ad -run '^$' -bench Samba -benchtime 5x
func BenchmarkSamba(b *testing.B) {
	n := bench.Groups(b, 10_000)
	dc := samba.New(b, benchIP, "ldapsearch")
	dc.Holding(b, lab.Lab{Base: "DC=lab,DC=example", Domain: "lab.example", Groups: n, Users: 4_000}.LDIF)
	src, err := Dial(context.Background(), Config{URL: "ldaps://" + benchIP, User: benchUser, Password: benchPass, CAFile: dc.CA})
	if err != nil {
		b.Fatal(err)
	}
	defer src.Close()
	var own, theirs readings
	_ = headroom.While(func() error { // as the program reads
		for b.Loop() {
			own.add(readStampedOnce(b, src, n))
			theirs.add(ldapsearchOnce(b, src, dc.CA))
		}
		return nil
	})
	b.ReportMetric(own.fastest.Seconds()/theirs.fastest.Seconds(), "ratio")
	b.ReportMetric(own.all.Seconds()/theirs.all.Seconds(), "mean-ratio")
	b.ReportMetric(float64(n)/own.fastest.Seconds(), "groups/s")
}

// readings are how long several readings took.
type readings struct{ fastest, all time.Duration }

func (r *readings) add(d time.Duration) {
	if r.all == 0 || d < r.fastest {
		r.fastest = d
	}
	r.all += d
}

// groupCount is a sink that counts the groups whose members were read whole.
type groupCount struct{ n int }

func (c *groupCount) Put(r inventory.Record) error {
	if o, ok := r.(*inventory.ADObjectRecord); ok && o.MembersReading == inventory.ReadWhole {
		c.n++
	}
	return nil
}

// readStampedOnce reads the groups as an inventory does, into records.
func readStampedOnce(b *testing.B, src *LDAP, n int) time.Duration {
	domain := src.domains[0].domain
	c := newCollector(src, inventory.ADDomain{DN: domain.DN, Name: domain.Name, Vendor: domain.Vendor, AnchorInSchema: inventory.FlagTrue}, src.target.Log)
	c.live, c.bases = true, []base{{domain.DN, true}}
	sink := &groupCount{}
	c.sink = sink
	started := time.Now()
	if err := c.readStamped(context.Background()); err != nil {
		b.Fatal(err)
	}
	if sink.n != n {
		b.Fatalf("%d groups were read, want %d", sink.n, n)
	}
	return time.Since(started)
}

// ldapsearchOnce asks the same question.
func ldapsearchOnce(b *testing.B, src *LDAP, ca string) time.Duration {
	q := query{what: stampedUnder, base: src.domains[0].domain.DN, attrs: fullGroup}
	cmd := exec.Command("ldapsearch", slices.Concat([]string{
		"-x", "-H", "ldaps://" + benchIP, "-D", benchUser, "-w", benchPass, "-b", string(q.base), "-o", "ldif-wrap=no",
		"-E", "pr=1000/noprompt", "-E", "!" + controlExtendedDN + "=::MAMCAQE=", q.filter()}, src.request(q, nil).Attributes)...)
	cmd.Env = append(os.Environ(), "LDAPTLS_CACERT="+ca)
	started := time.Now()
	if err := cmd.Run(); err != nil { // its output goes nowhere
		b.Fatalf("ldapsearch: %v", err)
	}
	return time.Since(started)
}
