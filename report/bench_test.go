package report_test

import (
	"fmt"
	"io"
	"runtime"
	"runtime/metrics"
	"testing"
	"time"

	"gwbplan/fixtures/bench"
	"gwbplan/planner"
	"gwbplan/report"
)

// largePlan has n groups: one in five loses members and is blocked, each has an
// owner, a wave and findings with evidence.
func largePlan(n int) *planner.Plan {
	p := richPlan()
	p.Groups = make([]planner.Group, 0, n)
	for i := range n {
		g := security(i, fmt.Sprintf("Department %d of the northern region", i))
		g.Owners = []string{fmt.Sprintf("owner%d@contoso.com", i%500)}
		f := finding("cn-changes", planner.SeverityWarning, fmt.Sprintf("Cloud Sync renames the AD object from %q", g.ADObjects[0].DN.RDN().Value), "Search scripts, applications and LDAP filters for today's name.", "F67")
		f.Evidence = []planner.Evidence{{Source: "ad:contoso.com", Attribute: "distinguishedName", Value: string(g.ADObjects[0].DN)}}
		g.Findings = []planner.Finding{f}
		if i%5 == 0 {
			g.Readiness = planner.Blocked
			for j := range 8 {
				g.Members.Lost = append(g.Members.Lost, planner.LostMember{Member: planner.Member{ID: id(1_000_000 + i*8 + j), Name: fmt.Sprintf("Person %d", i*8+j), Type: "user"}, Reason: planner.ReasonGuest, InADNow: true})
			}
			g.Findings = append(g.Findings, finding("members-will-be-lost", planner.SeverityBlocker, "8 members in AD now will not be kept: 8 guests", "Decide whether they need access in another way.", "F52"))
		}
		p.Groups = append(p.Groups, g)
	}
	p.Summary = summarise(p)
	return p
}

// BenchmarkTables renders 100,000 groups, or as many as GWBPLAN_BENCH_GROUPS
// says. peak-MB is the most memory that the process had from the system for its
// heap meanwhile, the plan (plan-MB) among it.
//
//	go test ./report -run '^$' -bench Tables -benchtime 1x
func BenchmarkTables(b *testing.B) {
	p := largePlan(bench.Groups(b, 100_000))
	for _, profile := range []report.Profile{report.ProfileGeneric, report.ProfileJira, report.ProfileProject} {
		b.Run(string(profile), func(b *testing.B) {
			measure(b, report.Documents(p, []report.Format{report.FormatCSV}, report.Options{Profile: profile}))
		})
	}
}

func measure(b *testing.B, docs []report.Document) {
	runtime.GC()
	before, stop, peak := heapMB(), make(chan bool), make(chan float64)
	go func() {
		most := 0.0
		for {
			most = max(most, heapMB())
			select {
			case <-stop:
				peak <- most
				return
			case <-time.After(5 * time.Millisecond):
			}
		}
	}()
	for b.Loop() {
		for _, d := range docs {
			if err := d.Write(io.Discard); err != nil {
				b.Fatal(err)
			}
		}
	}
	close(stop)
	b.ReportMetric(before, "plan-MB")
	b.ReportMetric(<-peak, "peak-MB")
}

// heapMB is what the heap has in use or keeps for its next objects.
func heapMB() float64 {
	s := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}, {Name: "/memory/classes/heap/unused:bytes"}, {Name: "/memory/classes/heap/free:bytes"}}
	metrics.Read(s)
	return float64(s[0].Value.Uint64()+s[1].Value.Uint64()+s[2].Value.Uint64()) / 1e6
}
