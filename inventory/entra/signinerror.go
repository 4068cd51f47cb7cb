package entra

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
)

// signInError is a failed sign-in: nothing can be read after it.
type signInError struct {
	auth AuthMode
	advice
	code int
	// answered: the sign-in service, or the network on the way to it, said no.
	answered bool
	err      error
}

// advice says what happened and what to do about it.
type advice struct{ what, todo string }

func (e *signInError) Error() string {
	what := e.what
	if e.code != 0 {
		what += fmt.Sprintf(" (AADSTS%d)", e.code)
	}
	return fmt.Sprintf("signing in with --auth %s: %s", e.auth, what)
}

func (e *signInError) Unwrap() error { return e.err }

// Hint says what to do next.
func (e *signInError) Hint() string { return e.todo }

// refusedError is Graph's 401 to a token that could not be replaced, or to the
// one that replaced it: no later request can do better.
type refusedError struct {
	auth AuthMode
	why  string
}

func (e *refusedError) Error() string {
	return fmt.Sprintf("graph refused the access token (%s): it has expired, was revoked or is meant for another service", e.why)
}

// Hint says what to do next.
func (e *refusedError) Hint() string {
	if e.auth == AuthToken {
		return "get a new access token for Microsoft Graph of this cloud, put it into " + envToken + " and start again; the other ways of signing in (--auth) renew a token by themselves"
	}
	return "another token was refused too: check --cloud and --tenant, whether a Conditional Access policy demands more of this sign-in, and this machine's clock; then start again"
}

// failed turns a failed attempt into what happened and what to do. It decides
// by the fields of the answer. Only az, and a browser that is sent back, hand
// on nothing but text; there the code is looked for in it.
func (s *signer) failed(seen *exchange, claims string, err error) error {
	r, path, lost := seen.last()
	text := s.hidden.hideIn(err.Error())
	if r != nil {
		s.log.Debug("sign-in refused", "auth", string(s.auth), "status", r.Status, "error", r.Error, "codes", r.Codes, "suberror", r.Suberror,
			"trace_id", r.TraceID, "correlation_id", r.CorrelationID, "timestamp", r.Timestamp, "description", s.hidden.hideIn(r.Description))
	} else {
		s.log.Debug("sign-in failed", "auth", string(s.auth), "error", text)
	}
	e := &signInError{auth: s.auth, err: err, code: codeIn(r, text), answered: r != nil || lost != nil}
	switch {
	case claims != "" && (s.auth == AuthCLI || s.auth == AuthDefault && !e.answered):
		e.advice = s.cliChallenge(claims)
	case e.code != 0:
		e.advice = s.ofCode(e.code, r)
	case r != nil:
		e.advice = s.ofAnswer(r)
	case lost != nil:
		e.advice = s.ofNetwork(lost)
	case strings.HasSuffix(path, "/devicecode"): // and nothing came of it
		e.advice = expiredCode
	default:
		e.advice = s.ofMode(text)
	}
	return e
}

var aadsts = regexp.MustCompile(`AADSTS([0-9]{4,9})\b`)

func codeIn(r *refusal, text string) int {
	if r != nil {
		if len(r.Codes) > 0 && !r.waiting() {
			return r.Codes[0]
		}
		return 0
	}
	if m := aadsts.FindStringSubmatch(text); m != nil {
		code, _ := strconv.Atoi(m[1]) // nine digits always fit
		return code
	}
	return 0
}

// waiting: the code has not been entered yet.
func (r *refusal) waiting() bool { return r.Error == "authorization_pending" || r.Error == "slow_down" }

func (s *signer) ofCode(code int, r *refusal) advice {
	if a, ok := codeAdvice(code); ok {
		return a
	}
	if r != nil {
		return s.ofAnswer(r)
	}
	return advice{"the sign-in service refused", unknownTodo}
}

const unknownTodo = "look the code up at https://login.microsoftonline.com/error, or show an administrator the sign-in log; --verbose shows the trace and correlation ids that support asks for"

