package main

import "runtime/debug"

// thrifty has garbage collected earlier until the function that it returns is
// called: for work in which what is large stays (a snapshot, a plan) and the
// rest lives as long as a record or a row. It costs little and saves most of
// what would be collected later.
func thrifty() (end func()) {
	was := debug.SetGCPercent(20)
	return func() { debug.SetGCPercent(was) }
}
