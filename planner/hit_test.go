package planner

import (
	"strconv"
	"testing"
)

func TestQuoted(t *testing.T) {
	for _, s := range []string{"", "plain name", `a "quoted" one`, `back\slash`, "tab\t", "Zoë", "\x7f", "~ !"} {
		if got := quoted(s); got != strconv.Quote(s) {
			t.Errorf("%s, want %s", got, strconv.Quote(s))
		}
	}
}
