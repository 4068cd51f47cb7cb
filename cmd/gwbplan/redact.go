package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"

	"gwbplan/planner"
	"gwbplan/report/redact"
)

// redactionKeyFile tells what stands behind the pseudonyms of a folder.
const redactionKeyFile = "redaction-key.json"

// redact puts pseudonyms into the part of a plan that is shown, and leaves the
// key file in dir before any document is there. The whole plan is of no use
// afterwards: the two share their groups.
func (c *command) redact(shown, whole *planner.Plan, dir, keyFile string) error {
	path := filepath.Join(dir, redactionKeyFile)
	key, err := c.redactionKey(path, keyFile)
	if err != nil {
		return err
	}
	if err := makeDir(dir); err != nil {
		return err
	}
	// The plan's names and their pseudonyms are in memory at once: no other step
	// needs as much, and what it needed goes back before the next one.
	defer debug.FreeOSMemory()
	defer debug.SetGCPercent(debug.SetGCPercent(10))
	r := redact.New(key, whole)
	r.Plan(shown)
	if err := writeFile(path, r.WriteKey); err != nil {
		return err
	}
	c.voice.warn("%s tells what stands behind every pseudonym: do not send it along", path)
	return nil
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
