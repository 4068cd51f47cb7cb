package planner

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"gwbplan/inventory"
)

// ruleCase is one tenant and what one rule says of one of its groups.
type ruleCase struct {
	id    FindingID
	name  string
	build func(b *tenant) *inventory.CloudGroupRecord
	// want is "severity: message", empty where the rule must stay silent.
	want string
	// seen is one line of the evidence: "source attribute = value".
	seen string
	// pin is the pin that the finding sets, with its holder.
	pin string
}

func ruleCases() []ruleCase {
	return slices.Concat(unknownCases(), unprovenCases(), claimCases(), identityCases(), switchCases(), deleteRiskCases(),
		nameCases(), memberCases(), nestingCases(), driftCases(), readingCases(), tableCases(), m365Cases(), otherCases())
}

func TestRules(t *testing.T) {
	for _, tc := range ruleCases() {
		t.Run(string(tc.id)+"/"+tc.name, func(t *testing.T) {
			b := newTenant(t)
			got := b.decided(tc.build(b)).Findings
			i := slices.IndexFunc(got, func(f Finding) bool { return f.ID == tc.id })
			if tc.want == "" {
				if i >= 0 {
					t.Fatalf("must be silent, says %s: %s", got[i].Severity, got[i].Message)
				}
				return
			}
			if i < 0 {
				t.Fatalf("silent, want %s", tc.want)
			}
			if have := fmt.Sprintf("%s: %s", got[i].Severity, got[i].Message); have != tc.want {
				t.Errorf("says\n  %s\nwant\n  %s", have, tc.want)
			}
			checkEvidence(t, got[i].Evidence, tc.seen)
			if got[i].Remedy == "" || len(got[i].Facts) == 0 {
				t.Errorf("remedy %q, facts %v: both must be there", got[i].Remedy, got[i].Facts)
			}
		})
	}
}

func checkEvidence(t *testing.T, have []Evidence, want string) {
	t.Helper()
	var lines []string
	for _, e := range have {
		lines = append(lines, fmt.Sprintf("%s %s = %s", e.Source, e.Attribute, e.Value))
	}
	if want == "" || !slices.Contains(lines, want) {
		t.Errorf("evidence is\n  %s\nwant among it\n  %s", strings.Join(lines, "\n  "), want)
	}
}

// Pins are set whether or not the configuration lets them count.
func TestRulePins(t *testing.T) {
	for _, tc := range ruleCases() {
		b := newTenant(t)
		c := b.caseOf(tc.build(b))
		rule, _ := RuleByID(tc.id)
		pin := ""
		for _, h := range rule.Check(c) {
			if h.Pin != nil {
				pin = fmt.Sprintf("%s held by %s", h.Pin.ID, h.Pin.HeldBy)
			}
		}
		if pin != tc.pin {
			t.Errorf("%s/%s: pin %q, want %q", tc.id, tc.name, pin, tc.pin)
		}
	}
}

// Every finding has a rule that was seen to fire and to stay silent, and it
// fires with each of its severities.
func TestEveryRuleIsTested(t *testing.T) {
	t.Parallel()
	fired, silent := map[FindingID][]string{}, map[FindingID]bool{}
	for _, tc := range ruleCases() {
		if severity, _, ok := strings.Cut(tc.want, ": "); ok {
			fired[tc.id] = append(fired[tc.id], severity)
		} else {
			silent[tc.id] = true
		}
	}
	for _, r := range Rules() {
		if !silent[r.ID] {
			t.Errorf("no case in which %s stays silent", r.ID)
		}
		for _, s := range r.Severities {
			if !slices.Contains(fired[r.ID], string(s)) {
				t.Errorf("no case in which %s reports %s", r.ID, s)
			}
		}
		for _, s := range fired[r.ID] {
			if !slices.Contains(r.Severities, Severity(s)) {
				t.Errorf("%s reports %s, declared are %v", r.ID, s, r.Severities)
			}
		}
	}
}

