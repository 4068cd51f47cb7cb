package entra

import (
	"context"
	"net/url"

	abs "github.com/microsoft/kiota-abstractions-go"

	"gwbplan/inventory"
	"gwbplan/inventory/entra/graphrow"
)

// fitBudget asks how many users there are, which decides how much Graph grants
// (F108). Without an answer the largest budget is assumed until answers say
// otherwise; nothing that is read depends on it.
func (c *Collector) fitBudget(ctx context.Context, _ inventory.Sink) error {
	n, err := c.countOf(ctx, "users", "")
	if failed, fatal := asFailure(err); failed != nil || fatal != nil {
		return fatal
	}
	c.client.retrier.pace.fit(n)
	return nil
}

// countOf counts the objects of a list, all or those that a filter takes.
func (c *Collector) countOf(ctx context.Context, list, filter string) (int, error) {
	u := c.client.base.JoinPath(v1.path(), list, "$count")
	if filter != "" {
		u.RawQuery = "$filter=" + url.QueryEscape(filter)
	}
	return oneCount(ctx, c.client, rawRequest(*u))
}

// oneCount asks for one count, which only an advanced query answers.
func oneCount(ctx context.Context, c *client, info *abs.RequestInformation) (int, error) {
	info.Headers.Add("ConsistencyLevel", "eventual")
	body, err := c.send(wantText(ctx), v1, info)
	if err != nil {
		return 0, err
	}
	n, ok := graphrow.Count(body)
	if !ok {
		return 0, &failure{why: "the count is no number"}
	}
	return n, nil
}
