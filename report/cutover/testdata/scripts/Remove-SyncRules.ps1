<#
.SYNOPSIS
Removes the two synchronisation rules of the coexistence from this Entra Connect Sync server.

.DESCRIPTION
The undo of New-SyncRules.ps1 BEFORE the switch (P5b), and the way to get rid of wrong ones, such as rules with the connectors swapped.

DANGER after the switch: the outbound rule (P4) is what keeps Connect Sync from deleting the AD objects of the groups. Without it the next export
can delete every one of them. The rules stay as long as Connect Sync runs. Where v2 is off, or cannot be read, the script refuses unless you give
-AfterSwitch and type the plan's hash.

It needs staging mode, or the scheduler off, so that no export can follow by itself. It removes what is meant as one of the two rules, right or wrong,
shows each first, and exports the server's configuration to the log folder before.

Try it with -WhatIf. The exit code is 1 where anything failed.

.PARAMETER AfterSwitch
Goes on although v2 is off or was not read.

.PARAMETER LogFolder
Where the transcript and the exported configuration go. Default: the current folder.
#>
#Requires -Version 5.1
#Requires -RunAsAdministrator
[CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'High')]
param(
    [switch] $AfterSwitch,
    [string] $LogFolder = '.'
)

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

$planHash = '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef'
$targets = @(
    [pscustomobject]@{ Context = 'DC=contoso,DC=com' }
    [pscustomobject]@{ Context = 'DC=EMEA,DC=contoso,DC=com' }
)
$servers = @(
    [pscustomobject]@{ Name = 'SYNC01' }
    [pscustomobject]@{ Name = '''’’''; Stop-Computer; ''‘‘''' }
)
$connectors = @(
    [pscustomobject]@{ Server = 'SYNC01'; Connector = '0c6a2f5d-7e0b-4f43-9d3f-2f4a4a1b8e77'; Name = 'smart ‘‘a’’ ‚‚b‛‛ “c” „d”' }
    [pscustomobject]@{ Server = '''’’''; Stop-Computer; ''‘‘'''; Connector = '7d41b0c2-95e3-4a16-8f0d-c3e9a6521bd4'; Name = [regex]::Unescape('two\u000alines\u000d\u000a-\u000a\u000adn: DC=evil') }
)

# What an object shows under a name, nothing where it has no such property.
function Get-Value {
    param($Object, [string] $Name)
    if ($null -eq $Object) { return $null }
    $property = $Object.PSObject.Properties[$Name]
    if ($null -ne $property) { return $property.Value }
}

# Whether two texts are the same but for their case. The operator -eq takes texts for the same that differ in characters nobody sees.
function Test-Same {
    param([string] $A, [string] $B)
    return [string]::Equals($A, $B, [System.StringComparison]::OrdinalIgnoreCase)
}

# A text that was read just now, without what a terminal would obey.
function Show-Text {
    param([string] $Text)
    return [regex]::Replace($Text, '[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]', '?')
}

$entra = 'b891884f-051e-4a83-95af-2544101c9083'

# The two rules of the coexistence as the published procedure has them (P3, P4).
$inbound = @{
    Part = 'inbound'; Name = 'In from AAD - Group SOAinAAD coexistence with Cloud Sync'; Identifier = 'e4eae1c9-b9bc-4328-ade9-df871cdd3027'
    Direction = 'Inbound'; LinkType = 'Join'; Flow = 'cloudNoFlow'; Precedence = 88
    Scope = @(@('cloudMastered', 'EQUAL', 'true'), @('mail', 'ISNULL', ''))
}
$outbound = @{
    Part = 'outbound'; Name = 'Out to AD - Group SOAinAAD coexistence with Cloud Sync'; Identifier = '419fda18-75bb-4e23-b947-8b06e7246551'
    Direction = 'Outbound'; LinkType = 'JoinNoFlow'; Flow = ''; Precedence = 89
    Scope = @(, @('cloudNoFlow', 'EQUAL', 'True'))
}

# An identifier without braces, as text.
function Get-Identifier {
    param($Object, [string] $Name = 'Identifier')
    return ([string] (Get-Value $Object $Name)).Trim('{', '}')
}

function Get-Condition {
    param($Rule)
    foreach ($group in @(Get-Value $Rule 'ScopeFilter')) {
        foreach ($condition in @(Get-Value $group 'ScopeConditionList')) { if ($null -ne $condition) { $condition } }
    }
}

function Test-Flow {
    param($Rule, [string] $Destination)
    foreach ($flow in @(Get-Value $Rule 'AttributeFlowMappings')) {
        if (Test-Same (Get-Value $flow 'Destination') $Destination) { return $true }
    }
    return $false
}

