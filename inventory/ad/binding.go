package ad

import (
	"crypto"
	"crypto/md5"
	"crypto/tls"
	"crypto/x509"
	"encoding/binary"
)

// serverCertificate is the certificate that the server showed, nil on an
// unencrypted connection.
func (k *link) serverCertificate() *x509.Certificate {
	if conn, ok := k.net.(*tls.Conn); ok {
		return conn.ConnectionState().PeerCertificates[0]
	}
	return nil
}

// channelBinding ties a sign-in to the TLS connection that carries it, so that
// it is worth nothing elsewhere: the MD5 of a gss_channel_bindings_struct (RFC
// 4121 4.1.1.2) with the binding tls-server-end-point (RFC 5929), the one that
// domain controllers know (MS-ADTS 5.1.2.2). It is nil where there is no TLS or
// where the RFC defines none for the certificate's signature (Ed25519).
func (k *link) channelBinding() []byte {
	cert := k.serverCertificate()
	if cert == nil {
		return nil
	}
	hash := endPointHash(cert.SignatureAlgorithm)
	if hash == 0 {
		return nil
	}
	h := hash.New()
	h.Write(cert.Raw)
	data := append([]byte("tls-server-end-point:"), h.Sum(nil)...)
	// No addresses: four zeros for types and lengths.
	sum := md5.Sum(append(binary.LittleEndian.AppendUint32(make([]byte, 16), uint32(len(data))), data...))
	return sum[:]
}

// endPointHash is the hash of the certificate's signature, and SHA-256 in place
// of MD5 and SHA-1 (RFC 5929 4.1).
func endPointHash(algorithm x509.SignatureAlgorithm) crypto.Hash {
	switch algorithm {
	case x509.MD5WithRSA, x509.SHA1WithRSA, x509.ECDSAWithSHA1, x509.DSAWithSHA1,
		x509.SHA256WithRSA, x509.SHA256WithRSAPSS, x509.ECDSAWithSHA256, x509.DSAWithSHA256:
		return crypto.SHA256
	case x509.SHA384WithRSA, x509.SHA384WithRSAPSS, x509.ECDSAWithSHA384:
		return crypto.SHA384
	case x509.SHA512WithRSA, x509.SHA512WithRSAPSS, x509.ECDSAWithSHA512:
		return crypto.SHA512
	}
	return 0
}
