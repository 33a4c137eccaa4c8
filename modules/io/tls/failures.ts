/* The tables of what can go wrong: code and sentence of each failure, of each verdict on a certificate, and the names of alerts. errors.ts looks them up. */

/** Code and sentence for each name that `Library.errorName` gives. Made when first needed, since a preloaded module is frozen. */
export function failures(): Record<string, readonly [code: string, sentence: string]> {
	const memory = [
		"ERR_TLS_NO_MEMORY",
		"there is not enough memory for this TLS connection; close others or lower the record size",
	] as const;
	const signature = [
		"ERR_SSL_BAD_SIGNATURE",
		"the peer's signature is wrong: it lacks the key of its certificate, or the handshake was changed",
	] as const;
	return {
		SSL_ALLOC_FAILED: memory,
		X509_ALLOC_FAILED: memory,
		PK_ALLOC_FAILED: memory,
		ASN1_ALLOC_FAILED: memory,
		MPI_ALLOC_FAILED: memory,
		ECP_ALLOC_FAILED: memory,
		PSA_INSUFFICIENT_MEMORY: memory,
		SSL_FATAL_ALERT_MESSAGE: ["ERR_SSL_ALERT", "the peer ended the connection with an alert"],
		SSL_CONN_EOF: ["ERR_SSL_UNEXPECTED_EOF_WHILE_READING", "the connection ended without a TLS goodbye; data may be missing (truncation)"],
		SSL_BAD_PROTOCOL_VERSION: ["ERR_SSL_UNSUPPORTED_PROTOCOL", "the peer offers no TLS version that is enabled here"],
		SSL_HANDSHAKE_FAILURE: ["ERR_SSL_HANDSHAKE_FAILURE", "the peer and this side have no acceptable set of security parameters in common"],
		SSL_PEER_CLOSE_NOTIFY: ["ECONNRESET", "the peer closed the connection before the TLS handshake was done"],
		ECP_VERIFY_FAILED: signature,
		RSA_VERIFY_FAILED: signature,
		PSA_INVALID_SIGNATURE: signature,
		SSL_INVALID_MAC: ["ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC", "a record arrived that was changed on its way"],
		SSL_INVALID_RECORD: ["ERR_SSL_WRONG_VERSION_NUMBER", "what the peer sent is not a TLS record; is there a TLS server at this port?"],
		SSL_DECODE_ERROR: ["ERR_SSL_DECODE_ERROR", "a handshake message of the peer cannot be read"],
		SSL_ILLEGAL_PARAMETER: ["ERR_SSL_ILLEGAL_PARAMETER", "a handshake message of the peer contradicts the protocol"],
		SSL_UNEXPECTED_MESSAGE: ["ERR_SSL_UNEXPECTED_MESSAGE", "the peer sent a message that does not belong here"],
		SSL_UNEXPECTED_RECORD: ["ERR_SSL_UNEXPECTED_RECORD", "the peer sent a record that does not belong here"],
		SSL_BAD_CERTIFICATE: ["ERR_SSL_BAD_CERTIFICATE", "the peer's certificate cannot be read"],
		SSL_NO_CLIENT_CERTIFICATE: ["ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE", "the client has sent no certificate, and one is required"],
		SSL_NO_APPLICATION_PROTOCOL: [
			"ERR_SSL_NO_APPLICATION_PROTOCOL",
			"the peer and this side have no application protocol (ALPN) in common",
		],
		SSL_UNSUPPORTED_EXTENSION: ["ERR_SSL_UNSUPPORTED_EXTENSION", "the peer sent an extension that was not offered"],
		SSL_UNRECOGNIZED_NAME: ["ERR_SSL_UNRECOGNIZED_NAME", "there is no certificate for the server name asked for"],
		SSL_UNKNOWN_IDENTITY: ["ERR_SSL_UNKNOWN_PSK_IDENTITY", "the pre-shared key identity is unknown"],
		SSL_CERTIFICATE_VERIFICATION_WITHOUT_HOSTNAME: ["ERR_TLS_NO_HOST", "the name to check the certificate for is missing; give tls.host"],
		SSL_HW_ACCEL_FAILED: ["ERR_TLS_HARDWARE", "the hardware that computes with keys has failed"],
		SSL_PRIVATE_KEY_REQUIRED: [
			"ERR_SSL_NO_CERTIFICATE_ASSIGNED",
			"this side has no key that suits the handshake; give a certificate and its key",
		],
		SSL_CA_CHAIN_REQUIRED: ["ERR_TLS_NO_TRUST", "there is no authority to check the peer's certificate against; give tls.ca"],
		SSL_PK_TYPE_MISMATCH: ["ERR_SSL_WRONG_CERTIFICATE_TYPE", "the key in the certificate is of another type than the handshake uses"],
		SSL_TIMEOUT: ["ETIMEDOUT", "the peer did not answer in time"],
		SSL_COUNTER_WRAPPING: ["ERR_SSL_RECORD_COUNT", "this connection has sent all the records its keys are good for; open a new one"],
		SSL_BUFFER_TOO_SMALL: ["ERR_SSL_DATA_LENGTH_TOO_LONG", "a message is larger than the record buffer of this build"],
		SSL_BAD_INPUT_DATA: ["ERR_SSL_DATA_LENGTH_TOO_LONG", "a record is larger than the record buffer of this build"],
		SSL_BAD_CONFIG: ["ERR_TLS_BAD_CONFIGURATION", "these TLS options contradict each other"],
		SSL_FEATURE_UNAVAILABLE: ["ERR_TLS_FEATURE_UNAVAILABLE", "the handshake needs something that this build leaves out"],
		SSL_INTERNAL_ERROR: ["ERR_TLS_INTERNAL", "the TLS library met an inconsistency"],
		PSA_INSUFFICIENT_ENTROPY: ["ERR_TLS_NO_ENTROPY", "the machine's random number source does not work"],
		SSL_NO_RNG: ["ERR_TLS_NO_ENTROPY", "the machine's random number source does not work"],
		X509_CERT_VERIFY_FAILED: ["ERR_TLS_CERT_REFUSED", "the peer's certificate was refused"],
		PK_PASSWORD_REQUIRED: ["ERR_TLS_KEY_PASSPHRASE", "the private key is encrypted; give its passphrase"],
		PK_PASSWORD_MISMATCH: [
			"ERR_TLS_KEY_PASSPHRASE",
			"the passphrase does not open the private key, or what it opens is no RSA key and none on P-256, P-384 or P-521",
		],
		HANDLE_TAKEN: ["ERR_TLS_KEY_EXISTS", "PSA's store has a key with this identifier already; destroy it, or choose another one"],
		HANDLE_LASTING: [
			"ERR_TLS_KEY_STORE",
			"this build has no place for keys that outlive a restart; leave the identifier out, or build with PSA's storage (on ESP32: nvs_flash)",
		],
		KEY_ENCRYPTION: [
			"ERR_TLS_KEY_ENCRYPTION",
			"the private key is encrypted in a way that this build cannot open (scrypt, say); `openssl pkcs8 -topk8 -v2 aes-256-cbc` writes one that it can",
		],
		KEY_KIND: [
			"ERR_TLS_KEY_KIND",
			"the private key is of a kind that this build cannot use: it takes RSA, and EC on the named curves P-256, P-384 and P-521, but not Ed25519 and others",
		],
		X509_UNKNOWN_SIG_ALG: [
			"ERR_TLS_CERTIFICATE_KIND",
			"the certificate is signed in a way that this build does not know: it takes RSA and ECDSA, but not Ed25519 and others",
		],
		PK_KEY_INVALID_FORMAT: ["ERR_TLS_KEY_FORMAT", "the private key is not PKCS#8, PKCS#1 or SEC1 in DER"],
		PK_UNKNOWN_PK_ALG: [
			"ERR_TLS_KEY_KIND",
			"the key in the certificate is of a kind that this build cannot use: it takes RSA, and EC on P-256, P-384 and P-521",
		],
		PK_UNKNOWN_NAMED_CURVE: ["ERR_TLS_KEY_KIND", "the key lies on a curve that this build does not know: it takes P-256, P-384 and P-521"],
		NOT_CONNECTED: ["ERR_TLS_NOT_CONNECTED", "nothing can be written before the handshake is done; wait for onWritable"],
		CERTIFICATE_REJECTED: ["ERR_TLS_CERT_REJECTED", "onVerify has refused the peer's certificate"],
		PIN_MISMATCH: ["ERR_TLS_PIN_MISMATCH", "no key in the peer's certificate chain is one of tls.pins; the peer may be an impostor"],
		REFUSED: ["ERR_TLS_NO_ANSWER", "the handshake asked for something, and this side had no answer"],
		OVERFLOW: [
			"ERR_TLS_OVERFLOW",
			"this is more than can be written now; nothing was sent. Write at most what onWritable or the last write said",
		],
		CLOSED: ["ERR_TLS_CLOSED", "the connection is closed for writing"],
		KEY_MISMATCH: ["ERR_OSSL_X509_KEY_VALUES_MISMATCH", "the private key does not belong to the certificate"],
		KEY_MISSING: ["ERR_TLS_KEY_MISSING", "a certificate needs its private key, and a key its certificate; give both or neither"],
		NO_SUITE: ["ERR_TLS_NO_SUITE", "none of these cipher suites can be used with the other settings (a pre-shared key alone, say)"],
		STORE_MISSING: ["ERR_TLS_NO_TRUST", "no authority is given and this host has no certificate store; give tls.ca"],
		KEY_UPDATE: [
			"ERR_TLS_KEY_UPDATE_UNSUPPORTED",
			"the peer has changed its keys in the midst of the connection (KeyUpdate), which this build cannot follow; connect again, and if it happens often limit tls.maximumVersion to TLSv1.2",
		],
		NOT_SAVABLE: [
			"ERR_TLS_NOT_SAVABLE",
			"an association with a CBC cipher suite cannot be saved; choose suites with GCM, CCM or ChaCha20 (tls.cipherSuites)",
		],
		UNSETTLED: [
			"ERR_TLS_UNSETTLED",
			"the association cannot be saved now: read what has arrived first, and the side that has spoken last in the handshake must have received data since",
		],
		SSL_VERSION_MISMATCH: [
			"ERR_TLS_ASSOCIATION",
			"these bytes were saved by another mbedTLS, or by one that was built with other settings; connect anew",
		],
		ASSOCIATION: [
			"ERR_TLS_ASSOCIATION",
			"these bytes are no saved association, are damaged, or belong to another host, another role, other settings or another release; connect anew",
		],
		LIBRARY: [
			"ERR_TLS_LIBRARY",
			"the library of mbedTLS is another version than this class was built for, or has another configuration, and would overwrite memory; build all of the firmware anew",
		],
		STACK: [
			"ERR_TLS_STACK",
			"the stack of this task has no room for a handshake; give it more: creation.nativeStack in the manifest, in bytes, or the worker's option of that name",
		],
		FLOOD: ["ERR_SSL_TOO_MANY_WARN_ALERTS", "the peer sent message after message without any data (warnings, or requests to renegotiate)"],
		EXPORT: [
			"ERR_TLS_EXPORT",
			"a label has 1 to 249 bytes and is none that TLS uses itself, a context at most 65535 bytes, and 1 to 8160 bytes can be exported",
		],
		HELD: ["ERR_TLS_CONTEXT_IN_USE", "these credentials are in use and cannot be changed; make new ones"],
		BUNDLE: [
			"ERR_TLS_BUNDLE",
			"these bytes are not a bundle of certificate authorities, or are damaged; `npx tls419 bundle` makes one from PEM or DER files",
		],
		HANDLE_UNKNOWN: ["ERR_TLS_KEY_UNKNOWN", "PSA's key store has no key with this identifier, or it was destroyed before the handshake"],
		HANDLE_KIND: [
			"ERR_TLS_KEY_USAGE",
			"the key with this identifier cannot sign for TLS: it must be an EC or RSA key pair whose usage includes PSA_KEY_USAGE_SIGN_HASH",
		],
		HANDLE_POLICY: [
			"ERR_TLS_KEY_POLICY",
			"the PSA policy of this key does not allow the signatures of these TLS versions: ECDSA with any hash, or for RSA PKCS#1 v1.5 with any hash as the algorithm (TLS 1.2) and PSS as the algorithm or enrollment algorithm (TLS 1.3). Change it, or narrow minimumVersion and maximumVersion",
		],
		MALFORMED: ["ERR_TLS_DER", "these bytes are not a certificate or key in DER; PEM text must be decoded first"],
	};
}

