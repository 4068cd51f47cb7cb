package verify

import (
	"slices"
	"testing"

	"gwbplan/inventory"
	"gwbplan/planner"
)

// damage is one thing that is not as forecast, after the whole cut-over.
type damage struct {
	name string
	do   func(r *road)
	want string
}

func damages() []damage {
	sales := func(f func(r *road, o *inventory.ADObjectRecord)) func(*road) {
		return func(r *road) { f(r, r.objectOf(r.sales)) }
	}
	drop := func(o *inventory.ADObjectRecord, key inventory.ADKey) {
		o.MemberKeys = slices.DeleteFunc(o.MemberKeys, func(k inventory.ADKey) bool { return k == key })
	}
	twin := func(r *road, g *inventory.CloudGroupRecord) *inventory.ADObjectRecord {
		return r.written(g, "twin of "+g.DisplayName)
	}
	return []damage{
		{"deleted, with a tombstone", sales(func(r *road, o *inventory.ADObjectRecord) { r.remove(o, true) }), "Sales: failed object-gone"},
		{"deleted without a trace", sales(func(r *road, o *inventory.ADObjectRecord) { r.remove(o, false) }), "Sales: failed object-gone"},
		{"recreated", sales(func(r *road, o *inventory.ADObjectRecord) {
			n := *o
			r.remove(o, true)
			n.ObjectGUID, n.ObjectSID = r.guid(), r.sid()
			r.objects = append(r.objects, &n)
		}), "Sales: failed object-recreated"},
		{"another SID", sales(func(r *road, o *inventory.ADObjectRecord) { o.ObjectSID = r.sid() }), "Sales: failed sid-changed"},
		{"SID not read", sales(func(r *road, o *inventory.ADObjectRecord) { o.ObjectSID = "" }), "Sales: unknown object-unread"},
		{"read without objectGUID", sales(func(r *road, o *inventory.ADObjectRecord) { o.ObjectGUID = inventory.GUID{} }), "Sales: done"},
		{"read without objectGUID, and another SID", sales(func(r *road, o *inventory.ADObjectRecord) { o.ObjectGUID, o.ObjectSID = inventory.GUID{}, r.sid() }),
			"Sales: failed object-recreated"},
		{"read with neither", sales(func(r *road, o *inventory.ADObjectRecord) { o.ObjectGUID, o.ObjectSID = inventory.GUID{}, "" }), "Sales: unknown object-unread"},
		{"the plan has neither", func(r *road) {
			r.of(r.sales).ADObjects[0].ObjectGUID, r.of(r.sales).ADObjects[0].ObjectSID = inventory.GUID{}, ""
		}, "Sales: unknown object-unread"},
		{"the plan has no objectGUID", func(r *road) { r.of(r.sales).ADObjects[0].ObjectGUID = inventory.GUID{} }, "Sales: done"},
		{"catalog alone", sales(func(r *road, o *inventory.ADObjectRecord) { o.Catalog = true }), "Sales: unknown object-unread"},
		{"anchor gone", sales(func(r *road, o *inventory.ADObjectRecord) { o.Anchor = "" }), "Sales: failed anchor-missing"},
		{"anchor not readable", sales(func(r *road, o *inventory.ADObjectRecord) {
			o.Anchor, o.Denied = "", []string{anchorAttribute}
		}), "Sales: unknown object-unread"},
		{"wrong anchor", sales(func(r *road, o *inventory.ADObjectRecord) { o.Anchor = "Group_" + r.id().String() }), "Sales: failed anchor-wrong"},
		{"a note as anchor", sales(func(r *road, o *inventory.ADObjectRecord) { o.Anchor = "=do not touch" }), "Sales: failed anchor-wrong"},
		{"renamed", sales(func(r *road, o *inventory.ADObjectRecord) { r.move(o, groupsOU.Child("Verkauf, #1")) }), "Sales: failed cn-differs"},
		{"moved", sales(func(r *road, o *inventory.ADObjectRecord) { r.move(o, domainDN.Child("Users").Child(o.CN)) }), "Sales: failed container-differs"},
		{"distribution", sales(func(r *road, o *inventory.ADObjectRecord) { o.GroupType = inventory.UniversalDistribution }), "Sales: failed type-differs"},
		{"global", sales(func(r *road, o *inventory.ADObjectRecord) {
			o.GroupType = inventory.GroupTypeSecurity | inventory.GroupTypeGlobal
		}), "Sales: failed type-differs"},
		{"type not read", sales(func(r *road, o *inventory.ADObjectRecord) { o.GroupType = 0 }), "Sales: unknown object-unread"},
		{"duplicate by anchor", func(r *road) { twin(r, r.sales).AdminDescription = "" }, "Sales: failed duplicate-object"},
		{"duplicate by adminDescription", func(r *road) { twin(r, r.sales).Anchor = "" }, "Sales: failed duplicate-object"},
		{"duplicate of a new object", func(r *road) { twin(r, r.fresh) }, "Fresh: failed duplicate-object"},
		{"kept member dropped", sales(func(r *road, o *inventory.ADObjectRecord) { drop(o, r.account(r.anna)) }), "Sales: failed member-missing"},
		{"gained member not there", sales(func(r *road, o *inventory.ADObjectRecord) { drop(o, r.account(r.chloe)) }), "Sales: failed member-missing"},
		{"extra member lost", sales(func(r *road, o *inventory.ADObjectRecord) { drop(o, r.extra) }), "Sales: failed extra-member-lost"},
		{"member unforeseen", sales(func(r *road, o *inventory.ADObjectRecord) { o.MemberKeys = append(o.MemberKeys, r.stranger("Mallory")) }), "Sales: failed member-unforeseen"},
		{"AD members not read", sales(func(r *road, o *inventory.ADObjectRecord) { o.MembersReading = inventory.ReadFailed }), "Sales: unknown members-unread"},
		{"cloud members not read", func(r *road) { r.sales.MembersReading = inventory.ReadFailed }, "Sales: unknown members-unread"},
		{"cloud members hidden", func(r *road) { n := 9; r.sales.MemberCount = &n }, "Sales: unknown members-unread"},
		{"members by DN alone", sales(func(r *road, o *inventory.ADObjectRecord) {
			r.refs = append(r.refs, &inventory.ADPrincipal{DN: "CN=Somebody,DC=contoso,DC=com"})
			drop(o, r.account(r.anna))
			o.MemberKeys = append(o.MemberKeys, r.refs[len(r.refs)-1].Key())
		}), "Sales: unknown members-uncompared"},
		{"joined the cloud group, and is written", sales(func(r *road, o *inventory.ADObjectRecord) {
			r.sales.MemberIDs = append(r.sales.MemberIDs, r.dora.ID)
			o.MemberKeys = append(o.MemberKeys, r.account(r.dora))
		}), "Sales: done (cloud-member-added)"},
		{"joined the cloud group, not written yet", func(r *road) { r.sales.MemberIDs = append(r.sales.MemberIDs, r.dora.ID) }, "Sales: unknown member-missing-or-new (cloud-member-added)"},
		{"joined, and another dropped", sales(func(r *road, o *inventory.ADObjectRecord) {
			r.sales.MemberIDs = append(r.sales.MemberIDs, r.dora.ID)
			drop(o, r.account(r.anna))
		}), "Sales: failed member-missing (cloud-member-added)"},
		{"left the cloud group, and is removed", sales(func(r *road, o *inventory.ADObjectRecord) {
			r.sales.MemberIDs = slices.DeleteFunc(r.sales.MemberIDs, func(id inventory.ObjectID) bool { return id == r.anna.ID })
			drop(o, r.account(r.anna))
		}), "Sales: done (cloud-member-removed)"},
		{"left the cloud group, not removed yet", func(r *road) {
			r.sales.MemberIDs = slices.DeleteFunc(r.sales.MemberIDs, func(id inventory.ObjectID) bool { return id == r.anna.ID })
		}, "Sales: unknown member-extra-or-removed (cloud-member-removed)"},
		{"a member's facts changed", sales(func(r *road, o *inventory.ADObjectRecord) {
			r.chloe.UserType, r.chloe.OnPremisesSyncEnabled = "Guest", inventory.FlagNull
		}),
			"Sales: done (cloud-member-changed)"},
		{"renamed in the cloud", sales(func(r *road, o *inventory.ADObjectRecord) {
			r.sales.DisplayName = "Sales and marketing"
			r.move(o, groupsOU.Child(cloudSyncName(r.sales)))
		}), "Sales: done (cloud-name-changed)"},
		{"deleted in the cloud", func(r *road) { when := r.taken; r.sales.DeletedDateTime = &when }, "Sales: done (cloud-group-gone)"},
		{"not renamed", func(r *road) {
			r.move(r.objectOf(r.guidNamed), groupsOU.Child("Group_"+r.guidNamed.ID.String()))
		}, "Finance: pending cycle-due"},
		{"jobs not read", func(r *road) {
			r.job = nil
			r.rest = append(r.rest, &inventory.Gap{Source: "entra", What: inventory.GapProvisioningJobs, Why: "HTTP 403", Hides: "it"})
		}, "Sales: unknown takeover-unproven"},
		{"new object without anchor", func(r *road) { r.objectOf(r.fresh).Anchor = "" }, "Fresh: failed anchor-missing"},
		{"new object of another name", func(r *road) { r.move(r.objectOf(r.fresh), groupsOU.Child("Fresh")) }, "Fresh: failed cn-differs"},
		{"new object elsewhere", func(r *road) {
			o := r.objectOf(r.fresh)
			r.move(o, domainDN.Child("Users").Child(o.CN))
		}, "Fresh: failed container-differs"},
		{"new object without its member", func(r *road) { r.objectOf(r.fresh).MemberKeys = nil }, "Fresh: failed member-missing"},
		{"new object gone again", func(r *road) { r.remove(r.objectOf(r.fresh), true) }, "Fresh: pending cycle-due"},
		{"M365 deleted", func(r *road) { r.remove(r.objectOf(r.team), true) }, "Team: failed object-gone"},
		{"M365 renamed", func(r *road) { r.move(r.objectOf(r.team), groupsOU.Child("x")) }, "Team: failed cn-differs"},
		{"M365 of a security type", func(r *road) { r.objectOf(r.team).GroupType = inventory.UniversalSecurity }, "Team: failed type-differs"},
		{"M365 stamped", func(r *road) { r.objectOf(r.team).Anchor = "Group_" + r.team.ID.String() }, "Team: done (m365-anchor-stamped)"},
		{"M365 twice", func(r *road) { twin(r, r.appears) }, "Appears: failed duplicate-object"},
		{"M365 that appeared with the security bit", func(r *road) { r.objectOf(r.appears).GroupType = inventory.UniversalSecurity }, "Appears: failed type-differs"},
		{"left-over object deleted", func(r *road) { r.remove(r.objectOf(r.stale), true) }, "Left over: failed object-gone"},
		{"left-over object renamed", func(r *road) { r.move(r.objectOf(r.stale), groupsOU.Child("x")) }, "Left over: failed cn-differs"},
		{"left-over object taken over", func(r *road) { r.job.Assigned = append(r.job.Assigned, r.stale.ID) }, "Left over: failed taken-over-unasked"},
		{"blocked object moved", func(r *road) {
			o := r.objectOf(r.blocked)
			r.move(o, domainDN.Child("Users").Child(o.CN))
		}, "Blocked: failed container-differs"},
		{"a group that nobody asked for appears", func(r *road) { r.written(r.off, "Off") }, "Off: failed object-unforeseen"},
	}
}

