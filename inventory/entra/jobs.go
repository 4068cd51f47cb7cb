package entra

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/microsoftgraph/msgraph-sdk-go/serviceprincipals"

	"gwbplan/inventory"
	"gwbplan/inventory/entra/graphrow"
)

// jobPrefix starts the id of a job that writes groups to AD (F113).
const jobPrefix = "AAD2ADGroupProvisioning."

// jobTemplates are the application templates that Cloud Sync configurations
// are made from. The first is the documented one (F113); the second has been
// seen in use for configurations that write groups to AD. Which of a
// configuration's jobs counts is told by the job's own id.
func jobTemplates() []string {
	return []string{"1a4721b3-e57f-4451-ae87-ef078703ec94", "fb81332f-3eca-4ecf-a939-4278e501d330"}
}

type principalRow struct{ ID, DisplayName string }

type jobRow struct {
	ID         string
	TemplateID string
	Schedule   struct{ State string }
	Status     *struct {
		Code                         string
		Quarantine                   *struct{ Reason string }
		LastExecution                *struct{}
		LastSuccessfulExecution      *struct{}
		SteadyStateFirstAchievedTime string
		SteadyStateLastAchievedTime  string
	}
}

type assignmentRow struct{ PrincipalID, PrincipalType string }

func (c *Collector) collectJobs(ctx context.Context, sink inventory.Sink) error {
	apps, err := c.cloudSyncApps(ctx)
	if fatal := c.gaps.failed(inventory.GapProvisioningJobs, "", 0, err); fatal != nil {
		return fatal
	}
	for _, app := range apps {
		if err := c.collectJobsOf(ctx, app, sink); err != nil {
			return err
		}
	}
	return nil
}

// cloudSyncApps returns the service principals of Cloud Sync, in order of
// their ids. With an error it returns those that were found before.
func (c *Collector) cloudSyncApps(ctx context.Context) ([]principalRow, error) {
	var apps []principalRow
	for _, template := range jobTemplates() {
		filter := "applicationTemplateId eq " + quoteOData(template)
		top := int32(c.cfg.PageSize)
		info, err := serviceprincipals.NewServicePrincipalsRequestBuilderInternal(c.client.at(v1)).ToGetRequestInformation(ctx,
			&serviceprincipals.ServicePrincipalsRequestBuilderGetRequestConfiguration{QueryParameters: &serviceprincipals.ServicePrincipalsRequestBuilderGetQueryParameters{
				Filter: &filter, Select: []string{"id", "displayName"}, Top: &top,
			}})
		if err != nil {
			return nil, err
		}
		rows, err := list[principalRow](ctx, c.client, v1, info)
		apps = append(apps, rows...)
		if err != nil {
			return apps, withPermission(err, "Application.Read.All")
		}
	}
	slices.SortFunc(apps, func(a, b principalRow) int { return cmp.Compare(a.ID, b.ID) })
	return slices.CompactFunc(apps, func(a, b principalRow) bool { return a.ID == b.ID }), nil
}

func (c *Collector) collectJobsOf(ctx context.Context, app principalRow, sink inventory.Sink) error {
	id, err := inventory.ParseObjectID(app.ID)
	if err != nil {
		c.gaps.add(inventory.Gap{What: inventory.GapProvisioningJobs, Why: "a service principal has no valid id", Count: 1})
		return nil //nolint:nilerr // the gap says it
	}
	path, adapter := c.client.at(v1)
	path["servicePrincipal%2Did"] = app.ID
	info, err := serviceprincipals.NewItemSynchronizationJobsRequestBuilderInternal(path, adapter).ToGetRequestInformation(ctx, nil)
	if err != nil {
		return err
	}
	rows, err := list[jobRow](ctx, c.client, v1, info)
	if fatal := c.gaps.failed(inventory.GapProvisioningJobs, app.ID, 0, err); fatal != nil {
		return fatal
	}
	seen := map[string]bool{}
	for _, row := range rows {
		if !strings.HasPrefix(row.ID, jobPrefix) || seen[row.ID] {
			continue
		}
		seen[row.ID] = true
		job := jobOf(row)
		job.ServicePrincipalID, job.ServicePrincipalName = id, app.DisplayName
		if err := c.readSchema(ctx, app.ID, job); err != nil {
			return err
		}
		if err := c.readAssigned(ctx, app.ID, job); err != nil {
			return err
		}
		if err := sink.Put(job); err != nil {
			return err
		}
	}
	return nil
}

func jobOf(row jobRow) *inventory.ProvisioningJob {
	job := &inventory.ProvisioningJob{ID: row.ID, TemplateID: row.TemplateID, ScheduleState: row.Schedule.State}
	s := row.Status
	if s == nil {
		return job
	}
	job.StatusCode = s.Code
	if s.Quarantine != nil {
		job.Quarantine = s.Quarantine.Reason
	}
	ran := s.LastExecution != nil || s.LastSuccessfulExecution != nil ||
		graphrow.Instant(s.SteadyStateFirstAchievedTime) != nil || graphrow.Instant(s.SteadyStateLastAchievedTime) != nil
	job.HasRun = inventory.FlagOf(&ran)
	return job
}

// readAssigned reads the groups that are assigned to the configuration (F64).
// The list is the service principal's, whatever number of jobs it has.
func (c *Collector) readAssigned(ctx context.Context, app string, job *inventory.ProvisioningJob) error {
	path, adapter := c.client.at(v1)
	path["servicePrincipal%2Did"] = app
	top := int32(c.cfg.PageSize)
	info, err := serviceprincipals.NewItemAppRoleAssignedToRequestBuilderInternal(path, adapter).ToGetRequestInformation(ctx,
		&serviceprincipals.ItemAppRoleAssignedToRequestBuilderGetRequestConfiguration{QueryParameters: &serviceprincipals.ItemAppRoleAssignedToRequestBuilderGetQueryParameters{Top: &top}})
	if err != nil {
		return err
	}
	rows, err := list[assignmentRow](ctx, c.client, v1, info)
	job.AssignedReading = inventory.ReadWhole
	for _, row := range rows {
		if !strings.EqualFold(row.PrincipalType, "Group") {
			continue
		}
		id, bad := inventory.ParseObjectID(row.PrincipalID)
		if bad != nil {
			err = cmp.Or(err, error(&failure{why: "an assignment has no valid group id"}))
			continue
		}
		job.Assigned = append(job.Assigned, id)
	}
	slices.SortFunc(job.Assigned, inventory.ObjectID.Compare)
	job.Assigned = slices.Compact(job.Assigned)
	if err != nil {
		job.AssignedReading = inventory.ReadFailed
	}
	return c.gaps.failed(inventory.GapJobAssignments, job.ID, 0, err)
}
