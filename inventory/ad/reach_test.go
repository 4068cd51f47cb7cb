package ad_test

import (
	"strings"
	"testing"

	"gwbplan/fixtures/ldapsim"
	"gwbplan/inventory/ad"
)

func binds(s *ldapsim.Server) (n int) {
	for _, r := range s.Requests() {
		if r.Op == ldapsim.OpBind {
			n++
		}
	}
	return n
}

// TestSignInIsPutOff: what passes is waited for, within bounds.
func TestSignInIsPutOff(t *testing.T) {
	for name, c := range map[string]struct {
		fault ldapsim.Fault
		binds int
		what  string
	}{
		"busy":                {ldapsim.Fault{Code: 51, Times: 2}, 3, ""},
		"unavailable":         {ldapsim.Fault{Code: 52, Times: 3}, 4, ""},
		"cut":                 {ldapsim.Fault{Kind: ldapsim.Reset}, 2, ""},
		"busy for good":       {ldapsim.Fault{Code: 51, Times: -1}, 4, "LDAP result 51 busy"},
		"cut for good":        {ldapsim.Fault{Kind: ldapsim.Hangup, Times: -1}, 4, "the connection was cut"},
		"unwilling":           {ldapsim.Fault{Code: 53, Times: -1}, 1, "LDAP result 53 unwillingToPerform"},
		"refused credentials": {ldapsim.Fault{Code: 49, Times: -1}, 1, "LDAP result 49 invalidCredentials"},
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, lab(ldapsim.Forest{}), ldapsim.Options{})
			c.fault.Op = ldapsim.OpBind
			s.Inject(c.fault)
			src, err := ad.Dial(t.Context(), config(s))
			if err == nil {
				defer src.Close()
			}
			if (c.what == "") != (err == nil) || err != nil && !strings.Contains(err.Error(), c.what) {
				t.Errorf("error %v, want %q", err, c.what)
			}
			if n := binds(s); n != c.binds {
				t.Errorf("%d sign-ins, want %d", n, c.binds)
			}
		})
	}
}

// TestRefusedLater: a password that is refused in the middle of a run is sent
// once and no more; each further attempt would bring the account nearer to its
// lock-out.
func TestRefusedLater(t *testing.T) {
	s := serve(t, lab(ldapsim.Forest{RecycleBin: true}), ldapsim.Options{})
	src := dial(t, config(s))
	s.Inject(ldapsim.Fault{Kind: ldapsim.Reset, Filter: stampedSearch, Page: 2})
	s.Inject(ldapsim.Fault{Op: ldapsim.OpBind, Code: 49, Times: -1})
	f := read(t, src, request())
	if n := binds(s); n != 2 {
		t.Errorf("%d sign-ins, want the first and one more", n)
	}
	if len(f.domain(t).Covered) > 0 || !strings.Contains(strings.Join(f.gaps(), "\n"), "ad-groups") {
		t.Errorf("covered %v, gaps %q", f.domain(t).Covered, f.gaps())
	}
}
