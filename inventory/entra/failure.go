package entra

import (
	"compress/flate"
	"compress/gzip"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"regexp"
	"syscall"

	abs "github.com/microsoft/kiota-abstractions-go"
	"github.com/microsoftgraph/msgraph-sdk-go/models/odataerrors"
)

// failure is a request that brought no usable answer. What it hides becomes a
// gap; the run goes on.
type failure struct {
	// why is stable from run to run, since gaps repeat it: no address, time,
	// request id or text of the server's.
	why string
	// status is the HTTP status, 0 where there was none.
	status int
	// unreached: the server cannot be found, or does not answer at all.
	unreached bool
	// retry: the same request may succeed later.
	retry bool
	// beyondPermissions: no permission would have helped.
	beyondPermissions bool
	// permission is the one that would have helped, where it is not that of
	// the gap's kind.
	permission string
	// cause may name an address. It is for the user's eyes, not for a gap.
	cause error
}

func (f *failure) Error() string {
	if f.cause == nil {
		return f.why
	}
	return fmt.Sprintf("%s: %v", f.why, f.cause)
}

func (f *failure) Unwrap() error { return f.cause }

var stableCode = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_.-]{0,79}$`)

func statusFailure(status int, code string) *failure {
	why := fmt.Sprintf("HTTP %d", status)
	if stableCode.MatchString(code) {
		why += " " + code
	}
	f := &failure{why: why, status: status, retry: retryable(status)}
	if more := graphAdvice(code); more != "" && status == http.StatusForbidden {
		f.why += ": " + more
		f.beyondPermissions = true
	}
	return f
}

func retryable(status int) bool {
	switch status {
	case http.StatusNotImplemented, http.StatusHTTPVersionNotSupported:
		return false
	case http.StatusRequestTimeout, http.StatusTooManyRequests:
		return true
	}
	return status >= 500
}

// refusedOnWindows is WSAECONNREFUSED; syscall.ECONNREFUSED is a number there that
// no connection gives.
const refusedOnWindows = syscall.Errno(10061)

// networkFailure names what went wrong below HTTP. A reset, a closed
// connection and a cut body have one name, since it is a matter of timing
// which of them the client notices.
func networkFailure(err error) *failure {
	var own *failure
	if errors.As(err, &own) {
		return own
	}
	var dns *net.DNSError
	var timeout net.Error
	var deflate flate.CorruptInputError
	switch {
	case isTLS(err):
		return &failure{why: "TLS connection refused or not trusted", unreached: true, cause: err}
	case errors.As(err, &dns):
		return &failure{why: "host name not found", unreached: true, retry: dns.IsTemporary || dns.IsTimeout, cause: err}
	case errors.Is(err, syscall.ECONNREFUSED), errors.Is(err, refusedOnWindows):
		return &failure{why: "connection refused", unreached: true, retry: true, cause: err}
	case errors.Is(err, gzip.ErrHeader), errors.Is(err, gzip.ErrChecksum), errors.As(err, &deflate):
		return &failure{why: "answer whose compression is broken", retry: true, cause: err}
	case errors.As(err, &timeout) && timeout.Timeout(), errors.Is(err, context.DeadlineExceeded):
		return &failure{why: "no answer in time", unreached: true, retry: true, cause: err}
	}
	return &failure{why: "connection reset", retry: true, cause: err}
}

func isTLS(err error) bool {
	var authority x509.UnknownAuthorityError
	var host x509.HostnameError
	var invalid x509.CertificateInvalidError
	var verify *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	var alert tls.AlertError
	return errors.As(err, &authority) || errors.As(err, &host) || errors.As(err, &invalid) ||
		errors.As(err, &verify) || errors.As(err, &record) || errors.As(err, &alert)
}

// failureOf turns what kiota returned into a *failure, or into an error that
// ends the run. It never prints an ODataError, whose Error method panics where
// the server sent no error object.
func failureOf(ctx context.Context, auth AuthMode, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var signIn *signInError
	var keep keepError
	var own *failure
	var odata *odataerrors.ODataError
	var api *abs.ApiError
	switch {
	case errors.As(err, &signIn):
		return signIn
	case errors.As(err, &keep):
		return keep
	case errors.As(err, &own):
	case errors.As(err, &odata):
		own = statusFailure(odata.GetStatusCode(), codeOf(odata))
	case errors.As(err, &api):
		own = statusFailure(api.ResponseStatusCode, "")
	default:
		own = &failure{why: "request could not be made", cause: err}
	}
	if own.status == http.StatusUnauthorized {
		return &refusedError{auth: auth, why: own.why}
	}
	return own
}

func codeOf(e *odataerrors.ODataError) string {
	if m := e.GetErrorEscaped(); m != nil && m.GetCode() != nil {
		return *m.GetCode()
	}
	return ""
}

// asFailure tells a failure, which becomes a gap, from an error that ends the
// run. Without an error both results are nil.
func asFailure(err error) (*failure, error) {
	var f *failure
	if errors.As(err, &f) {
		return f, nil
	}
	return nil, err
}

// withPermission names the permission that a refusal asks for.
func withPermission(err error, name string) error {
	if f, _ := asFailure(err); f != nil {
		named := *f
		named.permission = name
		return &named
	}
	return err
}
