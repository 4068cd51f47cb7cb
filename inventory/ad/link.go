package ad

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"syscall"
	"time"

	ber "github.com/go-asn1-ber/asn1-ber"
	"github.com/go-ldap/ldap/v3"
)

// link is one signed-in connection.
type link struct {
	conn *ldap.Conn
	net  net.Conn
}

// close unbinds and closes.
func (k *link) close() {
	_ = k.conn.Unbind()
	_ = k.conn.Close()
}

// connect dials, encrypts and signs in, replacing the present connection. On
// failure there is none.
func (l *LDAP) connect(ctx context.Context) error {
	l.drop()
	opCtx, cancel := l.target.WithTimeout(ctx, l.target.Timeout)
	defer cancel()
	conn, err := l.target.Dialer(opCtx, "tcp", l.target.address)
	if err != nil {
		return l.broken(ctx, opCtx, &Error{Reason: Unreachable, Doing: "connecting to " + l.target.address,
			What: "no connection", Hint: "check the name, the port and the firewall", err: err})
	}
	if conn, err = l.encrypt(opCtx, conn); err != nil {
		return l.broken(ctx, opCtx, err)
	}
	l.link = &link{conn: ldap.NewConn(conn, l.target.encrypted || l.target.StartTLS), net: conn}
	l.link.conn.Start()
	if err := l.bind(ctx); err != nil {
		l.drop() // else the next question would be asked anonymously
		return err
	}
	return nil
}

// reach connects, and again after a pause where the server puts the sign-in
// off: it is busy, or the connection is cut. Credentials that were refused are
// not sent again, now or later: that would lock the account.
func (l *LDAP) reach(ctx context.Context) error {
	l.door.mu.Lock()
	defer l.door.mu.Unlock()
	if l.door.refused != nil {
		return l.door.refused
	}
	pause := time.Second
	for attempt := 1; ; attempt++ {
		err := l.connect(ctx)
		var e *Error
		if !errors.As(err, &e) {
			return err
		}
		if refusesCredentials(e) {
			l.door.refused = err
		}
		if !putsOff(e) {
			return err
		}
		if attempt == attempts || l.losses > 0 {
			e.err = errors.Join(e.err, errSignIn)
			return err
		}
		l.target.Log.Debug("LDAP sign-in was put off", "attempt", attempt, "error", err)
		if err := l.target.Sleep(ctx, pause); err != nil {
			return &fatal{err}
		}
		pause *= 2
	}
}

// errSignIn marks a sign-in that was tried often enough.
var errSignIn = errors.New("signing in")

func refusesCredentials(e *Error) bool {
	switch e.Reason {
	case WrongCredentials, UnknownUser, LogonNotAllowed, PasswordExpired, AccountDisabled, AccountExpired, MustChangePassword, AccountLocked:
		return true
	}
	return e.Code == ldap.LDAPResultInvalidCredentials
}

func putsOff(e *Error) bool {
	return e.Code == ldap.LDAPResultBusy || e.Code == ldap.LDAPResultUnavailable || e.Reason == ConnectionCut
}

// drop closes the present connection, if there is one, without a word.
func (l *LDAP) drop() {
	if l.link == nil {
		return
	}
	_ = l.link.net.Close()
	_ = l.link.conn.Close()
	l.link = nil
}

// broken prefers the end of the context, and of the time allowed, over what
// they look like.
func (l *LDAP) broken(ctx, opCtx context.Context, err error) error {
	if ctx.Err() != nil {
		return &fatal{ctx.Err()}
	}
	var e *Error
	if opCtx.Err() != nil && errors.As(err, &e) {
		return &Error{Reason: TimedOut, Doing: e.Doing, What: "timed out", Hint: "check the server and the network, or allow more time", err: err}
	}
	return err
}

