package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"gwbplan/inventory"
	"gwbplan/inventory/ad"
	"gwbplan/inventory/connect"
	"gwbplan/inventory/entra"
	"gwbplan/inventory/headroom"
	"gwbplan/inventory/journal"
	"gwbplan/inventory/snapfile"
	"gwbplan/planner"
)

// gatherer reads every source into one sink, in the order in which one side
// tells what is needed of the other: AD's stamped groups first, then the cloud
// groups with the members of those that matter, then the AD objects that only
// the cloud side names, and the owners last.
type gatherer struct {
	*command
	flags *sourceFlags
	log   *journal.Journal
	sink  inventory.Sink
	// adSide collects what AD shows, to match cloud groups against; cloudSide
	// what the cloud shows that AD must be asked about.
	adSide    *adObjects
	cloudSide *cloudWatch
	matcher   *planner.Matcher
	// elsewhere are groups of AD domains that an earlier snapshot shows.
	elsewhere []inventory.ADPrincipal
	gaps      *gapWatch
	// since is the earlier snapshot that is refreshed, nil without --since.
	since     *inventory.Snapshot
	progress  *progress
	graphBars *graphBars
}

func (c *command) gather(ctx context.Context, f *sourceFlags, log *journal.Journal, to inventory.Sink) (*gapWatch, error) {
	g := &gatherer{command: c, flags: f, log: log, adSide: &adObjects{}, cloudSide: newCloudWatch(), gaps: &gapWatch{}}
	g.sink = inventory.Tee(to, g.gaps)
	return g.gaps, headroom.While(func() error { return g.run(ctx) })
}

func (g *gatherer) run(ctx context.Context) error {
	graph, err := g.openGraph()
	if err != nil {
		return err
	}
	if graph != nil {
		defer graph.Close()
	}
	sources, err := g.openAD(ctx)
	defer func() {
		for _, s := range sources {
			s.Close()
		}
	}()
	if err == nil {
		err = g.signIn(ctx, graph)
	}
	if err == nil {
		err = g.readConnect()
	}
	if err != nil {
		return err
	}
	g.progress = g.newProgress()
	defer g.progress.end()
	if err := g.readAD(ctx, sources); err != nil {
		return err
	}
	if graph != nil {
		if err := g.readGroups(ctx, graph); err != nil {
			return err
		}
	}
	if err := g.lookUp(ctx, sources); err != nil {
		return err
	}
	if graph == nil {
		return nil
	}
	return g.readOwners(ctx, graph)
}

// readAD reads the stamped groups and what holds them.
func (g *gatherer) readAD(ctx context.Context, sources []ad.Source) error {
	bars := g.progress.sources(g.flags.sourceLabels())
	if err := ad.CollectAll(ctx, sources, func(i int) inventory.Sink { return bars[i].counting(inventory.Tee(g.sink, g.adSide)) }); err != nil {
		return err
	}
	for _, b := range bars {
		b.done()
	}
	if err := g.learn(); err != nil {
		return err
	}
	return ad.Link(ctx, sources, g.elsewhere, g.sink)
}

func (g *gatherer) readGroups(ctx context.Context, graph *entra.Collector) error {
	g.voice.say("reading the cloud groups from Microsoft Graph")
	g.graphBars.show(g.progress, graph.Stats)
	if err := graph.Collect(ctx, inventory.Tee(g.sink, g.cloudSide, sameTenant{g.since, g.flags.since})); err != nil {
		return err
	}
	g.matcher = nil // it holds what a group is matched by of every AD object
	g.sayRefreshed(graph.Refresh())
	return nil
}

func (g *gatherer) readOwners(ctx context.Context, graph *entra.Collector) error {
	g.voice.say("reading the owners of the groups that need them")
	if err := graph.CollectOwners(ctx, g.sink); err != nil {
		return err
	}
	g.graphBars.done()
	return g.putReading(graph.Reading())
}

// putReading keeps and tells what the reading of the tenant has cost.
func (g *gatherer) putReading(r *inventory.GraphReading) error {
	g.voice.say("Microsoft Graph: %d requests, %d more in batches, %d resource units, %d throttled", r.Requests, r.Inner, r.ResourceUnits, r.Throttled)
	if r.NoBatch != "" {
		g.voice.say("requests were not sent in batches: %s", r.NoBatch)
	}
	for _, m := range r.Members {
		g.voice.log.Info("members read", "by", string(m.Strategy), "groups", m.Groups, "why", m.Why)
	}
	return g.sink.Put(r)
}

// learn prepares what the two sides tell each other: AD objects read now or in
// an earlier snapshot, and cloud groups of an earlier snapshot.
func (g *gatherer) learn() error {
	objects, err := g.adSide.objects()
	if err != nil {
		return err
	}
	if len(g.flags.with) > 0 {
		earlier, err := snapfile.Load(g.flags.with...)
		if err != nil {
			return fmt.Errorf("--with: %w", err)
		}
		objects = append(objects, earlier.Objects...)
		g.elsewhere = liveGroups(earlier.Objects)
		for i := range earlier.Groups {
			g.cloudSide.group(&earlier.Groups[i])
		}
		for i := range earlier.Jobs {
			g.cloudSide.job(&earlier.Jobs[i])
		}
	}
	if g.since != nil && len(objects) == 0 {
		objects = g.since.Objects // AD as it was tells best which groups matter
	}
	g.matcher = planner.NewMatcher(objects)
	return nil
}

