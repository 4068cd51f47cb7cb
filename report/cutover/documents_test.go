package cutover

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gwbplan/inventory"
	"gwbplan/planner"
	"gwbplan/planner/facts"
)

const planHash = "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0"

func docKit(t testing.TB, p *planner.Plan) *Kit {
	t.Helper()
	k, err := New(p, planHash)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// documents are the kit's files by name.
func documents(t testing.TB, p *planner.Plan) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, f := range docKit(t, p).Files() {
		var b bytes.Buffer
		if err := f.Write(&b); err != nil {
			t.Fatalf("%s: %v", f.Name, err)
		}
		if _, twice := out[f.Name]; twice {
			t.Errorf("%s is written twice", f.Name)
		}
		out[f.Name] = b.String()
	}
	return out
}

// The documents as files; read the difference before renewing them.
func TestGolden(t *testing.T) {
	for name, p := range map[string]*planner.Plan{"go": goPlan(), "nightmare": nightmare()} {
		files := documents(t, p)
		for file, got := range files {
			if !strings.HasSuffix(file, ".md") && file != FileRunbookHTML {
				continue // the scripts have tests of their own
			}
			path := filepath.Join("testdata", name, filepath.FromSlash(file))
			if *update {
				if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("%s differs from %s; see go test ./report/cutover -update", file, path)
			}
		}
	}
}

func TestSameBytesTwice(t *testing.T) {
	a, b := documents(t, nightmare()), documents(t, nightmare())
	for file := range a {
		if a[file] != b[file] {
			t.Errorf("%s is another in the second run", file)
		}
	}
}

// Each step says who, where, what to expect, how to check and how to undo, and
// cites only facts that there are.
func TestEveryStepIsWhole(t *testing.T) {
	for _, p := range []*planner.Plan{goPlan(), nightmare(), {AsOf: "2026-11-23"}} {
		k := docKit(t, p)
		seen := map[string]bool{}
		for _, d := range []*document{k.runbook(), k.rollback()} {
			for _, s := range d.Sections {
				for _, b := range s.Blocks {
					if st := b.Step; st != nil {
						if st.Title == "" || st.Who == nil || st.Where == nil || len(st.Expect) == 0 || len(st.Check) == 0 || st.Undo == nil {
							t.Errorf("step %s leaves something out: %+v", st.ID, st)
						}
						if seen[st.Anchor()] {
							t.Errorf("step %s stands twice", st.ID)
						}
						seen[st.Anchor()] = true
						for _, f := range st.Facts {
							if _, known := facts.ByID(f); !known {
								t.Errorf("step %s cites %s, which is no fact", st.ID, f)
							}
						}
					}
				}
			}
		}
	}
}

