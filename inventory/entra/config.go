package entra

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"time"

	"gwbplan/inventory"
	"gwbplan/inventory/journal"
)

// AuthMode is a way of signing in.
type AuthMode string

// The ways of signing in.
const (
	AuthDefault           AuthMode = "default"
	AuthCLI               AuthMode = "cli"
	AuthDeviceCode        AuthMode = "device-code"
	AuthBrowser           AuthMode = "browser"
	AuthClientSecret      AuthMode = "client-secret"
	AuthClientCertificate AuthMode = "client-certificate"
	AuthManagedIdentity   AuthMode = "managed-identity"
	AuthToken             AuthMode = "token"
)

// SignInPrompt is what a person has to do: open the page and enter the code.
type SignInPrompt struct{ URL, Code string }

// Wanted says of which groups a list (members, owners) is read.
type Wanted string

// The values of [Wanted]. WantNeeded reads what [Config.Needed] or
// [Config.OwnersNeeded] says.
const (
	WantNeeded Wanted = "needed"
	WantAll    Wanted = "all"
	WantNone   Wanted = "none"
)

// Clock is the time as the collector sees it. Sleep returns early with the
// context's error.
type Clock interface {
	Now() time.Time
	Sleep(ctx context.Context, d time.Duration) error
	// WithTimeout is [context.WithTimeout] by this clock.
	WithTimeout(ctx context.Context, d time.Duration) (context.Context, context.CancelFunc)
}

// Config says which tenant is read, how, and how much of it.
type Config struct {
	// Tenant is an id or a domain. It may be empty where the sign-in implies
	// it; where it is given, a tenant that turns out to be another is refused.
	Tenant string
	// Cloud is public (default), usgov, usgov-dod or china.
	Cloud string
	// Auth is AuthDefault where it is empty.
	Auth AuthMode
	// ClientID is the app registration, or the user-assigned managed identity;
	// AZURE_CLIENT_ID where it is empty.
	ClientID string
	// Prompt tells a person where to enter which code (AuthDeviceCode). It is
	// called before the first request, and again where a sign-in is revoked.
	Prompt func(SignInPrompt) error
	// GraphURL replaces the cloud's endpoint, without the version.
	GraphURL string
	// Getenv looks up the variables that hold secrets; os.Getenv where nil.
	Getenv func(string) string
	// Transport is what requests go out by, to Graph and to the sign-in
	// authority; nil is a transport of the package's own.
	Transport http.RoundTripper

	// Journal keeps what is answered, and answers what it was told before; nil
	// keeps nothing.
	Journal *journal.Journal

	// Since is an earlier snapshot of the same tenant: lists that have not
	// changed since are taken from it. Nil reads everything.
	Since *inventory.Snapshot

	// Members and Owners are WantNeeded where they are empty.
	Members, Owners Wanted
	// Needed judges a group by its own facts, before its members are read. It
	// is never asked about synced or Microsoft 365 groups.
	Needed func(*inventory.CloudGroup) bool
	// OwnersNeeded is called by CollectOwners only.
	OwnersNeeded func(inventory.ObjectID) bool

	// Progress is told how many groups are done with, of how many; total is 0
	// where that is unknown. It is called by one goroutine. Nil asks Graph for
	// no total.
	Progress func(s Stage, done, total int)

	// Workers is how many requests are under way at a time, 32 where 0.
	Workers int
	// PlainFirst is how many groups are read by their plain lists before a
	// cheaper way is tried, 1,500 where 0: a small tenant has nothing to gain.
	PlainFirst int
	// PageSize is $top of the long lists, 999 (Graph's most) where 0 (F110).
	PageSize int
	// Timeout is how long one attempt of one request may take, 2 minutes
	// where 0.
	Timeout time.Duration
	// Clock is the system's where nil.
	Clock Clock
	// Log is silent where nil.
	Log *slog.Logger
}

const maxPageSize = 999

func (c Config) withDefaults() Config {
	orText(&c.Cloud, "public")
	orText((*string)(&c.Auth), string(AuthDefault))
	orText((*string)(&c.Members), string(WantNeeded))
	orText((*string)(&c.Owners), string(WantNeeded))
	if c.Getenv == nil {
		c.Getenv = os.Getenv
	}
	if c.ClientID == "" {
		c.ClientID = c.Getenv("AZURE_CLIENT_ID")
	}
	if c.Needed == nil {
		c.Needed = func(*inventory.CloudGroup) bool { return false }
	}
	if c.OwnersNeeded == nil {
		c.OwnersNeeded = func(inventory.ObjectID) bool { return false }
	}
	if c.Workers == 0 {
		c.Workers = 32
	}
	if c.PlainFirst == 0 {
		c.PlainFirst = 1500
	}
	if c.PageSize == 0 {
		c.PageSize = maxPageSize
	}
	if c.Timeout == 0 {
		c.Timeout = 2 * time.Minute
	}
	if c.Clock == nil {
		c.Clock = systemClock{}
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return c
}

func orText(s *string, standard string) {
	if *s == "" {
		*s = standard
	}
}

func (c Config) validate() error {
	if c.Workers < 1 {
		return fmt.Errorf("%d workers: want at least 1", c.Workers)
	}
	if c.PageSize < 1 || c.PageSize > maxPageSize {
		return fmt.Errorf("page size %d: want 1 to %d", c.PageSize, maxPageSize)
	}
	if err := c.Members.check("members"); err != nil {
		return err
	}
	return c.Owners.check("owners")
}

func (w Wanted) check(what string) error {
	switch w {
	case WantNeeded, WantAll, WantNone:
		return nil
	}
	return fmt.Errorf("--%s %q: want needed, all or none", what, string(w))
}

type systemClock struct{}

func (systemClock) Now() time.Time { return time.Now() }

func (systemClock) WithTimeout(ctx context.Context, d time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, d)
}

func (systemClock) Sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
