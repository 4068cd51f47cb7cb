package main

import (
	"fmt"
	"io"
	"slices"
	"testing"
	"time"

	"gwbplan/fixtures/graphsim"
	"gwbplan/fixtures/lab"
	"gwbplan/planner"
)

// nestedLab is a small directory in which one written group holds all that a
// group can: users, a computer, a nested group, one that AD owns, and a member
// of AD's own; and sits itself in a domain-local group.
func nestedLab(w io.Writer) error {
	const base = "DC=lab,DC=example"
	stamped := func(name string, i int, groupType string, members ...string) string {
		out := fmt.Sprintf("dn: CN=%s,OU=Writeback,%s\nobjectClass: group\nsAMAccountName: %s\ngroupType: %s\nadminDescription: Group_%s\nmsDS-ExternalDirectoryObjectId: Group_%s\n",
			name, base, name, groupType, lab.GroupID(i), lab.GroupID(i))
		for _, m := range members {
			out += "member: CN=" + m + "," + base + "\n"
		}
		return out + "\n"
	}
	text := fmt.Sprintf("dn: OU=Staff,%s\nobjectClass: organizationalUnit\n\ndn: OU=Writeback,%s\nobjectClass: organizationalUnit\n\n", base, base)
	for _, name := range []string{"ann", "bob", "eve", "nell"} {
		text += fmt.Sprintf("dn: CN=%s,OU=Staff,%s\nobjectClass: user\nsAMAccountName: %s\n\n", name, base, name)
	}
	text += fmt.Sprintf("dn: CN=pc1,OU=Staff,%s\nobjectClass: computer\nsAMAccountName: pc1$\n\n", base)
	text += fmt.Sprintf("dn: CN=HR,OU=Staff,%s\nobjectClass: group\nsAMAccountName: hr\ngroupType: -2147483640\nmember: CN=ann,OU=Staff,%s\n\n", base, base)
	text += stamped("Child", 1, "-2147483640", "ann,OU=Staff")
	text += stamped("Local", 2, "-2147483644")
	text += stamped("Parent", 0, "-2147483640", "Child,OU=Writeback", "HR,OU=Staff", "bob,OU=Staff", "eve,OU=Staff", "pc1,OU=Staff")
	text += fmt.Sprintf("dn: CN=Share readers,OU=Staff,%s\nobjectClass: group\nsAMAccountName: share\ngroupType: -2147483644\nmember: CN=Parent,OU=Writeback,%s\n\n", base, base)
	_, err := io.WriteString(w, text)
	return err
}

// nestedTenant is the cloud side of nestedLab.
func nestedTenant(a map[string]account) *graphsim.Directory {
	yes, domain := true, "lab.example"
	l := lab.Lab{Domain: domain}
	d := l.Tenant(nil)
	id := func(name string) string { return fmt.Sprintf("30000000-0000-4000-8000-%012x", []byte(name)[:1]) }
	for _, name := range []string{"ann", "bob", "eve", "nell"} {
		sid := string(a[name].sid)
		d.Users = append(d.Users, graphsim.User{ID: id(name), DisplayName: name, UserPrincipalName: name + "@" + domain, UserType: "Member",
			OnPremisesSyncEnabled: &yes, OnPremisesSecurityIdentifier: &sid, OnPremisesDomainName: &domain})
	}
	for name, kind := range map[string]string{"carl": "Member", "gus": "Guest"} {
		d.Users = append(d.Users, graphsim.User{ID: id(name), DisplayName: name, UserPrincipalName: name + "@" + domain, UserType: kind})
	}
	d.Devices = []graphsim.Device{{ID: id("pc1"), DisplayName: "pc1", DeviceID: a["pc1$"].guid.String()}}
	group := func(i int, name string, members ...string) graphsim.Group {
		return graphsim.Group{ID: lab.GroupID(i), DisplayName: name, MailNickname: name, SecurityEnabled: true, CreatedDateTime: time.Date(2023, 3, 1, 8, 0, 0, 0, time.UTC),
			Writeback: &graphsim.Writeback{IsEnabled: &yes}, Members: members}
	}
	hr, sid := group(3, "HR"), string(a["hr"].sid)
	hr.Writeback, hr.OnPremisesSyncEnabled, hr.OnPremisesSecurityIdentifier, hr.OnPremisesDomainName = nil, &yes, &sid, &domain
	d.Groups = []graphsim.Group{
		group(0, "Parent", lab.GroupID(1), lab.GroupID(2), lab.GroupID(3), id("bob"), id("nell"), id("carl"), id("gus"), id("pc1")),
		group(1, "Child", id("ann")), group(2, "Local"), hr,
	}
	return d
}

// TestSambaForecast wants the member forecast of a group exactly, from a real
// directory that holds nested groups, a domain-local parent, a computer and a
// member of its own.
func TestSambaForecast(t *testing.T) {
	dc := newSamba(t, "127.0.0.16")
	dc.Holding(t, nestedLab)
	graph := graphsim.New(nestedTenant(dc.accounts(t, "(objectClass=*)")), graphsim.Options{BetaWriteback: true, NoLog: true})
	url, err := graph.Start()
	if err != nil {
		t.Fatal(err)
	}
	defer graph.Close()
	cloud := []string{"--tenant", lab.TenantID, "--auth", "token", "--graph-url", url}
	live := assessSamba(t, append(cloud, "--ldap-url", "ldaps://"+dc.IP, "--ldap-ca", dc.CA, "--ldap-user", sambaUser))
	wantForecast(t, "ldap", live)
	wantForecast(t, "ldbsearch", assessSamba(t, append(cloud, "--ldif", dc.ldbsearch(t, "DC=lab,DC=example"), "--ldif-scope", "DC=lab,DC=example")))
}

func wantForecast(t *testing.T, source string, p *planner.Plan) {
	t.Helper()
	at := func(name string) *planner.Group {
		return &p.Groups[slices.IndexFunc(p.Groups, func(g planner.Group) bool { return g.DisplayName == name })]
	}
	parent := at("Parent")
	var got []string
	for _, m := range parent.Members.Lost {
		got = append(got, fmt.Sprintf("%s lost: %s, in AD %v", m.Name, m.Reason, m.InADNow))
	}
	for _, m := range parent.Members.Gained {
		got = append(got, m.Name+" gained")
	}
	for _, m := range parent.Members.ExtraInAD {
		got = append(got, m.Name+" in AD only")
	}
	slices.Sort(got)
	want := []string{
		"HR lost: synced-group, in AD true", "Local lost: domain-local-group, in AD false", "carl lost: cloud-only-user, in AD false",
		"eve in AD only", "gus lost: guest, in AD false", "nell gained", "pc1 lost: device, in AD true",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%s: got\n%q, want\n%q", source, got, want)
	}
	if m := parent.Members; m.Cloud != 8 || m.AD != 5 || m.Kept != 2 {
		t.Errorf("%s: %d in the cloud, %d in AD, %d kept; want 8, 5, 2", source, m.Cloud, m.AD, m.Kept)
	}
	if at("Child").Wave != 1 || parent.Wave != 0 || parent.Readiness != planner.Blocked || at("Local").Readiness != planner.Blocked {
		t.Errorf("%s: Child has wave %d; Parent is %s, wave %d; Local is %s", source, at("Child").Wave, parent.Readiness, parent.Wave, at("Local").Readiness)
	}
	if slices.ContainsFunc(parent.Pins, func(p planner.Pin) bool { return p.ID == planner.PinParentSyncedByConnect }) {
		t.Errorf("%s: a domain-local group that nobody syncs pins: %v", source, parent.Pins)
	}
}
