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

// pace counts live groups that are done with. A page of groups comes at once,
// and its members list by list: each list stands for its part of the page.
type pace struct {
	report      func(s Stage, done, total int)
	total, done int
	// page and lists are the groups of the present page and those of them
	// whose members are read, taken the lists that have come.
	page, lists, taken int
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

func (p *pace) begin(page, lists int) { p.page, p.lists, p.taken = page, lists, 0 }

// listTaken tells that the members of one more group are there.
func (p *pace) listTaken() {
	p.taken++
	if p.report != nil && p.lists > 0 {
		p.report(ReadingGroups, p.done+p.taken*p.page/p.lists, p.total)
	}
}

func (p *pace) pageDone() {
	p.done += p.page
	if p.report != nil {
		p.report(ReadingGroups, p.done, p.total)
	}
}
