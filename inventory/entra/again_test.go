package entra_test

import (
	"strings"
	"testing"

	"gwbplan/inventory"
)

// TestWhatIsListedTwice: a list that changes while it is being read shows a
// group or a member again. The first reading stands, since the members were
// read by it, and the records remain a snapshot that can be loaded.
func TestWhatIsListedTwice(t *testing.T) {
	changed := `"displayName":"renamed","writebackConfiguration":{"isEnabled":false,"onPremisesGroupType":null}`
	for _, c := range []struct {
		name    string
		live    []string
		deleted []string
		members []string
	}{
		{"a group over two pages, with other facts", []string{groupJSON(secGroup, ``), groupJSON(other, ``), groupJSON(secGroup, changed)}, nil, nil},
		{"a group on one page, with other facts", []string{groupJSON(secGroup, ``), groupJSON(secGroup, changed), groupJSON(other, ``)}, nil, nil},
		{"a group in another spelling of its id", []string{groupJSON(secGroup, ``), groupJSON(other, ``), groupJSON(strings.ToUpper(secGroup), changed)}, nil, nil},
		{"a group that is deleted in between", []string{groupJSON(secGroup, ``), groupJSON(other, ``)},
			[]string{groupJSON(secGroup, changed+`,"deletedDateTime":"2026-09-30T00:00:00Z"`)}, nil},
		{"members", []string{groupJSON(secGroup, ``), groupJSON(other, ``)}, nil,
			[]string{userJSON(1), userJSON(2), userJSON(1), strings.Replace(userJSON(2), "c0000000", "C0000000", 1)}},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := newGraph(t)
			g.on("/beta/groups", pages(c.live...))
			g.on("/beta/directory/deletedItems/microsoft.graph.group", pages(c.deleted...))
			g.on("/beta/groups/"+secGroup+"/members", pages(append(c.members, userJSON(1), userJSON(2))...))
			s := g.collect(t)
			b := inventory.NewBuilder(inventory.Header{})
			for _, r := range s.records {
				if err := b.Put(r); err != nil {
					t.Fatal(err)
				}
			}
			snapshot, err := b.Snapshot()
			if err != nil {
				t.Fatal(err)
			}
			if len(snapshot.Groups) != 2 {
				t.Fatalf("%d groups, want 2", len(snapshot.Groups))
			}
			got := s.group(t, secGroup)
			if got.WritebackEnabled != inventory.FlagTrue || got.DeletedDateTime != nil || got.DisplayName == "renamed" {
				t.Errorf("group %+v", got.CloudGroup)
			}
			if got.MembersReading != inventory.ReadWhole || len(got.MemberIDs) != 2 {
				t.Errorf("members %s %v", got.MembersReading, got.MemberIDs)
			}
		})
	}
}

// TestAJobAndAnAgentListedTwice with another state: the first reading stands.
func TestAJobAndAnAgentListedTwice(t *testing.T) {
	g := newGraph(t)
	job := `{"id":"` + jobID + `","schedule":{"state":"Active"}}`
	g.on("/v1.0/servicePrincipals/"+app+"/synchronization/jobs", pages(job, `{"id":"AD2AADProvisioning.1"}`, strings.Replace(job, "Active", "Paused", 1)))
	agent := `{"id":"` + other + `","machineName":"SYNC01","status":"active"}`
	g.on("/beta/onPremisesPublishingProfiles/provisioning/agents", pages(agent, strings.Replace(agent, "active", "inactive", 1)))
	s := g.collect(t)
	if jobs := of[*inventory.ProvisioningJob](s); len(jobs) != 1 || jobs[0].ScheduleState != "Active" {
		t.Errorf("jobs %+v", jobs)
	}
	if agents := of[*inventory.Agent](s); len(agents) != 1 || agents[0].Status != "active" {
		t.Errorf("agents %+v", agents)
	}
}
