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

# DATA

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
