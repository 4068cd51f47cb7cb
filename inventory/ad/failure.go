package ad

import (
	"errors"
	"fmt"

	"gwbplan/inventory"
)

// Reason is why an exchange with a directory server failed.
type Reason uint8

// The reasons of an [Error].
const (
	// Refused is a result code that has no Reason of its own.
	Refused Reason = iota
	WrongCredentials
	UnknownUser
	LogonNotAllowed
	PasswordExpired
	AccountDisabled
	AccountExpired
	MustChangePassword
	AccountLocked
	// ClockSkew: this machine's clock is too far from the KDC's.
	ClockSkew
	// NoTicket: there is no Kerberos ticket to sign in with, or it has expired.
	NoTicket
	// UnknownService: no account holds the service principal that a ticket was
	// asked for, or not the server's.
	UnknownService
	// BindingRefused: the server wants the sign-in bound to its own TLS
	// connection, and it was bound to another one or to none.
	BindingRefused
	// EncryptionRequired: the server wants TLS or signing, or gwbplan refuses
	// to sign in without.
	EncryptionRequired
	UntrustedCertificate
	WrongHostName
	// TLSFailed is any other failure of a handshake.
	TLSFailed
	// ReferredElsewhere: the server does not hold what was asked for.
	ReferredElsewhere
	NoSuchObject
	AccessDenied
	Unreachable
	ConnectionCut
	TimedOut
	// ShortAnswer: the server ended a list in a way that does not prove its end.
	ShortAnswer
	// NotActiveDirectory: the server answers, but it is no domain controller.
	NotActiveDirectory
	// WrongUsage: the configuration cannot work, whatever the server.
	WrongUsage
)

// Error is a failed exchange with a directory server.
type Error struct {
	Reason Reason
	// Doing is what was tried, with the value it was tried with.
	Doing string
	// Code is the LDAP result code, 0 where the server gave none.
	Code uint16
	// What is what happened; it holds no host, port or time.
	What string
	// Hint is what to do next.
	Hint string
	err  error
}

// Error says what was tried, what happened and what to do next.
func (e *Error) Error() string {
	s := e.What
	if e.Doing != "" {
		s = e.Doing + ": " + s
	}
	if e.Hint != "" {
		s += "; " + e.Hint
	}
	return s
}

// Unwrap returns the error of the network or of the LDAP library.
func (e *Error) Unwrap() error { return e.err }

// incomplete is a reading that ended early. Its text stands in a gap.
type incomplete struct{ why string }

func (i *incomplete) Error() string { return i.why }

func shortAnswer(format string, args ...any) error {
	return &incomplete{fmt.Sprintf(format, args...)}
}

// whyOf returns the stable text of an error for a gap: no host, port or time.
func whyOf(err error) string {
	var e *Error
	var i *incomplete
	switch {
	case errors.As(err, &e) && (e.Reason == WrongHostName || e.Reason == UntrustedCertificate):
		return "the server's certificate was refused"
	case errors.As(err, &e):
		return e.What
	case errors.As(err, &i):
		return i.why
	}
	return "the reading failed"
}

// reasonOf returns the reason of an error, [Refused] where it has none.
func reasonOf(err error) Reason {
	var e *Error
	if errors.As(err, &e) {
		return e.Reason
	}
	return Refused
}

// fatal is an error that is no gap: the sink's, or the end of the context.
type fatal struct{ err error }

func (f *fatal) Error() string { return f.err.Error() }
func (f *fatal) Unwrap() error { return f.err }

// asFatal returns the underlying error if err must end the reading.
func asFatal(err error) error {
	var f *fatal
	if errors.As(err, &f) {
		return f.err
	}
	return nil
}

// gapSource is the source name of a collector's gaps.
func (c *collector) gapSource() string {
	if c.catalog != nil {
		return "gc:" + c.domain.ForestRoot.DNSName()
	}
	return "ad:" + c.domain.Name
}

// gap makes a gap of this collector's domain.
func (c *collector) gap(what inventory.GapKind, subject, why, hides string) *inventory.Gap {
	return &inventory.Gap{Source: c.gapSource(), What: what, Subject: subject, Why: why, Hides: hides}
}
