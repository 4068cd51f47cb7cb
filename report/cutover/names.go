package cutover

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
)

// The names of the kit's files, which its documents and scripts both name.
const (
	FileRunbook         = "runbook.md"
	FileRunbookHTML     = "runbook.html"
	FileRollback        = "rollback.md"
	FileManifest        = "manifest.json"
	FileSums            = "SHA256SUMS"
	FileAnchors         = "anchors.ldif"
	FileAnchorsUndo     = "anchors-undo.ldif"
	FileSetAnchors      = "Set-Anchors.ps1"
	FileNewSyncRules    = "New-SyncRules.ps1"
	FileRemoveSyncRules = "Remove-SyncRules.ps1"
	FileSwitch          = "Invoke-Switch.ps1"
)

// The names in the folders: one text for each owner, and one scope list for
// each AD domain and wave.
const (
	FolderOwners = "communications"
	FileOwners   = FolderOwners + "/index.md"
	FolderScope  = "scope"
	fileAddScope = "Add-Scope.ps1"
)

// FileWaveCSV names the list of a wave's groups for the portal.
func FileWaveCSV(domain string, wave int) string {
	return fmt.Sprintf("%s/wave-%02d.csv", scopeFolder(domain), wave)
}

// FileWaveAssignments names the requests that put a wave into scope.
func FileWaveAssignments(domain string, wave int) string {
	return fmt.Sprintf("%s/wave-%02d-assignments.json", scopeFolder(domain), wave)
}

// FileAddScope names the script that sends them.
func FileAddScope(domain string) string { return scopeFolder(domain) + "/" + fileAddScope }

// scopeFolder is a folder for a domain that is safe on every file system: its
// DNS name, and a hash of it where that holds anything else than a name may, or
// means a device to Windows.
func scopeFolder(domain string) string {
	lower := strings.ToLower(domain)
	plain := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' || r == '.' {
			return r
		}
		return '-'
	}, lower)
	plain = strings.Trim(plain, ".")
	if isDevice(plain) {
		plain = "domain-" + plain
	}
	if plain != lower || plain == "" || len(plain) > 200 {
		sum := sha256.Sum256([]byte(lower))
		plain = plain[:min(len(plain), 48)] + "-" + hex.EncodeToString(sum[:8])
	}
	return FolderScope + "/" + plain
}

// isDevice: Windows takes the name for a device, whatever follows the first dot.
// A child domain may well be called aux.contoso.com.
func isDevice(lower string) bool {
	first, _, _ := strings.Cut(lower, ".")
	switch first {
	case "con", "prn", "aux", "nul":
		return true
	}
	port, digit := first[:min(3, len(first))], first[min(3, len(first)):]
	return (port == "com" || port == "lpt") && len(digit) == 1 && digit[0] >= '0' && digit[0] <= '9'
}
