package pendingexport

import (
	"fmt"

	"gwbplan/inventory/connect/pending"
)

// entra judges one pending change of the connector to Entra ID. The switch asks
// nothing of it, so that deletions stand out, and groups that would be added:
// one that was written back and is synced back loops (F39).
func (c *Comparison) entra(ch *pending.Change) {
	i := c.about(EntraDelete, subject{}, ch)
	switch {
	case ch.Operation == pending.Delete || ch.Operation == pending.DeleteAdd:
		i.What = "an object is deleted in Entra ID"
		i.Why = "leaving Group Writeback v2 deletes nothing there"
		i.Remedy = stay + " See which object of AD left Connect's scope, or lost its join."
	case ch.Operation == pending.Add && isGroup(ch):
		i.Kind = EntraAdd
		i.What = "a group is added in Entra ID"
		i.Why = "a group of AD would be synced up. If it was written back from the cloud, a second group would stand beside the first there"
		i.Remedy = stay + " See whose group it is in AD. Take written-back objects out of the inbound scope."
		i.Facts = []string{"F39"}
	default:
		c.counts[OtherObjects]++
		return
	}
	c.item(i)
	c.counts[NotExpected]++
}

// exported: a server in staging mode exports nothing.
func exported(file string, n int) Item {
	return Item{
		Kind: AlreadyExported, Name: file, File: file, What: fmt.Sprintf("%d objects were exported and wait for an import that confirms it", n),
		Why:    "a server in staging mode exports nothing: this one is not in it, or has not imported since",
		Remedy: "See which server this is and whether it is in staging mode (Get-ADSyncScheduler), import, synchronise and export again.",
		Facts:  []string{"F81"},
	}
}
