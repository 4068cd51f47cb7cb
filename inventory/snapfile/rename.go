package snapfile

import (
	"errors"
	"os"
)

// Rename gives a file its name, replacing a file that has it. Windows refuses
// that while a program has the old file open, which gives an [InUseError].
func Rename(from, to string) error {
	err := os.Rename(from, to)
	var link *os.LinkError
	if !errors.As(err, &link) {
		return err
	}
	if _, missing := os.Stat(to); missing == nil && deniedByUse(link.Err) {
		return &InUseError{link.Err}
	}
	return link.Err
}

// InUseError is a file that could not be replaced. The old one is unchanged.
type InUseError struct{ err error }

// Error gives the system's words.
func (e *InUseError) Error() string { return e.err.Error() }

// Unwrap returns the cause.
func (e *InUseError) Unwrap() error { return e.err }

// Hint says what to do next.
func (e *InUseError) Hint() string {
	return "close the file in the program that has it open (Excel, an editor, a virus scanner), or take away its read-only mark; what stood there is unchanged"
}
