package main

import (
	"bytes"
	"encoding/json"
	"io"
	"sync"

	"gwbplan/report"
	"gwbplan/report/escape"
)

// lockedWriter lets several write to one stream, a call each at a time.
type lockedWriter struct {
	mu sync.Mutex
	w  io.Writer
}

// Write writes when nobody else does.
func (l *lockedWriter) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(p)
}

// prefixed hands on whole lines, each with a name before it, made safe for a
// terminal. A record of a JSON log says by itself whose it is and stays one.
type prefixed struct {
	to     io.Writer
	name   string
	json   bool
	rename func(line string) string
	rest   []byte
}

// Write hands on the lines that are whole and keeps the rest.
func (p *prefixed) Write(text []byte) (int, error) {
	p.rest = append(p.rest, text...)
	for {
		line, rest, whole := bytes.Cut(p.rest, []byte("\n"))
		if !whole {
			return len(text), nil
		}
		p.rest = rest
		if err := p.line(line); err != nil {
			return len(text), err
		}
	}
}

func (p *prefixed) line(line []byte) error {
	text := p.rename(string(bytes.TrimRight(line, "\r")))
	if !p.json || !bytes.HasPrefix(line, []byte("{")) || !json.Valid(line) {
		text = "[" + escape.Visible(p.name) + "] " + report.Message(text)
	}
	_, err := io.WriteString(p.to, text+"\n")
	return err
}

// flush hands on a last line without an end.
func (p *prefixed) flush() {
	if len(p.rest) > 0 {
		_ = p.line(p.rest) // standard error is where it would be said
		p.rest = nil
	}
}
