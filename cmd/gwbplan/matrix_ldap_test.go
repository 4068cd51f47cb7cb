package main

import (
	"fmt"
	"testing"

	"gwbplan/fixtures/ldapsim"
)

// ldapKind is a way in which a domain controller misbehaves.
type ldapKind struct {
	name string
	ldapsim.Fault
	// passes: met once, it leaves no trace.
	passes bool
	// behind: it is met in mid-answer as well. onwards: it can befall all
	// questions from one on.
	behind, onwards bool
}

func ldapKinds() (kinds []ldapKind) {
	code := func(n uint16) ldapsim.Fault { return ldapsim.Fault{Code: n} }
	kind := func(k ldapsim.FaultKind) ldapsim.Fault { return ldapsim.Fault{Kind: k} }
	for _, k := range []ldapKind{
		{"busy", code(51), true, true, false},
		{"unavailable", code(52), true, false, true},
		{"time limit", code(3), true, true, false},
		{"admin limit", code(11), true, false, false},
		{"reset", kind(ldapsim.Reset), true, true, true},
		{"hung up", kind(ldapsim.Hangup), true, false, false},
		{"half a message", kind(ldapsim.HalfMessage), true, true, false},
		{"silence", kind(ldapsim.Silence), true, true, true},
		{"operations error", code(1), false, false, false},
		{"size limit", code(4), false, true, false},
		{"referral", ldapsim.Fault{Code: 10, Referral: "ldap://dc9.contoso.com/DC=contoso,DC=com"}, false, false, false},
		{"control refused", code(12), false, false, false},
		{"no such object", code(32), false, false, false},
		{"access denied", code(50), false, false, true},
		{"unwilling", code(53), false, true, false},
		{"other", code(80), false, false, false},
		{"no paging control", kind(ldapsim.NoPagingControl), false, false, false},
		{"the same page again", kind(ldapsim.SamePage), false, false, false},
	} {
		kinds = append(kinds, k)
		if k.behind {
			k.name, k.AfterEntries, k.onwards = k.name+" behind an entry", 1, false
			kinds = append(kinds, k)
		}
	}
	return kinds
}

// TestLDAPMatrix disturbs each search that a calm run sends to the domain
// controllers: that one, the same question for good, and all from there on.
func TestLDAPMatrix(t *testing.T) {
	r := startHandful(t)
	r.read(t)
	var strikes []strike
	for server, dc := range r.LDAP {
		nth := 0
		for _, q := range dc.Requests() {
			if q.Op != ldapsim.OpSearch {
				continue
			}
			nth++
			for _, k := range ldapKinds() {
				strikes = append(strikes, k.strikes(server, nth, q)...)
			}
		}
	}
	runMatrix(t, strikes, 31)
}

func (k ldapKind) strikes(server, nth int, q ldapsim.Request) []strike {
	where := fmt.Sprintf("%s at search %d of server %d (%q for %s, page %d)", k.name, nth, server, q.Base, q.Filter, q.Page)
	once, question, onwards := k.Fault, k.Fault, k.Fault
	once.Nth = nth
	question.Base, question.Filter, question.Page, question.Times = q.Base, q.Filter, q.Page, -1
	onwards.Nth, onwards.Times = nth, -1
	all := []strike{
		ldapStrike(where, ldapFault{server, once}, k.passes),
		ldapStrike(where+", for good", ldapFault{server, question}, false),
	}
	if k.onwards {
		all = append(all, ldapStrike(where+", and from there on", ldapFault{server, onwards}, false))
	}
	return all
}

func ldapStrike(name string, f ldapFault, passes bool) strike {
	return strike{
		name: name, passes: passes,
		arm:    func(d *disturbed) { d.faultLDAP(f) },
		struck: func(d *disturbed) bool { return d.LDAP[f.server].Struck() > 0 },
	}
}
