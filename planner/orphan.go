package planner

import (
	"strings"
	"time"

	"gwbplan/inventory"
)

// claimOf is the strongest claim that an object makes, whether or not the
// claimed group exists.
func claimOf(o *inventory.ADObject) (id inventory.ObjectID, by MatchKind, ok bool) {
	if id, ok = anchorID(o.Anchor); ok {
		return id, MatchAnchor, true
	}
	if id, _, ok = adminDescriptionID(o.AdminDescription); ok {
		return id, MatchAdminDescription, true
	}
	id, ok = anchorID(objectCN(o))
	return id, MatchCNGUID, ok
}

// orphans lists the AD groups that claim a cloud id which nobody has, by DN,
// and counts every stamped or matched object. Where the cloud side was not
// read to the end the group may exist after all.
func (w *World) orphans(t *tally) []Orphan {
	out := []Orphan{}
	whole := w.CloudWhole()
	for i := range w.Snap.Objects {
		o := &w.Snap.Objects[i]
		if o.Deleted || !strings.EqualFold(o.ObjectClass, "group") {
			continue
		}
		id, by, stamped := claimOf(o)
		if !stamped && w.owner[i] < 0 {
			continue
		}
		t.rec.ObjectsSeen++
		switch {
		case w.Conflicting(o):
			t.rec.Conflicting++
		case w.owner[i] >= 0: // counted with its group
		case whole:
			t.rec.Orphans++
			out = append(out, orphanOf(o, id, by, OrphanProven))
		default:
			t.rec.Unproven++
			out = append(out, orphanOf(o, id, by, OrphanUnproven))
		}
	}
	return out
}

func orphanOf(o *inventory.ADObject, id inventory.ObjectID, by MatchKind, status string) Orphan {
	out := Orphan{
		DN: o.DN, Domain: o.Domain, ObjectGUID: o.ObjectGUID, ObjectSID: o.ObjectSID,
		ClaimedID: id.String(), Claim: by, Status: status,
		WhenCreated: timeText(o.WhenCreated), WhenChanged: timeText(o.WhenChanged),
	}
	if o.MembersReading == inventory.ReadWhole {
		out.Members = new(len(o.Members))
	}
	return out
}

// timeText writes a directory's time in UTC, empty where it was not read.
func timeText(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