// A click takes a whole block: what tries a script never stands in one with what
// runs it.
func TestTryingAndDoingStandApart(t *testing.T) {
	for _, s := range docKit(t, goPlan()).runbook().Sections {
		for _, b := range s.Blocks {
			if b.Step == nil {
				continue
			}
			for _, r := range b.Step.Run {
				n := 0
				for _, l := range r.Lines {
					n += one(strings.Contains(l, "-WhatIf"))
				}
				if n > 0 && n < len(r.Lines) {
					t.Errorf("step %s: %q", b.Step.ID, r.Lines)
				}
				if len(r.Lines) > 1 && slices.Contains(r.Lines, `.\`+FileSwitch) {
					t.Errorf("step %s switches among other lines: %q", b.Step.ID, r.Lines)
				}
			}
		}
	}
}

// The whole procedure is there, the points of no return in red and each behind
// its list.
func TestTheProcedure(t *testing.T) {
	book := documents(t, goPlan())[FileRunbook]
	at := -1
	for _, want := range []string{
		"## Go or no go\n", "🟢 **GO.**", "## Freeze window", "### P0.1 ", "Set-ADSyncUnifiedGroupWritebackPermissions -ADConnectorAccountDN", "Set-AADCloudSyncPermissions", "**Provision membership to on-premises users: ON.**",
		"## P1 ", FileSetAnchors, FileAnchorsUndo, "## P2 ", "Set-ADSyncScheduler -SyncCycleEnabled $false", "## P3 and P4 ", FileNewSyncRules, "JoinNoFlow",
		"## Go or no go before P5b", "### P5a.1", "### P5a.2", "csexport ", "### P5b Switch v2 off\n\n> 🔴 **IRREVERSIBLE.**", FileSwitch, "### P5c", "### P5d", "CSExportAnalyzer", "gwbplan verify-export plan.json",
		"## Go or no go before P6", "### P6.1 Scheduler on, staging mode off\n\n> 🔴 **IRREVERSIBLE.**", "gwbplan verify plan.json after-switch.jsonl",
		"## Go or no go before P7", "### P7.1.1", "gwbplan verify plan.json after-wave-01.jsonl --wave 1", "### P7.2.1", "> 🟠 **HARD TO UNDO.**", "--wave 2",
		"## Variant: swing migration", "## The article by which v2 was switched on", "## Traps of the published procedure",
	} {
		next := strings.Index(book[at+1:], want)
		if next < 0 {
			t.Fatalf("%q is missing, or stands too early", want)
		}
		at += 1 + next
	}
	for n := 1; n <= 14; n++ {
		if !strings.Contains(book, fmt.Sprintf("\n| T%d |", n)) {
			t.Errorf("trap T%d is not explained", n)
		}
	}
}

// The numbers are the plan's own.
func TestTheNumbers(t *testing.T) {
	files := documents(t, goPlan())
	for file, wants := range map[string][]string{
		FileRunbook: {
			"It carries out **3 groups**: 2 that Cloud Sync takes over with SID and objectGUID, 1 that it creates with a new SID. 1 anchor to be stamped in P1. 2 ready, 1 to fix first, 1 with a finding that was waived.",
			"| 2 | 2026-12-12 20:00Z to 2026-12-13 04:00Z | 2 | 1 | 1 | 1 | 1 | 1 | 2 | 1 |", "Wave 2 loses 1 × device, 1 × guest, in 1 group.",
			"**Read both from the approved plan: `" + planHash + "` and 1.**", "adds in AD: **1** Microsoft 365 groups", "contoso.com: 1 to write", "the active Connect server `SYNC01`", `csexport "contoso.com" "%TEMP%\export-contoso.com.xml" /f:x`, "**1 nested group must come along**",
			"Add-Scope.ps1 -Wave 2   # 2 groups, as listed in scope/contoso.com/wave-02.csv", "in AD alone, and stay (F58): 1 member", "**it expires on 2026-11-30**",
		},
		FileRollback: {"it clears 1 anchor", "P7 Wave 2, 2 groups", "memberships lost (2) and gained (1), or objects created (1)", "The write-out of Microsoft 365 groups: 1."},
		FileOwners:   {"| `owner@contoso.com` |", "| **nobody known** | `no-owner.md` | 0 | 0 | 1 |"},
	} {
		for _, want := range wants {
			if !strings.Contains(files[file], want) {
				t.Errorf("%s lacks %q", file, want)
			}
		}
	}
	if strings.Contains(files[FileRunbook], "at least 1 ") {
		t.Error("a number of a complete plan is called a lower bound")
	}
}

// What is no go, unknown or incomplete is said first, and numbers of an incomplete
// plan are lower bounds.
func TestNoGoComesFirst(t *testing.T) {
	book := documents(t, nightmare())[FileRunbook]
	head, _, _ := strings.Cut(book, "## What this kit does")
	for _, want := range []string{"🔴 **NO GO.** **Do not begin.**", "🟣 **INCOMPLETE.**", "### What stands against it", "how old its readings are is **not known**"} {
		if !strings.Contains(head, want) {
			t.Errorf("the beginning lacks %q", want)
		}
	}
	for _, want := range []string{"appear in AD when v2 is switched off: **at least 12**", "🔴 **DELETE RISK.**", "🔴 **NO END.** Objects that stand still without a wave: **at least 3**.", "## What could not be read\n\nA gap never counts", "**12 groups are left out.**", "evidence is missing"} {
		if !strings.Contains(book, want) {
			t.Errorf("the runbook lacks %q", want)
		}
	}
}

func TestUnknownIsNoGo(t *testing.T) {
	p := goPlan()
	p.Verdict[2].Verdict = planner.VerdictUnknown
	if book := documents(t, p)[FileRunbook]; !strings.Contains(book, "🟣 **NOT KNOWN.** **Do not begin.**") {
		t.Error("a verdict that is not known does not stop the reader")
	}
	p.Verdict = nil
	if book := documents(t, p)[FileRunbook]; !strings.Contains(book, "🟣 **NOT KNOWN.** **Do not begin.**") {
		t.Error("a plan without verdicts does not stop the reader")
	}
}

func TestV2OffAlready(t *testing.T) {
	p := goPlan()
	p.Tenant.WritebackV2 = inventory.FeatureOff
	if book := documents(t, p)[FileRunbook]; !strings.Contains(book, "**Skip P5a, P5b and P5c.**") {
		t.Error("the runbook of a tenant without v2 does not say what to skip")
	}
}

// Facts that no page settles are marked wherever a step rests on them.
func TestUnverifiedIsMarked(t *testing.T) {
	for id, want := range map[string]bool{"F66": true, "F64": true, "F69": false, "F82a": false, "C16": false, "F60": false} {
		if confirmed(id) != want {
			t.Errorf("confirmed(%s) = %v", id, !want)
		}
	}
	if got := basis([]string{"F66", "F69"}).markdown(); !strings.Contains(got, "**Unverified: F69.**") {
		t.Errorf("basis: %q", got)
	}
}

// One text for each owner: its own groups and nobody else's.
func TestLetters(t *testing.T) {
	p := goPlan()
	p.Groups[0].Owners = []string{"anna@contoso.com", "ben@contoso.com"}
	p.Groups[1].Owners = []string{"ben@contoso.com"}
	letters := map[string]string{}
	for file, text := range documents(t, p) {
		if strings.HasPrefix(file, FolderOwners+"/") {
			letters[strings.TrimPrefix(file, FolderOwners+"/")] = text
		}
	}
	if len(letters) != 5 {
		t.Fatalf("%d files, want the index, three owners and those without: %v", len(letters), letters)
	}
	for file, text := range letters {
		switch {
		case strings.HasPrefix(file, "anna"):
			if !strings.Contains(text, "`Sales`") || strings.Contains(text, "Warehouse") {
				t.Errorf("anna's text: %s", text)
			}
		case strings.HasPrefix(file, "ben"):
			for _, want := range []string{"`Sales`", "wave 2, 2026-12-12 20:00Z", "**Its name in AD changes** from", "**2 lost:** 1 × device, 1 × guest.", "1 in AD alone, who stay.", "answer this message"} {
				if !strings.Contains(text, want) {
					t.Errorf("ben's text lacks %q: %s", want, text)
				}
			}
		case file == "no-owner.md":
			if !strings.Contains(text, "No owner of these groups is known") || !strings.Contains(text, "`Book Club`") {
				t.Errorf("the text for nobody: %s", text)
			}
		}
	}
}

// The manifest and the sums name every file and the plan.
func TestManifest(t *testing.T) {
	files := documents(t, goPlan())
	var m Manifest
	if err := json.Unmarshal([]byte(files[FileManifest]), &m); err != nil {
		t.Fatal(err)
	}
	if m.Schema != ManifestSchema || m.Plan.SHA256 != planHash || m.Groups != 3 || m.Waves != 2 || len(m.Verdict) != 3 || !strings.Contains(m.Note, "executes nothing") {
		t.Errorf("manifest: %+v", m)
	}
	var named []string
	for _, f := range m.Files {
		named = append(named, f.Name)
		if sum := sumOf(files[f.Name]); f.SHA256 != sum || f.Bytes != int64(len(files[f.Name])) {
			t.Errorf("%s: %s of %d bytes, it has %s", f.Name, f.SHA256, f.Bytes, sum)
		}
		if !strings.Contains(files[FileSums], f.SHA256+"  "+f.Name+"\n") {
			t.Errorf("%s is not in the sums", f.Name)
		}
	}
	if !slices.IsSorted(named) || len(named) != len(files)-2 {
		t.Errorf("the manifest names %q of %d files", named, len(files))
	}
	if !strings.HasSuffix(files[FileSums], sumOf(files[FileManifest])+"  "+FileManifest+"\n") {
		t.Error("the sums do not end with the manifest's")
	}
}

func sumOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

func TestScopeFolder(t *testing.T) {
	for domain, want := range map[string]string{
		"contoso.com": "scope/contoso.com", "EMEA.Contoso.com": "scope/emea.contoso.com",
	} {
		if got := scopeFolder(domain); got != want {
			t.Errorf("%q: %q, want %q", domain, got, want)
		}
	}
	seen := map[string]string{}
	for _, domain := range []string{"", ".", "..", "../../etc", "a/b", "a\\b", "a:b", "con\x00", "contoso.com.", strings.Repeat("x", 300), hostile[1], "東京.example"} {
		got := scopeFolder(domain)
		rest, under := strings.CutPrefix(got, FolderScope+"/")
		if !under || !filepath.IsLocal(got) || !regexp.MustCompile(`^[a-z0-9.-]{2,230}$`).MatchString(rest) || strings.Trim(rest, ".") != rest || seen[got] != "" {
			t.Errorf("%q: %q is no folder of its own", domain, got)
		}
		seen[got] = domain + "!"
	}
}

func TestLiteral(t *testing.T) {
	for in, want := range map[string]string{
		"OU=Groups,DC=x": "'OU=Groups,DC=x'", "O'Neill": "'O''Neill'", "a’b‘c‚d‛": "'a’’b‘‘c‚‚d‛‛'", "$(x) `n \"": "'$(x) `n \"'",
	} {
		if got := literal(in); got != want {
			t.Errorf("literal(%q) = %s, want %s", in, got, want)
		}
	}
	for in := range unseen {
		if got := literal(in); !strings.HasPrefix(got, "([regex]::Unescape('") || !strings.HasSuffix(got, "'))") {
			t.Errorf("literal(%q) = %s", in, got)
		}
	}
}

// Connectors are named where the Command Prompt takes their names as they are.
func TestExporters(t *testing.T) {
	p := goPlan()
	p.Connect[0].Connectors = append(p.Connect[0].Connectors, planner.PlanConnector{Name: `a" & calc %PATH%`, Identifier: "{1-2}", Kind: planner.ConnectorAD, Domains: []string{"contoso.com"}})
	want := []exporter{{"contoso.com", "export-contoso.com"}, {"<name of the connector 1-2>", "export-a____calc__PATH_"}}
	if got := docKit(t, p).exporters(&p.Connect[0]); !slices.Equal(got, want) {
		t.Errorf("exporters: %q, want %q", got, want)
	}
	if got := docKit(t, p).exporters(nil); !slices.Equal(got, []exporter{{"<name of the AD connector of contoso.com>", "export-contoso.com"}}) {
		t.Errorf("without a server: %q", got)
	}
}

func TestSay(t *testing.T) {
	got := say("**{}** of {}, {} and {}", 1234, "ours", name("<a>`b`"), quote("x_y @z"))
	if want := "**1,234** of ours, &lt;`a`&gt;&#96;`b`&#96; and x\\_y `@z`"; got.markdown() != want {
		t.Errorf("Markdown: %s", got.markdown())
	}
	if want := "<strong>1,234</strong> of ours, <code>&lt;a&gt;`b`</code> and x_y @z"; string(got.HTML()) != want {
		t.Errorf("HTML: %s", got.HTML())
	}
	// Marks in names open nothing, and marks around names close.
	got = say("**strong {} still** and `code`", name("** ` **"))
	if want := "<strong>strong <code>** ` **</code> still</strong> and <code>code</code>"; string(got.HTML()) != want {
		t.Errorf("HTML: %s", got.HTML())
	}
}

// A child domain may be called aux.contoso.com; Windows takes a folder of that
// name for a device.
func TestScopeFolderIsNoDevice(t *testing.T) {
	seen := map[string]string{}
	for _, domain := range []string{"aux.contoso.com", "CON", "nul.x.y", "prn.contoso.com", "com1.contoso.com", "lpt9", "domain-aux.contoso.com"} {
		rest, _ := strings.CutPrefix(scopeFolder(domain), FolderScope+"/")
		first, _, _ := strings.Cut(rest, ".")
		if !strings.HasPrefix(first, "domain-") || seen[rest] != "" {
			t.Errorf("%q: %q", domain, rest)
		}
		seen[rest] = domain
	}
	for _, domain := range []string{"com.example", "com10.example", "console.example", "auxiliary.example", "co.example", "lptx.example"} {
		if got := scopeFolder(domain); got != FolderScope+"/"+domain {
			t.Errorf("%q: %q", domain, got)
		}
	}
}
