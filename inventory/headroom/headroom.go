// Package headroom sets the garbage collector for the reading of directories,
// which leaves much garbage and keeps little: decoding an LDAP answer takes
// forty times its size, and the server waits for it before each page.
package headroom

import (
	"runtime"
	"runtime/debug"
)

const (
	// size is how many octets of garbage may gather at least. Without, the
	// collector would run at every few MB.
	size = 64 << 20
	// percent is how much more there may be of it, of what is in use: little,
	// since the facts of a large directory are in use for as long as it is read.
	percent = 25
)

// While runs f with these settings, which hold for the whole process.
func While(f func() error) error {
	defer debug.SetGCPercent(debug.SetGCPercent(percent))
	// What is never touched takes no memory, and counts as in use all the same.
	unused := make([]byte, size*100/percent)
	defer runtime.KeepAlive(unused)
	return f()
}
