package inventory

import "fmt"

// Flag is a Boolean property as a directory returned it. The zero value is
// [FlagUnread], so that a forgotten assignment never reads as an answer.
type Flag uint8

// The values of a [Flag]. FlagNull means that the directory answered null, or
// that it answered without the property where its absence is documented to
// mean null. FlagUnread means that nobody knows.
const (
	FlagUnread Flag = iota
	FlagNull
	FlagFalse
	FlagTrue
)

var flagNames = [...]string{FlagUnread: "unread", FlagNull: "null", FlagFalse: "false", FlagTrue: "true"}

// String returns the wire name: unread, null, false or true.
func (f Flag) String() string { return wireName(flagNames[:], int(f)) }

// MarshalText writes the wire name; there is none for an undefined value.
func (f Flag) MarshalText() ([]byte, error) { return wireText(flagNames[:], int(f)) }

// UnmarshalText reads a wire name.
func (f *Flag) UnmarshalText(b []byte) error {
	i, err := wireIndex(flagNames[:], "flag", string(b))
	*f = Flag(i)
	return err
}

// FlagOf turns a value that was read into a Flag: nil is FlagNull.
func FlagOf(b *bool) Flag {
	switch {
	case b == nil:
		return FlagNull
	case *b:
		return FlagTrue
	}
	return FlagFalse
}

// Feature is the state of a tenant-wide feature (F104).
type Feature uint8

// The values of a [Feature].
const (
	FeatureUnread Feature = iota
	FeatureOff
	FeatureOn
)

var featureNames = [...]string{FeatureUnread: "unread", FeatureOff: "off", FeatureOn: "on"}

// String returns the wire name: unread, off or on.
func (f Feature) String() string { return wireName(featureNames[:], int(f)) }

// MarshalText writes the wire name; there is none for an undefined value.
func (f Feature) MarshalText() ([]byte, error) { return wireText(featureNames[:], int(f)) }

// UnmarshalText reads a wire name.
func (f *Feature) UnmarshalText(b []byte) error {
	i, err := wireIndex(featureNames[:], "feature state", string(b))
	*f = Feature(i)
	return err
}

// Reading says how far a list (members, owners, assignments) was read.
type Reading uint8

// The values of a [Reading]. NotCollected: nobody asked. ReadFailed: the
// attempt ended in an error; what was read before it is kept and is a lower
// bound. ReadWhole: read to the end.
const (
	NotCollected Reading = iota
	ReadFailed
	ReadWhole
)

var readingNames = [...]string{NotCollected: "not-collected", ReadFailed: "failed", ReadWhole: "read"}

// String returns the wire name: not-collected, failed or read.
func (r Reading) String() string { return wireName(readingNames[:], int(r)) }

// MarshalText writes the wire name; there is none for an undefined value.
func (r Reading) MarshalText() ([]byte, error) { return wireText(readingNames[:], int(r)) }

// UnmarshalText reads a wire name.
func (r *Reading) UnmarshalText(b []byte) error {
	i, err := wireIndex(readingNames[:], "reading state", string(b))
	*r = Reading(i)
	return err
}

func wireName(names []string, i int) string {
	if i < len(names) {
		return names[i]
	}
	return fmt.Sprintf("invalid(%d)", i)
}

func wireText(names []string, i int) ([]byte, error) {
	if i >= len(names) {
		return nil, fmt.Errorf("undefined value %d: want one of %v", i, names)
	}
	return []byte(names[i]), nil
}

func wireIndex(names []string, what, s string) (int, error) {
	for i, n := range names {
		if n == s {
			return i, nil
		}
	}
	return 0, fmt.Errorf("%s %q is none of %v", what, s, names)
}
