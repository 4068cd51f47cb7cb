package config

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// Tenants is a tenants file that was read without a mistake: what a fleet of
// tenants is assessed from.
type Tenants struct {
	// Name is the file as the user named it.
	Name    string
	Tenants []Tenant
}

// Tenant says what one tenant is read from: a plan that is there already, or
// the sources of an assessment. Paths are as a program started here finds them.
type Tenant struct {
	Name string
	// Plan is a ready plan file; the rest is empty then.
	Plan string

	// Tenant, Cloud, Auth, ClientID, GraphURL, Members and Owners are about
	// Microsoft Graph.
	Tenant, Cloud, Auth, ClientID, GraphURL, Members, Owners string
	// Certificate is the file of the app registration's certificate.
	Certificate                              string
	ClientSecret, CertificatePassword, Token SecretRef
	// With are earlier snapshots of the other side.
	With []string

	LDAP                           []LDAPServer
	LDIF, LDIFScopes, ConnectFacts []string
	// Config is the tenant's configuration file, empty for the defaults.
	Config string
}

// LDAPServer is a domain controller or global catalog, and how to sign in to it.
type LDAPServer struct {
	URL, Auth, User               string
	Password                      SecretRef
	Keytab, CCache, Krb5Conf, SPN string
	Certificate, Key, CA          string
	Bases                         []string
	StartTLS, Plaintext           bool
}

// SecretRef says where a secret is: in a file, or in the environment variable
// with a name. The zero value refers to none.
type SecretRef struct {
	File, Env string
	// At is the place of the reference in the tenants file. Messages name it in
	// place of the variable: somebody may have put the secret itself there.
	At string
}

// Given reports that there is a reference.
func (r SecretRef) Given() bool { return r != SecretRef{} }

// Graph reports that the tenant is read through Microsoft Graph.
func (t *Tenant) Graph() bool { return t.Tenant != "" || t.GraphURL != "" }

// LoadTenants reads the tenants file at a path.
func LoadTenants(path string) (*Tenants, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("opening the tenants file: %w", err)
	}
	defer f.Close()
	return ReadTenants(f, path)
}

// ReadTenants reads a tenants file; name stands in messages, and relative paths
// in the file begin at its folder. All that is wrong with it comes back as one
// [Error].
func ReadTenants(r io.Reader, name string) (*Tenants, error) {
	t := &tenantsReader{file: name, dir: filepath.Dir(name)}
	problems, err := readStrict(r, name, func(_ *decoder, v value) {
		if v.node != nil {
			v.need(v.object(fields{"tenants": t.tenants}), "tenants")
		}
	})
	if err != nil {
		return nil, err
	}
	if len(t.all) == 0 && len(problems) == 0 {
		problems = append(problems, Problem{Message: "no tenant is in it; the file begins with tenants: and a list"})
	}
	if len(problems) > 0 {
		e := &Error{File: name, Problems: problems, manual: "docs/fleet.md"}
		e.sort()
		return nil, e
	}
	return &Tenants{Name: name, Tenants: t.all}, nil
}

// tenantsReader collects the tenants of a file.
type tenantsReader struct {
	file, dir string
	all       []Tenant
}

func (r *tenantsReader) tenants(v value) {
	seen := map[string]bool{}
	v.list(func(_ int, v value) {
		t := r.tenant(v)
		key := strings.ToLower(strings.TrimSpace(t.Name))
		if key != "" && seen[key] {
			v.bad("another tenant has this name already; names differ in more than case")
		}
		seen[key] = true
		r.all = append(r.all, t)
	})
}

func (r *tenantsReader) tenant(v value) Tenant {
	var t Tenant
	seen := v.object(fields{
		"name": set(&t.Name, value.text), "plan": set(&t.Plan, r.path),
		"tenant": set(&t.Tenant, value.text), "cloud": set(&t.Cloud, oneOf(clouds()...)), "auth": set(&t.Auth, oneOf(graphAuths()...)),
		"clientId": set(&t.ClientID, value.text), "graphURL": set(&t.GraphURL, value.text),
		"members": set(&t.Members, oneOf(wanted()...)), "owners": set(&t.Owners, oneOf(wanted()...)),
		"clientSecretFile": r.secretFile(&t.ClientSecret), "clientSecretEnv": r.secretEnv(&t.ClientSecret),
		"certificateFile":         set(&t.Certificate, r.path),
		"certificatePasswordFile": r.secretFile(&t.CertificatePassword), "certificatePasswordEnv": r.secretEnv(&t.CertificatePassword),
		"tokenFile": r.secretFile(&t.Token), "tokenEnv": r.secretEnv(&t.Token),
		"with": set(&t.With, listOf(r.path)), "ldap": r.ldap(&t.LDAP),
		"ldif": set(&t.LDIF, listOf(r.path)), "ldifScopes": set(&t.LDIFScopes, listOf(value.text)),
		"connectFacts": set(&t.ConnectFacts, listOf(r.path)), "config": set(&t.Config, r.path),
	})
	v.need(seen, "name")
	t.check(v, seen)
	return t
}

func (r *tenantsReader) ldap(to *[]LDAPServer) func(value) {
	return func(v value) {
		v.list(func(_ int, v value) {
			s := LDAPServer{Auth: "simple"}
			seen := v.object(fields{
				"url": set(&s.URL, value.text), "auth": set(&s.Auth, oneOf(ldapAuths()...)), "user": set(&s.User, value.text),
				"passwordFile": r.secretFile(&s.Password), "passwordEnv": r.secretEnv(&s.Password),
				"keytab": set(&s.Keytab, r.path), "ccache": set(&s.CCache, r.path), "krb5Conf": set(&s.Krb5Conf, r.path), "spn": set(&s.SPN, value.text),
				"certificate": set(&s.Certificate, r.path), "key": set(&s.Key, r.path), "ca": set(&s.CA, r.path),
				"bases": set(&s.Bases, listOf(value.text)), "startTLS": set(&s.StartTLS, value.boolean), "plaintext": set(&s.Plaintext, value.boolean),
			})
			v.need(seen, "url")
			s.check(v)
			*to = append(*to, s)
		})
	}
}

