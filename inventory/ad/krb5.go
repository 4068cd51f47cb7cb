package ad

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/jcmturner/gokrb5/v8/client"
	"github.com/jcmturner/gokrb5/v8/config"
	"github.com/jcmturner/gokrb5/v8/credentials"
	"github.com/jcmturner/gokrb5/v8/iana/nametype"
	"github.com/jcmturner/gokrb5/v8/keytab"
	"github.com/jcmturner/gokrb5/v8/types"
)

// credential is what a Kerberos client proves itself with: a password, a keytab
// or a credential cache.
type credential struct {
	name     types.PrincipalName
	realm    string
	password Secret
	keytab   *keytab.Keytab
	ccache   *credentials.CCache
	conf     *config.Config
}

func (c *credential) principal() string { return c.name.PrincipalNameString() + "@" + c.realm }

// client makes a Kerberos client, which has asked for nothing yet.
func (c *credential) client() (*client.Client, error) {
	switch {
	case c.ccache != nil:
		if err := c.usable(); err != nil {
			return nil, err
		}
		made, err := client.NewFromCCache(c.ccache, c.conf)
		if err != nil {
			return nil, &Error{Reason: NoTicket, Doing: "reading the Kerberos credential cache", What: "its tickets cannot be used", Hint: kinitHint, err: err}
		}
		return made, nil
	case c.keytab != nil:
		return client.NewWithKeytab(c.name.PrincipalNameString(), c.realm, c.keytab, c.conf), nil
	}
	return client.NewWithPassword(c.name.PrincipalNameString(), c.realm, string(c.password), c.conf), nil
}

const kinitHint = "run kinit again"

// usable looks for a ticket-granting ticket that is still good.
func (c *credential) usable() error {
	tgt, ok := c.ccache.GetEntry(types.PrincipalName{NameType: nametype.KRB_NT_SRV_INST, NameString: []string{"krbtgt", c.realm}})
	switch {
	case !ok:
		return &Error{Reason: NoTicket, Doing: "reading the Kerberos credential cache",
			What: fmt.Sprintf("it holds no ticket-granting ticket of %q", c.principal()), Hint: kinitHint}
	case time.Now().After(tgt.EndTime):
		return &Error{Reason: NoTicket, Doing: "reading the Kerberos credential cache",
			What: fmt.Sprintf("the ticket-granting ticket of %q has expired", c.principal()), Hint: kinitHint}
	}
	return nil
}

// kerberosCredential reads the one source of credentials that is given.
func (t *target) kerberosCredential() (*credential, error) {
	if t.CCache != "" && (t.User != "" || t.KeytabFile != "" || t.Password != "") || t.KeytabFile != "" && t.Password != "" {
		return nil, misuse("more than one source of Kerberos credentials was given", "give a password, a keytab or a credential cache")
	}
	conf, err := t.kerberosConf()
	if err != nil {
		return nil, err
	}
	c := &credential{conf: conf}
	if t.CCache != "" {
		err = c.readCache(t.CCache)
	} else if err = c.setPrincipal(t.User); err == nil {
		err = c.readSecret(t)
	}
	if err != nil {
		return nil, err
	}
	return c, nil
}

func (c *credential) readSecret(t *target) error {
	if t.KeytabFile != "" {
		return c.readKeytab(t.KeytabFile)
	}
	c.password = t.Password
	return t.needPassword("user@REALM")
}

