package entra

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

type passed struct {
	n    int
	body []byte
}

func (p *passed) RoundTrip(r *http.Request) (*http.Response, error) {
	p.n++
	if r.Body != nil {
		p.body, _ = io.ReadAll(r.Body)
	}
	return &http.Response{StatusCode: 200, Body: http.NoBody}, nil
}

// TestOnlyReadsLeave is inside the package because nothing outside it can make
// it send anything but a GET.
func TestOnlyReadsLeave(t *testing.T) {
	base, _ := url.Parse("https://graph.microsoft.com")
	const batch = `{"requests":[{"id":"1","method":"GET","url":"/groups"},{"id":"2","method":"%s","url":"/groups"}]}`
	for _, c := range []struct {
		method, url, body string
		ok                bool
	}{
		{"GET", "https://graph.microsoft.com/v1.0/groups", "", true},
		{"GET", "https://GRAPH.microsoft.com:443/beta/groups?$skiptoken=x", "", true},
		{"POST", "https://graph.microsoft.com/v1.0/$batch", fmt.Sprintf(batch, "GET"), true},
		{"POST", "https://graph.microsoft.com/v1.0/directoryObjects/getByIds", `{"ids":[]}`, true},
		{"POST", "https://graph.microsoft.com/v1.0/$batch", fmt.Sprintf(batch, "DELETE"), false},
		{"POST", "https://graph.microsoft.com/v1.0/$batch", fmt.Sprintf(batch, ""), false},
		{"POST", "https://graph.microsoft.com/v1.0/$batch", "{", false},
		{"POST", "https://graph.microsoft.com/v1.0/$batch", "", false},
		{"POST", "https://graph.microsoft.com/v1.0/$batch", `{"requests":[{"id":"1","method":"get","url":"/groups"}]}`, false},
		{"POST", "https://graph.microsoft.com/v1.0/$batch", `{"requests":[{"id":"1","method":"GET","url":"https://evil.example/groups"}]}`, false},
		{"POST", "https://graph.microsoft.com/v1.0/$batch", `{"requests":[{"id":"1","method":"GET","url":"//evil.example/groups"}]}`, false},
		{"POST", "https://graph.microsoft.com/v1.0/$batch", `{"requests":[{"id":"1","method":"GET","url":"groups"}]}`, false},
		{"POST", "https://graph.microsoft.com/v1.0/$batch", `{"requests":[{"id":"1","method":"GET","url":"/groups","body":{}}]}`, false},
		{"POST", "https://graph.microsoft.com/v1.0/$batch", `{"requests":[{"id":"1","method":"GET","url":"/groups"}],"atomicityGroup":"x"}`, false},
		{"POST", "https://graph.microsoft.com/v1.0/groups", "{}", false},
		{"POST", "https://graph.microsoft.com/v1.0/groups/x/getByIds", "{}", false},
		{"POST", "https://graph.microsoft.com/v1.0/groups/$batch", "{}", false},
		{"PATCH", "https://graph.microsoft.com/v1.0/groups/x", "{}", false},
		{"PUT", "https://graph.microsoft.com/v1.0/$batch", "{}", false},
		{"DELETE", "https://graph.microsoft.com/v1.0/groups/x", "", false},
		{"get", "https://graph.microsoft.com/v1.0/groups", "", false},
		{"GET", "https://graph.microsoft.com.evil.example/v1.0/groups", "", false},
		{"GET", "http://graph.microsoft.com/v1.0/groups", "", false},
		{"GET", "https://graph.microsoft.com:8443/v1.0/groups", "", false},
		{"GET", "https://graph.microsoft.com@evil.example/v1.0/groups", "", false},
	} {
		wire := &passed{}
		req, err := http.NewRequest(c.method, c.url, strings.NewReader(c.body))
		if err != nil {
			t.Fatal(err)
		}
		_, err = readOnly{base: base, next: wire}.RoundTrip(req)
		if (err == nil) != c.ok || (wire.n == 1) != c.ok {
			t.Errorf("%s %s %s: error %v, %d sent", c.method, c.url, c.body, err, wire.n)
		}
	}
}

// FuzzOnlyGETsLeaveInABatch holds that every request in a batch that is sent
// is a GET, in whatever way a server may read the bytes: none has another
// method, twice the same name, or a name in another spelling.
func FuzzOnlyGETsLeaveInABatch(f *testing.F) {
	base, _ := url.Parse("https://graph.microsoft.com")
	f.Add(`{"requests":[{"id":"1","method":"GET","url":"/groups"}]}`)
	f.Add(`{"Requests":[{"id":"1","METHOD":"DELETE","method":"GET","url":"/groups/x"}]}`)
	f.Add(`{"requests":[{"id":"1","method":"DELETE","url":"/x"}],"requests":[{"id":"1","method":"GET","url":"/x"}]}`)
	f.Add(`{"requests":[{"id":"1","method":"GET","url":"/x"}]}{"requests":[{"id":"1","method":"PATCH","url":"/x"}]}`)
	f.Fuzz(func(t *testing.T, body string) {
		wire := &passed{}
		req, _ := http.NewRequest("POST", base.String()+"/v1.0/$batch", strings.NewReader(body))
		if _, err := (readOnly{base: base, next: wire}).RoundTrip(req); err != nil {
			return
		}
		sent := map[string][]map[string]any{}
		if err := json.Unmarshal(wire.body, &sent); err != nil || len(sent) != 1 {
			t.Fatalf("%q was sent as %s: %v", body, wire.body, err)
		}
		if n := strings.Count(string(wire.body), `"method":"GET"`); n != len(sent["requests"]) {
			t.Errorf("%q was sent as %s", body, wire.body)
		}
		for _, r := range sent["requests"] {
			if r["method"] != "GET" {
				t.Errorf("%q was sent as %s", body, wire.body)
			}
		}
	})
}

func TestASecretIsNeverPrinted(t *testing.T) {
	var log strings.Builder
	s := secret("hush")
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "s", s, "in", struct{ S secret }{s})
	for _, text := range []string{fmt.Sprint(s), fmt.Sprintf("%v %+v %#v %q", s, s, s, s), log.String(), s.hideIn("the hush is out")} {
		if strings.Contains(text, "hush") {
			t.Errorf("printed: %s", text)
		}
	}
}

func TestTheSystemsClockHeedsTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	if err := (systemClock{}).Sleep(ctx, 0); err != nil {
		t.Errorf("no wait: %v", err)
	}
	cancel()
	if err := (systemClock{}).Sleep(ctx, 1<<62); err == nil {
		t.Error("slept on after the end")
	}
}

// FuzzWithin holds that a link that is followed leads to the host that the
// token is meant for.
func FuzzWithin(f *testing.F) {
	base, _ := url.Parse("https://graph.microsoft.com/sub")
	for _, s := range []string{"https://graph.microsoft.com/sub/v1.0", "//evil/sub/", "https://graph.microsoft.com/submarine", "https://graph.microsoft.com:443/sub/?x", "https://a@graph.microsoft.com/sub/"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, link string) {
		u, err := url.Parse(link)
		if err == nil && within(base, u) && (!strings.EqualFold(u.Hostname(), "graph.microsoft.com") || u.Scheme != "https") {
			t.Errorf("%q was taken for Graph", link)
		}
	})
}
