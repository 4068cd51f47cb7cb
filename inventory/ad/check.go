package ad

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"gwbplan/inventory"
)

// checkPage is the page size of a check, which looks at samples.
const checkPage = 5

// Check tells for each thing that an inventory needs of a domain controller
// whether it is there, and what the server is: the domain's facts, nil for a
// global catalog or where nothing could be read. Its error is one of usage, or
// the end of the context.
func Check(ctx context.Context, cfg Config) ([]inventory.Check, *inventory.ADDomain, error) {
	cfg.PageSize = checkPage
	l, err := Dial(ctx, cfg)
	if err != nil {
		failed, err := failedDial(ctx, cfg, err)
		return failed, nil, err
	}
	defer l.Close()
	c := l.domains[0]
	k := &checker{l: l, c: c, source: c.gapSource()}
	c.sink = k
	if err := k.run(ctx); err != nil {
		return nil, nil, plain(err)
	}
	if c.catalog != nil {
		return k.out, nil, nil
	}
	return k.out, &c.domain, nil
}

// failedDial says how far the connection came.
func failedDial(ctx context.Context, cfg Config, err error) ([]inventory.Check, error) {
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	var e *Error
	if !errors.As(err, &e) || e.Reason == WrongUsage {
		return nil, err
	}
	what := "signed in"
	switch e.Reason {
	case Unreachable, ConnectionCut, TimedOut, ReferredElsewhere:
		what = "reachable"
	case UntrustedCertificate, WrongHostName, TLSFailed, EncryptionRequired:
		what = "encrypted"
	case NotActiveDirectory:
		what = "a domain controller"
	}
	detail := e.What
	if e.Doing != "" {
		detail = e.Doing + ": " + detail
	}
	return []inventory.Check{{Source: "ad " + cfg.URL, What: what, Status: inventory.CheckMissing, Detail: detail, Remedy: e.Hint, Fatal: true}}, nil
}

// checker runs the collector's own first steps and turns what they read, and
// the gaps they leave, into checks. It keeps nothing else.
type checker struct {
	l      *LDAP
	c      *collector
	source string
	out    []inventory.Check
	gaps   []inventory.Gap
}

// Put implements [inventory.Sink].
func (k *checker) Put(r inventory.Record) error {
	if g, ok := r.(*inventory.Gap); ok {
		k.gaps = append(k.gaps, *g)
	}
	return nil
}

func (k *checker) present(what, format string, args ...any) {
	k.out = append(k.out, inventory.Check{Source: k.source, What: what, Status: inventory.CheckPresent, Detail: fmt.Sprintf(format, args...)})
}

func (k *checker) run(ctx context.Context) error {
	if err := k.connection(ctx); err != nil {
		return err
	}
	if k.c.catalog != nil {
		return k.globalCatalog(ctx)
	}
	for _, r := range domainChecks() {
		if err := k.step(ctx, r.Right, func(ctx context.Context) error { return r.read(k.c, ctx) }, func() string { return r.seen(k.c) }); err != nil {
			return err
		}
	}
	k.prerequisites()
	return k.sample(ctx)
}

// globalCatalog tells which domains the catalog holds and whether it is ready.
func (k *checker) globalCatalog(ctx context.Context) error {
	held := func() string { return strings.Join(slices.Sorted(maps.Keys(k.c.catalog.held)), ", ") }
	r := Right{What: "domains of the global catalog", Grant: "read property on the domains' objects", Gap: inventory.GapADForest}
	if err := k.step(ctx, r, k.c.readDomains, held); err != nil {
		return err
	}
	if !k.c.catalog.ready {
		k.out = append(k.out, inventory.Check{Source: k.source, What: "global catalog ready", Status: inventory.CheckMissing, Gap: inventory.GapADForest,
			Detail: "the server says that it is not ready", Remedy: "wait until it has replicated, or name another global catalog"})
	}
	return nil
}

