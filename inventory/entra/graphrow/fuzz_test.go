package graphrow

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"gwbplan/inventory"
)

// decodeTwice decodes a page; the same bytes give the same page.
func decodeTwice[T any](t *testing.T, raw []byte) (p Page[T], ok bool) {
	t.Helper()
	err := json.Unmarshal(raw, &p)
	var again Page[T]
	if again2 := json.Unmarshal(raw, &again); (again2 == nil) != (err == nil) || !reflect.DeepEqual(p, again) {
		t.Errorf("%q is read in two ways", raw)
	}
	if err == nil && p.Value != nil && !strings.Contains(strings.ToLower(string(raw)), "val") && !strings.Contains(string(raw), `\u`) {
		t.Errorf("%q holds no value and gives a list", raw)
	}
	return p, err == nil
}

func known(t *testing.T, what string, f inventory.Flag) {
	t.Helper()
	if f > inventory.FlagTrue {
		t.Errorf("%s is %v", what, f)
	}
}

// FuzzGroupPage: a page of groups is refused, or its rows hold known flags,
// and dates and SIDs that are some.
func FuzzGroupPage(f *testing.F) {
	f.Add([]byte(`{"value":[{"id":"a0000000-0000-4000-8000-000000000001","displayName":"Sales","mailEnabled":false,"securityEnabled":true,"groupTypes":[],"onPremisesSyncEnabled":null,"writebackConfiguration":{"isEnabled":true,"onPremisesGroupType":"universalSecurityGroup"}}],"@odata.nextLink":"https://graph.microsoft.com/beta/groups?$skiptoken=x"}`))
	f.Add([]byte(`{"value":[{"writebackConfiguration":null},{"writebackConfiguration":{}},{"writebackConfiguration":{"isEnabled":"true"}}]}`))
	f.Add([]byte(`{"value":[{"createdDateTime":"0001-01-01T00:00:00Z","deletedDateTime":"2026-11-06T13:05:00Z","onPremisesSecurityIdentifier":"S-1-5-21-1-2-3"}]}`))
	f.Add([]byte(`{"value":null}`))
	f.Add([]byte(`{"VALUE":[null,{}]}`))
	f.Add([]byte(`[]`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		p, ok := decodeTwice[Group](t, raw)
		if !ok || p.Value == nil {
			return
		}
		for _, g := range *p.Value {
			for _, flag := range []Flag{g.MailEnabled, g.SecurityEnabled, g.IsAssignableToRole, g.IsManagementRestricted, g.OnPremisesSyncEnabled} {
				known(t, "a flag", inventory.Flag(flag))
			}
			known(t, "writebackConfiguration", g.WritebackConfiguration.Enabled)
			if !strings.Contains(strings.ToLower(string(raw)), "writeback") && !strings.Contains(string(raw), `\u`) && g.WritebackConfiguration.Enabled != inventory.FlagUnread {
				t.Errorf("%q says nothing of writeback, and %v is read", raw, g.WritebackConfiguration.Enabled)
			}
			if at := Instant(g.CreatedDateTime); at != nil && at.Year() <= 1 {
				t.Errorf("%q is the date %v", g.CreatedDateTime, at)
			}
			if sid, ok := SID(g.OnPremisesSecurityIdentifier); ok && sid != "" {
				if _, err := inventory.ParseSID(string(sid)); err != nil {
					t.Errorf("%q is the SID %q: %v", g.OnPremisesSecurityIdentifier, sid, err)
				}
			}
		}
	})
}

