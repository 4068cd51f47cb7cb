<#
.SYNOPSIS
Reads what only this Entra Connect Sync server knows into a JSON file for gwbplan.

.DESCRIPTION
Version @VERSION@ (the first digits of the SHA-256 of this script as gwbplan holds it; the file names it too).

Run it in Windows PowerShell 5.1 on each Connect Sync server, active and standby, as an account of the group ADSyncAdmins:

    powershell.exe -NoProfile -File .\gwbplan-connect.ps1

and give the file to gwbplan with --connect-facts.

It changes nothing. It reads: the Windows service ADSync, the list of installed programs, and what these cmdlets show:
Get-ADSyncScheduler, Get-ADSyncAutoUpgrade, Get-ADSyncGlobalSettings, Get-ADSyncAADCompanyFeature,
Get-ADSyncExportDeletionThreshold, Get-ADSyncConnector, Get-ADSyncRule, Get-ADSyncRunProfileResult and
Get-ADSyncRunStepResult. The only thing it writes is the one file.

No password, key or encrypted configuration is read. The file names the accounts of the connectors, domains, containers and rules:
treat it as you treat other facts of your directory.

What cannot be read is listed in the file as unread, with the reason, and on the screen.

.PARAMETER OutFile
Where the facts go. Default: <server>-connect-facts.json in the current folder.

.PARAMETER NoCloud
Leaves out the two cmdlets that ask Entra ID (features and deletion threshold).
#>
#Requires -Version 5.1
[CmdletBinding()]
param(
    [string] $OutFile = "${env:COMPUTERNAME}-connect-facts.json",
    [switch] $NoCloud
)

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

$entraConnector = 'b891884f-051e-4a83-95af-2544101c9083'
$unread = [System.Collections.ArrayList]::new()
$stepFaults = [System.Collections.ArrayList]::new()

# What an object shows under a name. A property that must be there and is not is an error: its absence must not pass for "none".
function Get-Value {
    param($Object, [string] $Name, [switch] $Required)
    $property = $null
    if ($null -ne $Object) { $property = $Object.PSObject.Properties[$Name] }
    if ($null -ne $property) { return $property.Value }
    if ($Required) { throw "there is no property $Name; this version of Connect Sync shows something else" }
}

function Get-List {
    param($Object, [string] $Name, [switch] $Required)
    foreach ($item in (Get-Value $Object $Name -Required:$Required)) {
        if ($null -ne $item) { $item }
    }
}

function Get-Text {
    param($Object, [string] $Name, [switch] $Required)
    $value = Get-Value $Object $Name -Required:$Required
    if ($null -eq $value) { return '' }
    return [string] $value
}

function Get-Flag {
    param($Object, [string] $Name)
    $value = Get-Value $Object $Name
    if ($value -isnot [bool]) { return 'unread' }
    if ($value) { return 'true' }
    return 'false'
}

function Get-Count {
    param($Object, [string] $Name)
    $value = Get-Value $Object $Name
    if ($null -eq $value) { return $null }
    return [int] $value
}

function Get-Duration {
    param($Object, [string] $Name)
    $value = Get-Value $Object $Name
    if ($value -isnot [TimeSpan]) { return $null }
    return [int] $value.TotalSeconds
}

# Times that do not say their zone are UTC, as the synchronisation service keeps its history.
function ConvertTo-Utc {
    param([DateTime] $Time)
    if ($Time.Kind -eq [DateTimeKind]::Local) { $Time = $Time.ToUniversalTime() }
    return $Time.ToString('yyyy-MM-dd''T''HH:mm:ss''Z''', [System.Globalization.CultureInfo]::InvariantCulture)
}

function Get-Time {
    param($Object, [string] $Name)
    $value = Get-Value $Object $Name
    if ($value -isnot [DateTime]) { return $null }
    if ($value.Year -lt 1990) { return $null }
    return ConvertTo-Utc $value
}

# The value of one parameter of a list of parameters, and of no other.
function Get-Parameter {
    param($Object, [string] $List, [string] $Name)
    foreach ($parameter in (Get-List $Object $List)) {
        if ((Get-Text $parameter 'Name') -eq $Name) { return Get-Text $parameter 'Value' }
    }
    return ''
}

