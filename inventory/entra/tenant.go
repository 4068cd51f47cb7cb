package entra

import (
	"context"
	"fmt"
	"slices"
	"strings"

	abs "github.com/microsoft/kiota-abstractions-go"
	"github.com/microsoftgraph/msgraph-sdk-go/directory"
	"github.com/microsoftgraph/msgraph-sdk-go/groupsettings"
	"github.com/microsoftgraph/msgraph-sdk-go/organization"

	"gwbplan/inventory"
	"gwbplan/inventory/entra/graphrow"
)

// groupUnified is the template of the Group.Unified settings (F27).
const groupUnified = "62375ab9-6b52-47ed-826b-58e47e0e304b"

type organizationRow struct {
	ID              string
	DisplayName     string
	VerifiedDomains []struct {
		Name      string
		IsDefault bool
	}
	OnPremisesSyncEnabled      graphrow.Flag
	OnPremisesLastSyncDateTime string
}

type synchronizationRow struct {
	Configuration struct {
		AccidentalDeletionPrevention struct {
			SynchronizationPreventionType string
			AlertThreshold                int
		}
	}
	Features *struct {
		UnifiedGroupWritebackEnabled graphrow.Flag
		GroupWriteBackEnabled        graphrow.Flag
	}
}

type settingRow struct {
	TemplateID string
	Values     []struct{ Name, Value string }
}

// openTenant asks for the tenant before anything else is asked: whether
// anybody answers, whether the token is good, and whose it is.
func (c *Collector) openTenant(ctx context.Context) (*inventory.Tenant, error) {
	t := &inventory.Tenant{Cloud: c.cloud}
	if id, err := inventory.ParseObjectID(c.cfg.Tenant); err == nil {
		t.ID = id
	}
	return t, c.readOrganization(ctx, t)
}

// collectTenant completes and hands over what openTenant began.
func (c *Collector) collectTenant(t *inventory.Tenant) part {
	return func(ctx context.Context, sink inventory.Sink) error {
		read := []func(context.Context, *inventory.Tenant) error{c.readFeatures, c.readSettings}
		if err := atOnce(ctx, len(read), func(ctx context.Context, i int) error { return read[i](ctx, t) }); err != nil {
			return err
		}
		if err := c.answered(); err != nil {
			return err
		}
		return sink.Put(t)
	}
}

func (c *Collector) readOrganization(ctx context.Context, t *inventory.Tenant) error {
	rows, err := c.organizations(ctx)
	if err == nil && len(rows) == 0 {
		err = &failure{why: "the list of organizations is empty"}
	}
	if err != nil {
		if fatal := c.unreachable(err); fatal != nil {
			return fatal
		}
		return c.gaps.failed(inventory.GapOrganization, "", 0, err)
	}
	row := rows[0]
	id, err := inventory.ParseObjectID(row.ID)
	if err != nil {
		c.gaps.add(inventory.Gap{What: inventory.GapOrganization, Why: "the organization has no valid id"})
	} else if err := c.checkTenant(t.ID, id, row); err != nil {
		return err
	} else if err := c.client.kept.sameTenant(id.String()); err != nil {
		return err
	} else {
		t.ID = id
	}
	t.DisplayName = row.DisplayName
	t.OnPremisesSyncEnabled = inventory.Flag(row.OnPremisesSyncEnabled)
	t.OnPremisesLastSync = graphrow.Instant(row.OnPremisesLastSyncDateTime)
	t.Domains = domainsOf(row)
	return nil
}

func (c *Collector) organizations(ctx context.Context) ([]organizationRow, error) {
	info, err := organization.NewOrganizationRequestBuilderInternal(c.client.at(v1)).ToGetRequestInformation(ctx,
		&organization.OrganizationRequestBuilderGetRequestConfiguration{QueryParameters: &organization.OrganizationRequestBuilderGetQueryParameters{
			Select: []string{"id", "displayName", "verifiedDomains", "onPremisesSyncEnabled", "onPremisesLastSyncDateTime"},
		}})
	if err != nil {
		return nil, err
	}
	return list[organizationRow](ctx, c.client, v1, info)
}

// checkTenant refuses a sign-in that leads to another tenant than the one that
// was named: with a ready token nothing else would notice.
func (c *Collector) checkTenant(wanted, got inventory.ObjectID, row organizationRow) error {
	named := c.cfg.Tenant
	same := named == "" || len(row.VerifiedDomains) == 0 && wanted.IsZero() || wanted == got ||
		slices.ContainsFunc(domainsOf(row), func(d string) bool { return strings.EqualFold(d, named) })
	if same {
		return nil
	}
	return &signInError{auth: c.cfg.Auth, advice: advice{
		fmt.Sprintf("the sign-in leads to tenant %s and not to --tenant %q", got, named),
		"check --tenant, or sign in with an account, an app or a token of that tenant",
	}}
}

