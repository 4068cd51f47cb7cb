package main

import (
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"gwbplan/inventory"
	"gwbplan/inventory/ad"
)

// sourceFlags say what to read. A source is read when its flags are there.
type sourceFlags struct {
	tenant, cloud, auth, clientID, graphURL string
	members, owners                         string
	with                                    []string

	ldapURLs, ldapBases         []string
	ldapCA                      string
	ldapStartTLS, ldapPlaintext bool
	ldapSignIn
	// servers are read each with a sign-in of its own. Flags cannot say that, a
	// tenants file can; ldapURLs and ldapBases are then those of all of them.
	servers []ldapServer

	ldif, ldifScopes, connectFacts []string

	// since is an earlier snapshot whose cloud side is refreshed.
	since string
	// resume goes on with an interrupted inventory. given are the flags above
	// as they were parsed, nil where none were.
	resume bool
	given  *pflag.FlagSet
	// once: nothing of an interrupted inventory is kept.
	once bool
}

func (f *sourceFlags) register(cmd *cobra.Command) {
	p := pflag.NewFlagSet("sources", pflag.ContinueOnError)
	p.SortFlags = false
	cmd.Flags().SortFlags = false
	f.given = p
	p.StringVar(&f.tenant, "tenant", "", "Graph: tenant id or domain")
	p.StringVar(&f.cloud, "cloud", "public", "Graph: public, usgov, usgov-dod or china")
	p.StringVar(&f.auth, "auth", "default", "Graph: default, cli, device-code, browser, client-secret, client-certificate, managed-identity or token")
	p.StringVar(&f.clientID, "client-id", "", "Graph: app registration (client) id, or that of a user-assigned managed identity")
	p.StringVar(&f.graphURL, "graph-url", "", "Graph: endpoint without the version (default: the cloud's)")
	p.StringVar(&f.members, "members", "needed", "Graph: read the members of needed, all or none of the groups")
	p.StringVar(&f.owners, "owners", "needed", "Graph: read the owners of needed, all or none of the groups")
	p.StringArrayVar(&f.with, "with", nil, "an earlier snapshot of the other side, which tells what is needed (repeatable)")
	p.StringArrayVar(&f.ldapURLs, "ldap-url", nil, "LDAP: ldaps://dc or ldap://dc, one a domain, and with port 3269 or 3268 the global catalog (repeatable)")
	f.ldapSignIn.register(p)
	p.BoolVar(&f.ldapStartTLS, "ldap-starttls", false, "LDAP: encrypt an ldap:// connection by StartTLS")
	p.StringVar(&f.ldapCA, "ldap-ca", "", "LDAP: PEM file with the CA of the domain controllers, beside those that the system trusts")
	p.StringArrayVar(&f.ldapBases, "ldap-base", nil, "LDAP: read below this DN only (repeatable; default: the whole domain)")
	p.BoolVar(&f.ldapPlaintext, "ldap-plaintext", false, "LDAP: allow signing in and reading unencrypted")
	p.StringArrayVar(&f.ldif, "ldif", nil, "LDIF file from ldifde, ldapsearch or ldbsearch (repeatable)")
	p.StringArrayVar(&f.ldifScopes, "ldif-scope", nil, "DN below which the LDIF files hold everything (repeatable)")
	p.StringArrayVar(&f.connectFacts, "connect-facts", nil, "facts file of a Connect server (repeatable)")
	cmd.Flags().AddFlagSet(p)
}

func (f *sourceFlags) graph() bool { return f.tenant != "" || f.graphURL != "" }

func (f *sourceFlags) check() error {
	if !f.graph() && len(f.ldapURLs)+len(f.ldif)+len(f.connectFacts) == 0 {
		return usagef("no source given; name at least one of --tenant, --ldap-url, --ldif, --connect-facts")
	}
	if f.graphURL != "" && f.tenant == "" && f.auth != "token" {
		return usagef("--graph-url needs --tenant too, unless --auth is token")
	}
	if len(f.ldifScopes) > 0 && len(f.ldif) == 0 {
		return usagef("--ldif-scope says what --ldif covers; name the file too")
	}
	if len(f.ldapURLs) == 0 && len(f.ldapBases) > 0 {
		return usagef("--ldap-base belongs to --ldap-url; name it too")
	}
	if f.since != "" && !f.graph() {
		return usagef("--since refreshes the cloud side; name --tenant too (AD is always read as a whole)")
	}
	if err := f.checkSignIns(); err != nil {
		return err
	}
	if len(f.ldapURLs) > 0 && len(f.ldif) == 0 && !slices.ContainsFunc(f.ldapURLs, isDomainURL) {
		return usagef("--ldap-url names a global catalog alone, which does not hold adminDescription (F38); name a domain controller of each domain too, on port 636 or 389")
	}
	for _, w := range [][2]string{{"--members", f.members}, {"--owners", f.owners}} {
		if w[1] != "needed" && w[1] != "all" && w[1] != "none" {
			return usagef("%s %q is none of needed, all, none", w[0], w[1])
		}
	}
	return nil
}

// ldapServer is one server with its LDAP flags and its password.
type ldapServer struct {
	sourceFlags
	password string
}

func (f *sourceFlags) checkSignIns() error {
	if len(f.servers) == 0 {
		return f.ldapSignIn.check(len(f.ldapURLs) > 0)
	}
	for i := range f.servers {
		if err := f.servers[i].ldapSignIn.check(true); err != nil {
			return err
		}
	}
	return nil
}

func isDomainURL(url string) bool { return !ad.IsGlobalCatalog(url) }

// header names the sources, files by their base names.
func (f *sourceFlags) header(c *command) inventory.Header {
	h := inventory.Header{Schema: inventory.Schema, Tool: "gwbplan " + toolVersion(), TakenAt: c.Now()}
	add := func(kind, name string) { h.Sources = append(h.Sources, inventory.Source{Kind: kind, Name: name}) }
	if f.graph() {
		add("graph", f.tenant)
	}
	for _, u := range f.ldapURLs {
		add("ldap", u)
	}
	for _, p := range f.ldif {
		add("ldif", filepath.Base(p))
	}
	for _, p := range f.connectFacts {
		add("connect", filepath.Base(p))
	}
	return h
}