function Add-Unread {
    param([string] $Section, $Reason)
    if ($Reason -is [System.Management.Automation.ErrorRecord]) { $Reason = $Reason.Exception.Message }
    $why = ([string] $Reason) -replace '\s+', ' '
    if ($why.Length -gt 400) { $why = $why.Substring(0, 400) }
    $null = $unread.Add([ordered]@{ section = $Section; why = $why })
}

function ConvertTo-Scope {
    param($Group)
    foreach ($condition in (Get-List $Group 'ScopeConditionList' -Required)) {
        $operator = Get-Text $condition 'ComparisonOperator' -Required
        $values = @()
        if ($operator -notin 'ISNULL', 'ISNOTNULL') { $values = @(Get-Text $condition 'ComparisonValue' -Required) }
        [ordered]@{ attribute = Get-Text $condition 'Attribute' -Required; operator = $operator; values = $values }
    }
}

function ConvertTo-Join {
    param($Group)
    foreach ($condition in (Get-List $Group 'JoinConditionList' -Required)) {
        [ordered]@{
            connector     = Get-Text $condition 'CSAttribute' -Required
            metaverse     = Get-Text $condition 'MVAttribute' -Required
            caseSensitive = (Get-Flag $condition 'CaseSensitive') -eq 'true'
        }
    }
}

function ConvertTo-Flow {
    param($Flow)
    $source = @(Get-List $Flow 'Source' -Required | ForEach-Object { [string] $_ })
    [ordered]@{
        destination = Get-Text $Flow 'Destination' -Required
        flowType    = Get-Text $Flow 'FlowType' -Required
        source      = $source
        expression  = Get-Text $Flow 'Expression'
        mergeType   = Get-Text $Flow 'ValueMergeType'
        executeOnce = (Get-Flag $Flow 'ExecuteOnce') -eq 'true'
    }
}

function ConvertTo-Rule {
    param($Rule)
    $scope = [System.Collections.ArrayList]::new()
    foreach ($group in (Get-List $Rule 'ScopeFilter' -Required)) { $null = $scope.Add(@(ConvertTo-Scope $group)) }
    $joins = [System.Collections.ArrayList]::new()
    foreach ($group in (Get-List $Rule 'JoinFilter' -Required)) { $null = $joins.Add(@(ConvertTo-Join $group)) }
    $flows = @(foreach ($flow in (Get-List $Rule 'AttributeFlowMappings' -Required)) { ConvertTo-Flow $flow })
    [ordered]@{
        identifier       = Get-Text $Rule 'Identifier' -Required
        name             = Get-Text $Rule 'Name' -Required
        tag              = Get-Text $Rule 'ImmutableTag'
        standard         = Get-Flag $Rule 'IsStandardRule'
        direction        = Get-Text $Rule 'Direction' -Required
        connector        = Get-Text $Rule 'Connector' -Required
        sourceObjectType = Get-Text $Rule 'SourceObjectType'
        targetObjectType = Get-Text $Rule 'TargetObjectType'
        linkType         = Get-Text $Rule 'LinkType' -Required
        precedence       = [int] (Get-Value $Rule 'Precedence' -Required)
        disabled         = [bool] (Get-Value $Rule 'Disabled' -Required)
        scope            = $scope.ToArray()
        joins            = $joins.ToArray()
        flows            = $flows
    }
}

function ConvertTo-Partition {
    param($Partition)
    $containers = Get-Value $Partition 'ConnectorPartitionScope'
    $included = @(Get-List $containers 'ContainerInclusionList' | ForEach-Object { [string] $_ })
    $excluded = @(Get-List $containers 'ContainerExclusionList' | ForEach-Object { [string] $_ })
    [ordered]@{
        dn       = Get-Text $Partition 'DN' -Required
        selected = Get-Flag $Partition 'Selected'
        domain   = Get-Flag $Partition 'IsDomain'
        included = $included
        excluded = $excluded
    }
}

