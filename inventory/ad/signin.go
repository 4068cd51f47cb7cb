package ad

import (
	"context"
	"fmt"
	"strings"

	"github.com/go-ldap/ldap/v3"
)

// AuthMode is a way of signing in.
type AuthMode string

// The ways of signing in. There is no anonymous one: see [Dial].
const (
	// AuthSimple sends user and password, over TLS.
	AuthSimple AuthMode = "simple"
	// AuthNTLM proves the password without sending it (NTLMv2).
	AuthNTLM AuthMode = "ntlm"
	// AuthKerberos takes a ticket: of a password, a keytab, a credential cache
	// or, on Windows, the account that is signed in.
	AuthKerberos AuthMode = "kerberos"
	// AuthExternal is the certificate that the client shows in TLS.
	AuthExternal AuthMode = "external"

	authAnonymous AuthMode = "anonymous"
)

// signIn is one way of signing in. It lives as long as its source: every new
// connection signs in by it again.
type signIn interface {
	// as names who signs in, for messages.
	as() string
	// bind signs the present connection in. No secret is part of its errors.
	bind(ctx context.Context, l *LDAP) error
	// end forgets tickets and stops renewing them.
	end()
}

// checkSignIn refuses a sign-in that cannot work or would betray what it
// needs, and prepares any other.
func (t *target) checkSignIn() error {
	var err error
	switch t.Auth {
	case AuthSimple, "":
		t.signIn, err = newSimple(t)
	case AuthNTLM:
		t.signIn, err = newNTLM(t)
	case AuthKerberos:
		t.signIn, err = newKerberos(t)
	case AuthExternal:
		t.signIn, err = newExternal(t)
	case authAnonymous:
		err = misuse("an anonymous LDAP sign-in sees nothing of what is needed: the directory would look empty, and be taken for an empty one",
			"give an account, an ordinary one is enough")
	default:
		err = misuse(fmt.Sprintf("LDAP sign-in %q is not supported", string(t.Auth)), "supported are: simple, ntlm, kerberos, external")
	}
	if err != nil {
		return err
	}
	return t.checkPrivacy()
}

// checkPrivacy wants TLS, whatever the way of signing in: none of them signs or
// encrypts what follows, so that answers could be read and altered on their
// way.
func (t *target) checkPrivacy() error {
	if t.encrypted || t.StartTLS || t.AllowPlaintext || isLoopback(t.host) {
		return nil
	}
	what := "the password would be sent unencrypted to %s"
	switch t.Auth {
	case AuthNTLM:
		what = "an NTLM answer, from which the password can be guessed, would be sent unencrypted to %s"
	case AuthKerberos:
		what = "the connection to %s would be neither signed nor encrypted: Kerberos alone protects the sign-in, not the answers"
	}
	return &Error{Reason: EncryptionRequired, What: fmt.Sprintf(what, t.address), Hint: "use ldaps:// or StartTLS, or allow plaintext explicitly"}
}

// needPassword refuses what a server would take for an anonymous sign-in.
func (t *target) needPassword(userForms string) error {
	if t.User == "" {
		return misuse("no LDAP user was given", "give it as "+userForms)
	}
	if t.Password == "" {
		return misuse("the LDAP password is empty: the server would take the bind for an anonymous one and show an empty directory",
			"give the password")
	}
	return nil
}

// isDistinguished tells a DN from an account's name.
func isDistinguished(user string) bool { return strings.Contains(user, "=") }

// bind signs the present connection in.
func (l *LDAP) bind(ctx context.Context) error { return l.target.signIn.bind(ctx, l) }

// signingIn is what is being done, for messages.
func (l *LDAP) signingIn() string {
	return fmt.Sprintf("signing in to %s as %s", l.target.address, l.target.signIn.as())
}

// WhoAmI asks the server who it takes the signed-in account for (RFC 4532),
// such as `u:CONTOSO\svc-inventory`; "" where the server does not tell. No
// inventory needs it.
func (l *LDAP) WhoAmI(ctx context.Context) (string, error) {
	var who string
	err := l.retry(ctx, func(ctx context.Context) error {
		return l.exchange(ctx, "asking "+l.target.address+" who is signed in", func() error {
			answer, err := l.link.conn.WhoAmI(nil)
			switch {
			case ldap.IsErrorWithCode(err, ldap.LDAPResultProtocolError), ldap.IsErrorWithCode(err, ldap.LDAPResultUnwillingToPerform):
				return nil // not offered
			case err == nil:
				who = answer.AuthzID
			}
			return err
		})
	})
	return who, plain(err)
}
