package config

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// fleetPage is the manual of the tenants file.
const fleetPage = "../../docs/fleet.md"

func fleetExample(t *testing.T) (page, yaml string) {
	t.Helper()
	text, err := os.ReadFile(fleetPage)
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), "```yaml\n")
	yaml, _, ok := strings.Cut(rest, "```")
	if !ok {
		t.Fatal("the page has no example")
	}
	return string(text), yaml
}

func readTenants(t *testing.T, text string) []Tenant {
	t.Helper()
	all, err := ReadTenants(strings.NewReader(text), filepath.Join("customers", "tenants.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	return all.Tenants
}

func TestTenantsExample(t *testing.T) {
	_, text := fleetExample(t)
	all := readTenants(t, text)
	if len(all) != 3 {
		t.Fatalf("%d tenants", len(all))
	}
	contoso := all[0]
	if contoso.Name != "Contoso" || contoso.Tenant != "contoso.com" || contoso.Auth != "client-secret" || contoso.ClientSecret.Env != "CONTOSO_CLIENT_SECRET" {
		t.Errorf("got %+v", contoso)
	}
	if got := contoso.LDAP[1].Password.File; got != filepath.Join("customers", "secrets", "contoso-emea-ldap") {
		t.Errorf("the password file is %s; paths begin at the file's folder", got)
	}
	if all[2].Plan != filepath.Join("customers", "northwind", "plan.json") {
		t.Errorf("got %+v", all[2])
	}
}

// TestTenantMistakes: each is named with its line and key, and no message
// repeats what may be a secret.
func TestTenantMistakes(t *testing.T) {
	const head = "tenants:\n- name: A\n"
	for text, want := range map[string]string{
		"":                             "no tenant is in it",
		"tenants: []\n":                "no tenant is in it",
		"x: 1\n":                       "f:1:1: x: unknown key; the keys here are tenants",
		head:                           "f:2:3: tenants[0]: no source is named",
		"tenants:\n- plan: p\n":        "f:2:3: tenants[0]: name is missing",
		head + "  password: hunter2\n": "f:3:3: tenants[0].password: unknown key",
		head + "  tenant: a.com\n":     "auth is missing",
		head + "  plan: p\n- name: a\n  plan: q\n":                               "f:4:3: tenants[1]: another tenant has this name already",
		head + "  plan: p\n  tenant: a.com\n  auth: cli\n":                       "only name can stand beside it",
		head + "  tenant: a.com\n  auth: client-secret\n":                        "auth client-secret needs clientSecretFile or clientSecretEnv",
		head + "  tenant: a.com\n  auth: token\n":                                "auth token needs tokenFile or tokenEnv",
		head + "  tenant: a.com\n  auth: client-certificate\n":                   "auth client-certificate needs certificateFile",
		head + "  tenant: a.com\n  auth: default\n  tokenEnv: T\n":               "tokenFile or tokenEnv belongs to auth token",
		head + "  tenant: a.com\n  auth: magic\n":                                `tenants[0].auth: "magic" is none of default, cli`,
		head + "  tenant: a.com\n  auth: token\n  tokenEnv: hunter2!\n":          "f:5:13: tenants[0].tokenEnv: this is no name of an environment variable",
		head + "  tenant: a.com\n  auth: token\n  tokenEnv: {a: hunter2}\n":      "tenants[0].tokenEnv: this is no name of an environment variable",
		head + "  tenant: a.com\n  auth: token\n  tokenEnv: A\n  tokenFile: b\n": "the secret is referred to twice",
		head + "  ldap: [{url: u, user: u}]\n":                                   "tenants[0].ldap[0]: auth simple needs user, and passwordFile or passwordEnv",
		head + "  ldap: [{url: u, auth: kerberos}]\n":                            "auth kerberos needs ccache, or user with keytab",
		head + "  ldap: [{url: u, auth: external, passwordEnv: P}]\n":            "a password belongs to auth simple, ntlm or kerberos",
		head + "  ldap: [{url: u, password: hunter2}]\n":                         "tenants[0].ldap[0].password: unknown key",
		head + "  ldif: []\n":                                                    "the list is empty",
	} {
		_, err := ReadTenants(strings.NewReader(text), "f")
		var e *Error
		if !errors.As(err, &e) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %q", text, err, want)
			continue
		}
		if strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%q: the message shows the secret: %v", text, err)
		}
		if !strings.Contains(e.Hint(), "docs/fleet.md") {
			t.Errorf("the hint is %q", e.Hint())
		}
	}
}

