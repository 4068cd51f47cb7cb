package entra

import (
	"context"
	"strconv"
	"strings"

	"github.com/microsoftgraph/msgraph-sdk-go/serviceprincipals"

	"gwbplan/inventory"
)

// maxClauseGroups bounds a filter that is made of several filters.
const maxClauseGroups = 1000

type schemaRow struct {
	SynchronizationRules []struct{ ObjectMappings []objectMapping }
}

type objectMapping struct {
	Enabled           *bool
	SourceObjectName  string
	TargetObjectName  string
	AttributeMappings []attributeMapping
	Scope             *struct{ Groups, InputFilterGroups, CategoryFilterGroups []filterGroup }
}

type attributeMapping struct {
	TargetAttributeName string
	Source              *struct{ Type, Name, Expression string }
}

type filterGroup struct {
	Clauses []struct {
		OperatorName      string
		SourceOperandName string
		TargetOperand     *struct{ Values []string }
	}
}

// readSchema reads how the job names and places groups, and which it takes.
func (c *Collector) readSchema(ctx context.Context, app string, job *inventory.ProvisioningJob) error {
	path, adapter := c.client.at(v1)
	path["servicePrincipal%2Did"], path["synchronizationJob%2Did"] = app, job.ID
	info, err := serviceprincipals.NewItemSynchronizationJobsItemSchemaRequestBuilderInternal(path, adapter).ToGetRequestInformation(ctx, nil)
	if err != nil {
		return err
	}
	schema, err := get[schemaRow](ctx, c.client, v1, info)
	if err == nil {
		err = applySchema(schema, job)
	}
	if err != nil {
		job.SchemaReading = inventory.ReadFailed
	}
	return c.gaps.failed(inventory.GapJobSchema, job.ID, 0, err)
}

func applySchema(schema schemaRow, job *inventory.ProvisioningJob) error {
	m := groupMapping(schema)
	if m == nil {
		return &failure{why: "the schema has no enabled mapping of groups"}
	}
	for _, a := range m.AttributeMappings {
		switch strings.ToLower(a.TargetAttributeName) {
		case "cn":
			job.CN = mappingOf(a)
		case "parentdistinguishedname":
			job.Container = mappingOf(a)
		case "member", "members":
			job.Member = mappingOf(a)
		}
	}
	if s := m.Scope; s != nil {
		filter, ok := allOf(clauses(s.Groups), clauses(s.InputFilterGroups), clauses(s.CategoryFilterGroups))
		if !ok {
			return &failure{why: "the filter has too many groups of clauses"}
		}
		job.Filter = filter
	}
	job.SchemaReading = inventory.ReadWhole
	return nil
}

// groupMapping returns the enabled mapping of groups to groups.
func groupMapping(schema schemaRow) *objectMapping {
	for _, rule := range schema.SynchronizationRules {
		for i, m := range rule.ObjectMappings {
			enabled := m.Enabled == nil || *m.Enabled
			if enabled && strings.EqualFold(m.SourceObjectName, "group") && strings.EqualFold(m.TargetObjectName, "group") {
				return &rule.ObjectMappings[i]
			}
		}
	}
	return nil
}

// mappingOf translates Graph's names of the mapping types to those that the
// portal and the documentation use.
func mappingOf(a attributeMapping) inventory.Mapping {
	if a.Source == nil {
		return inventory.Mapping{}
	}
	m := inventory.Mapping{Type: a.Source.Type, Expression: a.Source.Expression}
	switch strings.ToLower(a.Source.Type) {
	case "attribute", "direct":
		m.Type = "Direct"
		if m.Expression == "" {
			m.Expression = "[" + a.Source.Name + "]"
		}
	case "constant":
		m.Type = "Constant"
		if m.Expression == "" {
			m.Expression = strconv.Quote(a.Source.Name)
		}
	case "function", "expression":
		m.Type = "Expression"
	}
	return m
}

func clauses(groups []filterGroup) [][]inventory.FilterClause {
	var all [][]inventory.FilterClause
	for _, g := range groups {
		set := []inventory.FilterClause{}
		for _, cl := range g.Clauses {
			f := inventory.FilterClause{Attribute: cl.SourceOperandName, Operator: cl.OperatorName}
			if cl.TargetOperand != nil {
				f.Values = cl.TargetOperand.Values
			}
			set = append(set, f)
		}
		all = append(all, set)
	}
	return all
}

// allOf combines filters of which each must hold into one: every group of one
// with every group of the others. An empty filter asks for nothing. ok is
// false where the result would be too large.
func allOf(filters ...[][]inventory.FilterClause) (all [][]inventory.FilterClause, ok bool) {
	for _, f := range filters {
		switch {
		case len(f) == 0:
		case len(all) == 0:
			all = f
		case len(all)*len(f) > maxClauseGroups:
			return nil, false
		default:
			all = product(all, f)
		}
	}
	return all, true
}

func product(xs, ys [][]inventory.FilterClause) [][]inventory.FilterClause {
	var all [][]inventory.FilterClause
	for _, x := range xs {
		for _, y := range ys {
			all = append(all, append(append([]inventory.FilterClause{}, x...), y...))
		}
	}
	return all
}
