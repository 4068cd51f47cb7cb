package entra

import (
	"context"
	"encoding/base64"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	abs "github.com/microsoft/kiota-abstractions-go"
)

// secret is a text that no log, error or snapshot may show.
type secret string

const redacted = "REDACTED"

func (secret) String() string               { return redacted }
func (secret) GoString() string             { return redacted }
func (secret) LogValue() slog.Value         { return slog.StringValue(redacted) }
func (secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }
func (s secret) hideIn(text string) string {
	if s == "" {
		return text
	}
	return strings.ReplaceAll(text, string(s), redacted)
}

// secrets are texts to hide.
type secrets []secret

func (all secrets) hideIn(text string) string {
	for _, s := range all {
		text = s.hideIn(text)
	}
	return text
}

// browserPatience is how long a person has to sign in in the browser; a device
// code has an end of its own.
const browserPatience = 10 * time.Minute

// signer puts an access token into each request. It asks for one scope only.
type signer struct {
	credential azcore.TokenCredential
	scope      string
	auth       AuthMode
	tenant     string
	log        *slog.Logger
	// hidden are the secrets that the credential may be made of.
	hidden secrets

	// renewing lets one worker renew a token while the others wait for it.
	renewing sync.Mutex
	mu       sync.Mutex
	last     string
}

// AuthenticateRequest sets the Authorization header. kiota calls it again,
// with claims, when Graph challenges a token that has been revoked.
func (s *signer) AuthenticateRequest(ctx context.Context, request *abs.RequestInformation, extra map[string]any) error {
	var token string
	var err error
	if claims := decodeClaims(extra); claims != "" {
		token, err = s.renew(ctx, bearerOf(request), claims)
	} else {
		token, err = s.token(ctx)
	}
	if err != nil {
		return err
	}
	request.Headers.Remove("Authorization")
	request.Headers.Add("Authorization", "Bearer "+token)
	return nil
}

func bearerOf(request *abs.RequestInformation) string {
	for _, v := range request.Headers.Get("Authorization") {
		return strings.TrimPrefix(v, "Bearer ")
	}
	return ""
}

// token returns a token that holds, from the credential's cache as a rule. The
// credential renews it by itself when it is about to expire.
func (s *signer) token(ctx context.Context) (string, error) {
	token, err := s.ask(ctx, "")
	if err == nil {
		s.handOut(token)
	}
	return token, err
}

func (s *signer) handOut(token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last = token
}

func (s *signer) handedOut() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.last
}

// afresh asks for a claim that every token has. The credentials answer a
// request with claims without their cache, which is the only way to get past a
// token that they believe in and Graph does not.
const afresh = `{"access_token":{"nbf":{"essential":true}}}`

// renewable: another token can be had in place of one that was refused.
func (s *signer) renewable() bool { return s.auth != AuthToken }

// renew returns a token in place of one that Graph refused. Many workers are
// refused at the same time: the first asks, the others take what it got.
func (s *signer) renew(ctx context.Context, refused, claims string) (string, error) {
	s.renewing.Lock()
	defer s.renewing.Unlock()
	if last := s.handedOut(); last != refused {
		return last, nil
	}
	if !s.renewable() {
		return refused, nil
	}
	s.log.Debug("graph refused the access token; asking for another", "auth", string(s.auth))
	if s.auth == AuthCLI && claims == afresh {
		claims = "" // az has a cache of its own and takes no claims
	}
	token, err := s.ask(ctx, claims)
	var failed *signInError
	if errors.As(err, &failed) && !failed.answered && s.auth == AuthDefault && claims == afresh {
		token, err = s.ask(ctx, "") // az may be what was found
	}
	if err == nil {
		s.handOut(token)
	}
	return token, err
}

func (s *signer) ask(ctx context.Context, claims string) (string, error) {
	seen := &exchange{}
	asking, done := seen.watch(ctx), func() {}
	if s.auth == AuthBrowser {
		asking, done = context.WithTimeout(asking, browserPatience)
	}
	defer done()
	token, err := s.credential.GetToken(asking, policy.TokenRequestOptions{Scopes: []string{s.scope}, EnableCAE: true, Claims: claims})
	switch {
	case err == nil:
		return token.Token, nil
	case ctx.Err() != nil:
		return "", ctx.Err()
	}
	return "", s.failed(seen, claims, err)
}

func decodeClaims(extra map[string]any) string {
	raw, _ := extra["claims"].(string)
	if b, err := base64.StdEncoding.DecodeString(raw); err == nil {
		return string(b)
	}
	b, _ := base64.RawURLEncoding.DecodeString(strings.TrimRight(raw, "="))
	return string(b)
}
