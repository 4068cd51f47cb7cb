package entra

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"sync"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
)

// exchange is what the sign-in service last said in one attempt to get a
// token. The library's errors do not always carry it: an answer to a device
// that waits has been read by then, and a failed connection is only text.
type exchange struct {
	mu      sync.Mutex
	refusal *refusal
	// lost is the failure of a request that got no answer.
	lost error
	// path is where the last answer came from.
	path string
}

// refusal is an error answer of the sign-in service or of a managed identity
// endpoint.
type refusal struct {
	Status        int    `json:"-"`
	Error         string `json:"error"`
	Description   string `json:"error_description"`
	Codes         []int  `json:"error_codes"`
	Suberror      string `json:"suberror"`
	Claims        string `json:"claims"`
	Timestamp     string `json:"timestamp"`
	TraceID       string `json:"trace_id"`
	CorrelationID string `json:"correlation_id"`
}

type exchangeKey struct{}

// watch marks the requests that belong to the attempt.
func (x *exchange) watch(ctx context.Context) context.Context {
	return context.WithValue(ctx, exchangeKey{}, x)
}

func (x *exchange) last() (r *refusal, path string, lost error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.refusal, x.path, x.lost
}

func (x *exchange) note(path string, r *refusal, lost error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.refusal != nil && x.refusal.waiting() && errors.Is(lost, context.DeadlineExceeded) {
		return // the device code ran out in the middle of a question
	}
	x.refusal, x.lost, x.path = r, lost, path
}

// recorder is the step of the library's pipeline that notes the answers.
type recorder struct{}

// Do passes a request on and notes its end.
func (recorder) Do(req *policy.Request) (*http.Response, error) {
	res, err := req.Next()
	x, ok := req.Raw().Context().Value(exchangeKey{}).(*exchange)
	if !ok {
		return res, err
	}
	if path := req.Raw().URL.Path; err != nil {
		x.note(path, nil, err)
	} else {
		x.note(path, refusalIn(res), nil)
	}
	return res, err
}

func refusalIn(res *http.Response) *refusal {
	if res.StatusCode < 400 {
		return nil
	}
	r := &refusal{}
	// The body is in memory and is rewound; where it is no JSON, the status
	// has to do.
	if body, err := runtime.Payload(res); err == nil && json.Unmarshal(body, r) != nil {
		r = &refusal{}
	}
	r.Status = res.StatusCode
	return r
}