// FuzzMemberPage: a member is taken over with facts that can be relied on, or
// it says that they cannot.
func FuzzMemberPage(f *testing.F) {
	f.Add([]byte(`{"value":[{"@odata.type":"#microsoft.graph.user","id":"c0000000-0000-4000-8000-000000000001","userPrincipalName":"a@contoso.com","userType":"Member","onPremisesSyncEnabled":true,"onPremisesSecurityIdentifier":"S-1-5-21-1-2-3-1104"}]}`))
	f.Add([]byte(`{"value":[{"@odata.type":"#microsoft.graph.user","onPremisesSyncEnabled":null},{"@odata.type":"#microsoft.graph.device","deviceId":"x"}]}`))
	f.Add([]byte(`{"value":[{"@odata.type":"#microsoft.graph.group","displayName":"\u202e"},{"id":7}]}`))
	f.Add([]byte(`{"value":[{}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		p, ok := decodeTwice[Member](t, raw)
		if !ok || p.Value == nil {
			return
		}
		for _, m := range *p.Value {
			got, why, _ := PrincipalOf(inventory.ObjectID{}, m)
			if got.FactsUnread != (why != "") {
				t.Errorf("%+v: facts unread %v, why %q", m, got.FactsUnread, why)
			}
			if why == "" && got.Type == inventory.User && (got.UserPrincipalName == "" || got.OnPremisesSyncEnabled == inventory.FlagUnread) {
				t.Errorf("%+v is a user with facts, and has none", m)
			}
			if got.OnPremisesSecurityIdentifier != "" {
				if _, err := inventory.ParseSID(string(got.OnPremisesSecurityIdentifier)); err != nil {
					t.Errorf("%+v: %v", m, err)
				}
			}
		}
	})
}

// FuzzCount: a count is never negative, and it is what stands there.
func FuzzCount(f *testing.F) {
	for _, s := range []string{"0", "52", `"12"`, "MTI=", "-1", "", "\x00", "9999999999999999999999", "5{", "+5", "1 2", "<html>"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		n, ok := Count(b)
		if !ok {
			return
		}
		again, ok := Count([]byte(" \"" + strings.Trim(strings.TrimSpace(string(b)), `"`) + "\" "))
		if n < 0 || !ok || again != n {
			t.Errorf("%q counts %d, quoted %d", b, n, again)
		}
	})
}

// FuzzDeltaPage: what is read of a page of delta stands in it.
func FuzzDeltaPage(f *testing.F) {
	f.Add([]byte(`{"value":[{"id":"a0000000-0000-4000-8000-000000000001","members@delta":[{"@odata.type":"#microsoft.graph.user","id":"c0000000-0000-4000-8000-000000000001"},{"id":"x","@removed":{"reason":"deleted"}}]}],"@odata.deltaLink":"https://graph.microsoft.com/v1.0/groups/delta?$deltatoken=x"}`))
	f.Add([]byte(`{"value":[{"id":"x","@removed":{"reason":"changed"}},{"members@delta":null}]}`))
	f.Add([]byte(`{"value":[{"members@delta":[null,{}]}],"@odata.nextLink":""}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		p, ok := decodeTwice[DeltaGroup](t, raw)
		if !ok || p.Value == nil || strings.Contains(string(raw), `\u`) {
			return
		}
		text := strings.ToLower(string(raw))
		for _, g := range *p.Value {
			if g.Removed != nil && !strings.Contains(text, "@removed") || len(g.Members) > 0 && !strings.Contains(text, "members@delta") {
				t.Errorf("%q is read as %+v", raw, g)
			}
		}
	})
}

// FuzzBatch: an answer to a batch is refused, or each of its answers has a body
// that is JSON.
func FuzzBatch(f *testing.F) {
	f.Add([]byte(`{"responses":[{"id":"1","status":200,"headers":{"Content-Type":"application/json","x-ms-resource-unit":"2"},"body":{"value":[]}},{"id":"2","status":429,"headers":{"Retry-After":"5"},"body":{"error":{"code":"TooManyRequests"}}}]}`))
	f.Add([]byte(`{"responses":[{"id":"1","status":200,"headers":{"A":1,"b":null},"body":"MTI="},{"body":null},null]}`))
	f.Add([]byte(`{"responses":null}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		var b Batch
		if json.Unmarshal(raw, &b) != nil {
			return
		}
		for _, a := range b.Responses {
			if len(a.Body) > 0 && !json.Valid(a.Body) {
				t.Errorf("%q has the body %q", raw, a.Body)
			}
		}
	})
}
