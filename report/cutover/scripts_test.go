package cutover

import (
	"bytes"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gwbplan/fixtures/powershell"
	"gwbplan/planner"
	quoting "gwbplan/report/cutover/powershell"
)

// written are the kit's scripts by name.
func written(t testing.TB, k *Kit) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, f := range k.scripts() {
		var b bytes.Buffer
		if err := f.Write(&b); err != nil {
			t.Fatal(err)
		}
		if _, twice := out[f.Name]; twice {
			t.Errorf("two files are named %s", f.Name)
		}
		out[f.Name] = b.String()
	}
	return out
}

// asPowerShellReads turns the typographic quotes and dashes into the plain ones
// that PowerShell takes them for, and the grammar does not.
var asPowerShellReads = strings.NewReplacer("‘", "'", "’", "'", "‚", "'", "‛", "'", "“", `"`, "”", `"`, "„", `"`, "–", "-", "—", "-", "―", "-")

// scriptsOf are the kit's PowerShell scripts by name, as PowerShell reads them.
func scriptsOf(t testing.TB, p *planner.Plan) map[string]string {
	t.Helper()
	out := map[string]string{}
	for name, text := range written(t, kitOf(t, p)) {
		if !strings.HasSuffix(name, ".ps1") {
			continue
		}
		plain, marked := strings.CutPrefix(text, "\ufeff")
		if !marked || strings.Count(plain, "\n") != strings.Count(plain, "\r\n") {
			t.Errorf("%s has no byte order mark, or not the line ends of Windows", name)
		}
		out[name] = asPowerShellReads.Replace(strings.ReplaceAll(plain, "\r\n", "\n"))
	}
	return out
}

