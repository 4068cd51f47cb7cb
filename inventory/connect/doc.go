// Package connect reads the facts file of an Entra Connect Sync server: the
// JSON that a read-only script prints there. What nobody but that server knows
// (its rules, its staging mode, which containers it synchronises) is in it.
package connect
