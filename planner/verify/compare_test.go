package verify

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"gwbplan/inventory"
	"gwbplan/planner"
)

// road is a tenant on its way: one group of each sort.
type road struct {
	*tenant
	plan                                   *planner.Plan
	sales, guidNamed, fresh, team, appears *inventory.CloudGroupRecord
	stale, off, blocked                    *inventory.CloudGroupRecord
	anna, bela, chloe, dora                *inventory.Principal
	extra                                  inventory.ADKey
}

func newRoad(t testing.TB, edit ...func(*road)) *road {
	b := newTenant(t)
	r := &road{tenant: b, anna: b.user("Anna"), bela: b.user("Bela"), chloe: b.user("Chloe"), dora: b.user("Dora")}
	b.opt.Settings.Waves = planner.WaveSettings{Size: 1, Pilot: 1}
	r.extra = b.stranger("Xaver")
	r.sales = b.security("Sales", inventory.FlagTrue, r.anna, r.bela, r.chloe)
	b.written(r.sales, cloudSyncName(r.sales), b.account(r.anna), b.account(r.bela), r.extra)
	r.guidNamed = b.security("Finance", inventory.FlagTrue, r.anna, r.bela)
	b.written(r.guidNamed, "Group_"+r.guidNamed.ID.String(), b.account(r.anna), b.account(r.bela)).Anchor = ""
	r.fresh = b.security("Fresh", inventory.FlagTrue, r.anna)
	r.team = b.m365("Team", inventory.FlagTrue)
	b.written(r.team, "Group_"+r.team.ID.String())
	r.appears = b.m365("Appears", inventory.FlagFalse)
	r.stale = b.security("Left over", inventory.FlagFalse)
	b.written(r.stale, cloudSyncName(r.stale))
	r.off = b.security("Off", inventory.FlagFalse)
	r.blocked = b.security("Blocked", inventory.FlagTrue)
	b.written(r.blocked, cloudSyncName(r.blocked)).Anchor = "note"
	for _, e := range edit {
		e(r)
	}
	r.plan = b.planned()
	return r
}

func (r *road) of(g *inventory.CloudGroupRecord) *planner.Group {
	i := slices.IndexFunc(r.plan.Groups, func(p planner.Group) bool { return p.ID == g.ID.String() })
	return &r.plan.Groups[i]
}

// objectOf is the object that claims the group now.
func (r *road) objectOf(g *inventory.CloudGroupRecord) *inventory.ADObjectRecord {
	for _, o := range r.objects {
		if o.AdminDescription == "Group_"+g.ID.String() && !o.Deleted {
			return o
		}
	}
	r.t.Fatalf("no object of %s", g.DisplayName)
	return nil
}

// words lists each group's status and reasons, and its notes in parentheses.
func words(v *Verification) []string {
	var out []string
	for i := range v.Groups {
		g := &v.Groups[i]
		line := g.DisplayName + ": " + string(g.Status)
		for _, r := range g.Reasons {
			line += " " + string(r.ID)
		}
		for _, n := range g.Notes {
			line += " (" + string(n.ID) + ")"
		}
		out = append(out, line)
	}
	return out
}

