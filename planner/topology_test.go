package planner

import (
	"fmt"
	"strings"
	"testing"

	"gwbplan/inventory"
)

// TestTopology: each reason, when it stands, when it is open and when it is
// not listed at all.
func TestTopology(t *testing.T) {
	const bound = "users-synced-by-connect?; device-sync?; pass-through-authentication?; objects-per-domain?"
	with := func(first string) string { return "side-by-side " + first }
	for _, tt := range []struct {
		name string
		edit func(b *tenant, g *cloudRecord)
		want string
	}{
		{"the rules of the coexistence are one's own", nil, with(bound + "; custom-rules")},
		{"no server", func(b *tenant, _ *cloudRecord) { noServers(b) }, "unknown " + bound},
		{"a Microsoft 365 group", func(b *tenant, _ *cloudRecord) { noServers(b); b.m365("Team", flagTrue) }, with("v1-needed(1); " + bound)},
		{"groups not read whole", func(b *tenant, _ *cloudRecord) { noServers(b); b.gap(SourceEntra, inventory.GapCloudGroups) }, "unknown v1-needed?; " + bound},
		{"v1 off", func(b *tenant, _ *cloudRecord) {
			noServers(b)
			b.m365("Team", flagTrue)
			b.org.WritebackV1 = inventory.FeatureOff
		}, "unknown " + bound},
		{"a domain stays", func(b *tenant, _ *cloudRecord) {
			noServers(b)
			b.opt.Settings.StaysOnConnect = []string{"emea.contoso.com"}
		}, with("domains-stay-on-connect; " + bound)},
		{"a parent that Connect brings to the cloud", func(b *tenant, _ *cloudRecord) {
			noServers(b)
			parent := b.synced("Parent")
			o := b.object("CN=Parent,DC=contoso,DC=com", func(o *adRecord) { o.ObjectSID = parent.OnPremisesSecurityIdentifier })
			b.adParent(b.objects[0], entryOf(o))
		}, with("groups-side-by-side(1); " + bound)},
		{"cloud only", func(b *tenant, _ *cloudRecord) { noServers(b); b.org.OnPremisesSyncEnabled = flagFalse },
			"unknown device-sync?; pass-through-authentication?; objects-per-domain?"},
		{"sync unread", func(b *tenant, _ *cloudRecord) { noServers(b); b.org.OnPremisesSyncEnabled = flagUnread }, "unknown " + bound},
		{"eligible, as attested", func(b *tenant, _ *cloudRecord) {
			noServers(b)
			b.opt.Settings.Attest.CloudSyncEligible = &Attested[bool]{true, "Ada", "2026-11-19"}
		}, "cloud-sync-only "},
		{"eligible, and v1 is needed", func(b *tenant, _ *cloudRecord) {
			noServers(b)
			b.m365("Team", flagTrue)
			b.opt.Settings.Attest.CloudSyncEligible = &Attested[bool]{true, "Ada", "2026-11-19"}
		}, with("v1-needed(1)")},
		{"not eligible, as attested", func(b *tenant, _ *cloudRecord) {
			noServers(b)
			b.opt.Settings.Attest.CloudSyncEligible = &Attested[bool]{false, "Ada", "2026-11-19"}
		}, with("users-synced-by-connect; device-sync?; pass-through-authentication?; objects-per-domain?")},
		{"a synchronised device", func(b *tenant, g *cloudRecord) {
			noServers(b)
			d := b.user("PC", contoso)
			d.Type = inventory.Device
			member(g, d)
		}, with("users-synced-by-connect?; device-sync; pass-through-authentication?; objects-per-domain?")},
		{"device writeback", func(b *tenant, _ *cloudRecord) {
			b.active().Features = []inventory.ConnectFeature{{Name: "DeviceWriteback", State: inventory.FeatureOn}}
		}, with("users-synced-by-connect?; device-sync; pass-through-authentication?; objects-per-domain?; custom-rules")},
		{"no computers", func(b *tenant, _ *cloudRecord) {
			b.active().Connectors[1].ObjectTypes = []string{"user", "group"}
		}, with("users-synced-by-connect?; pass-through-authentication?; objects-per-domain?; custom-rules")},
		{"pass-through authentication", func(b *tenant, _ *cloudRecord) {
			noServers(b)
			b.rest = append(b.rest, &inventory.Agent{ID: objectID(0xa2), MachineName: "PTA01", Status: "active", Types: []string{"authentication"}})
		}, with("users-synced-by-connect?; device-sync?; pass-through-authentication; objects-per-domain?")},
		{"another forest", func(b *tenant, g *cloudRecord) {
			noServers(b)
			member(g, b.user("Pavel", "fabrikam.com"))
		}, with("users-synced-by-connect?; device-sync?; pass-through-authentication?; cross-forest-references(1); objects-per-domain?")},
		{"two forests on Connect", func(b *tenant, _ *cloudRecord) {
			s := b.active()
			s.Rules = s.Rules[2:]
			s.Connectors = append(s.Connectors, inventory.SyncConnector{Identifier: "3", Name: "fabrikam.com", Kind: "AD"})
		}, with("users-synced-by-connect?; device-sync?; pass-through-authentication?; several-forests; objects-per-domain?")},
		{"many containers", func(b *tenant, _ *cloudRecord) {
			s := b.active()
			s.Rules = s.Rules[2:]
			for i := range 31 {
				p := &s.Connectors[1].Partitions[0]
				p.Included = append(p.Included, inventory.DN(fmt.Sprintf("OU=%d,DC=contoso,DC=com", i)))
			}
		}, with("users-synced-by-connect?; device-sync?; pass-through-authentication?; objects-per-domain?; containers-per-domain")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b, g := allGood(t)
			if tt.edit != nil {
				tt.edit(b, g)
			}
			top := b.plan().Topology
			if got := topologyLine(t, top); got != tt.want {
				t.Errorf("got\n  %s\nwant\n  %s", got, tt.want)
			}
		})
	}
}

// topologyLine writes a topology in short: ? for what is open, (n) for groups.
func topologyLine(t *testing.T, top Topology) string {
	t.Helper()
	var reasons []string
	for _, r := range top.Reasons {
		line := string(r.ID)
		if r.Status == TopologyOpen {
			line += "?"
		}
		if r.Groups > 0 {
			line += fmt.Sprintf("(%d)", r.Groups)
		}
		if r.Message == "" || len(r.Evidence) == 0 || len(r.Facts) == 0 {
			t.Errorf("%s: message, evidence and facts must be there: %+v", r.ID, r)
		}
		reasons = append(reasons, line)
	}
	return string(top.Topology) + " " + strings.Join(reasons, "; ")
}
