package connect

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"gwbplan/inventory"
)

// settle checks that the facts do not contradict each other and puts the lists
// into an order of their own.
func settle(s *inventory.ConnectServer) error {
	s.Name = strings.TrimSpace(s.Name)
	if s.Name == "" {
		return errors.New("the facts have no server name; run the script on the Connect server again")
	}
	inUTC(s)
	if err := errors.Join(unread(s), writeback(s)); err != nil {
		return err
	}
	return errors.Join(
		ordered("feature", s.Features, func(f inventory.ConnectFeature) string { return f.Name }),
		ordered("setting", s.Settings, func(c inventory.ConnectSetting) string { return c.Name }),
		ordered("rule", s.Rules, func(r inventory.SyncRule) string { return r.Identifier }),
		ordered("connector", s.Connectors, func(c inventory.SyncConnector) string { return c.Identifier }),
		ordered("run", s.Runs, func(r inventory.ConnectRun) string {
			return fmt.Sprintf("%s %s %09d", r.Connector, r.Profile, r.Number)
		}),
		ordered("unread section", s.Unread, func(u inventory.ConnectUnread) string { return string(u.Section) }),
	)
}

// ordered sorts a list by key and refuses two entries of one key: nobody could
// tell which of them holds. Keys compare without regard to case, as
// PowerShell compares them.
func ordered[T any](what string, list []T, key func(T) string) error {
	slices.SortStableFunc(list, func(a, b T) int { return strings.Compare(strings.ToLower(key(a)), strings.ToLower(key(b))) })
	for i := 1; i < len(list); i++ {
		if k := key(list[i]); k != "" && strings.EqualFold(k, key(list[i-1])) {
			return fmt.Errorf("the %s %q stands there twice; run the script again", what, k)
		}
	}
	return nil
}

// unread refuses a list that is whole and unread at once.
func unread(s *inventory.ConnectServer) error {
	for _, list := range []struct {
		section inventory.ConnectSection
		whole   bool
	}{
		{inventory.ConnectRules, s.RulesRead}, {inventory.ConnectConnectors, s.ConnectorsRead}, {inventory.ConnectRuns, s.RunsRead},
	} {
		if list.whole && s.WhyUnread(list.section) != "" {
			return fmt.Errorf("%[1]s is among the unread sections and %[1]sRead is true; run the script again", list.section)
		}
	}
	return nil
}

// writeback takes v1 and v2 from the list of features (F22, F30).
func writeback(s *inventory.ConnectServer) error {
	for _, w := range []struct {
		field   string
		state   *inventory.Feature
		feature string
	}{
		{"writebackV1", &s.WritebackV1, "UnifiedGroupWriteback"},
		{"writebackV2", &s.WritebackV2, "GroupWritebackV2"},
	} {
		listed := s.Feature(w.feature)
		if *w.state != inventory.FeatureUnread && listed != inventory.FeatureUnread && *w.state != listed {
			return fmt.Errorf("%s is %s and the feature %s is %s; correct the one that is wrong", w.field, *w.state, w.feature, listed)
		}
		*w.state = cmp.Or(*w.state, listed)
	}
	return nil
}

// inUTC gives equal times one form.
func inUTC(s *inventory.ConnectServer) {
	times := []*time.Time{s.TakenAt}
	if s.Scheduler != nil {
		times = append(times, s.Scheduler.Next)
	}
	for i := range s.Runs {
		r := &s.Runs[i]
		times = append(times, r.Start, r.End)
		for j := range r.Steps {
			times = append(times, r.Steps[j].Start, r.Steps[j].End)
		}
	}
	for _, t := range times {
		if t != nil {
			*t = t.UTC()
		}
	}
}
