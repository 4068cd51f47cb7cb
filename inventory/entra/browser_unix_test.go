//go:build unix && !darwin

package entra_test

import (
	"html"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"gwbplan/fixtures/authsim"
	"gwbplan/inventory/entra"
)

var (
	formAction = regexp.MustCompile(`action="([^"]*)"`)
	formInput  = regexp.MustCompile(`name="([^"]*)" value="([^"]*)"`)
)

// browse stands for a browser and the person before it: a fake xdg-open hands
// over the address, the page's form is sent on to the loopback address.
func browse(t *testing.T, client *http.Client) {
	t.Helper()
	dir := t.TempDir()
	pipe := filepath.Join(dir, "address")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	script := "#!/bin/sh\necho this goes to the wrong place\nprintf %s \"$1\" > " + pipe + "\n"
	if err := os.WriteFile(filepath.Join(dir, "xdg-open"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+":/usr/bin:/bin")
	go func() {
		address, err := os.ReadFile(pipe)
		if err != nil {
			t.Error(err)
			return
		}
		page, err := client.Get(string(address))
		if err != nil {
			t.Error(err)
			return
		}
		defer page.Body.Close()
		body, _ := io.ReadAll(page.Body)
		action := formAction.FindStringSubmatch(string(body))
		if action == nil {
			t.Errorf("no form in %s", body)
			return
		}
		fields := url.Values{}
		for _, m := range formInput.FindAllStringSubmatch(string(body), -1) {
			fields.Set(html.UnescapeString(m[1]), html.UnescapeString(m[2]))
		}
		res, err := client.PostForm(html.UnescapeString(action[1]), fields)
		if err != nil {
			t.Error(err)
			return
		}
		res.Body.Close()
	}()
}

// loopback lets "localhost" past the simulated proxy, as browsers do.
func loopback(transport *http.Transport) *http.Client {
	proxy := transport.Proxy
	transport.Proxy = func(r *http.Request) (*url.URL, error) {
		if r.URL.Hostname() == "localhost" {
			return nil, nil
		}
		return proxy(r)
	}
	return &http.Client{Transport: transport}
}

func TestBrowserSignIn(t *testing.T) {
	w := newWorld(t, contoso(), entra.AuthBrowser)
	browse(t, loopback(w.Transport()))
	c := newCollector(t, w.cfg)
	who, err := c.SignIn(t.Context())
	if err != nil || who.User != "ada@contoso.com" || who.Application {
		t.Fatalf("signed in as %+v: %v; hint: %s", who, err, hint(err))
	}
	s := &sink{}
	w.Revoke()
	if err := c.Collect(t.Context(), s); err != nil || len(of[*groupRecord](s)) != 6 {
		t.Errorf("%d groups: %v", len(of[*groupRecord](s)), err)
	}
	if n := len(w.tokens("authorization_code")); n != 1 || len(w.tokens("refresh_token")) == 0 {
		t.Errorf("%d codes redeemed, %d renewals", n, len(w.tokens("refresh_token")))
	}
	w.onlyDefaultScope(t)
}

func TestBrowserSignInThatIsRefused(t *testing.T) {
	w := newWorld(t, contoso(), entra.AuthBrowser)
	w.Refuse(authsim.AtAuthorize, authsim.Refusal{Error: "access_denied", Code: 65004, Text: "User declined to consent to access the app."})
	browse(t, loopback(w.Transport()))
	_, err := w.signIn(t)
	if err == nil || !strings.Contains(err.Error(), "consent was declined (AADSTS65004)") || hint(err) == "" {
		t.Errorf("error %v, hint %q", err, hint(err))
	}
}

func TestBrowserThatDoesNotOpen(t *testing.T) {
	w := newWorld(t, contoso(), entra.AuthBrowser)
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "xdg-open"), []byte("#!/bin/sh\nexit 3\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir)
	_, err := w.signIn(t)
	if err == nil || !strings.Contains(err.Error(), "the browser could not be opened") || !strings.Contains(hint(err), "device-code") {
		t.Errorf("error %v, hint %q", err, hint(err))
	}
}
