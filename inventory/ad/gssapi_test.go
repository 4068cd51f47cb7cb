package ad

import (
	"bytes"
	"encoding/asn1"
	"encoding/binary"
	"errors"
	"testing"
	"time"

	"github.com/jcmturner/gokrb5/v8/asn1tools"
	"github.com/jcmturner/gokrb5/v8/crypto"
	"github.com/jcmturner/gokrb5/v8/gssapi"
	"github.com/jcmturner/gokrb5/v8/iana/asnAppTag"
	"github.com/jcmturner/gokrb5/v8/iana/errorcode"
	"github.com/jcmturner/gokrb5/v8/iana/etypeID"
	"github.com/jcmturner/gokrb5/v8/iana/keyusage"
	"github.com/jcmturner/gokrb5/v8/iana/nametype"
	"github.com/jcmturner/gokrb5/v8/keytab"
	"github.com/jcmturner/gokrb5/v8/messages"
	"github.com/jcmturner/gokrb5/v8/spnego"
	"github.com/jcmturner/gokrb5/v8/types"
)

// acceptor is the server's end of a sign-in, with the key that its tickets are
// made for.
type acceptor struct {
	t       *testing.T
	keytab  *keytab.Keytab
	session types.EncryptionKey
	subkey  types.EncryptionKey
}

var testBinding = []byte("0123456789abcdef")

