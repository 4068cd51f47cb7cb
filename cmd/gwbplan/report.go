package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"gwbplan/planner"
	"gwbplan/report"
	"gwbplan/report/xlsx"
)

// planFile is the plan's name beside its reports.
const planFile = "plan.json"

// reportFlags shape the reports.
type reportFlags struct {
	formats string
	csvBOM  bool
	profile string
	handoutFlags
}

func (f *reportFlags) register(cmd *cobra.Command) {
	f.registerForm(cmd)
	f.handoutFlags.register(cmd)
}

// registerForm registers what shapes the documents of a whole plan.
func (f *reportFlags) registerForm(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.formats, "format", "", "formats to write, with commas between: json, html, md, csv, xlsx (default: all)")
	cmd.Flags().BoolVar(&f.csvBOM, "csv-bom", false, "begin CSV files with a byte order mark, for Excel")
	cmd.Flags().StringVar(&f.profile, "csv-profile", "generic", "shape groups.csv for what reads it: generic, excel, jira, azure-devops, planner, project")
}

// check refuses what cannot be meant, before anything is read.
func (f *reportFlags) check() error {
	if _, err := report.ParseFormats(f.formats); err != nil {
		return usageError{err}
	}
	if _, err := report.ParseProfile(f.profile); err != nil {
		return usageError{err}
	}
	return f.handoutFlags.check()
}

func newReport(c *command) *cobra.Command {
	var f reportFlags
	var out string
	cmd := &cobra.Command{
		Use:     "report PLAN --out DIR",
		Short:   "Render a plan as HTML, Markdown, CSV, XLSX and JSON",
		Example: `  gwbplan report plan.json --out reports --format html,csv`,
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if out == "" {
				return usagef("--out is missing; name the folder for the reports")
			}
			if err := f.check(); err != nil {
				return err
			}
			plan, err := readPlan(args[0])
			if err != nil {
				return err
			}
			if err := c.writeParts(plan, args[0], out, &f); err != nil {
				return err
			}
			return outcomeOf(plan)
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "folder to write to")
	f.register(cmd)
	return cmd
}

// writeDocuments writes the documents of one plan or excerpt; hash is that of the
// plan file, which an approval names.
func (c *command) writeDocuments(p *planner.Plan, hash, dir string, f *reportFlags) error {
	formats, err := report.ParseFormats(f.formats)
	if err != nil {
		return usageError{err}
	}
	profile, err := report.ParseProfile(f.profile)
	if err != nil {
		return usageError{err}
	}
	docs := report.Documents(p, formats, report.Options{BOM: f.csvBOM, Profile: profile, Workbook: xlsx.Write, PlanHash: hash})
	if slices.Contains(formats, report.FormatJSON) {
		docs = append(docs, report.Document{Name: planFile, Format: report.FormatJSON, Write: func(w io.Writer) error {
			_, err := p.WriteTo(w)
			return err
		}})
	}
	if err := c.writeAll(docs, dir); err != nil {
		return err
	}
	if note := profile.Note(); note != "" && slices.Contains(formats, report.FormatCSV) {
		c.voice.say("for the %s import: %s", profile, note)
	}
	return nil
}

// hashOf is a file's SHA-256 in hexadecimal, as sha256sum prints it.
func hashOf(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", fmt.Errorf("hashing %s: %w", path, pathless(err))
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
