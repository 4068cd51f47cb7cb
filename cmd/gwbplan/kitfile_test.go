package main

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
)

func base64Of(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }

// kitFile writes anchors.ldif or its undo file for the plan's groups.
func (r *sambaRoad) kitFile(name string) string {
	var b strings.Builder
	verb := "add"
	if name != "anchors.ldif" {
		verb = "delete"
	}
	for i := range r.player.Plan.Groups {
		g := &r.player.Plan.Groups[i]
		if g.Wave == 0 || len(g.ADObjects) == 0 || g.ADObjects[0].Match == "anchor" {
			continue
		}
		b.WriteString("dn:: " + base64Of(string(g.ADObjects[0].DN)) + "\nchangetype: modify\n" + verb + ": msDS-ExternalDirectoryObjectId\nmsDS-ExternalDirectoryObjectId: Group_" + g.ID + "\n-\n\n")
	}
	path := filepath.Join(r.dir, name)
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		r.Fatal(err)
	}
	return path
}