function Test-Condition {
    param($Condition, $Wanted)
    return (Test-Same (Get-Value $Condition 'Attribute') $Wanted[0]) -and (Test-Same (Get-Value $Condition 'ComparisonOperator') $Wanted[1]) -and
    ($Wanted[2] -eq '' -or (Test-Same (Get-Value $Condition 'ComparisonValue') $Wanted[2]))
}

# Whether a rule is meant as one of the two: by its identifier, or by what it does where somebody made it by hand. Microsoft's own rules are not.
function Test-Meant {
    param($Rule, $Kind)
    if (Test-Same (Get-Identifier $Rule) $Kind.Identifier) { return $true }
    if ((Get-Value $Rule 'IsStandardRule') -eq $true) { return $false }
    if (-not (Test-Same (Get-Value $Rule 'Direction') $Kind.Direction)) { return $false }
    if ($Kind.Flow -ne '' -and -not (Test-Flow $Rule $Kind.Flow)) { return $false }
    return @(Get-Condition $Rule | Where-Object { Test-Condition $_ $Kind.Scope[0] }).Count -gt 0
}

function Test-Scope {
    param($Rule, $Kind)
    $conditions = @(Get-Condition $Rule)
    if (@(Get-Value $Rule 'ScopeFilter').Count -ne 1 -or $conditions.Count -ne $Kind.Scope.Count) { return $false }
    foreach ($want in $Kind.Scope) {
        if (@($conditions | Where-Object { Test-Condition $_ $want }).Count -eq 0) { return $false }
    }
    return $true
}

# What is wrong with a rule that is meant as one of the two, on a connector.
function Get-Fault {
    param($Rule, $Kind, [string] $Connector)
    if (Get-Value $Rule 'Disabled') { 'it is disabled' }
    if (-not (Test-Same (Get-Value $Rule 'Direction') $Kind.Direction)) { "its direction is $(Show-Text (Get-Value $Rule 'Direction'))" }
    if (-not (Test-Same (Get-Identifier $Rule 'Connector') $Connector)) { "it stands on another connector: $(Show-Text (Get-Identifier $Rule 'Connector'))" }
    if (-not (Test-Same (Get-Value $Rule 'LinkType') $Kind.LinkType)) { "its link type is $(Show-Text (Get-Value $Rule 'LinkType')), not $($Kind.LinkType)" }
    if ([int] (Get-Value $Rule 'Precedence') -ge 100) { "its precedence is $([int] (Get-Value $Rule 'Precedence')), not below 100" }
    if (-not (Test-Scope $Rule $Kind)) { 'its scope is another' }
    if ($Kind.Flow -ne '' -and -not (Test-Flow $Rule $Kind.Flow)) { "it sets no $($Kind.Flow)" }
}

# The AD connectors of this server that write to a domain of the plan.
function Get-Writer {
    foreach ($connector in @(Get-ADSyncConnector)) {
        if (Test-Same (Get-Identifier $connector) $entra) { continue }
        $type = [string] (Get-Value $connector 'ConnectorTypeName')
        if ($type -eq '') { $type = [string] (Get-Value $connector 'Type') }
        if (-not (Test-Same $type 'AD')) { continue }
        $here = @(foreach ($partition in @(Get-Value $connector 'Partitions')) {
                $dn = [string] (Get-Value $partition 'DN')
                $targets | Where-Object { Test-Same $_.Context $dn }
            })
        if ($here.Count -gt 0) { $connector }
    }
}

# Which rule has to be on which connector of this server. Where the plan knows the server, its connectors must be those of the plan.
function Get-Wanted {
    param([bool] $Unread)
    $writers = @(Get-Writer)
    if ($writers.Count -eq 0) { throw 'no AD connector of this server has a domain of the plan; is this a Connect server of the tenant?' }
    $names = @($servers | Where-Object { Test-Same $_.Name $env:COMPUTERNAME })
    $planned = @($connectors | Where-Object { Test-Same $_.Server $env:COMPUTERNAME })
    if ($planned.Count -eq 0 -and -not $Unread) {
        $state = 'is no server of the plan'
        if ($names.Count -gt 0) { $state = 'is a server whose connectors the plan does not know' }
        throw "$env:COMPUTERNAME $state; take its facts with the script of gwbplan connect-script and plan again, or give -AllowUnreadServer"
    }
    if ($planned.Count -gt 0) {
        foreach ($writer in $writers) {
            if (@($planned | Where-Object { Test-Same $_.Connector (Get-Identifier $writer) }).Count -eq 0) {
                throw "the plan does not know the connector $(Show-Text (Get-Value $writer 'Name')) of this server; take the server's facts and plan again"
            }
        }
        foreach ($row in $planned) {
            if (@($writers | Where-Object { Test-Same $row.Connector (Get-Identifier $_) }).Count -eq 0) {
                throw "the plan's connector $(Show-Text $row.Name) is not on this server, or without its domain; take the server's facts and plan again"
            }
        }
    }
    @{ Kind = $inbound; Connector = $entra; Name = 'Entra ID' }
    foreach ($writer in $writers) { @{ Kind = $outbound; Connector = (Get-Identifier $writer); Name = (Show-Text (Get-Value $writer 'Name')) } }
}

