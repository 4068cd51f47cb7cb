package entra

import (
	"context"

	abs "github.com/microsoft/kiota-abstractions-go"
	"github.com/microsoftgraph/msgraph-sdk-go/groups"

	"gwbplan/inventory"
	"gwbplan/inventory/entra/graphrow"
)

// Stage is a part of the reading that takes long.
type Stage int

// The stages, in their order.
const (
	ReadingGroups Stage = iota
	ReadingOwners
)

// pace counts live groups that are done with.
type pace struct {
	report      func(s Stage, done, total int)
	total, done int
}

// countGroups asks how many groups there are. That costs a request, and serves
// nobody but a person who waits; without an answer the total is unknown.
func (c *Collector) countGroups(ctx context.Context, _ inventory.Sink) error {
	if c.pace.report == nil {
		return nil
	}
	headers := abs.NewRequestHeaders()
	headers.Add("ConsistencyLevel", "eventual")
	info, err := groups.NewCountRequestBuilderInternal(c.client.at(v1)).ToGetRequestInformation(ctx,
		&groups.CountRequestBuilderGetRequestConfiguration{Headers: headers})
	if err != nil {
		return err
	}
	body, err := c.client.send(wantText(ctx), v1, info)
	if _, fatal := asFailure(err); fatal != nil {
		return fatal
	}
	if n, ok := graphrow.Count(body); ok {
		c.pace.total = n
	}
	c.pace.report(ReadingGroups, 0, c.pace.total)
	return nil
}

// pageDone tells that so many more groups are done with.
func (p *pace) pageDone(groups int) {
	p.done += groups
	p.tell(ReadingGroups, p.done, p.total)
}

func (p *pace) tell(s Stage, done, total int) {
	if p.report != nil {
		p.report(s, done, total)
	}
}
