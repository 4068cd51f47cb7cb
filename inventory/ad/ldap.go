package ad

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"github.com/go-ldap/ldap/v3"

	"gwbplan/inventory"
)

// LDAP is a domain controller as a [Source]: one domain, or its forest's global
// catalog.
type LDAP struct {
	collectors
	target *target
	link   *link
	// losses counts the questions in a row that lost the server, by loss: the
	// second and later ones are asked once, then none.
	losses int
	loss   error
	door   *door
}

// door is where all connections to a server sign in, one at a time. refused is
// how the server refused the credentials.
type door struct {
	mu      sync.Mutex
	refused error
}

// Dial connects, encrypts, signs in and reads rootDSE. Errors are of type
// [*Error], except that a file which cannot be opened keeps its own.
//
// It does not sign in anonymously: AD shows such a client nothing, and a
// directory that looks empty would be taken for an empty one.
func Dial(ctx context.Context, cfg Config) (*LDAP, error) {
	t, err := cfg.validate()
	if err != nil {
		return nil, err
	}
	l := &LDAP{target: t, door: &door{}}
	if err := l.reach(ctx); err != nil {
		_ = l.Close()
		return nil, plain(err)
	}
	if err := l.readRoot(ctx); err != nil {
		_ = l.Close()
		return nil, plain(err)
	}
	return l, nil
}

// Close implements [Source].
func (l *LDAP) Close() error {
	l.target.signIn.end()
	if l.link == nil {
		return nil
	}
	l.link.close()
	l.link = nil
	return nil
}

// readRoot reads rootDSE and prepares the collector of the server's domain.
func (l *LDAP) readRoot(ctx context.Context) error {
	req := ldap.NewSearchRequest("", ldap.ScopeBaseObject, ldap.NeverDerefAliases, 0, 0, false, "(objectClass=*)", []string{
		"defaultNamingContext", "configurationNamingContext", "schemaNamingContext", "rootDomainNamingContext",
		"forestFunctionality", "domainFunctionality", "vendorName", "isGlobalCatalogReady",
	}, nil)
	var root entry
	err := l.retry(ctx, func(ctx context.Context) error {
		entries, err := l.search(ctx, "reading rootDSE of "+l.target.address, req)
		if err == nil && len(entries) == 1 {
			root = *entries[0]
		}
		return err
	})
	if err != nil {
		return err
	}
	if l.target.catalog {
		c, err := l.catalogCollector(&root)
		l.domains = []*collector{c}
		return err
	}
	dn := inventory.DN(root.text("defaultnamingcontext"))
	if dn.DNSName() == "" {
		return &Error{Reason: NotActiveDirectory, Doing: "reading rootDSE of " + l.target.address,
			What: "the server names no default naming context: it is no domain controller", Hint: "give the URL of a domain controller"}
	}
	l.domains = []*collector{l.collector(&root, dn)}
	return nil
}

// keeping is the reader of a collector: what it is answered is kept where the
// target has a journal.
func (l *LDAP) keeping(of string) reader {
	if l.target.Journal == nil {
		return l
	}
	return &kept{reader: l, log: l.target.Journal, of: of}
}

func (l *LDAP) collector(root *entry, dn inventory.DN) *collector {
	c := newCollector(l.keeping("domain "+dn.Key()), inventory.ADDomain{
		DN: dn, Name: dn.DNSName(),
		ForestRoot: inventory.DN(root.text("rootdomainnamingcontext")),
		Vendor:     root.text("vendorname"),
	}, l.target.Log)
	c.domain.ForestLevel, _ = strconv.Atoi(root.text("forestfunctionality"))
	c.domain.DomainLevel, _ = strconv.Atoi(root.text("domainfunctionality"))
	c.config = inventory.DN(root.text("configurationnamingcontext"))
	c.schema = inventory.DN(cmp.Or(root.text("schemanamingcontext"), "CN=Schema,"+string(c.config)))
	c.live = true
	for _, b := range l.target.Bases {
		if c.owns(b) {
			c.bases = append(c.bases, base{b, true})
		}
	}
	if len(c.bases) == 0 {
		c.bases = []base{{dn, true}}
	}
	return c
}

