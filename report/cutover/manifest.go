package cutover

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"slices"
	"strings"

	"gwbplan/planner"
)

// ManifestSchema names the format of manifest.json.
const ManifestSchema = "gwbplan/kit/v1"

// Manifest says what a kit was made from, and what belongs to it.
type Manifest struct {
	Schema string `json:"schema"`
	// Note says that nothing was carried out.
	Note string       `json:"note"`
	Plan ManifestPlan `json:"plan"`
	// Verdict is the plan's answer for each point of no return.
	Verdict []ManifestVerdict `json:"verdict"`
	Groups  int               `json:"groups"`
	LeftOut int               `json:"leftOut"`
	Waves   int               `json:"waves"`
	Files   []ManifestFile    `json:"files"`
}

// ManifestPlan is the plan that a kit was made from.
type ManifestPlan struct {
	SHA256   string `json:"sha256"`
	AsOf     string `json:"asOf"`
	RuleSet  string `json:"ruleSet"`
	Tenant   string `json:"tenant"`
	Complete bool   `json:"complete"`
}

// ManifestVerdict is the answer for one point.
type ManifestVerdict struct {
	Point   planner.Phase       `json:"point"`
	Verdict planner.VerdictWord `json:"verdict"`
}

// ManifestFile is one file of the kit, by its path below the folder.
type ManifestFile struct {
	Name   string `json:"name"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// Files are the kit's files in order of their names, with the manifest and the
// sums behind them: those hold the hashes of what Write wrote before, so all are
// to be written in this order.
func (k *Kit) Files() []File {
	doc := func(file string, d *document, write func(*document, io.Writer) error) File {
		return File{Name: file, Write: func(w io.Writer) error { return write(d, w) }}
	}
	book := k.runbook()
	files := []File{
		doc(FileRunbook, book, (*document).writeMarkdown), doc(FileRunbookHTML, book, (*document).writeHTML),
		doc(FileRollback, k.rollback(), (*document).writeMarkdown),
	}
	files = append(files, k.communications()...)
	files = append(files, k.scripts()...)
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Name, b.Name) })
	written := make([]ManifestFile, len(files))
	for i, f := range files {
		files[i].Write = func(w io.Writer) error {
			c := &hashing{w: w, h: sha256.New()}
			if err := f.Write(c); err != nil {
				return err
			}
			written[i] = ManifestFile{f.Name, c.n, hex.EncodeToString(c.h.Sum(nil))}
			return nil
		}
	}
	return append(files,
		File{Name: FileManifest, Write: func(w io.Writer) error { return k.writeManifest(w, written) }},
		File{Name: FileSums, Write: func(w io.Writer) error { return k.writeSums(w, written) }})
}

func (k *Kit) manifest(files []ManifestFile) *Manifest {
	m := &Manifest{
		Schema: ManifestSchema, Note: "gwbplan executes nothing: people read these files, and people run them",
		Plan:    ManifestPlan{k.PlanHash, k.Plan.AsOf, k.Plan.RuleSet, k.Plan.Tenant.ID, k.Plan.Complete},
		Verdict: []ManifestVerdict{}, Groups: len(k.In), LeftOut: len(k.Out), Waves: len(k.Plan.Waves), Files: files,
	}
	for _, v := range k.Plan.Verdict {
		m.Verdict = append(m.Verdict, ManifestVerdict{v.Point, v.Verdict})
	}
	return m
}

func (k *Kit) writeManifest(w io.Writer, files []ManifestFile) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(k.manifest(files))
}

// writeSums writes what sha256sum -c reads: every file, the manifest too.
func (k *Kit) writeSums(w io.Writer, files []ManifestFile) error {
	var m bytes.Buffer
	if err := k.writeManifest(&m, files); err != nil {
		return err
	}
	sum := sha256.Sum256(m.Bytes())
	for _, f := range append(slices.Clone(files), ManifestFile{Name: FileManifest, SHA256: hex.EncodeToString(sum[:])}) {
		if _, err := fmt.Fprintf(w, "%s  %s\n", f.SHA256, f.Name); err != nil {
			return err
		}
	}
	return nil
}

// hashing knows the hash and the size of what passes through.
type hashing struct {
	w io.Writer
	h hash.Hash
	n int64
}

func (c *hashing) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.h.Write(p[:n])
	c.n += int64(n)
	return n, err
}
