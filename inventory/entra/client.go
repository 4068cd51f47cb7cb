package entra

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"

	abs "github.com/microsoft/kiota-abstractions-go"
	"github.com/microsoft/kiota-abstractions-go/serialization"
	kiota "github.com/microsoft/kiota-http-go"
	kiotajson "github.com/microsoft/kiota-serialization-json-go"
	"github.com/microsoftgraph/msgraph-sdk-go/models/odataerrors"

	"gwbplan/inventory/entra/graphrow"
)

// version is the API version of a request.
type version int

const (
	v1 version = iota
	beta
)

func (v version) path() string { return [...]string{v1: "/v1.0", beta: "/beta"}[v] }

// maxEmptyPages is how many pages without a new row may follow one another
// before a chain counts as endless.
const maxEmptyPages = 100

// client sends requests and follows pages.
type client struct {
	base     *url.URL
	sign     *signer
	adapters [2]*kiota.NetHttpRequestAdapter
	retrier  *retrier
	wire     http.RoundTripper
	batches  batching
	// kept is nil where nothing is kept.
	kept *keeper
}

// close ends the idle connections.
func (c *client) close() { (&http.Client{Transport: c.wire}).CloseIdleConnections() }

func newClient(cfg Config, base *url.URL, sign *signer) (*client, error) {
	c := &client{base: base, sign: sign, retrier: &retrier{clock: cfg.Clock, log: cfg.Log, timeout: cfg.Timeout}}
	c.retrier.pace = newPacer(cfg.Clock, &c.retrier.counts, cfg.Workers)
	wire := cfg.Transport
	if wire == nil {
		wire = newWire(cfg.Workers)
	}
	c.wire = wire
	agent := kiota.NewUserAgentHandlerOptions()
	agent.ProductName = "gwbplan kiota-go"
	steps := []kiota.Middleware{c.retrier, kiota.NewParametersNameDecodingHandler(), kiota.NewUserAgentHandlerWithOptions(agent)}
	if cfg.Journal != nil {
		c.kept = newKeeper(cfg.Journal)
		steps = append([]kiota.Middleware{c.kept}, steps...)
	}
	hc := &http.Client{
		Transport: kiota.NewCustomTransportWithParentTransport(readOnly{base: base, next: wire}, steps...),
		// A redirect is not followed: it could lead a token elsewhere.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	for _, v := range []version{v1, beta} {
		a, err := kiota.NewNetHttpRequestAdapterWithParseNodeFactoryAndSerializationWriterFactoryAndHttpClient(
			sign, kiotajson.NewJsonParseNodeFactory(), kiotajson.NewJsonSerializationWriterFactory(), hc)
		if err != nil {
			return nil, err
		}
		a.SetBaseUrl(strings.TrimRight(base.String(), "/") + v.path())
		c.adapters[v] = a
	}
	return c, nil
}

// newWire is Go's transport with a pool as large as the number of workers: the
// default keeps two idle connections a host.
func newWire(workers int) http.RoundTripper {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxIdleConnsPerHost = workers
	t.MaxIdleConns = 2 * workers
	return t
}

// at returns what a request builder needs to be made.
func (c *client) at(v version) (map[string]string, abs.RequestAdapter) {
	return map[string]string{"baseurl": c.adapters[v].GetBaseUrl()}, c.adapters[v]
}

// send returns the body of an answer. Its error is a *failure, or one that
// ends the run. A token that Graph refuses is replaced once: it may have been
// revoked, or have expired by a clock that is ahead of this one.
func (c *client) send(ctx context.Context, v version, info *abs.RequestInformation) ([]byte, error) {
	body, err := c.sendOnce(ctx, v, info)
	var refused *refusedError
	if !errors.As(err, &refused) || !c.sign.renewable() {
		return body, err
	}
	old := bearerOf(info)
	if token, err := c.sign.renew(ctx, old, afresh); err != nil || token == old {
		return nil, cmp.Or(err, error(refused))
	}
	info.Headers.Remove("Authorization")
	return c.sendOnce(ctx, v, info)
}

