package entra

// Where things are in the Microsoft Entra admin center.
const (
	secretsPage = "in the Entra admin center, App registrations > the app > Certificates & secrets"
	authPage    = "in the Entra admin center, App registrations > the app > Authentication"
	policyPage  = "an administrator sees the policy in the Entra admin center, Sign-in logs > the sign-in > Conditional Access"
	consentTodo = "an administrator opens, in the Entra admin center, App registrations > the app > API permissions, adds the read permissions that README.md lists and chooses Grant admin consent"
	mfaTodo     = "sign in where a second factor can be given: --auth browser or device-code, or az login again for --auth cli"
	againTodo   = "sign in again"
)

var expiredCode = advice{"the device code was not used in time", "start again, open the page and enter the code within 15 minutes"}

// codeAdvice says what an AADSTS code means. The codes are Microsoft's list of
// sign-in errors, which may change: an unknown one is judged by OAuth's words.
func codeAdvice(code int) (advice, bool) {
	for _, table := range []map[int]advice{appCodes(), consentCodes(), policyCodes(), personCodes()} {
		if a, ok := table[code]; ok {
			return a, true
		}
	}
	return advice{}, false
}

// appCodes are about the tenant, the app registration and its credentials.
func appCodes() map[int]advice {
	wrongTenant := advice{"there is no such tenant in this cloud", "check --tenant (an id or a verified domain) and --cloud"}
	wrongSecret := advice{"the client secret is wrong", "put the secret's value, not its id, into " + envClientSecret + "; a new one is made " + secretsPage}
	noApp := advice{"the tenant does not know the app", "check --client-id and --tenant; an app of another tenant needs admin consent in this one first"}
	disabled := advice{"the app is disabled in the tenant", "an administrator enables sign-in in the Entra admin center, Enterprise applications > the app > Properties"}
	wrongCert := advice{"the app does not know the certificate, or its signature does not hold",
		"upload the public certificate " + secretsPage + ", and check that " + envCertificate + " names the right file and this machine's clock is right"}
	return map[int]advice{
		90002: wrongTenant, 90038: wrongTenant, 50059: wrongTenant, 50128: wrongTenant, 900023: wrongTenant,
		700016: noApp, 700011: noApp, 90099: noApp,
		7000215: wrongSecret, 70002: wrongSecret,
		7000222: {"the client secret has expired", "make a new one " + secretsPage + ", and put its value into " + envClientSecret},
		700027:  wrongCert, 50012: wrongCert, 700030: wrongCert, 500133: wrongCert, 700024: wrongCert,
		7000112: disabled, 70001: disabled,
		7000218: {"the app does not allow sign-in without a secret", "switch Allow public client flows on " + authPage + ", or use --auth client-secret"},
		700025:  {"the app is a public client, and a secret or certificate was sent", "use --auth device-code or browser, or an app registration without public client flows"},
		50011:   {"the app does not know the address that the browser is sent back to", "add the platform Mobile and desktop applications with the redirect URI http://localhost " + authPage},
		500011:  {"the tenant does not know Microsoft Graph of this cloud", "check --tenant and --cloud"},
		65002:   {"the client id is one of Microsoft's own apps, which may not read this", "register an app of your own and name it with --client-id"},
		50194:   {"the app belongs to one tenant", "name that tenant with --tenant"},
		50001:   {"Microsoft Graph is disabled or missing in the tenant", "check --tenant and --cloud"},
	}
}

func consentCodes() map[int]advice {
	admin := advice{"the app needs an administrator's consent", consentTodo}
	return map[int]advice{
		65001: {"nobody has consented to what the app asks for", consentTodo},
		65004: {"consent was declined", "sign in again and accept, or: " + consentTodo},
		90094: admin, 90095: admin, 90093: admin, 90008: admin, 650056: admin, 65005: admin, 650057: admin,
		50105: {"the account is not assigned to the app", "an administrator assigns it in the Entra admin center, Enterprise applications > the app > Users and groups"},
	}
}

