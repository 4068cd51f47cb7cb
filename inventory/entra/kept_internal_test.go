package entra

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"gwbplan/inventory/journal"
)

// played is a keeper in front of a server that the test plays.
type played struct {
	t    *testing.T
	path string
	k    *keeper
	// asked are the requests that the server got; inner those of batches.
	asked, inner []string
	// answers are the server's, by path and query; what is not in it is 429.
	answers map[string]string
}

func newPlayed(t *testing.T) *played {
	return &played{t: t, path: filepath.Join(t.TempDir(), "s.partial"), answers: map[string]string{}}
}

// begin ends the present run, if there is one, and begins the next.
func (k *played) begin() {
	k.t.Helper()
	h := journal.Header{Begun: time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)}
	open := journal.Create
	if k.k != nil {
		if err := k.k.log.Close(); err != nil {
			k.t.Fatal(err)
		}
		open = journal.Resume
	}
	log, err := open(k.path, h)
	if err != nil {
		k.t.Fatal(err)
	}
	k.k, k.asked, k.inner = newKeeper(log), nil, nil
}

const keptBase = "https://graph.example/v1.0"

// Next plays kiota's pipeline and the server.
func (k *played) Next(req *http.Request, _ int) (*http.Response, error) {
	path := strings.TrimPrefix(req.URL.String(), keptBase)
	k.asked = append(k.asked, path)
	if path == "/$batch" {
		return k.respond(req, http.StatusOK, k.batched(req)), nil
	}
	body, ok := k.answers[path]
	if !ok {
		return k.respond(req, http.StatusTooManyRequests, `{}`), nil
	}
	if status, ok := map[string]int{"gone": http.StatusGone, "unauthorized": http.StatusUnauthorized, "sick": http.StatusBadGateway}[body]; ok {
		return k.respond(req, status, `{}`), nil
	}
	return k.respond(req, http.StatusOK, body), nil
}

func (k *played) batched(req *http.Request) string {
	var all struct{ Requests []innerRequest }
	if err := json.NewDecoder(req.Body).Decode(&all); err != nil {
		k.t.Fatal(err)
	}
	var out []string
	for _, r := range slices.Backward(all.Requests) { // in any order
		k.inner = append(k.inner, r.URL)
		if body, ok := k.answers[r.URL]; ok {
			out = append(out, fmt.Sprintf(`{"id":%q,"status":200,"headers":{"Content-Type":"application/json"},"body":%s}`, r.ID, body))
		} else {
			out = append(out, fmt.Sprintf(`{"id":%q,"status":429,"headers":{"Retry-After":"1"},"body":{}}`, r.ID))
		}
	}
	return `{"responses":[` + strings.Join(out, ",") + `]}`
}

func (k *played) respond(req *http.Request, status int, body string) *http.Response {
	res := &http.Response{StatusCode: status, Header: http.Header{}, Request: req}
	setJSON(res, []byte(body))
	return res
}

func (k *played) send(method, path, body string) (status int, answer string) {
	k.t.Helper()
	req, err := http.NewRequestWithContext(k.t.Context(), method, keptBase+path, nil)
	if err != nil {
		k.t.Fatal(err)
	}
	if body != "" {
		fillBody(req, []byte(body))
	}
	res, err := k.k.Intercept(k, 0, req)
	if err != nil {
		k.t.Fatal(err)
	}
	b, err := io.ReadAll(res.Body)
	if err != nil {
		k.t.Fatal(err)
	}
	return res.StatusCode, string(b)
}

func (k *played) get(path string) string {
	k.t.Helper()
	status, answer := k.send(http.MethodGet, path, "")
	if status != http.StatusOK {
		return fmt.Sprint(status)
	}
	return answer
}

// batch asks for the paths in one batch and lists the answers by id.
func (k *played) batch(paths ...string) map[string]string {
	k.t.Helper()
	var asked []string
	for i, p := range paths {
		asked = append(asked, fmt.Sprintf(`{"id":"%d","method":"GET","url":%q}`, i, p))
	}
	_, answer := k.send(http.MethodPost, "/$batch", `{"requests":[`+strings.Join(asked, ",")+`]}`)
	var all struct{ Responses []innerAnswer }
	if err := json.Unmarshal([]byte(answer), &all); err != nil {
		k.t.Fatal(err)
	}
	out := map[string]string{}
	for _, a := range all.Responses {
		out[a.ID] = fmt.Sprintf("%d %s", a.Status, a.Body)
	}
	if len(out) != len(paths) {
		k.t.Errorf("%d answers to %d requests: %s", len(out), len(paths), answer)
	}
	return out
}

func page(next string, rows ...string) string {
	var b bytes.Buffer
	b.WriteString("{")
	if next != "" {
		fmt.Fprintf(&b, `"@odata.nextLink": %q,`, keptBase+next)
	}
	fmt.Fprintf(&b, `"value":[%s]}`, strings.Join(rows, ","))
	return b.String()
}

// TestBatchesAreKeptRequestByRequest: a batch that goes on is made of what was
// not answered, with other neighbours or by itself.
func TestBatchesAreKeptRequestByRequest(t *testing.T) {
	k := newPlayed(t)
	k.answers["/a"], k.answers["/b"] = page("", `1`), page("", `2`)
	k.begin()
	if got := k.batch("/a", "/b", "/c"); got["0"] != "200 "+k.answers["/a"] || got["2"] != "429 {}" {
		t.Errorf("the first run: %v", got)
	}
	k.begin()
	k.answers["/c"], k.answers["/d"] = page("", `3`), page("", `4`)
	if got := k.batch("/d", "/c", "/a"); got["0"] != "200 "+k.answers["/d"] || got["1"] != "200 "+k.answers["/c"] || got["2"] != "200 "+k.answers["/a"] {
		t.Errorf("the second run: %v", got)
	}
	if want := []string{"/c", "/d"}; !slices.Equal(k.inner, want) {
		t.Errorf("asked for %v, want %v", k.inner, want)
	}
	if got := k.get("/b"); got != k.answers["/b"] || len(k.asked) != 1 {
		t.Errorf("by itself: %s after %v", got, k.asked)
	}
	k.begin()
	if got := k.batch("/a", "/b", "/c", "/d"); got["3"] != "200 "+k.answers["/d"] || len(k.asked) != 0 {
		t.Errorf("the third run: %v after %v", got, k.asked)
	}
}

