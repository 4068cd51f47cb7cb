package planner

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"gwbplan/inventory"
)

// TestContainerRecipe: what the recipe says is computed as Cloud Sync would,
// and gives each group the container that its object is in today.
func TestContainerRecipe(t *testing.T) {
	odd := inventory.DN(`OU=R\,D \"x\" \\ #1,DC=contoso,DC=com`)
	for _, tt := range []struct {
		name   string
		groups map[inventory.DN]int
		want   ContainerKind
	}{
		{"one container", map[inventory.DN]int{groupsOU: 3}, ContainerConstant},
		{"one container, hostile", map[inventory.DN]int{odd: 2}, ContainerConstant},
		{"several", map[inventory.DN]int{groupsOU: 4, odd: 2, "OU=Z,DC=contoso,DC=com": 1}, ContainerSwitch},
		{"too many to name", map[inventory.DN]int{groupsOU: 200, odd: 190}, ContainerExtension},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := newTenant(t)
			where := map[inventory.ObjectID]inventory.DN{}
			for dn, n := range tt.groups {
				for i := range n {
					g := b.security(fmt.Sprintf("G%d", i), flagTrue)
					b.written(g, func(o *inventory.ADObjectRecord) { o.DN = dn.Child(o.CN) })
					where[g.ID] = dn
				}
			}
			fresh := b.security("Not there yet", flagTrue)
			r := b.plan().Scope[0].Container
			if r.Kind != tt.want || len(r.Containers) != len(tt.groups) || r.SwitchLength > expressionCap && r.Kind == ContainerSwitch {
				t.Fatalf("got %+v", r)
			}
			text := r.Expression
			switch r.Kind {
			case ContainerConstant:
				text = quotedConstant(text)
			case ContainerExtension:
				if want := `IIF(IsPresent([extension_<AppIdWithoutHyphens>_GroupContainer]),[extension_<AppIdWithoutHyphens>_GroupContainer],"` + string(groupsOU) + `")`; text != want {
					t.Errorf("got %s, want %s", text, want)
				}
				return
			case ContainerSwitch:
				if r.SwitchLength != len(text) {
					t.Errorf("says %d characters, has %d", r.SwitchLength, len(text))
				}
			}
			e, err := parseExpression(text)
			if err != nil {
				t.Fatal(err)
			}
			for id, dn := range where {
				if got, ok := e.eval(&inventory.CloudGroup{ID: id}); !ok || got != string(dn) {
					t.Errorf("%s goes to %q, lies in %q", id, got, dn)
				}
			}
			if got, _ := e.eval(&fresh.CloudGroup); got != string(r.Default) {
				t.Errorf("a new group goes to %q, want %q", got, r.Default)
			}
		})
	}
	if r := newTenant(t).plan().Scope[0].Container; r.Kind != ContainerNone || r.Expression != "" {
		t.Errorf("nothing to keep: got %+v", r)
	}
}

func TestScopeCounts(t *testing.T) {
	b := newTenant(t)
	sales := b.security("Sales", flagTrue)
	b.both(sales, b.written(sales), b.user("Ann", contoso), b.user("Bob", contoso))
	guid := b.security("By guid", flagTrue)
	b.written(guid, func(o *inventory.ADObjectRecord) { o.CN = "Group_" + guid.ID.String(); o.DN = groupsOU.Child(o.CN) })
	b.security("Pending", flagTrue)
	b.written(b.security("Stale", flagFalse))
	b.security("Off", flagFalse)
	b.security("Off too", flagNull, func(g *inventory.CloudGroupRecord) {
		n := 7
		g.MemberCount, g.MembersReading = &n, inventory.NotCollected
	})
	b.delete(b.security("Deleted", flagFalse))
	b.m365("Team", flagTrue)
	b.synced("From AD")
	s := b.plan().Scope[0]
	if want := (ScopeTotals{3, 2, true}); s.Selected != want {
		t.Errorf("selected %+v, want %+v", s.Selected, want)
	}
	if want := (ScopeTotals{6, 9, true}); s.All != want {
		t.Errorf("all %+v, want %+v", s.All, want)
	}
	if s.Creates != 3 || s.Unasked != 2 || s.Unproven != 0 || s.Mode != ScopeSelected || s.Advice != AdviceSelected || s.ByAPI != 0 {
		t.Errorf("got %+v", s)
	}
	if s.AppRoleID != "1a0abf4d-b9fa-4512-a3a2-51ee82c6fd9f" || s.ServicePrincipal != "" || s.Licence != LicenceP1 {
		t.Errorf("got %+v", s)
	}
	if want := []ExpressionEffect{{CNDisplayName, defaultCNText, 1, 2}, {CNGUID, guidCNText, 1, 2}}; !slices.Equal(s.CN, want) {
		t.Errorf("cn %+v, want %+v", s.CN, want)
	}
	b.gap("ad:contoso.com", inventory.GapADGroups)
	if s := b.plan().Scope[0]; s.Creates != 0 || s.Unproven != 3 {
		t.Errorf("absence is not proven: %+v", s)
	}
}

