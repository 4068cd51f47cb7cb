package planner

import (
	"cmp"
	"slices"

	"gwbplan/inventory"
)

// Case is one cloud group with everything that the rules may look at. It is
// built once per group, before any rule runs; rules read it and change nothing.
type Case struct {
	World *World
	Group *inventory.CloudGroup
	Kind  Kind
	// Asks is what the flag comes to for this kind: FlagTrue asks, FlagFalse
	// does not, FlagUnread is not known. null is resolved (F25, C1). With v2
	// off the flag is no evidence and a security group does not ask.
	Asks  inventory.Flag
	State State
	// Row is the row of the disposition table that matched, 1 to 11, or 0
	// where the evidence does not tell which.
	Row int
	// Deleted: the group is soft-deleted.
	Deleted bool
	// Matches are all AD objects that match the group, strongest first, then
	// by DN key. Object is the first one's, nil where none matches.
	Matches []Match
	Object  *inventory.ADObject
	// AbsenceProven: there is certainly no AD object; false where an object
	// exists and where the reading does not tell.
	AbsenceProven bool
	// Override is somebody's decision on the group; nil where there is none, or
	// where it has no effect.
	Override *Override
	// Target is the Cloud Sync configuration that the group falls to: the one
	// whose job has it assigned, else that of its object's domain, else the
	// only one. nil where there is none to tell.
	Target *Target
	// InScope: the group is in the scope of a provisioning job, or of scope
	// mode all. Unread where jobs or assignments could not be read.
	InScope inventory.Flag
	// CloudSync: Cloud Sync has the group, that is, the right anchor and the
	// scope of a job that has run. Unread where jobs, their scope or their
	// runs could not be read.
	CloudSync inventory.Flag
	// NewCN and NewParent are what Cloud Sync will compute for the object;
	// CNKnown and ParentKnown tell whether gwbplan could compute them.
	NewCN       string
	CNKnown     bool
	NewParent   inventory.DN
	ParentKnown bool
	// Members is the member forecast of a group bound for Cloud Sync (rows 7
	// to 11); the zero Forecast otherwise.
	Members Forecast
	// Tombstones are deleted objects that were the group's.
	Tombstones []*inventory.ADObject
	// BaseDisposition and BaseAction are those of the row, before findings
	// and pins have their say (see fold.go).
	BaseDisposition Disposition
	BaseAction      Action

	index int // the group's position in the snapshot
}

// Bound reports whether the rules on anchors, names and members apply: a
// security group of rows 7 to 11 that is not not-in-plan, or one that the
// evidence leaves among them (row 0).
func (c *Case) Bound() bool {
	return c.Kind == KindSecurity && !c.Deleted && c.BaseDisposition == MoveToCloudSync
}

// owns reports whether an object is one of those listed with the group.
func (c *Case) owns(o *inventory.ADObject) bool {
	return slices.ContainsFunc(c.Matches, func(m Match) bool { return m.Object == o })
}

// Match is one AD object that matches a cloud group.
type Match struct {
	Object *inventory.ADObject
	By     MatchKind
	// Conflicting: the object's adminDescription names this group, but it
	// counts for another existing group, which its anchor names.
	Conflicting bool
}

// Target is one Cloud Sync configuration: from the settings, from a
// provisioning job, or by default.
type Target struct {
	TargetSettings
	// Job is the provisioning job behind it, nil without one.
	Job *inventory.ProvisioningJob
	// CNText and ContainerText are the expressions behind the two names as
	// the job writes them.
	CNText, ContainerText string
	// Sources tell where each value comes from.
	Sources TargetSources

	cn, container *expression // nil where gwbplan cannot compute them
	keep          bool        // the container stays today's
	jobContainer  *expression // with keep, what the job has; nil where it is not understood
	whole         bool        // the domain's written-back groups were all read
}