// TestALongListOfABatch: one that was cut begins anew, one that ended comes back.
func TestALongListOfABatch(t *testing.T) {
	k := newPlayed(t)
	k.answers["/m"], k.answers["/m?2"], k.answers["/m?3"] = page("/m?2", `1`), page("/m?3", `2`), page("", `3`)
	k.begin()
	k.batch("/m")
	k.get("/m?2")
	k.begin()
	k.batch("/m")
	k.get("/m?2")
	k.get("/m?3")
	if len(k.asked) != 3 {
		t.Errorf("a list that was cut: asked for %v", k.asked)
	}
	k.begin()
	k.batch("/m")
	k.get("/m?2")
	if got := k.get("/m?3"); len(k.asked) != 0 || got != k.answers["/m?3"] {
		t.Errorf("a list that ended: asked for %v", k.asked)
	}
}

// TestAListThatWasCut is gone on with where its page token is good, asked for
// anew where it is not, and left to fail where nobody can tell.
func TestAListThatWasCut(t *testing.T) {
	for _, c := range []struct {
		answer string
		want   []string // the answers
		asked  []string
	}{
		{page("", `2`), []string{page("/l?2", `1`), page("", `2`)}, []string{"/l?2"}},
		{"gone", []string{page("/l?9", `new`), "410"}, []string{"/l?2", "/l", "/l?2"}},
		{"unauthorized", []string{"401", "401"}, []string{"/l?2", "/l?2"}},
		{"sick", []string{page("/l?2", `1`), "502"}, []string{"/l?2", "/l?2"}},
	} {
		k := newPlayed(t)
		k.answers["/l"] = page("/l?2", `1`)
		k.begin()
		k.get("/l")
		k.begin()
		k.answers["/l"], k.answers["/l?2"] = page("/l?9", `new`), c.answer
		got := []string{k.get("/l"), k.get("/l?2")}
		if !slices.Equal(got, c.want) || !slices.Equal(k.asked, c.asked) {
			t.Errorf("%s: %q after %q", c.answer, got, k.asked)
		}
	}
}

// TestATokenThatRanOut: with a new token it is looked again whether the list can
// be gone on with.
func TestATokenThatRanOut(t *testing.T) {
	k := newPlayed(t)
	k.answers["/l"] = page("/l?2", `1`)
	k.begin()
	k.get("/l")
	k.begin()
	k.answers["/l?2"] = "unauthorized"
	refused := k.get("/l")
	k.answers["/l"], k.answers["/l?2"] = page("", `new`), "gone"
	if got := k.get("/l"); refused != "401" || got != page("", `new`) {
		t.Errorf("%s, then %s after %q", refused, got, k.asked)
	}
}

// TestTheSameListTwice: a list that is read twice on purpose has two answers.
func TestTheSameListTwice(t *testing.T) {
	k := newPlayed(t)
	k.answers["/deleted"] = page("", `"before"`)
	k.begin()
	k.get("/deleted")
	k.begin()
	k.answers["/deleted"] = page("", `"after"`)
	if a, b := k.get("/deleted"), k.get("/deleted"); !strings.Contains(a, "before") || !strings.Contains(b, "after") {
		t.Errorf("%s, then %s", a, b)
	}
}

func TestWhatIsNotKept(t *testing.T) {
	k := newPlayed(t)
	k.answers["/organization"] = page("", `"first"`)
	k.begin()
	k.get("/organization")
	k.get("/throttled")
	if err := k.k.sameTenant("t1"); err != nil {
		t.Fatal(err)
	}
	k.begin()
	k.answers["/organization"], k.answers["/throttled"] = page("", `"second"`), page("")
	if got := k.get("/organization"); !strings.Contains(got, "second") {
		t.Errorf("the organization is %s", got)
	}
	if got := k.get("/throttled"); got != page("") {
		t.Errorf("what was throttled is %s", got)
	}
	if err := k.k.sameTenant("t2"); err == nil || !strings.Contains(err.Error(), "of tenant t1, and the sign-in leads to tenant t2") {
		t.Errorf("another tenant: %v", err)
	}
}

func TestNextLink(t *testing.T) {
	for body, want := range map[string]string{
		page("/x"): keptBase + "/x",
		`{"@odata.nextLink":"https:\/\/a\u0026b"}`: "https://a&b",
		`{"value":["\"@odata.nextLink\":\"x\""]}`:  "",
		`{"@odata.nextLink":null}`:                 "",
		`{"@odata.nextLink":"cut`:                  "",
		`{"@odata.nextLink"`:                       "",
		``:                                         "",
	} {
		if got := nextLink([]byte(body)); got != want {
			t.Errorf("%s: %q, want %q", body, got, want)
		}
	}
	a, _ := url.Parse(keptBase + "/x?%24top=5")
	b, _ := url.Parse(keptBase + "/x?$top=5")
	if question(a, "", nil) != question(b, "", nil) || question(a, "eventual", nil) == question(a, "", nil) {
		t.Error("questions are not told apart as they should be")
	}
}
