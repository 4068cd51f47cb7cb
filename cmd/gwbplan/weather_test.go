package main

import (
	"bytes"
	"testing"
	"time"

	"gwbplan/fixtures/graphsim"
	"gwbplan/fixtures/ldapsim"
)

// TestBadWeather reads the demo tenant over pages of seven while every ninth
// Graph request is throttled, every eleventh is a 503 and every thirteenth
// connection is cut; of the searches every nineteenth meets a busy controller
// and every thirty-first loses its connection, and the first and every other
// sign-in are put off. (A list of AD starts again from its first page, so it
// needs a fair spell that is as long as itself.) The plan is byte for byte that
// of a calm day with other pages.
func TestBadWeather(t *testing.T) {
	calm := startDisturbed(t).read(t)
	if calm.plan == nil || len(calm.plan.Gaps) > 0 {
		t.Fatalf("the calm run is not whole: %s", calm.stderr)
	}
	r := disturb(t, openContoso(), sizes{7, 7, 3})
	r.Graph.Inject(
		graphsim.Fault{Kind: graphsim.TooManyRequests, RetryAfter: 7 * time.Second, Every: 9},
		graphsim.Fault{Kind: graphsim.ServiceUnavailable, Every: 11},
		graphsim.Fault{Kind: graphsim.ResetBeforeHeaders, Every: 13},
	)
	for i := range r.LDAP {
		r.LDAP[i].Inject(ldapsim.Fault{Code: 51, Every: 19})
		r.LDAP[i].Inject(ldapsim.Fault{Kind: ldapsim.Reset, Every: 31})
		r.LDAP[i].Inject(ldapsim.Fault{Op: ldapsim.OpBind, Code: 52})
		r.LDAP[i].Inject(ldapsim.Fault{Op: ldapsim.OpBind, Code: 51, Every: 2})
	}
	got := r.read(t)
	met := map[int]int{}
	for _, q := range r.Graph.Requests() {
		met[q.Status]++
		for _, inner := range q.Inner {
			met[inner.Status]++
		}
	}
	if met[429] < 9 || met[503] < 9 || met[0]+met[504] < 9 || r.LDAP[0].Struck() < 5 || r.LDAP[1].Struck() == 0 {
		t.Errorf("the weather was too good: statuses %v, %d searches disturbed", met, r.LDAP[0].Struck())
	}
	t.Logf("statuses %v, disturbed at the controllers %d and %d", met, r.LDAP[0].Struck(), r.LDAP[1].Struck())
	if got.code != calm.code || !bytes.Equal(got.text, calm.text) {
		t.Errorf("exit code %d, want %d; gaps %s", got.code, calm.code, newGapsOf(calm, got))
	}
}
