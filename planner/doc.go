// Package planner decides. From the facts of an [inventory.Snapshot] it derives
// for every cloud group its kind, writeback state, disposition, action and
// readiness, with the findings that led there, and forecasts what happens to
// the group's AD object and to its members.
//
// To start, load a snapshot with package snapfile, give it to [New] with
// [DefaultSettings], and take the [Plan]: each [Group] in it says where it goes
// and why, the gates and the verdict speak for the tenant.
//
// The package is pure: no network, no file, no clock, no logger. The same
// snapshot and [Options] give the same plan, byte for byte.
//
// [New] matches and judges every group once, in a few bytes each; a group's
// whole [Case] is built when its turn comes. [Planner.Write] therefore writes a
// plan of a million groups group by group, and [Planner.Plan] makes the same in
// memory.
//
// A rule is one file, and all rules stand in one ordered list ([Rules]). Rules
// report findings; fold.go alone turns findings into action and readiness.
package planner
