package planner

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
)

// Build is the version of a Connect server or of a provisioning agent: up to
// four numbers with dots between.
type Build string

// ParseBuild reads a version such as 2.5.79.0.
func ParseBuild(s string) (Build, error) {
	if _, ok := Build(s).numbers(); !ok {
		return "", fmt.Errorf("version %q: want numbers with dots between, such as 2.5.79.0", s)
	}
	return Build(s), nil
}

func (b Build) numbers() (n [4]uint64, ok bool) {
	parts := strings.Split(string(b), ".")
	if len(parts) < 2 || len(parts) > len(n) {
		return n, false
	}
	for i, p := range parts {
		v, err := strconv.ParseUint(p, 10, 32)
		if err != nil {
			return n, false
		}
		n[i] = v
	}
	return n, true
}

// Before compares two versions; known is false where one cannot be understood.
func (b Build) Before(o Build) (before, known bool) {
	x, okX := b.numbers()
	y, okY := o.numbers()
	if !okX || !okY {
		return false, false
	}
	for i := range x {
		if c := cmp.Compare(x[i], y[i]); c != 0 {
			return c < 0, true
		}
	}
	return false, true
}