export const WRONG_PURPOSE = 11;

/** Code and sentence for names that differ only in the detail, by the first word of the name. */
export function families(): Record<string, readonly [code: string, sentence: string]> {
	const cryptography = ["ERR_TLS_CRYPTO", "a computation with keys has failed"] as const;
	return {
		X509: ["ERR_TLS_CERTIFICATE_FORMAT", "the certificate cannot be read"],
		ASN1: ["ERR_TLS_CERTIFICATE_FORMAT", "the certificate cannot be read"],
		PK: ["ERR_TLS_KEY_FORMAT", "the key cannot be used"],
		ECP: cryptography,
		RSA: cryptography,
		MPI: cryptography,
		PSA: cryptography,
	};
}

/* In the order of tls_verdict in tls.h. The sentence gets what the engine knows about the case, and the name that was asked for. */
export function verdicts(explanation: string, host: string): readonly (readonly [code: string, sentence: string])[] {
	return [
		["", ""],
		["ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE", "the peer has sent no certificate"],
		["CERT_REVOKED", `the certificate issued by "${explanation}" was revoked`],
		["DEPTH_ZERO_SELF_SIGNED_CERT", `the peer's certificate is signed by itself ("${explanation}") and not trusted here`],
		["SELF_SIGNED_CERT_IN_CHAIN", `the certificate chain ends at "${explanation}", which is not trusted here`],
		[
			"UNABLE_TO_VERIFY_LEAF_SIGNATURE",
			`the certificate was issued by "${explanation}", which is not trusted here and whose certificate was not sent`,
		],
		["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", `the certificate chain leads to "${explanation}", which is not trusted here`],
		[
			"ERR_TLS_CLOCK_NOT_SET",
			`the clock of this device is not set (it shows ${explanation}), so no certificate can be checked; set it before connecting, or see tls.time`,
		],
		["CERT_HAS_EXPIRED", `the certificate expired on ${explanation}; if that is in the future, the clock of this device is wrong`],
		["CERT_NOT_YET_VALID", `the certificate is valid from ${explanation} on; if that is in the past, the clock of this device is wrong`],
		["ERR_TLS_CERT_ALTNAME_INVALID", `the certificate is for ${explanation}, not ${host}`],
		["INVALID_PURPOSE", "the certificate may not be used for this purpose (key usage)"],
		["CA_MD_TOO_WEAK", `a certificate issued by "${explanation}" is signed with an algorithm that is too weak`],
		["EE_KEY_TOO_SMALL", `the key in the certificate of "${explanation}" is too weak`],
		["CRL_SIGNATURE_FAILURE", `the revocation list of "${explanation}" is not signed by it, or it may not sign lists`],
		["CRL_HAS_EXPIRED", `the revocation list of "${explanation}" has expired; load a new one`],
		["CRL_NOT_YET_VALID", `the revocation list of "${explanation}" is not valid yet; if it should be, the clock of this device is wrong`],
		["UNABLE_TO_GET_CRL", `there is no revocation list of "${explanation}" in tls.crl: each issuer in the chain needs one`],
		["CERT_REJECTED", "the certificate was refused"],
		["ERR_TLS_CERT_UNKNOWN", "no certificate was seen"],
	];
}

