package planner

// The ids of the gates. People script against them.
const (
	GateV2Enabled             GateID = "v2-enabled"
	GateV1Enabled             GateID = "v1-enabled"
	GateSourcesComplete       GateID = "sources-complete"
	GateForestCovered         GateID = "forest-covered"
	GateSnapshotFreshness     GateID = "snapshot-freshness"
	GateSyncHealthy           GateID = "sync-healthy"
	GateUndecidedAtSwitch     GateID = "undecided-at-switch"
	GateIrreversibleSwitch    GateID = "irreversible-switch"
	GateM365WriteOut          GateID = "m365-write-out"
	GateOutOfScopeDeleteRule  GateID = "out-of-scope-delete-rule"
	GateClonedRules           GateID = "cloned-rules"
	GateCoexistenceRules      GateID = "coexistence-rules"
	GateStandbyServers        GateID = "standby-servers"
	GateWritebackOUInScope    GateID = "writeback-ou-in-scope"
	GateConnectBuild          GateID = "connect-build"
	GateObjectIdentifierFlow  GateID = "object-identifier-flow"
	GateAgentBuild            GateID = "agent-build"
	GateAgentsActive          GateID = "agents-active"
	GateAgentRights           GateID = "agent-rights"
	GateADSchema              GateID = "ad-schema"
	GateADRecycleBin          GateID = "ad-recycle-bin"
	GateADEnforcementOff      GateID = "ad-enforcement-off"
	GateGlobalCatalog         GateID = "global-catalog"
	GateLicense               GateID = "license"
	GateCloudSyncConfig       GateID = "cloud-sync-config"
	GateTargetContainer       GateID = "target-container"
	GateScale                 GateID = "scale"
	GateDeleteThresholds      GateID = "delete-thresholds"
	GateCloudAvailability     GateID = "cloud-availability"
	GateStagingOutage         GateID = "staging-outage"
	GatePendingExportReviewed GateID = "pending-export-reviewed"
)

// Gates returns all gates in the order in which the plan lists them. A new
// gate is a new file and a new line here.
func Gates() []GateRule {
	return []GateRule{
		gateV2Enabled(),
		gateV1Enabled(),
		gateSourcesComplete(),
		gateForestCovered(),
		gateSnapshotFreshness(),
		gateSyncHealthy(),

		gateUndecidedAtSwitch(),
		gateIrreversibleSwitch(),
		gateM365WriteOut(),

		gateOutOfScopeDeleteRule(),
		gateClonedRules(),
		gateCoexistenceRules(),
		gateStandbyServers(),
		gateWritebackOUInScope(),
		gateConnectBuild(),
		gateObjectIdentifierFlow(),

		gateAgentBuild(),
		gateAgentsActive(),
		gateAgentRights(),

		gateADSchema(),
		gateADRecycleBin(),
		gateADEnforcementOff(),
		gateGlobalCatalog(),

		gateLicense(),
		gateCloudSyncConfig(),
		gateTargetContainer(),
		gateScale(),
		gateDeleteThresholds(),
		gateCloudAvailability(),

		gateStagingOutage(),
		gatePendingExportReviewed(),
	}
}