function ConvertTo-Connector {
    param($Connector)
    $identifier = Get-Text $Connector 'Identifier' -Required
    $type = Get-Text $Connector 'ConnectorTypeName'
    if ($type -eq '') { $type = Get-Text $Connector 'Type' -Required }
    $kind = $type
    $account = ''
    $partitions = @()
    if ($identifier -eq $entraConnector) {
        $kind = 'Entra'
        $account = Get-Parameter $Connector 'ConnectivityParameters' 'UserName'
    }
    if ($kind -eq 'AD') {
        $user = Get-Parameter $Connector 'ConnectivityParameters' 'forest-login-user'
        $domain = Get-Parameter $Connector 'ConnectivityParameters' 'forest-login-domain'
        if ($user -ne '') { $account = "$domain\$user" }
        $partitions = @(foreach ($partition in (Get-List $Connector 'Partitions' -Required)) { ConvertTo-Partition $partition })
    }
    $objectTypes = @(Get-List $Connector 'ObjectInclusionList' | ForEach-Object { [string] $_ })
    [ordered]@{
        identifier  = $identifier
        name        = Get-Text $Connector 'Name' -Required
        kind        = $kind
        type        = $type
        forest      = Get-Parameter $Connector 'ConnectivityParameters' 'forest-name'
        account     = $account
        groupFilter = Get-Parameter $Connector 'GlobalParameters' 'Connector.GroupFilteringGroupDn'
        objectTypes = $objectTypes
        partitions  = $partitions
    }
}

# The number of entries in a step's list of errors; nothing of an entry is taken over.
function Get-ErrorCount {
    param($Step)
    if ($null -eq $Step.PSObject.Properties['SyncErrors']) { return $null }
    $errors = Get-Value $Step 'SyncErrors'
    if ($null -eq $errors) { return 0 }
    if ($errors -isnot [string]) { $errors = Get-Text $errors 'SyncErrorsXml' -Required }
    if ($errors.Trim() -eq '') { return 0 }
    return ([xml] $errors).SelectNodes('/*/*').Count
}

# What a step does and to which partition; both are empty where its description cannot be read.
function Get-Description {
    param([string] $Xml)
    $shown = @{ type = ''; partition = '' }
    try {
        $parsed = [xml] "<step>$Xml</step>"
        $node = $parsed.SelectSingleNode('/step/step-type/@type')
        if ($null -ne $node) { $shown.type = $node.Value }
        $node = $parsed.SelectSingleNode('/step/partition')
        if ($null -ne $node) { $shown.partition = $node.InnerText.Trim() }
    }
    catch { $shown.type = '' }
    return $shown
}

function ConvertTo-Step {
    param($Step)
    $description = Get-Description (Get-Text $Step 'StepXml')
    [ordered]@{
        number         = [int] (Get-Value $Step 'StepNumber' -Required)
        type           = $description.type
        partition      = $description.partition
        result         = Get-Text $Step 'StepResult' -Required
        start          = Get-Time $Step 'StartDate'
        end            = Get-Time $Step 'EndDate'
        exportAdds     = Get-Count $Step 'ExportAdd'
        exportUpdates  = Get-Count $Step 'ExportUpdate'
        exportRenames  = Get-Count $Step 'ExportRename'
        exportDeletes  = Get-Count $Step 'ExportDelete'
        exportFailures = Get-Count $Step 'ExportFailure'
        flowFailures   = Get-Count $Step 'FlowFailure'
        stageFailures  = Get-Count $Step 'StageFailure'
        errors         = Get-ErrorCount $Step
    }
}

function ConvertTo-Run {
    param($Run, [string] $Connector)
    $history = Get-Value $Run 'RunHistoryId' -Required
    $name = Get-Text $Run 'RunProfileName' -Required
    $steps = @()
    $stepsRead = $false
    try {
        $steps = @(foreach ($step in @(Get-ADSyncRunStepResult -RunHistoryId $history)) { ConvertTo-Step $step })
        $stepsRead = $steps.Count -gt 0
    }
    catch { $null = $stepFaults.Add("the steps of the run profile $($name): $($_.Exception.Message)") }
    [ordered]@{
        connector = $Connector
        profile   = $name
        number    = [int] (Get-Value $Run 'RunNumber' -Required)
        result    = Get-Text $Run 'Result' -Required
        complete  = Get-Flag $Run 'IsRunComplete'
        start     = Get-Time $Run 'StartDate'
        end       = Get-Time $Run 'EndDate'
        stepsRead = $stepsRead
        steps     = $steps
    }
}

# The newest finished run of each run profile of a connector, and one that is going on.
function Get-LastRun {
    param($Connector)
    $identifier = Get-Text $Connector 'Identifier' -Required
    foreach ($runProfile in (Get-List $Connector 'RunProfiles' -Required)) {
        $profileId = Get-Value $runProfile 'Identifier' -Required
        $results = @(Get-ADSyncRunProfileResult -ConnectorId $identifier -RunProfileId $profileId -NumberRequested 2)
        foreach ($run in @($results | Sort-Object -Property RunNumber -Descending)) {
            ConvertTo-Run $run $identifier
            if ((Get-Flag $run 'IsRunComplete') -ne 'false') { break }
        }
    }
}