// connection tells how and as whom the server is spoken to.
func (k *checker) connection(ctx context.Context) error {
	t := k.l.target
	k.present("reachable", "%s", cmp.Or(k.c.domain.Vendor, "Active Directory")+" at "+t.address)
	if t.encrypted || t.StartTLS {
		k.present("encrypted", "by TLS, with a certificate that is trusted for %s", t.host)
	} else {
		k.out = append(k.out, inventory.Check{Source: k.source, What: "encrypted", Status: inventory.CheckMissing,
			Detail: "the connection is plain LDAP", Remedy: "use ldaps:// or --ldap-starttls"})
	}
	who, err := k.l.WhoAmI(ctx)
	if f := asFatal(err); f != nil || ctx.Err() != nil {
		return cmp.Or(ctx.Err(), f)
	}
	way := "sign-in " + cmp.Or(string(t.Auth), "simple")
	if err != nil || who == "" {
		k.present("signed in", "%s, %s (the server does not say whom it took it for)", cmp.Or(t.User, "the account of the ticket or certificate"), way)
		return nil //nolint:nilerr // the line above says it
	}
	k.present("signed in", "%s, %s", strings.TrimPrefix(who, "u:"), way)
	return nil
}

// step runs one reading: what it leaves as gaps is missing, else the right is there.
func (k *checker) step(ctx context.Context, r Right, read func(context.Context) error, seen func() string) error {
	k.gaps = nil
	if err := read(ctx); err != nil {
		return err
	}
	if len(k.gaps) == 0 {
		k.present(r.What, "%s", cmp.Or(seen(), r.Shows))
		return nil
	}
	for _, g := range k.gaps {
		detail := g.Why
		if g.Subject != "" {
			detail = g.Subject + ": " + detail
		}
		if g.Count > 0 {
			detail += fmt.Sprintf(" (%d concerned)", g.Count)
		}
		k.out = append(k.out, inventory.Check{Source: k.source, What: r.What, Status: inventory.CheckMissing, Gap: g.What,
			Detail: detail + "; hidden: " + g.Hides, Remedy: "grant the account " + cmp.Or(g.Permission, r.Grant)})
	}
	return nil
}

// prerequisites are no rights: Cloud Sync needs the anchor in the schema (F86),
// and without the Recycle Bin a deleted group is lost with its SID.
func (k *checker) prerequisites() {
	d := &k.c.domain
	if d.AnchorInSchema == inventory.FlagFalse {
		k.out = append(k.out, inventory.Check{Source: k.source, What: anchorName, Status: inventory.CheckMissing,
			Detail: fmt.Sprintf("the schema (objectVersion %d) does not have it", d.SchemaVersion),
			Remedy: "extend the schema to Windows Server 2016 or later (adprep /forestprep): Cloud Sync finds a group by this attribute (F86)"})
	}
	if d.RecycleBin == inventory.FlagFalse {
		k.out = append(k.out, inventory.Check{Source: k.source, What: "AD Recycle Bin", Status: inventory.CheckMissing,
			Detail: "it is not enabled: a group deleted by mistake comes back without its members",
			Remedy: "enable it before the switch (Enable-ADOptionalFeature, which cannot be undone)"})
	}
}

var errSampled = errors.New("a sample is enough")

// sample looks for one written-back group. That there is none is no proof of
// anything: there may be none, or the account may not see it.
func (k *checker) sample(ctx context.Context) error {
	for _, b := range k.c.bases {
		var found inventory.DN
		q := query{what: stampedUnder, base: b.dn, attrs: bystander, anchorUnknown: k.c.domain.AnchorInSchema == inventory.FlagFalse}
		err := k.c.reader.read(ctx, q, func(e *entry) error {
			found = e.dn
			return errSampled
		})
		c := inventory.Check{Source: k.source, What: "written-back groups", Gap: inventory.GapADGroups}
		switch {
		case found != "":
			c.Status, c.Detail = inventory.CheckPresent, "visible below "+string(b.dn)
		case asFatal(err) != nil:
			return err
		case err != nil:
			c.Status, c.Detail, c.Remedy = inventory.CheckMissing, "below "+string(b.dn)+": "+whyOf(err), "look into the reason; grant the account read access below the container"
		default:
			c.Status = inventory.CheckNotProvable
			c.Detail = "none is visible below " + string(b.dn) + ": there may be none, or the account may not see it"
			c.Remedy = "compare with what an administrator sees: Get-ADGroup -LDAPFilter '(adminDescription=Group_*)'"
		}
		k.out = append(k.out, c)
	}
	return nil
}
