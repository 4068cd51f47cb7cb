package report_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"gwbplan/fixtures/hostile"
	"gwbplan/planner"
	"gwbplan/report"
)

// The policy admits the document's own script and style, by the hash of what
// stands in it, and nothing else; and nothing else is there.
func TestHTMLPolicy(t *testing.T) {
	for name, p := range plans() {
		out := render(t, report.HTML, p, report.Options{})
		policy := regexp.MustCompile(`<meta http-equiv="Content-Security-Policy" content="([^"]*)">`).FindStringSubmatch(out)
		if policy == nil || !strings.HasPrefix(policy[1], "default-src 'none'; ") || strings.Contains(policy[1], "unsafe") || strings.Contains(policy[1], "http") {
			t.Fatalf("%s: policy is %q", name, policy)
		}
		for tag, source := range map[string]string{"script": "script-src", "style": "style-src"} {
			found := regexp.MustCompile("(?s)<"+tag+">(.*?)</"+tag+">").FindAllStringSubmatch(out, -1)
			if len(found) != 1 {
				t.Fatalf("%s: %d elements %s, want 1", name, len(found), tag)
			}
			sum := sha256.Sum256([]byte(found[0][1]))
			if want := fmt.Sprintf("%s 'sha256-%s';", source, base64.StdEncoding.EncodeToString(sum[:])); !strings.Contains(policy[1], want) {
				t.Errorf("%s: the policy has no %s", name, want)
			}
		}
		markup := regexp.MustCompile(`(?s)<(script|style)\b.*?</(script|style)>`).ReplaceAllString(out, "")
		for _, bad := range []string{` style=`, ` on[a-z]+=`, `javascript:[^)]*"`, `<(img|iframe|object|embed|base)\b`, `(src|href|action)="(https?:)?//`, `url\((https?:)?//`} {
			if hit := regexp.MustCompile(`<[^>]*` + bad).FindString(markup); hit != "" {
				t.Errorf("%s: has %s", name, hit)
			}
		}
	}
}

// What does not fit into the size of the file is left out and said, for the
// groups with the least to say; the board's part is always whole.
func TestHTMLSize(t *testing.T) {
	const groups = 1500
	noise := func(seed, n int) string {
		r := rand.New(rand.NewPCG(uint64(seed), 1))
		b := make([]rune, n)
		for i := range b {
			b[i] = rune(0x4e00 + r.IntN(20000))
		}
		return string(b)
	}
	p := emptyPlan()
	for i := range groups {
		p.Groups = append(p.Groups, with(security(i+1, fmt.Sprintf("Team %d", i)), func(g *planner.Group) {
			g.Findings = []planner.Finding{finding("cn-changes", planner.SeverityWarning, noise(i, 300), noise(-i, 300))}
			if i < 10 {
				g.Readiness = planner.Blocked
			}
		}))
	}
	p.Summary = summarise(p)
	out := render(t, report.HTML, p, report.Options{})
	if most := 300_000 + 300*groups; len(out) > most {
		t.Errorf("%d bytes, at most %d are allowed", len(out), most)
	}
	if !strings.Contains(out, `id="groups-0"`) {
		t.Error("the worst groups have no views")
	}
	if strings.Contains(out, `id="groups-5"`) {
		t.Error("the last groups have views: the test does not fill the file")
	}
	if !strings.Contains(out, "would make this file too large") {
		t.Error("the document does not say what it left out")
	}
}

// No more than twenty members of a group are named, and the rest is counted.
func TestHTMLNamesTwentyMembers(t *testing.T) {
	p := emptyPlan()
	p.Groups = []planner.Group{with(security(1, "Team"), func(g *planner.Group) {
		var evidence []planner.Evidence
		for i := range 30 {
			m := planner.Member{ID: id(i), Name: fmt.Sprintf("Person-%02d", i), Type: "user"}
			g.Members.Lost = append(g.Members.Lost, planner.LostMember{Member: m, Reason: planner.ReasonGuest, InADNow: true})
			g.Members.Gained = append(g.Members.Gained, m)
			evidence = append(evidence, planner.Evidence{Source: "entra", Attribute: "members", Value: m.Name})
		}
		g.Findings = []planner.Finding{{ID: planner.FindingMembersWillBeLost, Severity: planner.SeverityBlocker, Evidence: evidence}}
	})}
	p.Summary = summarise(p)
	for _, o := range []report.Options{{}, {Members: -1}} {
		out := render(t, report.HTML, p, o)
		if n := strings.Count(out, "Person-"); n != 20 {
			t.Errorf("%d names of members, want 20", n)
		}
		if !strings.Contains(out, "and 40 more: members.csv") {
			t.Error("the rest is not counted")
		}
	}
}

func TestHTMLNamesTheHash(t *testing.T) {
	hash := strings.Repeat("0f", 32)
	if out := render(t, report.HTML, emptyPlan(), report.Options{PlanHash: hash}); !strings.Contains(out, hash) {
		t.Error("the approval does not name the plan's hash")
	}
}

// FuzzHTML puts any text where a directory can put one: it never leaves the
// place that the document gives it.
func FuzzHTML(f *testing.F) {
	for _, n := range hostile.Names() {
		f.Add(n.Text)
	}
	count := func(b []byte, tag string) int { return bytes.Count(b, []byte(tag)) }
	var plain bytes.Buffer
	if err := report.HTML(&plain, hostileTo("x"), report.Options{}); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var out bytes.Buffer
		if err := report.HTML(&out, hostileTo(s), report.Options{}); err != nil {
			t.Fatal(err)
		}
		for _, tag := range []string{"<script", "</script", "<style", "<!--", "<img", "<td", "<a "} {
			if got, want := count(out.Bytes(), tag), count(plain.Bytes(), tag); got != want {
				t.Errorf("%q makes %d of %s, want %d", s, got, tag, want)
			}
		}
	})
}

// hostileTo is a plan that holds a text wherever a directory can put one.
func hostileTo(s string) *planner.Plan {
	p := emptyPlan()
	p.Tenant.DisplayName, p.Tenant.Domains = s, []string{s}
	p.Groups = []planner.Group{with(security(1, s), func(g *planner.Group) {
		g.Owners, g.ID = []string{s}, id(1)+s
		g.Findings = []planner.Finding{finding("anchor-mismatch", planner.SeverityBlocker, s, s)}
		g.Findings[0].Waived = true
		g.Changes = []planner.Change{{Attribute: s, Before: s, After: s}}
	})}
	p.Orphans = []planner.Orphan{{DN: "CN=x", ClaimedID: s, Status: planner.OrphanProven, WhenCreated: s + "0"}}
	p.Summary = summarise(p)
	return p
}
