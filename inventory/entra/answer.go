package entra

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"regexp"
	"strings"

	"gwbplan/inventory/entra/graphrow"
)

// maxAnswer bounds what one answer may hold; a page of 999 groups with the
// longest rules Graph allows is a sixth of it.
const maxAnswer = 64 << 20

// maxAnnounced bounds what is set aside for an answer before it is there.
const maxAnnounced = 4 << 20

type textKey struct{}

// codeClaims is Graph's word, in the challenge, for a token that lacks what
// Conditional Access demands.
const codeClaims = "insufficient_claims"

// wantText marks a request whose answer may be plain text (/$count).
func wantText(ctx context.Context) context.Context { return context.WithValue(ctx, textKey{}, true) }

// withoutText undoes it for the batch that such requests go in.
func withoutText(ctx context.Context) context.Context {
	return context.WithValue(ctx, textKey{}, nil)
}

func wantsText(ctx context.Context) bool { return ctx.Value(textKey{}) != nil }

// buffer reads the body to its end, closes it and looks whether the answer is
// what Graph would send. A failed status comes back with the answer, so that
// kiota can map it; its body is then always an OData error object.
func buffer(res *http.Response, text bool) (*http.Response, *failure) {
	body, err := readBody(res)
	res.Body.Close()
	if err != nil {
		return nil, networkFailure(err)
	}
	body = bytes.TrimPrefix(body, []byte("\ufeff"))
	if res.StatusCode >= 400 {
		code := errorCode(body)
		if strings.Contains(res.Header.Get("WWW-Authenticate"), codeClaims) {
			code = codeClaims
		}
		setJSON(res, fmt.Appendf(nil, `{"error":{"code":%q,"message":""}}`, code))
		keepChallenge(res)
		return res, statusFailure(res.StatusCode, code)
	}
	setBody(res, body)
	return res, usable(res, body, text)
}

// readBody reads at most one byte more than an answer may hold. The announced
// length spares the growing; it is not trusted far.
func readBody(res *http.Response) ([]byte, error) {
	room := min(max(0, res.ContentLength), maxAnnounced) + bytes.MinRead
	into := bytes.NewBuffer(make([]byte, 0, room))
	_, err := into.ReadFrom(io.LimitReader(res.Body, maxAnswer+1))
	return into.Bytes(), err
}

func usable(res *http.Response, body []byte, text bool) *failure {
	switch kind := mediaType(res); {
	case res.StatusCode != http.StatusOK:
		return statusFailure(res.StatusCode, "")
	case len(body) > maxAnswer:
		return &failure{why: "answer larger than 64 MiB"}
	case text && kind == "text/plain":
		if _, ok := graphrow.Count(body); !ok {
			return &failure{why: "the count is no number", retry: true}
		}
	case kind != "application/json":
		return &failure{why: "answer of content type " + shown(kind) + " instead of JSON", retry: true}
	case !json.Valid(body):
		return &failure{why: "malformed JSON in the answer", retry: true}
	}
	return nil
}

// shown keeps a hostile header out of the texts that the plan repeats.
func shown(kind string) string {
	if kind == "text/html" || kind == "text/plain" {
		return kind
	}
	return "unknown"
}

func mediaType(res *http.Response) string {
	kind, _, err := mime.ParseMediaType(res.Header.Get("Content-Type"))
	if err != nil {
		return ""
	}
	return kind
}

// errorCode reads the code of an OData error, empty where there is none.
func errorCode(body []byte) string {
	var e struct{ Error struct{ Code string } }
	if json.Unmarshal(body, &e) != nil || !stableCode.MatchString(e.Error.Code) {
		return ""
	}
	return e.Error.Code
}

func setJSON(res *http.Response, body []byte) {
	res.Header.Set("Content-Type", "application/json")
	setBody(res, body)
}

func setBody(res *http.Response, body []byte) {
	res.Body = io.NopCloser(bytes.NewReader(body))
	res.ContentLength = int64(len(body))
	res.Header.Del("Content-Length")
}

var claimsChallenge = regexp.MustCompile(`^Bearer [^,]*(,[^,]*)*claims="[^",]+"`)

// keepChallenge drops an authentication challenge that kiota cannot read: it
// takes for granted that claims stand in quotes.
func keepChallenge(res *http.Response) {
	header := res.Header.Get("WWW-Authenticate")
	if strings.Contains(header, "claims") && !claimsChallenge.MatchString(header) {
		res.Header.Del("WWW-Authenticate")
	}
}
