package main

import (
	"os"

	"golang.org/x/sys/windows"
)

// takesColour reports whether a file is a console, and has it understand colours,
// which consoles do only when they are asked. Those before Windows 10 cannot.
func takesColour(f *os.File) bool {
	console := windows.Handle(f.Fd())
	var mode uint32
	if err := windows.GetConsoleMode(console, &mode); err != nil {
		return false // a file or a pipe
	}
	return windows.SetConsoleMode(console, mode|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING) == nil
}
