package report

import (
	"fmt"

	"gwbplan/planner"
	"gwbplan/report/escape"
)

// The English of the scope recipe. Values of the plan are escaped for Markdown.

func scopeAdvice(s *planner.Scope) string {
	assumed := fmt.Sprintf(" The plan assumes mode %s.", escape.MarkdownText(s.Mode))
	switch s.Advice {
	case planner.AdviceSelected:
		return "**Selected groups.** It takes what the plan moves and nothing else." + assumed
	case planner.AdviceAll:
		return "**All, with an attribute filter**, as the selection is over its limits. Without a filter it creates every cloud security group." + assumed
	case planner.AdviceOverLimit:
		return "**Over the limits of both modes.** Fewer groups have to go to this domain." + assumed
	}
	return escape.MarkdownText(string(s.Advice)) + "." + assumed
}

func totalsText(t planner.ScopeTotals) string {
	out := count(t.Groups, "group") + ", "
	if !t.Whole {
		out += "at least "
	}
	return out + count(t.Memberships, "direct membership")
}

func createsText(s *planner.Scope) string {
	out := fmt.Sprintf("It would create %s, %s of them unasked", count(s.Creates, "group"), thousands(s.Unasked))
	if s.Unproven > 0 {
		out += fmt.Sprintf("; for %s more it is not known whether they are there", thousands(s.Unproven))
	}
	return out + "."
}

func assignText(s *planner.Scope) string {
	role := "app role " + escape.MarkdownValue(s.AppRoleID)
	if s.AppRoleID == "" {
		role = "an app role that is not documented for this cloud"
	}
	principal := "{id of the configuration's service principal}"
	if s.ServicePrincipal != "" {
		principal = s.ServicePrincipal
	}
	how := escape.MarkdownValue("POST /v1.0/servicePrincipals/"+principal+"/appRoleAssignedTo") + " with " + role
	if s.ByAPI == 0 {
		return "In the portal, or by " + how + " (F64)."
	}
	return fmt.Sprintf("The portal picks and shows 999 groups; the other %s by %s (F62, F64).", thousands(s.ByAPI), how)
}

func containerText(c *planner.ContainerRecipe) string {
	switch c.Kind {
	case planner.ContainerConstant:
		return "All objects lie in one container: the constant below keeps them there."
	case planner.ContainerSwitch:
		return fmt.Sprintf("Objects lie in %s: the expression below (%s of 10,000 characters) keeps each where it is. New groups go to %s.",
			count(len(c.Containers), "container"), thousands(c.SwitchLength), escape.MarkdownValue(string(c.Default)))
	case planner.ContainerExtension:
		return fmt.Sprintf("Objects lie in %s. A Switch() over them would have %s characters, and 10,000 are accepted: "+
			"fill a directory extension GroupContainer of the app CloudSyncCustomExtensionsApp with each group's container, and map it as below. Test it on demand with one group first (F72, F75).",
			count(len(c.Containers), "container"), thousands(c.SwitchLength))
	case planner.ContainerNone:
		return "No object is taken over: choose the container for new groups."
	}
	return escape.MarkdownText(string(c.Kind))
}

func licenceText(l planner.LicenceNeed) string {
	switch l {
	case planner.LicenceP1:
		return "Entra ID P1: one of the first two configurations (F50)."
	case planner.LicenceGovernance:
		return "Entra ID Governance: the third to twentieth configuration. One from before general availability stays on P1 (F50)."
	case planner.LicenceNone:
		return "**None: a tenant can have 20 configurations** (F50)."
	}
	return escape.MarkdownText(string(l))
}

func limitSubject(s planner.LimitSubject) string {
	switch s {
	case planner.ScopeGroups:
		return "groups in scope"
	case planner.ScopeMemberships:
		return "direct memberships in scope"
	case planner.TenantUsers:
		return "users of the tenant"
	case planner.TenantGroups:
		return "groups of the tenant"
	case planner.TenantMemberships:
		return "memberships of the tenant"
	case planner.TenantObjects:
		return "users and groups of the tenant"
	}
	return escape.MarkdownText(string(s))
}

// limitActual never shows a lower bound as if it were the number.
func limitActual(l planner.ScopeLimit) string {
	switch {
	case l.Status != planner.LimitUnknown:
		return thousands(l.Actual)
	case l.Actual == 0:
		return "not read"
	}
	return "at least " + thousands(l.Actual)
}

func limitStatus(s planner.LimitStatus) string {
	switch s {
	case planner.LimitWithin:
		return "within"
	case planner.LimitOver:
		return "**over**"
	case planner.LimitUnknown:
		return "unknown: count them"
	}
	return escape.MarkdownText(string(s))
}