// setPrincipal takes user@REALM; a realm in small letters is a domain's name.
func (c *credential) setPrincipal(user string) error {
	const hint = "give the Kerberos principal as sAMAccountName@REALM, where the realm is the AD domain"
	if user == "" {
		return misuse("no Kerberos principal and no credential cache was given", hint+"; or run kinit and name its cache")
	}
	if strings.Contains(user, `\`) || isDistinguished(user) {
		return misuse(fmt.Sprintf("Kerberos knows no user %q", user), hint)
	}
	name, realm := user, c.conf.LibDefaults.DefaultRealm
	if at := strings.LastIndexByte(user, '@'); at >= 0 {
		name, realm = user[:at], strings.ToUpper(user[at+1:])
	}
	if name == "" || realm == "" {
		return misuse(fmt.Sprintf("the Kerberos principal %q has no realm, and krb5.conf names no default one", user), hint)
	}
	c.name, c.realm = types.NewPrincipalName(nametype.KRB_NT_PRINCIPAL, name), realm
	return nil
}

func (c *credential) readKeytab(file string) error {
	octets, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("reading the keytab: %w", err)
	}
	c.keytab = keytab.New()
	if err := safely(func() error { return c.keytab.Unmarshal(slices.Clip(octets)) }); err != nil {
		return &Error{Reason: WrongUsage, What: fmt.Sprintf("%q is not a keytab", file), Hint: "make one with ktpass, ktutil or samba-tool", err: err}
	}
	var held []string
	for _, e := range c.keytab.Entries {
		if e.Principal.Realm == c.realm && slices.Equal(e.Principal.Components, c.name.NameString) {
			return nil
		}
		if p := fmt.Sprintf("%q", e.Principal.String()); !slices.Contains(held, p) {
			held = append(held, p)
		}
	}
	return misuse(fmt.Sprintf("keytab %q has no key of %q, but of %s", file, c.principal(), strings.Join(held, ", ")),
		"principals are compared letter by letter; give the user as the keytab has it")
}

// readCache reads a cache of tickets, named as in KRB5CCNAME.
func (c *credential) readCache(name string) error {
	file := strings.TrimPrefix(name, "FILE:")
	if kind, _, ok := strings.Cut(file, ":"); ok && len(kind) > 1 && kind == strings.ToUpper(kind) {
		return misuse(fmt.Sprintf("the Kerberos credential cache %q is of the kind %s, which only the system's own Kerberos can read", name, kind),
			"get the ticket into a file: kinit -c FILE:/path/to/cache, and name that")
	}
	octets, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("reading the Kerberos credential cache: %w", err)
	}
	c.ccache = new(credentials.CCache)
	if err := safely(func() error { return c.ccache.Unmarshal(slices.Clip(octets)) }); err != nil {
		return &Error{Reason: WrongUsage, What: fmt.Sprintf("%q is not a Kerberos credential cache", file), Hint: "make one with kinit -c FILE:/path/to/cache", err: err}
	}
	c.name, c.realm = c.ccache.GetClientPrincipalName(), c.ccache.GetClientRealm()
	return nil
}

// safely turns a panic into an error: the Kerberos library does not check what
// it reads from a damaged file.
func safely(read func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = errors.New("damaged or cut short")
		}
	}()
	return read()
}

// mitDefaults are what MIT Kerberos does and the library does not unless told:
// KDCs are found through DNS. TCP comes first, since the tickets of AD accounts
// do not fit into a datagram. What stands in the file comes later and wins; the
// empty section keeps directives before its first section (include) apart.
const mitDefaults = "[libdefaults]\ndns_lookup_kdc = true\nudp_preference_limit = 1\n[gwbplan]\n"

// kerberosConf reads krb5.conf; without one the realm is the user's and DNS
// names its KDCs, as in every AD domain.
func (t *target) kerberosConf() (*config.Config, error) {
	text := ""
	if t.Krb5Conf != "" {
		octets, err := os.ReadFile(t.Krb5Conf)
		if err != nil {
			return nil, fmt.Errorf("reading the Kerberos configuration: %w", err)
		}
		text = string(octets)
	}
	conf, err := config.NewFromString(mitDefaults + text)
	var unsupported config.UnsupportedDirective
	if err != nil && !errors.As(err, &unsupported) {
		return nil, &Error{Reason: WrongUsage, What: fmt.Sprintf("the Kerberos configuration %q cannot be read", t.Krb5Conf), Hint: "correct it: " + err.Error(), err: err}
	}
	return conf, nil
}
