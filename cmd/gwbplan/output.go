package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"gwbplan/inventory/snapfile"
	"gwbplan/report"
)

// writeFile writes a file that appears whole or not at all: under a temporary
// name in the same folder, then renamed. Mode 0600: it holds directory data.
func writeFile(path string, render func(io.Writer) error) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return fmt.Errorf("creating %s: %w", path, pathless(err))
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, ignoreClosed(f.Close()), os.Remove(f.Name()))
		}
	}()
	w := bufio.NewWriterSize(f, 1<<16)
	if err := render(w); err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	if err := errors.Join(w.Flush(), f.Chmod(0o600), f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("writing %s: %w", path, pathless(err))
	}
	if err := snapfile.Rename(f.Name(), path); err != nil {
		return fmt.Errorf("putting %s in place: %w", path, err)
	}
	return nil
}

// pathless drops the temporary file's name from an error, which would only
// confuse: the caller names the file that the user asked for.
func pathless(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

func ignoreClosed(err error) error {
	if errors.Is(err, fs.ErrClosed) {
		return nil
	}
	return err
}

// makeDir makes the folder that reports go to, readable by its owner alone.
func makeDir(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("making the folder %s: %w", dir, pathless(err))
	}
	return nil
}

// writeAll writes documents into a folder.
func (c *command) writeAll(docs []report.Document, dir string) error {
	if err := makeDir(dir); err != nil {
		return err
	}
	for _, d := range docs {
		if err := writeFile(filepath.Join(dir, d.Name), d.Write); err != nil {
			return err
		}
		c.voice.say("%s written", filepath.Join(dir, d.Name))
	}
	return nil
}