// policyCodes are Conditional Access, security defaults and the second factor.
func policyCodes() map[int]advice {
	blocked := advice{"Conditional Access blocks the sign-in", policyPage + "; ask for an exception, or sign in from where the policy allows it (device code flow and unknown locations are often blocked)"}
	mfa := advice{"a second factor is required", mfaTodo}
	register := advice{"a second factor has to be registered first", "register at https://aka.ms/mfasetup, then " + againTodo}
	risk := advice{"the sign-in is blocked because the account is at risk", "an administrator looks at it in the Entra admin center, Protection > Risky users, of the account's home tenant"}
	return map[int]advice{
		53000: {"Conditional Access wants a compliant device", "sign in from a device that Intune manages (--auth browser), since another device's state is not seen; " + policyPage},
		53001: {"Conditional Access wants a domain-joined device", "sign in from a joined device (--auth browser), since another device's state is not seen; " + policyPage},
		53002: {"Conditional Access wants an approved app", policyPage + "; this app cannot be one: ask for an exception"},
		53003: blocked, 50131: blocked, 530032: blocked,
		530035: {"security defaults block the sign-in", "sign in with --auth browser"},
		50005:  {"Conditional Access does not allow this kind of device", "sign in from a platform that the policy allows; " + policyPage},
		50097:  {"Conditional Access wants to know the device", "sign in from a registered device (--auth browser); " + policyPage},
		50076:  mfa, 50074: mfa, 50078: mfa, 50158: mfa,
		50079: register, 50072: register, 53004: register,
		53011: risk, 530034: risk,
		70043:  {"Conditional Access lets a sign-in last no longer", againTodo + "; the sign-in frequency of the policy is shorter than the run"},
		700020: {"the sign-in needs a person", mfaTodo},
		500021: {"tenant restrictions of this network forbid the tenant", "ask the network's administrators to allow it, or sign in from elsewhere"},
		500022: {"tenant restrictions of this network forbid the tenant", "ask the network's administrators to allow it, or sign in from elsewhere"},
		500212: {"the account's own tenant does not allow access to this tenant", "use an account of the tenant that is read"},
		500213: {"the tenant does not allow accounts of the other tenant", "use an account of the tenant that is read"},
	}
}

// personCodes are about the account and what it was given.
func personCodes() map[int]advice {
	guest := advice{"the account is not in this tenant", "check --tenant, sign in with an account of that tenant, or have this one invited as a guest"}
	password := advice{"the password has expired or has to be changed", "change it at https://myaccount.microsoft.com, then " + againTodo}
	revoked := advice{"the sign-in was revoked or has expired", againTodo + " (az login again for --auth cli)"}
	return map[int]advice{
		50020: guest, 50034: guest, 51004: guest, 16000: guest, 90072: guest, 50014: guest,
		50057: {"the account is disabled", "an administrator enables it, or use another account"},
		50055: password, 50144: password, 50135: password,
		50126: {"the user name or the password is wrong", "try again; too many attempts lock the account"},
		50053: {"the account is locked, or the address of this network is blocked", "wait some minutes; an administrator sees which of the two in the Entra admin center, Sign-in logs"},
		50173: revoked, 50132: revoked, 50133: revoked, 50089: revoked, 70008: revoked, 700082: revoked, 70000: revoked,
		70019: expiredCode, 70020: expiredCode,
		70018: {"the code that was entered is another one", "start again and enter the code as shown"},
		90120: {"the device code was used or declined already", "start again"},
		50199: {"the sign-in waits for a confirmation", againTodo + " and confirm in the browser that this app is meant"},
	}
}

// oauthAdvice judges by error and suberror.
func oauthAdvice(r *refusal) (advice, bool) {
	switch {
	case r.waiting(), r.Error == "expired_token", r.Error == "code_expired":
		return expiredCode, true
	case r.Error == "authorization_declined", r.Error == "access_denied":
		return advice{"the sign-in was declined", "start again and accept it"}, true
	case r.Error == "consent_required", r.Suberror == "consent_required":
		return advice{"consent is missing", consentTodo}, true
	case r.Suberror == "user_password_expired":
		return personCodes()[50055], true
	case r.Suberror == "bad_token", r.Suberror == "token_expired":
		return personCodes()[50173], true
	case r.Error == "interaction_required", r.Error == "login_required", r.Suberror == "basic_action", r.Suberror == "additional_action":
		return advice{"the sign-in needs a person, or more of one", mfaTodo + "; " + policyPage}, true
	case r.Error == "temporarily_unavailable", r.Error == "server_error", r.Error != "" && r.Status >= 500:
		return advice{"the sign-in service is not available at present", "try again in some minutes"}, true
	}
	return advice{}, false
}
