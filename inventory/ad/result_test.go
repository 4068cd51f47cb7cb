package ad_test

import (
	"context"
	"net"
	"slices"
	"strings"
	"testing"

	"gwbplan/fixtures/ldapsim"
	"gwbplan/inventory"
	"gwbplan/inventory/ad"
)

// TestResultCodes: what a server refuses is said in words that stay the same
// from run to run, with what to do next.
func TestResultCodes(t *testing.T) {
	for code, c := range map[uint16]struct {
		reason     ad.Reason
		what, hint string
	}{
		1:  {ad.Refused, "LDAP result 1 operationsError", "not signed in"},
		2:  {ad.Refused, "LDAP result 2 protocolError", "domain controller"},
		3:  {ad.Refused, "LDAP result 3 timeLimitExceeded", "a smaller base"},
		7:  {ad.Refused, "LDAP result 7 authMethodNotSupported", ""},
		8:  {ad.EncryptionRequired, "LDAP result 8 strongerAuthRequired", "StartTLS"},
		10: {ad.ReferredElsewhere, "LDAP result 10 referral", "domain that holds it"},
		11: {ad.Refused, "LDAP result 11 adminLimitExceeded", "a smaller base"},
		12: {ad.Refused, "LDAP result 12 unavailableCriticalExtension", "domain controller"},
		13: {ad.EncryptionRequired, "LDAP result 13 confidentialityRequired", "StartTLS"},
		16: {ad.Refused, "LDAP result 16 noSuchAttribute", ""},
		18: {ad.Refused, "LDAP result 18 inappropriateMatching", ""},
		32: {ad.NoSuchObject, "LDAP result 32 noSuchObject", "may see the object"},
		34: {ad.Refused, "LDAP result 34 invalidDNSyntax", ""},
		48: {ad.Refused, "LDAP result 48 inappropriateAuthentication", ""},
		50: {ad.AccessDenied, "LDAP result 50 insufficientAccessRights", "let the account read it"},
		51: {ad.Refused, "LDAP result 51 busy", "again later"},
		52: {ad.Refused, "LDAP result 52 unavailable", "another domain controller"},
		53: {ad.Refused, "LDAP result 53 unwillingToPerform", "again later"},
		77: {ad.Refused, "LDAP result 77", ""},
		80: {ad.Refused, "LDAP result 80 other", ""},
	} {
		t.Run(c.what, func(t *testing.T) {
			s := serve(t, lab(ldapsim.Forest{}), ldapsim.Options{})
			s.Inject(ldapsim.Fault{Code: code, Times: -1, Diagnostic: "000004DC: at 2026-11-23 from 10.1.2.3"})
			e := dialError(t, config(s))
			expect(t, e, c.reason, "reading rootDSE of 127.0.0.1:", c.what, c.hint)
			if e.Code != code {
				t.Errorf("code %d", e.Code)
			}
			if (c.hint == "") != (e.Hint == "") {
				t.Errorf("hint %q", e.Hint)
			}
			if strings.Contains(e.What, "10.1.2.3") || strings.Contains(e.What, "127.0.0.1") {
				t.Errorf("%q would differ from run to run", e.What)
			}
		})
	}
}

func TestDirectoryOfAnotherMake(t *testing.T) {
	s := serve(t, lab(ldapsim.Forest{}), ldapsim.Options{})
	cfg := config(s)
	cfg.URL = s.URL()
	cfg.Dialer = func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := (&net.Dialer{}).DialContext(ctx, network, address)
		return &rewriter{Conn: conn, old: "defaultNamingContext", new: "another-NamingString"}, err
	}
	expect(t, dialError(t, cfg), ad.NotActiveDirectory, "no domain controller", "give the URL of a domain controller")
}

// TestContainerAsTheGroupsSeeIt: what is in the way of a name is known whatever
// its class, and how much is known of it depends on what it is.
func TestContainerAsTheGroupsSeeIt(t *testing.T) {
	f := readLab(t, ldapsim.Options{})
	for cn, want := range map[string]struct {
		class   string
		reading inventory.Reading
	}{
		"Parked user":       {"user", inventory.NotCollected},
		"Plain":             {"group", inventory.NotCollected},
		"Team_0123456789ab": {"group", inventory.ReadWhole},
		"Nested, #1":        {"organizationalUnit", inventory.NotCollected},
		"GWB":               {"organizationalUnit", inventory.NotCollected},
		"Holder A":          {"group", inventory.NotCollected},
		"Converted":         {"group", inventory.ReadWhole},
	} {
		o := f.object(t, cn)
		if o.ObjectClass != want.class || o.MembersReading != want.reading {
			t.Errorf("%s: %s, members %v", cn, o.ObjectClass, o.MembersReading)
		}
		if o.MembersReading == inventory.NotCollected && len(o.MemberKeys) > 0 {
			t.Errorf("%s: members though they are not collected", cn)
		}
	}
	want := []inventory.DN{gwb, it, `OU=Nested\, #1,` + gwb, "OU=Not there," + contoso}
	got := f.domain(t).Containers
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("containers %q, want %q", got, want)
	}
}

// TestCycleAboveAGroup: A holds the group, B holds A, A holds B, Top holds B.
func TestCycleAboveAGroup(t *testing.T) {
	f := readLab(t, ldapsim.Options{})
	for cn, want := range map[string][]string{
		"Small":    {"CN=Holder A," + it, `CN=\=cmd\, \"q\" #\+\0A\<x\>\;\\\ ,OU=Nested\, #1,` + gwb},
		"Holder A": {"CN=Converted," + it, "CN=Holder B," + it},
		"Holder B": {"CN=Holder A," + it, "CN=Top," + it},
		"Top":      nil,
	} {
		if got := f.names(f.object(t, cn).MemberOfKeys); !slices.Equal(got, want) {
			t.Errorf("%s: memberOf %q, want %q", cn, got, want)
		}
	}
	if got := f.object(t, "Holder A").AdminCount; got != 1 {
		t.Errorf("adminCount %d", got)
	}
}

// TestDeletedGroups: each kind of deleted group is found by its anchor.
func TestDeletedGroups(t *testing.T) {
	f := readLab(t, ldapsim.Options{})
	anchors := map[string]inventory.DN{}
	for _, o := range of[*inventory.ADObjectRecord](f) {
		if o.Deleted {
			anchors[o.Anchor] = o.LastKnownParent
		}
	}
	for _, n := range []int{20, 21, 22} {
		if got := anchors["Group_"+groupID(n)]; got != gwb {
			t.Errorf("deleted group %d: last known parent %q", n, got)
		}
	}
	if len(anchors) != 3 {
		t.Errorf("deleted groups %v", anchors)
	}
}
