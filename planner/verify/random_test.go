package verify

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gwbplan/inventory"
	"gwbplan/planner"
)

// randomTenant makes a tenant of groups that go their way without findings that
// block, under hostile names, with every kind of member.
func randomTenant(t testing.TB, r *rand.Rand) *tenant {
	b := newTenant(t)
	b.opt.Settings.Waves = planner.WaveSettings{Size: 1 + r.IntN(4), Pilot: 1 + r.IntN(2)}
	var users []*inventory.Principal
	for i := range 6 {
		users = append(users, b.user(fmt.Sprintf("User, #%d", i)))
	}
	guest := b.user("Guest")
	guest.UserType, guest.OnPremisesSyncEnabled = "Guest", inventory.FlagNull
	stranger := b.stranger("Stranger")
	for i := range 3 + r.IntN(8) {
		b.randomGroup(r, i, users, guest, stranger)
	}
	return b
}

func (b *tenant) randomGroup(r *rand.Rand, i int, users []*inventory.Principal, guest *inventory.Principal, stranger inventory.ADKey) {
	name := []string{"Sales", "=cmd|' /C calc'!A0", `a,b\c"d+e;<f>`, "Ünïcödé 組", "$(rm -rf ~)", "x\u202Ey"}[r.IntN(6)]
	if r.IntN(5) == 0 {
		if g := b.m365(name, []inventory.Flag{inventory.FlagTrue, inventory.FlagFalse}[r.IntN(2)]); r.IntN(2) == 0 {
			b.written(g, "Group_"+g.ID.String())
		}
		return
	}
	members := slices.Clone(users)
	r.Shuffle(len(members), func(i, j int) { members[i], members[j] = members[j], members[i] })
	g := b.security(name, inventory.FlagTrue, members[:r.IntN(len(members))]...)
	for _, o := range b.groups[:len(b.groups)-1] { // nested groups: no cycles
		if r.IntN(6) == 0 && o.Mail == "" {
			g.MemberIDs = append(g.MemberIDs, o.ID)
		}
	}
	if r.IntN(4) == 0 {
		g.MemberIDs = append(g.MemberIDs, guest.ID)
	}
	if r.IntN(5) == 0 {
		return // to be created
	}
	o := b.written(g, []string{cloudSyncName(g), "Group_" + g.ID.String()}[r.IntN(2)])
	if r.IntN(3) == 0 {
		o.Anchor = ""
	}
	b.randomMembers(r, g, o)
	if r.IntN(4) == 0 {
		o.MemberKeys = append(o.MemberKeys, stranger)
	}
}

// randomMembers puts most of the cloud's members into the object: some drift.
func (b *tenant) randomMembers(r *rand.Rand, g *inventory.CloudGroupRecord, o *inventory.ADObjectRecord) {
	for _, id := range g.MemberIDs {
		key, ok := b.keyOf(id.String())
		isGuest := slices.ContainsFunc(b.users, func(u *inventory.Principal) bool { return u.ID == id && u.UserType == "Guest" })
		if ok && !isGuest && r.IntN(5) > 0 {
			o.MemberKeys = append(o.MemberKeys, key)
		}
	}
}

// TestRandomForecastsPlayed: a forecast that was played exactly is done, wave by
// wave, whatever the tenant; and the order of the records changes no byte.
func TestRandomForecastsPlayed(t *testing.T) {
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 1))
		b := randomTenant(t, r)
		p := b.planned()
		b.flip(p)
		for n := range p.Waves {
			if v := b.verified(p, n+1); v.Result().AllDone || v.Result().AnyFailed {
				t.Errorf("seed %d: wave %d before it: %q", seed, n+1, words(v))
			}
			b.wave(p, n+1)
			if v := b.verified(p, n+1); !v.Result().AllDone || v.Result().AnyFailed {
				t.Errorf("seed %d: wave %d: %q", seed, n+1, words(v))
			}
		}
		v := b.verified(p, 0)
		if x := v.Result(); !x.AllDone || x.AnyFailed || !x.Complete {
			t.Errorf("seed %d: %q", seed, words(v))
		}
		first := asJSON(t, v)
		r.Shuffle(len(b.objects), func(i, j int) { b.objects[i], b.objects[j] = b.objects[j], b.objects[i] })
		r.Shuffle(len(b.refs), func(i, j int) { b.refs[i], b.refs[j] = b.refs[j], b.refs[i] })
		r.Shuffle(len(b.groups), func(i, j int) { b.groups[i], b.groups[j] = b.groups[j], b.groups[i] })
		if asJSON(t, b.verified(p, 0)) != first {
			t.Errorf("seed %d: the order of the records shows", seed)
		}
		if t.Failed() {
			return
		}
	}
}

