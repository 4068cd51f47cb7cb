package ad

import (
	"context"
	"fmt"

	"github.com/go-ldap/ldap/v3"
)

// simple signs in with user and password (RFC 4513 5.1.3).
type simple struct {
	user     string
	password Secret
}

func newSimple(t *target) (*simple, error) {
	if err := t.needPassword("user@domain, DOMAIN\\user or a DN"); err != nil {
		return nil, err
	}
	return &simple{t.User, t.Password}, nil
}

func (s *simple) as() string { return fmt.Sprintf("%q", s.user) }

func (s *simple) bind(ctx context.Context, l *LDAP) error {
	return l.exchange(ctx, l.signingIn(), func() error {
		_, err := l.link.conn.SimpleBind(&ldap.SimpleBindRequest{Username: s.user, Password: string(s.password)})
		return err
	})
}

func (s *simple) end() {}