func TestSecretReferences(t *testing.T) {
	dir := t.TempDir()
	full, empty := filepath.Join(dir, "full"), filepath.Join(dir, "empty")
	if err := errors.Join(os.WriteFile(full, []byte("s3cret \r\n"), 0o600), os.WriteFile(empty, []byte("\n"), 0o600)); err != nil {
		t.Fatal(err)
	}
	getenv := func(name string) string { return map[string]string{"SET": "from-env"}[name] }
	for _, c := range []struct {
		ref    SecretRef
		want   string
		refuse string
	}{
		{SecretRef{}, "", ""},
		{SecretRef{Env: "SET"}, "from-env", ""},
		{SecretRef{File: full}, "s3cret ", ""},
		{SecretRef{Env: "hunter2", At: "t:1: key"}, "", "the environment variable that t:1: key names is empty or not set"},
		{SecretRef{File: empty, At: "t:1: key"}, "", "the file that t:1: key names is empty"},
		{SecretRef{File: filepath.Join(dir, "none"), At: "t:1: key"}, "", "reading the secret of t:1: key"},
	} {
		got, err := c.ref.Resolve(getenv)
		switch {
		case c.refuse == "" && (err != nil || got != c.want):
			t.Errorf("%+v: %q, %v", c.ref, got, err)
		case c.refuse != "" && (err == nil || !strings.Contains(err.Error(), c.refuse) || strings.Contains(err.Error(), "hunter2")):
			t.Errorf("%+v: error %v, want %q", c.ref, err, c.refuse)
		}
	}
}

func TestVariables(t *testing.T) {
	_, text := fleetExample(t)
	all := &Tenants{Tenants: readTenants(t, text)}
	want := []string{"CONTOSO_CLIENT_SECRET", "CONTOSO_LDAP_PASSWORD"}
	if got := all.Variables(); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestTenantKeysAreTheCode: at each place the message offers just the keys of
// the list, and the manual has a row for each.
func TestTenantKeysAreTheCode(t *testing.T) {
	page, _ := fleetExample(t)
	for place, text := range map[string]string{
		"": "x: 1\n", "tenants[].": "tenants: [{x: 1}]\n", "tenants[].ldap[].": "tenants: [{ldap: [{x: 1}]}]\n",
	} {
		_, err := ReadTenants(strings.NewReader(text), "f")
		wantOffer(t, err, place, TenantKeys())
	}
	for _, k := range TenantKeys() {
		byDefault := k.Default
		if byDefault == "" {
			byDefault = "must be there"
		}
		row := "| `" + k.Path + "` | " + k.Type + " | " + byDefault + " | " + k.Means + " |"
		if !strings.Contains(page, "\n"+row+"\n") {
			t.Errorf("docs/fleet.md lacks the row\n%s", row)
		}
	}
	if n := strings.Count(page, "\n| `tenants"); n != len(TenantKeys()) {
		t.Errorf("docs/fleet.md has %d rows, there are %d keys", n, len(TenantKeys()))
	}
}

func TestTenantsSchemaJudgesAsTheReader(t *testing.T) {
	judge := judgeBy(t, tenantsSchemaFile)
	_, text := fleetExample(t)
	if err := judge(text); err != nil {
		t.Error(err)
	}
	for _, bad := range []string{
		"{}", "tenants: [{plan: p}]", "tenants: [{name: A, password: p}]", "tenants: [{name: A, tenant: t, auth: magic}]",
		"tenants: [{name: A, tenant: t, auth: token, tokenEnv: \"a b\"}]", "tenants: [{name: A, ldap: [{user: u}]}]", "tenants: [{name: A, ldif: []}]",
		"tenants: [{name: A, ldap: [{url: u, startTLS: 1}]}]",
	} {
		if judge(bad) == nil {
			t.Errorf("%s is taken", bad)
		}
		if _, err := ReadTenants(strings.NewReader(bad), "f"); err == nil {
			t.Errorf("the reader takes %s", bad)
		}
	}
}

func TestLoadTenants(t *testing.T) {
	if _, err := LoadTenants(filepath.Join(t.TempDir(), "none.yaml")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a missing file: %v", err)
	}
}

// FuzzReadTenants: no text makes the reader panic, and what it accepts it reads
// twice alike.
func FuzzReadTenants(f *testing.F) {
	for _, s := range []string{"", "tenants:\n- {name: A, plan: p}", "tenants: [{name: A, ldap: [{url: u, user: u, passwordEnv: P}]}]", "tenants: &a [*a]", "tenants: [{name: A, tokenEnv: {}}]"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		a, err := ReadTenants(strings.NewReader(text), "f")
		if err != nil {
			return
		}
		b, err := ReadTenants(strings.NewReader(text), "f")
		if err != nil || !reflect.DeepEqual(a, b) {
			t.Errorf("%q is read in two ways", text)
		}
	})
}
