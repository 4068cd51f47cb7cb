package entra

import (
	"cmp"
	"context"
	"slices"

	abs "github.com/microsoft/kiota-abstractions-go"
	"github.com/microsoftgraph/msgraph-sdk-go/subscribedskus"

	"gwbplan/inventory"
)

type skuRow struct {
	SKUPartNumber    string
	CapabilityStatus string
	PrepaidUnits     struct{ Enabled int }
	ConsumedUnits    int
	ServicePlans     []struct{ ServicePlanName string }
}

func (c *Collector) collectLicences(ctx context.Context, sink inventory.Sink) error {
	info, err := subscribedskus.NewSubscribedSkusRequestBuilderInternal(c.client.at(v1)).ToGetRequestInformation(ctx, nil)
	if err != nil {
		return err
	}
	rows, err := list[skuRow](ctx, c.client, v1, info)
	if fatal := c.gaps.failed(inventory.GapLicences, "", 0, err); fatal != nil {
		return fatal
	}
	slices.SortStableFunc(rows, func(a, b skuRow) int { return cmp.Compare(a.SKUPartNumber, b.SKUPartNumber) })
	for _, row := range rows {
		if err := sink.Put(licenceOf(row)); err != nil {
			return err
		}
	}
	return nil
}

func licenceOf(row skuRow) *inventory.Licence {
	l := &inventory.Licence{
		SKUPartNumber:    row.SKUPartNumber,
		CapabilityStatus: row.CapabilityStatus,
		Enabled:          row.PrepaidUnits.Enabled,
		Consumed:         row.ConsumedUnits,
	}
	for _, p := range row.ServicePlans {
		l.ServicePlans = append(l.ServicePlans, p.ServicePlanName)
	}
	slices.Sort(l.ServicePlans)
	return l
}

type agentRow struct {
	ID                       string
	MachineName              string
	Status                   string
	SupportedPublishingTypes []string
}

// agentsRequest has no builder in the SDK: the path is in beta only.
func (c *Collector) agentsRequest() *abs.RequestInformation {
	return c.client.request(beta, "onPremisesPublishingProfiles/provisioning/agents")
}

// collectAgents reads the provisioning agents. Their build is not in Graph
// (F112).
func (c *Collector) collectAgents(ctx context.Context, sink inventory.Sink) error {
	rows, err := list[agentRow](ctx, c.client, beta, c.agentsRequest())
	if fatal := c.gaps.failed(inventory.GapAgents, "", 0, err); fatal != nil {
		return fatal
	}
	slices.SortStableFunc(rows, func(a, b agentRow) int { return cmp.Compare(a.ID, b.ID) })
	seen := map[inventory.ObjectID]bool{}
	for _, row := range rows {
		id, err := inventory.ParseObjectID(row.ID)
		if err != nil {
			c.gaps.add(inventory.Gap{What: inventory.GapAgents, Why: "an agent has no valid id", Count: 1})
			continue
		}
		if seen[id] {
			continue
		}
		seen[id] = true
		a := &inventory.Agent{ID: id, MachineName: row.MachineName, Status: row.Status, Types: row.SupportedPublishingTypes}
		if err := sink.Put(a); err != nil {
			return err
		}
	}
	return nil
}
