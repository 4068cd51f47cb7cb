package entra

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"

	kiota "github.com/microsoft/kiota-http-go"

	"gwbplan/inventory/journal"
)

// keeper answers requests from the journal of an interrupted reading, and keeps
// the answers to all others in it. It stands before the retrier: what it
// answers costs nothing, and what it keeps is whole. A refusal is not kept, so
// that a reading that goes on asks again.
type keeper struct {
	log *journal.Journal

	mu sync.Mutex
	// walked are the places of pages whose list was followed to its end; ahead
	// are pages that were read before their turn.
	walked map[int64]bool
	ahead  map[journal.Key][]byte
}

func newKeeper(log *journal.Journal) *keeper {
	return &keeper{log: log, walked: map[int64]bool{}, ahead: map[journal.Key][]byte{}}
}

// keepError is a journal that cannot be written or read. It ends the run.
type keepError struct{ error }

// Unwrap returns the journal's error.
func (e keepError) Unwrap() error { return e.error }

type sender func(*http.Request) (*http.Response, error)

// Intercept is called by kiota's pipeline. The organization is always asked
// for: that is what tells whether the reading goes on in the same tenant.
func (k *keeper) Intercept(p kiota.Pipeline, next int, req *http.Request) (*http.Response, error) {
	send := func(r *http.Request) (*http.Response, error) { return p.Next(r, next) }
	switch {
	case strings.HasSuffix(req.URL.Path, "/organization"):
		return send(req)
	case strings.HasSuffix(req.URL.Path, "/$batch"):
		return k.batch(req, send)
	}
	body, err := takeBody(req)
	if err != nil {
		return nil, err
	}
	if body != nil {
		fillBody(req, body)
	}
	return k.single(req, question(req.URL, req.Header.Get("ConsistencyLevel"), body), send)
}

func (k *keeper) single(req *http.Request, key journal.Key, send sender) (*http.Response, error) {
	if res, err := k.reach(req, key, send); res != nil || err != nil {
		return res, err
	}
	if answer, ok, err := k.answer(key); ok || err != nil {
		return answerOf(req, answer), err
	}
	res, err := send(req)
	if err != nil || res.StatusCode != http.StatusOK {
		return res, err
	}
	_, err = k.keep(key, res)
	return res, err
}

// question is the key of a request. Kiota writes $ in names of parameters as
// %24 at first.
func question(u *url.URL, consistency string, body []byte) journal.Key {
	return journal.KeyOf(strings.ReplaceAll(u.String(), "%24", "$"), consistency, string(body))
}

func (k *keeper) answer(key journal.Key) ([]byte, bool, error) {
	k.mu.Lock()
	answer, ok := k.ahead[key]
	delete(k.ahead, key)
	k.mu.Unlock()
	if ok {
		return answer, true, nil
	}
	answer, ok, err := k.log.Next(key)
	if err != nil {
		err = keepError{err}
	}
	return answer, ok, err
}

// keep puts an answer that is in memory into the journal: its content type, a
// line end and its body.
func (k *keeper) keep(key journal.Key, res *http.Response) (answer []byte, err error) {
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, err
	}
	setBody(res, body)
	answer = append([]byte(mediaType(res)+"\n"), body...)
	if err := k.log.Append(key, continued(body), answer); err != nil {
		return nil, keepError{err}
	}
	return answer, nil
}

// answerOf turns what was kept into an answer.
func answerOf(req *http.Request, answer []byte) *http.Response {
	kind, body, _ := bytes.Cut(answer, []byte("\n"))
	res := &http.Response{
		Status: "200 OK", StatusCode: http.StatusOK, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{"Content-Type": {string(kind)}}, Request: req,
	}
	setBody(res, body)
	return res
}

func fillBody(req *http.Request, body []byte) {
	req.Body = io.NopCloser(bytes.NewReader(body))
	req.ContentLength = int64(len(body))
}

// chain is a list as far as it is in the journal: its pages, the places of the
// first and the last one, and whether the list ends with it.
type chain struct {
	pages       []journal.Key
	first, last int64
	whole       bool
	next        journal.Key
}

