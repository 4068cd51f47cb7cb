package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"gwbplan/inventory"
	"gwbplan/inventory/snapfile"
)

func newInventory(c *command) *cobra.Command {
	var f sourceFlags
	var out string
	cmd := &cobra.Command{
		Use:   "inventory --out FILE [source flags]",
		Short: "Read the sources into one snapshot file",
		Long: `Reads every source whose flags are given into one snapshot file: Microsoft Graph,
Active Directory over LDAP or from LDIF files, the facts of Connect servers.
The two sides can be read on different machines; plan merges the snapshots.

A name that ends in .gz or .zst is compressed. What could not be read is in the
snapshot as a gap, is named on standard error, and ends the run with exit code 4.`,
		Example: `  gwbplan inventory --tenant contoso.com --out cloud.jsonl.gz --members all
  gwbplan inventory --ldap-url ldaps://dc1.contoso.com --ldap-user svc@contoso.com --with cloud.jsonl.gz --out ad.jsonl.gz
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
	return cmd
}

// takeInventory writes the snapshot file. Interrupted, it leaves what it had
// under the file's name with .partial; a run that read nothing leaves nothing.
func (c *command) takeInventory(ctx context.Context, f *sourceFlags, out string) (*gapWatch, error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	file, err := snapfile.Create(out, f.header(c))
	if err != nil {
		return nil, err
	}
	put := &counter{to: file}
	gaps, err := c.gather(ctx, f, put)
	if err != nil {
		if ctx.Err() != nil {
			err = fmt.Errorf("interrupted; what was read so far is in %s: %w", out+snapfile.PartialSuffix, err)
		}
		return nil, errors.Join(err, abandon(file, out, put.n))
	}
	if err := file.Commit(); err != nil {
		return nil, err
	}
	for _, g := range gaps.gaps {
		c.voice.warn("%s", gapLine(g))
	}
	return gaps, nil
}

// counter is a sink that counts what passes.
type counter struct {
	to inventory.Sink
	n  int
}

// Put hands the record on.
func (c *counter) Put(r inventory.Record) error {
	c.n++
	return c.to.Put(r)
}

func abandon(file *snapfile.File, path string, records int) error {
	err := file.Abandon()
	if records == 0 {
		err = errors.Join(err, os.Remove(path+snapfile.PartialSuffix))
	}
	return err
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