// domainsOf lists the default domain first, the others by name.
func domainsOf(row organizationRow) []string {
	var first, rest []string
	for _, d := range row.VerifiedDomains {
		if d.IsDefault {
			first = append(first, d.Name)
		} else {
			rest = append(rest, d.Name)
		}
	}
	slices.Sort(first)
	slices.Sort(rest)
	return append(first, rest...)
}

// readFeatures reads the two writeback features and Connect's threshold for
// accidental deletions (F96, F104).
func (c *Collector) readFeatures(ctx context.Context, t *inventory.Tenant) error {
	info, err := directory.NewOnPremisesSynchronizationRequestBuilderInternal(c.client.at(v1)).ToGetRequestInformation(ctx, nil)
	if err != nil {
		return err
	}
	row, err := c.synchronization(ctx, info)
	if err != nil {
		return c.gaps.failed(inventory.GapFeatureFlags, "", 0, err)
	}
	prevention := row.Configuration.AccidentalDeletionPrevention
	t.DeletionPrevention, t.DeletionThreshold = prevention.SynchronizationPreventionType, prevention.AlertThreshold
	if row.Features != nil {
		t.WritebackV1 = feature(row.Features.UnifiedGroupWritebackEnabled)
		t.WritebackV2 = feature(row.Features.GroupWriteBackEnabled)
	}
	if t.WritebackV1 == inventory.FeatureUnread || t.WritebackV2 == inventory.FeatureUnread {
		c.gaps.add(inventory.Gap{What: inventory.GapFeatureFlags, Why: "the answer lacks a writeback feature"})
	}
	return nil
}

// synchronization reads the one object of the list. Graph documents a list; a
// single object is taken as well.
func (c *Collector) synchronization(ctx context.Context, info *abs.RequestInformation) (row synchronizationRow, err error) {
	answer, err := get[struct {
		graphrow.Page[synchronizationRow]
		synchronizationRow
	}](ctx, c.client, v1, info)
	switch {
	case err != nil:
		return row, err
	case answer.Value == nil:
		return answer.synchronizationRow, nil
	}
	rows := *answer.Value
	if len(rows) == 0 && answer.Next != "" {
		next, err := c.client.follow(answer.Next, map[string]bool{})
		if err != nil {
			return row, err
		}
		if rows, err = list[synchronizationRow](ctx, c.client, v1, rawRequest(*next)); err != nil {
			return row, err
		}
	}
	if len(rows) == 0 {
		return row, &failure{why: "the tenant has no synchronisation object"}
	}
	return rows[0], nil
}

func feature(f graphrow.Flag) inventory.Feature {
	switch inventory.Flag(f) {
	case inventory.FlagTrue:
		return inventory.FeatureOn
	case inventory.FlagFalse:
		return inventory.FeatureOff
	}
	return inventory.FeatureUnread
}

// readSettings reads NewUnifiedGroupWritebackDefault, whose case varies (F27,
// F105). A missing object or value is null, which means that new groups are
// written.
func (c *Collector) readSettings(ctx context.Context, t *inventory.Tenant) error {
	info, err := groupsettings.NewGroupSettingsRequestBuilderInternal(c.client.at(v1)).ToGetRequestInformation(ctx, nil)
	if err != nil {
		return err
	}
	rows, err := list[settingRow](ctx, c.client, v1, info)
	if err != nil {
		return c.gaps.failed(inventory.GapGroupSettings, "", 0, err)
	}
	t.NewUnifiedGroupWritebackDefault = inventory.FlagNull
	switch value := strings.ToLower(strings.TrimSpace(writebackDefault(rows))); value {
	case "":
	case "true":
		t.NewUnifiedGroupWritebackDefault = inventory.FlagTrue
	case "false":
		t.NewUnifiedGroupWritebackDefault = inventory.FlagFalse
	default:
		t.NewUnifiedGroupWritebackDefault = inventory.FlagUnread
		c.gaps.add(inventory.Gap{What: inventory.GapGroupSettings, Why: "NewUnifiedGroupWritebackDefault is neither true nor false"})
	}
	return nil
}

func writebackDefault(rows []settingRow) string {
	for _, row := range rows {
		if !strings.EqualFold(row.TemplateID, groupUnified) {
			continue
		}
		for _, v := range row.Values {
			if strings.EqualFold(v.Name, "NewUnifiedGroupWritebackDefault") {
				return v.Value
			}
		}
	}
	return ""
}
