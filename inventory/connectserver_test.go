package inventory_test

import (
	"errors"
	"reflect"
	"testing"

	. "gwbplan/inventory"
)

func TestConnectServerLookups(t *testing.T) {
	s := ConnectServer{
		Name:     "SYNC1",
		Features: []ConnectFeature{{Name: "GroupWritebackV2", State: FeatureOff}},
		Settings: []ConnectSetting{{Name: "Microsoft.GroupWriteBack.Forest", Value: ""}},
		Unread:   []ConnectUnread{{Section: ConnectRules, Why: "access is denied"}},
	}
	if got := s.Feature("groupwritebackv2"); got != FeatureOff {
		t.Errorf("the feature is %s", got)
	}
	if got := s.Feature("DeviceWriteback"); got != FeatureUnread {
		t.Errorf("a feature that is not listed is %s", got)
	}
	if value, read := s.Setting("microsoft.groupwriteback.forest"); value != "" || !read {
		t.Errorf("an empty setting: %q, read %t", value, read)
	}
	if _, read := s.Setting("Microsoft.GroupWriteBack.Container"); read {
		t.Error("a setting that is not there was read")
	}
	if s.WhyUnread(ConnectRules) != "access is denied" || s.WhyUnread(ConnectRuns) != "" {
		t.Error("the reason of an unread section is not found")
	}
	want := []Gap{{Source: "connect:SYNC1", What: GapConnect, Subject: "rules", Why: "access is denied", Hides: "whether the rules protect the AD objects at the switch"}}
	if got := s.Gaps(); !reflect.DeepEqual(got, want) {
		t.Errorf("gaps %+v", got)
	}
}

// TestConnectSections: each section is read by its name and hides something.
func TestConnectSections(t *testing.T) {
	for _, section := range ConnectSections() {
		var got ConnectSection
		if err := got.UnmarshalText([]byte(section)); err != nil || got != section {
			t.Errorf("%s: %q, %v", section, got, err)
		}
		s := ConnectServer{Unread: []ConnectUnread{{Section: section}}}
		if s.Gaps()[0].Hides == "" {
			t.Errorf("the section %s hides nothing", section)
		}
	}
	var s ConnectSection
	if err := s.UnmarshalText([]byte("Rules")); err == nil {
		t.Error("a section in capitals is taken")
	}
}

func TestCloneOf(t *testing.T) {
	for name, c := range map[string]struct {
		rule     SyncRule
		original string
	}{
		"a clone":            {SyncRule{Name: "In from AAD - Group SOAInAAD - Cloned - 3/30/2021 11:09:04 AM", Standard: FlagFalse}, "In from AAD - Group SOAInAAD"},
		"of a clone":         {SyncRule{Name: "X - Cloned - 1 - Cloned - 2"}, "X"},
		"in capitals":        {SyncRule{Name: "X - CLONED - 1"}, "X"},
		"a standard rule":    {SyncRule{Name: "X - Cloned - 1", Standard: FlagTrue}, ""},
		"renamed":            {SyncRule{Name: "In from AAD - Contoso", Standard: FlagFalse}, ""},
		"hostile characters": {SyncRule{Name: "\xffİ\n - Cloned - 1"}, "\xffİ\n"},
	} {
		original, ok := c.rule.CloneOf()
		if original != c.original || ok != (c.original != "") {
			t.Errorf("%s: %q, %t", name, original, ok)
		}
	}
}

func TestRunStepFailures(t *testing.T) {
	n := func(i int) *int { return &i }
	for _, c := range []struct {
		step ConnectRunStep
		want int
		read bool
	}{
		{ConnectRunStep{}, 0, false},
		{ConnectRunStep{Errors: n(0)}, 0, true},
		{ConnectRunStep{ExportFailures: n(2), FlowFailures: n(1), StageFailures: n(0), Errors: n(1)}, 3, true},
		{ConnectRunStep{ExportFailures: n(1), Errors: n(4)}, 4, true},
	} {
		if got, read := c.step.Failures(); got != c.want || read != c.read {
			t.Errorf("%+v: %d, %t", c.step, got, read)
		}
	}
}

func TestCheckFields(t *testing.T) {
	type inner struct {
		B int `json:"b"`
	}
	type outer struct {
		A []inner `json:"a"`
	}
	for text, want := range map[string]*FieldError{
		`{"a":[{"b":1}]}`:         nil,
		` {"a":[{"b":1,"c":2}]}`:  {Name: "c", Offset: 14},
		`{"A":[]}`:                {Name: "A", Offset: 1},
		"{\"a\":[],\n\"a\":null}": {Name: "a", Twice: true, Offset: 9},
	} {
		var got *FieldError
		err := CheckFields([]byte(text), outer{})
		if errors.As(err, &got); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, want %+v", text, got, want)
		}
	}
}
