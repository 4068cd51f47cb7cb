package redact

import (
	"reflect"
	"strings"

	"gwbplan/inventory"
	"gwbplan/planner"
)

// learn notes the names and ids of a plan before anything is replaced: in a text
// a name is found as a whole, whatever words it consists of.
func (r *Redactor) learn(v reflect.Value, field string) {
	switch {
	case v.Type() == typeDN:
		r.learnDN(inventory.DN(v.String()))
	case v.Kind() == reflect.String:
		switch rules[field] {
		case asName:
			r.learnName(v.String())
		case asDomain:
			r.learnName(v.String())
			r.domains[strings.ToLower(v.String())] = true
		}
		if isUUID(v.String()) {
			r.learnID(v.String())
		}
	case v.Kind() == reflect.Slice:
		for i := range v.Len() {
			r.learn(v.Index(i), field)
		}
	case v.Kind() == reflect.Pointer && !v.IsNil():
		r.learn(v.Elem(), field)
	case v.Kind() == reflect.Struct && exported(v.Type()):
		if c, ok := v.Interface().(planner.Change); ok && nameAttributes[strings.ToLower(c.Attribute)] {
			r.learnName(c.Before)
			r.learnName(c.After)
		}
		for i := range v.NumField() {
			r.learn(v.Field(i), v.Type().Name()+"."+v.Type().Field(i).Name)
		}
	}
}

func (r *Redactor) learnName(s string) {
	if s != "" {
		r.names[s] = true
	}
}

func (r *Redactor) learnDN(d inventory.DN) {
	for _, rdn := range d.Split() {
		r.learnName(rdn.Value)
	}
}

func (r *Redactor) learnID(id string) {
	id = strings.ToLower(id)
	r.suffixes[id[len(id)-suffixLength:]] = id
}
