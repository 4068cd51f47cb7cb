package entra_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"gwbplan/fixtures/graphsim"
	"gwbplan/inventory/entra"
	"gwbplan/inventory/journal"
)

// BenchmarkKeeping reads 2,000 groups of 20 members: without a journal, with
// one, and from one.
func BenchmarkKeeping(b *testing.B) {
	d := simulated()
	for i := range 2000 {
		g := graphsim.Group{ID: fmt.Sprintf("a3000000-0000-4000-8000-%012d", i), DisplayName: "Group", SecurityEnabled: true}
		for n := range 20 {
			g.Members = append(g.Members, d.Users[(i+n)%40].ID)
		}
		d.Groups = append(d.Groups, g)
	}
	server := graphsim.New(d, graphsim.Options{Token: testJWT, BetaWriteback: true, NoLog: true})
	url, err := server.Start()
	if err != nil {
		b.Fatal(err)
	}
	defer server.Close()
	path := filepath.Join(b.TempDir(), "s.partial")
	h := journal.Header{Begun: time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)}
	for _, mode := range []string{"not", "kept", "resumed"} {
		b.Run(mode, func(b *testing.B) {
			for b.Loop() {
				cfg := entra.Config{
					Tenant: "contoso.com", Auth: entra.AuthToken, GraphURL: url, Clock: newClock(),
					Members: entra.WantAll, Getenv: env(map[string]string{"GWBPLAN_GRAPH_TOKEN": testJWT}),
				}
				switch mode {
				case "kept":
					cfg.Journal, err = journal.Create(path, h)
				case "resumed":
					cfg.Journal, err = journal.Resume(path, h)
				}
				if err != nil {
					b.Fatal(err)
				}
				c, err := entra.New(cfg)
				if err != nil {
					b.Fatal(err)
				}
				if err := c.Collect(b.Context(), &sink{}); err != nil {
					b.Fatal(err)
				}
				if cfg.Journal != nil {
					b.StopTimer() // a reading that ends well removes the file
					if err := cfg.Journal.Close(); err != nil {
						b.Fatal(err)
					}
					b.StartTimer()
				}
			}
		})
	}
}
