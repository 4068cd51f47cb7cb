package ad

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/gob"
	"errors"
	"fmt"

	"gwbplan/inventory"
	"gwbplan/inventory/journal"
)

// keptPart is how many octets of values a part of a kept answer holds.
const keptPart = 1 << 20

// kept is a reader that answers from the journal of an interrupted reading, and
// keeps the answers to all other questions in it. A search is kept once it was
// read to its end: a page cookie does not outlive its connection, so that a
// search that was cut starts again.
type kept struct {
	reader
	log *journal.Journal
	// of is the domain or forest, so that each has answers of its own.
	of string
}

// keptEntry and keptAttribute are the forms in which entries are kept. Values
// are octets, which gob leaves as they are.
type (
	keptEntry struct {
		DN, GUID, SID string
		Attributes    []keptAttribute
	}
	keptAttribute struct {
		Name        string
		Ranged      bool
		First, Last int
		Values      []string
	}
)

// read implements [reader].
func (k *kept) read(ctx context.Context, q query, yield func(*entry) error) error {
	return k.readEach(ctx, []query{q}, yield)[0]
}

// readEach implements [reader]. Which entries answer which query is not told,
// so that the queries are kept as one question.
func (k *kept) readEach(ctx context.Context, qs []query, yield func(*entry) error) []error {
	errs := make([]error, len(qs))
	key := k.question(qs)
	parts, ok, err := k.log.Next(key)
	if err != nil {
		return fail(errs, err)
	}
	if ok {
		if err := k.handOver(parts, yield); err != nil {
			return fail(errs, err)
		}
		return errs
	}
	w := &keptWriter{log: k.log}
	keep := func(e *entry) error {
		if err := w.add(e); err != nil {
			return &fatal{err}
		}
		return yield(e)
	}
	if len(qs) == 1 {
		errs[0] = k.reader.read(ctx, qs[0], keep)
	} else {
		errs = k.reader.readEach(ctx, qs, keep)
	}
	if errors.Join(errs...) != nil {
		return errs
	}
	if err := w.flush(); err != nil {
		return fail(errs, err)
	}
	if err := k.log.Append(key, journal.Key{}, w.places); err != nil {
		return fail(errs, err)
	}
	return errs
}

func (k *kept) question(qs []query) journal.Key {
	parts := []string{"search", k.of}
	for _, q := range qs {
		parts = append(parts, string(q.base), q.filter(), fmt.Sprint(q.what, q.attrs, q.forest))
	}
	return journal.KeyOf(parts...)
}

// fail ends the reading by the journal's error.
func fail(errs []error, err error) []error {
	for i := range errs {
		errs[i] = &fatal{err}
	}
	return errs
}

func (k *kept) handOver(places []byte, yield func(*entry) error) error {
	for ; len(places) >= 8; places = places[8:] {
		part, err := k.log.At(int64(binary.BigEndian.Uint64(places)))
		if err != nil {
			return &fatal{err}
		}
		var entries []keptEntry
		if err := gob.NewDecoder(bytes.NewReader(part)).Decode(&entries); err != nil {
			return &fatal{fmt.Errorf("reading kept entries: %w", err)}
		}
		for i := range entries {
			e, err := entries[i].entry()
			if err == nil {
				err = yield(e)
			}
			if err != nil {
				return &fatal{err}
			}
		}
	}
	return nil
}

// rest implements [reader].
func (k *kept) rest(ctx context.Context, e *entry, name string, first int) ([]string, error) {
	key := journal.KeyOf("rest", k.of, string(e.dn), e.ids.guid.String(), name, fmt.Sprint(first))
	answer, ok, err := k.log.Next(key)
	if err != nil {
		return nil, &fatal{err}
	}
	if ok {
		var values []string
		if err := gob.NewDecoder(bytes.NewReader(answer)).Decode(&values); err != nil {
			return nil, &fatal{fmt.Errorf("reading kept values: %w", err)}
		}
		return values, nil
	}
	values, err := k.reader.rest(ctx, e, name, first)
	if err != nil {
		return values, err
	}
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(values); err != nil {
		return nil, &fatal{err}
	}
	if err := k.log.Append(key, journal.Key{}, b.Bytes()); err != nil {
		return nil, &fatal{err}
	}
	return values, nil
}

// keptWriter keeps the entries of one search, part by part, so that a long
// list needs no memory.
type keptWriter struct {
	log     *journal.Journal
	entries []keptEntry
	size    int
	// places are where the parts stand.
	places []byte
}

func (w *keptWriter) add(e *entry) error {
	ke := keptEntry{DN: string(e.dn), SID: string(e.ids.sid), Attributes: make([]keptAttribute, len(e.attr))}
	if !e.ids.guid.IsZero() {
		ke.GUID = e.ids.guid.String()
	}
	w.size += len(ke.DN)
	for i, a := range e.attr {
		ke.Attributes[i] = keptAttribute{a.name, a.ranged, a.first, a.last, a.values}
		for _, v := range a.values {
			w.size += len(v)
		}
	}
	w.entries = append(w.entries, ke)
	if w.size < keptPart {
		return nil
	}
	return w.flush()
}

func (w *keptWriter) flush() error {
	if len(w.entries) == 0 {
		return nil
	}
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(w.entries); err != nil {
		return err
	}
	at, err := w.log.AppendPart(b.Bytes())
	if err != nil {
		return err
	}
	w.places = binary.BigEndian.AppendUint64(w.places, uint64(at))
	w.entries, w.size = nil, 0
	return nil
}

func (ke *keptEntry) entry() (*entry, error) {
	e := &entry{dn: inventory.DN(ke.DN), ids: extendedIDs{sid: inventory.SID(ke.SID)}, attr: make([]attribute, len(ke.Attributes))}
	for i, a := range ke.Attributes {
		e.attr[i] = attribute{a.Name, a.Ranged, a.First, a.Last, a.Values}
	}
	if ke.GUID == "" {
		return e, nil
	}
	guid, err := inventory.ParseGUID(ke.GUID)
	e.ids.guid = guid
	return e, err
}
