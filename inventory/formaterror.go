package inventory

import (
	"fmt"
	"strconv"
	"strings"
)

// Problem says why a file is no usable snapshot.
type Problem uint8

// The problems of a snapshot file.
const (
	// NotASnapshot: the file is something else.
	NotASnapshot Problem = iota + 1
	// OtherSchema: the file is a snapshot of a version that this program does
	// not read.
	OtherSchema
	// Truncated: the file does not end in a valid trailer.
	Truncated
	// Altered: what the trailer says of the file is not what the file holds.
	Altered
	// BadRecord: a line is no record of this schema.
	BadRecord
)

// FormatError is a snapshot file that cannot be used.
type FormatError struct {
	// File is the name as it was given. Line counts from 1; it is 0 where the
	// file as a whole is meant.
	File    string
	Line    int
	Problem Problem
	// What is the finding in words.
	What string
	// Err is the cause, or nil.
	Err error
}

// Error names the file, the line and what is wrong there.
func (e *FormatError) Error() string {
	var b strings.Builder
	b.WriteString(e.File)
	if e.Line > 0 {
		b.WriteByte(':')
		b.WriteString(strconv.Itoa(e.Line))
	}
	fmt.Fprintf(&b, ": %s", e.What)
	if e.Err != nil {
		fmt.Fprintf(&b, ": %v", e.Err)
	}
	return b.String()
}

// Unwrap returns the cause.
func (e *FormatError) Unwrap() error { return e.Err }

// Hint says what to do next.
func (e *FormatError) Hint() string {
	switch e.Problem {
	case NotASnapshot:
		return "give a file that `gwbplan inventory --out FILE` wrote"
	case OtherSchema:
		return "use the version of gwbplan that wrote the file, or take the snapshot again with this one"
	case Truncated:
		return "copy the file again, or take the snapshot again: what is missing at its end cannot be known"
	case Altered:
		return "copy the file again as it was written (in binary mode, unedited), or take the snapshot again"
	}
	return "take the snapshot again; if that does not help, report the line as a fault of gwbplan"
}
