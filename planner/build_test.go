package planner

import "testing"

func TestBuilds(t *testing.T) {
	for _, tt := range []struct {
		a, b          Build
		before, known bool
	}{
		{"2.2.8.0", "2.5.79.0", true, true},
		{"2.10.0.0", "2.9.0.0", false, true},
		{"2.2.8.0", "2.2.8.0", false, true},
		{"2.2", "2.2.0.1", true, true},
		{"", "2.2.8.0", false, false},
		{"2.2.8.0", "newest", false, false},
		{"2.2.8.0.1", "2.2", false, false},
		{"2", "3.0", false, false},
		{"2.-1", "3.0", false, false},
	} {
		if before, known := tt.a.Before(tt.b); before != tt.before || known != tt.known {
			t.Errorf("%q before %q: %v, known %v", tt.a, tt.b, before, known)
		}
	}
	if _, err := ParseBuild("2.5.79.0"); err != nil {
		t.Error(err)
	}
	if _, err := ParseBuild("2.5.x"); err == nil {
		t.Error("2.5.x is no version")
	}
}
