package entra

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"

	abs "github.com/microsoft/kiota-abstractions-go"

	"gwbplan/inventory/entra/graphrow"
)

const (
	// batchSize is how many requests Graph takes in one batch.
	batchSize = 20
	// batchRounds is how often what a batch left open is put into a batch
	// again before each request is sent by itself.
	batchRounds = 3
)

// batching remembers why batches are of no use here.
type batching struct {
	mu      sync.Mutex
	refused *failure
}

func (b *batching) drop(why *failure) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.refused = cmp.Or(b.refused, why)
}

// why is nil while batches are of use.
func (b *batching) why() *failure {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.refused
}

// said is the answer to one request of many: its body, or why there is none.
type said struct {
	body   []byte
	failed *failure
}

// sendBatch sends up to batchSize GETs at once and returns their answers in
// the order of the requests. What a batch does not answer well is asked for
// again, in the end by itself, under the rules of every other request: nothing
// is lost with a batch. Its error ends the run.
func (c *client) sendBatch(ctx context.Context, v version, infos []*abs.RequestInformation) ([]said, error) {
	out := make([]said, len(infos))
	open := make([]int, len(infos))
	for i := range open {
		open[i] = i
	}
	for round := 1; round <= batchRounds && len(open) > 1 && c.batches.why() == nil; round++ {
		left, wait, err := c.batchOnce(ctx, v, infos, open, out)
		refused, fatal := asFailure(err)
		if fatal != nil {
			return nil, fatal
		}
		if refused != nil {
			c.batches.drop(refused)
			break
		}
		if open = left; wait && len(open) > 0 {
			if err := c.retrier.counts.sleep(ctx, c.retrier.clock, backoff(round)); err != nil {
				return nil, err
			}
		}
	}
	return out, c.sendEach(ctx, v, infos, open, out)
}

// sendEach sends requests by themselves.
func (c *client) sendEach(ctx context.Context, v version, infos []*abs.RequestInformation, open []int, out []said) error {
	return atOnce(ctx, len(open), func(ctx context.Context, n int) error {
		i := open[n]
		body, err := c.send(ctx, v, infos[i])
		out[i].body = body
		out[i].failed, err = asFailure(err)
		return err
	})
}

// batchOnce sends one batch, files the answers that are final, and returns
// what is left open, and whether it should wait before it is sent again.
func (c *client) batchOnce(ctx context.Context, v version, infos []*abs.RequestInformation, open []int, out []said) (left []int, wait bool, err error) {
	items, costs, err := c.batchItems(v, infos, open)
	if err != nil {
		return nil, false, err
	}
	units := 0
	for _, n := range costs {
		units += n
	}
	answers, err := c.postBatch(withUnits(ctx, units), v, items)
	if err != nil {
		return nil, false, err
	}
	charged := 0
	for n, i := range open {
		a, answered := answers[strconv.Itoa(i)]
		charged += c.noteInner(ctx, headerOf(&a), costs[n])
		body, failed := readAnswer(&a, wantsText(ctx))
		refused := failed != nil && failed.status == http.StatusUnauthorized
		if refused && !c.sign.renewable() {
			return nil, false, &refusedError{auth: c.sign.auth, why: failed.why}
		}
		if answered && !refused && (failed == nil || !failed.retry) {
			out[i] = said{body, failed}
			continue
		}
		c.retrier.counts.retries.Add(1)
		left = append(left, i)
		wait = wait || answered && !c.sharedPause(a, failed)
	}
	c.retrier.pace.correct(units, charged)
	return left, wait, nil
}

// noteInner counts one request of a batch and returns what it was charged, or
// what it is documented to cost where the answer does not say.
func (c *client) noteInner(ctx context.Context, h http.Header, documented int) int {
	c.retrier.counts.inner.Add(1)
	c.retrier.pace.heed(h)
	n, ok := unitsIn(h)
	if !ok {
		return documented
	}
	c.retrier.counts.units.Add(int64(n))
	meterOf(ctx).add(n)
	return n
}

