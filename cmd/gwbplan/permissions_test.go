package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"gwbplan/inventory/ad"
	"gwbplan/inventory/entra"
)

// TestPermissionsPage holds docs/permissions.md to what the collectors and
// `gwbplan check` go by; -update writes it anew.
func TestPermissionsPage(t *testing.T) {
	sameFile(t, filepath.Join("..", "..", "docs", "permissions.md"), []byte(permissionsPage()))
}

func permissionsPage() string {
	var b strings.Builder
	b.WriteString(`# What gwbplan needs to be allowed to read

The least that shows everything. None of it can write, and gwbplan refuses to send anything that could. What is missing becomes a gap that
names the permission; ` + "`gwbplan check`" + ` tells beforehand what is there, missing or not provable.

## Microsoft Graph

Delegated permissions count with a person signed in, application permissions without one. Directory.Read.All covers most of them. gwbplan check tries
each; where the tenant has nothing to try one on it goes by the access token, and what a broader permission there may cover is "not provable".

| permission | granted as | shows | gap without it |
|---|---|---|---|
`)
	for _, p := range entra.Permissions() {
		fmt.Fprintf(&b, "| `%s` | %s | %s | `%s` |\n", p.Name, p.Kind, p.Why, p.Gap)
	}
	b.WriteString(`
What a delegated-only permission shows cannot be read by an application: give it by ` + "`--connect-facts`" + ` (the features v1 and v2), or sign in
as a person.

## Active Directory

An ordinary domain account has all of it by default, except the container of deleted objects.

| what | read for | access | gap without it |
|---|---|---|---|
`)
	for _, r := range ad.Rights() {
		fmt.Fprintf(&b, "| %s | %s | %s | `%s` |\n", r.What, r.Shows, r.Grant, r.Gap)
	}
	b.WriteString(`
An administrator opens the container of deleted objects to an account so, once per domain:

` + "```sh" + `
dsacls "CN=Deleted Objects,DC=contoso,DC=com" /takeOwnership
dsacls "CN=Deleted Objects,DC=contoso,DC=com" /G CONTOSO\svc-read:LCRP
` + "```" + `

## Connect servers

Membership in the local group ADSyncAdmins on the server, to run the script that ` + "`gwbplan connect-script`" + ` prints. gwbplan itself never talks to
the server.
`)
	return b.String()
}
