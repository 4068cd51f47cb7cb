package planner

import (
	"fmt"

	"gwbplan/inventory"
)

func adGateCases() []gateCase {
	schema, bin, soa, gc := GateADSchema, GateADRecycleBin, GateADEnforcementOff, GateGlobalCatalog
	domain := func(edit func(d *inventory.ADDomain)) func(*tenant, *cloudRecord) {
		return func(b *tenant, _ *cloudRecord) { edit(b.domains[0]) }
	}
	noCatalog := func(said *Attested[bool]) func(*tenant, *cloudRecord) {
		return func(b *tenant, _ *cloudRecord) {
			removed[*inventory.ADCatalog](b)
			b.opt.Settings.Attest.GlobalCatalog = said
		}
	}
	noTarget := func(b *tenant, _ *cloudRecord) { b.domains, b.objects, b.jobs = nil, nil, nil }
	return []gateCase{
		{schema, "there", nil, "pass: AD knows the anchor attribute", "ad:contoso.com msDS-ExternalDirectoryObjectId in the schema = true"},
		{schema, "missing", domain(func(d *inventory.ADDomain) { d.AnchorInSchema = flagFalse }), "fail: the schema lacks the anchor attribute: contoso.com", "ad:contoso.com msDS-ExternalDirectoryObjectId in the schema = false"},
		{schema, "not read", domain(func(d *inventory.ADDomain) { d.AnchorInSchema = flagUnread }), "unknown: whether the schema has the anchor attribute was not read: contoso.com", "ad:contoso.com msDS-ExternalDirectoryObjectId in the schema = unread"},
		{schema, "no target", noTarget, "unknown: no target domain is known", "plan targets = none"},
		{bin, "on", nil, "pass: the Recycle Bin is on", "ad:contoso.com Recycle Bin = true"},
		{bin, "off", domain(func(d *inventory.ADDomain) { d.RecycleBin = flagFalse }), "fail: the Recycle Bin is off: contoso.com", "ad:contoso.com Recycle Bin = false"},
		{bin, "not read", domain(func(d *inventory.ADDomain) { d.RecycleBin = flagUnread }), "unknown: whether the Recycle Bin is on was not read: contoso.com", "ad:contoso.com Recycle Bin = unread"},

		{soa, "off", nil, "pass: no AD object carries msDS-ObjectSoa = Cloud, and no configuration maps it, as attested", "plan objects with msDS-ObjectSoa = Cloud = 0"},
		{soa, "an object carries it", func(b *tenant, _ *cloudRecord) { b.objects[0].ObjectSOA = "Cloud" }, "fail: 1 AD object carries msDS-ObjectSoa = Cloud", "ad:contoso.com msDS-ObjectSoa = " + "CN=Sales_000000000001,OU=Groups,DC=contoso,DC=com"},
		{soa, "attested to be on", func(b *tenant, _ *cloudRecord) { b.opt.Settings.Attest.EnforcementOff.Value = false }, "fail: a Cloud Sync configuration maps msDS-ObjectSoa, as attested", "plan attest.enforcementOff = false, by Ada on 2026-11-19"},
		{soa, "not attested", func(b *tenant, _ *cloudRecord) { b.opt.Settings.Attest.EnforcementOff = nil },
			"unknown: no AD object carries msDS-ObjectSoa = Cloud; whether a Cloud Sync configuration maps it is not attested", "plan attest.enforcementOff = not attested"},

		{gc, "read from here", nil, "pass: the global catalog answers from here; the agents' own reach is for their hosts to prove", "gc:contoso.com global catalog = answered from here"},
		{gc, "attested", noCatalog(&Attested[bool]{true, "Ada", "2026-11-19"}), "pass: every agent's host reaches a global catalog, as attested", "plan attest.globalCatalog = true, by Ada on 2026-11-19"},
		{gc, "attested to be out of reach", noCatalog(&Attested[bool]{false, "Ada", "2026-11-19"}), "fail: an agent's host does not reach a global catalog, as attested", "plan attest.globalCatalog = false, by Ada on 2026-11-19"},
		{gc, "neither", noCatalog(nil), "unknown: no global catalog of every target's forest was read", "plan attest.globalCatalog = not attested"},
		{gc, "of another forest", func(b *tenant, g *cloudRecord) {
			noCatalog(nil)(b, g)
			b.rest = append(b.rest, &inventory.ADCatalog{ForestRoot: "DC=fabrikam,DC=com"})
		}, "unknown: no global catalog of every target's forest was read", "gc:fabrikam.com global catalog = answered from here"},
	}
}

