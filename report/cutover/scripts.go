package cutover

import (
	"fmt"
	"strings"
)

// scripts are the files that are loaded or run.
func (k *Kit) scripts() []File {
	return k.anchorFiles()
}

// fileNames names a file or folder after each item: by what people know it by,
// as far as every file system takes that, and no two alike. A name comes from a
// directory, and must lead nowhere else.
func fileNames[T any](items []T, name func(T) string) []string {
	out := make([]string, len(items))
	taken := map[string]bool{}
	for i, item := range items {
		base := fileName(name(item))
		out[i] = base
		for n := 2; taken[out[i]]; n++ {
			out[i] = fmt.Sprintf("%s_%d", base, n)
		}
		taken[out[i]] = true
	}
	return out
}

// fileNameCap leaves room in a path of 255 characters.
const fileNameCap = 100

// reserved are names that Windows keeps for devices, whatever follows a dot.
var reserved = map[string]bool{"con": true, "prn": true, "aux": true, "nul": true}

// fileName keeps lower-case letters, digits, hyphens and the dots between them.
func fileName(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z', '0' <= r && r <= '9', r == '-', r == '.':
			return r
		}
		return '_'
	}, strings.ToLower(s))
	s = strings.Trim(s[:min(len(s), fileNameCap)], ".")
	for strings.Contains(s, "..") {
		s = strings.ReplaceAll(s, "..", ".")
	}
	first, _, _ := strings.Cut(s, ".")
	device := len(first) == 4 && (first[:3] == "com" || first[:3] == "lpt") && first[3] >= '0' && first[3] <= '9'
	if s == "" || reserved[first] || device {
		s = "_" + s
	}
	return s
}
