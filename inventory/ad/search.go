package ad

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/go-ldap/ldap/v3"

	"gwbplan/inventory"
)

// The controls that are sent (MS-ADTS 3.1.1.3.4.1).
const (
	controlShowDeleted  = "1.2.840.113556.1.4.417"
	controlShowRecycled = "1.2.840.113556.1.4.2064"
	controlExtendedDN   = "1.2.840.113556.1.4.529"
)

// stringForm is the value of the extended-DN control that asks for ids as
// text: SEQUENCE { flag INTEGER 1 }.
const stringForm = "\x30\x03\x02\x01\x01"

// emptyPages is how many pages without a new entry may follow one another. A
// server sends empty ones when a filter takes it long.
const emptyPages = 1000

// read implements [reader]. A search that was cut starts again from its
// beginning, since a page cookie belongs to its connection; whoever takes the
// entries knows those that come twice.
func (l *LDAP) read(ctx context.Context, q query, yield func(*entry) error) error {
	if q.base == "" && !q.forest {
		return shortAnswer("the server does not name the naming context")
	}
	size := l.target.PageSize
	return l.retry(ctx, func(ctx context.Context) error {
		var err error
		if q.what == objectAt || q.what == deletedAt {
			err = l.readObject(ctx, q, yield)
		} else {
			err = l.readPages(ctx, q, size, yield)
		}
		size = max(size/4, 1) // a limit of time or work may allow a smaller page
		return err
	})
}

// search runs one search request without pages. What comes with an error is
// genuine as far as it goes.
func (l *LDAP) search(ctx context.Context, doing string, req *ldap.SearchRequest) ([]*entry, error) {
	var res *ldap.SearchResult
	err := l.exchange(ctx, doing, func() (err error) {
		res, err = l.link.conn.Search(req)
		return err
	})
	if res == nil {
		return nil, err
	}
	l.noteReferrals(len(res.Referrals))
	entries := make([]*entry, len(res.Entries))
	for i, e := range res.Entries {
		entries[i] = fromLDAP(e)
	}
	return entries, err
}

func (l *LDAP) readObject(ctx context.Context, q query, yield func(*entry) error) error {
	entries, err := l.search(ctx, doing(q), l.request(q, nil))
	if yerr := handOver(entries, yield); yerr != nil {
		return yerr
	}
	return err
}

// readPages follows the pages of one search to the end. While a page is taken,
// the server works on the next one already; no other request comes between.
func (l *LDAP) readPages(ctx context.Context, q query, size int, yield func(*entry) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	empty, begun := 0, map[inventory.DN]bool{}
	for next := l.askPage(ctx, q, size, nil); ; {
		p := <-next
		more := p.err == nil && len(p.cookie) > 0
		if more {
			if empty = nextEmpty(empty, begun, p.entries); empty > emptyPages {
				p.err, more = shortAnswer("the server sends pages without a new entry and without an end"), false
			}
		}
		if more {
			next = l.askPage(ctx, q, size, p.cookie)
		}
		if err := handOver(p.entries, yield); err != nil {
			if cancel(); more {
				<-next // it used the connection
			}
			return err
		}
		if !more {
			return p.err
		}
	}
}

// page is one page of an answer and the cookie of the next; none behind the
// last. What comes with an error is genuine as far as it goes.
type page struct {
	entries []*entry
	cookie  []byte
	err     error
}

// askPage asks for the page behind a cookie.
func (l *LDAP) askPage(ctx context.Context, q query, size int, cookie []byte) <-chan page {
	answer := make(chan page, 1)
	go func() { answer <- l.readPage(ctx, q, size, cookie) }()
	return answer
}

func (l *LDAP) readPage(ctx context.Context, q query, size int, cookie []byte) (p page) {
	paging := ldap.NewControlPaging(uint32(size))
	paging.SetCookie(cookie)
	var last *ldap.ControlPaging
	p.err = l.exchange(ctx, doing(q), func() (err error) {
		p.entries, last, err = l.stream(l.request(q, paging))
		return err
	})
	var e *Error
	switch {
	case errors.As(p.err, &e):
		if len(cookie) > 0 {
			e.err = errors.Join(e.err, errCookie)
		}
	case p.err != nil:
	case last == nil:
		p.err = shortAnswer("the server left out the paging control: the list may be short")
	default:
		p.cookie = bytes.Clone(last.Cookie)
	}
	return p
}

// streamed is how many entries the library may have ready before they are taken.
const streamed = 16

// stream runs one paged search. Each entry is taken over as it comes: what the
// library makes of a page is many times as large. The paging control that the
// server sends at the end is nil where it sent none.
func (l *LDAP) stream(req *ldap.SearchRequest) (entries []*entry, last *ldap.ControlPaging, err error) {
	conn := l.link.conn
	// The connection's end stops it, not a context: the library would then end
	// the list without a word.
	res := conn.SearchAsync(context.Background(), req, streamed)
	referrals := 0
	for res.Next() {
		if e := res.Entry(); e != nil {
			entries = append(entries, fromLDAP(e))
		}
		if res.Referral() != "" {
			referrals++
		}
		if c, ok := ldap.FindControl(res.Controls(), ldap.ControlTypePaging).(*ldap.ControlPaging); ok {
			last = c
		}
	}
	l.noteReferrals(referrals)
	if err = res.Err(); err == nil && last == nil && conn.IsClosing() {
		err = ldap.NewError(ldap.ErrorNetwork, errClosing)
	}
	return entries, last, err
}

