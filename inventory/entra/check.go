package entra

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	abs "github.com/microsoft/kiota-abstractions-go"

	"gwbplan/inventory"
	"gwbplan/inventory/entra/graphrow"
)

// checker asks one small question for each permission: the first row of the
// list that the permission opens.
type checker struct {
	*Collector
	identity Identity
	// group, app and job are samples that later questions need, empty where
	// the tenant showed none.
	group, app, job string
	// flags counts the sample's groups, flagsShown those with their writeback flag.
	flags, flagsShown int
}

// Check tells for each thing that [Collector.Collect] needs whether it is
// there. It reads one row of each list and keeps nothing of it. Its error is
// the end of the context.
func (c *Collector) Check(ctx context.Context) ([]inventory.Check, error) {
	k := &checker{Collector: c}
	out, err := k.signedIn(ctx)
	if err != nil || out[len(out)-1].Fatal {
		return out, err
	}
	for _, p := range Permissions() {
		found, err := k.permission(ctx, p)
		if err != nil {
			return out, err
		}
		out = append(out, found)
	}
	return out, nil
}

// signedIn checks that Graph answers, for whom, and for which tenant.
func (k *checker) signedIn(ctx context.Context) ([]inventory.Check, error) {
	rows, err := k.organizations(ctx)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	reached := inventory.Check{Source: "entra", What: "answers", Status: inventory.CheckPresent, Detail: k.client.base.Host}
	if fatal := k.fatal(err); fatal != nil {
		reached.Status, reached.Detail, reached.Fatal = inventory.CheckMissing, fatal.Error(), true
		var advice interface{ Hint() string }
		if errors.As(fatal, &advice) {
			reached.Remedy = advice.Hint()
		}
		return []inventory.Check{reached}, nil
	}
	who := inventory.Check{Source: "entra", What: "signed in", Status: inventory.CheckPresent}
	if k.identity, err = k.SignIn(ctx); err != nil {
		return nil, err
	}
	who.Detail = k.identity.String()
	if len(rows) > 0 {
		who.Detail += ", tenant " + rows[0].DisplayName + " (" + rows[0].ID + ")"
		if id, err := inventory.ParseObjectID(rows[0].ID); err == nil {
			wanted, _ := inventory.ParseObjectID(k.cfg.Tenant)
			if err := k.checkTenant(wanted, id, rows[0]); err != nil {
				who.Status, who.Detail, who.Fatal = inventory.CheckMissing, err.Error(), true
			}
		}
	}
	return append([]inventory.Check{reached, who}, k.writers()...), nil
}

// writers names what the token could write. gwbplan never does, but an
// account that can is more than it needs.
func (k *checker) writers() []inventory.Check {
	names := k.identity.CanWrite()
	if len(names) == 0 {
		return nil
	}
	return []inventory.Check{{
		Source: "entra", What: "least privilege", Status: inventory.CheckMissing,
		Detail: "the access token could write: " + strings.Join(names, ", "),
		Remedy: "use an app registration with the read permissions below alone; gwbplan needs no other",
	}}
}

// fatal returns an error after which no question makes sense: nobody answers,
// or nobody is signed in.
func (k *checker) fatal(err error) error {
	f, other := asFailure(err)
	if other != nil {
		return other
	}
	if f != nil && f.unreached {
		return k.unreachable(f)
	}
	return nil
}

// permission checks one permission: by its question, or, where the tenant has
// nothing to ask about, by what the token says.
func (k *checker) permission(ctx context.Context, p Permission) (inventory.Check, error) {
	out := inventory.Check{Source: "entra", What: p.Name, Detail: p.Why, Gap: p.Gap}
	ask := k.question(p)
	if ask == nil {
		return k.byToken(out, p, "nothing in the tenant to try it on"), nil
	}
	err := ask(ctx)
	var u *unproven
	f, fatal := asFailure(err)
	switch {
	case err == nil:
		out.Status = inventory.CheckPresent
		return out, nil
	case errors.As(err, &u):
		return k.byToken(out, p, u.why), nil
	case fatal != nil:
		return out, fatal
	case f.status == http.StatusForbidden || f.status == http.StatusOK:
		out.Status, out.Remedy = inventory.CheckMissing, k.grant(p)
		out.Detail += "; refused: " + f.why
	default:
		out.Status, out.Remedy = inventory.CheckNotProvable, "try again; where it lasts, look at the service's health and at the proxy"
		out.Detail += "; no answer: " + f.why
	}
	return out, nil
}

// unproven is a question whose answer proves nothing.
type unproven struct{ why string }

func (u *unproven) Error() string { return u.why }

