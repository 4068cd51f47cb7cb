package ad

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/Azure/go-ntlmssp"
	"github.com/go-ldap/ldap/v3"
)

// ntlm signs in by NTLMv2 in AD's own bind choices (MS-ADTS 5.1.1.1.3,
// "Sicily"), which the LDAP library speaks. There is no signing: TLS is what
// protects the connection.
type ntlm struct {
	user     string
	password Secret
}

func newNTLM(t *target) (*ntlm, error) {
	const forms = "DOMAIN\\user or user@domain"
	if err := t.needPassword(forms); err != nil {
		return nil, err
	}
	if isDistinguished(t.User) {
		return nil, misuse(fmt.Sprintf("NTLM knows no user %q", t.User), "give it as "+forms)
	}
	return &ntlm{t.User, t.Password}, nil
}

func (n *ntlm) as() string { return fmt.Sprintf("%q by NTLM", n.user) }

func (n *ntlm) bind(ctx context.Context, l *LDAP) error {
	talk := &ntlmTalk{binding: l.link.channelBinding()}
	err := l.exchange(ctx, l.signingIn(), func() error {
		_, err := l.link.conn.NTLMChallengeBind(&ldap.NTLMBindRequest{
			Username: n.user, Password: string(n.password), Negotiator: talk})
		switch {
		case talk.err != nil: // the library would turn it into text
			return &Error{Reason: Refused, Doing: l.signingIn(), What: "the server's NTLM challenge cannot be used",
				Hint: "sign in by Kerberos, or check that the server is a domain controller", err: talk.err}
		case err == nil && !talk.answered:
			return &Error{Reason: NotActiveDirectory, Doing: l.signingIn(), What: "the server let us in without asking for the password",
				Hint: "check that the server is a domain controller"}
		}
		return err
	})
	var e *Error
	if errors.As(err, &e) && e.Reason == ConnectionCut {
		e.Hint = "run it again; a server that hangs up each time knows no NTLM over LDAP (Samba): sign in another way"
	}
	return err
}

func (n *ntlm) end() {}

// ntlmTalk makes the NTLM messages of one sign-in.
type ntlmTalk struct {
	binding  []byte
	answered bool
	err      error
}

// Negotiate implements [ldap.NTLMNegotiator].
func (n *ntlmTalk) Negotiate(string, string) ([]byte, error) {
	return ntlmssp.NewNegotiateMessage("", "")
}

// ChallengeResponse implements [ldap.NTLMNegotiator]. The channel binding
// travels among the values that the challenge asks to be repeated, under the
// proof of the password.
func (n *ntlmTalk) ChallengeResponse(challenge []byte, user, hash string) ([]byte, error) {
	n.answered = true
	if challenge, n.err = withBinding(challenge, n.binding); n.err != nil {
		return nil, n.err
	}
	var message []byte
	message, n.err = ntlmssp.NewAuthenticateMessage(challenge, user, hash, &ntlmssp.AuthenticateMessageOptions{PasswordHashed: true})
	return message, n.err
}

// The places of a CHALLENGE_MESSAGE (MS-NLMP 2.2.1.2) and the pairs of its
// target information (2.2.2.1) that matter here.
const (
	ntlmTargetInfo = 40 // length, room and offset
	ntlmHeader     = 48
	avEnd          = 0
	avBinding      = 10 // MsvAvChannelBindings
)

var errChallenge = errors.New("the NTLM challenge is malformed")

// withBinding adds the channel binding to a challenge's target information,
// which is moved to the message's end.
func withBinding(challenge, binding []byte) ([]byte, error) {
	if len(binding) == 0 {
		return challenge, nil
	}
	if len(challenge) < ntlmHeader {
		return nil, errChallenge
	}
	length := int(binary.LittleEndian.Uint16(challenge[ntlmTargetInfo:]))
	offset := int(binary.LittleEndian.Uint32(challenge[ntlmTargetInfo+4:]))
	if length > 0 && (offset < ntlmHeader || offset > len(challenge)-length) {
		return nil, errChallenge
	}
	var pairs []byte
	if length > 0 {
		var ok bool
		if pairs, ok = avPairs(challenge[offset : offset+length]); !ok {
			return nil, errChallenge
		}
	}
	out := append([]byte(nil), challenge...)
	at := len(out)
	out = append(out, pairs...)
	out = binary.LittleEndian.AppendUint16(out, avBinding)
	out = binary.LittleEndian.AppendUint16(out, uint16(len(binding)))
	out = append(out, binding...)
	out = append(out, 0, 0, 0, 0) // avEnd
	size := len(out) - at
	if size > 0xffff {
		return nil, errChallenge
	}
	binary.LittleEndian.PutUint16(out[ntlmTargetInfo:], uint16(size))
	binary.LittleEndian.PutUint16(out[ntlmTargetInfo+2:], uint16(size))
	binary.LittleEndian.PutUint32(out[ntlmTargetInfo+4:], uint32(at))
	return out, nil
}

// avPairs returns the pairs before the one that ends them.
func avPairs(info []byte) ([]byte, bool) {
	for at := 0; at+4 <= len(info); {
		if binary.LittleEndian.Uint16(info[at:]) == avEnd {
			return info[:at], true
		}
		at += 4 + int(binary.LittleEndian.Uint16(info[at+2:]))
	}
	return nil, false
}
