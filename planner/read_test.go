package planner

import (
	"errors"
	"io"
	"strings"
	"testing"
)

func TestReadPlanRefuses(t *testing.T) {
	b := newTenant(t)
	b.written(b.security("Sales", flagTrue))
	good := string(b.file())
	cut := func(at string) string { return good[:strings.Index(good, at)] }
	for _, tt := range []struct{ name, text, want string }{
		{"empty", "", "ends too early, behind its beginning"},
		{"no object", "[]", "no plan file"},
		{"no plan", `{"groups":[]}`, "no plan file"},
		{"a snapshot", `{"type":"header","schema":"gwbplan/snapshot/v1"}`, "this is a snapshot and no plan; make one of it with gwbplan plan"},
		{"newer", strings.Replace(good, Schema, "gwbplan/plan/v2", 1), `"gwbplan/plan/v2"`},
		{"cut in a group", cut(`"atSwitch":"`), "ends too early, behind group 0"},
		{"cut behind the groups", cut(`"summary"`), `ends too early`},
		{"unknown key", strings.Replace(good, `"complete": true`, `"complete": true, "outcome": "go"`, 1), `unknown key "outcome"`},
		{"unknown key in a group", strings.Replace(good, `"pins":[]`, `"pins":[],"colour":1`, 1), `groups, number 1`},
		{"key twice", strings.Replace(good, `"complete": true`, `"complete": true, "complete": true`, 1), "twice"},
		{"missing key", strings.Replace(good, `"complete": true,`, "", 1), `"complete" is missing`},
		{"list null", strings.Replace(good, `"pins":[]`, `"pins":null`, 1), "missing or null"},
		{"list missing", strings.Replace(good, `"owners":[],`, "", 1), "missing or null"},
		{"no list", strings.Replace(good, `"orphans": []`, `"orphans": {}`, 1), "orphans"},
		{"bad flag", strings.Replace(good, `"flag":"true"`, `"flag":"yes"`, 1), `"yes"`},
		{"two plans", good + good, "something follows"},
	} {
		_, err := ReadPlan(strings.NewReader(tt.text))
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %q in it", tt.name, err, tt.want)
		}
	}
	if _, err := ReadPlan(strings.NewReader(cut(`"atSwitch":"`))); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("a truncated plan: got %v", err)
	}
}

type fullDisk struct{ room int }

func (d *fullDisk) Write(b []byte) (int, error) {
	if d.room -= len(b); d.room < 0 {
		return 0, errors.New("disk full")
	}
	return len(b), nil
}

func TestWriteReportsAFullDisk(t *testing.T) {
	b := newTenant(t)
	b.security("Sales", flagTrue)
	p, err := New(b.snapshot(), b.opt)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Write(&fullDisk{10}); err == nil || !strings.Contains(err.Error(), "disk full") {
		t.Errorf("got %v", err)
	}
}
