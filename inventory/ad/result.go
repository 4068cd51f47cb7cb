package ad

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/go-ldap/ldap/v3"
)

// exchangeError turns the library's error into an [*Error]. What it says is the
// same from run to run: the server's own text stays in the wrapped error.
func exchangeError(doing string, err error) error {
	var own *Error
	if errors.As(err, &own) {
		return own
	}
	var le *ldap.Error
	if !errors.As(err, &le) || le.ResultCode >= ldap.ErrorNetwork {
		return &Error{Reason: ConnectionCut, Doing: doing, What: "the connection was cut", Hint: "run it again", err: err}
	}
	e := &Error{Doing: doing, Code: le.ResultCode, err: err}
	e.What = resultText(le.ResultCode)
	switch le.ResultCode {
	case ldap.LDAPResultInvalidCredentials:
		e.credentials(le.Err)
	case ldap.LDAPResultStrongAuthRequired, ldap.LDAPResultConfidentialityRequired:
		e.Reason = EncryptionRequired
		e.What = "the server refuses an unencrypted sign-in (" + e.What + ")"
		e.Hint = "use ldaps:// or StartTLS"
	case ldap.LDAPResultReferral:
		e.Reason = ReferredElsewhere
		e.What = "the server does not hold this part of the directory (" + e.What + ")"
		e.Hint = "name a domain controller of the domain that holds it"
	case ldap.LDAPResultNoSuchObject:
		e.Reason = NoSuchObject
		e.Hint = "check the name, and that the account may see the object"
	case ldap.LDAPResultInsufficientAccessRights:
		e.Reason = AccessDenied
		e.Hint = "let the account read it"
	default:
		e.Hint = hintFor(le.ResultCode)
	}
	return e
}

func hintFor(code uint16) string {
	switch code {
	case ldap.LDAPResultOperationsError:
		return "AD answers so to whoever is not signed in: check user and password"
	case ldap.LDAPResultTimeLimitExceeded, ldap.LDAPResultSizeLimitExceeded, ldap.LDAPResultAdminLimitExceeded:
		return "read a smaller base"
	case ldap.LDAPResultBusy, ldap.LDAPResultUnavailable, ldap.LDAPResultUnwillingToPerform:
		return "run it again later, or name another domain controller"
	case ldap.LDAPResultUnavailableCriticalExtension, ldap.LDAPResultProtocolError:
		return "check that the server is a domain controller"
	}
	return ""
}

// dataCode finds AD's own code in "AcceptSecurityContext error, data 52e, v3839".
var dataCode = regexp.MustCompile(`\bdata ([0-9a-fA-F]{1,8})\b`)

// badBindings is SEC_E_BAD_BINDINGS.
const badBindings = "80090346"

// credentials says which of AD's reasons is behind invalidCredentials.
func (e *Error) credentials(cause error) {
	data, text := "", fmt.Sprint(cause)
	if m := dataCode.FindStringSubmatch(text); m != nil {
		data = m[1]
	}
	e.Reason, e.What, e.Hint = WrongCredentials, "wrong user or password", "check both; the user is user@domain, DOMAIN\\user or a DN"
	if strings.Contains(text, badBindings) {
		data = badBindings // Samba repeats another code as data
	}
	switch data {
	case badBindings:
		e.Reason, e.What = BindingRefused, "the server refuses the sign-in's channel binding"
		e.Hint = "connect to the domain controller itself: something in between (a load balancer, a proxy) seems to end TLS"
	case "525":
		e.Reason, e.What = UnknownUser, "the user does not exist"
	case "530":
		e.Reason, e.What, e.Hint = LogonNotAllowed, "the account may not sign in at this time", "try within its logon hours"
	case "531":
		e.Reason, e.What, e.Hint = LogonNotAllowed, "the account may not sign in from this computer", "run on a computer that it may use"
	case "532":
		e.Reason, e.What, e.Hint = PasswordExpired, "the password has expired", "change it"
	case "533":
		e.Reason, e.What, e.Hint = AccountDisabled, "the account is disabled", "have it enabled"
	case "701":
		e.Reason, e.What, e.Hint = AccountExpired, "the account has expired", "have it extended"
	case "773":
		e.Reason, e.What, e.Hint = MustChangePassword, "the password must be changed before the first sign-in", "change it"
	case "775":
		e.Reason, e.What, e.Hint = AccountLocked, "the account is locked", "have it unlocked, and correct the password first"
	}
	if data == "" {
		data = "none"
	}
	e.What += fmt.Sprintf(" (%s, data %s)", resultText(e.Code), data)
}

// resultText names a result code as RFC 4511 does.
func resultText(code uint16) string {
	name := resultName(code)
	if name == "" {
		return fmt.Sprintf("LDAP result %d", code)
	}
	return fmt.Sprintf("LDAP result %d %s", code, name)
}

func resultName(code uint16) string {
	switch code {
	case 1:
		return "operationsError"
	case 2:
		return "protocolError"
	case 3:
		return "timeLimitExceeded"
	case 4:
		return "sizeLimitExceeded"
	case 7:
		return "authMethodNotSupported"
	case 8:
		return "strongerAuthRequired"
	case 10:
		return "referral"
	case 11:
		return "adminLimitExceeded"
	case 12:
		return "unavailableCriticalExtension"
	case 13:
		return "confidentialityRequired"
	case 16:
		return "noSuchAttribute"
	case 18:
		return "inappropriateMatching"
	case 32:
		return "noSuchObject"
	case 34:
		return "invalidDNSyntax"
	case 48:
		return "inappropriateAuthentication"
	case 49:
		return "invalidCredentials"
	case 50:
		return "insufficientAccessRights"
	case 51:
		return "busy"
	case 52:
		return "unavailable"
	case 53:
		return "unwillingToPerform"
	case 80:
		return "other"
	}
	return ""
}
