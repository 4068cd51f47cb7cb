package entra

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"gwbplan/inventory"
)

// flag decodes a Boolean property. It stays unread where the property is
// absent although it was selected.
type flag inventory.Flag

// UnmarshalJSON is called for null too.
func (f *flag) UnmarshalJSON(b []byte) error {
	var v *bool
	if err := json.Unmarshal(b, &v); err != nil {
		return fmt.Errorf("a Boolean property: %w", err)
	}
	*f = flag(inventory.FlagOf(v))
	return nil
}

// is reports whether the flag was read and is true.
func (f flag) is() bool { return f == flag(inventory.FlagTrue) }

// instant parses a date; nil for none, for .NET's year 1 and for nonsense.
func instant(s string) *time.Time {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil || t.Year() <= 1 {
		return nil
	}
	t = t.UTC()
	return &t
}

// sid parses a SID; ok is false where there is a value that is none.
func sid(s string) (v inventory.SID, ok bool) {
	if s == "" {
		return "", true
	}
	v, err := inventory.ParseSID(s)
	return v, err == nil
}

// quoteOData puts a text into an OData string literal.
func quoteOData(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
