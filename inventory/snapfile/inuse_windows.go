package snapfile

import (
	"errors"

	"golang.org/x/sys/windows"
)

// deniedByUse: what Windows answers when a file to be replaced is open. It says
// "access denied" of most, and a sharing or lock violation of some.
func deniedByUse(err error) bool {
	return errors.Is(err, windows.ERROR_ACCESS_DENIED) || errors.Is(err, windows.ERROR_SHARING_VIOLATION) || errors.Is(err, windows.ERROR_LOCK_VIOLATION)
}
