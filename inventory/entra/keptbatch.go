package entra

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"

	"gwbplan/inventory/journal"
)

// innerRequest is one request of a $batch, as far as it tells what is asked.
type innerRequest struct {
	ID      string         `json:"id"`
	URL     string         `json:"url"`
	Headers map[string]any `json:"headers"`
}

// innerAnswer is one answer of a $batch.
type innerAnswer struct {
	ID      string          `json:"id"`
	Status  int             `json:"status"`
	Headers map[string]any  `json:"headers,omitempty"`
	Body    json.RawMessage `json:"body,omitempty"`
}

// mediaType is what the body is said to be: a count is text although it comes
// as JSON (F119).
func (a *innerAnswer) mediaType() string {
	for name, v := range a.Headers {
		if text, ok := v.(string); ok && strings.EqualFold(name, "Content-Type") {
			return mediaType(&http.Response{Header: http.Header{"Content-Type": {text}}})
		}
	}
	return "application/json"
}

// batch keeps the requests of a batch one by one, whatever batches they travel
// in: only those that the journal does not answer are sent.
func (k *keeper) batch(req *http.Request, send sender) (*http.Response, error) {
	body, err := takeBody(req)
	if err != nil {
		return nil, err
	}
	var all struct {
		Requests []json.RawMessage `json:"requests"`
	}
	if err := json.Unmarshal(body, &all); err != nil {
		return nil, &failure{why: "request could not be made", cause: err}
	}
	keys := map[string]journal.Key{}
	var known []innerAnswer
	left := all.Requests[:0:0]
	for _, raw := range all.Requests {
		id, key := innerQuestion(req.URL, raw)
		answer, ok, err := k.innerAnswer(key)
		if err != nil {
			return nil, err
		}
		if ok {
			answer.ID = id
			known = append(known, answer)
			continue
		}
		keys[id] = key
		left = append(left, raw)
	}
	if len(left) == 0 {
		return batchAnswer(req, known)
	}
	if len(known) > 0 {
		all.Requests = left
		if body, err = json.Marshal(all); err != nil {
			return nil, err
		}
	}
	fillBody(req, body)
	res, err := send(req)
	if err != nil || res.StatusCode != http.StatusOK {
		return res, err
	}
	return k.keepBatch(req, res, keys, known)
}

func innerQuestion(batch *url.URL, raw json.RawMessage) (id string, k journal.Key) {
	var r innerRequest
	if err := json.Unmarshal(raw, &r); err != nil {
		return "", journal.Key{}
	}
	u, err := url.Parse(strings.TrimSuffix(batch.String(), "/$batch") + "/" + strings.TrimPrefix(r.URL, "/"))
	if err != nil {
		return r.ID, journal.KeyOf(r.URL)
	}
	return r.ID, question(u, consistency(r.Headers), nil)
}

func consistency(headers map[string]any) string {
	level, _ := headers["ConsistencyLevel"].(string)
	return level
}

// innerAnswer is what the journal answers. A list that was cut begins anew: to
// look ahead for each one would cost a request each.
func (k *keeper) innerAnswer(key journal.Key) (innerAnswer, bool, error) {
	if c := k.walk(key); c != nil && !c.whole {
		return innerAnswer{}, false, k.drop(c)
	}
	answer, ok, err := k.answer(key)
	if !ok || err != nil {
		return innerAnswer{}, false, err
	}
	kind, body, _ := strings.Cut(string(answer), "\n")
	return innerAnswer{Status: http.StatusOK, Headers: map[string]any{"Content-Type": kind}, Body: json.RawMessage(body)}, true, nil
}

// keepBatch keeps the answers of a batch and joins those that were known.
func (k *keeper) keepBatch(req *http.Request, res *http.Response, keys map[string]journal.Key, known []innerAnswer) (*http.Response, error) {
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, err
	}
	setBody(res, body)
	var got struct{ Responses []innerAnswer }
	if json.Unmarshal(body, &got) != nil {
		return res, nil //nolint:nilerr // for whoever reads it to refuse
	}
	for _, a := range got.Responses {
		key, asked := keys[a.ID]
		if a.Status != http.StatusOK || !asked || len(a.Body) == 0 {
			continue
		}
		delete(keys, a.ID)
		if err := k.log.Append(key, continued(a.Body), append([]byte(a.mediaType()+"\n"), a.Body...)); err != nil {
			return nil, keepError{err}
		}
	}
	if len(known) == 0 {
		return res, nil
	}
	return batchAnswer(req, append(got.Responses, known...))
}

func batchAnswer(req *http.Request, answers []innerAnswer) (*http.Response, error) {
	body, err := json.Marshal(map[string][]innerAnswer{"responses": answers})
	if err != nil {
		return nil, &failure{why: "malformed JSON in the answer", cause: err}
	}
	return answerOf(req, append([]byte("application/json\n"), body...)), nil
}
