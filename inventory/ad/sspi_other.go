//go:build !windows

package ad

import (
	"errors"

	"github.com/go-ldap/ldap/v3"
)

// haveSSPI: only Windows signs in with the account that runs the program.
const haveSSPI = false

func newSSPI(*LDAP) (ldap.GSSAPIClient, error) { return nil, errors.ErrUnsupported }
