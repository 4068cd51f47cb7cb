package main

import (
	"strings"
	"testing"

	"gwbplan/fixtures/powershell"
)

// powershellBlocks are the fenced blocks of a page that are for PowerShell.
func powershellBlocks(page string) (blocks []string) {
	for i, part := range strings.Split("\n"+page, "\n```") {
		if text, ok := strings.CutPrefix(part, "powershell\n"); ok && i%2 == 1 {
			blocks = append(blocks, text)
		}
	}
	return blocks
}

// TestWindowsPage: every command of gwbplan in the page exists with its flags,
// and every block is PowerShell.
func TestWindowsPage(t *testing.T) {
	blocks := powershellBlocks(readDoc(t, "docs", "windows.md"))
	own := 0
	for _, block := range blocks {
		for line := range strings.Lines(block) {
			_, call, found := strings.Cut("= "+strings.TrimSpace(line), "= gwbplan ")
			if !found {
				continue
			}
			call, _, _ = strings.Cut(call, " |")
			wantCommand(t, line, words(call))
			own++
		}
	}
	if own != 5 || len(blocks) != 4 {
		t.Errorf("%d commands in %d blocks; are they in another form?", own, len(blocks))
	}
	powershell.Parse(t, blocks...)
}
