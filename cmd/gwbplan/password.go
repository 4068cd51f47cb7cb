package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"gwbplan/inventory"
	"gwbplan/inventory/ad"
	"gwbplan/inventory/bom"
)

const envLDAPPassword = "GWBPLAN_LDAP_PASSWORD"

// ldapPassword takes the password from a file, the environment or a prompt, in
// that order; never from a flag, which every process list shows. It is "" for
// a sign-in that needs none, whatever the environment holds.
func (g *gatherer) ldapPassword() (string, error) {
	f := g.flags
	if !f.needsPassword() {
		return "", nil
	}
	if f.ldapPasswordFile != "" {
		b, err := os.ReadFile(f.ldapPasswordFile)
		if err != nil {
			return "", fmt.Errorf("reading --ldap-password-file: %w", err)
		}
		// The file may be what ">" wrote in Windows PowerShell.
		if b, err = bom.Decode(b); err != nil {
			return "", fmt.Errorf("reading --ldap-password-file: %w", err)
		}
		return filled(strings.TrimRight(string(b), "\r\n"), "the file "+f.ldapPasswordFile)
	}
	if p := g.Getenv(envLDAPPassword); p != "" {
		return p, nil
	}
	if g.ReadPassword == nil {
		return "", usagef("no password for %s; set %s or name --ldap-password-file", f.ldapUser, envLDAPPassword)
	}
	p, err := g.ReadPassword("Password for " + f.ldapUser + ": ")
	if err != nil {
		return "", fmt.Errorf("reading the password: %w", err)
	}
	return filled(p, "the answer to the prompt")
}

// filled refuses an empty password: AD takes it for an anonymous bind, which
// succeeds and shows nothing.
func filled(password, from string) (string, error) {
	if password == "" {
		return "", errors.New("the password is empty in " + from)
	}
	return password, nil
}

// ldapConfigs are the servers to read, in the order of their URLs.
func (g *gatherer) ldapConfigs() ([]ad.Config, error) {
	var out []ad.Config
	for i := range g.flags.servers {
		s := &g.flags.servers[i]
		out = append(out, g.ldapConfig(&s.sourceFlags, s.ldapURLs[0], s.password))
	}
	if len(out) > 0 || len(g.flags.ldapURLs) == 0 {
		return out, nil
	}
	password, err := g.ldapPassword()
	if err != nil {
		return nil, err
	}
	for _, url := range g.flags.ldapURLs {
		out = append(out, g.ldapConfig(g.flags, url, password))
	}
	return out, nil
}

func (g *gatherer) ldapConfig(f *sourceFlags, url, password string) ad.Config {
	cfg := ad.Config{
		URL: url, Password: ad.Secret(password),
		StartTLS: f.ldapStartTLS, CAFile: f.ldapCA, Bases: dns(f.ldapBases), AllowPlaintext: f.ldapPlaintext,
		Log: g.voice.log, Journal: g.log,
	}
	f.signIn(&cfg, g.Getenv)
	if g.Clock != nil {
		cfg.Sleep, cfg.WithTimeout = g.Clock.Sleep, g.Clock.WithTimeout
	}
	return cfg
}

func dns(texts []string) []inventory.DN {
	var out []inventory.DN
	for _, t := range texts {
		out = append(out, inventory.DN(t))
	}
	return out
}
