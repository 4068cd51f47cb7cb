package entra

import (
	"strings"

	"gwbplan/inventory"
	"gwbplan/inventory/entra/graphrow"
)

// GroupProperties is what is selected of a group in beta.
func GroupProperties() string { return strings.Join(groupProperties(beta), ",") }

// DecodePage decodes a page of groups and counts its records.
func DecodePage(page []byte) (int, error) {
	p, err := decode[graphrow.Page[graphrow.Group]](page)
	if err != nil {
		return 0, err
	}
	c := &Collector{}
	n := 0
	for _, row := range *p.Value {
		if _, ok := c.groupOf(row, inventory.GapCloudGroups); ok {
			n++
		}
	}
	return n, nil
}
