package facts

// Where the pages stand: repositories and folders of Microsoft's documentation.
const (
	entraDocs = "MicrosoftDocs/entra-docs, "
	hybrid    = entraDocs + "hybrid/"
	cloudSync = hybrid + "cloud-sync/"
	connect   = hybrid + "connect/"
	graphDocs = "microsoft-graph-docs, "
)

// undated is the date of a publication that bears none.
const undated = "undated"

// The pages about leaving v2.
var (
	migrate       = Source{cloudSync + "migrate-group-writeback", "2025-09-29"}
	migrate2024   = Source{cloudSync + "migrate-group-writeback", "2024-04-26"}
	migrate2023   = Source{cloudSync + "migrate-group-writeback", "2023-11-06"}
	deprecation   = Source{entraDocs + "includes/gwb-v2-deprecation", undated}
	migrationTool = Source{cloudSync + "migrate-connect-sync-cloud-sync-tool", "2026-09-16"}
	migrationFAQ  = Source{cloudSync + "cloud-sync-migration-faq", "2026-05-04"}
	decisionGuide = Source{cloudSync + "connect-to-cloud-sync-decision-guide", "2025-02-17"}
)

// The pages about Cloud Sync.
var (
	provisionFAQ        = Source{cloudSync + "reference-provision-to-active-directory-faq", "2026-06-09"}
	prerequisites       = Source{hybrid + "includes/provision-entra-to-active-directory-prerequisites", "2026-08-07"}
	gpadPrereqs2025     = Source{hybrid + "includes/gpad-prereqs", "2025-10-09"}
	configure           = Source{cloudSync + "how-to-configure-entra-to-active-directory", "2026-08-19"}
	deploymentOptions   = Source{cloudSync + "concept-deployment-options-provision-to-active-directory", "2026-08-10"}
	howItWorks          = Source{cloudSync + "how-provisioning-to-active-directory-works", "2026-08-19"}
	preserveOU          = Source{cloudSync + "how-to-preserve-group-organizational-unit-entra-to-active-directory", "2026-08-20"}
	preserveOUInclude   = Source{hybrid + "includes/preserve-organizational-unit-path", "2025-10-07"}
	overview            = Source{cloudSync + "overview-provision-entra-id-to-active-directory", "2026-08-10"}
	overview2025        = Source{hybrid + "group-writeback-cloud-sync", "2025-04-09"}
	attributeMapping    = Source{cloudSync + "how-to-attribute-mapping-entra-to-active-directory", "2025-04-09"}
	topologies          = Source{cloudSync + "plan-cloud-sync-topologies", "2025-04-09"}
	onDemand            = Source{cloudSync + "how-to-on-demand-provision-entra-to-active-directory", "2026-08-24"}
	testAndEnable       = Source{cloudSync + "how-to-test-and-enable-provisioning-entra-to-active-directory", "2026-08-26"}
	objectEnforcement   = Source{cloudSync + "how-to-active-directory-object-enforcement", "2026-08-11"}
	agentPrereqs        = Source{cloudSync + "how-to-prerequisites", "2025-04-09"}
	inboundSyncGraph    = Source{cloudSync + "how-to-inbound-synch-ms-graph", "2024-04-26"}
	cloudSyncDeletes    = Source{cloudSync + "how-to-accidental-deletes", "2025-04-09"}
	accidentalDeletions = Source{entraDocs + "app-provisioning/accidental-deletions", "2025-03-04"}
	cloudSyncHistory    = Source{cloudSync + "reference-version-history", "2026-09-21"}
	groupSOAFAQ         = Source{hybrid + "source-of-authority/group-source-of-authority-faq", "2025-06-09"}
	guidance            = Source{hybrid + "concept-group-source-of-authority-guidance", "2025-10-01"}
	groupSOAConfigure   = Source{hybrid + "how-to-group-source-of-authority-configure", "2025-10-02"}
)

// The pages about Connect Sync and Group Writeback.
var (
	v2Plan             = Source{connect + "how-to-connect-group-writeback-v2", "2023-01-26"}
	v1Enable           = Source{connect + "how-to-connect-group-writeback-enable", "2025-04-09"}
	v2Modify           = Source{connect + "how-to-connect-modify-group-writeback", "2024-12-19"}
	writebackDisable   = Source{connect + "how-to-connect-group-writeback-disable", "2024-12-19"}
	writebackPortal    = Source{entraDocs + "identity/users/groups-write-back-portal", "2023-11-15"}
	v2Enable2022       = Source{"Microsoft, Enable Azure AD Connect group writeback", "2022-06-15"}
	connectHistory     = Source{connect + "reference-connect-version-history", "2024-02-21"}
	endpointV2         = Source{connect + "how-to-connect-sync-endpoint-api-v2", "2024-12-09"}
	adConnectorAccount = Source{connect + "how-to-connect-configure-ad-ds-connector-account", "2024-12-05"}
	stagingServer      = Source{connect + "how-to-connect-sync-staging-server", "2024-12-26"}
	scheduler          = Source{connect + "how-to-connect-sync-feature-scheduler", "2025-04-09"}
	preventDeletes     = Source{connect + "how-to-connect-sync-feature-prevent-accidental-deletes", "2025-04-09"}
)

// The pages and metadata of Microsoft Graph.
var (
	writebackResource = Source{graphDocs + "beta/resources/groupwritebackconfiguration", undated}
	syncFeature       = Source{graphDocs + "v1.0/resources/onpremisesdirectorysynchronizationfeature", "2024-10-03"}
	syncFeatureGet    = Source{graphDocs + "v1.0/api/onpremisesdirectorysynchronization-get", undated}
	graphGroup        = Source{graphDocs + "beta/resources/group", undated}
	graphMembers      = Source{graphDocs + "v1.0/api/group-list-members", undated}
	graphDelta        = Source{graphDocs + "v1.0/api/group-delta", "2024-10-22"}
	graphDelete       = Source{graphDocs + "v1.0/api/group-delete", undated}
	graphMetadata     = Source{"microsoftgraph/msgraph-metadata", "2026-08-20"}
	graphPermissions  = Source{"microsoftgraph/microsoft-graph-devx-content, permissions/new/permissions.json", "2026-08-07"}
)

// Other publications.
var (
	azureChina        = Source{"docs.azure.cn, group writeback and common scenarios", undated}
	configDocumenter  = Source{"microsoft/AADConnectConfigDocumenter, Contoso sample rules", "2022-09"}
	msIdentityTools   = Source{"AzureAD/MSIdentityTools, Get-MsIdGroupWritebackConfiguration.ps1", undated}
	threads           = Source{"GitHub issues of azure-docs and entra-docs", undated}
	gpadTools         = Source{"NuAlex/GpadTools, README", "2025-06-23"}
	reconciliation    = Source{"fortytwoservices, GroupWritebackReconciliation", "2026-04"}
	communityVersions = Source{"community tables of Connect builds", undated}
	communityReview   = Source{"community review of Graph permissions for groups", "2026-10-04"}
)
