package journal

import (
	"encoding/binary"
	"slices"
)

// answerHead is what stands before an answer: its kind and two keys.
const answerHead = 1 + 2*len(Key{})

// droppedSize is a key and a place.
const droppedSize = len(Key{}) + 8

// place is where an answer stands, and what continues it.
type place struct {
	at   int64
	next Key
}

// index knows where the answers of earlier runs stand. Nearly all questions
// are asked once, so that later answers to the same question stand apart.
type index struct {
	n     int
	head  map[Key]place
	later map[Key][]place
}

func newIndex() index { return index{head: map[Key]place{}, later: map[Key][]place{}} }

// learn takes in an entry of the file.
func (x *index) learn(entry []byte, at int64) error {
	switch {
	case entry[0] == answerEntry && len(entry) >= answerHead:
		k, p := Key(entry[1:17]), place{at, Key(entry[17:33])}
		x.n++
		if _, again := x.head[k]; again {
			x.later[k] = append(x.later[k], p)
			return nil
		}
		x.head[k] = p
	case entry[0] == droppedEntry && len(entry)%droppedSize == 1:
		for b := entry[1:]; len(b) > 0; b = b[droppedSize:] {
			x.forget(Key(b), int64(binary.BigEndian.Uint64(b[len(Key{}):])))
		}
	case entry[0] != partEntry:
		return errTorn
	}
	return nil
}

// forget leaves out an answer that was dropped.
func (x *index) forget(k Key, at int64) {
	if x.head[k].at == at {
		x.take(k)
		return
	}
	x.later[k] = slices.DeleteFunc(x.later[k], func(p place) bool { return p.at == at })
}

// first is the answer that comes next.
func (x *index) first(k Key) (at int64, next Key, ok bool) {
	p, ok := x.head[k]
	return p.at, p.next, ok
}

// take hands the answer that comes next out, once.
func (x *index) take(k Key) (at int64, next Key, ok bool) {
	p, ok := x.head[k]
	if !ok {
		return 0, Key{}, false
	}
	if more := x.later[k]; len(more) > 0 {
		x.head[k], x.later[k] = more[0], more[1:]
	} else {
		delete(x.head, k)
		delete(x.later, k)
	}
	return p.at, p.next, true
}
