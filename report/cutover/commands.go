package cutover

import (
	"fmt"
	"strings"

	"gwbplan/planner"
	"gwbplan/report/cutover/powershell"
)

// The command lines of the runbook. A word in pointed brackets is for the reader
// to fill in.

// planName stands for the plan file in commands.
const planName = "plan.json"

const (
	loadADSync = `Import-Module 'C:\Program Files\Microsoft Azure AD Sync\Bin\ADSync\ADSync.psd1'`
	fullSync   = "Start-ADSyncSyncCycle -PolicyType Initial"
	waitSync   = "do { Start-Sleep 30 } while ((Get-ADSyncScheduler).SyncCycleInProgress)"
	stopCycle  = "Set-ADSyncScheduler -SyncCycleEnabled $false"
	startCycle = "Set-ADSyncScheduler -SyncCycleEnabled $true"
	noCycle    = "Get-ADSyncScheduler | Select-Object SyncCycleInProgress, SyncCycleEnabled, StagingModeEnabled"
)

func controller(domain string) string { return "<domain controller of " + bareWord(domain) + ">" }

// setAnchors runs the script once for each domain, against one server.
func (k *Kit) setAnchors(options string) []string {
	var out []string
	for _, d := range k.domains(k.In) {
		if n := k.in(d, k.In).stamp; n > 0 {
			out = append(out, fmt.Sprintf(".\\%s -Server '%s' -GlobalCatalog '<global catalog>:3268'%s   # %s: %d to write", FileSetAnchors, controller(d), options, bareWord(d), n))
		}
	}
	return out
}

// loadAnchors loads the LDIF file of each domain.
func (k *Kit) loadAnchors(file string) []string {
	var out []string
	domains := byDomain(k.stamps())
	for _, d := range domains {
		f := file
		if len(domains) > 1 {
			f = perDomain(file, d.domain)
		}
		out = append(out, fmt.Sprintf(`ldifde -i -f %s -s "%s" -j .`, f, controller(d.domain)))
	}
	return out
}

// csexport reads the pending exports of one AD connector, in the Command Prompt.
func csexport(c exporter) []string {
	file := `%TEMP%\` + c.file
	return []string{
		fmt.Sprintf(`csexport "%s" "%s.xml" /f:x`, c.label, file),
		fmt.Sprintf(`CSExportAnalyzer "%s.xml" > "%s.csv"`, file, file),
	}
}

// exporter is an AD connector whose pending exports are read: its name as the
// Command Prompt takes it, and the name of the file without its ending.
type exporter struct{ label, file string }

// exporters are the AD connectors of a server that write to a domain of the plan.
// Where the plan does not know them, the reader fills them in for each domain; so
// too a name that would mean something to the Command Prompt.
func (k *Kit) exporters(s *planner.PlanServer) []exporter {
	var out []exporter
	if s != nil {
		for i := range s.Connectors {
			c := &s.Connectors[i]
			if !k.writes(c) {
				continue
			}
			label := c.Name
			if strings.ReplaceAll(bareWord(label), "_", " ") != strings.ReplaceAll(label, "_", " ") || label == "" {
				label = "<name of the connector " + bareWord(strings.Trim(c.Identifier, "{}")) + ">"
			}
			out = append(out, exporter{label, "export-" + bareWord(c.Name)})
		}
	}
	if len(out) > 0 {
		return out
	}
	for _, t := range k.Plan.Targets {
		out = append(out, exporter{"<name of the AD connector of " + bareWord(t.Domain) + ">", "export-" + bareWord(t.Domain)})
	}
	if len(out) == 0 {
		out = []exporter{{"<name of each AD connector>", "export"}}
	}
	return out
}

// inventory reads both directories again into a file.
func (k *Kit) inventory(file string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "gwbplan inventory --out %s --tenant %s", file, bareWord(k.Plan.Tenant.ID))
	if c := k.Plan.Tenant.Cloud; c != "" && c != "public" {
		b.WriteString(" --cloud " + bareWord(c))
	}
	for _, d := range k.Plan.Tenant.Domains {
		fmt.Fprintf(&b, " --ldap-url 'ldaps://%s'", controller(d))
	}
	b.WriteString(" --connect-facts '<facts of each Connect server>'")
	return b.String()
}

// bareWord keeps of an id or a domain's name what can stand in any command.
func bareWord(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '.' {
			return r
		}
		return '_'
	}, s)
}

// literal is a value as an argument of a PowerShell command.
func literal(s string) string {
	q := powershell.Quote(s)
	if strings.HasPrefix(q, "'") {
		return q
	}
	return "(" + q + ")"
}

func windowsPath(path string) string { return strings.ReplaceAll(path, "/", `\`) }
