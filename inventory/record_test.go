package inventory_test

import (
	"errors"
	"testing"

	. "gwbplan/inventory"
)

type sinkFunc func(Record) error

func (f sinkFunc) Put(r Record) error { return f(r) }

// TestTee: every sink gets every record, and the first error ends it.
func TestTee(t *testing.T) {
	stop := errors.New("stop")
	var first, last int
	sink := Tee(
		sinkFunc(func(Record) error { first++; return nil }),
		sinkFunc(func(Record) error {
			if first == 3 {
				return stop
			}
			return nil
		}),
		sinkFunc(func(Record) error { last++; return nil }))
	var err error
	for _, r := range allRecords()[:3] {
		err = sink.Put(r)
	}
	if !errors.Is(err, stop) || first != 3 || last != 2 {
		t.Errorf("%d and %d records, %v", first, last, err)
	}
}