// other is a case that needs another tenant, or a snapshot that is not whole.
type other struct {
	name string
	run  func(t testing.TB) *Verification
	want string
}

func others() []other {
	return []other{
		{"before", func(t testing.TB) *Verification { r := newRoad(t); return r.verified(r.plan, 0) }, "Appears: pending switch-due"},
		{"before the wave, AD alone", func(t testing.TB) *Verification {
			r := newRoad(t)
			r.flip(r.plan)
			r.org = nil
			return r.verified(r.plan, 0)
		}, "Sales: unknown takeover-unproven"},
		{"after it, AD alone, renamed", func(t testing.TB) *Verification { return adAlone(t, func(*road) {}) }, "Finance: done"},
		{"AD alone, a member fewer", func(t testing.TB) *Verification {
			return adAlone(t, func(r *road) { o := r.objectOf(r.guidNamed); o.MemberKeys = o.MemberKeys[:1] })
		}, "Finance: unknown member-count-differs"},
		{"the domain was not read whole", func(t testing.TB) *Verification {
			r := newRoad(t)
			r.everyWave(r.plan)
			r.domain.Covered = []inventory.DN{groupsOU}
			return r.verified(r.plan, 0)
		}, "Sales: unknown duplicate-unproven"},
		{"not seen", func(t testing.TB) *Verification {
			r := newRoad(t)
			r.everyWave(r.plan)
			r.domain.Covered = []inventory.DN{groupsOU}
			r.remove(r.objectOf(r.sales), false)
			return r.verified(r.plan, 0)
		}, "Sales: unknown object-unseen"},
		{"a deletion that left a tombstone is seen all the same", func(t testing.TB) *Verification {
			r := newRoad(t)
			r.everyWave(r.plan)
			r.domain.Covered = []inventory.DN{groupsOU}
			r.remove(r.objectOf(r.sales), true)
			return r.verified(r.plan, 0)
		}, "Sales: failed object-gone"},
		{"out of the scope", func(t testing.TB) *Verification {
			r := newRoad(t)
			r.everyWave(r.plan)
			r.job.Assigned = slices.DeleteFunc(r.job.Assigned, func(id inventory.ObjectID) bool { return id == r.guidNamed.ID })
			return r.verified(r.plan, 0)
		}, "Finance: pending not-in-scope"},
		{"a member that is lost stays", func(t testing.TB) *Verification {
			r := losing(t)
			r.everyWave(r.plan)
			o := r.objectOf(r.guidNamed)
			o.MemberKeys = append(o.MemberKeys, r.account(r.dora))
			return r.verified(r.plan, 0)
		}, "Finance: failed member-stays"},
		{"a member that is lost goes", func(t testing.TB) *Verification {
			r := losing(t)
			r.everyWave(r.plan)
			return r.verified(r.plan, 0)
		}, "Finance: done"},
		{"description is not written", func(t testing.TB) *Verification {
			r := newRoad(t, func(r *road) { r.guidNamed.Description = "all of it" })
			r.everyWave(r.plan)
			r.objectOf(r.guidNamed).Description = "other"
			r.guidNamed.Description = "something else"
			return r.verified(r.plan, 0)
		}, "Finance: done (text-differs)"},
		{"deleted in the cloud before it was created", func(t testing.TB) *Verification {
			r := newRoad(t)
			r.flip(r.plan)
			when := r.taken
			r.fresh.DeletedDateTime = &when
			return r.verified(r.plan, 0)
		}, "Fresh: done (cloud-group-gone)"},
		{"cleaned up", func(t testing.TB) *Verification {
			r := newRoad(t, func(r *road) {
				r.opt.Settings.Overrides = []planner.Override{{Group: r.stale.ID, Decision: planner.OverrideCleanUp, Reason: "old", ApprovedBy: "board"}}
			})
			r.everyWave(r.plan)
			r.remove(r.objectOf(r.stale), true)
			return r.verified(r.plan, 0)
		}, "Left over: done (cleaned-up)"},
		{"nested in a later wave", func(t testing.TB) *Verification {
			r := newRoad(t, func(r *road) {
				r.guidNamed.MemberIDs = append(r.guidNamed.MemberIDs, r.fresh.ID)
				r.opt.Settings.Waves.Last = []inventory.ObjectID{r.fresh.ID}
			})
			r.flip(r.plan)
			r.wave(r.plan, r.of(r.guidNamed).Wave)
			return r.verified(r.plan, r.of(r.guidNamed).Wave)
		}, "Finance: done (nested-group-due)"},
	}
}

// losing is a road on which Finance loses a member that is in AD now: a user who
// was converted to the cloud.
func losing(t testing.TB) *road {
	return newRoad(t, func(r *road) {
		r.dora.OnPremisesSyncEnabled = inventory.FlagNull
		r.guidNamed.MemberIDs = append(r.guidNamed.MemberIDs, r.dora.ID)
		o := r.objectOf(r.guidNamed)
		o.MemberKeys = append(o.MemberKeys, r.account(r.dora))
		r.opt.Settings.Waivers = []planner.Waiver{{Finding: planner.FindingMembersWillBeLost, Group: r.guidNamed.ID, Reason: "known", Owner: "board", Expires: "2026-12-31"}}
	})
}

func adAlone(t testing.TB, edit func(*road)) *Verification {
	r := newRoad(t)
	r.everyWave(r.plan)
	edit(r)
	r.org = nil
	return r.verified(r.plan, 0)
}