try { Import-Module -Name ADSync }
catch { throw "the module ADSync is not there; run this script on an Entra Connect Sync server: $($_.Exception.Message)" }

$takenAt = ConvertTo-Utc ([DateTime]::UtcNow)

$serviceRunning = 'unread'
try {
    $service = Get-Service -Name ADSync
    $serviceRunning = 'false'
    if ([string] $service.Status -eq 'Running') { $serviceRunning = 'true' }
}
catch { Add-Unread 'service' $_ }

$wanted = @(
    'Microsoft.GroupWriteBack.*'
    'Microsoft.OptionalFeature.AutoUpgradeState'
    'Microsoft.OptionalFeature.AutoUpgradeSuspensionReason'
    'Microsoft.OptionalFeature.DeviceWriteBack'
    'Microsoft.OptionalFeature.ExportDeletionThreshold'
    'Microsoft.OptionalFeature.ExportDeletionThresholdValue'
    'Microsoft.OptionalFeature.GroupFiltering'
    'Microsoft.OptionalFeature.GroupWriteBack'
    'Microsoft.OptionalFeature.HybridExchange'
    'Microsoft.OptionalFeature.UserWriteBack'
    'Microsoft.Synchronize.MaintenanceEnabled'
    'Microsoft.Synchronize.NextStartTime'
    'Microsoft.Synchronize.RunHistoryPurgeInterval'
    'Microsoft.Synchronize.SchedulerSuspended'
    'Microsoft.Synchronize.ServerConfigurationVersion'
    'Microsoft.Synchronize.StagingMode'
    'Microsoft.Synchronize.SynchronizationPolicy'
    'Microsoft.Synchronize.SynchronizationSchedule'
    'Microsoft.Synchronize.TimeInterval'
    'Microsoft.SynchronizationOption.AnchorAttribute'
    'Microsoft.SynchronizationOption.JoinCriteria'
)
$settings = @()
$configured = ''
try {
    $parameters = @(Get-List (Get-ADSyncGlobalSettings) 'Parameters' -Required)
    $settings = @(
        foreach ($parameter in $parameters) {
            $name = Get-Text $parameter 'Name' -Required
            if (@($wanted | Where-Object { $name -like $_ }).Count -gt 0) {
                [ordered]@{ name = $name; value = Get-Text $parameter 'Value' -Required }
            }
        }
    )
    foreach ($setting in $settings) {
        if ($setting.name -eq 'Microsoft.Synchronize.ServerConfigurationVersion') { $configured = $setting.value }
    }
    if ($settings.Count -eq 0) { throw 'Get-ADSyncGlobalSettings showed none of the settings that matter' }
}
catch { Add-Unread 'settings' $_ }