// byToken looks a permission up in the access token, where it can be read. A
// broader one that may show the same proves nothing and rules nothing out.
func (k *checker) byToken(out inventory.Check, p Permission, why string) inventory.Check {
	broader := k.identity.covering(p.Name)
	switch {
	case k.identity.Opaque:
		out.Status = inventory.CheckNotProvable
		out.Detail += "; " + why + ", and the access token cannot be read"
		out.Remedy = "look up in the app registration whether " + p.Name + " is granted"
	case k.identity.has(p.Name):
		out.Status = inventory.CheckPresent
		out.Detail += "; by the access token, " + why
	case len(broader) > 0:
		out.Status = inventory.CheckNotProvable
		out.Detail += "; not in the access token, but " + strings.Join(broader, " and ") + " may cover it; " + why
		out.Remedy = "run check again where there is something to try it on, or grant " + p.Name + " too"
	default:
		out.Status, out.Remedy = inventory.CheckMissing, k.grant(p)
		out.Detail += "; not in the access token, " + why
	}
	return out
}

// grant says how a permission is had.
func (k *checker) grant(p Permission) string {
	if p.Kind == DelegatedOnly && k.identity.Application {
		return "an application cannot have " + p.Name + ": sign in as a person, or give what it shows by --connect-facts"
	}
	kind := "delegated"
	if k.identity.Application {
		kind = "application"
	}
	return fmt.Sprintf("have an administrator grant the %s permission %s to the app registration and consent to it", kind, p.Name)
}

// question returns what tries a permission, nil where the tenant has nothing
// to try it on.
func (k *checker) question(p Permission) func(context.Context) error {
	group := func(v version, tail, query string) func(context.Context) error {
		if k.group == "" {
			return nil
		}
		return k.first(v, "groups/"+k.group+"/"+tail, query)
	}
	switch p.Gap {
	case inventory.GapCloudGroups:
		return k.tryGroups
	case inventory.GapWritebackConfig:
		return k.tryWriteback
	case inventory.GapDeletedGroups:
		return k.first(v1, "directory/deletedItems/microsoft.graph.group", "$select=id&$top=1")
	case inventory.GapOwners:
		return group(v1, "owners", "$select=id&$top=1")
	case inventory.GapGroupMembers:
		if p.Name == "Member.Read.Hidden" {
			return nil
		}
		return group(beta, "members", "$select=id&$top=1")
	case inventory.GapMemberCounts:
		return k.tryCount()
	case inventory.GapMemberFacts:
		return k.tryFacts(p)
	case inventory.GapOrganization:
		return k.first(v1, "organization", "$select=id")
	case inventory.GapLicences:
		return k.first(v1, "subscribedSkus", "$select=id")
	case inventory.GapGroupSettings:
		return k.first(v1, "groupSettings", "")
	case inventory.GapFeatureFlags:
		return k.first(v1, "directory/onPremisesSynchronization", "")
	case inventory.GapAgents:
		return k.first(beta, "onPremisesPublishingProfiles/provisioning/agents", "")
	}
	return k.ofCloudSync(p)
}

// ofCloudSync tries what shows the Cloud Sync configurations.
func (k *checker) ofCloudSync(p Permission) func(context.Context) error {
	app := "servicePrincipals/" + k.app
	switch {
	case p.Gap == inventory.GapJobAssignments:
		return k.tryApps
	case k.app == "":
		return nil
	case p.Gap == inventory.GapProvisioningJobs:
		return k.tryJobs
	case k.job != "":
		return func(ctx context.Context) error {
			_, err := k.client.send(ctx, v1, k.client.request(v1, app+"/synchronization/jobs/"+url.PathEscape(k.job)+"/schema"))
			return err
		}
	}
	return nil
}

// first asks for the first page of a list and looks no further.
func (k *checker) first(v version, path, query string) func(context.Context) error {
	return func(ctx context.Context) error {
		_, err := firstRows[struct{ ID string }](ctx, k, v, path, query)
		return err
	}
}

func firstRows[T any](ctx context.Context, k *checker, v version, path, query string) ([]T, error) {
	p, err := get[graphrow.Page[T]](ctx, k.client, v, k.smallRequest(v, path, query))
	if err == nil && p.Value == nil {
		err = &failure{why: "answer without a list"}
	}
	if err != nil {
		return nil, err
	}
	return *p.Value, nil
}

func (k *checker) smallRequest(v version, path, query string) *abs.RequestInformation {
	u := *k.client.base.JoinPath(v.path(), path)
	values := url.Values{}
	for _, part := range strings.FieldsFunc(query, func(r rune) bool { return r == '&' }) {
		name, value, _ := strings.Cut(part, "=")
		values.Set(name, value)
	}
	u.RawQuery = values.Encode()
	return rawRequest(u)
}
