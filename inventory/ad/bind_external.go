package ad

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"

	"github.com/go-ldap/ldap/v3"
)

// external signs in with a client certificate. A domain controller takes it in
// the handshake of LDAPS and refuses an EXTERNAL bind there; after StartTLS it
// counts only from that bind on (MS-ADTS 5.1.1.2).
type external struct{ subject string }

func newExternal(t *target) (*external, error) {
	if t.CertFile == "" || t.KeyFile == "" {
		return nil, misuse("the external LDAP sign-in needs a client certificate and its key", "give both as PEM files")
	}
	if !t.encrypted && !t.StartTLS {
		return nil, misuse("a client certificate can only be shown over TLS", "use ldaps:// or StartTLS")
	}
	pair, err := tls.LoadX509KeyPair(t.CertFile, t.KeyFile)
	if err != nil {
		return nil, fmt.Errorf("reading the LDAP client certificate: %w", err)
	}
	leaf, err := x509.ParseCertificate(pair.Certificate[0])
	if err != nil {
		return nil, fmt.Errorf("reading the LDAP client certificate: %w", err)
	}
	t.certificate = &pair
	return &external{subject: leaf.Subject.String()}, nil
}

func (x *external) as() string { return fmt.Sprintf("the certificate %q", x.subject) }

func (x *external) bind(ctx context.Context, l *LDAP) error {
	if l.target.encrypted {
		known, err := x.known(ctx, l)
		if known || err != nil {
			return explain(err, false)
		}
	}
	return explain(l.exchange(ctx, l.signingIn(), l.link.conn.ExternalBind), l.target.encrypted)
}

// notSignedIn are the answers to an anonymous client: AD's own, and those of
// servers that hide what they do not show.
var notSignedIn = []uint16{ldap.LDAPResultOperationsError, ldap.LDAPResultInsufficientAccessRights, ldap.LDAPResultNoSuchObject}

// known reports whether the handshake alone signed us in: whether the server
// shows what it shows to nobody else.
func (x *external) known(ctx context.Context, l *LDAP) (bool, error) {
	read := func(base string, attribute string) ([]*entry, error) {
		return l.search(ctx, l.signingIn(), ldap.NewSearchRequest(base, ldap.ScopeBaseObject, ldap.NeverDerefAliases, 0, 0, false,
			"(objectClass=*)", []string{attribute}, nil))
	}
	root, err := read("", "defaultNamingContext")
	if err != nil || len(root) == 0 {
		return false, err
	}
	domain := root[0].text("defaultnamingcontext")
	if domain == "" {
		return false, nil
	}
	found, err := read(domain, "objectClass")
	var e *Error
	if errors.As(err, &e) && slices.Contains(notSignedIn, e.Code) {
		return false, nil
	}
	return err == nil && len(found) == 1, err
}

// explain says what a refusal means where there is no user and no password.
// bound: the handshake of LDAPS was the place to take the certificate, and the
// bind after it only asked for the reason.
func explain(err error, bound bool) error {
	var e *Error
	if !errors.As(err, &e) {
		return err
	}
	switch {
	case e.Reason == WrongCredentials, e.Code == ldap.LDAPResultInappropriateAuthentication,
		e.Reason == Refused && bound:
		e.Reason = WrongCredentials
		e.What = "the server does not take the client certificate for an account (" + resultText(e.Code) + ")"
		e.Hint = "check that it names the account (UPN in its subjectAltName, or altSecurityIdentities), that its issuer is in the forest's NTAuth store, and that it has not expired"
	case e.Code == ldap.LDAPResultAuthMethodNotSupported:
		e.Hint = "the server offers no sign-in by certificate: use another way"
	case e.Reason == ConnectionCut:
		e.Hint = "the server may have refused the client certificate: check that it trusts the issuer"
	}
	return err
}

func (x *external) end() {}
