package entra

import (
	"context"
	"errors"
	"fmt"

	"gwbplan/inventory"
	"gwbplan/inventory/entra/graphrow"
)

// Collector reads one tenant once: Collect, then perhaps CollectOwners.
type Collector struct {
	cfg    Config
	cloud  string
	client *client
	gaps   gapBook

	members *memberReader
	// groups are the live groups in the order of the list, for the owners;
	// known are live and deleted ones.
	groups []inventory.ObjectID
	known  map[inventory.ObjectID]bool
	// earlier are the deleted groups as they were listed before the live ones.
	earlier []graphrow.Group
	// put are the principals that the sink has.
	put map[inventory.ObjectID]bool
	// nested are groups that are members and were not (yet) in the list.
	nested map[inventory.ObjectID]*inventory.Principal
	pace   pace
	// since is nil where everything is read.
	since *since
}

// New checks the configuration and prepares the sign-in. It sends nothing.
func New(cfg Config) (*Collector, error) {
	cfg = cfg.withDefaults()
	if err := cfg.validate(); err != nil {
		return nil, err
	}
	at, err := endpointOf(cfg.Cloud)
	if err != nil {
		return nil, err
	}
	base, err := at.baseURL(cfg.GraphURL)
	if err != nil {
		return nil, err
	}
	sign, err := newSigner(cfg, at)
	if err != nil {
		return nil, err
	}
	c, err := newClient(cfg, base, sign)
	if err != nil {
		return nil, err
	}
	return &Collector{
		cfg: cfg, cloud: at.cloud, client: c,
		members: newMemberReader(c, cfg),
		since:   newSince(cfg.Since),
		known:   map[inventory.ObjectID]bool{},
		put:     map[inventory.ObjectID]bool{},
		nested:  map[inventory.ObjectID]*inventory.Principal{},
		pace:    pace{report: cfg.Progress},
	}, nil
}

// Stats returns what the reading has cost so far.
func (c *Collector) Stats() Stats { return c.client.retrier.counts.stats() }

// Reading is the record of what the reading has cost so far and how the
// members were read.
func (c *Collector) Reading() *inventory.GraphReading {
	s := c.Stats()
	r := &inventory.GraphReading{Requests: s.Requests, Inner: s.Inner, ResourceUnits: s.ResourceUnits, Throttled: s.Throttled, Retries: s.Retries,
		Members: c.members.record()}
	if refused := c.client.batches.why(); refused != nil {
		r.NoBatch = refused.why
	}
	return r
}

// Collect reads the tenant, its licences, agents and provisioning jobs, and at
// the same time live and soft-deleted groups with their members, page by page.
// It hands them over in this order, the gaps last. Before any of these lists it
// notes where Graph will tell what has changed since. Owners are left to
// [Collector.CollectOwners].
func (c *Collector) Collect(ctx context.Context, sink inventory.Sink) error {
	tenant, err := c.openTenant(ctx)
	if err != nil {
		return fmt.Errorf("reading the tenant: %w", err)
	}
	var links kept
	if err := c.trackChanges(ctx, &links); err != nil {
		return fmt.Errorf("reading the tenant: %w", err)
	}
	short := []part{c.fitBudget, c.countGroups, c.collectTenant(tenant), links.handOver, c.collectLicences, c.collectAgents, c.collectJobs}
	err = together(ctx, sink, short, func(ctx context.Context, sink inventory.Sink) error {
		for _, collect := range []part{c.collectEarlierDeleted, c.collectGroups, c.collectDeletedGroups, c.putMoved, c.putNested} {
			if err := collect(ctx, sink); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("reading the tenant: %w", err)
	}
	if doubt := c.members.doubt(); doubt != nil {
		c.gaps.add(*doubt)
	}
	return c.gaps.flush(sink)
}

// answered is an error where nothing that came so far came from Graph.
func (c *Collector) answered() error {
	if c.Stats().Answers > 0 {
		return nil
	}
	return fmt.Errorf("none of %d answers of %s came from Graph; a proxy may stand in between: check it and --graph-url", c.Stats().Requests, c.client.base.Host)
}

// unreachable turns a failure of the very first request into an error where no
// server answered it.
func (c *Collector) unreachable(err error) error {
	var f *failure
	if errors.As(err, &f) && f.unreached {
		return fmt.Errorf("reaching %s: %w; check the network, the proxy, --cloud and --graph-url", c.client.base.Host, f)
	}
	return nil
}

// Close ends the connections to Graph. The collector can still be used; it
// opens new ones.
func (c *Collector) Close() { c.client.close() }
