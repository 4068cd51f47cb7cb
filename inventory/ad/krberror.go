package ad

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/jcmturner/gokrb5/v8/iana/errorcode"
	"github.com/jcmturner/gokrb5/v8/krberror"
)

const (
	noKDC     = "no key distribution centre (KDC) of the realm answered"
	noKDCHint = "check the realm, DNS (SRV _kerberos._tcp), krb5.conf, and that port 88 of a domain controller is open"
)

// kerberosCode finds the KDC's error code: the library wraps it as text.
var kerberosCode = regexp.MustCompile(`KRB Error: \((\d+)\) (\w+)`)

// kerberosError says what stands behind a Kerberos error and what to do.
func kerberosError(doing string, err error) error {
	e := &Error{Reason: Refused, Doing: doing, What: "the Kerberos sign-in failed", Hint: fmt.Sprintf("the Kerberos library says %q", err), err: err}
	var k krberror.Krberror
	errors.As(err, &k)
	if m := kerberosCode.FindStringSubmatch(err.Error()); m != nil {
		code, _ := strconv.Atoi(m[1])
		e.kerberos(int32(code))
		e.What += fmt.Sprintf(" (Kerberos error %s %s)", m[1], m[2])
		return e
	}
	switch {
	case strings.Contains(err.Error(), "clock skew"):
		e.kerberos(errorcode.KRB_AP_ERR_SKEW)
	case k.RootCause == krberror.NetworkingError, strings.Contains(err.Error(), "defined KDCs"):
		e.Reason, e.What, e.Hint = Unreachable, noKDC, noKDCHint
	case k.RootCause == krberror.DecryptingError:
		e.kerberos(errorcode.KDC_ERR_PREAUTH_FAILED)
	case strings.Contains(err.Error(), "no valid existing session"):
		e.kerberos(errorcode.KRB_AP_ERR_TKT_EXPIRED)
	}
	return e
}

// kerberos sets reason, text and hint of a code of RFC 4120 7.5.9.
func (e *Error) kerberos(code int32) {
	set := func(r Reason, what, hint string) { e.Reason, e.What, e.Hint = r, what, hint }
	switch code {
	case errorcode.KDC_ERR_C_PRINCIPAL_UNKNOWN, errorcode.KDC_ERR_WRONG_REALM:
		set(UnknownUser, "the KDC does not know the user",
			"give the principal as sAMAccountName@REALM; it may differ from the user principal name")
	case errorcode.KDC_ERR_S_PRINCIPAL_UNKNOWN:
		set(UnknownService, "the KDC does not know the service",
			"use the domain controller's full DNS name in the URL, no alias or address, or name its service principal (setspn -L)")
	case errorcode.KDC_ERR_PREAUTH_FAILED, errorcode.KRB_AP_ERR_BAD_INTEGRITY:
		set(WrongCredentials, "wrong password, or a keytab from before the last change of password", "correct the password, or export the keytab again")
	case errorcode.KDC_ERR_POLICY:
		set(LogonNotAllowed, "a policy forbids the sign-in here or now", "check the account's logon hours and workstations")
	case errorcode.KDC_ERR_CLIENT_REVOKED:
		set(AccountDisabled, "the account is disabled, locked or expired", "have it enabled")
	case errorcode.KDC_ERR_KEY_EXPIRED:
		set(PasswordExpired, "the password has expired or must be changed", "change it")
	case errorcode.KDC_ERR_ETYPE_NOSUPP:
		set(Refused, "account and KDC have no encryption type in common", "let the account use AES (msDS-SupportedEncryptionTypes), and reset its password once")
	case errorcode.KRB_AP_ERR_SKEW:
		set(ClockSkew, "this machine's clock and the KDC's differ by more than Kerberos allows", "set this machine's clock")
	case errorcode.KRB_AP_ERR_TKT_EXPIRED:
		set(NoTicket, "the ticket has expired", kinitHint)
	case errorcode.KRB_AP_ERR_MODIFIED:
		set(UnknownService, "the server cannot read the ticket", "check that its service principal is not registered twice (setspn -X)")
	}
}
