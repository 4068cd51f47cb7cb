package main

import (
	"encoding/base64"
	"fmt"
	"io"
	"strings"
	"time"

	"gwbplan/fixtures/graphsim"
	"gwbplan/fixtures/lab"
	"gwbplan/inventory"
)

// roadGroup is a group on both sides of the lab that goes the whole road.
type roadGroup struct {
	name string
	// cn is today's name, empty without an object; unstamped: no anchor yet.
	cn        string
	unstamped bool
	m365      bool
	off       bool     // the flag is false
	cloud     []string // members: accounts, or #n for group n
	ad        []string
}

// roadGroups: everything that a plan can carry out. The first ones are broken
// later, one by one.
func roadGroups() []roadGroup {
	plain := func(name string) roadGroup {
		return roadGroup{name: name, cn: name + " today", unstamped: true, cloud: []string{"ann", "bob"}, ad: []string{"ann", "bob"}}
	}
	hostile := `Smith, John \ "Sons" <x> + ; = #1 ` + "Ünïcödé 組"
	return []roadGroup{
		plain("Delete me"), plain("Recreate me"), plain("Drop a member"), plain("Duplicate me"), plain("Wrong anchor"), plain("No anchor"),
		plain("Rename me"), plain("Move me"), plain("Retype me"),
		{name: hostile, cn: hostile, unstamped: true, cloud: []string{"ann", "nell"}, ad: []string{"ann", "eve"}},
		{name: "Named by id", cn: "Group_" + lab.GroupID(10), unstamped: true, cloud: []string{"ann"}, ad: []string{"ann"}},
		{name: "Loses", cn: "Loses", cloud: []string{"ann", "carl"}, ad: []string{"ann", "carl"}},
		{name: "Child", cn: "Child", cloud: []string{"bob"}, ad: []string{"bob"}},
		{name: "Parent", cn: "Parent", unstamped: true, cloud: []string{"ann", "#12"}, ad: []string{"ann", "#12"}},
		{name: "Fresh", cloud: []string{"ann", "bob", "#12"}},
		{name: "Team", cn: "Group_" + lab.GroupID(15), m365: true, unstamped: true},
		{name: "Appears", m365: true, off: true},
	}
}

func roadDN(g *roadGroup) inventory.DN {
	return inventory.DN("OU=Groups Writeback," + labBase).Child(g.cn)
}

// roadLDIF is the directory as Group Writeback left it.
func roadLDIF(w io.Writer) error {
	var b strings.Builder
	for _, ou := range []string{"Staff", "Groups Writeback", "Cloud Sync"} {
		fmt.Fprintf(&b, "dn: OU=%s,%s\nobjectClass: organizationalUnit\n\n", ou, labBase)
	}
	for _, name := range roadPeople() {
		fmt.Fprintf(&b, "dn: CN=%s,OU=Staff,%s\nobjectClass: user\nsAMAccountName: %s\n\n", name, labBase, name)
	}
	groups := roadGroups()
	for i := range groups {
		g := &groups[i]
		if g.cn == "" {
			continue
		}
		groupType := inventory.UniversalSecurity
		if g.m365 {
			groupType = inventory.UniversalDistribution
		}
		fmt.Fprintf(&b, "dn:: %s\nobjectClass: group\nsAMAccountName: road%d\ngroupType: %d\nadminDescription: Group_%s\n", base64.StdEncoding.EncodeToString([]byte(roadDN(g))), i, groupType, lab.GroupID(i))
		if !g.unstamped {
			fmt.Fprintf(&b, "msDS-ExternalDirectoryObjectId: Group_%s\n", lab.GroupID(i))
		}
		for _, m := range g.ad {
			dn := "CN=" + m + ",OU=Staff," + labBase
			if n, ok := nested(m); ok {
				dn = string(roadDN(&groups[n]))
			}
			fmt.Fprintf(&b, "member: %s\n", dn)
		}
		b.WriteString("\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func roadPeople() []string { return []string{"ann", "bob", "carl", "eve", "nell"} }

func nested(member string) (group int, ok bool) {
	_, err := fmt.Sscanf(member, "#%d", &group)
	return group, err == nil
}

// roadTenant is the cloud side. eve is in AD alone; carl's source of authority
// is the cloud, so that Cloud Sync drops him.
func roadTenant(a map[string]account) *graphsim.Directory {
	yes, no, domain := true, false, "lab.example"
	d := lab.Lab{Domain: domain}.Tenant(nil)
	id := func(name string) string { return fmt.Sprintf("30000000-0000-4000-8000-%012x", []byte(name)[:1]) }
	for _, name := range []string{"ann", "bob", "carl", "nell"} {
		sid := string(a[name].sid)
		u := graphsim.User{ID: id(name), DisplayName: name, UserPrincipalName: name + "@" + domain, UserType: "Member", OnPremisesSecurityIdentifier: &sid, OnPremisesDomainName: &domain}
		if name != "carl" {
			u.OnPremisesSyncEnabled = &yes
		}
		d.Users = append(d.Users, u)
	}
	for i, r := range roadGroups() {
		flag := &yes
		if r.off {
			flag = &no
		}
		g := graphsim.Group{ID: lab.GroupID(i), DisplayName: r.name, MailNickname: fmt.Sprintf("road%d", i), SecurityEnabled: !r.m365,
			CreatedDateTime: time.Date(2023, 3, 1, 8, 0, 0, 0, time.UTC), Writeback: &graphsim.Writeback{IsEnabled: flag}}
		if r.m365 {
			mail := g.MailNickname + "@" + domain
			g.MailEnabled, g.GroupTypes, g.Mail = true, []string{"Unified"}, &mail
		}
		for _, m := range r.cloud {
			if n, ok := nested(m); ok {
				g.Members = append(g.Members, lab.GroupID(n))
			} else {
				g.Members = append(g.Members, id(m))
			}
		}
		d.Groups = append(d.Groups, g)
	}
	return d
}