// walk follows a list of several pages from its first one; nil where there is
// none, or where it was walked before.
func (k *keeper) walk(first journal.Key) *chain {
	at, next, ok := k.log.Peek(first)
	k.mu.Lock()
	defer k.mu.Unlock()
	if !ok || next.IsZero() || k.walked[at] {
		return nil
	}
	c := &chain{pages: []journal.Key{first}, first: at, last: at, next: next}
	k.walked[at] = true
	for !c.whole {
		at, next, ok := k.log.Peek(c.next)
		if !ok {
			return c
		}
		c.pages, c.last = append(c.pages, c.next), at
		c.whole = next.IsZero() || k.walked[at]
		k.walked[at] = true
		c.next = next
	}
	return c
}

// reach looks, before the first page of a list is handed out, whether the list
// can be gone on with where it was cut: page tokens expire. Where Graph does
// not know the token any more, the pages are dropped, and the list begins anew.
// A result is the answer to the request itself.
func (k *keeper) reach(req *http.Request, first journal.Key, send sender) (*http.Response, error) {
	c := k.walk(first)
	if c == nil || c.whole {
		return nil, nil
	}
	page, err := k.log.At(c.last)
	if err != nil {
		return nil, keepError{err}
	}
	link, err := url.Parse(nextLink(page))
	if err != nil {
		return nil, k.drop(c)
	}
	ahead := req.Clone(req.Context())
	ahead.URL, ahead.Host = link, ""
	res, err := send(ahead)
	switch {
	case req.Context().Err() != nil:
		return nil, req.Context().Err()
	case err != nil:
		return nil, nil //nolint:nilerr // the list fails where it was cut, as it would have
	case res.StatusCode == http.StatusUnauthorized:
		k.mu.Lock()
		delete(k.walked, c.first) // asked again with a new token
		k.mu.Unlock()
		return res, nil
	case res.StatusCode == http.StatusBadRequest, res.StatusCode == http.StatusNotFound, res.StatusCode == http.StatusGone:
		return nil, k.drop(c)
	case res.StatusCode != http.StatusOK:
		return nil, nil
	}
	answer, err := k.keep(c.next, res)
	if err != nil {
		return nil, err
	}
	k.mu.Lock()
	k.ahead[c.next] = answer
	k.mu.Unlock()
	return nil, nil
}

func (k *keeper) drop(c *chain) error {
	if err := k.log.Drop(c.pages); err != nil {
		return keepError{err}
	}
	return nil
}

const nextLinkName = `"@odata.nextLink"`

// nextLink finds the link to the next page without decoding the page; empty
// where there is none. In a value of the page's, the quotes would be escaped.
func nextLink(body []byte) string {
	_, rest, ok := bytes.Cut(body, []byte(nextLinkName))
	if !ok {
		return ""
	}
	rest = bytes.TrimLeft(rest, ": \t\r\n")
	end := bytes.IndexByte(rest[min(1, len(rest)):], '"')
	if end < 0 || rest[0] != '"' {
		return ""
	}
	link, err := decode[string](rest[:end+2])
	if err != nil {
		return ""
	}
	return link
}

// continued is the key of the question for the next page.
func continued(body []byte) journal.Key {
	u, err := url.Parse(nextLink(body))
	if err != nil || u.String() == "" {
		return journal.Key{}
	}
	return question(u, "", nil)
}

// sameTenant refuses to go on in another tenant than the one that the journal
// was begun in.
func (k *keeper) sameTenant(id string) error {
	if k == nil {
		return nil
	}
	key := journal.KeyOf("tenant")
	begun, ok, err := k.log.Next(key)
	if err != nil {
		return keepError{err}
	}
	if ok && string(begun) != id {
		return keepError{k.log.Refuse("it is of tenant %s, and the sign-in leads to tenant %s", begun, id)}
	}
	if ok {
		return nil
	}
	if err := k.log.Append(key, journal.Key{}, []byte(id)); err != nil {
		return keepError{err}
	}
	return nil
}