# The installed programs say which build is installed. The list can hold entries that Windows itself cannot show; the global settings
# name the build then.
$version = ''
try {
    foreach ($program in @(Get-ItemProperty -Path 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall\*')) {
        if ((Get-Text $program 'DisplayName') -match '^Microsoft (Azure AD|Entra) Connect( Sync)?$') {
            $version = Get-Text $program 'DisplayVersion'
        }
    }
}
catch { $version = '' }
if ($version -eq '') { $version = $configured }
if ($version -eq '') { Add-Unread 'version' 'neither the installed programs nor the global settings name a version' }

$staging = 'unread'
$syncCycleEnabled = 'unread'
$scheduler = $null
try {
    $shown = Get-ADSyncScheduler
    $staging = Get-Flag $shown 'StagingModeEnabled'
    $syncCycleEnabled = Get-Flag $shown 'SyncCycleEnabled'
    $scheduler = [ordered]@{
        maintenanceEnabled = Get-Flag $shown 'MaintenanceEnabled'
        suspended          = Get-Flag $shown 'SchedulerSuspended'
        inProgress         = Get-Flag $shown 'SyncCycleInProgress'
        allowedSeconds     = Get-Duration $shown 'AllowedSyncCycleInterval'
        effectiveSeconds   = Get-Duration $shown 'CurrentlyEffectiveSyncCycleInterval'
        customSeconds      = Get-Duration $shown 'CustomizedSyncCycleInterval'
        purgeSeconds       = Get-Duration $shown 'PurgeRunHistoryInterval'
        nextPolicy         = Get-Text $shown 'NextSyncCyclePolicyType'
        next               = Get-Time $shown 'NextSyncCycleStartTimeInUTC'
    }
    if ($staging -eq 'unread') { throw 'Get-ADSyncScheduler shows no StagingModeEnabled' }
}
catch { Add-Unread 'scheduler' $_ }

$autoUpgrade = ''
try { $autoUpgrade = [string] (Get-ADSyncAutoUpgrade) }
catch { Add-Unread 'autoUpgrade' $_ }

$features = @()
try {
    if ($NoCloud) { throw 'left out by -NoCloud' }
    $shown = Get-ADSyncAADCompanyFeature
    $features = @(
        foreach ($property in $shown.PSObject.Properties) {
            if ($property.Value -is [bool]) {
                $state = 'off'
                if ($property.Value) { $state = 'on' }
                [ordered]@{ name = $property.Name; state = $state }
            }
        }
    )
    if ($features.Count -eq 0) { throw 'Get-ADSyncAADCompanyFeature showed no feature' }
}
catch { Add-Unread 'features' $_ }

$deletionThreshold = $null
try {
    if ($NoCloud) { throw 'left out by -NoCloud' }
    $shown = Get-ADSyncExportDeletionThreshold
    $prevention = switch ([int] (Get-Value $shown 'DeletionPrevention' -Required)) {
        0 { 'disabled' }
        1 { 'enabledForCount' }
        2 { 'enabledForPercentage' }
        default { throw "Get-ADSyncExportDeletionThreshold shows the unknown DeletionPrevention $_" }
    }
    $deletionThreshold = [ordered]@{
        prevention = $prevention
        count      = Get-Count $shown 'ThresholdCount'
        percentage = Get-Count $shown 'ThresholdPercentage'
    }
}
catch { Add-Unread 'deletionThreshold' $_ }

$found = @()
$connectors = @()
$connectorsRead = $false
try {
    $found = @(Get-ADSyncConnector)
    $connectors = @(foreach ($connector in $found) { ConvertTo-Connector $connector })
    if ($connectors.Count -eq 0) { throw 'Get-ADSyncConnector showed no connector' }
    $connectorsRead = $true
}
catch { Add-Unread 'connectors' $_ }

$rules = @()
$rulesRead = $false
try {
    $rules = @(foreach ($rule in @(Get-ADSyncRule)) { ConvertTo-Rule $rule })
    if ($rules.Count -eq 0) { throw 'Get-ADSyncRule showed no rule' }
    $rulesRead = $true
}
catch { Add-Unread 'rules' $_ }

$runs = @()
$runsRead = $false
try {
    if ($found.Count -eq 0) { throw 'there is no connector to ask for its runs' }
    $runs = @(foreach ($connector in $found) { Get-LastRun $connector })
    if ($stepFaults.Count -gt 0) { throw [string] $stepFaults[0] }
    $runsRead = $true
}
catch { Add-Unread 'runs' $_ }

$facts = [ordered]@{
    schema            = 'gwbplan/connect-facts/v1'
    name              = $env:COMPUTERNAME
    takenAt           = $takenAt
    scriptVersion     = '@VERSION@'
    version           = $version
    serviceRunning    = $serviceRunning
    autoUpgrade       = $autoUpgrade
    staging           = $staging
    syncCycleEnabled  = $syncCycleEnabled
    scheduler         = $scheduler
    features          = $features
    deletionThreshold = $deletionThreshold
    settings          = $settings
    rulesRead         = $rulesRead
    connectorsRead    = $connectorsRead
    runsRead          = $runsRead
    rules             = $rules
    connectors        = $connectors
    runs              = $runs
    unread            = $unread.ToArray()
}
$json = ConvertTo-Json -InputObject $facts -Depth 16

$path = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($OutFile)
$partial = "$path.partial"
try {
    [System.IO.File]::WriteAllText($partial, $json, [System.Text.UTF8Encoding]::new($false))
    if ([System.IO.File]::Exists($path)) { [System.IO.File]::Replace($partial, $path, [NullString]::Value) }
    else { [System.IO.File]::Move($partial, $path) }
}
finally { [System.IO.File]::Delete($partial) }

Write-Host "Wrote $path"
foreach ($part in $unread) { Write-Host "Not read: $($part.section): $($part.why)" }
