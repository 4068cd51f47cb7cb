//go:build !windows

package snapfile

// deniedByUse: only Windows keeps a file from being replaced while it is open.
func deniedByUse(error) bool { return false }
