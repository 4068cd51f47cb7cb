package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"gwbplan/planner"
	"gwbplan/report"
)

// planFile is the plan's name beside its reports.
const planFile = "plan.json"

// reportFlags shape the reports.
type reportFlags struct {
	formats string
	csvBOM  bool
}

func (f *reportFlags) register(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.formats, "format", "", "formats to write, with commas between: json, html, md, csv (default: all)")
	cmd.Flags().BoolVar(&f.csvBOM, "csv-bom", false, "begin CSV files with a byte order mark, for Excel")
}

func newReport(c *command) *cobra.Command {
	var f reportFlags
	var out string
	cmd := &cobra.Command{
		Use:     "report PLAN --out DIR",
		Short:   "Render a plan as HTML, Markdown, CSV and JSON",
		Example: `  gwbplan report plan.json --out reports --format html,csv`,
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if out == "" {
				return usagef("--out is missing; name the folder for the reports")
			}
			if _, err := report.ParseFormats(f.formats); err != nil {
				return usageError{err}
			}
			plan, err := readPlan(args[0])
			if err != nil {
				return err
			}
			if err := c.writeReports(plan, args[0], out, &f); err != nil {
				return err
			}
			return outcomeOf(plan)
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "folder to write to")
	f.register(cmd)
	return cmd
}

// writeReports renders a plan that was read from a file, whose hash is what an
// approval names.
func (c *command) writeReports(p *planner.Plan, file, dir string, f *reportFlags) error {
	formats, err := report.ParseFormats(f.formats)
	if err != nil {
		return usageError{err}
	}
	hash, err := hashOf(file)
	if err != nil {
		return err
	}
	if err := makeDir(dir); err != nil {
		return err
	}
	docs := report.Documents(p, formats, report.Options{BOM: f.csvBOM, PlanHash: hash})
	if slices.Contains(formats, report.FormatJSON) {
		docs = append(docs, report.Document{Name: planFile, Format: report.FormatJSON, Write: func(w io.Writer) error {
			_, err := p.WriteTo(w)
			return err
		}})
	}
	for _, d := range docs {
		if err := writeFile(filepath.Join(dir, d.Name), d.Write); err != nil {
			return err
		}
		c.voice.say("%s written", filepath.Join(dir, d.Name))
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
