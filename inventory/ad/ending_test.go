package ad_test

import (
	"context"
	"errors"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"gwbplan/fixtures/ldapsim"
	"gwbplan/inventory"
	"gwbplan/inventory/ad"
)

// TestServerThatIsGone: every part becomes a gap, and the waiting is bounded.
func TestServerThatIsGone(t *testing.T) {
	s := serve(t, lab(ldapsim.Forest{}), ldapsim.Options{})
	cfg := config(s)
	dials := 0
	cfg.Dialer = func(ctx context.Context, network, address string) (net.Conn, error) {
		dials++
		return (&net.Dialer{}).DialContext(ctx, network, address)
	}
	var waited []time.Duration
	cfg.Sleep = func(_ context.Context, d time.Duration) error {
		waited = append(waited, d)
		return nil
	}
	src := dial(t, cfg)
	s.Close()
	dials = 0
	f := read(t, src, request())
	want := []string{
		"ad-attributes DC=contoso,DC=com: no connection",
		"ad-deleted-objects CN=Deleted Objects,DC=contoso,DC=com: no connection",
		"ad-domain DC=contoso,DC=com: no connection",
		"ad-forest: no connection",
		"ad-groups DC=contoso,DC=com: no connection",
		"ad-container OU=IT,DC=contoso,DC=com: no connection",
		"ad-container OU=Not there,DC=contoso,DC=com: no connection",
		"ad-recycle-bin: no connection",
		"ad-schema CN=Schema,CN=Configuration,DC=contoso,DC=com: no connection",
	}
	slices.Sort(want)
	if !slices.Equal(f.gaps(), want) {
		t.Errorf("gaps %q\nwant %q", f.gaps(), want)
	}
	if d := f.domain(t); len(d.Covered)+len(d.Containers) != 0 {
		t.Errorf("covered %v, containers %v", d.Covered, d.Containers)
	}
	if !slices.Equal(waited, []time.Duration{time.Second, 2 * time.Second, 4 * time.Second}) {
		t.Errorf("waited %v", waited)
	}
	if dials != 3+4 { // each may take as long as the timeout allows
		t.Errorf("%d attempts to connect, want 7", dials)
	}
}

func TestReadingEndsWithItsContext(t *testing.T) {
	s := serve(t, lab(ldapsim.Forest{}), ldapsim.Options{})
	src := dial(t, config(s))
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := src.Collect(ctx, &facts{}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

var errFull = errors.New("disk full")

type fullSink struct{}

func (fullSink) Put(inventory.Record) error { return errFull }

func TestReadingEndsWithItsSink(t *testing.T) {
	s := serve(t, lab(ldapsim.Forest{}), ldapsim.Options{})
	src := dial(t, config(s))
	if err := src.Collect(context.Background(), fullSink{}); !errors.Is(err, errFull) {
		t.Errorf("Collect: %v", err)
	}
	if err := src.Finish(fullSink{}); !errors.Is(err, errFull) {
		t.Errorf("Finish: %v", err)
	}
	if err := src.Finish(&facts{}); err == nil {
		t.Error("a second Finish was accepted")
	}
	if err := src.Lookup(context.Background(), ad.LookupRequest{}, &facts{}); err == nil {
		t.Error("Lookup after Finish was accepted")
	}
}

// TestOnlyReads holds the promise that no call can change the directory, and
// that the groups are found in one paged search.
func TestOnlyReads(t *testing.T) {
	s := serve(t, lab(ldapsim.Forest{}), ldapsim.Options{})
	read(t, dial(t, config(s)), request())
	firstPages := 0
	for _, r := range s.Requests() {
		switch r.Op {
		case ldapsim.OpBind, ldapsim.OpUnbind:
			continue
		case ldapsim.OpSearch:
		default:
			t.Errorf("operation %s", r.Op)
		}
		if !strings.Contains(r.Filter, stampedSearch) {
			continue
		}
		if strings.Contains(r.Filter, "isDeleted") {
			continue // the deleted ones, which have no members
		}
		if r.Page == 1 {
			firstPages++
		}
		if !slices.Contains(r.Attributes, "member;range=0-4") {
			t.Errorf("attributes %v", r.Attributes)
		}
	}
	if firstPages != 1 {
		t.Errorf("%d searches for stamped groups, want 1", firstPages)
	}
}
