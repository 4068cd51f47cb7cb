
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
