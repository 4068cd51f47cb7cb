package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"gwbplan/planner"
	"gwbplan/report/redact"
)

// redactionKeyFile tells what stands behind the pseudonyms of a folder.
const redactionKeyFile = "redaction-key.json"

// redacted puts pseudonyms into the part of a plan that is shown, and leaves the
// key file in dir before any document is there.
func (c *command) redacted(shown, whole *planner.Plan, dir, keyFile string) (*planner.Plan, error) {
	path := filepath.Join(dir, redactionKeyFile)
	key, err := c.redactionKey(path, keyFile)
	if err != nil {
		return nil, err
	}
	if err := makeDir(dir); err != nil {
		return nil, err
	}
	r := redact.New(key, whole)
	out := r.Plan(shown)
	if err := writeFile(path, r.WriteKey); err != nil {
		return nil, err
	}
	c.voice.warn("%s tells what stands behind every pseudonym: do not send it along", path)
	return out, nil
}

// redactionKey takes the key file that is named, else the one that the folder
// has, so that a second run does not make its documents unreadable, else a new
// key.
func (c *command) redactionKey(inFolder, named string) (redact.Key, error) {
	path := named
	if path == "" {
		path = inFolder
	}
	f, err := os.Open(path)
	if named == "" && errors.Is(err, fs.ErrNotExist) {
		return redact.NewKey(c.Random)
	}
	if err != nil {
		return redact.Key{}, err
	}
	defer f.Close()
	key, err := redact.ReadKey(f)
	if err != nil {
		return redact.Key{}, fmt.Errorf("%s: %w", path, err)
	}
	return key, nil
}
