package ad_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jcmturner/gokrb5/v8/iana/errorcode"
	"github.com/jcmturner/gokrb5/v8/iana/etypeID"
	"github.com/jcmturner/gokrb5/v8/iana/nametype"
	"github.com/jcmturner/gokrb5/v8/keytab"
	"github.com/jcmturner/gokrb5/v8/messages"
	"github.com/jcmturner/gokrb5/v8/types"

	"gwbplan/fixtures/ldapsim"
	"gwbplan/inventory/ad"
)

// kdc is a KDC that answers every question with an error.
func kdc(t *testing.T, code int32) (address string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	refusal := messages.NewKRBError(types.NewPrincipalName(nametype.KRB_NT_SRV_INST, "krbtgt/CONTOSO.COM"), "CONTOSO.COM", code, "")
	octets, err := refusal.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			var size uint32
			if binary.Read(conn, binary.BigEndian, &size) == nil {
				_, _ = io.CopyN(io.Discard, conn, int64(size))
			}
			_, _ = conn.Write(append(binary.BigEndian.AppendUint32(nil, uint32(len(octets))), octets...))
			conn.Close()
		}
	}()
	return l.Addr().String()
}

// writeFile makes a file for one test.
func writeFile(t *testing.T, name string, text []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// krb5Conf is a configuration with a KDC; it begins as a distribution's does.
func krb5Conf(t *testing.T, kdc string) string {
	t.Helper()
	return writeFile(t, "krb5.conf", []byte("includedir /etc/krb5.conf.d/\n\n[logging]\n default = SYSLOG\n[libdefaults]\n default_realm = CONTOSO.COM\n"+
		"[realms]\n CONTOSO.COM = {\n  kdc = "+kdc+"\n }\n"))
}

// newKeytab makes a keytab with the account's key.
func newKeytab(t *testing.T) string {
	t.Helper()
	kt := keytab.New()
	if err := kt.AddEntry("svc-inventory", "CONTOSO.COM", password, time.Unix(1_700_000_000, 0), 1, etypeID.AES256_CTS_HMAC_SHA1_96); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if _, err := kt.Write(&b); err != nil {
		t.Fatal(err)
	}
	return writeFile(t, "svc.keytab", b.Bytes())
}

// newCache writes a credential cache (MIT's file format, version 4) that holds
// one ticket-granting ticket, good until then.
func newCache(t *testing.T, server string, until time.Time) string {
	t.Helper()
	name := types.NewPrincipalName(nametype.KRB_NT_PRINCIPAL, "svc-inventory")
	kt := keytab.New()
	if err := kt.AddEntry("krbtgt/CONTOSO.COM", "CONTOSO.COM", password, time.Now(), 1, etypeID.AES256_CTS_HMAC_SHA1_96); err != nil {
		t.Fatal(err)
	}
	ticket, key, err := messages.NewTicket(name, "CONTOSO.COM", types.NewPrincipalName(nametype.KRB_NT_SRV_INST, "krbtgt/CONTOSO.COM"), "CONTOSO.COM",
		types.NewKrbFlags(), kt, etypeID.AES256_CTS_HMAC_SHA1_96, 1, time.Now(), time.Now(), until, until)
	if err != nil {
		t.Fatal(err)
	}
	octets, err := ticket.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	b := []byte{5, 4, 0, 0}
	text := func(s string) { b = append(binary.BigEndian.AppendUint32(b, uint32(len(s))), s...) }
	principal := func(parts ...string) {
		b = binary.BigEndian.AppendUint32(b, 1)
		b = binary.BigEndian.AppendUint32(b, uint32(len(parts)))
		text("CONTOSO.COM")
		for _, p := range parts {
			text(p)
		}
	}
	principal("svc-inventory")
	principal("svc-inventory")
	principal(strings.Split(server, "/")...)
	b = binary.BigEndian.AppendUint16(b, uint16(key.KeyType))
	text(string(key.KeyValue))
	for range 2 {
		b = binary.BigEndian.AppendUint32(b, uint32(time.Now().Unix()))
	}
	for range 2 {
		b = binary.BigEndian.AppendUint32(b, uint32(until.Unix()))
	}
	b = append(b, make([]byte, 1+4+4+4)...) // no session key of a user's, flags, addresses, data
	text(string(octets))
	text("")
	return writeFile(t, "cache", b)
}

// byKerberos is a way to the server with a password.
func byKerberos(s *ldapsim.Server, conf string) ad.Config {
	cfg := config(s)
	cfg.Auth, cfg.Krb5Conf = ad.AuthKerberos, conf
	return cfg
}

func TestKDCRefuses(t *testing.T) {
	s := serve(t, lab(ldapsim.Forest{}), ldapsim.Options{})
	for code, c := range map[int32]struct {
		reason ad.Reason
		want   string
	}{
		errorcode.KDC_ERR_C_PRINCIPAL_UNKNOWN: {ad.UnknownUser, "sAMAccountName@REALM"},
		errorcode.KDC_ERR_S_PRINCIPAL_UNKNOWN: {ad.UnknownService, "full DNS name"},
		errorcode.KDC_ERR_POLICY:              {ad.LogonNotAllowed, "logon hours"},
		errorcode.KDC_ERR_ETYPE_NOSUPP:        {ad.Refused, "use AES"},
		errorcode.KDC_ERR_CLIENT_REVOKED:      {ad.AccountDisabled, "disabled, locked or expired"},
		errorcode.KDC_ERR_KEY_EXPIRED:         {ad.PasswordExpired, "change it"},
		errorcode.KRB_AP_ERR_SKEW:             {ad.ClockSkew, "set this machine's clock"},
		errorcode.KRB_AP_ERR_BAD_INTEGRITY:    {ad.WrongCredentials, "wrong password"},
		errorcode.KRB_AP_ERR_TKT_EXPIRED:      {ad.NoTicket, "kinit"},
		errorcode.KRB_AP_ERR_MODIFIED:         {ad.UnknownService, "setspn -X"},
		errorcode.KRB_ERR_GENERIC:             {ad.Refused, "KRB_ERR_GENERIC"},
	} {
		cfg := byKerberos(s, krb5Conf(t, kdc(t, code)))
		e := dialError(t, cfg)
		expect(t, e, c.reason, c.want, `"ldap/127.0.0.1"`, `"svc-inventory@CONTOSO.COM"`, "(Kerberos error ")
	}
	for _, r := range s.Requests() {
		t.Errorf("the server was asked %s, without a ticket", r.Op)
	}
}

func TestSourcesOfTickets(t *testing.T) {
	s := serve(t, lab(ldapsim.Forest{}), ldapsim.Options{})
	conf := krb5Conf(t, kdc(t, errorcode.KDC_ERR_S_PRINCIPAL_UNKNOWN))
	good := newCache(t, "krbtgt/CONTOSO.COM", time.Now().Add(time.Hour))
	damaged, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		change func(*ad.Config)
		reason ad.Reason
		want   []string
	}{
		"password":  {func(*ad.Config) {}, ad.UnknownService, []string{`"svc-inventory@CONTOSO.COM"`}},
		"no realm":  {func(c *ad.Config) { c.User = "svc-inventory" }, ad.UnknownService, []string{`"svc-inventory@CONTOSO.COM"`}},
		"SPN":       {func(c *ad.Config) { c.SPN = "ldap/dc1.contoso.com" }, ad.UnknownService, []string{`"ldap/dc1.contoso.com"`}},
		"keytab":    {func(c *ad.Config) { c.Password, c.KeytabFile = "", newKeytab(t) }, ad.UnknownService, []string{`"svc-inventory@CONTOSO.COM"`}},
		"cache":     {func(c *ad.Config) { c.User, c.Password, c.CCache = "", "", "FILE:"+good }, ad.UnknownService, []string{`"svc-inventory@CONTOSO.COM"`}},
		"no source": {func(c *ad.Config) { c.User, c.Password = "", "" }, ad.WrongUsage, []string{"no Kerberos principal and no credential cache"}},
		"no password": {func(c *ad.Config) { c.Password = "" }, ad.WrongUsage,
			[]string{"password is empty"}},
		"two sources":      {func(c *ad.Config) { c.CCache = good }, ad.WrongUsage, []string{"more than one source"}},
		"keytab, password": {func(c *ad.Config) { c.KeytabFile = newKeytab(t) }, ad.WrongUsage, []string{"more than one source"}},
		"down-level name":  {func(c *ad.Config) { c.User = `CONTOSO\svc` }, ad.WrongUsage, []string{"Kerberos knows no user", "sAMAccountName@REALM"}},
		"no default realm": {func(c *ad.Config) { c.User, c.Krb5Conf = "svc", "" }, ad.WrongUsage, []string{`"svc" has no realm`}},
		"another's keytab": {func(c *ad.Config) { c.User, c.Password, c.KeytabFile = "ann@contoso.com", "", newKeytab(t) }, ad.WrongUsage, []string{`no key of "ann@CONTOSO.COM"`, `"svc-inventory@CONTOSO.COM"`}},
		"no keytab":        {func(c *ad.Config) { c.Password, c.KeytabFile = "", conf }, ad.WrongUsage, []string{"is not a keytab"}},
		"expired": {func(c *ad.Config) {
			c.User, c.Password, c.CCache = "", "", newCache(t, "krbtgt/CONTOSO.COM", time.Now().Add(-time.Hour))
		}, ad.NoTicket, []string{"has expired", "kinit"}},
		"no granting": {func(c *ad.Config) {
			c.User, c.Password, c.CCache = "", "", newCache(t, "ldap/dc1", time.Now().Add(time.Hour))
		}, ad.NoTicket, []string{"no ticket-granting ticket"}},
		"cut cache": {func(c *ad.Config) {
			c.User, c.Password, c.CCache = "", "", writeFile(t, "cut", damaged[:len(damaged)/2])
		}, ad.WrongUsage, []string{"is not a Kerberos credential cache"}},
		"empty cache":       {func(c *ad.Config) { c.User, c.Password, c.CCache = "", "", writeFile(t, "empty", nil) }, ad.WrongUsage, []string{"is not a Kerberos credential cache"}},
		"keyring":           {func(c *ad.Config) { c.User, c.Password, c.CCache = "", "", "KEYRING:persistent:1000" }, ad.WrongUsage, []string{"KEYRING", "kinit -c FILE:"}},
		"bad configuration": {func(c *ad.Config) { c.Krb5Conf = writeFile(t, "bad", []byte("[libdefaults]\n default_realm\n")) }, ad.WrongUsage, []string{"cannot be read"}},
		"plaintext":         {func(c *ad.Config) { c.URL = "ldap://dc1.contoso.com" }, ad.EncryptionRequired, []string{"neither signed nor encrypted", "StartTLS"}},
	} {
		t.Run(name, func(t *testing.T) {
			cfg := byKerberos(s, conf)
			c.change(&cfg)
			expect(t, dialError(t, cfg), c.reason, c.want...)
		})
	}
	for _, change := range []func(*ad.Config){
		func(c *ad.Config) { c.Krb5Conf = conf + ".missing" },
		func(c *ad.Config) { c.Password, c.KeytabFile = "", conf+".missing" },
		func(c *ad.Config) { c.User, c.Password, c.CCache = "", "", conf+".missing" },
	} {
		cfg := byKerberos(s, conf)
		change(&cfg)
		if _, err := ad.Dial(context.Background(), cfg); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("a missing file: %v", err)
		}
	}
}

