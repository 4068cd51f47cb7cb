package config

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/unicode"

	"gwbplan/inventory"
	"gwbplan/planner"
)

// page is the manual of the configuration file.
const page = "../../docs/configuration.md"

// example is the whole example of the manual.
func example(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), "```yaml\n")
	yaml, _, ok := strings.Cut(rest, "```")
	if !ok {
		t.Fatal("the page has no example")
	}
	return yaml
}

func read(t *testing.T, text string) *File {
	t.Helper()
	f, err := Read(strings.NewReader(text), "gwbplan.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestEmptyIsDefault(t *testing.T) {
	for _, text := range []string{"", "# nothing\n", "---\n", "~\n", "{}\n", "limits: {}\ntargets: []\n"} {
		want := planner.DefaultSettings()
		want.Given = map[string]bool{}
		if got := read(t, text).Settings; !reflect.DeepEqual(got, want) {
			t.Errorf("%q gives %+v", text, got)
		}
	}
}

// TestExample: the manual's example is read, and each part arrives.
func TestExample(t *testing.T) {
	got := read(t, example(t)).Settings
	id := func(s string) inventory.ObjectID {
		v, err := inventory.ParseObjectID(s)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	day := func(s string) time.Time {
		v, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	const who, on = "Ada Byron", "2026-11-20"
	stated := func(v bool) *planner.Attested[bool] { return &planner.Attested[bool]{Value: v, By: who, On: on} }
	want := planner.Settings{
		Targets: []planner.TargetSettings{
			{Domain: "contoso.com", Container: "keep", CN: "guid", MembershipToOnPremisesUsers: true, ScopeMode: "selected"},
			{Domain: "emea.contoso.com", Container: "OU=Cloud Groups,DC=emea,DC=contoso,DC=com", Open: []string{planner.KeyMembership, planner.KeyProvisionUsers}},
		},
		Limits: planner.Limits{
			Profile: "2025-10", GroupMembers: 40000, V1MemberCap: 250000, M365WriteOut: 25, AgentFloor: "1.1.2505.0",
			ConnectFeatureFloor: "2.5.0.0", ConnectSupportFloor: "2.5.190.0", SnapshotAgeDays: 3,
		},
		SecNullIsWritten: true,
		Pins:             map[planner.PinID]bool{planner.PinDeviceMembers: true, planner.PinSplitNesting: true},
		StaysOnConnect:   []string{"apac.contoso.com"},
		Acknowledge: planner.Acknowledgements{
			IrreversibleSwitch:    planner.Acknowledgement{Given: true, By: who, On: on},
			PendingExportReviewed: planner.Acknowledgement{},
			StagingOutage:         planner.Acknowledgement{Given: true},
			WouldBeCreated:        planner.Acknowledgement{Given: true, By: who, On: on},
		},
		Attest: planner.Attestations{
			ScopeMode:                   &planner.Attested[string]{Value: "selected", By: who, On: on},
			MembershipToOnPremisesUsers: stated(true),
			AgentBuilds:                 &planner.Attested[[]planner.Build]{Value: []planner.Build{"1.1.2505.0", "1.1.2334.0"}, By: who, On: on},
			AgentRights:                 stated(true), GlobalCatalog: stated(true), TargetContainers: stated(true),
			DeleteThreshold: &planner.Attested[int]{Value: 5, By: who, On: on},
			EnforcementOff:  stated(true), CloudAvailable: stated(true),
			ConnectServers: &planner.Attested[[]string]{Value: []string{"SYNC01", "SYNC02"}, By: who, On: on},
			SyncHealthy:    stated(true), ObjectIdentifierFlow: stated(true), WithinScale: stated(true), Licences: stated(true), ActiveServer: &planner.Attested[string]{Value: "SYNC01", By: who, On: on}, CloudSyncEligible: stated(false),
		},
		Waves: planner.WaveSettings{
			Size: 150, Pilot: 5,
			First:   []inventory.ObjectID{id("11111111-1111-4111-8111-111111111111")},
			Last:    []inventory.ObjectID{id("22222222-2222-4222-8222-222222222222")},
			Windows: []planner.Window{{Start: day("2026-12-05T20:00:00Z"), End: day("2026-12-06T04:00:00Z")}, {Start: day("2026-12-12T20:00:00Z"), End: day("2026-12-13T04:00:00Z")}},
		},
		Overrides: []planner.Override{
			{Group: id("33333333-3333-4333-8333-333333333333"), Decision: planner.OverrideMove, Reason: "still used by the file server", ApprovedBy: who},
		},
		Waivers: []planner.Waiver{{
			Finding: planner.FindingMembersWillBeLost, Group: id("44444444-4444-4444-8444-444444444444"),
			Reason: "the guests get access through the portal", Owner: who, Expires: "2026-12-31",
		}},
	}
	if want.Given = got.Given; !got.Given["limits.profile"] || got.Given["targets[1].scopeMode"] {
		t.Errorf("given keys: %v", got.Given)
	}
	gv, wv := reflect.ValueOf(got), reflect.ValueOf(want)
	for i := range gv.NumField() {
		if g, w := gv.Field(i).Interface(), wv.Field(i).Interface(); !reflect.DeepEqual(g, w) {
			t.Errorf("%s is\n%+v\nwant\n%+v", gv.Type().Field(i).Name, g, w)
		}
	}
}

// TestMistakes: each is named with its place, its key and what to do.
func TestMistakes(t *testing.T) {
	const group = "11111111-1111-4111-8111-111111111111"
	waiver := func(parts string) string { return "waivers:\n- {" + parts + "}\n" }
	whole := "group: " + group + ", reason: r, owner: o, expires: 2026-12-31"
	for _, tt := range []struct{ name, text, want string }{
		{"unknown key", "limits:\n  groupMember: 5\n", "2:3: limits.groupMember: unknown key; the keys here are agentFloor, connectFeatureFloor"},
		{"unknown key at the top", "waiver: []\n", "1:1: waiver: unknown key; the keys here are acknowledge, attest"},
		{"key in another case", "Limits: {}\n", "1:1: Limits: unknown key"},
		{"key twice", "secNullIsWritten: true\nsecNullIsWritten: false\n", "2:1: secNullIsWritten: the key stands there twice"},
		{"merge key", "<<: {limits: {}}\n", "1:1: <<: only plain keys can stand here"},
		{"alias", "limits: &l {}\nwaves: *l\n", "2:8: waves: an alias stands here; want keys and values"},
		{"a list for the file", "- limits\n", "1:1: a list stands here; want keys and values"},
		{"two documents", "limits: {}\n---\nlimits: {}\n", "a second document begins here"},
		{"no YAML", "limits: [\n", "no valid YAML"},
		{"control character", "limits: \"\x01\"\n", "no valid YAML"},
		{"yes for true", "secNullIsWritten: yes\n", `1:19: secNullIsWritten: "yes" is neither true nor false`},
		{"text for true", "secNullIsWritten: \"true\"\n", `"true" is neither true nor false`},
		{"nothing", "secNullIsWritten:\n", "secNullIsWritten: nothing stands here; want true or false"},
		{"number as text", "limits: {groupMembers: \"5\"}\n", `limits.groupMembers: "5" is no whole number`},
		{"fraction", "limits: {groupMembers: 5.5}\n", `"5.5" is no whole number`},
		{"too small", "limits: {groupMembers: 0}\n", "0 is too small; want 1 or more"},
		{"negative", "limits: {m365WriteOut: -1}\n", "-1 is too small; want 0 or more"},
		{"profile", "limits: {profile: \"2024\"}\n", `"2024" is none of 2026-08, 2025-10`},
		{"version", "limits: {agentFloor: newest}\n", `"newest" is no version; write it as 2.5.79.0`},
		{"no domain", "targets: [{cn: guid}]\n", "1:11: targets[0]: domain is missing"},
		{"bad domain", "targets: [{domain: \"contoso com\"}]\n", `targets[0].domain: "contoso com" is no DNS name`},
		{"domain is a URL", "targets: [{domain: \"ldap://x\"}]\n", "is no DNS name"},
		{"domain twice", "targets: [{domain: contoso.com}, {domain: CONTOSO.com}]\n", "targets[1]: domain CONTOSO.com has a target already"},
		{"bad DN", "targets: [{domain: contoso.com, container: Groups}]\n", `targets[0].container: "Groups" is neither keep nor a DN`},
		{"DN without a domain", "targets: [{domain: contoso.com, container: \"OU=Groups\"}]\n", "is neither keep nor a DN"},
		{"DN elsewhere", "targets: [{domain: contoso.com, container: \"OU=G,DC=emea,DC=contoso,DC=com\"}]\n", "does not lie in domain contoso.com"},
		{"cn", "targets: [{domain: contoso.com, cn: mail}]\n", `"mail" is none of display-name, guid`},
		{"pins", "sideBySide: {pins: some}\n", `sideBySide.pins: "some" stands here; want default, topology or a list of pins`},
		{"pin", "sideBySide: {pins: [devices]}\n", `sideBySide.pins[0]: "devices" is none of device-members`},
		{"acknowledged by nobody", "acknowledge: {stagingOutage: {on: 2026-11-30}}\n", "acknowledge.stagingOutage: by is missing"},
		{"acknowledged with a word", "acknowledge: {stagingOutage: done}\n", `"done" is neither true nor false`},
		{"date", "attest: {agentRights: {value: true, by: Ada, on: 30.11.2026}}\n", `attest.agentRights.on: "30.11.2026" is no date; write it as YYYY-MM-DD`},
		{"a day that is none", "attest: {agentRights: {value: true, by: Ada, on: 2026-02-30}}\n", `"2026-02-30" is no date`},
		{"attested by nobody", "attest: {agentRights: {value: true}}\n", "attest.agentRights: on is missing"},
		{"attested shortly", "attest: {agentRights: true}\n", `attest.agentRights: "true" stands here; want keys and values`},
		{"no builds", "attest: {agentBuilds: {value: [], by: Ada, on: 2026-11-30}}\n", "attest.agentBuilds.value: the list is empty"},
		{"a name that is a number", "attest: {agentRights: {value: true, by: 7, on: 2026-11-30}}\n", "attest.agentRights.by: 7 is no text; put it in quotes"},
		{"blank", "attest: {agentRights: {value: true, by: \" \", on: 2026-11-30}}\n", "attest.agentRights.by: the text is empty"},
		{"pilot", "waves: {size: 5, pilot: 10}\n", "waves: pilot 10 is more than size 5"},
		{"group id", "waves: {first: [Sales]}\n", `waves.first[0]: "Sales" is no object id`},
		{"group twice", "waves: {first: [" + group + ", " + group + "]}\n", "waves.first[1]: group " + group + " stands there twice"},
		{"first and last", "waves: {first: [" + group + "], last: [" + group + "]}\n", "waves: group " + group + " stands in first and in last[0]"},
		{"time without offset", "waves: {windows: [{start: 2026-12-05T20:00:00, end: 2026-12-06T04:00:00Z}]}\n", "is no time; write it as 2026-12-05T20:00:00Z"},
		{"window backwards", "waves: {windows: [{start: 2026-12-06T20:00:00Z, end: 2026-12-06T04:00:00Z}]}\n", "waves.windows[0]: the window ends before it begins"},
		{"windows overlap", "waves:\n  windows:\n  - {start: 2026-12-05T20:00:00Z, end: 2026-12-06T04:00:00Z}\n  - {start: 2026-12-06T04:00:00+02:00, end: 2026-12-07T04:00:00Z}\n",
			"4:5: waves.windows[1]: the window overlaps the one that begins at 2026-12-05T20:00:00Z (number 1)"},
		{"decision", "overrides: [{group: " + group + ", decision: keep, reason: r, approvedBy: a}]\n", `overrides[0].decision: "keep" is none of move, clean-up, exclude`},
		{"no approval", "overrides: [{group: " + group + ", decision: move, reason: r}]\n", "overrides[0]: approvedBy is missing"},
		{"no reason", "overrides: [{group: " + group + ", decision: move, approvedBy: a}]\n", "overrides[0]: reason is missing"},
		{"override twice", "overrides:\n- {group: " + group + ", decision: move, reason: r, approvedBy: a}\n- {group: " + group + ", decision: exclude, reason: r, approvedBy: a}\n",
			"3:3: overrides[1]: group " + group + " has an override already"},
		{"unknown finding", waiver("finding: lost, " + whole), `waivers[0].finding: "lost" is no finding`},
		{"anchor", waiver("finding: anchor-mismatch, " + whole), "finding anchor-mismatch cannot be waived"},
		{"duplicate", waiver("finding: duplicate-ad-object, " + whole), "cannot be waived"},
		{"claim", waiver("finding: claim-conflict, " + whole), "cannot be waived"},
		{"scope", waiver("finding: scope-not-universal, " + whole), "cannot be waived"},
		{"size", waiver("finding: over-member-limit, " + whole), "cannot be waived"},
		{"delete risk", waiver("finding: delete-risk, " + whole), "cannot be waived"},
		{"unknown", waiver("finding: flag-unread, " + whole), "cannot be waived"},
		{"no owner", waiver("finding: members-will-be-lost, group: " + group + ", reason: r, expires: 2026-12-31"), "waivers[0]: owner is missing"},
		{"waiver twice", "waivers:\n- {finding: new-sid, " + whole + "}\n- {finding: new-sid, " + whole + "}\n", "waivers[1]: finding new-sid of group " + group + " has a waiver already"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Read(strings.NewReader(tt.text), "gwbplan.yaml")
			var e *Error
			if !errors.As(err, &e) || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), "gwbplan.yaml") {
				t.Fatalf("got\n%v\nwant\n%s", err, tt.want)
			}
			if e.Hint() == "" {
				t.Error("no hint")
			}
		})
	}
}

