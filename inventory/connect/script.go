package connect

import (
	"crypto/sha256"
	_ "embed" // for the script
	"encoding/hex"
	"strings"
)

// script collects the facts. The names that it reads were seen as follows.
// Rules: the page "Migrate Group Writeback V2 to Cloud Sync" creates them, and
// raandree/AADConnectDsc and microsoft/AADConnectConfigDocumenter read them.
// Connectors, partitions, runs with their steps and global parameters: the
// models and printed outputs of the Laparoscope service (aadcapi), in
// jiuka/checkmk_win_adsync and jpazureid/aadconnect-diagnostic. Scheduler: the
// page "Microsoft Entra Connect Sync: Scheduler". What rests on less is listed
// in docs/connect-facts.md.
//
//go:embed connect-facts.ps1
var script string

// ScriptVersion is the version of the script: the first digits of its SHA-256,
// taken before the version is put in.
func ScriptVersion() string {
	sum := sha256.Sum256([]byte(script))
	return hex.EncodeToString(sum[:6])
}

// Script returns the PowerShell script that writes a facts file: ASCII with
// the line ends of Windows, so that no encoding and no editor can spoil it.
func Script() string {
	return strings.ReplaceAll(strings.ReplaceAll(script, "@VERSION@", ScriptVersion()), "\n", "\r\n")
}
