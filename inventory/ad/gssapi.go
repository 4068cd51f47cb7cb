package ad

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/jcmturner/gokrb5/v8/asn1tools"
	"github.com/jcmturner/gokrb5/v8/crypto"
	"github.com/jcmturner/gokrb5/v8/gssapi"
	"github.com/jcmturner/gokrb5/v8/iana/chksumtype"
	"github.com/jcmturner/gokrb5/v8/iana/flags"
	"github.com/jcmturner/gokrb5/v8/iana/keyusage"
	"github.com/jcmturner/gokrb5/v8/messages"
	"github.com/jcmturner/gokrb5/v8/spnego"
	"github.com/jcmturner/gokrb5/v8/types"
)

// initiator is our end of a GSSAPI sign-in (RFC 4121, RFC 4752), an
// [ldap.GSSAPIClient]. The one that comes with the LDAP library leaves out the
// channel binding, without which a hardened domain controller refuses the
// sign-in.
type initiator struct {
	doing   string
	name    types.PrincipalName
	realm   string
	ticket  messages.Ticket
	session types.EncryptionKey
	binding []byte

	sent   types.Authenticator // what the server has to repeat
	subkey types.EncryptionKey // the server's, if it chose one
}

var errGSSAPI = errors.New("the server's Kerberos answer is not one to this sign-in")

// failed marks an error that is none of the network.
func (in *initiator) failed(err error) error {
	return &Error{Reason: WrongCredentials, Doing: in.doing, What: "the server did not prove that it is the one the ticket is for", err: err,
		Hint: "check that the service principal belongs to this domain controller alone (setspn -Q)"}
}

// InitSecContext implements [ldap.GSSAPIClient].
func (in *initiator) InitSecContext(spn string, token []byte) ([]byte, bool, error) {
	return in.InitSecContextWithOptions(spn, token, nil)
}

// InitSecContextWithOptions implements [ldap.GSSAPIClient]: it asks, and then
// checks that the server could read the question.
func (in *initiator) InitSecContextWithOptions(_ string, token []byte, _ []int) ([]byte, bool, error) {
	if token == nil && in.sent.CTime.IsZero() {
		first, err := in.request()
		return first, true, err
	}
	var answer spnego.KRB5Token
	if err := safely(func() error { return answer.Unmarshal(token) }); err != nil {
		return nil, false, in.failed(err)
	}
	if answer.IsKRBError() {
		return nil, false, kerberosError(in.doing, answer.KRBError)
	}
	if err := in.accept(&answer); err != nil {
		return nil, false, in.failed(err)
	}
	return []byte{}, false, nil
}

// request makes the first token: the ticket, and an authenticator that carries
// the channel binding (RFC 4121 4.1.1).
func (in *initiator) request() ([]byte, error) {
	var err error
	if in.sent, err = types.NewAuthenticator(in.realm, in.name); err != nil {
		return nil, err
	}
	sum := make([]byte, 24)
	binary.LittleEndian.PutUint32(sum, 16)
	copy(sum[4:20], in.binding)
	binary.LittleEndian.PutUint32(sum[20:], gssapi.ContextFlagMutual|gssapi.ContextFlagInteg|gssapi.ContextFlagConf)
	in.sent.Cksum = types.Checksum{CksumType: chksumtype.GSSAPI, Checksum: sum}
	req, err := messages.NewAPReq(in.ticket, in.session, in.sent)
	if err != nil {
		return nil, err
	}
	types.SetFlag(&req.APOptions, flags.APOptionMutualRequired)
	octets, err := req.Marshal()
	if err != nil {
		return nil, err
	}
	return gssToken(tokenRequest, octets), nil
}

// gssToken frames a Kerberos message: the mechanism's OID and the token's kind (RFC
// 2743 3.1, RFC 4121 4.1).
func gssToken(kind byte, message []byte) []byte {
	inner := append([]byte("\x06\x09\x2a\x86\x48\x86\xf7\x12\x01\x02\x02"), kind, 0)
	return asn1tools.AddASNAppTag(append(inner, message...), 0)
}

