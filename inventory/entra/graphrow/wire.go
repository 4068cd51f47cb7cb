package graphrow

import (
	"fmt"
	"time"

	"gwbplan/inventory"
)

// Flag decodes a Boolean property. It stays unread where the property is
// absent although it was selected.
type Flag inventory.Flag

// UnmarshalJSON is called for null too. It looks at the text itself: a page has
// thousands of flags.
func (f *Flag) UnmarshalJSON(b []byte) error {
	switch string(b) {
	case "null":
		*f = Flag(inventory.FlagNull)
	case "true":
		*f = Flag(inventory.FlagTrue)
	case "false":
		*f = Flag(inventory.FlagFalse)
	default:
		return fmt.Errorf("a Boolean property is %.20s", b)
	}
	return nil
}

// IsTrue reports whether the flag was read and is true.
func (f Flag) IsTrue() bool { return f == Flag(inventory.FlagTrue) }

// Instant parses a date; nil for none, for .NET's year 1 and for nonsense.
func Instant(s string) *time.Time {
	if s == "" {
		return nil
	}
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil || t.Year() <= 1 {
		return nil
	}
	t = t.UTC()
	return &t
}

// SID parses a SID; ok is false where there is a value that is none.
func SID(s string) (v inventory.SID, ok bool) {
	if s == "" {
		return "", true
	}
	v, err := inventory.ParseSID(s)
	return v, err == nil
}