/* The names of alerts as OpenSSL 3.0 spells them, which Node's codes are made of. */
export function alerts(): Record<number, string> {
	return {
		0: "SSLV3_ALERT_CLOSE_NOTIFY",
		10: "SSLV3_ALERT_UNEXPECTED_MESSAGE",
		20: "SSLV3_ALERT_BAD_RECORD_MAC",
		22: "TLSV1_ALERT_RECORD_OVERFLOW",
		40: "SSLV3_ALERT_HANDSHAKE_FAILURE",
		/* mbedTLS's word for 116. */
		41: "SSLV3_ALERT_NO_CERTIFICATE",
		42: "SSLV3_ALERT_BAD_CERTIFICATE",
		43: "SSLV3_ALERT_UNSUPPORTED_CERTIFICATE",
		44: "SSLV3_ALERT_CERTIFICATE_REVOKED",
		45: "SSLV3_ALERT_CERTIFICATE_EXPIRED",
		46: "SSLV3_ALERT_CERTIFICATE_UNKNOWN",
		47: "SSLV3_ALERT_ILLEGAL_PARAMETER",
		48: "TLSV1_ALERT_UNKNOWN_CA",
		49: "TLSV1_ALERT_ACCESS_DENIED",
		50: "TLSV1_ALERT_DECODE_ERROR",
		51: "TLSV1_ALERT_DECRYPT_ERROR",
		70: "TLSV1_ALERT_PROTOCOL_VERSION",
		71: "TLSV1_ALERT_INSUFFICIENT_SECURITY",
		80: "TLSV1_ALERT_INTERNAL_ERROR",
		86: "TLSV1_ALERT_INAPPROPRIATE_FALLBACK",
		90: "TLSV1_ALERT_USER_CANCELLED",
		109: "TLSV13_ALERT_MISSING_EXTENSION",
		110: "TLSV1_UNSUPPORTED_EXTENSION",
		112: "TLSV1_UNRECOGNIZED_NAME",
		113: "TLSV1_BAD_CERTIFICATE_STATUS_RESPONSE",
		115: "TLSV1_ALERT_UNKNOWN_PSK_IDENTITY",
		116: "TLSV13_ALERT_CERTIFICATE_REQUIRED",
		120: "TLSV1_ALERT_NO_APPLICATION_PROTOCOL",
	};
}
