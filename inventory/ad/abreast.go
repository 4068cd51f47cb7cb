package ad

import "context"

// readEach implements [reader]: each query has a connection of its own, the
// first one the reader's. Entries come in turns, so many of each query, whatever
// the server answers first: the same answers give the same order.
func (l *LDAP) readEach(ctx context.Context, qs []query, yield func(*entry) error) []error {
	readers, closeAll := l.abreast(ctx, len(qs))
	defer closeAll()
	errs := make([]error, len(qs))
	if err := takeTurns(ctx, readers, qs, errs, yield); err != nil {
		errs[0] = err
		return errs
	}
	for i := len(readers); i < len(qs); i++ { // no further connection was to be had
		errs[i] = l.read(ctx, qs[i], yield)
	}
	return errs
}

// abreast is the reader and up to n-1 further connections to its server. A
// server that lets nobody in twice is asked one question after the other.
func (l *LDAP) abreast(ctx context.Context, n int) (readers []*LDAP, closeAll func()) {
	readers = []*LDAP{l}
	for len(readers) < n {
		more := &LDAP{target: l.target, door: l.door}
		if err := more.reach(ctx); err != nil {
			l.target.Log.Debug("no further LDAP connection", "error", err)
			break
		}
		readers = append(readers, more)
	}
	return readers, func() {
		for _, r := range readers[1:] {
			if r.link != nil {
				r.link.close()
			}
		}
	}
}

// turn is how many entries of a query are taken before those of the next.
const turn = 500

// takeTurns reads with each reader its query and hands the entries over. err is
// yield's own; errs gets what the queries ended with.
func takeTurns(ctx context.Context, readers []*LDAP, qs []query, errs []error, yield func(*entry) error) (err error) {
	ctx, cancel := context.WithCancel(ctx)
	answers := make([]chan []*entry, len(readers))
	for i, r := range readers {
		answers[i] = make(chan []*entry, 1)
		go func() {
			defer close(answers[i])
			errs[i] = readTurns(ctx, r, qs[i], answers[i])
		}()
	}
	defer func() {
		cancel()
		for _, a := range answers {
			for range a {
			}
		}
	}()
	for open := len(answers); open > 0; {
		open = 0
		for _, a := range answers {
			entries, ok := <-a
			if ok {
				open++
			}
			if err := handOver(entries, yield); err != nil {
				return err
			}
		}
	}
	return nil
}

// readTurns sends the entries of one query, so many at a time.
func readTurns(ctx context.Context, r *LDAP, q query, to chan<- []*entry) error {
	var entries []*entry
	send := func() error {
		select {
		case to <- entries:
			entries = nil
			return nil
		case <-ctx.Done():
			return &fatal{ctx.Err()}
		}
	}
	err := r.read(ctx, q, func(e *entry) error {
		entries = append(entries, e)
		if len(entries) < turn {
			return nil
		}
		return send()
	})
	if len(entries) > 0 {
		if serr := send(); serr != nil {
			return serr
		}
	}
	return err
}
