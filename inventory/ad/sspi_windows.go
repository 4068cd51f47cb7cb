package ad

import (
	"github.com/go-ldap/ldap/v3"
	"github.com/go-ldap/ldap/v3/gssapi"
)

// haveSSPI: Windows signs in with the account that runs the program.
const haveSSPI = true

// newSSPI is the account's end of a GSSAPI sign-in, bound to the TLS
// connection.
func newSSPI(l *LDAP) (ldap.GSSAPIClient, error) {
	var client *gssapi.SSPIClient
	var err error
	if cert := l.link.serverCertificate(); cert != nil && endPointHash(cert.SignatureAlgorithm) != 0 {
		client, err = gssapi.NewSSPIClientWithChannelBinding(cert)
	} else {
		client, err = gssapi.NewSSPIClient()
	}
	if err != nil {
		return nil, sspiError(l, err)
	}
	return &sspi{client, l}, nil
}

func sspiError(l *LDAP, err error) error {
	return &Error{Reason: Refused, Doing: l.signingIn(), What: "Windows gives no Kerberos ticket for it", err: err,
		Hint: "sign in to Windows with a domain account and use the domain controller's full DNS name in the URL; or give user and password, or a keytab (" + err.Error() + ")"}
}

// sspi gives the errors of the Windows client a meaning.
type sspi struct {
	*gssapi.SSPIClient
	l *LDAP
}

// InitSecContextWithOptions implements [ldap.GSSAPIClient].
func (s *sspi) InitSecContextWithOptions(spn string, token []byte, options []int) ([]byte, bool, error) {
	out, more, err := s.SSPIClient.InitSecContextWithOptions(spn, token, options)
	if err != nil {
		err = sspiError(s.l, err)
	}
	return out, more, err
}

// DeleteSecContext implements [ldap.GSSAPIClient]; the credentials handle goes
// with the context.
func (s *sspi) DeleteSecContext() error { return s.Close() }
