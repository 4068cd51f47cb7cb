package entra_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"gwbplan/inventory/entra"
)

func TestGraphURL(t *testing.T) {
	for _, c := range []struct{ url, want string }{
		{"http://graph.example", "want https"},
		{"http://192.0.2.1", "want https"},
		{"http://127.0.0.1.evil.example", "want https"},
		{"ftp://127.0.0.1", "want https"},
		{"https://graph.microsoft.com/v1.0", "ends with a version"},
		{"https://graph.microsoft.com/beta/", "ends with a version"},
		{"https://user:pw@graph.microsoft.com", "holds a user name or password"},
		{"graph.microsoft.com", "want https://HOST"},
		{"https://graph.microsoft.com?x=1", "want https://HOST"},
		{"https://u:s3cr3t@%zz", "want https://HOST"},
		{"http://127.0.0.1:8080", ""}, {"http://[::1]:8080/", ""}, {"http://localhost:1", ""}, {"https://graph.proxy.example/msgraph", ""},
	} {
		_, err := entra.New(entra.Config{GraphURL: c.url, Auth: entra.AuthToken, Getenv: env(map[string]string{"GWBPLAN_GRAPH_TOKEN": "x"})})
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %q", c.url, err, c.want)
		}
		if err != nil && strings.Contains(err.Error(), "s3cr3t") {
			t.Errorf("a password is in %v", err)
		}
	}
}

func TestOddConfigurations(t *testing.T) {
	for _, c := range []struct {
		cfg  entra.Config
		want string
	}{
		{entra.Config{Cloud: "mars"}, `--cloud "mars": want public, usgov, usgov-dod or china`},
		{entra.Config{Members: "some"}, `--members "some": want needed, all or none`},
		{entra.Config{Owners: "some"}, `--owners "some": want needed, all or none`},
		{entra.Config{Workers: -1}, "want at least 1"},
		{entra.Config{PageSize: 1000}, "want 1 to 999"},
	} {
		if _, err := entra.New(c.cfg); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: error %v, want %q", c.cfg, err, c.want)
		}
	}
}

// TestUnderAPath pins that a Graph URL with a path keeps the token to that path.
func TestUnderAPath(t *testing.T) {
	g := newGraph(t)
	front := httptest.NewServer(http.StripPrefix("/msgraph", g))
	defer front.Close()
	cfg := g.config()
	cfg.GraphURL = front.URL + "/msgraph/"
	s := &sink{}
	if err := newCollector(t, cfg).Collect(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	gap := s.gaps()[0]
	if gap.Why != "next page on another server" {
		t.Errorf("a link that leaves the path was followed: %+v", s.gaps())
	}
}