// encrypt starts TLS where the target wants it. On failure conn is closed.
func (l *LDAP) encrypt(ctx context.Context, conn net.Conn) (net.Conn, error) {
	if !l.target.encrypted && !l.target.StartTLS {
		return conn, nil
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	if l.target.StartTLS {
		if err := l.startTLS(conn); err != nil {
			_ = conn.Close()
			return nil, err
		}
	}
	secured := tls.Client(conn, l.target.tls)
	if err := secured.HandshakeContext(ctx); err != nil {
		_ = conn.Close()
		return nil, tlsError("starting TLS with "+l.target.address, l.target.host, err)
	}
	return secured, nil
}

// startTLS asks for TLS (RFC 4511 4.14). It is done here, before the library
// has the connection, since the library turns a refused certificate into text.
func (l *LDAP) startTLS(conn net.Conn) error {
	doing := "asking " + l.target.address + " for StartTLS"
	req := ber.Encode(ber.ClassUniversal, ber.TypeConstructed, ber.TagSequence, nil, "request")
	req.AppendChild(ber.NewInteger(ber.ClassUniversal, ber.TypePrimitive, ber.TagInteger, 1, "message id"))
	ext := ber.Encode(ber.ClassApplication, ber.TypeConstructed, ldap.ApplicationExtendedRequest, nil, "extended request")
	ext.AppendChild(ber.NewString(ber.ClassContext, ber.TypePrimitive, 0, "1.3.6.1.4.1.1466.20037", "StartTLS"))
	req.AppendChild(ext)
	if _, err := conn.Write(req.Bytes()); err != nil {
		return exchangeError(doing, err)
	}
	res, err := ber.ReadPacket(conn)
	if err == nil {
		err = ldap.GetLDAPError(res)
	}
	if err != nil {
		return exchangeError(doing, err)
	}
	return nil
}

// exchange runs one request and its answers within the time allowed.
func (l *LDAP) exchange(ctx context.Context, doing string, request func() error) error {
	opCtx, cancel := l.target.WithTimeout(ctx, l.target.Timeout)
	defer cancel()
	netConn := l.link.net
	stop := context.AfterFunc(opCtx, func() { _ = netConn.Close() })
	err := request()
	if stop() && err == nil {
		return nil
	}
	if err == nil {
		err = opCtx.Err()
	}
	return l.broken(ctx, opCtx, exchangeError(doing, err))
}

// resetOnWindows is WSAECONNRESET; syscall.ECONNRESET is a number there that no
// connection gives.
const resetOnWindows = syscall.Errno(10054)

// tlsError says what is wrong with a certificate.
func tlsError(doing, host string, err error) error {
	e := &Error{Reason: TLSFailed, Doing: doing, What: "the TLS handshake failed", err: err,
		Hint: "check that the port speaks TLS and that the server offers TLS 1.2"}
	var name x509.HostnameError
	var unknown x509.UnknownAuthorityError
	var invalid x509.CertificateInvalidError
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET), errors.Is(err, resetOnWindows):
		e.Reason = ConnectionCut
		e.What = "the connection was cut in the TLS handshake"
		e.Hint = "check that the port speaks TLS and that the server has a certificate for it"
	case errors.As(err, &name):
		e.Reason = WrongHostName
		e.What = fmt.Sprintf("the certificate is not for %q but for %s", host, certificateNames(name.Certificate))
		e.Hint = "use one of its names in the URL"
	case errors.As(err, &unknown):
		e.Reason = UntrustedCertificate
		e.What = "the certificate is signed by an authority that is not trusted here"
		if unknown.Cert != nil {
			e.What += fmt.Sprintf(" (issuer %q)", unknown.Cert.Issuer.String())
		}
		e.Hint = "give the issuing CA's certificate as the LDAP CA file"
	case errors.As(err, &invalid):
		e.Reason = UntrustedCertificate
		e.What = "the certificate is not valid"
		if invalid.Reason == x509.Expired {
			e.What = "the certificate has expired or is not valid yet"
		}
		e.Hint = "have the server's certificate renewed, or check this machine's clock"
	}
	return e
}

func certificateNames(c *x509.Certificate) string {
	var names []string
	for _, n := range c.DNSNames {
		names = append(names, fmt.Sprintf("%q", n))
	}
	for _, ip := range c.IPAddresses {
		names = append(names, ip.String())
	}
	if len(names) == 0 {
		return fmt.Sprintf("no name at all (it has no subjectAltName, its subject is %q)", c.Subject.String())
	}
	return strings.Join(names, ", ")
}
