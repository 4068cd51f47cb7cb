package xlsx

import (
	"archive/zip"
	"bytes"
	"cmp"
	"fmt"
	"io"
	"slices"
)

// repack writes the parts of a workbook in the order of their names, as they
// are packed: excelize takes the streamed sheets from a map. It sets no times.
func repack(w io.Writer, packed []byte) error {
	r, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil {
		return fmt.Errorf("reading the workbook back: %w", err)
	}
	files := slices.Clone(r.File)
	slices.SortFunc(files, func(a, b *zip.File) int { return cmp.Compare(partRank(a.Name), partRank(b.Name)) })
	out := zip.NewWriter(w)
	for _, f := range files {
		if err := out.Copy(f); err != nil {
			return fmt.Errorf("writing the workbook's %s: %w", f.Name, err)
		}
	}
	return out.Close()
}

// partRank puts the list of contents first, where programs look for it that
// guess a file's type from its beginning.
func partRank(name string) string {
	if name == "[Content_Types].xml" {
		return ""
	}
	return name
}
