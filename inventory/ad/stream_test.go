package ad

import (
	"context"
	"crypto/x509"
	"testing"

	"gwbplan/fixtures/ldapsim"
)

// TestAPageOnAClosedConnection: the library ends the list of a connection that
// closes without a word. That is no answer, and is asked again.
func TestAPageOnAClosedConnection(t *testing.T) {
	d := ldapsim.NewForest(ldapsim.Forest{Root: "contoso.com", SID: "S-1-5-21-1-2-3"})
	d.Root().AddGroup(ldapsim.Spec{Name: "written", AdminDescription: "Group_aaaaaaaa-0000-4000-8000-000000000001"})
	s := ldapsim.New(d, ldapsim.Options{Accounts: []ldapsim.Account{{Name: "svc-inventory", Password: "secret"}}})
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(s.CAPEM())
	src, err := Dial(context.Background(), Config{URL: s.URL(), StartTLS: true, RootCAs: roots, User: "svc-inventory@contoso.com", Password: "secret"})
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	q := query{what: stampedUnder, base: "DC=contoso,DC=com", attrs: fullGroup}
	if p := src.readPage(context.Background(), q, 1000, nil); p.err != nil || len(p.entries) != 1 {
		t.Fatalf("an open connection: %d entries, %v", len(p.entries), p.err)
	}
	_ = src.link.conn.Close()
	p := src.readPage(context.Background(), q, 1000, nil)
	if reasonOf(p.err) != ConnectionCut || !worthRepeating(p.err) || len(p.entries) > 0 {
		t.Errorf("a closed connection: %d entries, %v", len(p.entries), p.err)
	}
}
