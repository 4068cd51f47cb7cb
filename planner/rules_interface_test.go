package planner

import (
	"slices"
	"strings"
	"testing"
)

// The ids are the interface, in this order, and so are their severities.
const interfaceOfRules = `
absence-unproven: unknown
flag-unread: unknown
anchor-missing: fix
anchor-mismatch: blocker
anchor-duplicate: blocker
duplicate-ad-object: blocker
claim-conflict: blocker
ad-object-in-other-domain: blocker
admin-description-mismatch: blocker
taken-over-marker: warning
soa-converted: warning
weak-match: blocker
synced-back-loop: blocker
deleted-ad-object: blocker
mail-not-null: blocker
delete-risk: blocker
over-member-limit: blocker
near-member-limit: warning
scope-not-universal: blocker
type-not-security: blocker
cn-changes: warning
dn-moves: warning
cn-collision: blocker
expression-unevaluated: unknown
description-truncated: info
members-will-be-lost: blocker
cloud-only-members: warning
no-eligible-members: warning
other-forest-members: warning
nested-synced-group: blocker info
device-members: blocker info
parent-synced-by-connect: warning
split-nesting: warning
member-domain-stays-on-connect: info
members-synced-by-connect: info
nested-group-out-of-scope: fix warning
access-gained: warning
nesting-cycle: info
extra-ad-members: warning
missing-ad-members: warning
hidden-members: unknown
members-unreadable: unknown
members-not-collected: unknown
stale-writeback: blocker
new-sid: warning
would-be-created: blocker info
already-on-cloud-sync: info
two-writers: blocker
soft-deleted: blocker
unsupported-kind-in-ad: blocker
m365-security-type: blocker
m365-will-appear-in-ad: warning
m365-resumes-updates: warning
m365-over-v1-member-cap: warning
m365-mail-null: blocker
m365-flag-unclear: warning
m365-anchor-stamped: info
m365-not-written: warning
admin-protected: fix
privileged-nesting: blocker
role-assignable: warning
management-restricted: warning
dynamic-rule-paused: warning
dynamic-membership: info
no-owner: info
`

func TestFindingIDs(t *testing.T) {
	want := strings.Split(strings.TrimSpace(interfaceOfRules), "\n")
	var have []string
	for _, r := range Rules() {
		line := string(r.ID) + ":"
		for _, s := range r.Severities {
			line += " " + string(s)
		}
		have = append(have, line)
		if byID, ok := RuleByID(r.ID); !ok || byID.ID != r.ID {
			t.Errorf("RuleByID(%s) = %s, %v", r.ID, byID.ID, ok)
		}
	}
	if !slices.Equal(have, want) {
		t.Errorf("rules are\n%s\nwant\n%s", strings.Join(have, "\n"), strings.Join(want, "\n"))
	}
	if _, ok := RuleByID("no-such-rule"); ok {
		t.Error("RuleByID knows no-such-rule")
	}
}

// What decides whether an object keeps its SID (anchor, duplicate, claim),
// scope, size, the risk of deletion and what is not known cannot be waived;
// everything else can.
func TestUnwaivable(t *testing.T) {
	never := []FindingID{
		FindingAnchorMissing, FindingAnchorMismatch, FindingAnchorDuplicate, FindingDuplicateADObject, FindingClaimConflict,
		FindingADObjectInOtherDomain, FindingAdminDescriptionMismatch, FindingWeakMatch, // whose object it is
		FindingMailNotNull, FindingDeleteRisk, FindingOverMemberLimit, FindingNearMemberLimit, FindingScopeNotUniversal,
	}
	for _, r := range Rules() {
		want := !slices.Contains(never, r.ID) && r.Severities[0] != SeverityUnknown
		if r.Waivable != want {
			t.Errorf("%s: waivable %v, want %v", r.ID, r.Waivable, want)
		}
	}
}

