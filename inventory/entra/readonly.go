package entra

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
)

// readOnly is the last thing a request passes. It lets reads through, to the
// one server that tokens are meant for, and refuses everything else: a mistake
// elsewhere in the program cannot change a directory or leak a token.
type readOnly struct {
	base *url.URL
	next http.RoundTripper
}

// RoundTrip sends a request that is allowed.
func (t readOnly) RoundTrip(req *http.Request) (*http.Response, error) {
	if err := t.allow(req); err != nil {
		if req.Body != nil {
			req.Body.Close()
		}
		return nil, &failure{why: "request refused before it was sent", cause: err}
	}
	return t.next.RoundTrip(req)
}

func (t readOnly) allow(req *http.Request) error {
	if !within(t.base, req.URL) {
		return fmt.Errorf("a request to %s is outside %s, where the token belongs", req.URL.Host, t.base.Host)
	}
	if req.Method == http.MethodGet {
		return nil
	}
	path := strings.TrimPrefix(req.URL.Path, strings.TrimRight(t.base.Path, "/"))
	_, path, _ = strings.Cut(strings.TrimPrefix(path, "/"), "/")
	if req.Method == http.MethodPost {
		switch path {
		case "$batch":
			return batchReads(req)
		case "directoryObjects/getByIds", "directory/deletedItems/getByIds":
			return nil
		}
	}
	return fmt.Errorf("%s %s could change something, and this program only reads", req.Method, req.URL.Path)
}

// batchBody is all that a batch may hold: no bodies and no order among the
// requests.
type batchBody struct {
	Requests []batchItem `json:"requests"`
}

type batchItem struct {
	ID      string            `json:"id"`
	Method  string            `json:"method"`
	URL     string            `json:"url"`
	Headers map[string]string `json:"headers,omitempty"`
}

// batchReads looks into a batch: each request in it must be a GET of a path
// below the batch's own. What is sent is written anew from what was looked at,
// so that nothing else can be in it.
func batchReads(req *http.Request) error {
	if req.Body == nil || req.Header.Get("Content-Encoding") != "" {
		return fmt.Errorf("a batch without a readable body")
	}
	in := json.NewDecoder(req.Body)
	in.DisallowUnknownFields()
	var batch batchBody
	err := in.Decode(&batch)
	req.Body.Close()
	if err != nil {
		return fmt.Errorf("reading the batch: %w", err)
	}
	for _, r := range batch.Requests {
		if r.Method != http.MethodGet || !relative(r.URL) {
			return fmt.Errorf("a batch that holds %q %q could change something, and this program only reads", r.Method, r.URL)
		}
	}
	body, err := json.Marshal(batch)
	req.Body, req.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	return err
}

// relative reports whether the URL of a batch's request stays on the server.
func relative(link string) bool {
	u, err := url.Parse(link)
	return err == nil && u.Host == "" && u.Scheme == "" && strings.HasPrefix(link, "/") && !strings.HasPrefix(link, "//")
}
