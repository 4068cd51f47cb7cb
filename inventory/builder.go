package inventory

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Builder is a [Sink] that keeps the facts in memory. Records may come in any
// order; the [Snapshot] does not depend on it. What contradicts itself shows
// only at the end, when all records are there.
//
// A record must not be changed after it was put.
type Builder struct {
	headers []Header
	texts   map[string]string
	cloud   cloudSide
	ad      adSide
	connect []ConnectServer
	gaps    []Gap
	done    bool
}

// NewBuilder begins a snapshot in memory.
func NewBuilder(h Header) *Builder {
	b := &Builder{texts: map[string]string{}}
	b.cloud.refs = map[ObjectID]Ref{}
	b.ad.byGUID, b.ad.byDN = map[GUID]ADRef{}, map[string]ADRef{}
	b.begin(h)
	return b
}

// Build is a snapshot of a few records.
func Build(h Header, records ...Record) (*Snapshot, error) {
	b := NewBuilder(h)
	for _, r := range records {
		if err := b.Put(r); err != nil {
			return nil, err
		}
	}
	return b.Snapshot()
}

// begin tells that the records of another reading follow.
func (b *Builder) begin(h Header) {
	h.Schema = Schema
	h.TakenAt = h.TakenAt.UTC()
	b.headers = append(b.headers, h)
}

// Put takes one record.
func (b *Builder) Put(r Record) error {
	switch r := r.(type) {
	case *Tenant:
		b.cloud.tenants = append(b.cloud.tenants, *r)
	case *CloudGroupRecord:
		b.putGroup(r)
	case *Principal:
		b.putPrincipal(*r)
	case *Owners:
		b.cloud.owners = append(b.cloud.owners, *r)
	case *ProvisioningJob:
		b.cloud.jobs = append(b.cloud.jobs, *r)
	case *Agent:
		b.cloud.agents = append(b.cloud.agents, *r)
	case *Licence:
		b.cloud.licences = append(b.cloud.licences, *r)
	case *ADDomain:
		b.ad.domains = append(b.ad.domains, readDomain{*r, b.reading()})
	case *ADObjectRecord:
		b.putObject(r)
	case *ADPrincipal:
		b.ad.put(*r, b.intern)
	case *ADHolding:
		b.ad.holdings = append(b.ad.holdings, holding{b.ad.node(r.Group), b.ad.node(r.Holder)})
	case *ADCatalog:
		b.ad.catalogs = append(b.ad.catalogs, *r)
	case *SIDLookup:
		b.ad.lookups = append(b.ad.lookups, *r)
	case *ConnectServer:
		b.connect = append(b.connect, *r)
	case *DeltaLink:
		b.cloud.links = append(b.cloud.links, *r)
	case *GraphReading:
		b.cloud.readings = append(b.cloud.readings, *r)
	case *Gap:
		b.gaps = append(b.gaps, *r)
	default:
		return fmt.Errorf("a snapshot cannot hold a record of type %T", r)
	}
	return nil
}

// reading is the number of the reading that the records come from.
func (b *Builder) reading() int { return len(b.headers) - 1 }

// Snapshot ends the building. The Builder is of no use afterwards.
func (b *Builder) Snapshot() (*Snapshot, error) {
	if b.done {
		return nil, errors.New("this builder has given its snapshot already")
	}
	b.done = true
	s := &Snapshot{Headers: sortHeaders(b.headers)}
	if err := b.cloud.finish(s); err != nil {
		return nil, err
	}
	if err := b.ad.finish(s, b.headers); err != nil {
		return nil, err
	}
	var err error
	if s.Connect, err = unique("Connect server", b.connect, func(c *ConnectServer) string { return strings.ToLower(c.Name) }); err != nil {
		return nil, err
	}
	s.Gaps = sortedByJSON(b.gaps)
	s.index()
	return s, nil
}

// intern returns the one copy of a text that many records repeat.
func (b *Builder) intern(s *string) {
	if t, ok := b.texts[*s]; ok {
		*s = t
		return
	}
	if len(b.texts) < 1<<16 { // hostile values must not fill the memory
		*s = strings.Clone(*s)
		b.texts[*s] = *s
	}
}

// utc gives a time the one form in which equal times are equal values.
func utc(t **time.Time) {
	if *t != nil {
		u := (*t).Round(0).UTC()
		*t = &u
	}
}
