<#
.SYNOPSIS
Puts the groups of a wave into the scope of the Cloud Sync configuration of one AD domain (step P7).

.DESCRIPTION
The portal picks and shows 999 groups; beyond that a group comes into scope by an app role on the configuration's service principal. This script
assigns that role to each group of the wave. It reads the assignments first, so that it can be run again, and takes none away: what a group that leaves
the scope comes to is not documented.

Run it with the module Microsoft.Graph.Authentication, signed in to the plan's tenant:

    Connect-MgGraph -TenantId <tenant> -Scopes 'AppRoleAssignment.ReadWrite.All', 'Application.Read.All'

(in another cloud with -Environment USGov, USGovDoD or China).

Groups that are nested in one another in AD now come in the same wave or an earlier one: go through the waves in their order.

Try it with -WhatIf. The exit code is 1 where anything failed.

.PARAMETER Wave
The number of the wave.

.PARAMETER ServicePrincipalId
The object id of the configuration's service principal. Default: the one that the plan saw.

.PARAMETER AppRoleId
The id of the app role. Default: the documented one of the plan's cloud.

.PARAMETER LogFolder
Where the transcript goes. Default: the current folder.
#>
#Requires -Version 5.1
#Requires -Modules Microsoft.Graph.Authentication
[CmdletBinding(SupportsShouldProcess)]
param(
    [Parameter(Mandatory)] [ValidateRange(1, 9999)] [int] $Wave,
    [string] $ServicePrincipalId,
    [string] $AppRoleId,
    [string] $LogFolder = '.'
)

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