func (c *client) sendOnce(ctx context.Context, v version, info *abs.RequestInformation) ([]byte, error) {
	mapping := abs.ErrorMappings{"XXX": serialization.ParsableFactory(odataerrors.CreateODataErrorFromDiscriminatorValue)}
	answer, err := c.adapters[v].SendPrimitive(ctx, info, "[]byte", mapping)
	if err != nil {
		return nil, failureOf(ctx, c.sign.auth, err)
	}
	body, _ := answer.([]byte)
	return body, nil
}

// request makes a request for which msgraph-sdk-go has no cheap builder.
func (c *client) request(v version, path string) *abs.RequestInformation {
	u := c.base.JoinPath(v.path(), path)
	return rawRequest(*u)
}

func rawRequest(u url.URL) *abs.RequestInformation {
	info := abs.NewRequestInformation()
	info.Method = abs.GET
	info.SetUri(u)
	info.Headers.TryAdd("Accept", "application/json")
	return info
}

func decode[T any](body []byte) (T, error) {
	var v T
	if err := json.Unmarshal(body, &v); err != nil {
		return v, &failure{why: "answer of an unexpected form", cause: err}
	}
	return v, nil
}

// get reads one object.
func get[T any](ctx context.Context, c *client, v version, info *abs.RequestInformation) (T, error) {
	body, err := c.send(ctx, v, info)
	if err != nil {
		var none T
		return none, err
	}
	return decode[T](body)
}

// eachPage reads a list to its end and hands over the rows page by page. Where
// it fails in mid-chain, the rows before the failure have been handed over.
func eachPage[T any](ctx context.Context, c *client, v version, info *abs.RequestInformation, take func([]T) error) error {
	body, err := c.send(ctx, v, info)
	if err != nil {
		return err
	}
	return eachPageFrom(ctx, c, v, body, take)
}

// eachPageFrom is eachPage for a list whose first page is there.
func eachPageFrom[T any](ctx context.Context, c *client, v version, body []byte, take func([]T) error) error {
	var end string
	return eachPageTo(ctx, c, v, body, &end, take)
}

// eachPageTo is eachPageFrom and keeps the link that closes a delta.
func eachPageTo[T any](ctx context.Context, c *client, v version, body []byte, end *string, take func([]T) error) error {
	seen, marks := map[string]bool{}, pageMarks{}
	for empty := 0; ; {
		p, err := decode[graphrow.Page[T]](body)
		if err != nil {
			return err
		}
		if p.Value == nil {
			return &failure{why: "answer without a list"}
		}
		if err := take(*p.Value); err != nil {
			return err
		}
		if *end = p.Delta; p.Next == "" {
			return nil
		}
		if empty++; len(*p.Value) > 0 && marks.isNew(*p.Value) {
			empty = 0
		}
		next, err := c.follow(p.Next, seen)
		if err != nil {
			return err
		}
		if empty > maxEmptyPages {
			return &failure{why: "pages without a new row do not end"}
		}
		if body, err = c.send(ctx, v, rawRequest(*next)); err != nil {
			return err
		}
	}
}

// pageMarks recognises rows that came before: a server may repeat a page
// without an end, under links that are always new.
type pageMarks map[[sha256.Size]byte]bool

func (m pageMarks) isNew(rows any) bool {
	text, err := json.Marshal(rows)
	mark := sha256.Sum256(text)
	known := err == nil && m[mark]
	m[mark] = true
	return !known
}

// follow checks a nextLink: it must stay on the server that the token is meant
// for, and must not have been there before.
func (c *client) follow(link string, seen map[string]bool) (*url.URL, error) {
	u, err := url.Parse(link)
	if err != nil || !within(c.base, u) {
		return nil, &failure{why: "next page on another server"}
	}
	if seen[link] {
		return nil, &failure{why: "pages repeat without an end"}
	}
	seen[link] = true
	return u, nil
}

// list is eachPage for lists that are short.
func list[T any](ctx context.Context, c *client, v version, info *abs.RequestInformation) ([]T, error) {
	var all []T
	err := eachPage(ctx, c, v, info, func(rows []T) error {
		all = append(all, rows...)
		return nil
	})
	return all, err
}