// sharedPause makes everybody wait where the answer asks for it.
func (c *client) sharedPause(a graphrow.Answer, failed *failure) bool {
	res := &http.Response{StatusCode: a.Status, Header: headerOf(&a)}
	if a.Status == http.StatusTooManyRequests {
		c.retrier.counts.throttled.Add(1)
	}
	if failed == nil || !shared(res) {
		return false
	}
	c.retrier.pace.pause(cmp.Or(max(0, retryAfter(res.Header, c.retrier.clock.Now())), backoff(1)))
	return true
}

// batchItems writes requests as a batch has them, relative to the version.
func (c *client) batchItems(v version, infos []*abs.RequestInformation, open []int) (items []batchItem, costs []int, err error) {
	root := strings.TrimRight(c.base.Path, "/") + v.path()
	for _, i := range open {
		u, err := infos[i].GetUri()
		if err != nil {
			return nil, nil, err
		}
		costs = append(costs, unitsOf(u))
		items = append(items, batchItem{ID: strconv.Itoa(i), Method: http.MethodGet, URL: innerURL(root, u), Headers: innerHeaders(infos[i])})
	}
	return items, costs, nil
}

// innerURL undoes the escaping of the dollar signs, as the handler of kiota
// does for requests on the wire.
func innerURL(root string, u *url.URL) string {
	// JoinPath leaves a URL without a path of its own without the first slash.
	link := strings.TrimPrefix("/"+strings.TrimPrefix(u.EscapedPath(), "/"), root)
	if u.RawQuery != "" {
		link += "?" + strings.ReplaceAll(u.RawQuery, "%24", "$")
	}
	return link
}

func innerHeaders(info *abs.RequestInformation) map[string]string {
	headers := map[string]string{"x-ms-throttle-priority": "low"}
	for _, name := range info.Headers.ListKeys() {
		if strings.EqualFold(name, "ConsistencyLevel") {
			headers["ConsistencyLevel"] = strings.Join(info.Headers.Get(name), ",")
		}
	}
	return headers
}

// postBatch returns the answers by their ids.
func (c *client) postBatch(ctx context.Context, v version, items []batchItem) (map[string]graphrow.Answer, error) {
	content, err := json.Marshal(batchBody{items})
	if err != nil {
		return nil, fmt.Errorf("writing a batch: %w", err)
	}
	info := c.request(v, "$batch")
	info.Method, info.Content = abs.POST, content
	info.Headers.TryAdd("Content-Type", "application/json")
	body, err := c.send(withoutText(ctx), v, info)
	if err != nil {
		return nil, err
	}
	page, err := decode[graphrow.Batch](body)
	if err != nil {
		return nil, err
	}
	answers := make(map[string]graphrow.Answer, len(page.Responses))
	for _, a := range page.Responses {
		if _, again := answers[a.ID]; !again {
			answers[a.ID] = a
		}
	}
	return answers, nil
}

// headerOf is the answer's header; Graph writes the names in any case.
func headerOf(a *graphrow.Answer) http.Header {
	h := http.Header{}
	for name, v := range a.Headers {
		if text, ok := v.(string); ok {
			h.Set(name, text)
		}
	}
	return h
}

// readAnswer looks whether the answer is what Graph would send. What is no JSON
// comes as text in base64, a count also as a number (F119).
func readAnswer(a *graphrow.Answer, text bool) ([]byte, *failure) {
	switch {
	case a.Status == 0:
		return nil, &failure{why: "no answer in the batch", retry: true}
	case a.Status != http.StatusOK:
		return nil, statusFailure(a.Status, errorCode(a.Body))
	case text:
		if _, ok := graphrow.Count(a.Body); !ok {
			return nil, &failure{why: "the count is no number", retry: true}
		}
	case !bytes.HasPrefix(a.Body, []byte("{")):
		kind := mediaType(&http.Response{Header: headerOf(a)})
		return nil, &failure{why: "answer of content type " + shown(kind) + " instead of JSON", retry: true}
	}
	return a.Body, nil
}