// path reads the path of a file, which begins at the tenants file's folder.
func (r *tenantsReader) path(v value) (string, bool) {
	s, ok := v.text()
	if ok && !filepath.IsAbs(s) {
		s = filepath.Join(r.dir, s)
	}
	return s, ok
}

func (r *tenantsReader) secretFile(to *SecretRef) func(value) {
	return func(v value) {
		if path, ok := r.path(v); ok {
			r.refer(v, to, SecretRef{File: path})
		}
	}
}

// secretEnv reads the name of a variable. No message repeats what stands there.
func (r *tenantsReader) secretEnv(to *SecretRef) func(value) {
	return func(v value) {
		if !isVariable(v.node.Value) {
			v.bad("this is no name of an environment variable; a secret itself never stands in this file, put it into a variable or a file and name that here")
			return
		}
		r.refer(v, to, SecretRef{Env: v.node.Value})
	}
}

func (r *tenantsReader) refer(v value, to *SecretRef, ref SecretRef) {
	if to.Given() {
		v.bad("the secret is referred to twice, by a file and by a variable; keep one")
	}
	ref.At = fmt.Sprintf("%s:%d: %s", r.file, v.node.Line, v.key)
	*to = ref
}

// isVariable: letters, digits and underscores, no digit first.
func isVariable(s string) bool {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_"
	return s != "" && strings.Trim(s[:1], letters) == "" && strings.Trim(s, letters+"0123456789") == ""
}

// credential is a key that belongs to one way of signing in to Graph.
type credential struct {
	key           string
	given, needed bool
	of            string
}

func (t *Tenant) credentials() []credential {
	return []credential{
		{"clientSecretFile or clientSecretEnv", t.ClientSecret.Given(), true, "client-secret"},
		{"certificateFile", t.Certificate != "", true, "client-certificate"},
		{"certificatePasswordFile or certificatePasswordEnv", t.CertificatePassword.Given(), false, "client-certificate"},
		{"tokenFile or tokenEnv", t.Token.Given(), true, "token"},
	}
}

// check refuses what contradicts itself; assess looks at the rest when the
// tenant's turn comes.
func (t *Tenant) check(v value, seen map[string]bool) {
	sources := t.Graph() || len(t.LDAP)+len(t.LDIF)+len(t.ConnectFacts) > 0
	switch {
	case t.Plan != "" && len(seen) > 2:
		v.bad("plan names a finished assessment; only name can stand beside it")
	case t.Plan == "" && !sources:
		v.bad("no source is named; give at least one of plan, tenant, ldap, ldif, connectFacts")
	case t.Graph() && t.Auth == "":
		v.bad("auth is missing; how to sign in to Graph is said for each tenant, so that none is read with what was meant for another")
	}
	for _, w := range t.credentials() {
		own := t.Auth == w.of || t.Auth == "default" && w.of != "token"
		if w.given && !own {
			v.bad("%s belongs to auth %s", w.key, w.of)
		}
		if w.needed && !w.given && t.Auth == w.of {
			v.bad("auth %s needs %s", w.of, w.key)
		}
	}
}

func (s *LDAPServer) check(v value) {
	password := s.Auth == "simple" || s.Auth == "ntlm"
	switch {
	case password && (s.User == "" || !s.Password.Given()):
		v.bad("auth %s needs user, and passwordFile or passwordEnv", s.Auth)
	case s.Auth == "kerberos" && s.CCache == "" && (s.User == "" || s.Keytab == "" && !s.Password.Given()):
		v.bad("auth kerberos needs ccache, or user with keytab, passwordFile or passwordEnv: no tenant is read with the tickets of whoever runs gwbplan")
	case !password && s.Auth != "kerberos" && s.Password.Given():
		v.bad("a password belongs to auth simple, ntlm or kerberos")
	}
}

// Variables are the names of all environment variables that the file refers to.
func (t *Tenants) Variables() []string {
	var out []string
	for i := range t.Tenants {
		for _, r := range t.Tenants[i].Secrets() {
			if r.Env != "" {
				out = append(out, r.Env)
			}
		}
	}
	return out
}

// Secrets are all secrets that the tenant refers to.
func (t *Tenant) Secrets() []SecretRef {
	all := []SecretRef{t.ClientSecret, t.CertificatePassword, t.Token}
	for _, s := range t.LDAP {
		all = append(all, s.Password)
	}
	return all
}

// Resolve reads a secret, with what ends a line cut off its end. It is "" where
// there is no reference, and never "" where there is one.
func (r SecretRef) Resolve(getenv func(string) string) (string, error) {
	if !r.Given() {
		return "", nil
	}
	if r.File == "" {
		return filled(getenv(r.Env), "environment variable", r.At)
	}
	b, err := os.ReadFile(r.File)
	if err != nil {
		return "", fmt.Errorf("reading the secret of %s: %w", r.At, err)
	}
	return filled(strings.TrimRight(string(b), "\r\n"), "file", r.At)
}

// filled refuses an empty secret: AD takes an empty password for an anonymous
// bind, and a variable that is not set is a mistake.
func filled(secret, where, at string) (string, error) {
	if secret == "" {
		return "", fmt.Errorf("the %s that %s names is empty or not set", where, at)
	}
	return secret, nil
}
