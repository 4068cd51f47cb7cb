package planner

import "slices"

// LimitStatus tells how a number stands to its limit.
type LimitStatus string

// The statuses of a limit. A number that is only a lower bound is over when
// the bound is, else unknown.
const (
	LimitWithin  LimitStatus = "within"
	LimitOver    LimitStatus = "over"
	LimitUnknown LimitStatus = "unknown"
)

// ScopeLimit is one documented limit of Cloud Sync.
type ScopeLimit struct {
	// Profile dates the documentation, 2026-08 or 2025-10 (C4).
	Profile string `json:"profile"`
	// Mode is the scope mode that it limits.
	Mode string `json:"mode"`
	// What is counted: groups or memberships in scope, or the tenant's users,
	// groups, memberships or objects.
	What   LimitSubject `json:"what"`
	Most   int          `json:"most"`
	Actual int          `json:"actual"`
	Status LimitStatus  `json:"status"`
}

// LimitSubject is what a limit counts.
type LimitSubject string

// The subjects of limits.
const (
	ScopeGroups       LimitSubject = "scope-groups"
	ScopeMemberships  LimitSubject = "scope-memberships"
	TenantUsers       LimitSubject = "tenant-users"
	TenantGroups      LimitSubject = "tenant-groups"
	TenantMemberships LimitSubject = "tenant-memberships"
	TenantObjects     LimitSubject = "tenant-objects"
)

// scopeLimits compares the totals with the limits of both profiles. The
// tenant's users are not counted by any reading: what they decide is unknown
// until the groups alone are too many.
func scopeLimits(selected, all, tenant ScopeTotals) []ScopeLimit {
	return []ScopeLimit{
		limitOf(Profile2026, ScopeSelected, ScopeGroups, 10_000, selected.Groups, true),
		limitOf(Profile2026, ScopeSelected, ScopeMemberships, 250_000, selected.Memberships, selected.Whole),
		limitOf(Profile2026, ScopeAll, ScopeGroups, 20_000, all.Groups, true),
		limitOf(Profile2026, ScopeAll, ScopeMemberships, 500_000, all.Memberships, all.Whole),
		limitOf(Profile2026, ScopeAll, TenantUsers, 199_999, 0, false),
		limitOf(Profile2026, ScopeAll, TenantGroups, 39_999, tenant.Groups, true),
		limitOf(Profile2026, ScopeAll, TenantMemberships, 999_999, tenant.Memberships, tenant.Whole),
		limitOf(Profile2025, ScopeSelected, TenantObjects, 150_000, tenant.Groups, false),
		limitOf(Profile2025, ScopeAll, TenantObjects, 150_000, tenant.Groups, false),
	}
}

func limitOf(profile, mode string, what LimitSubject, most, actual int, whole bool) ScopeLimit {
	l := ScopeLimit{Profile: profile, Mode: mode, What: what, Most: most, Actual: actual, Status: LimitWithin}
	switch {
	case actual > most:
		l.Status = LimitOver
	case !whole:
		l.Status = LimitUnknown
	}
	return l
}

// ScopeAdvice is the scope mode that fits a configuration.
type ScopeAdvice string

// The advice. Mode all is only the way out where the selection is too large,
// and needs a filter: without one it creates every cloud security group (F61).
const (
	AdviceSelected  ScopeAdvice = "selected"
	AdviceAll       ScopeAdvice = "all-with-filter"
	AdviceOverLimit ScopeAdvice = "over-limits"
)

// adviceOf goes by the newest documentation.
func adviceOf(limits []ScopeLimit) ScopeAdvice {
	over := func(mode string) bool {
		return slices.ContainsFunc(limits, func(l ScopeLimit) bool {
			return l.Profile == Profile2026 && l.Mode == mode && l.Status == LimitOver
		})
	}
	switch {
	case !over(ScopeSelected):
		return AdviceSelected
	case !over(ScopeAll):
		return AdviceAll
	}
	return AdviceOverLimit
}
