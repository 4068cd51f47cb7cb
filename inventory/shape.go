package inventory

import (
	"bytes"
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
)

// shape is which fields a JSON value may have. encoding/json ignores unknown
// and repeated fields and the case of their names; a snapshot must not, since
// what is ignored is a fact that nobody sees.
type shape struct {
	fields map[string]field // of an object
	elem   *shape           // of a list, or of the values of a map
}

type field struct {
	bit   uint64
	shape *shape
}

// FieldError is a field of a JSON text that has no place there.
type FieldError struct {
	Name string
	// Twice: the object has the field already.
	Twice bool
	// Offset is where the name stands, in bytes.
	Offset int
}

// Error names the field.
func (e *FieldError) Error() string {
	if e.Twice {
		return fmt.Sprintf("field %q stands there twice", e.Name)
	}
	return fmt.Sprintf("unknown field %q", e.Name)
}

// CheckFields reports, as a [*FieldError], the first field of a JSON text that
// the type of v does not have, letter by letter, or that an object has twice.
// The text must be one that json.Unmarshal takes for v.
func CheckFields(text []byte, v any) error { return shapeOf(reflect.TypeOf(v)).check(text) }

// lineShape is the shape of a record with its type.
func lineShape(t reflect.Type) *shape {
	s := shapeOf(t)
	s.add("type", &shape{})
	return s
}

func shapeOf(t reflect.Type) *shape {
	p := reflect.PointerTo(t)
	if p.Implements(reflect.TypeFor[json.Unmarshaler]()) || p.Implements(reflect.TypeFor[encoding.TextUnmarshaler]()) {
		return &shape{}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return shapeOf(t.Elem())
	case reflect.Slice, reflect.Map:
		return &shape{elem: shapeOf(t.Elem())}
	case reflect.Struct:
		s := &shape{fields: map[string]field{}}
		s.addFields(t)
		return s
	}
	return &shape{}
}

func (s *shape) addFields(t reflect.Type) {
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous && name == "":
			s.addFields(f.Type)
		case name != "-" && f.IsExported():
			s.add(name, shapeOf(f.Type))
		}
	}
}

func (s *shape) add(name string, sh *shape) {
	s.fields[name] = field{1 << len(s.fields), sh}
}

// check reports the first field of a valid JSON value that the shape does not
// have, or has had before.
func (s *shape) check(b []byte) error {
	_, err := s.walk(b, skipSpace(b, 0))
	return err
}

// walk checks the value that starts at i and returns where it ends.
func (s *shape) walk(b []byte, i int) (int, error) {
	switch b[i] {
	case '{':
		return s.walkObject(b, skipSpace(b, i+1))
	case '[':
		return s.walkList(b, skipSpace(b, i+1))
	case '"':
		return skipString(b, i), nil
	}
	for i < len(b) && strings.IndexByte(",]} \t\r\n", b[i]) < 0 {
		i++
	}
	return i, nil
}

func (s *shape) walkObject(b []byte, i int) (int, error) {
	var seen uint64
	for b[i] != '}' {
		end := skipString(b, i)
		name := b[i+1 : end-1]
		f, ok := s.fields[string(name)]
		switch {
		case !ok && s.fields == nil && s.elem != nil: // a map
			f.shape = s.elem
		case !ok:
			return 0, &FieldError{Name: string(name), Offset: i}
		case seen&f.bit != 0:
			return 0, &FieldError{Name: string(name), Twice: true, Offset: i}
		}
		seen |= f.bit
		i = skipSpace(b, skipSpace(b, end)+1) // over the colon
		var err error
		if i, err = f.shape.walk(b, i); err != nil {
			return 0, err
		}
		i = skipComma(b, i)
	}
	return i + 1, nil
}

func (s *shape) walkList(b []byte, i int) (int, error) {
	elem := s.elem
	if elem == nil {
		elem = &shape{}
	}
	for b[i] != ']' {
		var err error
		if i, err = elem.walk(b, i); err != nil {
			return 0, err
		}
		i = skipComma(b, i)
	}
	return i + 1, nil
}

// skipString returns the end of the string whose opening quote stands at i.
func skipString(b []byte, i int) int {
	for i++; ; i += 2 {
		i += bytes.IndexAny(b[i:], `"\`)
		if b[i] == '"' {
			return i + 1
		}
	}
}

func skipSpace(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\t' || b[i] == '\r' || b[i] == '\n') {
		i++
	}
	return i
}

func skipComma(b []byte, i int) int {
	if i = skipSpace(b, i); b[i] == ',' {
		i = skipSpace(b, i+1)
	}
	return i
}