func newAcceptor(t *testing.T) (*acceptor, *initiator) {
	t.Helper()
	a := &acceptor{t: t, keytab: keytab.New()}
	const spn, realm = "ldap/dc1.contoso.com", "CONTOSO.COM"
	if err := a.keytab.AddEntry(spn, realm, "the service's", time.Now(), 1, etypeID.AES256_CTS_HMAC_SHA1_96); err != nil {
		t.Fatal(err)
	}
	name := types.NewPrincipalName(nametype.KRB_NT_PRINCIPAL, "svc-inventory")
	now := time.Now()
	ticket, key, err := messages.NewTicket(name, realm, types.NewPrincipalName(nametype.KRB_NT_PRINCIPAL, spn), realm, types.NewKrbFlags(),
		a.keytab, etypeID.AES256_CTS_HMAC_SHA1_96, 1, now, now, now.Add(time.Hour), now.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	a.session = key
	a.subkey = types.EncryptionKey{KeyType: key.KeyType, KeyValue: bytes.Repeat([]byte{7}, len(key.KeyValue))}
	return a, &initiator{doing: "signing in", name: name, realm: realm, ticket: ticket, session: key, binding: testBinding}
}

// read takes a first token apart and checks the ticket.
func (a *acceptor) read(token []byte) types.Authenticator {
	a.t.Helper()
	var first spnego.KRB5Token
	if err := first.Unmarshal(token); err != nil || !first.IsAPReq() {
		a.t.Fatalf("first token: %v", err)
	}
	if ok, err := first.APReq.Verify(a.keytab, time.Minute, types.HostAddress{}, nil); !ok {
		a.t.Fatalf("the ticket is refused: %v", err)
	}
	if !types.IsFlagSet(&first.APReq.APOptions, 2) {
		a.t.Error("the server is not asked to prove itself")
	}
	return first.APReq.Authenticator
}

// reply proves that the authenticator could be read.
func (a *acceptor) reply(sent types.Authenticator, key types.EncryptionKey) []byte {
	a.t.Helper()
	part, err := asn1.Marshal(messages.EncAPRepPart{CTime: sent.CTime, Cusec: sent.Cusec, Subkey: a.subkey})
	if err != nil {
		a.t.Fatal(err)
	}
	sealed, err := crypto.GetEncryptedData(asn1tools.AddASNAppTag(part, asnAppTag.EncAPRepPart), key, keyusage.AP_REP_ENCPART, 0)
	if err != nil {
		a.t.Fatal(err)
	}
	rep, err := asn1.Marshal(messages.APRep{PVNO: 5, MsgType: 15, EncPart: sealed})
	if err != nil {
		a.t.Fatal(err)
	}
	return gssToken(2, asn1tools.AddASNAppTag(rep, asnAppTag.APREP))
}

// offer signs the security layers on offer, rotated by so many octets.
func (a *acceptor) offer(layers, flags byte, rotate uint16) []byte {
	a.t.Helper()
	w := gssapi.WrapToken{Flags: 1 | wrapSubkey | flags, EC: 12, SndSeqNum: 5, Payload: []byte{layers, 0, 16, 0}}
	if err := w.SetCheckSum(a.subkey, keyusage.GSSAPI_ACCEPTOR_SEAL); err != nil {
		a.t.Fatal(err)
	}
	token, err := w.Marshal()
	if err != nil {
		a.t.Fatal(err)
	}
	binary.BigEndian.PutUint16(token[6:], rotate)
	body := token[gssapi.HdrLen:]
	at := len(body) - int(rotate)%len(body)
	return append(token[:gssapi.HdrLen:gssapi.HdrLen], append(bytes.Clone(body[at:]), body[:at]...)...)
}

func TestGSSAPI(t *testing.T) {
	for _, rotate := range []uint16{0, 12, 28, 5} {
		a, in := newAcceptor(t)
		first, more, err := in.InitSecContext("", nil)
		if err != nil || !more {
			t.Fatal(more, err)
		}
		sent := a.read(first)
		if sum := sent.Cksum.Checksum; len(sum) != 24 || !bytes.Equal(sum[4:20], testBinding) || sum[0] != 16 {
			t.Errorf("the authenticator's checksum is %x, without the channel binding", sum)
		}
		if _, more, err = in.InitSecContext("", a.reply(sent, a.session)); err != nil || more {
			t.Fatal(more, err)
		}
		last, err := in.NegotiateSaslAuth(a.offer(7, 0, rotate), "")
		if err != nil {
			t.Fatalf("rotated by %d: %v", rotate, err)
		}
		var w gssapi.WrapToken
		if err := w.Unmarshal(last, false); err != nil {
			t.Fatal(err)
		}
		if ok, err := w.Verify(a.subkey, keyusage.GSSAPI_INITIATOR_SEAL); !ok {
			t.Errorf("the choice is not signed: %v", err)
		}
		if !bytes.Equal(w.Payload, []byte{noLayer, 0, 0, 0}) || w.SndSeqNum != uint64(sent.SeqNumber) {
			t.Errorf("chose %x, number %d, want number %d", w.Payload, w.SndSeqNum, sent.SeqNumber)
		}
	}
}

// TestGSSAPIServerMustProveItself: what does not come from the owner of the
// service's key is refused, and nothing in it stops the program.
func TestGSSAPIServerMustProveItself(t *testing.T) {
	for name, c := range map[string]func(*acceptor, types.Authenticator) []byte{
		"another key":      func(a *acceptor, sent types.Authenticator) []byte { return a.reply(sent, a.subkey) },
		"another question": func(a *acceptor, sent types.Authenticator) []byte { sent.Cusec++; return a.reply(sent, a.session) },
		"our own words":    func(a *acceptor, _ types.Authenticator) []byte { return gssToken(tokenRequest, []byte{0x30, 0}) },
		"nothing":          func(*acceptor, types.Authenticator) []byte { return nil },
		"no token":         func(*acceptor, types.Authenticator) []byte { return []byte{0x60} },
	} {
		a, in := newAcceptor(t)
		first, _, err := in.InitSecContext("", nil)
		if err != nil {
			t.Fatal(err)
		}
		_, _, err = in.InitSecContext("", c(a, a.read(first)))
		if reasonOf(err) != WrongCredentials {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

func TestGSSAPIServerSaysNo(t *testing.T) {
	_, in := newAcceptor(t)
	if _, _, err := in.InitSecContext("", nil); err != nil {
		t.Fatal(err)
	}
	refusal := messages.NewKRBError(in.name, in.realm, errorcode.KRB_AP_ERR_MODIFIED, "")
	octets, err := refusal.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = in.InitSecContext("", gssToken(3, octets))
	var e *Error
	if !errors.As(err, &e) || e.Reason != UnknownService {
		t.Errorf("error %v", err)
	}
}

func TestGSSAPILayers(t *testing.T) {
	for name, c := range map[string]struct {
		token  func(*acceptor) []byte
		reason Reason
	}{
		"signing demanded": {func(a *acceptor) []byte { return a.offer(6, 0, 12) }, EncryptionRequired},
		"sealed":           {func(a *acceptor) []byte { return a.offer(7, wrapSealed, 0) }, WrongCredentials},
		"altered":          {func(a *acceptor) []byte { b := a.offer(6, 0, 0); b[gssapi.HdrLen] = 7; return b }, WrongCredentials},
		"short":            {func(a *acceptor) []byte { return a.offer(7, 0, 0)[:gssapi.HdrLen] }, WrongCredentials},
		"nothing":          {func(*acceptor) []byte { return nil }, WrongCredentials},
	} {
		a, in := newAcceptor(t)
		in.subkey = a.subkey
		if _, err := in.NegotiateSaslAuth(c.token(a), ""); reasonOf(err) != c.reason {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

// FuzzGSSAPI: whatever a server sends in answer is refused without harm.
func FuzzGSSAPI(f *testing.F) {
	f.Add([]byte{0x60, 0x84, 0, 0, 0, 13, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x12, 1, 2, 2, 2, 0})
	f.Add([]byte{5, 4, 1, 0xff, 0, 12, 0, 12, 0, 0, 0, 0, 0, 0, 0, 1, 7, 0, 0, 0})
	f.Fuzz(func(t *testing.T, token []byte) {
		in := &initiator{session: types.EncryptionKey{KeyType: etypeID.AES256_CTS_HMAC_SHA1_96, KeyValue: make([]byte, 32)}}
		in.sent.CTime = time.Unix(1, 0)
		if _, _, err := in.InitSecContext("", token); err == nil {
			t.Error("taken for an answer")
		}
		if _, err := in.NegotiateSaslAuth(token, ""); err == nil {
			t.Error("taken for an offer")
		}
	})
}

// FuzzNTLMChallenge: a challenge is refused, or keeps its octets and gains the
// binding.
func FuzzNTLMChallenge(f *testing.F) {
	challenge := make([]byte, 64)
	copy(challenge, "NTLMSSP\x00\x02")
	f.Add(challenge)
	full := append(bytes.Clone(challenge), 7, 0, 2, 0, 1, 1, 0, 0, 0, 0)
	full[ntlmTargetInfo], full[ntlmTargetInfo+4] = 10, 64
	f.Add(full)
	f.Fuzz(func(t *testing.T, b []byte) {
		before := bytes.Clone(b)
		out, err := withBinding(b, testBinding)
		if !bytes.Equal(b, before) {
			t.Error("the challenge itself was changed")
		}
		if err != nil {
			return
		}
		offset := binary.LittleEndian.Uint32(out[ntlmTargetInfo+4:])
		pairs, ok := avPairs(out[offset:])
		if !ok || !bytes.HasSuffix(pairs, append([]byte{avBinding, 0, 16, 0}, testBinding...)) {
			t.Errorf("%x has no binding", out)
		}
	})
}