// accept checks that the answer repeats the time of our question, which only
// the owner of the service's key could read.
func (in *initiator) accept(answer *spnego.KRB5Token) error {
	if !answer.IsAPRep() {
		return errGSSAPI
	}
	octets, err := crypto.DecryptEncPart(answer.APRep.EncPart, in.session, keyusage.AP_REP_ENCPART)
	if err != nil {
		return err
	}
	var part messages.EncAPRepPart
	if err := part.Unmarshal(octets); err != nil {
		return err
	}
	if part.CTime.Unix() != in.sent.CTime.Unix() || part.Cusec != in.sent.Cusec {
		return errGSSAPI
	}
	in.subkey = part.Subkey
	return nil
}

// tokenRequest is the kind of a token that holds an AP-REQ.
const tokenRequest = 1

// The flags of a wrap token (RFC 4121 4.2.2).
const (
	wrapSealed = 2
	wrapSubkey = 4
)

// noLayer is the bit of the security layer "none" (RFC 4752 3.3).
const noLayer = 1

// NegotiateSaslAuth implements [ldap.GSSAPIClient]: of the security layers that
// the server offers it chooses none, the only one that the LDAP library can do.
func (in *initiator) NegotiateSaslAuth(token []byte, authzid string) ([]byte, error) {
	offer, err := in.unwrap(token)
	if err != nil {
		return nil, in.failed(err)
	}
	if offer[0]&noLayer == 0 {
		return nil, &Error{Reason: EncryptionRequired, Doing: in.doing, What: "the server demands that answers are signed",
			Hint: "use ldaps:// or StartTLS, which protects them instead"}
	}
	return in.wrap(append([]byte{noLayer, 0, 0, 0}, authzid...))
}

// DeleteSecContext implements [ldap.GSSAPIClient].
func (in *initiator) DeleteSecContext() error {
	in.session, in.subkey = types.EncryptionKey{}, types.EncryptionKey{}
	return nil
}

// unwrap checks a signed token and returns its four octets. Windows and Samba
// rotate them behind the signature (RFC 4121 4.2.5).
func (in *initiator) unwrap(token []byte) ([]byte, error) {
	if len(token) < gssapi.HdrLen {
		return nil, errGSSAPI
	}
	body := token[gssapi.HdrLen:]
	if len(body) > 0 {
		turn := int(binary.BigEndian.Uint16(token[6:])) % len(body)
		body = append(bytes.Clone(body[turn:]), body[:turn]...)
	}
	var w gssapi.WrapToken
	if err := w.Unmarshal(append(bytes.Clone(token[:gssapi.HdrLen]), body...), true); err != nil {
		return nil, err
	}
	if ok, err := w.Verify(in.key(w.Flags), keyusage.GSSAPI_ACCEPTOR_SEAL); err != nil || !ok {
		return nil, fmt.Errorf("the signature is wrong: %w", err)
	}
	if w.Flags&wrapSealed != 0 || len(w.Payload) != 4 {
		return nil, errGSSAPI
	}
	return w.Payload, nil
}

// key is the key that a token's flags name.
func (in *initiator) key(flags byte) types.EncryptionKey {
	if flags&wrapSubkey != 0 {
		return in.subkey
	}
	return in.session
}

func (in *initiator) wrap(payload []byte) ([]byte, error) {
	w := gssapi.WrapToken{Payload: payload, SndSeqNum: uint64(in.sent.SeqNumber)}
	if len(in.subkey.KeyValue) > 0 {
		w.Flags = wrapSubkey
	}
	key := in.key(w.Flags)
	kind, err := crypto.GetEtype(key.KeyType)
	if err != nil {
		return nil, in.failed(err)
	}
	w.EC = uint16(kind.GetHMACBitLength() / 8)
	if err := w.SetCheckSum(key, keyusage.GSSAPI_INITIATOR_SEAL); err != nil {
		return nil, in.failed(err)
	}
	return w.Marshal()
}
