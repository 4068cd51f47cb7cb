package config

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"gwbplan/planner"
)

// Problem is one mistake of a configuration file.
type Problem struct {
	Line, Column int
	// Key is the place as a path, such as waivers[1].expires; empty for the
	// whole file.
	Key     string
	Message string
}

// Error is everything that is wrong with a configuration file.
type Error struct {
	File     string
	Problems []Problem

	manual string
}

func (e *Error) Error() string {
	lines := []string{fmt.Sprintf("the configuration %s has %d mistake(s):", e.File, len(e.Problems))}
	for _, p := range e.Problems {
		lines = append(lines, "  "+e.line(p))
	}
	return strings.Join(lines, "\n")
}

func (e *Error) line(p Problem) string {
	at := e.File
	if p.Line > 0 {
		at = fmt.Sprintf("%s:%d:%d", e.File, p.Line, p.Column)
	}
	if p.Key != "" {
		at += ": " + p.Key
	}
	return at + ": " + p.Message
}

// Hint says where the keys are described.
func (e *Error) Hint() string {
	return cmp.Or(e.manual, "docs/configuration.md") + " describes every key with its default"
}

// Locate turns what the planner says of the settings into an [Error] that
// names line and column. Any other error stays as it is.
func (f *File) Locate(err error) error {
	e := &Error{File: f.Name}
	for _, s := range settingErrors(err) {
		at := f.at[s.Key]
		e.Problems = append(e.Problems, Problem{Line: at.line, Column: at.column, Key: s.Key, Message: s.Err.Error()})
	}
	if len(e.Problems) == 0 {
		return err
	}
	e.sort()
	return e
}

// Where is the place of a key in words, such as gwbplan.yaml:12:3.
func (f *File) Where(key string) string {
	at, ok := f.at[key]
	if !ok {
		return f.Name
	}
	return fmt.Sprintf("%s:%d:%d", f.Name, at.line, at.column)
}

// settingErrors finds all of them in a tree of joined errors.
func settingErrors(err error) []*planner.SettingError {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var out []*planner.SettingError
		for _, e := range joined.Unwrap() {
			out = append(out, settingErrors(e)...)
		}
		return out
	}
	if s, ok := err.(*planner.SettingError); ok { //nolint:errorlint // the tree is walked here
		return []*planner.SettingError{s}
	}
	if next := errors.Unwrap(err); next != nil {
		return settingErrors(next)
	}
	return nil
}

func (e *Error) sort() {
	slices.SortStableFunc(e.Problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
}
