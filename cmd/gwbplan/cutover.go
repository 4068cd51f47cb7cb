package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"gwbplan/inventory/snapfile"
	"gwbplan/planner"
	"gwbplan/report"
	"gwbplan/report/cutover"
)

func newCutover(c *command) *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use:   "cutover PLAN --out DIR",
		Short: "Write the cut-over kit: runbook, scripts, scope lists, rollback",
		Long: `Writes into DIR what the night of the change needs, for exactly the groups of
PLAN that have a wave: the runbook, what can be rolled back, a text for each
owner, and the files that people load and run. It executes none of them.
docs/cutover.md walks through the files.

DIR is a new or an empty folder, or one that has the kit of this same plan, which
is written again; files that the kit does not have stay. A folder with the kit of
another plan, or with other files, is refused.

For a plan with a no-go verdict too: its runbook says so first. A redacted plan
and an excerpt are refused.

Exit code: the plan's own, 3 where a group is blocked or a gate fails, 4 where it is incomplete.`,
		Example: `  gwbplan cutover plan.json --out kit`,
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if out == "" {
				return usagef("--out is missing; name the folder for the kit")
			}
			return c.cutover(args[0], out)
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "folder to write to")
	return cmd
}

func (c *command) cutover(file, dir string) error {
	plan, err := readPlan(file)
	if err != nil {
		return err
	}
	hash, err := hashOf(file)
	if err != nil {
		return err
	}
	kit, err := cutover.New(plan, hash)
	if err != nil {
		return usageError{fmt.Errorf("%s: %w", file, err)}
	}
	if err := ownFolder(dir, hash); err != nil {
		return err
	}
	files := kit.Files()
	if err := writeKit(dir, files); err != nil {
		return err
	}
	c.voice.say("%d files written to %s", len(files), dir)
	c.describeKit(kit, dir)
	return outcomeOf(plan)
}

// describeKit says on standard output what is in the kit, and whether the plan
// lets anybody use it.
func (c *command) describeKit(k *cutover.Kit, dir string) {
	fmt.Fprintf(c.Out, "The cut-over kit in %s: %s in %s, %s left out.\n", report.Message(dir),
		report.Count(len(k.In), "group"), report.Count(len(k.Plan.Waves), "wave"), report.Thousands(len(k.Out)))
	for _, v := range k.Plan.Verdict {
		fmt.Fprintf(c.Out, "  %-3s %s: %s\n", report.Message(string(v.Point)), report.PointLabel(v.Point), report.VerdictLabel(v.Verdict))
	}
	if !k.Plan.Complete {
		fmt.Fprintln(c.Out, "The plan is incomplete: something that decides could not be read.")
	}
	if !allGo(k.Plan) {
		fmt.Fprintln(c.Out, "Do not begin: the runbook says first what stands against it.")
	}
	fmt.Fprintf(c.Out, "Read %s first. gwbplan executes nothing of the kit.\n", report.Message(filepath.Join(dir, cutover.FileRunbook)))
}

func allGo(p *planner.Plan) bool {
	for _, v := range p.Verdict {
		if v.Verdict != planner.Go {
			return false
		}
	}
	return len(p.Verdict) > 0
}

// folderError refuses a folder, with what to do instead.
type folderError struct{ why, hint string }

func (e *folderError) Error() string { return e.why }
func (e *folderError) Hint() string  { return e.hint }

// ownFolder refuses a folder in which the kit would lie among other files, or
// among those of another plan's kit: whoever runs a script there must not have
// to ask which plan it is of.
func ownFolder(dir, hash string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(entries) == 0 {
		return nil
	}
	if err != nil {
		return fmt.Errorf("looking into %s: %w", dir, pathless(err))
	}
	const other = "name a new or an empty folder with --out"
	b, err := os.ReadFile(filepath.Join(dir, cutover.FileManifest))
	if errors.Is(err, fs.ErrNotExist) {
		return usageError{&folderError{fmt.Sprintf("--out %s has files, and no kit", dir), other}}
	}
	if err != nil {
		return fmt.Errorf("reading the manifest in %s: %w", dir, pathless(err))
	}
	var m cutover.Manifest
	if err := json.Unmarshal(b, &m); err != nil || m.Schema != cutover.ManifestSchema {
		return usageError{&folderError{fmt.Sprintf("--out %s has a %s that is no kit's", dir, cutover.FileManifest), other}}
	}
	if m.Plan.SHA256 != hash {
		return usageError{&folderError{fmt.Sprintf("--out %s has the kit of another plan, of %s with SHA-256 %s", dir, m.Plan.AsOf, m.Plan.SHA256), other + ", or remove the old kit"}}
	}
	return nil
}

// writeKit writes all files beside the folder first, and puts them in place when
// every one is whole: a run that fails changes nothing.
func writeKit(dir string, files []cutover.File) (err error) {
	dir = filepath.Clean(dir)
	if err := makeDir(filepath.Dir(dir)); err != nil {
		return err
	}
	temp, err := os.MkdirTemp(filepath.Dir(dir), "."+filepath.Base(dir)+".*")
	if err != nil {
		return fmt.Errorf("making a folder beside %s: %w", dir, pathless(err))
	}
	defer func() { err = errors.Join(err, os.RemoveAll(temp)) }()
	for _, f := range files {
		path := filepath.Join(temp, filepath.FromSlash(f.Name))
		if err := makeDir(filepath.Dir(path)); err != nil {
			return err
		}
		if err := writeFile(path, f.Write); err != nil {
			return fmt.Errorf("the kit's file %s: %w", f.Name, err)
		}
	}
	return putInPlace(temp, dir, files)
}

// putInPlace renames the whole folder where there is none yet, else file by file:
// the manifest and the sums are the last ones.
func putInPlace(temp, dir string, files []cutover.File) error {
	if _, err := os.Lstat(dir); errors.Is(err, fs.ErrNotExist) {
		if err := snapfile.Rename(temp, dir); err != nil {
			return fmt.Errorf("putting %s in place: %w", dir, err)
		}
		return nil
	}
	for _, f := range files {
		to := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := makeDir(filepath.Dir(to)); err != nil {
			return err
		}
		if err := snapfile.Rename(filepath.Join(temp, filepath.FromSlash(f.Name)), to); err != nil {
			return fmt.Errorf("putting %s in place: %w", to, err)
		}
	}
	return nil
}
