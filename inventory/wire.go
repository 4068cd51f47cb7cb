package inventory

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
)

// The lines whose records hold long lists have a form of their own, which
// encodes and decodes a list without one allocation a member.
type (
	cloudGroupLine struct {
		CloudGroup
		Members idList `json:"members"`
	}
	ownersLine struct {
		Group   ObjectID `json:"group"`
		Reading Reading  `json:"reading"`
		Owners  idList   `json:"owners"`
	}
	adObjectLine struct {
		ADObject
		Members  keyList `json:"members"`
		MemberOf keyList `json:"memberOf"`
	}
)

// wireForm returns what is marshalled for the record.
func wireForm(r Record) any {
	switch r := r.(type) {
	case *CloudGroupRecord:
		return &cloudGroupLine{r.CloudGroup, r.MemberIDs}
	case *Owners:
		return &ownersLine{r.Group, r.Reading, r.Owners}
	case *ADObjectRecord:
		return &adObjectLine{r.ADObject, r.MemberKeys, r.MemberOfKeys}
	}
	return r
}

// wireTypes are what the lines of each type are decoded into.
func wireTypes() map[recordType]reflect.Type {
	return map[recordType]reflect.Type{
		typeHeader:      reflect.TypeFor[Header](),
		typeTenant:      reflect.TypeFor[Tenant](),
		typeCloudGroup:  reflect.TypeFor[cloudGroupLine](),
		typePrincipal:   reflect.TypeFor[Principal](),
		typeOwners:      reflect.TypeFor[ownersLine](),
		typeJob:         reflect.TypeFor[ProvisioningJob](),
		typeAgent:       reflect.TypeFor[Agent](),
		typeLicence:     reflect.TypeFor[Licence](),
		typeADDomain:    reflect.TypeFor[ADDomain](),
		typeADObject:    reflect.TypeFor[adObjectLine](),
		typeADPrincipal: reflect.TypeFor[ADPrincipal](),
		typeADHolding:   reflect.TypeFor[ADHolding](),
		typeADCatalog:   reflect.TypeFor[ADCatalog](),
		typeSIDLookup:   reflect.TypeFor[SIDLookup](),
		typeConnect:     reflect.TypeFor[ConnectServer](),
		typeDeltaLink:   reflect.TypeFor[DeltaLink](),
		typeReading:     reflect.TypeFor[GraphReading](),
		typeGap:         reflect.TypeFor[Gap](),
		typeTrailer:     reflect.TypeFor[trailer](),
	}
}

// decoder turns lines into records. It learns which fields a type has when the
// first line of the type comes.
type decoder struct {
	types  map[recordType]reflect.Type
	shapes map[recordType]*shape
}

func newDecoder() *decoder {
	return &decoder{types: wireTypes(), shapes: map[recordType]*shape{}}
}

// value decodes a line strictly: every field is known and stands there once.
func (d *decoder) value(t recordType, line []byte) (any, error) {
	rt, ok := d.types[t]
	if !ok {
		return nil, fmt.Errorf("%q is no record type of %s", t, Schema)
	}
	v := reflect.New(rt).Interface()
	if err := json.Unmarshal(line, v); err != nil {
		return nil, err
	}
	sh, ok := d.shapes[t]
	if !ok {
		sh = lineShape(rt)
		d.shapes[t] = sh
	}
	return v, sh.check(line)
}

func (d *decoder) record(t recordType, line []byte) (Record, error) {
	v, err := d.value(t, line)
	if err != nil {
		return nil, err
	}
	switch v := v.(type) {
	case *cloudGroupLine:
		return &CloudGroupRecord{v.CloudGroup, v.Members}, nil
	case *ownersLine:
		return &Owners{v.Group, v.Reading, v.Owners}, nil
	case *adObjectLine:
		return &ADObjectRecord{v.ADObject, v.Members, v.MemberOf}, nil
	case Record:
		return v, nil
	}
	return nil, fmt.Errorf("a %s stands only at an end of a snapshot", t)
}

// lineType returns the type that a line begins with.
func lineType(line []byte) (recordType, bool) {
	rest, ok := bytes.CutPrefix(line, []byte(`{"type":"`))
	if !ok {
		return "", false
	}
	t, _, ok := bytes.Cut(rest, []byte{'"'})
	return recordType(t), ok
}

// idList is a list of object ids.
type idList []ObjectID

// MarshalJSON writes the list; a nil one is empty.
func (l idList) MarshalJSON() ([]byte, error) {
	b := append(make([]byte, 0, 39*len(l)+2), '[')
	for i, id := range l {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, '"')
		if !id.IsZero() {
			b = appendUUID(b, id)
		}
		b = append(b, '"')
	}
	return append(b, ']'), nil
}

// UnmarshalJSON reads the form that MarshalJSON writes at once, and any other
// one element by element.
func (l *idList) UnmarshalJSON(b []byte) error {
	const each = len(`"00000000-0000-0000-0000-000000000000",`)
	if len(b) < 2 || (len(b)-1)%each != 0 {
		return json.Unmarshal(b, (*[]ObjectID)(l))
	}
	out := make(idList, 0, len(b)/each)
	for i := 1; i < len(b); i += each {
		e := b[i : i+each]
		last := i+each == len(b)
		if e[0] != '"' || e[each-2] != '"' || !last && e[each-1] != ',' {
			return json.Unmarshal(b, (*[]ObjectID)(l))
		}
		u, err := parseUUID(e[1 : each-2])
		if err != nil {
			return fmt.Errorf("object id %q: %w", e[1:each-2], err)
		}
		out = append(out, u)
	}
	*l = out
	return nil
}

// keyList is a list of keys of AD principals.
type keyList []ADKey

// MarshalJSON writes the list; a nil one is empty.
func (l keyList) MarshalJSON() ([]byte, error) {
	if l == nil {
		return []byte("[]"), nil
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode([]ADKey(l))
	return b.Bytes(), err
}

// UnmarshalJSON cuts the keys out of one copy of the text; only keys with
// escapes are copied by themselves. b is valid JSON.
func (l *keyList) UnmarshalJSON(b []byte) error {
	text := string(b)
	out := make(keyList, 0, bytes.Count(b, []byte(`",`))+1)
	for i := 1; i < len(text)-1; i++ {
		switch text[i] {
		case ' ', '\t', '\r', '\n', ',':
			continue
		case '"':
		default:
			return json.Unmarshal(b, (*[]ADKey)(l))
		}
		end := skipString(b, i)
		key := text[i+1 : end-1]
		if !isPlain(key) {
			if err := json.Unmarshal(b[i:end], &key); err != nil {
				return err
			}
		}
		out = append(out, ADKey(key))
		i = end - 1
	}
	*l = out
	return nil
}

// isPlain reports whether a JSON string means its own bytes.
func isPlain(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' || s[i] >= 0x80 {
			return false
		}
	}
	return true
}
