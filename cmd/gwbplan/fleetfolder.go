package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"gwbplan/planner/config"
	"gwbplan/report"
)

// tenantFiles are the files that an assessment leaves: a run replaces those of
// the run before it and touches nothing else in the folder.
var tenantFiles = []string{planFile, "snapshot.jsonl", "report.html", "report.md", "report.xlsx", "groups*.csv", "members.csv", "findings.csv"}

// assessOrKeep assesses a tenant into its folder, or reads the plan that an
// earlier run left there where the tenant is not selected.
func (f *fleet) assessOrKeep(ctx context.Context, t *config.Tenant, row *report.FleetTenant) (fleetAnswer, error) {
	dir := filepath.Join(f.out, row.Folder)
	if f.selected(t) {
		return f.assessInto(ctx, t, dir)
	}
	kept := filepath.Join(dir, planFile)
	if _, err := os.Stat(kept); err != nil {
		row.Status, row.ExitCode = report.FleetNotRun, exitIncomplete
		return fleetAnswer{}, nil //nolint:nilerr // the row says it
	}
	row.Origin = report.FromEarlier
	return f.process(ctx, &config.Tenant{Name: t.Name, Plan: kept}, "", "")
}

// assessInto lets the files of a tenant appear when all of them are there.
func (f *fleet) assessInto(ctx context.Context, t *config.Tenant, dir string) (a fleetAnswer, err error) {
	if err := free(dir); err != nil {
		return a, err
	}
	temp, err := os.MkdirTemp(f.out, "."+filepath.Base(dir)+".*")
	if err != nil {
		return a, fmt.Errorf("making a folder beside %s: %w", dir, pathless(err))
	}
	defer func() { err = errors.Join(err, os.RemoveAll(temp)) }()
	if a, err = f.process(ctx, t, temp, dir); err != nil || a.Plan == nil {
		return a, err
	}
	return a, replaceFiles(temp, dir)
}

// free refuses a folder with files of somebody else.
func free(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(entries) == 0 {
		return nil
	}
	if err != nil {
		return fmt.Errorf("looking into %s: %w", dir, pathless(err))
	}
	if _, err := os.Stat(filepath.Join(dir, planFile)); err != nil {
		return usageError{&folderError{fmt.Sprintf("%s has files, and no plan", dir), "name another folder with --out, or clear this one"}}
	}
	return nil
}

// replaceFiles puts a whole folder in place, or replaces the files of an earlier
// run. The plan goes first and comes last: a folder without one is not whole.
func replaceFiles(temp, dir string) error {
	if _, err := os.Lstat(dir); errors.Is(err, fs.ErrNotExist) {
		if err := os.Rename(temp, dir); err != nil {
			return fmt.Errorf("putting %s in place: %w", dir, pathless(err))
		}
		return nil
	}
	if err := removeOld(dir); err != nil {
		return err
	}
	entries, err := os.ReadDir(temp)
	if err != nil {
		return err
	}
	for _, last := range []bool{false, true} {
		for _, e := range entries {
			if (e.Name() == planFile) != last {
				continue
			}
			if err := os.Rename(filepath.Join(temp, e.Name()), filepath.Join(dir, e.Name())); err != nil {
				return fmt.Errorf("putting %s in place: %w", filepath.Join(dir, e.Name()), pathless(err))
			}
		}
	}
	return nil
}

// removeOld removes what an earlier run left.
func removeOld(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, pattern := range tenantFiles {
		for _, e := range entries {
			if ours, _ := filepath.Match(pattern, e.Name()); !ours {
				continue
			}
			path := filepath.Join(dir, e.Name())
			if err := os.Remove(path); err != nil {
				return fmt.Errorf("removing %s of an earlier run: %w", path, pathless(err))
			}
		}
	}
	return nil
}
