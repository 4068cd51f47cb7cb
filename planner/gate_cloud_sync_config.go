package planner

import (
	"cmp"
	"fmt"
	"strings"

	"gwbplan/inventory"
)

func gateCloudSyncConfig() GateRule {
	return GateRule{
		ID: GateCloudSyncConfig, Phase: PhaseSwitch,
		Title:   "The Cloud Sync configurations are made, right and paused",
		When:    "Every target domain has exactly one configuration, with the container and cn that the plan assumes, the membership switch on, selected groups in scope, and not running before the switch; membership switch and scope mode are attested, as Graph shows neither.",
		Why:     "Four defaults are each wrong for who leaves v2: the membership switch is off (groups are emptied), the container is CN=Users (groups move), cn is the display name (groups are renamed), and mode all creates every group. A configuration that runs before the switch makes two writers.",
		Remedy:  "Make or correct the configuration of each domain in the Entra admin center (Entra Connect, Cloud sync), leave it disabled, and take the inventory again.",
		FindOut: "Look at Entra admin center, Entra Connect, Cloud sync, the configuration: scoping filters (mode and \"Provision membership to on-premises users\") and attribute mappings. Read the tenant with Synchronization.Read.All.",
		Attest:  "attest.scopeMode and attest.membershipToOnPremisesUsers",
		Facts:   []string{"T14", "F50", "F54", "F61", "F67", "F68", "F69", "F113"},
		Check:   checkCloudSyncConfig,
	}
}

func checkCloudSyncConfig(w *World, c *census) ruling {
	r := &configReview{w: w, c: c}
	for i := range w.Targets {
		r.target(&w.Targets[i])
	}
	switch {
	case len(w.Targets) == 0:
		return unknown("no target domain is known", planEvidence("targets", "none"))
	case len(r.faults) > 0:
		return fails(strings.Join(r.faults, "; "), r.evidence...)
	case len(r.open) > 0:
		return unknown(strings.Join(r.open, "; "), r.evidence...)
	}
	return passes("the configurations are as the plan assumes", r.evidence...)
}

// configReview collects what is wrong or open with the configurations.
type configReview struct {
	w            *World
	c            *census
	evidence     []Evidence
	faults, open []string
}

func (r *configReview) fault(t *Target, format string, args ...any) {
	r.faults = append(r.faults, t.Domain+": "+fmt.Sprintf(format, args...))
}

func (r *configReview) leave(t *Target, format string, args ...any) {
	r.open = append(r.open, t.Domain+": "+fmt.Sprintf(format, args...))
}

func (r *configReview) saw(t *Target, attribute, value string) {
	r.evidence = append(r.evidence, entraEvidence(t.Domain+" "+attribute, value))
}

func (r *configReview) target(t *Target) {
	r.job(t)
	r.stated(t)
}

// job reviews what Graph shows.
func (r *configReview) job(t *Target) {
	switch {
	case t.Job == nil && (r.w.Snap.Tenant == nil || r.w.HasGap(inventory.GapProvisioningJobs)):
		r.saw(t, "provisioning job", "not read")
		r.leave(t, "whether there is a configuration was not read")
		return
	case t.Job == nil:
		r.saw(t, "provisioning job", "none")
		r.fault(t, "there is no configuration")
		return
	}
	r.saw(t, "provisioning job", t.Job.ID)
	if n := r.jobsOf(t); n > 1 {
		r.fault(t, "%d configurations write to the domain, one is allowed", n)
	}
	r.running(t)
	if t.Job.SchemaReading != inventory.ReadWhole {
		r.leave(t, "its attribute mappings were not read")
		return
	}
	r.names(t)
}

func (r *configReview) jobsOf(t *Target) int {
	n := 0
	for _, d := range r.w.jobDomains {
		if strings.EqualFold(d, t.Domain) {
			n++
		}
	}
	return n
}

// running: before the switch nothing may run yet.
func (r *configReview) running(t *Target) {
	state := cmp.Or(t.Job.ScheduleState, "no state") + ", " + cmp.Or(t.Job.StatusCode, "no status")
	r.saw(t, "state", state)
	switch {
	case t.Job.Quarantine != "" || strings.EqualFold(t.Job.StatusCode, "Quarantine"):
		r.fault(t, "it is in quarantine: %s", quoted(cmp.Or(t.Job.Quarantine, "no reason given")))
	case !r.w.V2On():
	case t.Job.ScheduleState == "":
		r.leave(t, "whether it is paused was not read")
	case strings.EqualFold(t.Job.ScheduleState, "Active"):
		r.fault(t, "it is not paused, although v2 is still on")
	}
}

// names compares the job's mappings with what the plan assumes, and with where
// the objects are.
func (r *configReview) names(t *Target) {
	cn, container := mappingText(t.Job.CN), mappingText(t.Job.Container)
	r.saw(t, "cn", cmp.Or(cn, "no mapping"))
	r.saw(t, "container", cmp.Or(container, "no mapping"))
	if t.Job.Member.Expression == "" && t.Job.Member.Type == "" {
		r.saw(t, "member", "no mapping")
		r.fault(t, "it does not map members")
	}
	if cn != t.CN {
		r.fault(t, "its cn is %s, the plan assumes %s", quoted(cmp.Or(cn, "not mapped")), t.CN)
	}
	switch {
	case !t.keep:
		if container != t.Container {
			r.fault(t, "its container is %s, the plan assumes %s", quoted(cmp.Or(container, "not mapped")), quoted(t.Container))
		}
	case container == "":
		r.fault(t, "it maps no container: new and taken-over groups would go to CN=Users")
	default:
		r.moves(t)
	}
}

// moves: with keep, the job's container has to be today's for every group.
func (r *configReview) moves(t *Target) {
	m := r.c.moves[strings.ToLower(t.Domain)]
	switch {
	case m == nil:
	case m.moved > 0:
		r.fault(t, "its container would move %s, such as %s", count(m.moved, "object", "objects"), m.first)
	case m.open > 0:
		r.leave(t, "where its container expression puts %s was not computed", count(m.open, "object", "objects"))
	}
}

// stated reviews what Graph does not show.
func (r *configReview) stated(t *Target) {
	a := r.w.Settings.Attest
	r.evidence = append(r.evidence,
		planEvidence(t.Domain+" scope mode", t.ScopeMode+", "+string(t.Sources.ScopeMode)), saidEvidence("scopeMode", a.ScopeMode),
		planEvidence(t.Domain+" membership switch", fmt.Sprintf("%v, %s", t.MembershipToOnPremisesUsers, t.Sources.MembershipToOnPremisesUsers)),
		saidEvidence("membershipToOnPremisesUsers", a.MembershipToOnPremisesUsers))
	switch {
	case !t.MembershipToOnPremisesUsers:
		r.fault(t, "the membership switch is off: every group would lose its users")
	case a.MembershipToOnPremisesUsers == nil:
		r.leave(t, "the membership switch is not attested")
	case !a.MembershipToOnPremisesUsers.Value:
		r.fault(t, "the membership switch is off, as attested, and the plan assumes it on")
	}
	switch {
	case t.ScopeMode == ScopeAll && !r.w.Settings.Acknowledge.WouldBeCreated.Given:
		r.fault(t, "mode all creates every security group of the tenant, and nobody acknowledged it (acknowledge.wouldBeCreated)")
	case a.ScopeMode == nil:
		r.leave(t, "the scope mode is not attested")
	case a.ScopeMode.Value != t.ScopeMode:
		r.fault(t, "the scope mode is %s, as attested, and the plan assumes %s", a.ScopeMode.Value, t.ScopeMode)
	}
}
