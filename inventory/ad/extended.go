package ad

import (
	"encoding/hex"
	"strings"

	"gwbplan/inventory"
)

// extendedIDs are the ids that the extended-DN control puts before a DN.
type extendedIDs struct {
	guid inventory.GUID
	sid  inventory.SID
}

// parseExtendedDN splits "<GUID=…>;<SID=…>;CN=…" (MS-ADTS 3.1.1.3.4.1.5), in
// its text form or in its hexadecimal one, into the ids and the DN. A DN
// cannot begin with "<", hence a value without ids comes back whole, and so
// does one that starts like an extended DN and is none.
func parseExtendedDN(s string) (inventory.DN, extendedIDs) {
	var ids extendedIDs
	rest := s
	for strings.HasPrefix(rest, "<") {
		part, after, ok := strings.Cut(rest[1:], ">")
		if !ok {
			return validDN(s), extendedIDs{}
		}
		name, value, _ := strings.Cut(part, "=")
		switch strings.ToUpper(name) {
		case "GUID":
			ids.guid = guidOf(value)
		case "SID":
			ids.sid = sidOf(value)
		}
		rest = strings.TrimPrefix(after, ";")
	}
	return validDN(rest), ids
}

func validDN(s string) inventory.DN { return inventory.DN(strings.ToValidUTF8(s, "\uFFFD")) }

// guidOf reads an objectGUID in any form that a source shows: 16 octets, text,
// or the octets in hexadecimal. It is zero for anything else.
func guidOf(s string) inventory.GUID {
	if len(s) == 32 {
		if b, err := hex.DecodeString(s); err == nil {
			s = string(b)
		}
	}
	if g, err := inventory.GUIDFromBytes([]byte(s)); err == nil {
		return g
	}
	g, _ := inventory.ParseGUID(s)
	return g
}

// sidOf reads an objectSid as octets, as text, or as hexadecimal octets. It is
// empty for anything else.
func sidOf(s string) inventory.SID {
	if sid, err := inventory.ParseSID(s); err == nil {
		return sid
	}
	if strings.HasPrefix(s, "01") {
		if b, err := hex.DecodeString(s); err == nil {
			s = string(b)
		}
	}
	sid, _ := inventory.SIDFromBytes([]byte(s))
	return sid
}