// Forecast is what becomes of a group's members.
type Forecast struct {
	// Reading is how far the cloud members were read, ADReading how far the
	// AD object's were (ReadWhole with zero members where there is no object).
	Reading   inventory.Reading
	ADReading inventory.Reading
	// Cloud are the direct cloud members, ordered by id.
	Cloud []MemberFate
	// ADCount is the number of members of the AD object now.
	ADCount int
	// Extra are AD members that the cloud group lacks; they stay (F58).
	Extra []ADMemberFate
	// Uncomparable is how many AD members are known by DN alone, so that they
	// cannot be compared with the cloud's.
	Uncomparable int
}

// MemberFate is one direct member of the cloud group.
type MemberFate struct {
	id *inventory.ObjectID // its place in the snapshot: most are never looked at
	// User, device and the like, or the nested group.
	Principal *inventory.Principal
	Group     *inventory.CloudGroup
	// Reason is why Cloud Sync will not write the reference; empty: it will.
	Reason MemberReason
	// InAD: the AD object holds the member now, by SID or GUID. FlagUnread
	// where AD members could not be read or compared.
	InAD inventory.Flag
	// HasADAccount: the member exists in AD.
	HasADAccount bool
}

// ID is the member's object id.
func (m *MemberFate) ID() inventory.ObjectID { return *m.id }

// Name is the member's display name, else what it signs in with.
func (m *MemberFate) Name() string {
	switch {
	case m.Group != nil:
		return m.Group.DisplayName
	case m.Principal != nil:
		return cmp.Or(m.Principal.DisplayName, m.Principal.UserPrincipalName)
	}
	return ""
}

// Type is the member's type as far as Graph showed it.
func (m *MemberFate) Type() inventory.PrincipalType {
	switch {
	case m.Group != nil:
		return inventory.GroupPrincipal
	case m.Principal != nil:
		return m.Principal.Type
	}
	return inventory.OtherPrincipal
}

// ADMemberFate is a member of the AD object that the cloud group lacks.
type ADMemberFate struct {
	Principal *inventory.ADPrincipal
}

// written tells whether the member will be in AD because Cloud Sync writes it.
// Like everything that is forecast, this assumes that what is to be fixed was
// fixed: a group that is nested in AD now and is not bound for Cloud Sync has to
// come along (nested-group-out-of-scope), so that it is not lost.
func (m *MemberFate) written() bool {
	return m.Reason == "" || m.Reason == ReasonGroupOutOfScope && m.InAD == inventory.FlagTrue
}

// Kept are the members that are in AD now and will be written.
func (f *Forecast) Kept() []MemberFate { return f.where((*MemberFate).kept) }

// Lost are the members that Cloud Sync will not write.
func (f *Forecast) Lost() []MemberFate {
	return f.where(func(m *MemberFate) bool { return !m.written() })
}

// LosingAccess are the members that are in AD now and will not be written.
func (f *Forecast) LosingAccess() []MemberFate { return f.where((*MemberFate).losesAccess) }

// Gained are the members that will be written and are not in AD now.
func (f *Forecast) Gained() []MemberFate { return f.where((*MemberFate).gained) }

func (m *MemberFate) kept() bool { return m.written() && m.InAD == inventory.FlagTrue }

func (m *MemberFate) losesAccess() bool { return !m.written() && m.InAD == inventory.FlagTrue }

func (m *MemberFate) gained() bool { return m.Reason == "" && m.InAD == inventory.FlagFalse }

func (f *Forecast) count(is func(*MemberFate) bool) (n int) {
	for i := range f.Cloud {
		if is(&f.Cloud[i]) {
			n++
		}
	}
	return n
}

// first returns as many members as evidence shows, and how many there are.
func (f *Forecast) first(is func(*MemberFate) bool) (some []MemberFate, all int) {
	for i := range f.Cloud {
		if !is(&f.Cloud[i]) {
			continue
		}
		if all++; all <= evidenceCap {
			some = append(some, f.Cloud[i])
		}
	}
	return some, all
}

func (f *Forecast) where(keep func(*MemberFate) bool) []MemberFate {
	n := f.count(keep)
	if n == 0 {
		return nil
	}
	out := make([]MemberFate, 0, n)
	for i := range f.Cloud {
		if keep(&f.Cloud[i]) {
			out = append(out, f.Cloud[i])
		}
	}
	return out
}
