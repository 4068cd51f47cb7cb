// Package redact replaces what a plan tells of people, groups and places by
// pseudonyms, so that its documents can be sent to somebody who must not know
// them.
//
// It is closed by default: of a text, only words stay that gwbplan itself
// writes (words.txt, held to the source by a test), numbers and dates; a plan's
// own words (dispositions, finding ids and so on) stay, and every other string
// is replaced. The same key gives the same pseudonyms, so that documents of
// several runs can be compared.
package redact

import (
	"cmp"
	"reflect"
	"slices"

	"gwbplan/inventory"
	"gwbplan/planner"
)

// Redactor replaces strings and remembers what stands for what.
type Redactor struct {
	key key
	// names are what the plan names as a whole, whatever words they consist of.
	names map[string]bool
	// domains are the DNS names that it knows as such, in lower case.
	domains map[string]bool
	// suffixes lead from the last twelve digits of an id to the id: names of AD
	// objects end with them.
	suffixes map[string]string
	seen     map[string]string // originals by pseudonym
}

// New makes a redactor for a plan and its excerpts with the secret of a key
// file.
func New(k Key, whole *planner.Plan) *Redactor {
	r := &Redactor{key: k.secret, names: map[string]bool{}, domains: map[string]bool{}, suffixes: map[string]string{}, seen: map[string]string{}}
	r.learn(reflect.ValueOf(whole).Elem(), "")
	return r
}

// Plan redacts a plan, or an excerpt of it, in its place: a large one is most
// of the memory, and nobody needs it twice. Counts, words, dates and the
// references between its parts stay the same. Plans that share groups with it
// are neither whole nor redacted afterwards.
func (r *Redactor) Plan(p *planner.Plan) {
	r.redact(reflect.ValueOf(p).Elem(), "")
	p.Redacted = true
	order(p)
}

// order puts the lists in the order of their new ids and names.
func order(p *planner.Plan) {
	slices.SortFunc(p.Groups, func(a, b planner.Group) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(p.Waiting, func(a, b planner.Waiting) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(p.Orphans, func(a, b planner.Orphan) int { return cmp.Compare(a.DN.Key(), b.DN.Key()) })
	for i := range p.Groups {
		g := &p.Groups[i]
		slices.Sort(g.Owners)
		slices.Sort(g.WaitsFor)
		byID := func(a, b planner.Member) int { return cmp.Compare(a.ID, b.ID) }
		slices.SortFunc(g.Members.Gained, byID)
		slices.SortFunc(g.Members.ExtraInAD, byID)
		slices.SortFunc(g.Members.ComeAlong, byID)
		slices.SortStableFunc(g.Members.Lost, func(a, b planner.LostMember) int { return byID(a.Member, b.Member) })
	}
}

// rule says what a string of the plan is.
type rule uint8

const (
	asText   rule = iota // prose and values: what gwbplan does not know is replaced
	asName               // one name
	asDomain             // a DNS name
	asSource             // "ad:" and a domain, or "connect:" and a server
	asOwn                // gwbplan's own word
	asFree               // what somebody wrote into the configuration
	asFilter             // a condition of a hand-out
)

// rules has the fields that are no text, by type and field.
var rules = map[string]rule{
	"Plan.Schema": asOwn, "Plan.AsOf": asOwn, "Plan.RuleSet": asOwn,
	"PlanTenant.DisplayName": asName, "PlanTenant.Cloud": asOwn, "PlanTenant.Domains": asDomain,
	"PlanTarget.Domain": asDomain, "PlanTarget.ScopeMode": asOwn, "Setting.Key": asOwn,
	"Scope.Domain": asDomain, "Scope.AppRoleID": asOwn, "Scope.Mode": asOwn,
	"Group.DisplayName": asName, "Group.Owners": asName, "Writeback.TargetType": asOwn,
	"ADObject.Domain": asDomain, "ADObject.SAMAccountName": asName, "Change.Attribute": asOwn,
	"Member.Name": asName, "Finding.Facts": asOwn, "Gate.Facts": asOwn, "TopologyReason.Facts": asOwn,
	"Evidence.Source": asSource, "Gap.Source": asSource, "Orphan.Domain": asDomain, "Orphan.Status": asOwn,
	"Count.Word": asOwn, "VerdictReason.ID": asOwn, "Excerpt.Only": asFilter,
	"PlanOverride.Reason": asFree, "PlanOverride.ApprovedBy": asName, "PlanWaiver.Reason": asFree, "PlanWaiver.Owner": asName,
	"PlanServer.Name": asName, "PlanServer.Build": asOwn, "PlanConnector.Name": asName, "PlanConnector.Identifier": asName,
	"PlanConnector.Forest": asDomain, "PlanConnector.Domains": asDomain,
	"PlanSyncRule.Name": asName, "PlanSyncRule.Identifier": asName, "PlanSyncRule.Connector": asName,
	"ADObject.AdminDescription": asName,
	"ScopeLimit.Profile":        asOwn, "ScopeLimit.Mode": asOwn, "ExpressionEffect.Name": asOwn, "Warning.Key": asOwn,
}

var (
	typeDN   = reflect.TypeFor[inventory.DN]()
	typeSID  = reflect.TypeFor[inventory.SID]()
	typeGUID = reflect.TypeFor[inventory.GUID]()
)

// redact replaces what is in a value; field names the string that it is in.
func (r *Redactor) redact(v reflect.Value, field string) {
	switch {
	case v.Type() == typeGUID:
		if g := v.Interface().(inventory.GUID); !g.IsZero() {
			v.Set(reflect.ValueOf(r.guid(g)))
		}
	case v.Kind() == reflect.String:
		v.SetString(r.stringOf(v, field))
	case v.Kind() == reflect.Slice:
		for i := range v.Len() {
			r.redact(v.Index(i), field)
		}
	case v.Kind() == reflect.Pointer && !v.IsNil():
		r.redact(v.Elem(), field)
	case v.Kind() == reflect.Struct && exported(v.Type()) && !r.joined(v):
		for i := range v.NumField() {
			r.redact(v.Field(i), v.Type().Name()+"."+v.Type().Field(i).Name)
		}
	}
}

// exported reports whether a struct has fields to look into; a time has none.
func exported(t reflect.Type) bool { return t.NumField() > 0 && t.Field(0).IsExported() }

// joined redacts the structs whose strings depend on one another, and reports
// whether v is one.
func (r *Redactor) joined(v reflect.Value) bool {
	switch t := v.Addr().Interface().(type) {
	case *planner.Evidence:
		t.Source, t.Value, t.Attribute = r.source(t.Source), r.value(t.Attribute, t.Value), r.text(t.Attribute)
	case *planner.Change:
		t.Before, t.After = r.value(t.Attribute, t.Before), r.value(t.Attribute, t.After)
	default:
		return false
	}
	return true
}

func (r *Redactor) stringOf(v reflect.Value, field string) string {
	s := v.String()
	switch v.Type() {
	case typeDN:
		return r.dn(s)
	case typeSID:
		return r.sid(s)
	}
	if v.Type() != reflect.TypeFor[string]() {
		return s // a word of the plan
	}
	switch rules[field] {
	case asOwn:
		return s
	case asName:
		return r.name(s)
	case asDomain:
		return r.domain(s)
	case asSource:
		return r.source(s)
	case asFilter:
		return r.filter(s)
	case asFree:
		if s == "" {
			return ""
		}
		return "(redacted)"
	}
	return r.text(s)
}
