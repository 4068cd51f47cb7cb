package report

import (
	"regexp"
	"strings"
)

// plainFolder are names that are folders as they are. They are shorter than any
// name with a hash, so that no two tenants meet.
var plainFolder = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$`)

// deviceName are names that mean something else on Windows.
var deviceName = regexp.MustCompile(`^(con|prn|aux|nul|com[0-9]|lpt[0-9])$`)

// TenantFolder is the folder of a tenant: its name in lower case where that is
// plain, else what is plain of it and a hash. Names that differ in more than
// case have different folders.
func TenantFolder(name string) string {
	lower := strings.ToLower(strings.TrimSpace(name))
	if plainFolder.MatchString(lower) && !deviceName.MatchString(lower) {
		return lower
	}
	return safeFolder(lower, "tenant")
}
