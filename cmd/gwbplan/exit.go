package main

import (
	"errors"
	"fmt"

	"gwbplan/inventory"
	"gwbplan/inventory/ad"
	"gwbplan/inventory/journal"
	"gwbplan/planner"
)

// The exit codes. They are the same for every command and every format.
const (
	exitDone       = 0
	exitFailed     = 1 // could not run
	exitUsage      = 2 // wrong usage or wrong configuration
	exitBlocked    = 3 // done, and a group is blocked, a gate fails, or a verification failed
	exitIncomplete = 4 // done, but from an incomplete picture; wins over 3
)

// usageError is the user's to correct.
type usageError struct{ err error }

func (e usageError) Error() string { return e.err.Error() }
func (e usageError) Unwrap() error { return e.err }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// outcome is a run that came to its end with something to say: the exit code
// is 3 or 4, and nothing went wrong.
type outcome int

func (o outcome) Error() string { return fmt.Sprintf("exit code %d", int(o)) }

// planOutcome is how a plan ends a run.
func planOutcome(r planner.Result) error {
	switch {
	case !r.Complete:
		return outcome(exitIncomplete)
	case r.AnyBlocked, r.AnyGateFailed:
		return outcome(exitBlocked)
	}
	return nil
}

// exitCode turns what a command returned into the process's exit code.
func exitCode(err error) int {
	var o outcome
	var u usageError
	var m *inventory.MergeError
	var a *ad.Error
	var r *journal.RefusedError
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &o):
		return int(o)
	case errors.As(err, &u), errors.As(err, &m), errors.As(err, &r), errors.As(err, &a) && a.Reason == ad.WrongUsage:
		return exitUsage
	}
	return exitFailed
}

// hinter is an error that knows what to do next.
type hinter interface{ Hint() string }

func hintOf(err error) string {
	var h hinter
	if errors.As(err, &h) {
		return h.Hint()
	}
	return ""
}
