package report

import (
	"fmt"

	"gwbplan/inventory"
	"gwbplan/planner"
)

// What the documents tell those who decide. The marks ** and ` stand for
// strong words and for code in all of them.

// decision is one thing to be decided, and the section of the report that has
// the reasons, "" where there is none.
type decision struct{ text, section string }

// decisions says what the readers are asked for.
func (v *view) decisions() []decision {
	var out []decision
	s := v.plan.Summary
	if !v.plan.Complete {
		out = append(out, decision{"Nothing yet: the plan is incomplete. Close the gaps and plan again. What follows is then to be decided.", "gaps"})
	}
	if n := v.readinessTotals()[planner.Blocked]; n > 0 {
		out = append(out, decision{fmt.Sprintf("What becomes of the %s that cannot go as they are.", count(n, "blocked group")), "obstacles"})
	}
	if n := s.MembersLosingAccess; n > 0 {
		out = append(out, decision{fmt.Sprintf("Whether the %s may lose access.", count(n, "member")), "access"})
	}
	if n := s.Headline.M365WillAppear; n > 0 {
		out = append(out, decision{fmt.Sprintf("Whether %s may appear in AD.", count(n, "Microsoft 365 group")), "forecast"})
	}
	if v.plan.Tenant.WritebackV2 != inventory.FeatureOff {
		out = append(out, decision{"When to switch v2 off, knowing that this cannot be undone.", "irreversible"})
	}
	if len(out) == 0 {
		out = []decision{{"Nothing.", ""}}
	}
	return out
}

// briefing is one line of the executive summary.
type briefing struct{ term, text string }

// brief is what a board has to know before anything else.
func (v *view) brief() []briefing {
	return []briefing{
		{"What", "**Microsoft 365 groups stay** on Group Writeback v1, which writes distribution groups only. **Cloud security groups move** to Microsoft Entra Cloud Sync, which can take over the same objects in Active Directory (AD). Then v2 is switched off."},
		{"By when", v.retirementSentence() + v.decideBy()},
		{"Irreversible", "**Switching v2 off** (step P5b). v2 cannot be switched on again, it takes the writer from every v2 security group at once, and v1 then writes every Microsoft 365 group."},
		{"In AD", v.countedLine() + " " + v.headlineSentence() + " " + v.peopleSentences()[0]},
	}
}

// decideBy says until when the plan holds.
func (v *view) decideBy() string {
	day, _, known := v.expires()
	if !known {
		return ""
	}
	return " This plan expires on **" + day + "**: decide by then, or plan again."
}

// theSwitch explains the step after which there is no way back.
const theSwitch = "The change has one step after which there is no way back: **switching v2 off** " +
	"(step P5b of Microsoft's procedure, `Set-ADSyncAADCompanyFeature -GroupWritebackV2 $false`). " +
	"v2 cannot be switched on again (F6). The step takes away the writer of every v2 security group at once, whichever group is meant to move first. " +
	"From then on v1 writes **every** Microsoft 365 group and ignores the flag that kept some out (F13). The effects show when Connect next exports to AD (step P6)."

// switchState says whether the step has been taken already.
func (v *view) switchState() string {
	switch v.plan.Tenant.WritebackV2 {
	case inventory.FeatureOff:
		return "**In this tenant v2 is off already.** The table shows what that leaves behind."
	case inventory.FeatureOn:
		return "In this tenant v2 is still on. At the switch this happens:"
	}
	return "**Whether v2 is still on in this tenant was not read.** If it is, this happens at the switch:"
}

func hardToUndo() []string {
	return []string{
		"An AD object that is deleted takes its SID with it, and all permissions given to that SID. Only the AD Recycle Bin brings it back.",
		"Microsoft 365 groups that appear in AD come back when they are deleted there.",
		"A renamed or moved object is found under its new name at once, and under its old name no more.",
		"A member that is lost has to be added again by hand.",
	}
}

// groupsLeave reports that groups are among the members that lose access.
func (v *view) groupsLeave() bool {
	return v.members.leaving[planner.ReasonSyncedGroup]+v.members.leaving[planner.ReasonGroupOutOfScope]+v.members.leaving[planner.ReasonMicrosoft365Group] > 0
}

const groupIsOneMember = "A group counts as one member here, however many people are in it: all of them lose this access."
