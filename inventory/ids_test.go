package inventory_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"strings"
	"testing"

	. "gwbplan/inventory"
)

// The well-known vectors: a GUID whose first three fields are swapped on the
// wire (MS-DTYP 2.3.4.2), its immutable id, and SIDs of MS-DTYP 2.4.2.4.
func TestGUID(t *testing.T) {
	const text = "c83b9e9d-1f4a-4b7c-9b3e-0123456789ab"
	wire := []byte{0x9d, 0x9e, 0x3b, 0xc8, 0x4a, 0x1f, 0x7c, 0x4b, 0x9b, 0x3e, 0x01, 0x23, 0x45, 0x67, 0x89, 0xab}
	g, err := GUIDFromBytes(wire)
	if err != nil || g.String() != text {
		t.Fatalf("GUIDFromBytes = %s, %v, want %s", g, err, text)
	}
	if !bytes.Equal(g.Bytes(), wire) {
		t.Errorf("Bytes = %x, want %x", g.Bytes(), wire)
	}
	const immutable = "nZ47yEoffEubPgEjRWeJqw=="
	if got := g.ImmutableID(); got != immutable {
		t.Errorf("ImmutableID = %s, want %s", got, immutable)
	}
	if back, ok := GUIDFromImmutableID(immutable); !ok || back != g {
		t.Errorf("GUIDFromImmutableID = %s, %t", back, ok)
	}
	for _, s := range []string{strings.ToUpper(text), "{" + text + "}", "{" + strings.ToUpper(text) + "}"} {
		if got, err := ParseGUID(s); err != nil || got != g {
			t.Errorf("ParseGUID(%q) = %s, %v", s, got, err)
		}
	}
	for _, s := range []string{"employee-4711", "", "nZ47yEofe0ubPgEjRWeJ", "!"} {
		if got, ok := GUIDFromImmutableID(s); ok {
			t.Errorf("GUIDFromImmutableID(%q) = %s, want none", s, got)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for _, s := range []string{
		"", "c83b9e9d", "c83b9e9d-1f4a-4b7c-9b3e-0123456789a", "c83b9e9d-1f4a-4b7c-9b3e-0123456789abc",
		"g83b9e9d-1f4a-4b7c-9b3e-0123456789ab", "c83b9e9d_1f4a-4b7c-9b3e-0123456789ab", "{c83b9e9d-1f4a-4b7c-9b3e-0123456789ab",
	} {
		if got, err := ParseGUID(s); err == nil {
			t.Errorf("ParseGUID(%q) = %s", s, got)
		}
		if got, err := ParseObjectID(s); err == nil {
			t.Errorf("ParseObjectID(%q) = %s", s, got)
		} else if !strings.Contains(err.Error(), "object id") {
			t.Errorf("ParseObjectID(%q): %v does not say what it is", s, err)
		}
	}
	for _, s := range []string{
		"", "S", "S-1", "S-2-5-18", "X-1-5-18", "S-1-5-", "S-1-5-+1", "S-1-5-4294967296", "S-1-281474976710656-1", "S-1-5-018", "S-1-5-x",
		"S-1-5" + strings.Repeat("-1", 16),
	} {
		if got, err := ParseSID(s); err == nil {
			t.Errorf("ParseSID(%q) = %s", s, got)
		}
	}
	for _, n := range []int{0, 15, 17} {
		if _, err := GUIDFromBytes(make([]byte, n)); err == nil {
			t.Errorf("GUIDFromBytes takes %d octets", n)
		}
	}
	for _, s := range []string{"", "01", "0200000000000005", "0101000000000005", "01010000000000051200000000", "0110000000000005"} {
		b, _ := hex.DecodeString(s)
		if got, err := SIDFromBytes(b); err == nil {
			t.Errorf("SIDFromBytes(%s) = %s", s, got)
		}
	}
}

func TestSID(t *testing.T) {
	for _, tc := range []struct {
		wire   string
		text   SID
		domain SID
		rid    uint32
	}{
		{"010100000000000512000000", "S-1-5-18", "", 18},
		{"01020000000000052000000020020000", "S-1-5-32-544", "", 544},
		{"0105000000000005150000008fd3fc14b2a0e5bb7a0c4b1150040000", "S-1-5-21-352113551-3152388274-290131066-1104", "S-1-5-21-352113551-3152388274-290131066", 1104},
		{"0104000000000005150000008fd3fc14b2a0e5bb7a0c4b11", "S-1-5-21-352113551-3152388274-290131066", "", 290131066},
		{"0100ffffffffffff", "S-1-281474976710655", "", 0},
	} {
		b, _ := hex.DecodeString(tc.wire)
		got, err := SIDFromBytes(b)
		if err != nil || got != tc.text {
			t.Errorf("SIDFromBytes(%s) = %s, %v, want %s", tc.wire, got, err, tc.text)
			continue
		}
		if !bytes.Equal(got.Bytes(), b) {
			t.Errorf("%s.Bytes() = %x, want %s", got, got.Bytes(), tc.wire)
		}
		if got.Domain() != tc.domain || got.RID() != tc.rid {
			t.Errorf("%s: domain %q, RID %d", got, got.Domain(), got.RID())
		}
	}
	if got, err := ParseSID("s-1-5-32-544"); err != nil || got != "S-1-5-32-544" {
		t.Errorf("ParseSID in lower case = %s, %v", got, err)
	}
	if b := SID("nonsense").Bytes(); b != nil {
		t.Errorf("a SID that is none has the octets %x", b)
	}
}

func TestIDsInJSON(t *testing.T) {
	type ids struct {
		ID   ObjectID `json:"id"`
		GUID GUID     `json:"guid,omitzero"`
	}
	for in, want := range map[string]string{
		`{"id":"C83B9E9D-1F4A-4B7C-9B3E-0123456789AB","guid":"{C83B9E9D-1F4A-4B7C-9B3E-0123456789AB}"}`: `{"id":"c83b9e9d-1f4a-4b7c-9b3e-0123456789ab","guid":"c83b9e9d-1f4a-4b7c-9b3e-0123456789ab"}`,
		`{"id":"","guid":""}`: `{"id":""}`,
	} {
		var v ids
		if err := json.Unmarshal([]byte(in), &v); err != nil {
			t.Errorf("%s: %v", in, err)
			continue
		}
		if got, err := json.Marshal(v); err != nil || string(got) != want {
			t.Errorf("%s gives %s, %v, want %s", in, got, err, want)
		}
	}
	if err := json.Unmarshal([]byte(`{"id":"x"}`), &ids{}); err == nil || !strings.Contains(err.Error(), `"x"`) {
		t.Errorf("an id that is none: %v", err)
	}
}

// TestWords: the words of a snapshot can be read back, and no other ones.
func TestWords(t *testing.T) {
	type words struct {
		Flag    Flag
		Feature Feature
		Reading Reading
	}
	for _, w := range []words{{}, {FlagNull, FeatureOff, ReadFailed}, {FlagFalse, FeatureOn, ReadWhole}, {FlagTrue, FeatureOn, NotCollected}} {
		b, err := json.Marshal(w)
		if err != nil {
			t.Fatal(err)
		}
		var back words
		if err := json.Unmarshal(b, &back); err != nil || back != w {
			t.Errorf("%s reads as %v, %v", b, back, err)
		}
	}
	for _, bad := range []string{`{"Flag":"yes"}`, `{"Flag":""}`, `{"Feature":"unknown"}`, `{"Reading":"invalid(3)"}`} {
		if err := json.Unmarshal([]byte(bad), &words{}); err == nil {
			t.Errorf("%s is read", bad)
		}
	}
	for _, bad := range []words{{Flag: 9}, {Feature: 9}, {Reading: 9}} {
		if b, err := json.Marshal(bad); err == nil {
			t.Errorf("an undefined value is written as %s", b)
		}
	}
	yes, no := true, false
	if FlagOf(nil) != FlagNull || FlagOf(&yes) != FlagTrue || FlagOf(&no) != FlagFalse {
		t.Error("FlagOf does not say what it was given")
	}
}

func FuzzSID(f *testing.F) {
	for _, s := range []string{"S-1-5-18", "S-1-5-21-352113551-3152388274-290131066-1104", "s-1-0-0", "S-1-281474976710655", "S-1-5-00"} {
		f.Add(s, []byte(s))
	}
	f.Fuzz(func(t *testing.T, s string, b []byte) {
		if sid, err := ParseSID(s); err == nil {
			if back, err := SIDFromBytes(sid.Bytes()); err != nil || back != sid || !strings.EqualFold(s, string(sid)) {
				t.Errorf("%q parses as %s and comes back as %s, %v", s, sid, back, err)
			}
		}
		if sid, err := SIDFromBytes(b); err == nil {
			if again, err := ParseSID(string(sid)); err != nil || again != sid || !bytes.Equal(sid.Bytes(), b) {
				t.Errorf("%x is %s, which parses as %s, %v", b, sid, again, err)
			}
		}
		if d := SID(s).Domain(); d != "" && !strings.HasPrefix(s, string(d)+"-") {
			t.Errorf("%q has the domain %q", s, d)
		}
	})
}

func FuzzGUID(f *testing.F) {
	for _, s := range []string{"c83b9e9d-1f4a-4b7c-9b3e-0123456789ab", "{C83B9E9D-1F4A-4B7C-9B3E-0123456789AB}", "nZ47yEoffEubPgEjRWeJqw==", "0000000000000000"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if g, err := ParseGUID(s); err == nil {
			if !strings.EqualFold(g.String(), strings.Trim(s, "{}")) {
				t.Errorf("%q parses as %s", s, g)
			}
			if back, err := GUIDFromBytes(g.Bytes()); err != nil || back != g {
				t.Errorf("%s comes back as %s, %v", g, back, err)
			}
		}
		if g, ok := GUIDFromImmutableID(s); ok {
			if back, ok := GUIDFromImmutableID(g.ImmutableID()); !ok || back != g {
				t.Errorf("immutable id %q is %s and comes back as %s", s, g, back)
			}
		}
		if id, err := ParseObjectID(s); err == nil && !strings.EqualFold(id.String(), s) {
			t.Errorf("%q parses as %s", s, id)
		}
	})
}