// A finding that rests on a fact which is inferred, or which no page settles,
// says so. Cited beside it is what the facts of the second list are for: the
// finding does not rest on their inferred part.
func TestUnverified(t *testing.T) {
	open := []string{"F47", "F55", "F58", "F60", "F69", "F71", "F72", "F73", "F76", "F82", "F83", "F93", "F95", "F103", "F113",
		"T1", "C7", "C12", "C13", "C14", "C15", "C16", "C20"}
	beside := map[FindingID][]string{
		FindingAnchorMissing:            {"T1"},         // why the remedy replaces
		FindingMailNotNull:              {"F76"},        // what becomes of a group deleted for good is documented
		FindingDeleteRisk:               {"F82", "F95"}, // for the remedy, and what does not protect
		FindingScopeNotUniversal:        {"F93"},        // what groupType means is AD's protocol
		FindingCNCollision:              {"F69"},        // by case: see its hits
		FindingExpressionUnevaluated:    {"F69"},        // unknown in any case
		FindingMembersWillBeLost:        {"F60", "C16"}, // by case: see its hits
		FindingNoEligibleMembers:        {"F60", "C16"}, // by case: see its hits
		FindingAccessGained:             {"F58"},        // who stays does not gain
		FindingNewSID:                   {"F71"},        // what a new object is called does not matter
		FindingAlreadyOnCloudSync:       {"F76", "C13"}, // for the remedy
		FindingTwoWriters:               {"F76"},        // for the remedy
		FindingAdminDescriptionMismatch: {"F73"},        // one more value that is accepted
		FindingDynamicRulePaused:        {"C12"},        // the pause itself was read
	}
	for _, r := range Rules() {
		for _, f := range r.Facts {
			if !r.Unverified && slices.Contains(open, f) && !slices.Contains(beside[r.ID], f) {
				t.Errorf("%s rests on %s and does not say that it is unverified", r.ID, f)
			}
		}
	}
}

// Of these findings it depends on the case whether they are unverified.
func TestUnverifiedByCase(t *testing.T) {
	for _, tt := range []struct {
		id   FindingID
		name string
		want bool
	}{
		{FindingMembersWillBeLost, "a converted user and a device", true},
		{FindingMembersWillBeLost, "membership switch off", true},
		{FindingMembersWillBeLost, "a nested group of AD", false},
		{FindingNoEligibleMembers, "guests only", false},
		{FindingNoEligibleMembers, "devices only", true},
		{FindingCNCollision, "a contact has the name", true},
		{FindingCNCollision, "two groups of the plan", false},
	} {
		i := slices.IndexFunc(ruleCases(), func(c ruleCase) bool { return c.id == tt.id && c.name == tt.name })
		if i < 0 {
			t.Errorf("no case %s/%s", tt.id, tt.name)
			continue
		}
		b := newTenant(t)
		g := b.decided(ruleCases()[i].build(b))
		for _, f := range g.Findings {
			if f.ID == tt.id && f.Unverified != tt.want {
				t.Errorf("%s/%s: unverified %v, want %v", tt.id, tt.name, f.Unverified, tt.want)
			}
		}
	}
}

// A command in a remedy names its object by GUID and domain (T4), takes no text
// from a directory, and is not given while it is open whose object it is.
func TestCommandsInRemedies(t *testing.T) {
	byName := func(o *adRecord) { o.Anchor, o.AdminDescription = "", "" }
	const guid = "bbbbbbbb-0000-4000-8000-000000000002"
	for _, tt := range []struct {
		name  string
		id    FindingID
		build func(*tenant) *cloudRecord
		want  string
	}{
		{"stamp", FindingAnchorMissing, func(b *tenant) *cloudRecord { return adopted(b, noAnchor) },
			"Before Cloud Sync is started, run Set-ADGroup -Identity " + guid + " -Server contoso.com -Replace @{'msDS-ExternalDirectoryObjectId'='Group_aaaaaaaa-0000-4000-8000-000000000001'} and"},
		{"known by its name alone", FindingAnchorMissing, func(b *tenant) *cloudRecord { return adopted(b, byName) },
			"Once it is settled that this object is the group's, and before"},
		{"one of two", FindingAnchorMissing, func(b *tenant) *cloudRecord {
			g := adopted(b, noAnchor)
			b.written(g, noAnchor, func(o *adRecord) { o.DN = groupsOU.Child("Copy") })
			return g
		}, "Once it is settled that this object is the group's, and before"},
		{"a domain that is no host name", FindingAnchorMissing, func(b *tenant) *cloudRecord {
			return adopted(b, noAnchor, func(o *adRecord) { o.Domain = "x; Remove-Item C:" })
		}, "-Identity " + guid + " -Server <DNS name of its domain> -Replace"},
		{"restore", FindingDeletedADObject, func(b *tenant) *cloudRecord {
			g := b.security("Sales", flagTrue)
			b.written(g, func(o *adRecord) { o.Deleted = true })
			return g
		}, "run Restore-ADObject -Identity " + guid + " -Server contoso.com before"},
	} {
		b := newTenant(t)
		found := b.decided(tt.build(b)).Findings
		i := slices.IndexFunc(found, func(f Finding) bool { return f.ID == tt.id })
		if i < 0 || !strings.Contains(found[i].Remedy, tt.want) {
			t.Errorf("%s: want %q in %+v", tt.name, tt.want, found)
		}
	}
}