// liveGroups are the groups that may sit in groups of a domain read now.
func liveGroups(objects []inventory.ADObject) []inventory.ADPrincipal {
	var out []inventory.ADPrincipal
	for i := range objects {
		if o := &objects[i]; !o.Deleted && strings.EqualFold(o.ObjectClass, "group") {
			out = append(out, inventory.ADPrincipal{DN: o.DN, GUID: o.ObjectGUID, SID: o.ObjectSID})
		}
	}
	return out
}

// lookUp asks AD about what only the cloud side made interesting.
func (g *gatherer) lookUp(ctx context.Context, sources []ad.Source) error {
	req := ad.LookupRequest{SIDs: g.cloudSide.sids(), Containers: append(g.cloudSide.containers(), g.configured()...)}
	for _, s := range sources {
		if err := s.Lookup(ctx, req, g.sink); err != nil {
			return err
		}
	}
	if err := ad.Link(ctx, sources, nil, g.sink); err != nil {
		return err
	}
	for _, s := range sources {
		if err := s.Finish(g.sink); err != nil {
			return err
		}
	}
	return nil
}

func (g *gatherer) openGraph() (*entra.Collector, error) {
	f := g.flags
	if !f.graph() {
		return nil, nil
	}
	if err := g.loadSince(); err != nil {
		return nil, err
	}
	cfg := entra.Config{
		Tenant: f.tenant, Cloud: f.cloud, Auth: entra.AuthMode(f.auth), ClientID: f.clientID, GraphURL: f.graphURL,
		Members: entra.Wanted(f.members), Owners: entra.Wanted(f.owners),
		Journal: g.log, Since: g.since,
		Needed: g.needed, OwnersNeeded: g.cloudSide.ownersNeeded,
		Getenv: g.Getenv, Prompt: g.voice.prompt, Log: g.voice.log, Clock: g.Clock,
	}
	if g.drawsProgress() {
		g.graphBars = &graphBars{}
		cfg.Progress = g.graphBars.report
	}
	c, err := entra.New(cfg)
	if err != nil {
		return nil, usageError{err}
	}
	g.cloudSide.matched = func(c *inventory.CloudGroup) bool { return len(g.matcher.Matches(c)) > 0 }
	return c, nil
}

// signIn comes before the long reading of AD: a person is still there to be
// asked, and a refusal costs no time.
func (g *gatherer) signIn(ctx context.Context, graph *entra.Collector) error {
	if graph == nil {
		return nil
	}
	who, err := graph.SignIn(ctx)
	if err == nil {
		g.voice.signedIn(who)
	}
	return err
}

// needed: members matter where the flag asks or may ask, where AD holds an
// object, and where a converted group may have one that is only found later.
func (g *gatherer) needed(c *inventory.CloudGroup) bool {
	asks := c.WritebackEnabled == inventory.FlagTrue || c.WritebackEnabled == inventory.FlagUnread
	return asks || c.OnPremisesSecurityIdentifier != "" || len(g.matcher.Matches(c)) > 0
}

// readConnect takes each server's facts, and what its script could not read as
// gaps.
func (g *gatherer) readConnect() error {
	servers, err := g.connectServers()
	if err != nil {
		return err
	}
	for _, server := range servers {
		if err := g.sink.Put(server); err != nil {
			return err
		}
		for _, gap := range server.Gaps() {
			if err := g.sink.Put(&gap); err != nil {
				return err
			}
		}
	}
	return nil
}

// connectServers reads the facts files, one of each server.
func (g *gatherer) connectServers() ([]*inventory.ConnectServer, error) {
	var servers []*inventory.ConnectServer
	for _, path := range g.flags.connectFacts {
		server, err := readConnectFacts(path)
		if err != nil {
			return nil, err
		}
		for j, other := range servers {
			if strings.EqualFold(other.Name, server.Name) {
				return nil, usagef("%s and %s are both of the Connect server %q; give one of the two", g.flags.connectFacts[j], path, server.Name)
			}
		}
		servers = append(servers, server)
	}
	return servers, nil
}

func readConnectFacts(path string) (*inventory.ConnectServer, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("opening the Connect facts: %w", err)
	}
	defer f.Close()
	return connect.Read(f, path)
}

func (g *gatherer) openAD(ctx context.Context) (sources []ad.Source, err error) {
	f := g.flags
	servers, err := g.ldapConfigs()
	if err != nil {
		return nil, err
	}
	for _, server := range servers {
		g.voice.say("reading Active Directory at %s", server.URL)
		s, err := ad.Dial(ctx, server)
		if err != nil {
			return sources, err
		}
		sources = append(sources, s)
	}
	if len(f.ldif) > 0 {
		g.voice.say("reading %d LDIF file(s)", len(f.ldif))
		s, err := ad.OpenLDIF(ad.LDIFConfig{Files: f.ldif, Scopes: dns(f.ldifScopes), Log: g.voice.log})
		if err != nil {
			return sources, err
		}
		sources = append(sources, s)
	}
	if err := ad.CheckSources(sources, dns(f.ldapBases)); err != nil {
		return sources, usageError{err}
	}
	return sources, distinctDomains(sources)
}

// distinctDomains refuses one domain read twice: two pictures of it would be
// merged into one that never was.
func distinctDomains(sources []ad.Source) error {
	seen := map[string]bool{}
	var errs []error
	for _, s := range sources {
		for _, d := range s.Domains() {
			if seen[d] {
				errs = append(errs, usagef("the AD domain %s is named by two sources; read it from one", d))
			}
			seen[d] = true
		}
	}
	return errors.Join(errs...)
}