# What stands on this server of one wanted rule: the right one, or what is wrong with the others.
function Get-State {
    param($Want, $Rules)
    $state = @{ Right = $null; Faults = @() }
    foreach ($rule in $Rules) {
        if (-not (Test-Meant $rule $Want.Kind)) { continue }
        $here = Test-Same (Get-Identifier $rule 'Connector') $Want.Connector
        # The outbound rule of another AD connector is that connector's business.
        if (-not $here -and $Want.Kind.Part -eq 'outbound' -and -not (Test-Same (Get-Identifier $rule 'Connector') $entra)) { continue }
        $faults = @(Get-Fault $rule $Want.Kind $Want.Connector)
        if ($faults.Count -eq 0) { $state.Right = $rule }
        else { $state.Faults += "$(Show-Text (Get-Value $rule 'Name')) [$(Get-Identifier $rule)]: $($faults -join ', ')" }
    }
    return $state
}

# Whether v2 is on; nothing where that cannot be read.
function Get-Feature {
    try { return Get-Value (Get-ADSyncAADCompanyFeature) 'GroupWritebackV2' }
    catch { Write-Warning "v2 could not be read: $(Show-Text $_.Exception.Message)" }
}

# Stops where an export could follow, and where the groups would lose what protects them.
function Assert-Safe {
    $scheduler = Get-ADSyncScheduler
    if ((Get-Value $scheduler 'SyncCycleInProgress') -ne $false) { throw 'a synchronisation is running; wait for its end' }
    if ((Get-Value $scheduler 'StagingModeEnabled') -ne $true -and (Get-Value $scheduler 'SyncCycleEnabled') -ne $false) {
        throw 'the server is not in staging mode and its scheduler is on: an export would follow by itself; switch one of them first'
    }
    if ((Get-Feature) -eq $true) { return }
    Write-Warning 'DANGER: v2 is off, or was not read. Without the outbound rule the next export can DELETE the AD objects of the groups.'
    if (-not $AfterSwitch) { throw 'v2 is not known to be on; the rules stay unless you give -AfterSwitch' }
    if ($WhatIfPreference) { return }
    $typed = Read-Host -Prompt 'Type the SHA-256 of the plan to remove the rules all the same'
    if (-not (Test-Same $typed.Trim() $planHash)) { throw 'that is not the hash of the plan: nothing was removed' }
}

$null = New-Item -ItemType Directory -Path $LogFolder -Force -WhatIf:$false -Confirm:$false
$stamp = Get-Date -Format 'yyyyMMdd-HHmmss'
$removed = 0
$failed = 0
$null = Start-Transcript -Path (Join-Path -Path $LogFolder -ChildPath "Remove-SyncRules-$stamp.log") -WhatIf:$false -Confirm:$false
try {
    Write-Host "Plan $planHash, server $env:COMPUTERNAME"
    Import-Module -Name ADSync
    $meant = @(Get-ADSyncRule | Where-Object { (Test-Meant $_ $inbound) -or (Test-Meant $_ $outbound) })
    if ($meant.Count -gt 0) { Assert-Safe }
    $exported = $false
    foreach ($rule in $meant) {
        $label = "$(Show-Text (Get-Value $rule 'Name')) [$(Get-Identifier $rule)], $(Show-Text (Get-Value $rule 'Direction')), precedence $([int] (Get-Value $rule 'Precedence'))"
        if (-not $PSCmdlet.ShouldProcess($label, 'remove the rule')) { continue }
        try {
            if (-not $exported) {
                Get-ADSyncServerConfiguration -Path (Join-Path -Path $LogFolder -ChildPath "Connect-configuration-$stamp") | Out-Null
                $exported = $true
            }
            $null = Remove-ADSyncRule -Identifier (Get-Identifier $rule)
            $removed++
            Write-Host "removed: $label"
        }
        catch {
            $failed++
            Write-Warning "failed: $($label): $(Show-Text $_.Exception.Message)"
        }
    }
    Write-Host "$($meant.Count) rules found, $removed removed, $failed failed"
}
finally { $null = Stop-Transcript }
if ($failed -gt 0) { exit 1 }
