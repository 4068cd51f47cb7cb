package entra

import (
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// Identity is who is signed in, as the access token says. A token that is no
// JWT is Opaque and says nothing. The claims are not verified: they are Graph's
// to judge, and good for telling a person what the run goes by.
type Identity struct {
	Opaque bool
	// Application: no person is signed in, so that delegated permissions are
	// out of reach.
	Application bool
	// Name is the person's or the app's display name, User the person's sign-in
	// name, ObjectID the person's or the service principal's.
	Name, User, ObjectID string
	AppID, TenantID      string
	// Permissions are the delegated permissions (scp) or the application's own
	// (roles), in order.
	Permissions []string
	// Audience is the service that the token is for.
	Audience string
	// Expires is zero where the token does not say.
	Expires time.Time
}

// String names who is signed in, for a person to read.
func (i Identity) String() string {
	if i.Opaque {
		return "the access token is opaque and names nobody"
	}
	kind, who := "person", cmp.Or(i.User, i.Name, i.ObjectID)
	if i.Application {
		kind, who = "application", cmp.Or(i.Name, i.ObjectID)
	}
	out := kind + " " + cmp.Or(who, "without a name")
	if i.AppID != "" {
		out += ", app " + i.AppID
	}
	if !i.Expires.IsZero() {
		out += ", token until " + i.Expires.Format("15:04") + " UTC"
	}
	return out
}

// CanWrite returns those of the permissions whose names are not those of plain
// reading. gwbplan sends reads only, whatever the token would allow.
func (i Identity) CanWrite() []string {
	var out []string
	for _, p := range i.Permissions {
		if !plainRead(p) {
			out = append(out, p)
		}
	}
	return out
}

func plainRead(permission string) bool {
	switch strings.ToLower(permission) {
	case "openid", "profile", "email", "offline_access":
		return true
	}
	parts := strings.Split(strings.ToLower(permission), ".")
	return slices.ContainsFunc(parts[1:], func(p string) bool { return strings.HasPrefix(p, "read") && !strings.HasPrefix(p, "readwrite") })
}

// SignIn signs in, which may ask a person, and says who it is. The collector
// does it by itself when it first needs a token; doing it before brings a
// refusal before other work is done.
func (c *Collector) SignIn(ctx context.Context) (Identity, error) {
	token, err := c.client.sign.token(ctx)
	if err != nil {
		return Identity{}, err
	}
	return identityOf(token), nil
}

type tokenClaims struct {
	Name    string          `json:"name"`
	AppName string          `json:"app_displayname"`
	UPN     string          `json:"upn"`
	User    string          `json:"preferred_username"`
	OID     string          `json:"oid"`
	AppID   string          `json:"appid"`
	AZP     string          `json:"azp"`
	TID     string          `json:"tid"`
	IDType  string          `json:"idtyp"`
	Scopes  string          `json:"scp"`
	Roles   []string        `json:"roles"`
	Aud     json.RawMessage `json:"aud"`
	Exp     json.Number     `json:"exp"`
}

func identityOf(token string) Identity {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return Identity{Opaque: true}
	}
	raw, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[1], "="))
	var c tokenClaims
	if err != nil || json.Unmarshal(raw, &c) != nil {
		return Identity{Opaque: true}
	}
	id := Identity{
		Name: c.Name, User: c.UPN, ObjectID: c.OID, AppID: c.AppID, TenantID: c.TID,
		// An application's token has no scp; idtyp is an optional claim.
		Application: c.IDType == "app" || c.Scopes == "" && c.UPN == "" && c.User == "",
		Permissions: append(strings.Fields(c.Scopes), c.Roles...),
	}
	if id.User == "" {
		id.User = c.User
	}
	if id.AppID == "" {
		id.AppID = c.AZP
	}
	if id.Name == "" && id.Application {
		id.Name = c.AppName
	}
	_ = json.Unmarshal(c.Aud, &id.Audience) // a list of audiences is not what Entra issues
	if s, err := c.Exp.Int64(); err == nil && s > 0 && s < 1<<40 {
		id.Expires = time.Unix(s, 0).UTC()
	}
	slices.Sort(id.Permissions)
	return id
}