// TestAllMistakesAtOnce: in the order of the file.
func TestAllMistakesAtOnce(t *testing.T) {
	_, err := Read(strings.NewReader("limits:\n  groupMembers: many\nsecNullIsWritten: maybe\nwaves: {size: 0}\nunheard: of\n"), "dir/gwbplan.yaml")
	var got []string
	for line := range strings.Lines(err.Error()) {
		got = append(got, strings.TrimSpace(line))
	}
	want := []string{
		"the configuration dir/gwbplan.yaml has 4 mistake(s):",
		`dir/gwbplan.yaml:2:17: limits.groupMembers: "many" is no whole number`,
		`dir/gwbplan.yaml:3:19: secNullIsWritten: "maybe" is neither true nor false`,
		"dir/gwbplan.yaml:4:15: waves.size: 0 is too small; want 1 or more",
		"dir/gwbplan.yaml:5:1: unheard: unknown key; the keys here are acknowledge, attest, limits, overrides, secNullIsWritten, sideBySide, targets, waivers, waves",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestLocate: what only the snapshot shows is named with its line too.
func TestLocate(t *testing.T) {
	f := read(t, example(t))
	late := &planner.SettingError{Key: "waivers[0]", Err: errors.New("it expired")}
	other := &planner.SettingError{Key: "overrides[0]", Err: errors.New("no such group")}
	err := f.Locate(errors.Join(late, other))
	lines := strings.Split(err.Error(), "\n")
	if len(lines) != 3 || !strings.HasSuffix(lines[1], ": overrides[0]: no such group") || !strings.HasSuffix(lines[2], ": waivers[0]: it expired") || !strings.Contains(lines[2], f.Where("waivers[0]")) {
		t.Errorf("got\n%v", err)
	}
	if plain := errors.New("disk full"); f.Locate(plain) != plain {
		t.Error("another error must stay as it is")
	}
}

// keyOf is a path without list positions.
func keyOf(path string) string {
	var out strings.Builder
	inside := false
	for _, r := range path {
		inside = inside && r != ']'
		if !inside {
			out.WriteRune(r)
		}
		inside = inside || r == '['
	}
	return out.String()
}

// TestKeysAreTheCode: the example has every key of the list, and reading it
// visits no other, but for by, on and value, which are described once.
func TestKeysAreTheCode(t *testing.T) {
	f := read(t, example(t))
	visited := map[string]bool{}
	for path := range f.at {
		visited[keyOf(path)] = true
	}
	known := map[string]bool{}
	for _, k := range Keys() {
		known[k.Path] = true
		if !visited[k.Path] {
			t.Errorf("the example has no %s", k.Path)
		}
		if k.Type == "" || !strings.HasSuffix(k.Means, ".") {
			t.Errorf("%s is not described: %+v", k.Path, k)
		}
	}
	for path := range visited {
		last := path[strings.LastIndexByte(path, '.')+1:]
		shared := (last == "by" || last == "on" || last == "value") && strings.Count(path, ".") == 2
		if !known[path] && !shared && !strings.HasSuffix(path, "[]") && path != "" {
			t.Errorf("%s is a key and not in the list", path)
		}
	}
}

// TestUnknownKeysAreOffered: at each place the message offers just the keys of
// the list.
func TestUnknownKeysAreOffered(t *testing.T) {
	for place, text := range map[string]string{
		"": "x: 1\n", "targets[].": "targets: [{x: 1, domain: a.b}]\n", "limits.": "limits: {x: 1}\n", "sideBySide.": "sideBySide: {x: 1}\n",
		"acknowledge.": "acknowledge: {x: 1}\n", "attest.": "attest: {x: 1}\n", "waves.": "waves: {x: 1}\n", "waves.windows[].": "waves: {windows: [{x: 1}]}\n",
		"overrides[].": "overrides: [{x: 1}]\n", "waivers[].": "waivers: [{x: 1}]\n",
	} {
		_, err := Read(strings.NewReader(text), "f")
		wantOffer(t, err, place, Keys())
	}
}

// wantOffer asserts that a message offers just the keys of a place.
func wantOffer(t *testing.T, err error, place string, keys []Key) {
	t.Helper()
	_, offer, _ := strings.Cut(err.Error(), "the keys here are ")
	offer, _, _ = strings.Cut(offer, "\n")
	var want []string
	for _, k := range keys {
		if name, ok := strings.CutPrefix(k.Path, place); ok && !strings.ContainsAny(name, ".[") {
			want = append(want, name)
		}
	}
	slices.Sort(want)
	if offer != strings.Join(want, ", ") {
		t.Errorf("%q offers %s, the list has %s", place, offer, strings.Join(want, ", "))
	}
}

// TestPage: the manual's tables are the list of keys.
func TestPage(t *testing.T) {
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range Keys() {
		if !strings.Contains(string(text), "\n"+row(k)+"\n") {
			t.Errorf("docs/configuration.md lacks the row\n%s", row(k))
		}
	}
	if n := strings.Count(string(text), "\n| `"); n != len(Keys()) {
		t.Errorf("docs/configuration.md has %d rows, there are %d keys", n, len(Keys()))
	}
}

// row is a key's row in the manual.
func row(k Key) string {
	byDefault := k.Default
	if byDefault == "" {
		byDefault = "must be there"
	}
	return "| `" + k.Path + "` | " + k.Type + " | " + byDefault + " | " + k.Means + " | " + strings.Join(k.Facts, " ") + " |"
}

func TestLoad(t *testing.T) {
	path := filepath.Join(t.TempDir(), "gwbplan.yaml")
	if _, err := Load(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a missing file: %v", err)
	}
	if err := os.WriteFile(path, []byte("waves: {size: 7}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := Load(path)
	if err != nil || f.Settings.Waves.Size != 7 || f.Settings.Waves.Pilot != 10 {
		t.Errorf("got %+v, %v", f, err)
	}
	if _, err := Read(strings.NewReader(strings.Repeat("#", sizeCap+1)), "big"); err == nil {
		t.Error("a huge file must be refused")
	}
}

// PowerShell's ">" writes UTF-16, editors on Windows a byte order mark and CRLF;
// the place of a mistake is the one that the editor shows.
func TestReadTakesWindowsText(t *testing.T) {
	for name, encode := range map[string]func(string) string{
		"marked UTF-8": func(s string) string { return "\xEF\xBB\xBF" + s },
		"CRLF":         func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") },
		"UTF-16LE":     utf16Text(unicode.LittleEndian),
		"UTF-16BE":     utf16Text(unicode.BigEndian),
	} {
		f, err := Read(strings.NewReader(encode("# Größe\nwaves: {size: 7}\n")), "gwbplan.yaml")
		if err != nil || f.Settings.Waves.Size != 7 {
			t.Errorf("%s: got %+v, %v", name, f, err)
		}
		_, err = Read(strings.NewReader(encode("# Größe\nwaves: {sitze: 7}\n")), "gwbplan.yaml")
		if err == nil || !strings.Contains(err.Error(), "gwbplan.yaml:2:9: ") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func utf16Text(order unicode.Endianness) func(string) string {
	return func(s string) string {
		text, err := unicode.UTF16(order, unicode.UseBOM).NewEncoder().String(s)
		if err != nil {
			panic(err) // valid UTF-8
		}
		return text
	}
}

// FuzzRead: no text makes the reader panic, and what it accepts it reads twice alike.
func FuzzRead(f *testing.F) {
	for _, s := range []string{"", "limits: {groupMembers: 5}", "waves: {windows: [{start: 2026-12-05T20:00:00Z}]}", "a: &a [*a]", "targets: [{domain: x}]", "? {a: 1}\n: 2", "!!binary x: 1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		a, err := Read(strings.NewReader(text), "f")
		if err != nil {
			return
		}
		b, err := Read(strings.NewReader(text), "f")
		if err != nil || !reflect.DeepEqual(a, b) {
			t.Errorf("%q is read in two ways", text)
		}
	})
}
