package ad

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"gwbplan/inventory"
)

// decodeObject turns an entry into an object without members and parents.
// The error names the attributes whose values are not what their syntax
// promises; the object holds everything else.
func decodeObject(e *entry, domain string) (inventory.ADObject, error) {
	d := decoder{entry: e}
	o := inventory.ADObject{
		DN:               e.dn,
		Domain:           domain,
		ObjectGUID:       d.guid(),
		ObjectSID:        d.sid(),
		ObjectClass:      lastOf(e.values("objectclass")),
		CN:               e.cn(),
		SAMAccountName:   e.text("samaccountname"),
		DisplayName:      e.text("displayname"),
		Description:      e.text("description"),
		Mail:             e.text("mail"),
		GroupType:        int32(d.integer("grouptype")),
		AdminDescription: e.text("admindescription"),
		AdminCount:       int(d.integer("admincount")),
		WhenCreated:      d.time("whencreated"),
		Deleted:          e.isDeleted(),
	}
	if e.isGroup() {
		o.Anchor = e.text(anchorKey)
		o.ManagedBy, _ = parseExtendedDN(e.text("managedby"))
		o.ObjectSOA = e.text("msds-objectsoa")
		o.WhenChanged = d.time("whenchanged")
	}
	if o.Deleted {
		o.LastKnownParent, _ = parseExtendedDN(e.text("lastknownparent"))
	}
	return o, d.err()
}

// decoder collects the attributes that could not be decoded.
type decoder struct {
	entry *entry
	bad   []string
}

func (d *decoder) err() error {
	if len(d.bad) == 0 {
		return nil
	}
	return fmt.Errorf("not in the form that the attribute's syntax promises: %s", strings.Join(d.bad, ", "))
}

func (d *decoder) guid() inventory.GUID {
	v := d.entry.text0("objectguid")
	if v == "" {
		return d.entry.ids.guid
	}
	g := guidOf(v)
	if g.IsZero() {
		d.bad = append(d.bad, "objectGUID")
		return d.entry.ids.guid
	}
	return g
}

func (d *decoder) sid() inventory.SID {
	v := d.entry.text0("objectsid")
	if v == "" {
		return d.entry.ids.sid
	}
	s := sidOf(v)
	if s == "" {
		d.bad = append(d.bad, "objectSid")
		return d.entry.ids.sid
	}
	return s
}

// text0 returns the first value as it came, octets included.
func (e *entry) text0(name string) string {
	if v := e.values(name); len(v) > 0 {
		return v[0]
	}
	return ""
}

// integer reads an integer of 32 bits; tools also write groupType unsigned.
func (d *decoder) integer(name string) int64 {
	v := strings.TrimSpace(d.entry.text(name))
	if v == "" {
		return 0
	}
	n, err := strconv.ParseInt(v, 10, 64)
	if err != nil || n < -1<<31 || n >= 1<<32 {
		d.bad = append(d.bad, name)
		return 0
	}
	return int64(int32(n))
}

func (d *decoder) time(name string) *time.Time {
	v := d.entry.text(name)
	if v == "" {
		return nil
	}
	t, err := parseGeneralizedTime(v)
	if err != nil {
		d.bad = append(d.bad, name)
		return nil
	}
	return &t
}

// parseGeneralizedTime reads the forms of RFC 4517 3.3.13: seconds and minutes
// may be left out, a fraction may follow with a point or a comma, and the zone
// is Z or an offset. The result is in UTC, to the second.
func parseGeneralizedTime(s string) (time.Time, error) {
	digits := 0
	for digits < len(s) && s[digits] >= '0' && s[digits] <= '9' {
		digits++
	}
	zone := s[digits:]
	if strings.HasPrefix(zone, ".") || strings.HasPrefix(zone, ",") {
		zone = strings.TrimLeft(zone[1:], "0123456789")
	}
	const full = "20060102150405"
	if digits != 10 && digits != 12 && digits != 14 {
		return time.Time{}, fmt.Errorf("generalized time %q: want a form like 20240131120000.0Z", s)
	}
	layout := full[:digits]
	for _, z := range []string{"Z0700", "Z07"} {
		if t, err := time.Parse(layout+z, s[:digits]+zone); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, fmt.Errorf("generalized time %q: want a form like 20240131120000.0Z", s)
}

func lastOf(values []string) string {
	if len(values) == 0 {
		return ""
	}
	return strings.ToValidUTF8(values[len(values)-1], "\uFFFD")
}
