package main

import (
	"fmt"
	"io"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"time"

	"gwbplan/fixtures/bench"
	"gwbplan/fixtures/large"
	"gwbplan/inventory/snapfile"
	"gwbplan/planner"
	"gwbplan/report"
)

// BenchmarkGrowth plans and reports tenants of 12,500, 25,000, 50,000 and
// 100,000 groups, all of them written back, with 28 memberships a group on each
// side. It counts the time of the processor, in all threads, which other work on
// the machine disturbs least, and of several rounds the least:
//
//	plan/decode      what planning the largest takes, divided by what reading its snapshots takes
//	plan-doubling    the most that planning twice as many groups takes, divided by what half as many take
//	report-doubling  the same of all the documents that are written by default
//
// GWBPLAN_BENCH_GROUPS says how many the largest has.
//
//	go test ./cmd/gwbplan -run '^$' -bench Growth -benchtime 3x
func BenchmarkGrowth(b *testing.B) {
	largest := bench.Groups(b, 100_000)
	sizes := []int{largest / 8, largest / 4, largest / 2, largest}
	costs := make([]growthCost, len(sizes))
	for b.Loop() {
		for i, n := range sizes {
			costs[i].round(b, large.New(n, 1))
		}
	}
	last := costs[len(costs)-1]
	var plans, reports []float64
	for i := range costs {
		plans, reports = append(plans, costs[i].plan.Seconds()), append(reports, costs[i].report.Seconds())
		b.Logf("%7d groups: decode %.2f s, plan %.2f s, report %.2f s", sizes[i], costs[i].decode.Seconds(), plans[i], reports[i])
	}
	b.ReportMetric(last.plan.Seconds()/last.decode.Seconds(), "plan/decode")
	b.ReportMetric(steepest(plans), "plan-doubling")
	b.ReportMetric(steepest(reports), "report-doubling")
}

func steepest(seconds []float64) (most float64) {
	for i := range seconds[1:] {
		most = max(most, seconds[i+1]/seconds[i])
	}
	return most
}

// growthCost is the least that a tenant cost.
type growthCost struct{ decode, plan, report time.Duration }

func (c *growthCost) round(b *testing.B, t large.Tenant) {
	dir := b.TempDir()
	cloud, ad, file := filepath.Join(dir, "cloud.jsonl"), filepath.Join(dir, "ad.jsonl"), filepath.Join(dir, planFile)
	writeSnapshot(b, cloud, "graph", t.Cloud)
	writeSnapshot(b, ad, "ldap", t.AD)
	var p *planner.Planner
	least(&c.decode, func() error {
		_, err := snapfile.Load(cloud, ad)
		return err
	}, b)
	snap, err := snapfile.Load(cloud, ad)
	if err != nil {
		b.Fatal(err)
	}
	least(&c.plan, func() error {
		if p, err = planner.New(snap, planner.Options{Settings: planner.DefaultSettings()}); err != nil {
			return err
		}
		_, err := streamPlan(p, file, func(*planner.Group) {})
		return err
	}, b)
	p, snap = nil, nil
	plan, err := readPlan(file)
	if err != nil {
		b.Fatal(err)
	}
	least(&c.report, func() error {
		for _, d := range report.Documents(plan, []report.Format{report.FormatHTML, report.FormatMarkdown, report.FormatCSV}, report.Options{}) {
			if err := d.Write(io.Discard); err != nil {
				return fmt.Errorf("%s: %w", d.Name, err)
			}
		}
		return nil
	}, b)
}

// least keeps what the work cost, if that is less than before.
func least(cost *time.Duration, work func() error, b *testing.B) {
	runtime.GC()
	before := processorTime(b)
	if err := work(); err != nil {
		b.Fatal(err)
	}
	if took := processorTime(b) - before; *cost == 0 || took < *cost {
		*cost = took
	}
}

func processorTime(b *testing.B) time.Duration {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		b.Fatal(err)
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}
