package ad_test

import (
	"bytes"
	"context"
	"net"
	"strings"
	"testing"

	ber "github.com/go-asn1-ber/asn1-ber"

	"gwbplan/fixtures/ldapsim"
	"gwbplan/inventory"
	"gwbplan/inventory/ad"
)

// rewriter is a connection whose messages from the server are altered, so that
// a well-behaved server can be made an odd one.
type rewriter struct {
	net.Conn
	old, new string
	rest     []byte
}

func (r *rewriter) Read(p []byte) (int, error) {
	if len(r.rest) == 0 {
		message, err := ber.ReadPacket(r.Conn)
		if err != nil {
			return 0, err
		}
		r.rest = bytes.ReplaceAll(message.Bytes(), []byte(r.old), []byte(r.new))
	}
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

// TestOddRanges: "Large" has 12 members, and the server answers five at a time.
func TestOddRanges(t *testing.T) {
	for name, c := range map[string]struct {
		old, new string
		members  int
		why      string
	}{
		"as it should be":                 {"unused", "UNUSED", 12, ""},
		"no range though one was asked":   {"member;range=0-4", "member;other=0-4", 5, ""},
		"no range in the second answer":   {"member;range=5-9", "member;other=5-9", 10, ""},
		"an unreadable range":             {"member;range=0-4", "member;range=x-4", 12, ""},
		"another range than asked for":    {"member;range=5-9", "member;range=6-9", 5, "asked for member from number 5 on, the server answered from number 6 on"},
		"nothing though more is to come":  {"member;range=5-9", "absent;range=5-9", 5, "the server returned no member from number 5 on"},
		"nothing at the end":              {"member;range=10-*", "absent;range=10-*", 10, "the server returned no member from number 10 on"},
		"upper case":                      {"member;range=", "MEMBER;RANGE=", 12, ""},
		"a range that ends after another": {"member;range=5-9", "member;range=5-8", 12, ""},
	} {
		t.Run(name, func(t *testing.T) {
			if len(c.old) != len(c.new) {
				t.Fatal("a replacement of another length breaks the message")
			}
			s := serve(t, lab(ldapsim.Forest{}), ldapsim.Options{})
			cfg := config(s)
			cfg.URL = s.URL()
			cfg.Dialer = func(ctx context.Context, network, address string) (net.Conn, error) {
				conn, err := (&net.Dialer{}).DialContext(ctx, network, address)
				return &rewriter{Conn: conn, old: c.old, new: c.new}, err
			}
			f := read(t, dial(t, cfg))
			o := f.object(t, "Large")
			want := inventory.ReadWhole
			if c.why != "" {
				want = inventory.ReadFailed
			}
			if len(o.MemberKeys) != c.members || o.MembersReading != want || o.MembersWhy != c.why {
				t.Errorf("%d members, %v, %q", len(o.MemberKeys), o.MembersReading, o.MembersWhy)
			}
		})
	}
}

// TestServerWithoutExtendedDNs: members are then names, holders are found by
// name, and one gap says what that hides.
func TestServerWithoutExtendedDNs(t *testing.T) {
	s := serve(t, lab(ldapsim.Forest{}), ldapsim.Options{})
	cfg := config(s)
	cfg.URL = s.URL()
	cfg.Dialer = func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := (&net.Dialer{}).DialContext(ctx, network, address)
		return &withoutControl{conn}, err
	}
	f := read(t, dial(t, cfg), request())
	for _, p := range of[*inventory.ADPrincipal](f) {
		if !p.GUID.IsZero() || strings.HasPrefix(string(p.DN), "<") {
			t.Fatalf("principal %+v", *p)
		}
	}
	if got := f.gaps(); len(got) != 1 || !strings.HasPrefix(got[0], "ad-member-ids: members are known by their names alone (") {
		t.Errorf("gaps %q", got)
	}
	if top := f.object(t, "Top"); top.Domain != "contoso.com" {
		t.Errorf("%+v", top)
	}
	snapshotOf(t, f)
}

// withoutControl gives the extended-DN control another number on its way to
// the server, which does not know it then.
type withoutControl struct{ net.Conn }

func (w *withoutControl) Write(p []byte) (int, error) {
	altered := bytes.ReplaceAll(p, []byte("1.2.840.113556.1.4.529"), []byte("1.2.840.113556.1.4.999"))
	return w.Conn.Write(altered)
}

// TestMixedCase: a server may write attribute names and stamps in any case.
func TestMixedCase(t *testing.T) {
	d := ldapsim.NewForest(ldapsim.Forest{Root: "contoso.com", SID: rootSID})
	d.Root().AddGroup(ldapsim.Spec{Name: "Lower", AdminDescription: "group_" + groupID(1)})
	d.Root().AddGroup(ldapsim.Spec{Name: "Upper", AdminDescription: "TAKENOVER_GROUP_" + groupID(2)})
	over := read(t, dial(t, config(serve(t, d, ldapsim.Options{}))))
	var from *ad.LDIF = fromLDIF(t, writeLdapsearch(export(t, d, true)), contoso, "CN=Configuration,"+contoso)
	sameLines(t, read(t, from).lines(t), over.lines(t))
	for _, name := range []string{"Lower", "Upper"} {
		if o := over.object(t, name); o.MembersReading != inventory.ReadWhole {
			t.Errorf("%s was not read as a stamped group", name)
		}
	}
}
