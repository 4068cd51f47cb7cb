package entra

import (
	"context"
	"encoding/base64"
	"io"
	"reflect"
	"testing"
	"time"
)

func jwtOf(payload string) string {
	return "eyJhbGciOiJSUzI1NiJ9." + base64.RawURLEncoding.EncodeToString([]byte(payload)) + ".c2ln"
}

func TestIdentityOfAToken(t *testing.T) {
	for _, c := range []struct {
		name, token string
		want        Identity
	}{
		{"person", jwtOf(`{"name":"Ada","upn":"ada@contoso.com","oid":"o","appid":"a","tid":"t","scp":"User.Read.All Group.Read.All","aud":"https://graph.microsoft.com","exp":1800000000,"idtyp":"user"}`),
			Identity{Name: "Ada", User: "ada@contoso.com", ObjectID: "o", AppID: "a", TenantID: "t", Permissions: []string{"Group.Read.All", "User.Read.All"}, Audience: "https://graph.microsoft.com", Expires: time.Unix(1800000000, 0).UTC()}},
		{"application without idtyp", jwtOf(`{"app_displayname":"gwbplan","oid":"o","azp":"a","roles":["Group.Read.All"]}`),
			Identity{Application: true, Name: "gwbplan", ObjectID: "o", AppID: "a", Permissions: []string{"Group.Read.All"}}},
		{"several audiences", jwtOf(`{"preferred_username":"ada@contoso.com","aud":["x","y"]}`), Identity{User: "ada@contoso.com"}},
		{"a time that is none", jwtOf(`{"upn":"u","exp":99999999999999999999}`), Identity{User: "u"}},
		{"opaque", "0.AXYA-opaque", Identity{Opaque: true}},
		{"empty", "", Identity{Opaque: true}},
		{"three parts of nothing", "..", Identity{Opaque: true}},
		{"no JSON", "a." + base64.RawURLEncoding.EncodeToString([]byte("hello")) + ".b", Identity{Opaque: true}},
		{"claims of other types", jwtOf(`{"scp":7,"roles":"x"}`), Identity{Opaque: true}},
	} {
		got := identityOf(c.token)
		if len(got.Permissions) == 0 {
			got.Permissions = nil
		}
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}

func TestPermissionsThatCanWrite(t *testing.T) {
	id := Identity{Permissions: []string{"Group.ReadWrite.All", "Directory.AccessAsUser.All", "openid", "profile", "email", "offline_access", "user_impersonation", "User.ReadBasic.All"}}
	for _, p := range Permissions() {
		id.Permissions = append(id.Permissions, p.Name)
	}
	want := []string{"Group.ReadWrite.All", "Directory.AccessAsUser.All", "user_impersonation"}
	if got := id.CanWrite(); !reflect.DeepEqual(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func FuzzIdentityOf(f *testing.F) {
	for _, s := range []string{"", "a.b.c", jwtOf(`{"exp":1e400}`), jwtOf(`{"aud":{}}`), jwtOf(`[]`), jwtOf(`{"roles":null,"scp":"  "}`)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, token string) {
		if id := identityOf(token); id.Opaque && (id.Name != "" || len(id.Permissions) > 0) {
			t.Errorf("an opaque token said %+v", id)
		}
	})
}

// TestADeviceCodeThatRunsOutInMidQuestion: the last word counts, which was that
// the code has not been entered.
func TestADeviceCodeThatRunsOutInMidQuestion(t *testing.T) {
	x, pending := &exchange{}, &refusal{Error: "authorization_pending"}
	x.note("/token", pending, nil)
	x.note("/token", nil, context.DeadlineExceeded)
	if r, _, lost := x.last(); r != pending || lost != nil {
		t.Errorf("%+v, %v", r, lost)
	}
	x.note("/token", nil, io.EOF)
	if r, _, lost := x.last(); r != nil || lost != io.EOF {
		t.Errorf("%+v, %v", r, lost)
	}
}
