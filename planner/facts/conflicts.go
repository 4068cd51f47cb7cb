package facts

// aboutConflicts is where sources differ or are silent, and what is assumed then.
func aboutConflicts() []Fact {
	return []Fact{
		{"C1", "Sources differ on a security group with flag null. It is taken for not written.", is(Disputed), from(writebackPortal, v2Plan, writebackResource, msIdentityTools, threads)},
		{"C2", "Some report that Microsoft 365 groups with flag false were written all the same. What AD shows wins.", is(Disputed), from(v2Plan, threads)},
		{"C3", "Sources differ on mail-enabled groups and distribution lists. They are taken for not written.", is(Disputed), from(migrate, v2Plan, overview2025, threads)},
		{"C4", "Sources differ on the limits of size: 150,000 objects, or the table of 2026. The configuration chooses a set.", is(Disputed), from(deploymentOptions, gpadPrereqs2025, decisionGuide)},
		{"C5", "Sources differ on the oldest agent build: 1.1.1367.0, 1.1.1370.0, 1.1.2334.0. The configuration sets it.", is(Disputed), from(migrate, gpadPrereqs2025, prerequisites)},
		{"C6", "Sources differ on the oldest Connect build: 2.2.8.0, a misprint of it, and the support policy. The configuration sets it.", is(Disputed), from(prerequisites, gpadPrereqs2025, communityVersions)},
		{"C7", "Sources differ on v1's member limit: 50,000 by a rule, 250,000 without it, or none.", is(Disputed), from(v1Enable, connectHistory, endpointV2)},
		{"C9", "One guide lets Cloud Sync take over v1; the pages of Cloud Sync do not. It is taken for impossible.", is(Disputed), from(decisionGuide, v1Enable, overview)},
		{"C10", "Sources differ on Cloud Sync's default container (OU=Users or CN=Users), on its schedule and on the agent's operating system.", is(Disputed), from(configure, attributeMapping)},
		{"C11", "Whether sovereign clouds have it is not clear.", is(Disputed), from(prerequisites, deploymentOptions, cloudSyncHistory, azureChina)},
		{"C12", "Groups with a membership rule were allowed in 2025 and go unmentioned in 2026.", is(Disputed), from(gpadPrereqs2025, prerequisites)},
		{"C13", "What Cloud Sync does when a group leaves its scope is not documented.", is(ToVerify), from(howItWorks)},
		{"C14", "Whether Cloud Sync makes a deleted AD object again is not clear.", is(Disputed), from(howItWorks, gpadTools)},
		{"C15", "What v1 does with security-type objects of Microsoft 365 groups is not documented. Try it in a lab.", is(ToVerify), from(v1Enable, v2Plan)},
		{"C16", "Whether the membership switch, when off, empties groups that were taken over is not documented.", is(ToVerify), from(howItWorks)},
		{"C17", "Staging mode stops every export and password synchronisation.", is(Disputed), from(provisionFAQ, stagingServer)},
		{"C19", "Cloud Sync beside Connect is allowed, but not both for the same object.", is(Disputed), from(provisionFAQ, migrationFAQ, topologies)},
		{"C20", "Pages are silent on role-assignable groups, hidden members, devices and administrative units.", is(ToVerify), from(overview, prerequisites)},
	}
}
