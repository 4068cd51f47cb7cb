package entra

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"gwbplan/inventory"
	"gwbplan/inventory/entra/graphrow"
)

// tryGroups takes the first cloud group as the sample for later questions, a
// security group where there is one.
func (k *checker) tryGroups(ctx context.Context) error {
	rows, err := firstRows[graphrow.Group](ctx, k, beta, "groups", "$select=id,groupTypes,onPremisesSyncEnabled,writebackConfiguration&$top=20")
	if refused, _ := asFailure(err); refused != nil && refused.status >= http.StatusBadRequest && refused.status < http.StatusInternalServerError {
		rows, err = firstRows[graphrow.Group](ctx, k, v1, "groups", "$select=id,groupTypes,onPremisesSyncEnabled&$top=20")
	}
	for _, row := range rows {
		if _, bad := inventory.ParseObjectID(row.ID); bad != nil {
			continue
		}
		if k.group == "" || !row.OnPremisesSyncEnabled.IsTrue() && !slices.Contains(row.GroupTypes, "Unified") {
			k.group = row.ID
		}
		k.flags++
		if row.WritebackConfiguration.Enabled != inventory.FlagUnread {
			k.flagsShown++
		}
	}
	return err
}

// tryWriteback looks whether the sample came with its writeback flag: Graph
// leaves out in silence what a narrow permission does not cover (F107).
func (k *checker) tryWriteback(context.Context) error {
	switch {
	case k.flags == 0:
		return &unproven{"no group came to look at"}
	case k.flagsShown < k.flags:
		return &failure{why: "groups came without writebackConfiguration", status: http.StatusOK}
	}
	return nil
}

// tryCount asks how many members the sample has.
func (k *checker) tryCount() func(context.Context) error {
	id, err := inventory.ParseObjectID(k.group)
	if err != nil {
		return nil
	}
	return func(ctx context.Context) error {
		n, err := k.countMembers(ctx, id)
		if err != nil || n.failed == nil {
			return err
		}
		return n.failed
	}
}

// tryFacts looks whether a user or device comes with what tells its AD
// account. One that is cloud-only may have nothing to show.
func (k *checker) tryFacts(p Permission) func(context.Context) error {
	path, kind := "users", "#microsoft.graph.user"
	properties := slices.DeleteFunc(memberProperties(), func(name string) bool { return name == "deviceId" })
	if p.Name == "Device.Read.All" {
		path, kind, properties = "devices", "#microsoft.graph.device", []string{"id", "displayName", "deviceId"}
	}
	return func(ctx context.Context) error {
		rows, err := firstRows[graphrow.Member](ctx, k, v1, path, "$top=1&$select="+strings.Join(properties, ","))
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			return &unproven{"the tenant shows none"}
		}
		rows[0].Type = kind
		id, err := inventory.ParseObjectID(rows[0].ID)
		if err != nil {
			return &failure{why: "the first one has no valid id"}
		}
		if _, why, permission := graphrow.PrincipalOf(id, rows[0]); permission != "" {
			return &failure{why: why, status: http.StatusOK}
		}
		return nil
	}
}

// tryApps lists the Cloud Sync configurations and what is assigned to the first.
func (k *checker) tryApps(ctx context.Context) error {
	apps, err := k.cloudSyncApps(ctx)
	if err != nil || len(apps) == 0 {
		return err
	}
	if _, err := inventory.ParseObjectID(apps[0].ID); err != nil {
		return &failure{why: "a service principal has no valid id"}
	}
	k.app = apps[0].ID
	return k.first(v1, "servicePrincipals/"+k.app+"/appRoleAssignedTo", "$top=1")(ctx)
}

// tryJobs lists the jobs of the first configuration.
func (k *checker) tryJobs(ctx context.Context) error {
	rows, err := firstRows[jobRow](ctx, k, v1, "servicePrincipals/"+k.app+"/synchronization/jobs", "")
	for _, row := range rows {
		if k.job == "" && strings.HasPrefix(row.ID, jobPrefix) {
			k.job = row.ID
		}
	}
	return err
}
