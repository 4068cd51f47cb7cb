package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"gwbplan/inventory"
	"gwbplan/inventory/journal"
	"gwbplan/inventory/snapfile"
)

func newInventory(c *command) *cobra.Command {
	var f sourceFlags
	var out string
	cmd := &cobra.Command{
		Use:   "inventory --out FILE [--resume] [--since SNAPSHOT] [source flags]",
		Short: "Read the sources into one snapshot file",
		Long: `Reads every source whose flags are given into one snapshot file: Microsoft Graph,
Active Directory over LDAP or from LDIF files, the facts of Connect servers.
The two sides can be read on different machines; plan merges the snapshots.

A name that ends in .gz or .zst is compressed. What could not be read is in the
snapshot as a gap, is named on standard error, and ends the run with exit code 4.

An inventory that is interrupted, or cannot go on, leaves FILE.partial. The same
command with --resume goes on where it was, within 24 hours. --since SNAPSHOT takes
over what has not changed in the tenant since an earlier snapshot; AD is always read
as a whole. docs/resume.md tells both in full.`,
		Example: `  gwbplan inventory --tenant contoso.com --out cloud.jsonl.gz --members all
  gwbplan inventory --ldap-url ldaps://dc1.contoso.com --ldap-user svc@contoso.com --with cloud.jsonl.gz --out ad.jsonl.gz
  gwbplan inventory --since monday.jsonl.gz --tenant contoso.com --out tuesday.jsonl.gz
  gwbplan inventory --ldif groups.ldf --ldif-scope DC=contoso,DC=com --out ad.jsonl`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if out == "" {
				return usagef("--out is missing; name the snapshot file")
			}
			gaps, err := c.takeInventory(cmd.Context(), &f, out)
			if err != nil {
				return err
			}
			c.voice.say("snapshot written to %s", out)
			if gaps.incomplete() {
				return outcome(exitIncomplete)
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "snapshot file to write (.jsonl, .jsonl.gz or .jsonl.zst)")
	f.register(cmd)
	f.registerResume(cmd)
	return cmd
}

// takeInventory writes the snapshot file. What ends it before, leaves the
// answers that it had under the file's name with .partial; a run that was
// answered nothing leaves nothing.
func (c *command) takeInventory(ctx context.Context, f *sourceFlags, out string) (*gapWatch, error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	log, err := c.openJournal(f, out)
	if err != nil {
		return nil, err
	}
	gaps, err := c.writeSnapshot(ctx, f, log, out)
	if err != nil {
		return nil, c.leave(ctx, f, log, out, err)
	}
	if err := log.Remove(); err != nil {
		return nil, err
	}
	for _, g := range gaps.gaps {
		c.voice.warn("%s", gapLine(g))
	}
	return gaps, nil
}

// writeSnapshot dates the snapshot by the beginning of the reading: a resumed
// one is as old as its oldest part.
func (c *command) writeSnapshot(ctx context.Context, f *sourceFlags, log *journal.Journal, out string) (*gapWatch, error) {
	h := f.header(c)
	h.TakenAt = log.Begun()
	file, err := snapfile.Create(out, h)
	if err != nil {
		return nil, err
	}
	gaps, err := c.gather(ctx, f, log, file)
	if err != nil {
		return nil, errors.Join(err, file.Abandon())
	}
	return gaps, file.Commit()
}

// gapLine names what is missing, why, and what would show it.
func gapLine(g inventory.Gap) string {
	line := fmt.Sprintf("%s: %s", g.Source, g.What)
	if g.Subject != "" {
		line += " of " + g.Subject
	}
	if g.Count > 0 {
		line += fmt.Sprintf(" (%d concerned)", g.Count)
	}
	line += fmt.Sprintf(" not read: %s; hidden: %s", g.Why, g.Hides)
	if g.Permission != "" {
		line += "; shown by the permission " + g.Permission
	}
	return line
}