func cloudSyncGateCases() []gateCase {
	license, config, container, scale, thresholds, cloud := GateLicense, GateCloudSyncConfig, GateTargetContainer, GateScale, GateDeleteThresholds, GateCloudAvailability
	settings := func(edit func(s *Settings)) func(*tenant, *cloudRecord) {
		return func(b *tenant, _ *cloudRecord) { edit(&b.opt.Settings) }
	}
	job := func(edit func(j *inventory.ProvisioningJob)) func(*tenant, *cloudRecord) {
		return func(b *tenant, _ *cloudRecord) { edit(b.jobs[0]) }
	}
	noLicence := func(b *tenant, _ *cloudRecord) { removed[*inventory.Licence](b) }
	targets := func(n int) func(s *Settings) {
		return func(s *Settings) {
			for i := range n {
				s.Targets = append(s.Targets, DefaultTarget(fmt.Sprintf("d%d.contoso.com", i)))
			}
		}
	}
	target := func(edit func(t *TargetSettings)) func(*tenant, *cloudRecord) {
		return settings(func(s *Settings) {
			t := TargetSettings{Domain: contoso, MembershipToOnPremisesUsers: true}
			edit(&t)
			s.Targets = []TargetSettings{t}
		})
	}
	keepBy := func(expression string) func(*tenant, *cloudRecord) {
		return func(b *tenant, g *cloudRecord) {
			target(func(t *TargetSettings) { t.Container = ContainerKeep })(b, g)
			b.jobs[0].Container = inventory.Mapping{Type: "Expression", Expression: expression}
		}
	}
	crowd := func(members int) func(*tenant, *cloudRecord) {
		return func(b *tenant, g *cloudRecord) { g.MemberCount = &members }
	}
	return []gateCase{
		{license, "P1 for one", nil, "pass: the licences are there for 1 configuration", "entra subscribedSkus AAD_PREMIUM = Enabled, 25 enabled, 0 consumed"},
		{license, "none", noLicence, "fail: no enabled Entra ID P1 licence", "plan Cloud Sync configurations = 1"},
		{license, "expired", func(b *tenant, g *cloudRecord) {
			noLicence(b, g)
			b.rest = append(b.rest, &inventory.Licence{SKUPartNumber: "AAD_PREMIUM", CapabilityStatus: "Suspended", Enabled: 25})
		}, "fail: no enabled Entra ID P1 licence", "entra subscribedSkus AAD_PREMIUM = Suspended, 25 enabled, 0 consumed"},
		{license, "three need Governance", settings(targets(3)), "fail: 3 configurations need Entra ID Governance, and no enabled licence of it is there", "plan Cloud Sync configurations = 3"},
		{license, "three with Governance", func(b *tenant, _ *cloudRecord) {
			targets(3)(&b.opt.Settings)
			b.rest = append(b.rest, &inventory.Licence{SKUPartNumber: "Microsoft_Entra_ID_Governance", CapabilityStatus: "Enabled", Enabled: 5, ServicePlans: []string{"Entra_Identity_Governance"}})
		}, "pass: the licences are there for 3 configurations", "plan Cloud Sync configurations = 3"},
		{license, "too many", settings(targets(21)), "fail: 21 configurations are more than Cloud Sync allows", "plan Cloud Sync configurations = 21"},
		{license, "not read", func(b *tenant, _ *cloudRecord) { b.gap(SourceEntra, inventory.GapLicences) }, "unknown: the licences were not read", "plan attest.licences = not attested"},
		{license, "attested", func(b *tenant, g *cloudRecord) {
			noLicence(b, g)
			b.opt.Settings.Attest.Licences = &Attested[bool]{true, "Ada", "2026-11-19"}
		}, "pass: the licences are there, as attested", "plan attest.licences = true, by Ada on 2026-11-19"},

		{config, "paused and right", nil, "pass: the configurations are as the plan assumes", "entra contoso.com state = Disabled, NotRun"},
		{config, "none", func(b *tenant, _ *cloudRecord) { b.jobs = nil }, "fail: contoso.com: there is no configuration", "entra contoso.com provisioning job = none"},
		{config, "running already", job(func(j *inventory.ProvisioningJob) { j.ScheduleState = "Active" }), "fail: contoso.com: it is not paused, although v2 is still on", "entra contoso.com state = Active, NotRun"},
		{config, "running behind the switch", func(b *tenant, _ *cloudRecord) {
			b.jobs[0].ScheduleState, b.org.WritebackV2 = "Active", inventory.FeatureOff
		}, "pass: the configurations are as the plan assumes", "entra contoso.com state = Active, NotRun"},
		{config, "state not read", job(func(j *inventory.ProvisioningJob) { j.ScheduleState = "" }), "unknown: contoso.com: whether it is paused was not read", "entra contoso.com state = no state, NotRun"},
		{config, "in quarantine", job(func(j *inventory.ProvisioningJob) { j.Quarantine = "EncounteredBaseEscrowThreshold" }),
			`fail: contoso.com: it is in quarantine: "EncounteredBaseEscrowThreshold"`, "entra contoso.com state = Disabled, NotRun"},
		{config, "two of a domain", func(b *tenant, g *cloudRecord) {
			b.job()
			b.jobs[1].HasRun, b.jobs[1].ScheduleState = flagFalse, "Disabled"
		},
			"fail: contoso.com: 2 configurations write to the domain, one is allowed", "entra contoso.com cn = display-name"},
		{config, "schema not read", job(func(j *inventory.ProvisioningJob) { j.SchemaReading = inventory.ReadFailed }), "unknown: contoso.com: its attribute mappings were not read", "entra contoso.com state = Disabled, NotRun"},
		{config, "cn of another kind", target(func(t *TargetSettings) { t.CN = CNGUID }), `fail: contoso.com: its cn is "display-name", the plan assumes guid`, "entra contoso.com cn = display-name"},
		{config, "another container", target(func(t *TargetSettings) { t.Container = "OU=New,DC=contoso,DC=com" }),
			`fail: contoso.com: its container is "OU=Groups,DC=contoso,DC=com", the plan assumes "OU=New,DC=contoso,DC=com"`, "entra contoso.com container = OU=Groups,DC=contoso,DC=com"},
		{config, "keep, and the constant keeps", target(func(t *TargetSettings) { t.Container = ContainerKeep }), "pass: the configurations are as the plan assumes", "entra contoso.com container = OU=Groups,DC=contoso,DC=com"},
		{config, "keep, and the constant moves", func(b *tenant, g *cloudRecord) {
			target(func(t *TargetSettings) { t.Container = ContainerKeep })(b, g)
			b.jobs[0].Container.Expression = `"CN=Users,DC=contoso,DC=com"`
		}, `fail: contoso.com: its container would move 1 object, such as from "OU=Groups,DC=contoso,DC=com" to "CN=Users,DC=contoso,DC=com"`, "entra contoso.com container = CN=Users,DC=contoso,DC=com"},
		{config, "keep, and an expression that keeps", keepBy(`Switch([displayName], "CN=Users,DC=contoso,DC=com", "Sales", "OU=Groups,DC=contoso,DC=com")`),
			"pass: the configurations are as the plan assumes", "entra contoso.com cn = display-name"},
		{config, "keep, and an expression that moves", keepBy(`Switch([displayName], "OU=A,DC=contoso,DC=com", "Marketing", "OU=Groups,DC=contoso,DC=com")`),
			`fail: contoso.com: its container would move 1 object, such as from "OU=Groups,DC=contoso,DC=com" to "OU=A,DC=contoso,DC=com"`, "entra contoso.com cn = display-name"},
		{config, "keep, and an expression that gwbplan cannot compute", keepBy(`NormalizeDiacritics([displayName])`),
			"unknown: contoso.com: where its container expression puts 1 object was not computed", "entra contoso.com cn = display-name"},
		{config, "keep, and no container", func(b *tenant, g *cloudRecord) {
			target(func(t *TargetSettings) { t.Container = ContainerKeep })(b, g)
			b.jobs[0].Container = inventory.Mapping{}
		}, "fail: contoso.com: it maps no container: new and taken-over groups would go to CN=Users", "entra contoso.com container = no mapping"},
		{config, "no members", job(func(j *inventory.ProvisioningJob) { j.Member = inventory.Mapping{} }), "fail: contoso.com: it does not map members", "entra contoso.com member = no mapping"},
		{config, "membership switch off", target(func(t *TargetSettings) { t.MembershipToOnPremisesUsers = false }),
			"fail: contoso.com: the membership switch is off: every group would lose its users", "plan contoso.com membership switch = false, config"},
		{config, "membership switch attested to be off", func(b *tenant, g *cloudRecord) {
			target(func(*TargetSettings) {})(b, g)
			b.opt.Settings.Attest.MembershipToOnPremisesUsers.Value = false
		}, "fail: contoso.com: the membership switch is off, as attested, and the plan assumes it on", "plan attest.membershipToOnPremisesUsers = false, by Ada on 2026-11-19"},
		{config, "nothing attested", settings(func(s *Settings) { s.Attest.ScopeMode, s.Attest.MembershipToOnPremisesUsers = nil, nil }),
			"unknown: contoso.com: the membership switch is not attested; contoso.com: the scope mode is not attested", "plan contoso.com scope mode = selected, default"},
		{config, "mode all", func(b *tenant, g *cloudRecord) {
			target(func(t *TargetSettings) { t.ScopeMode = ScopeAll })(b, g)
			b.opt.Settings.Acknowledge.WouldBeCreated = Acknowledgement{}
		}, "fail: contoso.com: mode all creates every security group of the tenant, and nobody acknowledged it (acknowledge.wouldBeCreated)", "plan contoso.com scope mode = all, config"},
		{config, "another mode than attested", target(func(t *TargetSettings) { t.ScopeMode = ScopeAll }), "fail: contoso.com: the scope mode is selected, as attested, and the plan assumes all", "plan attest.scopeMode = selected, by Ada on 2026-11-19"},
		{config, "jobs not read", func(b *tenant, _ *cloudRecord) { b.jobs = nil; b.gap(SourceEntra, inventory.GapProvisioningJobs) },
			"unknown: contoso.com: whether there is a configuration was not read", "entra contoso.com provisioning job = not read"},
		{config, "no target", func(b *tenant, _ *cloudRecord) { b.domains, b.objects, b.jobs = nil, nil, nil }, "unknown: no target domain is known", "plan targets = none"},

		{container, "holds objects", nil, "pass: every target container was seen in AD", "ad:contoso.com container = OU=Groups,DC=contoso,DC=com, seen"},
		{container, "keep", target(func(t *TargetSettings) { t.Container = ContainerKeep }), "pass: every target container was seen in AD", "ad:contoso.com container = OU=Groups,DC=contoso,DC=com, seen"},
		{container, "a new one", target(func(t *TargetSettings) { t.Container = "OU=New,DC=contoso,DC=com" }), `unknown: "OU=New,DC=contoso,DC=com" was not seen in AD`, "ad:contoso.com container = OU=New,DC=contoso,DC=com, not seen"},
		{container, "a new one, attested", func(b *tenant, g *cloudRecord) {
			target(func(t *TargetSettings) { t.Container = "OU=New,DC=contoso,DC=com" })(b, g)
			b.opt.Settings.Attest.TargetContainers = &Attested[bool]{true, "Ada", "2026-11-19"}
		}, "pass: the target containers exist, as attested", "plan attest.targetContainers = true, by Ada on 2026-11-19"},
		{container, "attested to be missing", func(b *tenant, g *cloudRecord) {
			target(func(t *TargetSettings) { t.Container = "OU=New,DC=contoso,DC=com" })(b, g)
			b.opt.Settings.Attest.TargetContainers = &Attested[bool]{false, "Ada", "2026-11-19"}
		}, "fail: a target container is missing, as attested", "plan attest.targetContainers = false, by Ada on 2026-11-19"},

		{scale, "small", nil, "pass: within the limits of the profile 2026-08", "plan contoso.com scope mode selected = 1 scope groups, the limit is 10000: within"},
		{scale, "the last membership", crowd(250_000), "pass: within the limits of the profile 2026-08", "plan contoso.com scope mode selected = 250000 scope memberships, the limit is 250000: within"},
		{scale, "too many memberships", crowd(250_001), "fail: contoso.com: 250001 scope memberships, the limit is 250000", "plan limits.profile = 2026-08"},
		{scale, "mode all is not wholly counted", target(func(t *TargetSettings) { t.ScopeMode = ScopeAll }), "unknown: contoso.com: the tenant users are not wholly counted", "plan contoso.com scope mode all = 0 tenant users, the limit is 199999: unknown"},
		{scale, "the older profile", settings(func(s *Settings) { s.Limits.Profile = Profile2025 }), "unknown: contoso.com: the tenant objects are not wholly counted", "plan limits.profile = 2025-10"},
		{scale, "groups not read whole", func(b *tenant, _ *cloudRecord) { b.gap(SourceEntra, inventory.GapCloudGroups) }, "unknown: not every cloud group was read", "plan contoso.com scope mode selected = 1 scope groups, the limit is 10000: within"},
		{scale, "the older profile, attested", settings(func(s *Settings) {
			s.Limits.Profile, s.Attest.WithinScale = Profile2025, &Attested[bool]{true, "Ada", "2026-11-19"}
		}), "pass: within the limits of the profile 2025-10, as attested", "plan attest.withinScale = true, by Ada on 2026-11-19"},
		{scale, "the older profile, attested to be too small", settings(func(s *Settings) {
			s.Limits.Profile, s.Attest.WithinScale = Profile2025, &Attested[bool]{false, "Ada", "2026-11-19"}
		}), "fail: over the limits of the profile 2025-10, as attested", "plan attest.withinScale = false, by Ada on 2026-11-19"},
		{scale, "no target", func(b *tenant, _ *cloudRecord) { b.domains, b.objects, b.jobs = nil, nil, nil }, "unknown: no target domain is known", "plan limits.profile = 2026-08"},

		{thresholds, "on and low", nil, "pass: Connect's threshold is on, Cloud Sync's is 1", "entra accidentalDeletionPrevention = enabledForCount, 500"},
		{thresholds, "the server shows it", func(b *tenant, _ *cloudRecord) {
			b.org.DeletionPrevention = ""
			b.active().DeletionThreshold = &inventory.DeletionThreshold{Prevention: "enabledForCount", Count: 500}
		}, "pass: Connect's threshold is on, Cloud Sync's is 1", "connect:SYNC01 Get-ADSyncExportDeletionThreshold = enabledForCount, 500"},
		{thresholds, "Connect's is off", func(b *tenant, _ *cloudRecord) { b.org.DeletionPrevention = "disabled" }, "fail: Connect's threshold is off", "entra accidentalDeletionPrevention = disabled, 500"},
		{thresholds, "Cloud Sync's is off", settings(func(s *Settings) { s.Attest.DeleteThreshold.Value = 0 }), "fail: Cloud Sync's threshold is off", "plan attest.deleteThreshold = 0, by Ada on 2026-11-19"},
		{thresholds, "Cloud Sync's lets all go", settings(func(s *Settings) { s.Attest.DeleteThreshold.Value = 500 }), "fail: Cloud Sync's threshold of 500 lets all 1 objects be deleted", "plan attest.deleteThreshold = 500, by Ada on 2026-11-19"},
		{thresholds, "Cloud Sync's is not attested", settings(func(s *Settings) { s.Attest.DeleteThreshold = nil }), "unknown: Cloud Sync's threshold is not attested", "plan attest.deleteThreshold = not attested"},
		{thresholds, "Connect's was not read", func(b *tenant, _ *cloudRecord) { b.org.DeletionPrevention = "" }, "unknown: Connect's threshold was not read", "plan objects that Cloud Sync takes over or has = 1"},

		{cloud, "public", nil, "pass: the tenant is in the public cloud", "entra cloud = public"},
		{cloud, "sovereign", func(b *tenant, _ *cloudRecord) { b.org.Cloud = "usgov" }, `unknown: not confirmed for the cloud "usgov"`, "plan attest.cloudAvailable = not attested"},
		{cloud, "sovereign, attested", func(b *tenant, _ *cloudRecord) {
			b.org.Cloud, b.opt.Settings.Attest.CloudAvailable = "usgov", &Attested[bool]{true, "Ada", "2026-11-19"}
		}, "pass: the feature is there in this cloud, as attested", "plan attest.cloudAvailable = true, by Ada on 2026-11-19"},
		{cloud, "sovereign, refused", func(b *tenant, _ *cloudRecord) {
			b.org.Cloud, b.opt.Settings.Attest.CloudAvailable = "china", &Attested[bool]{false, "Ada", "2026-11-19"}
		}, "fail: the feature is not there in this cloud, as attested", "plan attest.cloudAvailable = false, by Ada on 2026-11-19"},
		{cloud, "no cloud side", func(b *tenant, _ *cloudRecord) { b.org, b.groups, b.jobs = nil, nil, nil }, "unknown: in which cloud the tenant is was not read", "entra cloud = not read"},
	}
}