func want(t *testing.T, v *Verification, lines ...string) {
	t.Helper()
	if got := words(v); !slices.Equal(got, lines) {
		t.Errorf("got\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(lines, "\n  "))
	}
}

// TestBefore: on the day of the plan everything is pending or stays.
func TestBefore(t *testing.T) {
	r := newRoad(t)
	v := r.verified(r.plan, 0)
	want(t, v, "Sales: pending wave-due", "Finance: pending wave-due", "Fresh: pending wave-due", "Team: done", "Appears: pending switch-due",
		"Left over: pending waits", "Blocked: pending waits")
	if x := v.Result(); x.AllDone || x.AnyFailed || !x.Complete {
		t.Errorf("%+v", x)
	}
}

// TestSwitchedOff: from the switch to its wave a group is frozen, no more.
func TestSwitchedOff(t *testing.T) {
	r := newRoad(t)
	r.flip(r.plan)
	want(t, r.verified(r.plan, 0), "Sales: pending wave-due", "Finance: pending wave-due", "Fresh: pending wave-due", "Team: done", "Appears: done",
		"Left over: pending waits", "Blocked: pending waits")
}

// TestWaves: each wave is done by itself, and the others do not disturb it.
func TestWaves(t *testing.T) {
	r := newRoad(t)
	if len(r.plan.Waves) != 3 {
		t.Fatalf("%d waves: %+v", len(r.plan.Waves), r.plan.Waiting)
	}
	r.flip(r.plan)
	for n := range 3 {
		if v := r.verified(r.plan, n+1); v.Result().AllDone {
			t.Errorf("wave %d is done before it was carried out: %v", n+1, words(v))
		}
		r.wave(r.plan, n+1)
		v := r.verified(r.plan, n+1)
		if x := v.Result(); !x.AllDone || x.AnyFailed || !x.Complete {
			t.Errorf("wave %d: %v", n+1, words(v))
		}
		if v.Summary.Asked != (Counts{Done: 1}) {
			t.Errorf("wave %d asked for %+v", n+1, v.Summary.Asked)
		}
	}
	want(t, r.verified(r.plan, 0), doneRoad()...)
}

func doneRoad() []string {
	return []string{"Sales: done", "Finance: done", "Fresh: done", "Team: done", "Appears: done", "Left over: pending waits", "Blocked: pending waits"}
}

// with replaces the line of one group.
func with(line string) []string {
	out := doneRoad()
	name, _, _ := strings.Cut(line, ":")
	i := slices.IndexFunc(out, func(l string) bool { return strings.HasPrefix(l, name+":") })
	if i < 0 {
		return append(out, line)
	}
	out[i] = line
	return out
}

// TestDamages: each thing that is not as forecast is named, and nothing else.
func TestDamages(t *testing.T) {
	for _, d := range damages() {
		t.Run(d.name, func(t *testing.T) {
			r := newRoad(t)
			r.everyWave(r.plan)
			d.do(r)
			v := r.verified(r.plan, 0)
			lines := with(d.want)
			slices.SortFunc(lines, func(x, y string) int { return r.position(x) - r.position(y) })
			want(t, v, lines...)
			checkReasons(t, v)
		})
	}
}

// position is where the group of a line stands in the plan.
func (r *road) position(line string) int {
	name, _, _ := strings.Cut(line, ":")
	return slices.IndexFunc(r.plan.Groups, func(g planner.Group) bool { return g.DisplayName == name })
}

// checkReasons: every reason says what was seen and what to do.
func checkReasons(t *testing.T, v *Verification) {
	t.Helper()
	for i := range v.Groups {
		g := &v.Groups[i]
		for _, r := range g.Reasons {
			if r.Message == "" || r.Next == "" || r.Evidence == nil || r.Status == "" {
				t.Errorf("%s: %+v", g.DisplayName, r)
			}
			if r.Status == Failed && len(r.Evidence) == 0 {
				t.Errorf("%s: %s without evidence", g.DisplayName, r.ID)
			}
		}
	}
}

// TestEveryReasonIsGiven: no reason is documented that no test provokes.
func TestEveryReasonIsGiven(t *testing.T) {
	given := map[ReasonID]bool{}
	note := func(v *Verification) {
		for i := range v.Groups {
			for _, r := range slices.Concat(v.Groups[i].Reasons, v.Groups[i].Notes) {
				given[r.ID] = true
			}
		}
	}
	for _, d := range damages() {
		r := newRoad(t)
		r.everyWave(r.plan)
		d.do(r)
		note(r.verified(r.plan, 0))
	}
	for _, o := range others() {
		note(o.run(t))
	}
	for _, d := range Reasons() {
		if !given[d.ID] {
			t.Errorf("no test gives %s", d.ID)
		}
		if d.Means == "" || d.Next == "" {
			t.Errorf("%s is not documented", d.ID)
		}
	}
	for id := range given {
		if Doc(id).Means == "" {
			t.Errorf("%s is not in the list of reasons", id)
		}
	}
}

func TestOthers(t *testing.T) {
	for _, o := range others() {
		t.Run(o.name, func(t *testing.T) {
			v := o.run(t)
			if !slices.Contains(words(v), o.want) {
				t.Errorf("want %q among\n  %s", o.want, strings.Join(words(v), "\n  "))
			}
			checkReasons(t, v)
		})
	}
}

func TestRefusals(t *testing.T) {
	for _, c := range []struct {
		name string
		edit func(r *road)
		wave int
		want string
	}{
		{"redacted", func(r *road) { r.plan.Redacted = true }, 0, "the plan is redacted: pseudonyms stand in the place of ids"},
		{"excerpt", func(r *road) { r.plan = r.plan.ExcerptOf([]int{0}, []string{"wave=1"}) }, 0, "the plan is an excerpt (wave=1)"},
		{"older", func(r *road) { r.taken = r.taken.AddDate(0, 0, -1) }, 0, "the snapshot was taken on 2026-11-19, before the plan's own readings of 2026-11-20"},
		{"no readings", func(r *road) { r.plan.Snapshots, r.plan.AsOf = nil, "2026-11-21" }, 0, "the snapshot was taken on 2026-11-20, before the plan's own readings of 2026-11-21"},
		{"other tenant", func(r *road) { r.org.ID = r.id() }, 0, fmt.Sprintf("the snapshot is of tenant %s", "aaaaaaaa")},
		{"other forest", func(r *road) { r.plan.Tenant.Domains = []string{"fabrikam.com"} }, 0, "the snapshot holds the AD domains contoso.com, the plan fabrikam.com"},
		{"empty", func(r *road) { r.org, r.domain = nil, nil }, 0, "the snapshot holds neither a cloud side nor an AD domain"},
		{"changed by hand", func(r *road) { r.plan.Groups[1].ID = "Sales" }, 0, `group 2 of the plan has no object id: "Sales"`},
		{"changed by hand", func(r *road) { r.plan.Groups[0].Wave = 9 }, 0, "group " + "aaaaaaaa"},
		{"no such wave", func(*road) {}, 4, "the plan has no wave 4, its waves are 1 to 3"},
		{"no such wave", func(*road) {}, -1, "the plan has no wave -1, its waves are 1 to 3"},
	} {
		r := newRoad(t)
		c.edit(r)
		_, err := Compare(r.plan, r.snapshot(), Options{Wave: c.wave})
		refused, ok := err.(*RefusedError)
		if !ok || !strings.HasPrefix(refused.What, c.want) || refused.Next == "" {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
}