// ofAnswer judges by OAuth's own words, which are stable where codes are not.
func (s *signer) ofAnswer(r *refusal) advice {
	if s.auth == AuthManagedIdentity {
		return ofIdentityEndpoint(r)
	}
	if a, ok := oauthAdvice(r); ok {
		return a
	}
	if r.Error == "" {
		return advice{fmt.Sprintf("the sign-in service answered HTTP %d, and not as Entra does", r.Status),
			"a proxy may stand in between: check HTTPS_PROXY, and --cloud"}
	}
	return advice{"the sign-in service refused: " + s.hidden.hideIn(firstSentence(r)), unknownTodo}
}

var trailer = regexp.MustCompile(`(?s)\s*(Trace ID:|\r?\n).*`)

// firstSentence is the description without the ids that follow it.
func firstSentence(r *refusal) string {
	if text := trailer.ReplaceAllString(r.Description, ""); text != "" {
		return text
	}
	return r.Error
}

func ofIdentityEndpoint(r *refusal) advice {
	if r.Status == 400 {
		return advice{"this machine has no such managed identity",
			"in the Azure portal, open the resource > Identity, and switch the system-assigned identity on or assign the user-assigned one whose client id --client-id (or AZURE_CLIENT_ID) names"}
	}
	return advice{fmt.Sprintf("the identity endpoint of this machine answered HTTP %d", r.Status),
		"try again in a minute; outside of Azure choose another --auth"}
}

func (s *signer) ofNetwork(lost error) advice {
	var why string
	if errors.Is(lost, context.DeadlineExceeded) {
		why = "no answer in time"
	} else {
		why = networkFailure(lost).why
	}
	if s.auth == AuthManagedIdentity {
		return advice{"the identity endpoint of this machine does not answer: " + why,
			"a managed identity exists on Azure machines and Azure Arc servers only: choose another --auth elsewhere"}
	}
	return advice{"the sign-in service cannot be reached: " + why, "check the network, the proxy (HTTPS_PROXY) and --cloud"}
}

// ofMode is for a failure before any answer.
func (s *signer) ofMode(text string) advice {
	switch s.auth {
	case AuthCLI:
		if _, err := exec.LookPath("az"); err != nil {
			return advice{"the Azure CLI (az) is not on the PATH", "install the Azure CLI and run az login, or choose another --auth"}
		}
		return advice{"the Azure CLI gave no token", "run az login --tenant " + s.tenant + " and try again; --verbose shows what az said"}
	case AuthBrowser:
		return advice{"nobody signed in in the browser, or the browser could not be opened",
			"try again, or use --auth device-code; --verbose shows the details"}
	case AuthManagedIdentity:
		return advice{"the managed identity gave no token", "choose another --auth, or see what --verbose shows"}
	case AuthDefault:
		return advice{"no way of signing in was found", "run az login, set the AZURE_… variables of a service principal, or choose another --auth; --verbose shows what was tried"}
	}
	return advice{"no token was issued", "--verbose shows the details"}
}

// cliChallenge hands on to az what Conditional Access asks for.
func (s *signer) cliChallenge(claims string) advice {
	command := "az login"
	if s.tenant != "" {
		command += " --tenant " + s.tenant
	}
	return advice{"Conditional Access asks for a stronger or a fresh sign-in",
		"run " + command + " --claims-challenge " + base64.StdEncoding.EncodeToString([]byte(claims)) + " and start again"}
}

// graphAdvice says of a refusal by Graph what no permission would change.
func graphAdvice(code string) string {
	switch {
	case strings.EqualFold(code, "Authentication_RequestFromNonPremiumTenantOrB2CTenant"):
		return "the tenant lacks a Microsoft Entra ID P1 or P2 licence"
	case strings.EqualFold(code, "Authorization_IdentityNotFound"):
		return "the app has no enterprise application in this tenant: grant it admin consent there"
	case code == codeClaims:
		return "Conditional Access demands a stronger sign-in than this one"
	}
	return ""
}
