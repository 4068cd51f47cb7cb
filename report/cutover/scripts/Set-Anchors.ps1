<#
.SYNOPSIS
Sets the anchors of the written-back security groups of one AD domain (step P1), or takes them back.

.DESCRIPTION
Cloud Sync finds an existing AD object by msDS-ExternalDirectoryObjectId alone. This script sets it, to Group_ and the cloud group's id, on the
objects of the plan that have none. It takes each object by its objectGUID, against the one domain controller that you name.

It compares first, so that it can be run again: an object that has its anchor already is left alone. An object is refused, and the script goes on,
where it holds another value, where its adminDescription is not what the plan saw, where it is no group, and where another object has the same
anchor. Nothing is ever overwritten.

Before each change a line goes into the undo file. -Undo takes back exactly what stands there, and only where the value is still the one that was set.

Try it with -WhatIf. The last line counts; the exit code is 1 where anything was refused or failed.

.PARAMETER Server
A domain controller of the domain. Its domain decides which objects of the plan it gets.

.PARAMETER GlobalCatalog
A global catalog, such as gc01.contoso.com:3268. With it the anchor is looked for in the whole forest before it is set, without it in the domain.

.PARAMETER Credential
Who signs in. Default: who runs the script. The right to write the attribute is needed; the published procedure takes a domain administrator.

.PARAMETER LogFolder
Where the transcript and the undo file go. Default: the current folder.

.PARAMETER UndoFile
Default: Set-Anchors-undo.csv in the log folder.

.PARAMETER Undo
Takes the anchors back. Only before Cloud Sync is started: afterwards it finds its groups by them.
#>
#Requires -Version 5.1
#Requires -Modules ActiveDirectory
[CmdletBinding(SupportsShouldProcess)]
param(
    [Parameter(Mandatory)] [string] $Server,
    [string] $GlobalCatalog,
    [pscredential] $Credential,
    [string] $LogFolder = '.',
    [string] $UndoFile,
    [switch] $Undo
)

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

# DATA

# Why an object must not be changed; empty where it may be. What is there is not touched, whoever wrote it.
function Get-Refusal {
    param($Row, $Object, [string] $Anchor, [bool] $Back)
    if (-not (Test-Same (Get-Value $Object 'ObjectClass') 'group')) { return 'it is no group' }
    if ($Back) {
        if ($Anchor -eq '') { return '' }
        if (-not (Test-Same $Anchor $Row.Anchor)) { return "it holds another anchor: $(Show-Text $Anchor)" }
        return ''
    }
    if ($Anchor -ne '') { return "it holds another anchor: $(Show-Text $Anchor)" }
    $claim = [string] (Get-Value $Object 'adminDescription')
    if (-not (Test-Same $claim $Row.AdminDescription)) { return "its adminDescription is not what the plan saw: $(Show-Text $claim)" }
    return Get-Twin $Row
}

# Another object that has the anchor. The value is Group_ and an id, and cannot be taken for another filter.
function Get-Twin {
    param($Row)
    $filter = "(msDS-ExternalDirectoryObjectId=$($Row.Anchor))"
    $found = @(Get-ADObject @to -LDAPFilter $filter -SearchBase $context)
    if ($GlobalCatalog) { $found += @(Get-ADObject @catalog -LDAPFilter $filter -SearchBase '') }
    foreach ($object in $found) {
        if (-not (Test-Same (Get-Value $object 'ObjectGUID') $Row.ObjectGuid)) {
            return "another object has the anchor: $(Show-Text (Get-Value $object 'DistinguishedName'))"
        }
    }
    return ''
}

# What was done is noted before it is done, so that no change is without its line.
function Add-UndoLine {
    param($Row, $Object)
    $line = [pscustomobject]@{
        ObjectGuid = $Row.ObjectGuid; Anchor = $Row.Anchor; DistinguishedName = [string] (Get-Value $Object 'DistinguishedName'); Plan = $planHash
    }
    $line | Export-Csv -LiteralPath $UndoFile -Append -NoTypeInformation -Encoding UTF8 -Confirm:$false
}

