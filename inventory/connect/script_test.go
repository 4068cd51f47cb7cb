package connect_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gwbplan/fixtures/powershell"
	"gwbplan/inventory"
	"gwbplan/inventory/connect"
)

var update = flag.Bool("update", false, "renew the golden files")

func TestScriptIsPlain(t *testing.T) {
	s := connect.Script()
	for i, c := range []byte(s) {
		if c >= 0x80 || c < ' ' && c != '\r' && c != '\n' {
			t.Fatalf("byte %#x at %d: Windows PowerShell reads a file without a mark in the machine's own code page", c, i)
		}
	}
	if lines := strings.Count(s, "\n"); strings.Count(s, "\r\n") != lines {
		t.Error("the line ends are not those of Windows")
	}
	version := connect.ScriptVersion()
	if !regexp.MustCompile(`^[0-9a-f]{12}$`).MatchString(version) || strings.Count(s, version) != 2 || strings.Contains(s, "@VERSION@") {
		t.Errorf("version %q stands %d times in the script", version, strings.Count(s, version))
	}
	if !strings.Contains(s, connect.Schema) {
		t.Errorf("the script does not write %s", connect.Schema)
	}
}

// TestScriptOnlyReads holds every command, method and type of the script to a
// list: whatever is not in it does not get in unseen.
func TestScriptOnlyReads(t *testing.T) {
	s := powershell.Parse(t, connect.Script())[0]
	readers := []string{
		"ConvertTo-Json", "ForEach-Object", "Get-ADSyncAADCompanyFeature", "Get-ADSyncAutoUpgrade", "Get-ADSyncConnector",
		"Get-ADSyncExportDeletionThreshold", "Get-ADSyncGlobalSettings", "Get-ADSyncRule", "Get-ADSyncRunProfileResult",
		"Get-ADSyncRunStepResult", "Get-ADSyncScheduler", "Get-ItemProperty", "Get-Service", "Import-Module", "Set-StrictMode",
		"Sort-Object", "Where-Object", "Write-Host",
	}
	own := powershell.Names(s.Functions)
	var called []string
	for _, name := range powershell.Names(s.Commands) {
		if !slices.Contains(own, name) {
			called = append(called, name)
		}
	}
	sameNames(t, "commands", called, readers)
	for _, name := range own {
		if slices.Contains(readers, name) {
			t.Errorf("the script's own function %s hides a command of that name", name)
		}
	}
	sameNames(t, "methods", powershell.Names(s.Calls), []string{
		"$ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath", "$Time.ToString", "$Time.ToUniversalTime",
		"$errors.Trim", "$joins.Add", "$joins.ToArray", "$node.InnerText.Trim", "$parsed.SelectSingleNode", "$scope.Add", "$scope.ToArray",
		"$stepFaults.Add", "$unread.Add", "$unread.ToArray", "$why.Substring", "([xml] $errors).SelectNodes",
		"[System.Collections.ArrayList]::new", "[System.IO.File]::Delete", "[System.IO.File]::Exists", "[System.IO.File]::Move",
		"[System.IO.File]::Replace", "[System.IO.File]::WriteAllText", "[System.Text.UTF8Encoding]::new",
	})
	sameNames(t, "types", powershell.Names(s.Types), []string{
		"CmdletBinding", "DateTime", "DateTimeKind", "NullString", "System.Collections.ArrayList", "System.Globalization.CultureInfo", "System.IO.File",
		"System.Management.Automation.ErrorRecord", "System.Text.UTF8Encoding", "TimeSpan", "bool", "int", "ordered", "string", "switch", "xml",
	})
}

// TestScriptWritesOneFile: what touches a file touches the one that is written,
// under its own or its temporary name.
func TestScriptWritesOneFile(t *testing.T) {
	call := regexp.MustCompile(`\[System\.IO\.File\]::\w+\([^,)]*`)
	want := []string{
		"[System.IO.File]::Delete($partial", "[System.IO.File]::Exists($path", "[System.IO.File]::Move($partial",
		"[System.IO.File]::Replace($partial", "[System.IO.File]::WriteAllText($partial",
	}
	sameNames(t, "calls", call.FindAllString(connect.Script(), -1), want)
}

// TestScriptReadsNoSecret: of a connector's parameters it reads those that are
// named here and no other.
func TestScriptReadsNoSecret(t *testing.T) {
	named := regexp.MustCompile(`Get-Parameter \$Connector '(\w+)' '([^']+)'`)
	var got []string
	for _, m := range named.FindAllStringSubmatch(connect.Script(), -1) {
		got = append(got, m[2])
	}
	sameNames(t, "parameters", got, []string{"Connector.GroupFilteringGroupDn", "UserName", "forest-login-domain", "forest-login-user", "forest-name"})
	for _, word := range []string{"ConnectivityParameters", "GlobalParameters"} {
		if all, used := strings.Count(connect.Script(), word), strings.Count(strings.Join(named.FindAllString(connect.Script(), -1), " "), word); all != used {
			t.Errorf("%s stands %d times in the script, %d of them with the name of a parameter", word, all, used)
		}
	}
}

// TestScriptOutputIsRead: what Windows PowerShell would make of a server is
// taken, as the script writes it and as a redirection does. The files imitate
// the script's output: no PowerShell has run here. The keys at least are its.
func TestScriptOutputIsRead(t *testing.T) {
	var servers []*inventory.ConnectServer
	for _, name := range []string{"adc1.json", "adc1-utf16.json"} {
		s, err := connect.Read(bytes.NewReader(testdata(t, name)), name)
		if err != nil {
			t.Fatal(err)
		}
		servers = append(servers, s)
	}
	if !reflect.DeepEqual(servers[0], servers[1]) {
		t.Error("the two encodings read as different facts")
	}
	got, err := json.MarshalIndent(servers[0], "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	golden := filepath.Join("testdata", "adc1.golden.json")
	if *update {
		if err := os.WriteFile(golden, append(got, '\n'), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if want := testdata(t, "adc1.golden.json"); !bytes.Equal(append(got, '\n'), want) {
		t.Errorf("read as\n%s\nwant\n%s", got, want)
	}
}

// TestScriptWritesWhatIsRead: the script's keys are those of the imitated
// output, which the strict reader takes.
func TestScriptWritesWhatIsRead(t *testing.T) {
	s := powershell.Parse(t, connect.Script())[0]
	// The imitated server could not read its threshold.
	want := []string{"prevention", "count", "percentage"}
	for _, m := range regexp.MustCompile(`"(\w+)":  `).FindAllStringSubmatch(string(testdata(t, "adc1.json")), -1) {
		want = append(want, m[1])
	}
	sameNames(t, "keys", powershell.Names(s.Keys), want)
}

func testdata(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func sameNames(t *testing.T, what string, got, want []string) {
	t.Helper()
	got, want = slices.Clone(got), slices.Clone(want)
	slices.Sort(got)
	slices.Sort(want)
	for _, name := range got {
		if !slices.Contains(want, name) {
			t.Errorf("%s: %s is not among those allowed", what, name)
		}
	}
	for _, name := range want {
		if !slices.Contains(got, name) {
			t.Errorf("%s: %s is missing", what, name)
		}
	}
}