// errClosing stands for the error that the library keeps to itself.
var errClosing = errors.New("the connection was closed before the search began")

// noteReferrals notes other domains and application partitions below the base:
// their own sources read them.
func (l *LDAP) noteReferrals(n int) {
	if n > 0 {
		l.target.Log.Debug("referrals below the base are not followed", "count", n)
	}
}

// nextEmpty counts pages without a new entry. A page that begins as an earlier
// one is that page again; the cookie tells nothing, some servers repeat it.
func nextEmpty(empty int, begun map[inventory.DN]bool, entries []*entry) int {
	if len(entries) == 0 || begun[entries[0].dn] {
		return empty + 1
	}
	begun[entries[0].dn] = true
	return 0
}

// handOver hands entries to yield; its error ends the reading for good.
func handOver(entries []*entry, yield func(*entry) error) error {
	for _, e := range entries {
		if err := yield(e); err != nil {
			return asFatalError(err)
		}
	}
	return nil
}

// asFatalError marks an error that ends the reading for good.
func asFatalError(err error) error {
	if asFatal(err) == nil {
		err = &fatal{err}
	}
	return err
}

func doing(q query) string { return fmt.Sprintf("searching %q for %s", string(q.base), q.filter()) }

// request makes the search request of a query. It is made anew for each page:
// the library appends to requests that it is given.
func (l *LDAP) request(q query, paging *ldap.ControlPaging) *ldap.SearchRequest {
	scope := ldap.ScopeWholeSubtree
	switch q.what {
	case objectAt, deletedAt:
		scope = ldap.ScopeBaseObject
	case groupsIn, othersIn, namesIn, partitionsIn, attributeSchemas:
		scope = ldap.ScopeSingleLevel
	}
	attributes := q.attrs.names()
	if q.attrs == fullGroup {
		// The range is asked for: then every server answers with ranges alike.
		attributes = append(attributes, l.rangeOf("member", 0))
	}
	return ldap.NewSearchRequest(string(q.base), scope, ldap.NeverDerefAliases, 0, 0, false, q.filter(), attributes, l.controls(q, paging))
}

func (l *LDAP) controls(q query, paging *ldap.ControlPaging) []ldap.Control {
	var controls []ldap.Control
	if paging != nil {
		controls = append(controls, paging)
	}
	if q.attrs != domainFacts {
		// Not critical: a server without it shows names alone, which is a gap.
		controls = append(controls, ldap.NewControlString(controlExtendedDN, false, stringForm))
	}
	switch q.what {
	case tombstonesIn:
		controls = append(controls, ldap.NewControlString(controlShowRecycled, true, ""))
		fallthrough
	case deletedAt:
		controls = append(controls, ldap.NewControlString(controlShowDeleted, true, ""))
	}
	return controls
}

func (l *LDAP) rangeOf(name string, first int) string {
	return fmt.Sprintf("%s;range=%d-%d", name, first, first+l.target.RangeSize-1)
}

// rest implements [reader] by ranged retrieval (MS-ADTS 3.1.1.3.1.3.3).
func (l *LDAP) rest(ctx context.Context, e *entry, name string, first int) ([]string, error) {
	at := string(e.dn)
	if !e.ids.guid.IsZero() {
		at = "<GUID=" + e.ids.guid.String() + ">" // no name to be escaped, renamed or moved
	}
	var values []string
	for {
		var piece *attribute
		err := l.retry(ctx, func(ctx context.Context) (err error) {
			piece, err = l.readRange(ctx, at, name, first)
			return err
		})
		if err != nil {
			return values, err
		}
		values = append(values, piece.values...)
		if piece.last < 0 {
			return values, nil
		}
		if len(piece.values) == 0 {
			return values, shortAnswer("the range of %s from number %d on came back empty", name, first)
		}
		first += len(piece.values)
	}
}

// readRange reads the values from number first on, as many as the server gives.
func (l *LDAP) readRange(ctx context.Context, at, name string, first int) (*attribute, error) {
	q := query{what: objectAt, base: inventory.DN(at), attrs: fullGroup}
	req := l.request(q, nil)
	req.Attributes = []string{l.rangeOf(name, first)}
	entries, err := l.search(ctx, fmt.Sprintf("reading %s of %q", req.Attributes[0], at), req)
	if err != nil {
		return nil, err
	}
	if len(entries) != 1 {
		return nil, shortAnswer("the object was gone before all values of %s were read", name)
	}
	e := entries[0]
	for i := range e.attr {
		a := &e.attr[i]
		switch {
		case a.name != strings.ToLower(name):
		case a.ranged && a.first == first:
			return a, nil
		case a.ranged:
			return nil, shortAnswer("asked for %s from number %d on, the server answered from number %d on", name, first, a.first)
		case len(a.values) > 0:
			return a, nil // the server ignores ranges: these are all
		}
	}
	return nil, shortAnswer("the server returned no %s from number %d on", name, first)
}
