package facts

// aboutTraps is what the published procedure gets wrong or leaves out.
func aboutTraps() []Fact {
	return []Fact{
		{"T1", "The published script adds the anchor and fails where it has a value already, so it cannot be run twice.", is(Inferred), from(migrate)},
		{"T2", "The published script copies any value into the anchor without a check.", is(Inferred), from(migrate)},
		{"T3", "The published script stamps Microsoft 365 groups too, although they stay on v1.", is(Inferred), from(migrate)},
		{"T4", "The published script names no server, so in a forest it can miss the object or hit another.", is(Inferred), from(migrate)},
		{"T5", "The published script makes no backup and looks for no duplicates.", is(Inferred), from(migrate)},
		{"T6", "An early text of the procedure had the connectors of the two rules swapped.", is(Documented), from(migrate2023, threads)},
		{"T7", "The heading over the published script of the outbound rule says inbound.", is(Documented), from(threads)},
		{"T8", "Older text loads the module ADSyncTools.psm1, the newer one ADSync.", is(Documented), from(migrate2024, migrate)},
		{"T9", "A second forest needs a rule of its own.", is(Documented), from(migrate)},
		{"T10", "The protecting inbound rule looks for groups without mail (mail ISNULL), not for security groups.", is(Documented, Inferred), from(migrate)},
		{"T11", "The procedure's page names an agent build, 1.1.1367.0, that is older than the first that writes groups, 1.1.1370.0.", is(Documented), from(migrate, cloudSyncHistory)},
		{"T12", "Another page misprints builds (2.22.8.0, 1.1.3730.0) and a cmdlet.", is(Documented), from(gpadPrereqs2025)},
		{"T13", "Between the switch and Cloud Sync's first run, nobody updates the groups in AD.", is(Inferred), from(migrate)},
		{"T14", "Four defaults of Cloud Sync are wrong for a tenant that leaves v2: membership switch off, container Users, CN from the display name, and scope \"all\".", is(Inferred), from(configure, deploymentOptions)},
	}
}