$planHash = '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef'
$tenant = '7f1e5c2a-3b64-4d0e-9c1f-52a8d7e64b10'
$servicePrincipal = '5b0a3c1e-77aa-4c0e-9a51-0d1f0e5a2b11'
$appRole = '1a0abf4d-b9fa-4512-a3a2-51ee82c6fd9f'
$groups = @(
    [pscustomobject]@{ Wave = '1'; Id = '00000000-0000-4000-8000-000000000000'; Name = 'Payroll' }
    [pscustomobject]@{ Wave = '1'; Id = '00000000-0000-4000-8000-000000000002'; Name = '#first' }
    [pscustomobject]@{ Wave = '1'; Id = '00000000-0000-4000-8000-000000000004'; Name = 'it''s; Remove-Item C:\ -Recurse #' }
    [pscustomobject]@{ Wave = '1'; Id = '00000000-0000-4000-8000-000000000006'; Name = '''’’''; Stop-Computer; ''‘‘''' }
    [pscustomobject]@{ Wave = '1'; Id = '00000000-0000-4000-8000-000000000008'; Name = 'back`tick `0 `n' }
    [pscustomobject]@{ Wave = '1'; Id = '00000000-0000-4000-8000-000000000010'; Name = [regex]::Unescape('''@\u000aStop-Computer\u000a@''') }
    [pscustomobject]@{ Wave = '1'; Id = '00000000-0000-4000-8000-000000000012'; Name = [regex]::Unescape('Payroll\u202etxt.exe\u2066') }
    [pscustomobject]@{ Wave = '1'; Id = '00000000-0000-4000-8000-000000000014'; Name = [regex]::Unescape('line\u2028separator\u0085next') }
    [pscustomobject]@{ Wave = '1'; Id = '00000000-0000-4000-8000-000000000016'; Name = '<# #> <script>alert(1)</script>' }
    [pscustomobject]@{ Wave = '1'; Id = '00000000-0000-4000-8000-000000000018'; Name = '(no name)' }
    [pscustomobject]@{ Wave = '2'; Id = '00000000-0000-4000-8000-000000000001'; Name = 'a\b, c+d "e" <f>; g=h' }
    [pscustomobject]@{ Wave = '2'; Id = '00000000-0000-4000-8000-000000000003'; Name = ' leading and trailing ' }
    [pscustomobject]@{ Wave = '2'; Id = '00000000-0000-4000-8000-000000000005'; Name = 'smart ‘‘a’’ ‚‚b‛‛ “c” „d”' }
    [pscustomobject]@{ Wave = '2'; Id = '00000000-0000-4000-8000-000000000007'; Name = '$(Stop-Computer) `$x ${env:TEMP} @{a=1} %PATH%' }
    [pscustomobject]@{ Wave = '2'; Id = '00000000-0000-4000-8000-000000000009'; Name = [regex]::Unescape('two\u000alines\u000d\u000a-\u000a\u000adn: DC=evil') }
    [pscustomobject]@{ Wave = '2'; Id = '00000000-0000-4000-8000-000000000011'; Name = [regex]::Unescape('nul\u0000inside') }
    [pscustomobject]@{ Wave = '2'; Id = '00000000-0000-4000-8000-000000000013'; Name = [regex]::Unescape('Équipe 👩\u200d💻 財務部') }
    [pscustomobject]@{ Wave = '2'; Id = '00000000-0000-4000-8000-000000000015'; Name = [regex]::Unescape('\ufeffmark') }
    [pscustomobject]@{ Wave = '2'; Id = '00000000-0000-4000-8000-000000000017'; Name = 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx_000000000123' }
    [pscustomobject]@{ Wave = '2'; Id = '00000000-0000-4000-8000-000000000019'; Name = '=cmd|'' /C calc''!A0' }
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

# An answer of Graph is a hashtable.
function Get-Field {
    param($Answer, [string] $Name)
    if ($Answer -is [System.Collections.IDictionary] -and $Answer.Contains($Name)) { return $Answer[$Name] }
}

# All pages of a list.
function Get-Page {
    param([string] $Uri)
    while ($Uri) {
        $answer = Invoke-MgGraphRequest -Method GET -Uri $Uri -OutputType Hashtable
        foreach ($item in @(Get-Field $answer 'value')) { if ($null -ne $item) { $item } }
        $Uri = [string] (Get-Field $answer '@odata.nextLink')
    }
}

# The configuration's service principal: it must offer the app role, or it is another one.
function Assert-Target {
    $context = Get-MgContext
    if ($null -eq $context) { throw "not signed in; run Connect-MgGraph -TenantId $tenant -Scopes 'AppRoleAssignment.ReadWrite.All', 'Application.Read.All'" }
    if (-not (Test-Same (Get-Value $context 'TenantId') $tenant)) { throw "signed in to tenant $(Show-Text (Get-Value $context 'TenantId')), the plan is of $tenant" }
    $principal = Invoke-MgGraphRequest -Method GET -Uri ('/v1.0/servicePrincipals/' + $target + '?$select=id,displayName,appRoles') -OutputType Hashtable
    $offered = @(Get-Field $principal 'appRoles' | Where-Object { Test-Same (Get-Field $_ 'id') $app })
    if ($offered.Count -eq 0) {
        throw "the service principal $(Show-Text (Get-Field $principal 'displayName')) does not offer the app role $app; give -ServicePrincipalId that of the configuration"
    }
    Write-Host "configuration: $(Show-Text (Get-Field $principal 'displayName')) [$target]"
}

# Ids go into addresses: nothing but an id does.
function Get-Id {
    param([string] $Given, [string] $Planned, [string] $What)
    $text = $Given
    if ($text -eq '') { $text = $Planned }
    if ($text -eq '') { throw "the plan knows no $($What): give it" }
    return ([guid] $text).ToString()
}

$mine = @($groups | Where-Object { [int] $_.Wave -eq $Wave })
if ($mine.Count -eq 0) { throw "wave $Wave has no group in this domain" }
$target = Get-Id $ServicePrincipalId $servicePrincipal '-ServicePrincipalId'
$app = Get-Id $AppRoleId $appRole '-AppRoleId'
$null = New-Item -ItemType Directory -Path $LogFolder -Force -WhatIf:$false -Confirm:$false
$count = @{ done = 0; already = 0; open = 0; failed = 0 }
$null = Start-Transcript -Path (Join-Path -Path $LogFolder -ChildPath "Add-Scope-wave-$Wave-$(Get-Date -Format 'yyyyMMdd-HHmmss').log") -WhatIf:$false -Confirm:$false
try {
    Write-Host "Plan $planHash, wave $($Wave): $($mine.Count) groups"
    Assert-Target
    $have = @{}
    foreach ($assignment in @(Get-Page ('/v1.0/servicePrincipals/' + $target + '/appRoleAssignedTo?$top=999'))) {
        if (Test-Same (Get-Field $assignment 'appRoleId') $app) { $have[([string] (Get-Field $assignment 'principalId')).ToLowerInvariant()] = $true }
    }
    foreach ($group in $mine) {
        $what = 'open'
        if ($have.ContainsKey($group.Id)) { $what = 'already' }
        elseif ($PSCmdlet.ShouldProcess("$(Show-Text $group.Name) [$($group.Id)]", "put into the scope of $target")) {
            try {
                $body = ConvertTo-Json -InputObject @{ principalId = $group.Id; resourceId = $target; appRoleId = $app } -Compress
                $null = Invoke-MgGraphRequest -Method POST -Uri "/v1.0/servicePrincipals/$target/appRoleAssignedTo" -Body $body -ContentType 'application/json'
                $what = 'done'
                Write-Host "done: $(Show-Text $group.Name) [$($group.Id)]"
            }
            catch {
                $what = 'failed'
                Write-Warning "failed: $(Show-Text $group.Name) [$($group.Id)]: $(Show-Text $_.Exception.Message)"
            }
        }
        $count[$what]++
    }
    Write-Host "$($count.done) done, $($count.already) were in scope already, $($count.open) not done for -WhatIf or -Confirm, $($count.failed) failed"
}
finally { $null = Stop-Transcript }
if ($count.failed -gt 0) { exit 1 }