// fromLDAP takes over an entry. A range that cannot be read counts as one that
// has more to come, so that the values are asked for again.
func fromLDAP(le *ldap.Entry) *entry {
	e := &entry{attr: make([]attribute, 0, len(le.Attributes))}
	e.dn, e.ids = parseExtendedDN(le.DN)
	for _, la := range le.Attributes {
		a, err := newAttribute(la.Name, la.Values) // the octets as they came
		if err != nil {
			a.ranged, a.first, a.last = true, 0, len(la.Values)
		}
		e.attr = append(e.attr, a)
	}
	return e
}

// principal implements [reader].
func (l *LDAP) principal(value string) inventory.ADPrincipal {
	dn, ids := parseExtendedDN(value)
	return inventory.ADPrincipal{DN: dn, GUID: ids.guid, SID: ids.sid}
}

// backlinks implements [reader]: a server computes memberOf itself.
func (l *LDAP) backlinks(*entry) []string { return nil }

// filter writes a query's filter. Octets are escaped one by one, text by the
// rules of RFC 4515.
func (q *query) filter() string {
	anchor := ""
	if !q.anchorUnknown {
		anchor = "(" + anchorName + "=" + groupPrefix + "*)"
	}
	switch q.what {
	case stampedUnder:
		// objectCategory is the indexed term: adminDescription is not indexed.
		return "(&(objectCategory=group)(|(adminDescription=" + groupPrefix + "*)(adminDescription=" + takenOverPrefix + "*)" +
			anchor + "(cn=" + groupPrefix + "*)))"
	case groupsIn:
		return "(objectCategory=group)"
	case othersIn:
		return "(!(objectCategory=group))"
	case tombstonesIn:
		// Only the Recycle Bin keeps adminDescription; a name stays in any case.
		return "(&(isDeleted=TRUE)(|" + anchor + "(adminDescription=" + groupPrefix + "*)(cn=" + groupPrefix + "*)))"
	case partitionsIn:
		return "(objectClass=crossRef)"
	case attributeSchemas:
		return "(&(objectClass=attributeSchema)(lDAPDisplayName=" + anchorName + "))"
	case withGUID, withSID:
		return q.anyOf()
	case domainsInForest:
		return domainHeads
	case anchoredInForest:
		return anchoredFilter()
	case holdersOf:
		return q.withMember()
	case groupsUnder:
		return q.decided()
	}
	return "(objectClass=*)"
}

// withMember finds groups by their members' names.
func (q *query) withMember() string {
	var b strings.Builder
	for _, dn := range q.dns {
		b.WriteString("(member=" + ldap.EscapeFilter(string(dn)) + ")")
	}
	return "(&(objectCategory=group)(|" + b.String() + "))"
}

// decided finds groups for which each attribute is either there or not there:
// for one that may not be read, both are undefined.
func (q *query) decided() string {
	var b strings.Builder
	b.WriteString("(&(objectCategory=group)")
	if len(q.guids)+len(q.dns) > 0 {
		b.WriteString(q.anyOf())
	}
	for _, name := range q.decidable {
		b.WriteString("(|(" + name + "=*)(!(" + name + "=*)))")
	}
	return b.String() + ")"
}

func (q *query) anyOf() string {
	var b strings.Builder
	b.WriteString("(|")
	for _, g := range q.guids {
		b.WriteString("(objectGUID=" + escapeOctets(g.Bytes()) + ")")
	}
	for _, s := range q.sids {
		b.WriteString("(objectSid=" + escapeOctets(s.Bytes()) + ")")
	}
	for _, dn := range q.dns {
		b.WriteString("(distinguishedName=" + ldap.EscapeFilter(string(dn)) + ")")
	}
	return b.String() + ")"
}

// escapeOctets writes octets as a filter wants them (RFC 4515 3).
func escapeOctets(octets []byte) string {
	var b strings.Builder
	for _, o := range octets {
		fmt.Fprintf(&b, `\%02x`, o)
	}
	return b.String()
}