func TestScopeOfSeveralDomains(t *testing.T) {
	b := newTenant(t)
	b.domain("fabrikam.com")
	g := b.security("Sales", flagTrue)
	b.written(g)
	j := b.job(g)
	b.opt.Settings.Targets = []TargetSettings{DefaultTarget("fabrikam.com"), DefaultTarget(contoso)}
	b.org.Cloud = "china"
	s := b.plan().Scope
	if s[0].Domain != contoso || s[0].ServicePrincipal != j.ServicePrincipalID.String() || s[0].AppRoleID != "15af7fd5-1a3f-4034-8ea1-1afa3d5ecf63" {
		t.Errorf("got %+v", s[0])
	}
	if s[0].Selected.Groups != 1 || s[1].Selected.Groups != 0 || s[0].Creates != 0 || s[1].Creates != 1 {
		t.Errorf("got %+v", s)
	}
	b.org.Cloud = "elsewhere"
	if got := b.plan().Scope[0].AppRoleID; got != "" {
		t.Errorf("an unknown cloud has the role %s", got)
	}
}

func TestLicences(t *testing.T) {
	for n, want := range map[int]LicenceNeed{1: LicenceP1, 2: LicenceP1, 3: LicenceGovernance, 20: LicenceGovernance, 21: LicenceNone} {
		if got := licenceOf(n); got != want {
			t.Errorf("configuration %d: %s, want %s", n, got, want)
		}
	}
}

func TestScopeLimits(t *testing.T) {
	totals := func(groups, memberships int, whole bool) ScopeTotals { return ScopeTotals{groups, memberships, whole} }
	for _, tt := range []struct {
		name                  string
		selected, all, tenant ScopeTotals
		want                  ScopeAdvice
		over, unknown         string
	}{
		{"small", totals(1, 1, true), totals(2, 2, true), totals(3, 3, true), AdviceSelected, "", "tenant-users tenant-objects tenant-objects"},
		{"at the limits", totals(10_000, 250_000, true), totals(20_000, 500_000, true), totals(39_999, 999_999, true), AdviceSelected, "", "tenant-users tenant-objects tenant-objects"},
		{"members not counted", totals(9, 9, false), totals(9, 9, false), totals(9, 9, false), AdviceSelected, "",
			"scope-memberships scope-memberships tenant-users tenant-memberships tenant-objects tenant-objects"},
		{"too many selected", totals(10_001, 5, true), totals(11_000, 5, true), totals(12_000, 5, true), AdviceAll, "scope-groups", "tenant-users tenant-objects tenant-objects"},
		{"a lower bound that is over", totals(5, 250_001, false), totals(6, 300_000, true), totals(7, 300_000, true), AdviceAll, "scope-memberships", "tenant-users tenant-objects tenant-objects"},
		{"a large tenant", totals(10_001, 1, true), totals(20_001, 500_001, true), totals(150_001, 1_000_000, true), AdviceOverLimit,
			"scope-groups scope-groups scope-memberships tenant-groups tenant-memberships tenant-objects tenant-objects", "tenant-users"},
	} {
		limits := scopeLimits(tt.selected, tt.all, tt.tenant)
		if got := adviceOf(limits); got != tt.want {
			t.Errorf("%s: advice %s, want %s", tt.name, got, tt.want)
		}
		by := map[LimitStatus][]string{}
		for _, l := range limits {
			by[l.Status] = append(by[l.Status], string(l.What))
		}
		if over, unknown := strings.Join(by[LimitOver], " "), strings.Join(by[LimitUnknown], " "); over != tt.over || unknown != tt.unknown {
			t.Errorf("%s: over %q, unknown %q; want %q, %q", tt.name, over, unknown, tt.over, tt.unknown)
		}
	}
}

func TestBeyondThePortal(t *testing.T) {
	b := newTenant(t)
	w := b.world()
	for groups, want := range map[int]int{999: 0, 1000: 1, 1200: 201} {
		d := scopeDraft{target: &w.Targets[0], selected: ScopeTotals{Groups: groups}}
		if got := d.scope(w, ScopeTotals{}, LicenceP1).ByAPI; got != want {
			t.Errorf("of %d groups %d go by the API, want %d", groups, got, want)
		}
	}
}