# Sets one anchor or takes it back, and says what became of it.
function Set-Anchor {
    param($Row, [System.Management.Automation.PSCmdlet] $Caller, [bool] $Back)
    $object = Get-ADObject @to -Identity $Row.ObjectGuid -Properties 'adminDescription', 'msDS-ExternalDirectoryObjectId'
    $anchor = [string] (Get-Value $object 'msDS-ExternalDirectoryObjectId')
    if (-not $Back -and (Test-Same $anchor $Row.Anchor)) { return 'already' }
    if ($Back -and $anchor -eq '') { return 'already' }
    $why = Get-Refusal $Row $object $anchor $Back
    if ($why -ne '') {
        Write-Warning "refused: $(Show-Text $Row.Name) [$($Row.ObjectGuid)]: $why"
        return 'refused'
    }
    $target = "$(Show-Text $Row.Name) [$($Row.ObjectGuid)] $(Show-Text $Row.Place)"
    if ($Back) {
        if (-not $Caller.ShouldProcess($target, "take back msDS-ExternalDirectoryObjectId $($Row.Anchor)")) { return 'open' }
        Set-ADObject @to -Identity $Row.ObjectGuid -Remove @{ 'msDS-ExternalDirectoryObjectId' = $Row.Anchor } -Confirm:$false
    }
    else {
        if (-not $Caller.ShouldProcess($target, "set msDS-ExternalDirectoryObjectId to $($Row.Anchor)")) { return 'open' }
        Add-UndoLine $Row $object
        # -Add fails where somebody set a value since it was read; -Replace would overwrite it.
        Set-ADObject @to -Identity $Row.ObjectGuid -Add @{ 'msDS-ExternalDirectoryObjectId' = $Row.Anchor } -Confirm:$false
    }
    Write-Host "done: $target"
    return 'done'
}

# The rows to work on: of the server's domain, and with -Undo only those that stand in the undo file.
function Get-Row {
    param([string] $Context, [bool] $Back)
    $mine = @($stamps | Where-Object { Test-Same $_.Context $Context })
    if (-not $Back) { return $mine }
    $known = @{}
    foreach ($line in @(Import-Csv -LiteralPath $UndoFile -Encoding UTF8)) { $known["$($line.ObjectGuid) $($line.Anchor)"] = $true }
    return @($mine | Where-Object { $known.ContainsKey("$($_.ObjectGuid) $($_.Anchor)") })
}

if ($stamps.Count -eq 0) {
    Write-Host 'No AD object of this plan lacks its anchor: there is nothing to do.'
    exit 0
}
$null = New-Item -ItemType Directory -Path $LogFolder -Force -WhatIf:$false -Confirm:$false
if (-not $UndoFile) { $UndoFile = Join-Path -Path $LogFolder -ChildPath 'Set-Anchors-undo.csv' }
$to = @{ Server = $Server }
$catalog = @{ Server = $GlobalCatalog }
if ($null -ne $Credential) {
    $to.Credential = $Credential
    $catalog.Credential = $Credential
}
$count = @{ done = 0; already = 0; open = 0; refused = 0; failed = 0 }
$null = Start-Transcript -Path (Join-Path -Path $LogFolder -ChildPath "Set-Anchors-$(Get-Date -Format 'yyyyMMdd-HHmmss').log") -WhatIf:$false -Confirm:$false
try {
    Write-Host "Plan $planHash"
    $context = [string] (Get-Value (Get-ADRootDSE @to) 'defaultNamingContext')
    $rows = @(Get-Row $context $Undo.IsPresent)
    Write-Host "$(Show-Text $Server) is a domain controller of $(Show-Text $context): $($rows.Count) objects"
    if ($rows.Count -eq 0) { throw "the plan has no object to change in $(Show-Text $context); give -Server a domain controller of the right domain" }
    foreach ($row in $rows) {
        try { $what = Set-Anchor $row $PSCmdlet $Undo.IsPresent }
        catch {
            $what = 'failed'
            Write-Warning "failed: $(Show-Text $row.Name) [$($row.ObjectGuid)]: $(Show-Text $_.Exception.Message)"
        }
        $count[$what]++
    }
    Write-Host "$($count.done) done, $($count.already) were so already, $($count.open) not done for -WhatIf or -Confirm, $($count.refused) refused, $($count.failed) failed"
}
finally { $null = Stop-Transcript }
if ($count.refused + $count.failed -gt 0) { exit 1 }
if (-not $Undo) { Write-Host 'Now wait until the global catalogs have the values.' }
