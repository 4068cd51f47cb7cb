package ad

import (
	"context"
	"fmt"

	"github.com/go-ldap/ldap/v3"
	"github.com/jcmturner/gokrb5/v8/client"
)

// kerberos signs in by SASL GSSAPI (RFC 4752) without a security layer, since
// the LDAP library has none, and with the channel binding of the TLS
// connection, which hardened domain controllers demand.
type kerberos struct {
	credential *credential // nil: the account that is signed in to Windows
	spn        string
	// client holds the tickets for all connections of the source.
	client *client.Client
}

func newKerberos(t *target) (*kerberos, error) {
	k := &kerberos{spn: t.SPN}
	if k.spn == "" {
		k.spn = "ldap/" + t.host
	}
	if t.User == "" && t.KeytabFile == "" && t.CCache == "" && haveSSPI {
		return k, nil
	}
	var err error
	k.credential, err = t.kerberosCredential()
	return k, err
}

func (k *kerberos) as() string {
	if k.credential == nil {
		return "the account that is signed in"
	}
	return fmt.Sprintf("%q by Kerberos", k.credential.principal())
}

func (k *kerberos) bind(ctx context.Context, l *LDAP) error {
	var client ldap.GSSAPIClient
	var err error
	if k.credential == nil {
		client, err = newSSPI(l)
	} else {
		client, err = k.initiator(ctx, l)
	}
	if err != nil {
		return err
	}
	return l.exchange(ctx, l.signingIn(), func() error {
		return l.link.conn.GSSAPIBind(client, k.spn, "")
	})
}

// initiator gets the ticket, before the server waits for it.
func (k *kerberos) initiator(ctx context.Context, l *LDAP) (*initiator, error) {
	if k.client == nil {
		var err error
		if k.client, err = k.credential.client(); err != nil {
			return nil, err
		}
	}
	doing := fmt.Sprintf("getting a Kerberos ticket for %q as %q", k.spn, k.credential.principal())
	in := &initiator{doing: l.signingIn(), binding: l.link.channelBinding(), name: k.credential.name, realm: k.credential.realm}
	opCtx, cancel := l.target.WithTimeout(ctx, l.target.Timeout)
	defer cancel()
	got := make(chan error, 1)
	go func(c *client.Client) { // the library knows no context; it gives up by itself after some seconds
		var err error
		in.ticket, in.session, err = c.GetServiceTicket(k.spn)
		got <- err
	}(k.client)
	select {
	case err := <-got:
		if err != nil {
			return nil, kerberosError(doing, err)
		}
		return in, nil
	case <-opCtx.Done():
		k.client = nil // still busy
		return nil, l.broken(ctx, opCtx, &Error{Reason: Unreachable, Doing: doing, What: noKDC, Hint: noKDCHint, err: opCtx.Err()})
	}
}

func (k *kerberos) end() {
	if k.client != nil {
		k.client.Destroy()
		k.client = nil
	}
}
