package planner

import (
	"bytes"
	"reflect"
	"strings"
	"testing"
)

// FuzzReadPlan: whatever a file holds, it is refused in words, or it is a plan
// that survives being written and read again.
func FuzzReadPlan(f *testing.F) {
	b := newTenant(f)
	b.written(b.security("Sales", flagTrue))
	b.m365("Club", flagTrue)
	b.object("CN=Group_aaaaaaaa-0000-4000-8000-00000000ffff,OU=Groups,DC=contoso,DC=com", stamped("", "Group_aaaaaaaa-0000-4000-8000-00000000ffff"))
	b.gap("ad:contoso.com", "ad-parents")
	good := b.file()
	f.Add(good)
	f.Add(good[:len(good)/2])
	f.Add(bytes.Replace(good, []byte(`"groups"`), []byte(`"orphans"`), 1))
	f.Add(bytes.Replace(good, []byte(`[]`), []byte(`null`), 1))
	f.Add([]byte(`{"schema":"gwbplan/plan/v2"}`))
	f.Add([]byte(`{"schema":"gwbplan/plan/v1","groups":[{}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		p, err := ReadPlan(bytes.NewReader(raw))
		if err != nil {
			if !strings.HasPrefix(err.Error(), "reading the plan: ") {
				t.Errorf("the error does not say what was tried: %v", err)
			}
			return
		}
		var out bytes.Buffer
		if _, err := p.WriteTo(&out); err != nil {
			t.Fatal(err)
		}
		again, err := ReadPlan(bytes.NewReader(out.Bytes()))
		if err != nil || !reflect.DeepEqual(p, again) {
			t.Errorf("the plan does not survive: %v", err)
		}
	})
}
