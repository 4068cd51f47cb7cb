package xlsx

import (
	"archive/zip"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/xuri/excelize/v2"
)

// pack writes a workbook by way of a temporary file: in memory it could be as
// large as the plan.
func pack(w io.Writer, f *excelize.File) (err error) {
	packed, err := os.CreateTemp("", "gwbplan-*.xlsx") // mode 0600
	if err != nil {
		return fmt.Errorf("making a temporary file: %w", err)
	}
	defer func() {
		err = errors.Join(err, packed.Close(), os.Remove(packed.Name()))
	}()
	f.SetZipWriter(func(io.Writer) excelize.ZipWriter { return zip.NewWriter(packed) })
	if _, err := f.WriteToBuffer(); err != nil { // the buffer stays empty
		return fmt.Errorf("writing the workbook: %w", err)
	}
	size, err := packed.Seek(0, io.SeekEnd)
	if err != nil {
		return fmt.Errorf("reading the workbook back: %w", err)
	}
	return repack(w, packed, size)
}

// repack writes the parts of a workbook in the order of their names, as they
// are packed: excelize takes the streamed sheets from a map. It sets no times.
func repack(w io.Writer, packed io.ReaderAt, size int64) error {
	r, err := zip.NewReader(packed, size)
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
