package ad

import (
	"context"
	"errors"
	"time"

	"github.com/go-ldap/ldap/v3"
)

// attempts is how often a question is asked that a busy server or a cut
// connection left without an answer.
const attempts = 4

// deadServer is how many questions in a row must have lost the server before
// no further one is asked: each would wait for its timeout.
const deadServer = 5

// retry runs f, and again after a pause where a new attempt can help. f runs
// with a connection.
func (l *LDAP) retry(ctx context.Context, f func(context.Context) error) error {
	if l.losses >= deadServer && ctx.Err() == nil {
		return l.loss
	}
	pause := time.Second
	for attempt := 1; ; attempt++ {
		err := l.withConnection(ctx, f)
		if err == nil || asFatal(err) != nil || !worthRepeating(err) {
			l.count(err)
			return err
		}
		l.target.Log.Debug("LDAP request failed", "attempt", attempt, "error", err)
		if attempt == attempts || l.losses > 0 {
			l.count(err)
			return err
		}
		if err := l.target.Sleep(ctx, pause); err != nil {
			return &fatal{err}
		}
		pause *= 2
	}
}

// count notes whether a question lost the server.
func (l *LDAP) count(err error) {
	if err == nil || !isConnectionLoss(err) && !errors.Is(err, errSignIn) {
		l.losses, l.loss = 0, nil
		return
	}
	l.losses, l.loss = l.losses+1, err
}

// withConnection runs f, on a new connection where the old one is gone, and
// drops the connection when f lost it.
func (l *LDAP) withConnection(ctx context.Context, f func(context.Context) error) error {
	if ctx.Err() != nil {
		return &fatal{ctx.Err()}
	}
	if l.link == nil {
		if err := l.reach(ctx); err != nil {
			return err
		}
	}
	err := f(ctx)
	if err != nil && isConnectionLoss(err) {
		l.drop()
	}
	return err
}

func isConnectionLoss(err error) bool {
	switch reasonOf(err) {
	case ConnectionCut, TimedOut, Unreachable:
		return true
	}
	return false
}

// errCookie marks a page that was refused after others had come.
var errCookie = errors.New("in the middle of a list")

// worthRepeating: a lost connection, a busy server, a limit that a smaller
// page may keep, and a page cookie that the server no longer knows.
func worthRepeating(err error) bool {
	var e *Error
	if !errors.As(err, &e) || errors.Is(err, errSignIn) {
		return false
	}
	switch e.Code {
	case ldap.LDAPResultBusy, ldap.LDAPResultUnavailable, ldap.LDAPResultTimeLimitExceeded, ldap.LDAPResultAdminLimitExceeded:
		return true
	case ldap.LDAPResultUnwillingToPerform, ldap.LDAPResultUnavailableCriticalExtension:
		return errors.Is(err, errCookie)
	}
	return isConnectionLoss(err)
}