func TestKDCThatDoesNotAnswer(t *testing.T) {
	s := serve(t, lab(ldapsim.Forest{}), ldapsim.Options{})
	nobody := krb5Conf(t, "127.0.0.1:1")
	expect(t, dialError(t, byKerberos(s, nobody)), ad.Unreachable, "no key distribution centre", "port 88")
	none := writeFile(t, "krb5.conf", []byte("[libdefaults]\ndns_lookup_kdc = false\n"))
	expect(t, dialError(t, byKerberos(s, none)), ad.Unreachable, "no key distribution centre", "SRV")

	// Whoever gives up, or runs out of time, while the KDC thinks does not wait
	// for it.
	conf, asked := silentKDC(t)
	ctx, cancel := context.WithCancel(context.Background())
	go func() { <-asked; cancel() }()
	if _, err := ad.Dial(ctx, byKerberos(s, conf)); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	conf, asked = silentKDC(t)
	cfg := byKerberos(s, conf)
	cfg.WithTimeout = func(ctx context.Context, _ time.Duration) (context.Context, context.CancelFunc) {
		ctx, cancel := context.WithCancel(ctx)
		stop := make(chan struct{})
		go func() {
			select {
			case <-asked:
			case <-stop:
			}
			cancel()
		}()
		return ctx, sync.OnceFunc(func() { close(stop) })
	}
	expect(t, dialError(t, cfg), ad.TimedOut, "getting a Kerberos ticket", "timed out")
}

// silentKDC takes a question, says so, and never answers.
func silentKDC(t *testing.T) (conf string, asked chan struct{}) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	asked = make(chan struct{})
	go func() {
		if conn, err := l.Accept(); err == nil {
			close(asked)
			<-t.Context().Done()
			conn.Close()
		}
	}()
	return krb5Conf(t, l.Addr().String()), asked
}
