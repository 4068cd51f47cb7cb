package inventory_test

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"testing"

	. "gwbplan/inventory"
)

// A tenant of 100,000 groups with 28 members each, out of 60,000 users.
const (
	manyGroups   = 100_000
	membersEach  = 28
	manyUsers    = 60_000
	firstGroupID = 1 << 24
)

// putTenant hands a large tenant to a sink, as a collector does.
func putTenant(b *testing.B, sink Sink) {
	rng := rand.New(rand.NewPCG(5, 6))
	put := func(r Record) {
		if err := sink.Put(r); err != nil {
			b.Fatal(err)
		}
	}
	for i := range manyGroups {
		members := make([]ObjectID, membersEach)
		for j := range members {
			members[j] = numbered(rng.IntN(manyUsers))
		}
		put(&CloudGroupRecord{CloudGroup{ID: numbered(firstGroupID + i), DisplayName: fmt.Sprintf("Group number %d", i), MailNickname: fmt.Sprintf("group%d", i),
			SecurityEnabled: true, CreatedDateTime: when(1), Visibility: "Private", WritebackEnabled: FlagTrue, MembersReading: ReadWhole}, members})
	}
	for i := range manyUsers {
		put(&Principal{ID: numbered(i), Type: User, DisplayName: fmt.Sprintf("User number %d", i), UserType: "Member", OnPremisesSyncEnabled: FlagTrue,
			OnPremisesSecurityIdentifier: sid(i), OnPremisesDomainName: "contoso.com", OnPremisesImmutableID: guid(i).ImmutableID()})
	}
}

// numbered is a well-spread id.
func numbered(n int) (id ObjectID) {
	x := uint64(n) * 0x9e3779b97f4a7c15
	for i := range id {
		id[i] = byte(x >> (i % 8 * 8))
	}
	id[15] = 1 // never the absent id
	return id
}

func writeTenant(b *testing.B, w io.Writer) {
	sw, err := NewWriter(w, header("graph", "x"))
	if err != nil {
		b.Fatal(err)
	}
	putTenant(b, sw)
	if err := sw.Close(); err != nil {
		b.Fatal(err)
	}
}

func BenchmarkWrite(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		writeTenant(b, io.Discard)
	}
}

func BenchmarkRead(b *testing.B) {
	var file bytes.Buffer
	writeTenant(b, &file)
	b.SetBytes(int64(file.Len()))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Read(bytes.NewReader(file.Bytes()), "x", func(Record) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkBuild reports what the snapshot takes in memory, too.
func BenchmarkBuild(b *testing.B) {
	var file bytes.Buffer
	writeTenant(b, &file)
	b.SetBytes(int64(file.Len()))
	b.ReportAllocs()
	before := liveBytes()
	var s *Snapshot
	for b.Loop() {
		builder := NewBuilder(header("graph", "x"))
		if _, err := Read(bytes.NewReader(file.Bytes()), "x", builder.Put); err != nil {
			b.Fatal(err)
		}
		var err error
		if s, err = builder.Snapshot(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric((float64(liveBytes())-float64(before))/(1<<20), "live-MB")
	runtime.KeepAlive(s)
	runtime.KeepAlive(&file)
}

func liveBytes() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
