package cutover

import (
	"fmt"
	"strings"

	"gwbplan/report/escape"
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
	for _, d := range k.domains() {
		if n := k.tallyOf(k.inDomain(d)).stamp; n > 0 {
			out = append(out, fmt.Sprintf(".\\%s -Server '%s' -GlobalCatalog '<global catalog>:3268'%s   # %s: %d to write", FileSetAnchors, controller(d), options, bareWord(d), n))
		}
	}
	return out
}

// loadAnchors loads the LDIF file of each domain: there is one for all objects, or
// one for each domain where there are several.
func (k *Kit) loadAnchors(file string) []string {
	var domains, out []string
	for _, d := range k.domains() {
		if k.tallyOf(k.inDomain(d)).stamp > 0 {
			domains = append(domains, d)
		}
	}
	for _, d := range domains {
		f := file
		if len(domains) > 1 {
			f = perDomain(file, d)
		}
		out = append(out, fmt.Sprintf(`ldifde -i -f %s -s "%s" -j .`, f, controller(d)))
	}
	return out
}

// csexport reads the pending exports of one AD connector, in the Command Prompt.
func csexport(domain string) []string {
	file := `%TEMP%\export-` + bareWord(domain)
	return []string{
		fmt.Sprintf(`csexport "<name of the AD connector of %s>" "%s.xml" /f:x`, bareWord(domain), file),
		fmt.Sprintf(`CSExportAnalyzer "%s.xml" > "%s.csv"`, file, file),
	}
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

// literal is a value as PowerShell takes it to the letter: between single
// quotes, each quote in it doubled, the typographic ones too, which PowerShell
// reads alike. A value with what nobody could see is left for the reader.
func literal(s string) string {
	if escape.Visible(s) != s {
		return "'<a name with unusual characters: copy it from " + planName + ">'"
	}
	var b strings.Builder
	for _, r := range s {
		b.WriteRune(r)
		if strings.ContainsRune("'‘’‚‛", r) {
			b.WriteRune(r)
		}
	}
	return "'" + b.String() + "'"
}

func windowsPath(path string) string { return strings.ReplaceAll(path, "/", `\`) }