func asJSON(t testing.TB, v any) string {
	t.Helper()
	out, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// randomDamages are what can go wrong with any object that Cloud Sync took over.
func randomDamages() map[ReasonID]func(b *tenant, r *rand.Rand, o *inventory.ADObjectRecord) {
	return map[ReasonID]func(b *tenant, r *rand.Rand, o *inventory.ADObjectRecord){
		ObjectGone: func(b *tenant, r *rand.Rand, o *inventory.ADObjectRecord) { b.remove(o, r.IntN(2) == 0) },
		ObjectRecreated: func(b *tenant, r *rand.Rand, o *inventory.ADObjectRecord) {
			n := *o
			b.remove(o, r.IntN(2) == 0)
			n.ObjectGUID, n.ObjectSID = b.guid(), b.sid()
			b.objects = append(b.objects, &n)
		},
		SIDChanged:    func(b *tenant, _ *rand.Rand, o *inventory.ADObjectRecord) { o.ObjectSID = b.sid() },
		AnchorMissing: func(_ *tenant, _ *rand.Rand, o *inventory.ADObjectRecord) { o.Anchor = "" },
		AnchorWrong:   func(b *tenant, _ *rand.Rand, o *inventory.ADObjectRecord) { o.Anchor = "Group_" + b.id().String() },
		CNDiffers:     func(b *tenant, _ *rand.Rand, o *inventory.ADObjectRecord) { b.move(o, o.DN.Parent().Child("x+y, z")) },
		ContainerDiffers: func(b *tenant, _ *rand.Rand, o *inventory.ADObjectRecord) {
			b.move(o, domainDN.Child("Users").Child(o.CN))
		},
		TypeDiffers: func(_ *tenant, _ *rand.Rand, o *inventory.ADObjectRecord) {
			o.GroupType = inventory.UniversalDistribution
		},
		DuplicateObject: func(b *tenant, _ *rand.Rand, o *inventory.ADObjectRecord) {
			n := *o
			n.ObjectGUID, n.ObjectSID, n.MemberKeys = b.guid(), b.sid(), nil
			n.DN, n.CN = domainDN.Child("Users").Child("twin"), "twin"
			b.objects = append(b.objects, &n)
		},
		MemberUnforeseen: func(b *tenant, _ *rand.Rand, o *inventory.ADObjectRecord) {
			o.MemberKeys = append(o.MemberKeys, b.stranger("Mallory"))
		},
		MemberMissing: func(_ *tenant, r *rand.Rand, o *inventory.ADObjectRecord) {
			i := r.IntN(len(o.MemberKeys))
			o.MemberKeys = slices.Delete(slices.Clone(o.MemberKeys), i, i+1)
		},
	}
}

// TestRandomDamages: one damage is always named, by its own reason, and no other
// group is.
func TestRandomDamages(t *testing.T) {
	hit := map[ReasonID]int{}
	for seed := range uint64(900) {
		r := rand.New(rand.NewPCG(seed, 2))
		b := randomTenant(t, r)
		p := b.planned()
		b.everyWave(p)
		g, o := b.victim(r, p)
		if g == nil {
			continue
		}
		ids := make([]ReasonID, 0)
		for id := range randomDamages() {
			ids = append(ids, id)
		}
		slices.Sort(ids)
		id := ids[r.IntN(len(ids))]
		if id == MemberMissing && len(o.MemberKeys) == 0 || g.Action == planner.ActionCreate && slices.Contains([]ReasonID{ObjectGone, ObjectRecreated, SIDChanged}, id) {
			continue // a new object has no identity that the plan knows
		}
		randomDamages()[id](b, r, o)
		checkDamage(t, seed, b.verified(p, 0), g, id)
		if t.Failed() {
			return
		}
		hit[id]++
	}
	for id := range randomDamages() {
		if hit[id] < 10 {
			t.Errorf("%s was tried %d times only", id, hit[id])
		}
	}
}

// victim picks a group that Cloud Sync has and that is nested in no other, whose
// member lists would tell of the damage too.
func (b *tenant) victim(r *rand.Rand, p *planner.Plan) (*planner.Group, *inventory.ADObjectRecord) {
	var groups []*planner.Group
	for i := range p.Groups {
		g := &p.Groups[i]
		nested := slices.ContainsFunc(b.groups, func(o *inventory.CloudGroupRecord) bool {
			return slices.ContainsFunc(o.MemberIDs, func(id inventory.ObjectID) bool { return id.String() == g.ID })
		})
		if g.Wave > 0 && !nested {
			groups = append(groups, g)
		}
	}
	if len(groups) == 0 {
		return nil, nil
	}
	g := groups[r.IntN(len(groups))]
	i := slices.IndexFunc(b.objects, func(o *inventory.ADObjectRecord) bool { return o.AdminDescription == "Group_"+g.ID })
	return g, b.objects[i]
}

func checkDamage(t *testing.T, seed uint64, v *Verification, hurt *planner.Group, id ReasonID) {
	t.Helper()
	for i := range v.Groups {
		g := &v.Groups[i]
		switch {
		case g.ID != hurt.ID:
			if g.Status == Failed || g.Status == Unknown {
				t.Errorf("seed %d: %s of %q also shows in %q: %q", seed, id, hurt.DisplayName, g.DisplayName, words(v))
			}
		case g.Status != Failed || len(g.Reasons) != 1:
			t.Errorf("seed %d: %s of %q: %s, %+v", seed, id, hurt.DisplayName, g.Status, g.Reasons)
		case g.Reasons[0].ID != id && !(id == MemberMissing && g.Reasons[0].ID == ExtraMemberLost):
			t.Errorf("seed %d: %s of %q is called %s", seed, id, hurt.DisplayName, g.Reasons[0].ID)
		case id == MemberMissing && len(g.Members.Missing) != 1, strings.TrimSpace(g.Reasons[0].Message) == "":
			t.Errorf("seed %d: %+v", seed, g)
		}
	}
}
