package inventory

import (
	"cmp"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// DuplicateError is a thing that a snapshot holds twice, with facts that
// contradict each other.
type DuplicateError struct {
	// Kind and ID name the thing, Field the first fact that differs.
	Kind, ID, Field string
}

// Error names the thing and the fact.
func (e *DuplicateError) Error() string {
	id := ""
	if e.ID != "" {
		id = fmt.Sprintf(" %q", e.ID)
	}
	return fmt.Sprintf("the %s%s was read twice and differs in %s", e.Kind, id, e.Field)
}

// Hint says what to do next.
func (e *DuplicateError) Hint() string {
	return "it was changed while it was being read; take the snapshot again"
}

// unique sorts a list by key and drops what stands in it twice; two values of
// one key that are not equal are an error.
func unique[T any](kind string, list []T, key func(*T) string) ([]T, error) {
	list = sortedByJSON(list)
	slices.SortStableFunc(list, func(a, b T) int { return strings.Compare(key(&a), key(&b)) })
	for i := 1; i < len(list); i++ {
		if key(&list[i-1]) != key(&list[i]) {
			continue
		}
		a, b := reflect.ValueOf(list[i-1]), reflect.ValueOf(list[i])
		for f := range a.NumField() {
			if !reflect.DeepEqual(a.Field(f).Interface(), b.Field(f).Interface()) {
				return nil, &DuplicateError{kind, key(&list[i]), fieldName(a.Type().Field(f))}
			}
		}
	}
	return list, nil
}

// sortedByJSON sorts by the text of the records and drops equal ones.
func sortedByJSON[T any](list []T) []T {
	type texted struct {
		text string
		v    T
	}
	all := make([]texted, len(list))
	for i, v := range list {
		all[i] = texted{canonical(v), v}
	}
	slices.SortFunc(all, func(a, b texted) int { return strings.Compare(a.text, b.text) })
	all = slices.CompactFunc(all, func(a, b texted) bool { return a.text == b.text })
	var out []T
	for _, a := range all {
		out = append(out, a.v)
	}
	return out
}

// canonical is a text that is equal for equal records only. A record that
// cannot be marshalled has none, and could not have come from a file.
func canonical(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprintf("%#v", v)
	}
	return string(b)
}

// fill gives dst the facts of src that it has not. Both point to the same kind
// of struct. It returns the wire name of the first field where both have a fact
// and differ, "" without one; dst keeps its own fact there. A Boolean always
// has a fact. Fields named in except are left alone.
func fill(dst, src any, except ...string) (conflict string) {
	d, s := reflect.ValueOf(dst).Elem(), reflect.ValueOf(src).Elem()
	for i := range d.NumField() {
		f := d.Type().Field(i)
		a, b := d.Field(i), s.Field(i)
		switch {
		case slices.Contains(except, f.Name) || reflect.DeepEqual(a.Interface(), b.Interface()):
		case a.Kind() != reflect.Bool && a.IsZero():
			a.Set(b)
		case (a.Kind() == reflect.Bool || !b.IsZero()) && conflict == "":
			conflict = fieldName(f)
		}
	}
	return conflict
}

func fieldName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return cmp.Or(strings.TrimPrefix(name, "-"), f.Name)
}

// mergeGroups makes one of the groups that stand several times in a list
// sorted by id. The reading that got farthest wins; readings that got equally
// far must agree.
func mergeGroups(list []CloudGroup) ([]CloudGroup, error) {
	out := list[:0]
	for i := 0; i < len(list); {
		end := i + 1
		for end < len(list) && list[end].ID == list[i].ID {
			end++
		}
		g, err := mergeGroup(list[i:end])
		if err != nil {
			return nil, err
		}
		out = append(out, g)
		i = end
	}
	clear(list[len(out):])
	return out, nil
}

func mergeGroup(same []CloudGroup) (CloudGroup, error) {
	if len(same) == 1 {
		return same[0], nil
	}
	slices.SortFunc(same, func(a, b CloudGroup) int {
		return cmp.Or(cmp.Compare(b.MembersReading, a.MembersReading), strings.Compare(canonical(a), canonical(b)))
	})
	g := same[0]
	for i := range same[1:] {
		o := &same[1+i]
		conflict := fill(&g, o, "Members", "MembersReading", "MembersWhy", "OwnersReading", "Owners")
		if o.MembersReading < g.MembersReading {
			continue
		}
		var differ bool
		g.Members, differ = mergeLists(g.Members, o.Members, g.MembersReading)
		g.MembersWhy = max(g.MembersWhy, o.MembersWhy)
		if differ {
			conflict = cmp.Or(conflict, "members")
		}
		if conflict != "" {
			return g, &DuplicateError{"cloud group", g.ID.String(), conflict}
		}
	}
	return g, nil
}

// mergeLists joins two readings of one list. Lists that were read whole must
// be equal; lower bounds add up.
func mergeLists[T ~uint32](a, b []T, r Reading) (list []T, differ bool) {
	a, b = sortedSet(slices.Clone(a)), sortedSet(slices.Clone(b))
	if slices.Equal(a, b) {
		return a, false
	}
	return sortedSet(append(a, b...)), r == ReadWhole
}

// mergePrincipals makes one of the principals that stand several times in a
// list sorted by id, and drops those that are groups of the tenant's list. Of
// two facts that differ the greater counts, whatever the order.
func mergePrincipals(list []Principal, s *Snapshot) []Principal {
	out := list[:0]
	for _, p := range list {
		switch last := len(out) - 1; {
		case last >= 0 && out[last].ID == p.ID:
			out[last] = joinPrincipals(out[last], p)
		case s.Group(p.ID) == nil:
			out = append(out, p)
		}
	}
	clear(list[len(out):])
	return out
}

func joinPrincipals(a, b Principal) Principal {
	return Principal{
		ID:                           a.ID,
		Type:                         joinTypes(a.Type, b.Type),
		DisplayName:                  max(a.DisplayName, b.DisplayName),
		UserPrincipalName:            max(a.UserPrincipalName, b.UserPrincipalName),
		UserType:                     max(a.UserType, b.UserType),
		FactsUnread:                  a.FactsUnread && b.FactsUnread,
		OnPremisesSyncEnabled:        max(a.OnPremisesSyncEnabled, b.OnPremisesSyncEnabled),
		OnPremisesSecurityIdentifier: max(a.OnPremisesSecurityIdentifier, b.OnPremisesSecurityIdentifier),
		OnPremisesDomainName:         max(a.OnPremisesDomainName, b.OnPremisesDomainName),
		OnPremisesImmutableID:        max(a.OnPremisesImmutableID, b.OnPremisesImmutableID),
		DeviceID:                     maxGUID(a.DeviceID, b.DeviceID),
	}
}

// joinTypes prefers a type that says something.
func joinTypes(a, b PrincipalType) PrincipalType {
	switch {
	case a == "" || a == OtherPrincipal && b != "":
		return b
	case b == "" || b == OtherPrincipal:
		return a
	}
	return max(a, b)
}

func maxGUID(a, b GUID) GUID {
	if a.Compare(b) < 0 {
		return b
	}
	return a
}
