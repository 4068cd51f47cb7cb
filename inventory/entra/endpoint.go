package entra

import (
	"fmt"
	"net"
	"net/url"
	"regexp"
	"strings"
)

// endpoint is where one national cloud answers (F115). The DoD's tenants sign
// in at the US government's authority.
type endpoint struct{ cloud, graph, authority string }

func endpoints() []endpoint {
	return []endpoint{
		{"public", "https://graph.microsoft.com", "https://login.microsoftonline.com/"},
		{"usgov", "https://graph.microsoft.us", "https://login.microsoftonline.us/"},
		{"usgov-dod", "https://dod-graph.microsoft.us", "https://login.microsoftonline.us/"},
		{"china", "https://microsoftgraph.chinacloudapi.cn", "https://login.chinacloudapi.cn/"},
	}
}

func endpointOf(cloud string) (endpoint, error) {
	for _, e := range endpoints() {
		if e.cloud == cloud {
			return e, nil
		}
	}
	return endpoint{}, fmt.Errorf("--cloud %q: want public, usgov, usgov-dod or china", cloud)
}

// scope is the only one that is ever asked for: what an administrator has
// consented to, and nothing more.
func (e endpoint) scope() string { return e.graph + "/.default" }

var versionSuffix = regexp.MustCompile(`(?i)/(v[0-9][0-9.]*|beta)$`)

// baseURL is where requests go: the cloud's endpoint or the one that replaces
// it, without a slash at its end.
func (e endpoint) baseURL(override string) (*url.URL, error) {
	if override == "" {
		return url.Parse(e.graph)
	}
	u, err := url.Parse(strings.TrimRight(override, "/"))
	if err != nil || u.Host == "" || u.RawQuery != "" || u.Fragment != "" {
		return nil, fmt.Errorf("--graph-url: want https://HOST, got %q", withoutUser(override))
	}
	if u.User != nil {
		return nil, fmt.Errorf("--graph-url %q holds a user name or password: leave it out, a secret is never passed by a flag", u.Redacted())
	}
	if versionSuffix.MatchString(u.Path) {
		return nil, fmt.Errorf("--graph-url %q ends with a version: leave it out, both v1.0 and beta are read", override)
	}
	if u.Scheme == "https" || u.Scheme == "http" && isLoopback(u.Hostname()) {
		return u, nil
	}
	return nil, fmt.Errorf("--graph-url %q: want https, since a token would be readable on the way (http is for loopback addresses only)", override)
}

var userInURL = regexp.MustCompile(`//[^/]*@`)

func withoutUser(s string) string { return userInURL.ReplaceAllString(s, "//") }

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

// within reports whether u is on the server and under the path of base, so
// that a token may be sent there.
func within(base, u *url.URL) bool {
	return u.User == nil && strings.EqualFold(u.Scheme, base.Scheme) &&
		strings.EqualFold(u.Hostname(), base.Hostname()) && portOf(u) == portOf(base) &&
		strings.HasPrefix(u.Path, strings.TrimRight(base.Path, "/")+"/")
}

func portOf(u *url.URL) string {
	switch p := u.Port(); {
	case p != "":
		return p
	case strings.EqualFold(u.Scheme, "http"):
		return "80"
	}
	return "443"
}
