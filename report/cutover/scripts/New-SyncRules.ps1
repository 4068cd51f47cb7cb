<#
.SYNOPSIS
Makes the two synchronisation rules of the coexistence on this Entra Connect Sync server (steps P3 and P4).

.DESCRIPTION
P3 is an inbound rule on the connector to Entra ID that marks the cloud security groups (cloudNoFlow). P4 is an outbound rule with the link type
JoinNoFlow on each AD connector that writes to a domain of the plan. Without them Connect Sync takes the written-back groups for left over after
the switch, and deletes their AD objects.

Rules live on each server: run it on every Connect server, active and standby, in Windows PowerShell as a member of ADSyncAdmins.

It compares first, so that it can be run again: a rule that is right is left alone. Where a rule is there and wrong, on the wrong connector for one,
it makes none of that kind, says what is wrong, and goes on: remove the wrong one with Remove-SyncRules.ps1 and run it again. The precedence is the
published one where it is free, else the nearest free one below 100. The server's configuration is exported to the log folder before the first change.

Try it with -WhatIf. The exit code is 1 where anything was refused or failed.

.PARAMETER AllowUnreadServer
Goes on where the plan does not know this server's connectors. Check the connectors that it shows.

.PARAMETER LogFolder
Where the transcript and the exported configuration go. Default: the current folder.
#>
#Requires -Version 5.1
#Requires -RunAsAdministrator
[CmdletBinding(SupportsShouldProcess)]
param(
    [switch] $AllowUnreadServer,
    [string] $LogFolder = '.'
)

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

# DATA

# The wished precedence where no rule has it, else the nearest free one below 100.
function Get-Precedence {
    param([int] $Wished, $Rules)
    $taken = @($Rules | ForEach-Object { [int] (Get-Value $_ 'Precedence') })
    for ($distance = 0; $distance -lt 100; $distance++) {
        foreach ($candidate in ($Wished + $distance), ($Wished - $distance)) {
            if ($candidate -ge 0 -and $candidate -lt 100 -and $taken -notcontains $candidate) { return $candidate }
        }
    }
    throw 'no precedence below 100 is free'
}

function New-Rule {
    param($Want, $Rules)
    $kind = $Want.Kind
    $identifier = $kind.Identifier
    # Of several outbound rules the first gets the published identifier: no two rules of a server can have one.
    if (@($Rules | Where-Object { Test-Same (Get-Identifier $_) $identifier }).Count -gt 0) { $identifier = [guid]::NewGuid().ToString() }
    $none = '00000000-0000-0000-0000-000000000000'
    $settings = @{
        Name = $kind.Name; Identifier = $identifier; Description = "gwbplan, plan $planHash"; Direction = $kind.Direction
        Precedence = Get-Precedence $kind.Precedence $Rules; PrecedenceAfter = $none; PrecedenceBefore = $none
        SourceObjectType = 'group'; TargetObjectType = 'group'; Connector = $Want.Connector; LinkType = $kind.LinkType
        SoftDeleteExpiryInterval = 0; ImmutableTag = ''
    }
    $rule = @(New-ADSyncRule @settings)[0]
    if ($kind.Flow -ne '') {
        $rule = @(Add-ADSyncAttributeFlowMapping -SynchronizationRule $rule -Source @('true') -Destination $kind.Flow -FlowType 'Constant' -ValueMergeType 'Update')[0]
    }
    $conditions = @(foreach ($c in $kind.Scope) {
            New-Object -TypeName 'Microsoft.IdentityManagement.PowerShell.ObjectModel.ScopeCondition' -ArgumentList $c[0], $c[2], $c[1]
        })
    $rule = @(Add-ADSyncScopeConditionGroup -SynchronizationRule $rule -ScopeConditions $conditions)[0]
    $null = Add-ADSyncRule -SynchronizationRule $rule
    return $identifier
}

# Makes one wanted rule unless it is there, and says what became of it.
function Set-Rule {
    param($Want, [System.Management.Automation.PSCmdlet] $Caller)
    $label = "$($Want.Kind.Part) rule on $($Want.Name) [$($Want.Connector)]"
    $rules = @(Get-ADSyncRule)
    $state = Get-State $Want $rules
    foreach ($fault in $state.Faults) { Write-Warning "$($label): there is a wrong rule: $fault" }
    if ($null -ne $state.Right) {
        Write-Host "$($label): is there and right"
        return 'already'
    }
    if ($state.Faults.Count -gt 0) { return 'refused' }
    if (-not $Caller.ShouldProcess($label, 'make the rule')) { return 'open' }
    if (-not $script:exported) {
        Get-ADSyncServerConfiguration -Path (Join-Path -Path $LogFolder -ChildPath "Connect-configuration-$stamp") | Out-Null
        $script:exported = $true
    }
    $identifier = New-Rule $Want $rules
    $made = Get-State $Want @(Get-ADSyncRule)
    if ($null -eq $made.Right) { throw "the rule $identifier was made and does not read back as it should: $($made.Faults -join '; ')" }
    Write-Host "$($label): made, identifier $identifier, precedence $([int] (Get-Value $made.Right 'Precedence'))"
    return 'done'
}

$null = New-Item -ItemType Directory -Path $LogFolder -Force -WhatIf:$false -Confirm:$false
$stamp = Get-Date -Format 'yyyyMMdd-HHmmss'
$script:exported = $false
$count = @{ done = 0; already = 0; open = 0; refused = 0; failed = 0 }
$null = Start-Transcript -Path (Join-Path -Path $LogFolder -ChildPath "New-SyncRules-$stamp.log") -WhatIf:$false -Confirm:$false
try {
    Write-Host "Plan $planHash, server $env:COMPUTERNAME"
    Import-Module -Name ADSync
    foreach ($want in @(Get-Wanted $AllowUnreadServer.IsPresent)) {
        try { $what = Set-Rule $want $PSCmdlet }
        catch {
            $what = 'failed'
            Write-Warning "failed: the $($want.Kind.Part) rule on $($want.Name): $(Show-Text $_.Exception.Message)"
        }
        $count[$what]++
    }
    Write-Host "$($count.done) made, $($count.already) right already, $($count.open) not made for -WhatIf or -Confirm, $($count.refused) refused, $($count.failed) failed"
}
finally { $null = Stop-Transcript }
if ($count.refused + $count.failed -gt 0) { exit 1 }
