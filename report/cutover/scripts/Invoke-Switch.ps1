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

# DATA

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
