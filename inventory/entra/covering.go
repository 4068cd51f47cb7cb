package entra

import (
	"slices"
	"strings"
)

// has reports whether the token names a permission.
func (i Identity) has(permission string) bool {
	return slices.ContainsFunc(i.Permissions, func(p string) bool { return strings.EqualFold(p, permission) })
}

// covering are those of the token's permissions that may show what a permission
// shows, and more.
func (i Identity) covering(permission string) []string {
	var out []string
	for _, granted := range i.Permissions {
		if covers(strings.ToLower(granted), strings.ToLower(permission)) {
			out = append(out, granted)
		}
	}
	return out
}

// covers reports whether a broader permission may do for a narrow one (F104,
// F106): the one that writes the same, Directory for most of the directory, and
// Group for the members of groups. Hidden members want their own in any case.
func covers(broad, narrow string) bool {
	resource, _, _ := strings.Cut(narrow, ".")
	of, what, _ := strings.Cut(broad, ".")
	switch {
	case narrow == "member.read.hidden", strings.HasPrefix(what, "readbasic"):
		return false
	case of == resource:
		return strings.HasPrefix(what, "readwrite.")
	case of == "group":
		return resource == "groupmember" && strings.HasSuffix(what, ".all")
	case of == "application":
		return resource == "synchronization" && strings.HasPrefix(what, "readwrite.")
	case of == "directory":
		return resource != "synchronization" && resource != "onpremdirectorysynchronization" && resource != "policy"
	}
	return false
}