// The texts are the documentation: all there, in plain words.
func TestRuleTexts(t *testing.T) {
	fact := regexp.MustCompile(`^[FTC][0-9]+[a-z]?$`)
	internal := regexp.MustCompile(`(?i)\b(row|hit|forecast|nil|struct|gpad|gwb|soa|mesg|base ?action|base ?disposition)\b`)
	for _, r := range Rules() {
		for what, text := range map[string]string{"title": r.Title, "when": r.When, "why": r.Why, "remedy": r.Remedy} {
			if strings.TrimSpace(text) == "" || text != strings.TrimSpace(text) || strings.ContainsAny(text, "\n\t") {
				t.Errorf("%s: %s is %q: want one line of text", r.ID, what, text)
			}
			if word := internal.FindString(text); word != "" {
				t.Errorf("%s: %s says %q, a word of this program", r.ID, what, word)
			}
			if what != "title" && !strings.HasSuffix(text, ".") {
				t.Errorf("%s: %s is no sentence: %q", r.ID, what, text)
			}
		}
		if len(r.Facts) == 0 {
			t.Errorf("%s rests on no fact", r.ID)
		}
		for i, f := range r.Facts {
			if !fact.MatchString(f) || slices.Contains(r.Facts[:i], f) {
				t.Errorf("%s: fact %q is malformed or stands twice", r.ID, f)
			}
		}
		if !slices.IsSortedFunc(r.Severities, func(a, b Severity) int { return severityRank(a) - severityRank(b) }) || len(r.Severities) == 0 {
			t.Errorf("%s: severities %v are not worst first", r.ID, r.Severities)
		}
	}
}

// A hostile value stays on one line and shows no control or direction character.
func TestRuleMessagesAreOneLine(t *testing.T) {
	const evil = "evil\r\n\u202egpj.exe\x1b[31m\u2028"
	b := newTenant(t)
	b.opt.Settings.Targets = []TargetSettings{DefaultTarget(contoso)}
	g := b.security(evil, flagTrue, func(g *cloudRecord) { g.Mail = evil })
	b.written(g, func(o *adRecord) {
		o.CN, o.AdminDescription, o.Domain = evil, evil, contoso+evil
		o.DN, o.GroupType = groupsOU.Child(evil), inventory.GroupTypeGlobal
	})
	other := b.security(evil, flagTrue)
	b.written(other, func(o *adRecord) { o.Anchor = evil })
	found := append(b.decided(g).Findings, b.decided(other).Findings...)
	for _, id := range []FindingID{FindingAnchorMismatch, FindingAdminDescriptionMismatch, FindingMailNotNull, FindingScopeNotUniversal, FindingCNChanges, FindingADObjectInOtherDomain} {
		if !slices.ContainsFunc(found, func(f Finding) bool { return f.ID == id }) {
			t.Errorf("%s is silent", id)
		}
	}
	for _, f := range found {
		if strings.ContainsFunc(f.Message+f.Remedy, func(r rune) bool { return !unicode.IsPrint(r) }) {
			t.Errorf("%s: %q", f.ID, f.Message+f.Remedy)
		}
	}
}

// A long list is cut in the evidence, with its full length.
func TestEvidenceIsCapped(t *testing.T) {
	b := newTenant(t)
	g := b.security("Many", flagTrue)
	b.written(g)
	for i := range 25 {
		member(g, b.cloudUser(fmt.Sprintf("user %02d", i)))
	}
	f := b.decided(g).Findings
	i := slices.IndexFunc(f, func(f Finding) bool { return f.ID == FindingCloudOnlyMembers })
	if i < 0 {
		t.Fatal("cloud-only-members is silent")
	}
	ev := f[i].Evidence
	if len(ev) != evidenceCap+1 || ev[evidenceCap].Value != "… and 15 more (25 in all)" {
		t.Errorf("%d lines, the last is %q", len(ev), ev[len(ev)-1].Value)
	}
	if v := clipped(strings.Repeat("ä", 5000)); v != strings.Repeat("ä", valueCap)+"… (5000 characters)" {
		t.Errorf("a huge value is shown as %q", v)
	}
}

// A set of rules has room for all of them.
func TestRuleSetHoldsAllRules(t *testing.T) {
	if n := len(Rules()); n > 64*len(ruleSet{}) {
		t.Errorf("%d rules, and a ruleSet has room for %d", n, 64*len(ruleSet{}))
	}
}

// What the survey found out spares the plan the rules that find nothing, and
// changes nothing that it says.
func TestSparedRules(t *testing.T) {
	for seed := range uint64(60) {
		p, err := New(randomTenant(t, seed).snapshot(), randomTenant(t, seed).opt)
		if err != nil {
			t.Fatal(err)
		}
		for i := range p.world.Snap.Groups {
			c := p.world.caseOf(i)
			got, want := groupOf(c, p.rules, p.survey.rulesFor(i)), groupOf(p.world.caseOf(i), p.rules, allRules())
			if !reflect.DeepEqual(got, want) {
				t.Fatalf("seed %d, group %d: %+v, want %+v", seed, i, got, want)
			}
		}
	}
}
