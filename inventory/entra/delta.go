package entra

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	abs "github.com/microsoft/kiota-abstractions-go"

	"gwbplan/inventory"
)

// tracked is a kind of object of which Graph tells the changes. The properties
// are all that a snapshot holds of it: a change to another one is not told.
type tracked struct {
	of, properties string
	version        version
	// relations are where an object that comes back may stand again.
	relations []string
}

// trackedKinds are the kinds whose changes can change a list of members or
// owners. v1.0 would leave service principals out of the members (F118).
func trackedKinds() []tracked {
	return []tracked{
		{"groups", "id,displayName,members,owners", beta, []string{"memberOf"}},
		{"users", "id,displayName,userPrincipalName,userType,onPremisesSyncEnabled,onPremisesSecurityIdentifier,onPremisesDomainName,onPremisesImmutableId",
			v1, []string{"memberOf", "ownedObjects"}},
		{"devices", "id,displayName,deviceId,onPremisesSyncEnabled,onPremisesSecurityIdentifier", v1, []string{"memberOf"}},
		{"servicePrincipals", "id,displayName", v1, []string{"memberOf", "ownedObjects"}},
	}
}

type deltaRow struct {
	ID      string
	Removed *struct{ Reason string } `json:"@removed"`
}

type deltaPage struct {
	Value *[]deltaRow `json:"value"`
	Next  string      `json:"@odata.nextLink"`
	Link  string      `json:"@odata.deltaLink"`
}

// latest is the request for a link to the changes from now on.
func (c *client) latest(k tracked) *abs.RequestInformation {
	u := c.base.JoinPath(k.version.path(), k.of, "delta")
	u.RawQuery = "$select=" + k.properties + "&$deltatoken=latest"
	return rawRequest(*u)
}

// round follows a round of changes to its end and returns the link to the next
// one. An object may come several times.
func (c *client) round(ctx context.Context, k tracked, info *abs.RequestInformation, take func([]deltaRow)) (link string, err error) {
	seen, marks := map[string]bool{}, pageMarks{}
	for empty := 0; ; {
		p, err := get[deltaPage](ctx, c, k.version, info)
		if err != nil {
			return "", err
		}
		if p.Value == nil {
			return "", &failure{why: "answer without a list"}
		}
		take(*p.Value)
		if p.Next == "" {
			return c.closing(p.Link)
		}
		if empty++; len(*p.Value) > 0 && marks.isNew(*p.Value) {
			empty = 0
		}
		next, err := c.follow(p.Next, seen)
		if err != nil {
			return "", err
		}
		if empty > maxEmptyPages {
			return "", &failure{why: "pages without a new row do not end"}
		}
		info = rawRequest(*next)
	}
}

// closing is the link to the next round without the server's name: it is asked
// for where the tenant is then.
func (c *client) closing(link string) (string, error) {
	if link == "" {
		return "", &failure{why: "the changes end without a link to the next ones"}
	}
	u, err := c.follow(link, map[string]bool{})
	if err != nil {
		return "", err
	}
	return strings.TrimPrefix(u.RequestURI(), strings.TrimRight(c.base.Path, "/")), nil
}

// relative is the request for a link that closing returned.
func (c *client) relative(link string) (*abs.RequestInformation, error) {
	u, err := url.Parse(strings.TrimRight(c.base.String(), "/") + link)
	if err != nil || !strings.HasPrefix(link, "/") || !within(c.base, u) {
		return nil, &failure{why: "the earlier snapshot has a link that leads elsewhere"}
	}
	return rawRequest(*u), nil
}

// trackChanges notes, before any list is read, where Graph will tell what has
// changed since. Where there is an earlier snapshot, it asks what has changed
// since that was taken. A link that is not to be had is no gap: it hides
// nothing, and the next reading will be a whole one.
func (c *Collector) trackChanges(ctx context.Context, sink inventory.Sink) error {
	if c.cfg.Members == WantNone && c.cfg.Owners == WantNone {
		return nil // there will be no list to keep
	}
	kinds := trackedKinds()
	links := make([]string, len(kinds))
	ask := func(ctx context.Context, i int) error {
		link, err := c.changesOf(ctx, kinds[i])
		refused, fatal := asFailure(err)
		if refused != nil {
			c.cfg.Log.Debug("no delta link", "of", kinds[i].of, "why", refused.why)
		}
		links[i] = link
		return fatal
	}
	if err := c.eachKind(ctx, len(kinds), ask); err != nil {
		return err
	}
	for i, link := range links {
		if link == "" {
			continue
		}
		if err := sink.Put(&inventory.DeltaLink{Of: kinds[i].of, Link: link}); err != nil {
			return err
		}
	}
	return c.findReturned(ctx)
}

// eachKind asks for new links at the same time. Changes are taken in one after
// the other, since each kind may end the refresh.
func (c *Collector) eachKind(ctx context.Context, n int, ask func(context.Context, int) error) error {
	if !c.since.keeps() {
		return atOnce(ctx, n, ask)
	}
	for i := range n {
		if err := ask(ctx, i); err != nil {
			return err
		}
	}
	return nil
}

// changesOf follows the link of the earlier snapshot, if there is one that
// Graph still takes, and asks for a new one otherwise.
func (c *Collector) changesOf(ctx context.Context, k tracked) (string, error) {
	if c.since.keeps() {
		info, err := c.since.request(c.client, k)
		if err == nil {
			var link string
			link, err = c.client.round(ctx, k, info, func(rows []deltaRow) { c.since.note(k, rows) })
			if err == nil {
				return link, nil
			}
		}
		refused, fatal := asFailure(err)
		if fatal != nil {
			return "", fatal
		}
		c.since.giveUp("the changes of " + k.of + ": " + refused.why)
	}
	return c.client.round(ctx, k, c.client.latest(k), func([]deltaRow) {})
}

// findReturned asks where objects stand that the earlier snapshot does not
// know. One that was restored is back in its groups, and the changes of groups
// say nothing of that.
func (c *Collector) findReturned(ctx context.Context) error {
	if !c.since.keeps() {
		return nil
	}
	found := c.since.returned
	if len(found) > max(100, len(c.since.old.Groups)) {
		c.since.giveUp("more objects are new than there are groups")
		return nil
	}
	return pipe(ctx, c.cfg.Workers, each(found), c.holders, func(rows []deltaRow) error {
		c.since.change(rows)
		return nil
	})
}

// holders lists what holds or is owned by an object that came back. What is
// gone meanwhile, nothing holds.
func (c *Collector) holders(ctx context.Context, o returned) ([]deltaRow, error) {
	var all []deltaRow
	for _, relation := range o.kind.relations {
		u := c.client.base.JoinPath(v1.path(), o.kind.of, o.id.String(), relation)
		u.RawQuery = "$select=id"
		rows, err := list[deltaRow](ctx, c.client, v1, rawRequest(*u))
		refused, fatal := asFailure(err)
		if fatal != nil {
			return nil, fatal
		}
		if refused != nil && refused.status != http.StatusNotFound {
			c.since.giveUp(o.kind.of + " that are new: " + refused.why)
		}
		all = append(all, rows...)
	}
	return all, nil
}
