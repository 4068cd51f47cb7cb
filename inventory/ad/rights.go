package ad

import (
	"context"
	"fmt"
	"strings"

	"gwbplan/inventory"
)

// Right is what an account must be able to read in Active Directory. An
// ordinary account has all but the last by default.
type Right struct {
	// What names the thing, Shows what it is read for.
	What, Shows string
	// Grant is the access to give where it is missing.
	Grant string
	// Gap is what stays unknown without it.
	Gap inventory.GapKind
}

// Rights lists what an inventory reads of a domain, the least that shows
// everything.
func Rights() []Right {
	var out []Right
	for _, r := range domainChecks() {
		out = append(out, r.Right)
	}
	return out
}

// right is a [Right] with the collector's own step that needs it, and what the
// step saw.
type right struct {
	Right
	read func(*collector, context.Context) error
	seen func(*collector) string
}

// deletedRight opens the container of deleted objects.
const deletedRight = "list contents and read property on the container of deleted objects (dsacls, LCRP)"

func domainChecks() []right {
	return []right{
		{Right{"domain object", "the domain's SID, by which objects of converted groups are looked up",
			"read property on the domain's object", inventory.GapADDomain},
			(*collector).readDomain, func(c *collector) string { return c.domain.Name + ", SID " + string(c.domain.SID) }},
		{Right{"forest's domains", "which domains the forest has, so that an anchor is known to be unique",
			"list contents and read property on CN=Partitions in the configuration", inventory.GapADForest},
			(*collector).readForest, func(c *collector) string { return strings.Join(c.domain.ForestDomains, ", ") }},
		{Right{"schema", "the schema's version and whether it has " + anchorName,
			"read property on the schema", inventory.GapADSchema},
			(*collector).readSchema, func(c *collector) string { return fmt.Sprintf("objectVersion %d", c.domain.SchemaVersion) }},
		{Right{"optional features", "whether the AD Recycle Bin is enabled",
			"read property on CN=Partitions in the configuration", inventory.GapADRecycleBin},
			(*collector).readRecycleBin, func(c *collector) string {
				return map[inventory.Flag]string{
					inventory.FlagTrue: "the AD Recycle Bin is enabled", inventory.FlagFalse: "the AD Recycle Bin is not enabled"}[c.domain.RecycleBin]
			}},
		{Right{"attributes of groups", "adminDescription, " + anchorName + " and member, which tell what was written back and who is in it",
			"read property on the groups", inventory.GapADAttributes},
			(*collector).readDenied, func(*collector) string { return "" }},
		{Right{"deleted objects", "whether a deleted AD object could be restored instead of creating a new one with a new SID",
			deletedRight, inventory.GapADDeleted},
			(*collector).seeDeleted, func(*collector) string { return "" }},
	}
}
