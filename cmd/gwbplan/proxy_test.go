package main

import (
	"io"
	"net"
	"sync/atomic"
	"testing"
	"time"
)

// disturbingProxy passes connections on to a server and, where it is ordered,
// disturbs what the server says behind a number of octets.
type disturbingProxy struct {
	net.Listener
	server string
	// silent is called when an answer is held back for good.
	silent func()
	// said counts the octets of the server, struck the disturbances.
	said, struck atomic.Int64
	ordered      atomic.Pointer[order]
}

// order is a disturbance of the next so many connections: cut, half (closed in
// good order), stall, or mute: what the client says is not answered at all.
type order struct {
	kind string
	at   int64
	left atomic.Int64
}

func (p *disturbingProxy) order(kind string, at, times int64) {
	o := &order{kind: kind, at: at}
	o.left.Store(times)
	p.struck.Store(0)
	p.ordered.Store(o)
}

func newProxy(t *testing.T, server string, silent func()) *disturbingProxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &disturbingProxy{Listener: l, server: server, silent: silent}
	p.order("", 0, 0)
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			go p.pass(client.(*net.TCPConn))
		}
	}()
	return p
}

func (p *disturbingProxy) pass(client *net.TCPConn) {
	defer client.Close()
	server, err := net.DialTimeout("tcp", p.server, time.Minute)
	if err != nil {
		return
	}
	defer server.Close()
	o := p.ordered.Load()
	go func() {
		b := make([]byte, 1<<14)
		for {
			n, err := client.Read(b)
			if err != nil {
				server.Close()
				return
			}
			_, _ = server.Write(b[:n])
			if o.kind == "mute" {
				p.silent() // the server has the question and is stopped
			}
		}
	}()
	// The order counts the octets of the connection, as the calm run's single
	// one was counted.
	limited := io.LimitReader(server, o.at)
	if o.kind == "" || o.kind == "mute" || o.left.Add(-1) < 0 {
		limited = server
	}
	_, err = io.Copy(client, io.TeeReader(limited, counting{&p.said}))
	if err != nil || limited == io.Reader(server) {
		return
	}
	p.struck.Add(1)
	switch o.kind {
	case "cut":
		_ = client.SetLinger(0)
	case "stall":
		p.silent()
		_, _ = io.Copy(io.Discard, server) // until the client leaves
	}
}

type counting struct{ n *atomic.Int64 }

func (c counting) Write(b []byte) (int, error) {
	c.n.Add(int64(len(b)))
	return len(b), nil
}
