package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"gwbplan/inventory/journal"
)

func (f *sourceFlags) registerResume(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&f.resume, "resume", false, "go on with the interrupted run of the same command")
	f.given.StringVar(&f.since, "since", "", "Graph: an earlier snapshot of the tenant; what has not changed since is taken from it")
	cmd.Flags().AddFlag(f.given.Lookup("since"))
}

// settings are the source flags: a reading that goes on must have the same.
func (f *sourceFlags) settings() []journal.Setting {
	all := []journal.Setting{}
	if f.given != nil {
		f.given.VisitAll(func(p *pflag.Flag) { all = append(all, journal.Setting{Name: p.Name, Value: p.Value.String()}) })
	}
	return all
}

// openJournal begins to keep what is answered, or opens what an interrupted run
// kept.
func (c *command) openJournal(f *sourceFlags, out string) (*journal.Journal, error) {
	path := out + journal.Suffix
	read := f.header(c)
	h := journal.Header{Tool: read.Tool, Snapshot: read.Schema, Begun: read.TakenAt, Settings: f.settings()}
	if !f.resume {
		_, missing := os.Stat(path)
		log, err := journal.Create(path, h)
		if err == nil && missing == nil {
			c.voice.say("%s is replaced; with --resume, it would have been gone on with", path)
		}
		return log, err
	}
	log, err := journal.Resume(path, h)
	if err == nil {
		c.voice.say("going on with %s, begun %s: %d answers are there", path, log.Begun().Format("2006-01-02 15:04 UTC"), log.Len())
	}
	return log, err
}

// leave ends a reading that failed. What was answered stays where that is
// anything, and where the same command can go on.
func (c *command) leave(ctx context.Context, f *sourceFlags, log *journal.Journal, out string, err error) error {
	var misused usageError
	if log.Len() == 0 || f.once || errors.As(err, &misused) && !f.resume {
		if rerr := log.Remove(); !errors.Is(rerr, fs.ErrNotExist) {
			err = errors.Join(err, rerr)
		}
		return err
	}
	if cerr := log.Close(); cerr != nil {
		return errors.Join(err, cerr)
	}
	var refused *journal.RefusedError
	if errors.As(err, &refused) {
		return err
	}
	what := "the inventory is not finished"
	if ctx.Err() != nil {
		what = "interrupted"
	}
	return fmt.Errorf("%s; what was read so far is in %s, and the same command with --resume goes on: %w", what, out+journal.Suffix, err)
}
