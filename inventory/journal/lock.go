package journal

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// BusyError is a journal that another process is writing.
type BusyError struct{ Path string }

// Error implements error.
func (e *BusyError) Error() string {
	return fmt.Sprintf("%s: another run of this program is writing it", e.Path)
}

// Hint says what to do instead.
func (e *BusyError) Hint() string { return "wait until it has ended, or name another file" }

// errLocked is a lock that another process has.
var errLocked = errors.New("locked")

// openAlone opens a file for this process alone. The lock is the system's: it
// ends with the process, however that ends. Where the file system knows no
// locks, there is none.
func openAlone(path string, flag int) (*os.File, error) {
	f, err := os.OpenFile(path, flag, 0o600)
	if err != nil {
		return nil, err
	}
	if errors.Is(lock(f), errLocked) || !stands(path, f) {
		return nil, errors.Join(&BusyError{path}, f.Close())
	}
	return f, nil
}

// stands reports whether the file still has its name: who had it before may
// have removed it between opening and locking.
func stands(path string, f *os.File) bool {
	there, err := os.Stat(path)
	if err != nil {
		return false
	}
	this, err := f.Stat()
	return err == nil && os.SameFile(this, there)
}

// makeWay removes what an earlier run left, unless that run goes on.
func makeWay(path string) error {
	f, err := openAlone(path, os.O_RDWR)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	_ = f.Close() // Windows removes no open file
	return os.Remove(path)
}
