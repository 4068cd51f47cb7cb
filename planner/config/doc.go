// Package config reads gwbplan.yaml, the choices that a plan rests on, into
// [planner.Settings].
//
// It is strict: an unknown key, a value of another type or one that makes no
// sense is a mistake, and all mistakes of a file are reported at once, each
// with its line, column and key. A misspelt key must never leave a default in
// force unseen. [Keys] documents every key; docs/configuration.md shows them.
package config
