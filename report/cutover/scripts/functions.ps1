
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
