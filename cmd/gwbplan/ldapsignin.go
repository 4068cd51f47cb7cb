package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"gwbplan/inventory/ad"
)

// ldapSignIn are the flags that say how to sign in to domain controllers.
type ldapSignIn struct {
	ldapAuth, ldapUser, ldapPasswordFile  string
	ldapKeytab, ldapCCache, ldapSPN, krb5 string
	ldapCertFile, ldapKeyFile             string
}

func (s *ldapSignIn) register(p *pflag.FlagSet) {
	p.StringVar(&s.ldapAuth, "ldap-auth", string(ad.AuthSimple), "LDAP: simple, ntlm, kerberos or external")
	p.StringVar(&s.ldapUser, "ldap-user", "", "LDAP: user as UPN, DOMAIN\\user or DN; user@REALM for kerberos")
	p.StringVar(&s.ldapPasswordFile, "ldap-password-file", "", "LDAP: file with the password (else GWBPLAN_LDAP_PASSWORD, else a prompt)")
	p.StringVar(&s.ldapKeytab, "ldap-keytab", "", "LDAP, kerberos: keytab with the key of --ldap-user, in place of a password")
	p.StringVar(&s.ldapCCache, "ldap-ccache", "", "LDAP, kerberos: file with tickets (default without --ldap-user: KRB5CCNAME)")
	p.StringVar(&s.krb5, "krb5-conf", "", "LDAP, kerberos: configuration (default: KRB5_CONFIG, /etc/krb5.conf, else DNS)")
	p.StringVar(&s.ldapSPN, "ldap-spn", "", "LDAP, kerberos: service principal (default: ldap/ and the host of --ldap-url)")
	p.StringVar(&s.ldapCertFile, "ldap-cert", "", "LDAP, external: PEM file with the client certificate and its chain")
	p.StringVar(&s.ldapKeyFile, "ldap-key", "", "LDAP, external: PEM file with its private key")
}

// signInFlag is a flag that belongs to some ways of signing in.
type signInFlag struct {
	name, value string
	of          []ad.AuthMode
}

func (s *ldapSignIn) flags() []signInFlag {
	kerberos, external := []ad.AuthMode{ad.AuthKerberos}, []ad.AuthMode{ad.AuthExternal}
	withPassword := []ad.AuthMode{ad.AuthSimple, ad.AuthNTLM, ad.AuthKerberos}
	return []signInFlag{
		{"--ldap-user", s.ldapUser, withPassword}, {"--ldap-password-file", s.ldapPasswordFile, withPassword},
		{"--ldap-keytab", s.ldapKeytab, kerberos}, {"--ldap-ccache", s.ldapCCache, kerberos},
		{"--krb5-conf", s.krb5, kerberos}, {"--ldap-spn", s.ldapSPN, kerberos},
		{"--ldap-cert", s.ldapCertFile, external}, {"--ldap-key", s.ldapKeyFile, external},
	}
}

// check refuses flags that contradict one another, by their names.
func (s *ldapSignIn) check(reading bool) error {
	mode := ad.AuthMode(s.ldapAuth)
	switch mode {
	case ad.AuthSimple, ad.AuthNTLM, ad.AuthKerberos, ad.AuthExternal:
	case "anonymous":
		return usagef("--ldap-auth anonymous is refused: AD shows an anonymous client nothing of what is needed, and a directory that looks empty would be taken for an empty one; name an account, an ordinary one is enough")
	default:
		return usagef("--ldap-auth %q is none of simple, ntlm, kerberos, external", s.ldapAuth)
	}
	for _, f := range s.flags() {
		switch {
		case f.value == "":
		case !reading:
			return usagef("%s belongs to --ldap-url; name it too", f.name)
		case !slices.Contains(f.of, mode):
			return usagef("%s belongs to --ldap-auth %s, not to %s", f.name, modes(f.of), mode)
		}
	}
	if !reading {
		return nil
	}
	return s.checkCredentials(mode)
}

func modes(of []ad.AuthMode) string {
	names := make([]string, len(of))
	for i, m := range of {
		names[i] = string(m)
	}
	return strings.Join(names, " or ")
}

// checkCredentials wants one source of credentials, complete.
func (s *ldapSignIn) checkCredentials(mode ad.AuthMode) error {
	switch {
	case mode == ad.AuthExternal && (s.ldapCertFile == "" || s.ldapKeyFile == ""):
		return usagef("--ldap-auth external needs --ldap-cert and --ldap-key")
	case (mode == ad.AuthSimple || mode == ad.AuthNTLM) && s.ldapUser == "":
		return usagef("--ldap-url needs --ldap-user (as user@domain, DOMAIN\\user or DN)")
	case s.ldapKeytab != "" && s.ldapPasswordFile != "":
		return usagef("--ldap-keytab and --ldap-password-file are two secrets; name one")
	case s.ldapKeytab != "" && s.ldapUser == "":
		return usagef("--ldap-keytab needs --ldap-user, the principal whose key is to be used (user@REALM)")
	case s.ldapCCache != "" && (s.ldapUser != "" || s.ldapKeytab != "" || s.ldapPasswordFile != ""):
		return usagef("--ldap-ccache holds the tickets of one user already; leave out --ldap-user, --ldap-keytab and --ldap-password-file")
	case mode == ad.AuthKerberos && s.ldapPasswordFile != "" && s.ldapUser == "":
		return usagef("--ldap-password-file needs --ldap-user (user@REALM)")
	}
	return nil
}

// needsPassword: every other way has its secret in a file of its own.
func (s *ldapSignIn) needsPassword() bool {
	switch ad.AuthMode(s.ldapAuth) {
	case ad.AuthExternal:
		return false
	case ad.AuthKerberos:
		return s.ldapUser != "" && s.ldapKeytab == ""
	}
	return true
}

// signIn completes the configuration with what the environment names, as other
// Kerberos programs take it.
func (s *ldapSignIn) signIn(cfg *ad.Config, getenv func(string) string) {
	cfg.Auth, cfg.User, cfg.SPN = ad.AuthMode(s.ldapAuth), s.ldapUser, s.ldapSPN
	cfg.KeytabFile, cfg.CCache, cfg.Krb5Conf = s.ldapKeytab, s.ldapCCache, s.krb5
	cfg.CertFile, cfg.KeyFile = s.ldapCertFile, s.ldapKeyFile
	if cfg.Auth != ad.AuthKerberos {
		return
	}
	if cfg.User == "" && cfg.CCache == "" {
		cfg.CCache = defaultCCache(getenv)
	}
	if cfg.Krb5Conf == "" {
		cfg.Krb5Conf = defaultKrb5Conf(getenv)
	}
}

// defaultCCache is where kinit puts tickets. On Windows it is no file: the
// account that is signed in has them.
func defaultCCache(getenv func(string) string) string {
	if name := getenv("KRB5CCNAME"); name != "" || runtime.GOOS == "windows" {
		return name
	}
	return fmt.Sprintf("FILE:/tmp/krb5cc_%d", os.Getuid())
}

// defaultKrb5Conf is the first configuration there is, "" for none.
func defaultKrb5Conf(getenv func(string) string) string {
	files := filepath.SplitList(getenv("KRB5_CONFIG"))
	if len(files) == 0 {
		files = []string{"/etc/krb5.conf"}
	}
	for _, f := range files {
		if _, err := os.Stat(f); err == nil {
			return f
		}
	}
	return ""
}