// TestScriptGoldens: every file that the kit's scripts come to, whole.
func TestScriptGoldens(t *testing.T) {
	folder := filepath.Join("testdata", "scripts")
	got := written(t, kitOf(t, forestPlan()))
	if *update {
		if err := os.RemoveAll(folder); err != nil {
			t.Fatal(err)
		}
		for name, text := range got {
			file := filepath.Join(folder, filepath.FromSlash(name))
			if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, text := range got {
		want, err := os.ReadFile(filepath.Join(folder, filepath.FromSlash(name)))
		if err != nil || string(want) != text {
			t.Errorf("%s is not as in %s (%v): run with -update and look at the difference", name, folder, err)
		}
	}
	files := 0
	err := filepath.WalkDir(folder, func(_ string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			files++
		}
		return err
	})
	if err != nil || files != len(got) {
		t.Errorf("%d golden files (%v), want %d", files, err, len(got))
	}
	if again := written(t, kitOf(t, forestPlan())); !maps.Equal(got, again) {
		t.Error("written twice, the files differ")
	}
}

// TestScriptsHoldDataInStringsAlone: whatever the names of a plan are, a script
// differs in nothing but its single-quoted strings.
func TestScriptsHoldDataInStringsAlone(t *testing.T) {
	plain := make([]string, len(hostileNames))
	for i := range plain {
		plain[i] = "Sales"
	}
	want, got := outsideStrings(t, scriptsOf(t, planOf(plain))), outsideStrings(t, scriptsOf(t, hostilePlan()))
	for name, text := range got {
		if text != want[name] {
			t.Errorf("%s: outside its strings it is\n%s\nwant\n%s", name, text, want[name])
		}
	}
	if len(got) != 5 {
		t.Errorf("%d scripts, want 5", len(got))
	}
}

// TestScriptsHoldEveryName: no name is cut or changed on its way into a script.
func TestScriptsHoldEveryName(t *testing.T) {
	scripts := written(t, kitOf(t, hostilePlan()))
	for _, g := range hostilePlan().Groups {
		name := " Name = " + quoting.Quote(label(g.DisplayName))
		place := " Place = " + quoting.Quote(string(g.ADObjects[0].DN)) + " }"
		if s := scripts[FileSetAnchors]; !strings.Contains(s, name+"; ") || !strings.Contains(s, place) {
			t.Errorf("%s lacks %q", FileSetAnchors, g.DisplayName)
		}
		if s := scripts[FileAddScope("contoso.com")]; !strings.Contains(s, name+" }") {
			t.Errorf("Add-Scope.ps1 lacks %q", g.DisplayName)
		}
	}
}

// outsideStrings are scripts with every single-quoted string emptied, as the
// grammar sees them, and without what a string with hidden characters needs.
func outsideStrings(t *testing.T, scripts map[string]string) map[string]string {
	t.Helper()
	names := slices.Sorted(maps.Keys(scripts))
	var texts []string
	for _, name := range names {
		texts = append(texts, scripts[name])
	}
	out := map[string]string{}
	for i, parsed := range powershell.Parse(t, texts...) {
		var b strings.Builder
		rest := texts[i]
		for _, literal := range parsed.Verbatim {
			before, after, found := strings.Cut(rest, literal.Text)
			if !found {
				t.Fatalf("%s: %s is not where the grammar sees it", names[i], literal.Text)
			}
			b.WriteString(before + "''")
			rest = after
		}
		out[names[i]] = strings.ReplaceAll(b.String()+rest, "[regex]::Unescape('')", "''")
	}
	return out
}

// TestScriptsCallWhatIsAllowed holds the commands, methods and types of each
// script to a list: whatever is not in it does not get in unseen.
func TestScriptsCallWhatIsAllowed(t *testing.T) {
	harmless := []string{"Get-Date", "Join-Path", "New-Item", "Set-StrictMode", "Start-Transcript", "Stop-Transcript", "Where-Object", "Write-Host", "Write-Warning"}
	connect := append([]string{"Get-ADSyncConnector", "Get-ADSyncRule", "Import-Module"}, harmless...)
	allowed := map[string][]string{
		FileSetAnchors:      append([]string{"Export-Csv", "Get-ADObject", "Get-ADRootDSE", "Import-Csv", "Set-ADObject"}, harmless...),
		FileNewSyncRules:    append([]string{"Add-ADSyncAttributeFlowMapping", "Add-ADSyncRule", "Add-ADSyncScopeConditionGroup", "ForEach-Object", "Get-ADSyncServerConfiguration", "New-ADSyncRule", "New-Object", "Out-Null"}, connect...),
		FileRemoveSyncRules: append([]string{"Get-ADSyncAADCompanyFeature", "Get-ADSyncScheduler", "Get-ADSyncServerConfiguration", "Out-Null", "Read-Host", "Remove-ADSyncRule"}, connect...),
		FileSwitch: append([]string{"Get-ADSyncAADCompanyFeature", "Get-ADSyncScheduler", "Read-Host", "Set-ADSyncAADCompanyFeature", "Set-ADSyncScheduler",
			"Start-ADSyncSyncCycle", "Start-Sleep"}, connect...),
		FileAddScope("contoso.com"): append([]string{"ConvertTo-Json", "Get-MgContext", "Invoke-MgGraphRequest"}, harmless...),
	}
	scripts := scriptsOf(t, hostilePlan())
	names := slices.Sorted(maps.Keys(scripts))
	var texts []string
	for _, name := range names {
		texts = append(texts, scripts[name])
	}
	methods := []string{
		"$Caller.ShouldProcess", "$PSCmdlet.ShouldProcess", "$known.ContainsKey", "$have.ContainsKey", "$Answer.Contains", "$typed.Trim",
		"([string] (Get-Value $Object $Name)).Trim", "([guid] $text).ToString", "([string] (Get-Field $assignment 'principalId')).ToLowerInvariant",
		"[string]::Equals", "[regex]::Replace", "[regex]::Unescape", "[guid]::NewGuid", "[guid]::NewGuid().ToString", "[DateTime]::UtcNow.ToString",
	}
	types := []string{
		"CmdletBinding", "DateTime", "Parameter", "System.Collections.IDictionary", "System.Globalization.CultureInfo", "System.Management.Automation.PSCmdlet",
		"System.StringComparison", "ValidateRange", "ValidateSet", "bool", "guid", "int", "pscredential", "pscustomobject", "regex", "string", "string[]", "switch",
	}
	for i, parsed := range powershell.Parse(t, texts...) {
		own := powershell.Names(parsed.Functions)
		called := slices.DeleteFunc(powershell.Names(parsed.Commands), func(n string) bool { return slices.Contains(own, n) })
		for _, missing := range without(called, allowed[names[i]]) {
			t.Errorf("%s calls %s", names[i], missing)
		}
		for _, unused := range without(allowed[names[i]], called) {
			t.Errorf("%s does not call %s", names[i], unused)
		}
		for _, hidden := range own {
			if slices.Contains(slices.Concat(slices.Collect(maps.Values(allowed))...), hidden) {
				t.Errorf("%s has a function %s of its own, which hides a command", names[i], hidden)
			}
		}
		for _, method := range without(powershell.Names(parsed.Calls), methods) {
			t.Errorf("%s calls %s", names[i], method)
		}
		for _, name := range without(powershell.Names(parsed.Types), types) {
			t.Errorf("%s names the type %s", names[i], name)
		}
	}
}

// without is what of a list is not in another.
func without(list, other []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(v string) bool { return slices.Contains(other, v) })
}

// FuzzFileNames: no domain leads a file anywhere but into the kit's folder.
func FuzzFileNames(f *testing.F) {
	for _, domain := range []string{"contoso.com", "../../etc/passwd", `..\..\Windows\System32`, "", "...", "a\x00b\nc:d*?", "\u202emoc.example", "-rf"} {
		f.Add(domain)
	}
	plain := regexp.MustCompile(`^[a-z0-9.-]+$`)
	f.Fuzz(func(t *testing.T, domain string) {
		for _, name := range []string{FileAddScope(domain), perDomain(FileAnchors, domain)} {
			if name != path.Clean(name) || path.IsAbs(name) {
				t.Errorf("%q becomes %q", domain, name)
			}
			for part := range strings.SplitSeq(name, "/") {
				if part != fileAddScope && !plain.MatchString(part) || part == ".." || strings.HasSuffix(part, ".") {
					t.Errorf("%q becomes %q", domain, name)
				}
			}
		}
	})
}
