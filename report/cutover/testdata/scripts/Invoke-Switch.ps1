<#
.SYNOPSIS
Switches Group Writeback v2 off for the tenant (step P5b), with the full synchronisations before and after it.

.DESCRIPTION
IRREVERSIBLE: v2 cannot be switched on again. From the next export on Connect Sync (v1) writes every Microsoft 365 group of the tenant to AD.

Without -Step it does P5b alone. The other steps:
  P5a        a full synchronisation with the two rules, before the switch
  P5c        a full synchronisation after it
  Scheduler  switches the scheduler on again, when the pending exports have been read

It stops before anything is changed where the server is not in staging mode, the scheduler is on, a synchronisation is running, v1 is off, or one of the
two rules is missing or wrong on this server. Where the plan says no-go for P5b it stops unless you give -DespiteNoGo. Before the switch it asks for the
SHA-256 of the approved plan and for the number of Microsoft 365 groups that will appear in AD. Where v2 is off already it leaves it.

Run it in Windows PowerShell on a Connect server, as a member of ADSyncAdmins. Try it with -WhatIf.

.PARAMETER Step
One or more of P5a, P5b, P5c and Scheduler; they run in this order.

.PARAMETER DespiteNoGo
Goes on although the plan's verdict for P5b is not go.

.PARAMETER AllowUnreadServer
Goes on where the plan does not know this server's connectors.

.PARAMETER LogFolder
Where the transcript goes. Default: the current folder.
#>
#Requires -Version 5.1
#Requires -RunAsAdministrator
[CmdletBinding(SupportsShouldProcess)]
param(
    [ValidateSet('P5a', 'P5b', 'P5c', 'Scheduler')] [string[]] $Step = @('P5b'),
    [switch] $DespiteNoGo,
    [switch] $AllowUnreadServer,
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
$m365WillAppear = '412'
$verdict = 'no-go'

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

# The server must be in the state that P2 left it in: nothing is exported, nothing runs by itself.
function Assert-Held {
    $scheduler = Get-ADSyncScheduler
    if ((Get-Value $scheduler 'StagingModeEnabled') -ne $true) { throw 'this server is not in staging mode (P2): an export would follow' }
    if ((Get-Value $scheduler 'SyncCycleEnabled') -ne $false) { throw 'the scheduler is on (P2): run Set-ADSyncScheduler -SyncCycleEnabled $false' }
    if ((Get-Value $scheduler 'SyncCycleInProgress') -ne $false) { throw 'a synchronisation is running; wait for its end' }
}

# Both rules must stand on this server, and be right.
function Assert-Rule {
    $rules = @(Get-ADSyncRule)
    foreach ($want in @(Get-Wanted $AllowUnreadServer.IsPresent)) {
        $state = Get-State $want $rules
        foreach ($fault in $state.Faults) { Write-Warning "wrong $($want.Kind.Part) rule on $($want.Name): $fault" }
        if ($null -eq $state.Right) { throw "no right $($want.Kind.Part) rule on $($want.Name): run New-SyncRules.ps1" }
    }
    Write-Host 'both rules are there and right on this server'
}

# A full synchronisation, and its end.
function Start-FullSync {
    param([string] $Name, [System.Management.Automation.PSCmdlet] $Caller)
    if (-not $Caller.ShouldProcess($env:COMPUTERNAME, "$($Name): full synchronisation")) { return }
    $null = Start-ADSyncSyncCycle -PolicyType Initial
    Write-Host "$($Name): a full synchronisation is running"
    do { Start-Sleep -Seconds 30 } while ((Get-Value (Get-ADSyncScheduler) 'SyncCycleInProgress') -ne $false)
    Write-Host "$($Name): it has ended; look at its result in the Synchronization Service before you go on"
}

# Who switches has the approved plan before them.
function Assert-Approval {
    $typed = Read-Host -Prompt 'SHA-256 of the approved plan'
    if (-not (Test-Same $typed.Trim() $planHash)) { throw 'that is not the hash of this kit''s plan: nothing was switched' }
    $typed = Read-Host -Prompt 'Number of Microsoft 365 groups that will appear in AD'
    if (-not (Test-Same $typed.Trim() $m365WillAppear)) { throw 'that is not the number of the plan: nothing was switched' }
}

function Invoke-Off {
    param([System.Management.Automation.PSCmdlet] $Caller)
    $features = Get-ADSyncAADCompanyFeature
    if ((Get-Value $features 'UnifiedGroupWriteback') -ne $true) { throw 'v1 (UnifiedGroupWriteback) is not on, and the plan rests on it; plan again' }
    $on = Get-Value $features 'GroupWritebackV2'
    if ($on -eq $false) {
        Write-Host 'P5b: v2 is off already'
        return
    }
    if ($on -ne $true) { throw 'whether v2 is on could not be read: nothing was switched' }
    if ($verdict -ne 'go') {
        Write-Warning "the plan's verdict for P5b is $verdict; the runbook says why"
        if (-not $DespiteNoGo) { throw 'nothing was switched; settle what stands in the way and plan again, or give -DespiteNoGo' }
    }
    Write-Warning "IRREVERSIBLE: v2 cannot be switched on again, and $m365WillAppear Microsoft 365 groups that are not in AD will be written there."
    if (-not $Caller.ShouldProcess('GroupWritebackV2 of the tenant', 'P5b: switch off for good')) { return }
    Assert-Approval
    $off = @{ GroupWritebackV2 = $false }
    $null = Set-ADSyncAADCompanyFeature @off
    if ((Get-Value (Get-ADSyncAADCompanyFeature) 'GroupWritebackV2') -ne $false) { throw 'v2 does not show as off after the call; look at Get-ADSyncAADCompanyFeature' }
    Write-Host "P5b: v2 is off since $([DateTime]::UtcNow.ToString('yyyy-MM-dd HH:mm', [System.Globalization.CultureInfo]::InvariantCulture)) UTC"
}

$null = New-Item -ItemType Directory -Path $LogFolder -Force -WhatIf:$false -Confirm:$false
$null = Start-Transcript -Path (Join-Path -Path $LogFolder -ChildPath "Invoke-Switch-$(Get-Date -Format 'yyyyMMdd-HHmmss').log") -WhatIf:$false -Confirm:$false
try {
    Write-Host "Plan $planHash, server $env:COMPUTERNAME, steps $($Step -join ', ')"
    Import-Module -Name ADSync
    Assert-Held
    Assert-Rule
    if ($Step -contains 'P5a') { Start-FullSync 'P5a' $PSCmdlet }
    if ($Step -contains 'P5b') { Invoke-Off $PSCmdlet }
    if ($Step -contains 'P5c') { Start-FullSync 'P5c' $PSCmdlet }
    if ($Step -contains 'Scheduler' -and $PSCmdlet.ShouldProcess($env:COMPUTERNAME, 'switch the scheduler on')) {
        Set-ADSyncScheduler -SyncCycleEnabled $true
        Write-Host 'the scheduler is on; nothing is exported before staging mode is off (P6)'
    }
}
finally { $null = Stop-Transcript }
