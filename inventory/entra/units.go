package entra

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// windowUnits are the resource units that one app may use of one tenant in ten
// seconds, by the size of the tenant: over 500 users, over 50, fewer (F108).
func windowUnits() []int { return []int{8000, 5000, 3500} }

// windowUnitsFor is the budget of a tenant with so many users.
func windowUnitsFor(users int) int {
	sizes := windowUnits()
	switch {
	case users > 500:
		return sizes[0]
	case users >= 50:
		return sizes[1]
	}
	return sizes[2]
}

// unitsOf is what a GET is documented to cost (F108). What it did cost is in
// its answer.
func unitsOf(u *url.URL) int {
	n := baseUnits(strings.Split(strings.Trim(u.Path, "/"), "/"))
	q := u.Query()
	if q.Has("$select") {
		n--
	}
	if q.Has("$expand") {
		n++
	}
	if top, err := strconv.Atoi(q.Get("$top")); err == nil && top < 20 {
		n--
	}
	return max(1, n)
}

func baseUnits(path []string) int {
	for i, segment := range path {
		switch {
		case segment == "members" && i >= 2 && path[i-2] == "groups":
			return 3
		case segment == "users":
			return 2
		case segment == "getByIds":
			return 3
		}
	}
	return 1
}

type unitsKey struct{}

// withUnits says what a request costs that does not show it: a batch costs
// what it holds.
func withUnits(ctx context.Context, n int) context.Context {
	return context.WithValue(ctx, unitsKey{}, n)
}

func unitsFor(req *http.Request) int {
	if n, ok := req.Context().Value(unitsKey{}).(int); ok {
		return n
	}
	return unitsOf(req.URL)
}

// unitsIn reads what an answer says it has cost.
func unitsIn(h http.Header) (int, bool) {
	n, err := strconv.ParseInt(h.Get("x-ms-resource-unit"), 10, 32)
	return int(n), err == nil && n > 0
}

// usedIn reads which part of the budget an answer says is used. It is there
// from 0.8 upwards.
func usedIn(h http.Header) (float64, bool) {
	p, err := strconv.ParseFloat(h.Get("x-ms-throttle-limit-percentage"), 64)
	return p, err == nil && p > 0 && p < 100
}
