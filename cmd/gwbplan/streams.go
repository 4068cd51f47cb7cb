package main

import (
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"os"
	"sync"
	"time"

	"golang.org/x/term"

	"gwbplan/inventory/entra"
	"gwbplan/report"
)

// streams are the process's edges, handed to everything that needs one, so
// that a test can stand in for each.
type streams struct {
	In       io.Reader
	Out, Err io.Writer
	Getenv   func(string) string
	// Environ is the whole environment, for the processes of a fleet.
	Environ func() []string
	Now     func() time.Time
	// Random is where secrets are drawn from.
	Random io.Reader
	// ReadPassword asks on a terminal; nil where standard input is none.
	ReadPassword func(prompt string) (string, error)
	// OutIsTerminal: standard output is a terminal that may get colour.
	OutIsTerminal bool
	// ErrIsTerminal: standard error is a terminal, where progress is drawn.
	ErrIsTerminal bool
	// Clock is the time between two attempts and the one that ends an attempt;
	// the sources' own where it is not set.
	Clock entra.Clock
}

func systemStreams() *streams {
	s := &streams{
		In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Getenv: os.Getenv, Environ: os.Environ,
		Now:           func() time.Time { return time.Now().UTC() },
		Random:        rand.Reader,
		OutIsTerminal: takesColour(os.Stdout),
		ErrIsTerminal: takesColour(os.Stderr),
	}
	if term.IsTerminal(int(os.Stdin.Fd())) {
		s.ReadPassword = func(prompt string) (string, error) {
			fmt.Fprint(s.Err, prompt)
			b, err := term.ReadPassword(int(os.Stdin.Fd()))
			fmt.Fprintln(s.Err)
			return string(b), err
		}
	}
	return s
}

// colour reports whether standard output may be coloured.
func (s *streams) colour() bool {
	return s.OutIsTerminal && s.Getenv("NO_COLOR") == "" && s.Getenv("TERM") != "dumb"
}

// voice is how a command talks on standard error.
type voice struct {
	w     *spokenTo
	quiet bool
	json  bool
	log   *slog.Logger
}

// say reports progress or a result's whereabouts; --quiet silences it.
func (v *voice) say(format string, args ...any) {
	if !v.quiet {
		fmt.Fprintln(v.w, "gwbplan: "+fmt.Sprintf(format, args...))
	}
}

// warn is never silenced: what it says must not be lost.
func (v *voice) warn(format string, args ...any) {
	fmt.Fprintln(v.w, "gwbplan: warning: "+report.Message(fmt.Sprintf(format, args...)))
}

// prompt asks a person to sign in. It goes to standard error even with --quiet,
// since the run cannot go on without an answer, and is a record of a JSON log.
func (v *voice) prompt(p entra.SignInPrompt) error {
	if v.json {
		v.log.Warn("sign in to go on", "url", p.URL, "code", p.Code)
		return nil
	}
	_, err := fmt.Fprintf(v.w, "gwbplan: to sign in, open %s in a browser and enter the code %s\n", report.Message(p.URL), report.Message(p.Code))
	return err
}

// signedIn logs by whom Graph is read, as far as the token says.
func (v *voice) signedIn(who entra.Identity) {
	v.log.Debug("signed in to Microsoft Graph", "name", who.Name, "user", who.User, "app", who.AppID, "tenant", who.TenantID,
		"permissions", who.Permissions, "expires", who.Expires, "opaque", who.Opaque)
}

// spokenTo is standard error, or what draws on it in its place.
type spokenTo struct {
	mu  sync.Mutex
	err io.Writer
	via io.Writer
}

// Write writes above what is drawn.
func (s *spokenTo) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.via != nil {
		if n, err := s.via.Write(b); err == nil {
			return n, nil
		}
	}
	return s.err.Write(b)
}

// through has what is written from now on go through w; nil ends that.
func (s *spokenTo) through(w io.Writer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.via = w
}

func newVoice(to io.Writer, o *globalFlags) *voice {
	w := &spokenTo{err: to}
	level := slog.LevelWarn
	if o.verbose {
		level = slog.LevelDebug
	}
	opts := &slog.HandlerOptions{Level: level}
	var h slog.Handler = slog.NewTextHandler(w, opts)
	if o.logFormat == "json" {
		h = slog.NewJSONHandler(w, opts)
	}
	return &voice{w: w, quiet: o.quiet, json: o.logFormat == "json", log: slog.New(h)}
}
