/* What an application says about TLS. options.ts reads it. */

import type TLSContext from "embedded:io/socket/tcp/tls/context";
import type { ProtocolCallback } from "tls419/alpn";
import type { Names } from "tls419/choice";
import type { ByteSource, OpaqueKey } from "tls419/der";
import type { KeyLogCallback } from "tls419/keylog";
import type { OnIdentity, PreSharedKey } from "tls419/psk";
import type { TicketOptions } from "tls419/resumption";
import type { ClientAuthentication, ServerNameCallback } from "tls419/server";
import type { ByteBuffer } from "tls419/validate";
import type { OnVerify, Pin, TimePolicy } from "tls419/verification";

export type Version = "TLSv1.2" | "TLSv1.3";

/** What both sides say about TLS. */
export interface CommonSettings {
	/** Default "TLSv1.2". */
	readonly minimumVersion?: Version;
	/** Default "TLSv1.3". */
	readonly maximumVersion?: Version;
	/** ALPN (RFC 7301): protocol names of 1 to 255 bytes, the preferred one first. Default: none is offered. */
	readonly applicationLayerProtocol?: string | ByteBuffer | readonly (string | ByteBuffer)[];
	/** Bytes a record of TLS 1.2 may have (RFC 6066, 4): rounded down to 512, 1024, 2048 or 4096. Default: not negotiated. */
	readonly maximumFragmentLength?: number;
	/** Certificates, keys and authorities that were parsed before, in place of those below. */
	readonly context?: TLSContext;
	/** The authorities to trust, DER. Default: the host's certificate store. */
	readonly ca?: ByteSource | readonly ByteSource[];
	/** A bundle of authorities to trust (`npx tls419 bundle`), in place of the host's store. A Resource is read in place, other buffers are copied. */
	readonly store?: ByteSource;
	/** Opens an encrypted key. */
	readonly passphrase?: string | ByteSource;
	/** Revocation lists (RFC 5280, 5), DER. Once there is one, each issuer in the peer's chain needs a list that is signed by it and valid. Default: none. */
	readonly crl?: ByteSource | readonly ByteSource[];
	/**
	 * Pins: the key of a certificate in the peer's chain (of its own with `verify: false`) must be one of these, besides all other checks. A pin is the SHA-256 of a
	 * SubjectPublicKeyInfo (RFC 7469, 2.4), as 32 bytes or as text such as "sha256/" with 44 characters of base64. Default: none.
	 */
	readonly pins?: Pin | readonly Pin[];
	/**
	 * What a clock that is not set means to the dates in certificates and revocation lists: "require" refuses the peer with ERR_TLS_CLOCK_NOT_SET, "allow-unset"
	 * checks dates only while the clock is set; "ignore" never checks them. Default "require".
	 */
	readonly time?: TimePolicy;
	/**
	 * Judges each certificate of a chain with which the handshake would go on, the top first: false ends it. Default: nobody is asked. A function that throws, or
	 * gives something that is not true or false, ends it too.
	 */
	readonly onVerify?: OnVerify | null;
	/**
	 * Gets the secrets of the handshake, a line of an NSS key log at a time, its line feed included; `this` is the connection. Whoever has them can read and change
	 * what the connection carries: for debugging with Wireshark, never in a product. The machine's console shows a warning.
	 */
	readonly onKeyLog?: KeyLogCallback | null;
	/**
	 * A key that both sides have (RFC 4279, RFC 5489; RFC 8446, 2.2). A client that gives one, and neither `ca` nor `verify: true`, goes on with a server that has
	 * it too and with no other; no certificate takes its place, and `host` is not needed. A server with `certificate` serves both kinds of clients.
	 */
	readonly psk?: PreSharedKey;
	/** Cipher suites for all versions in order of preference, by their IANA or OpenSSL names. A version without any is not offered. Default: TLS.capabilities.cipherSuites. */
	readonly cipherSuites?: Names;
	/** Groups for the key exchange, such as "x25519" and "secp256r1" (RFC 8446, 4.2.7). Default: TLS.capabilities.groups. */
	readonly groups?: Names;
	/** Signature algorithms, such as "ecdsa_secp256r1_sha256" (RFC 8446, 4.2.3). Default: TLS.capabilities.signatureAlgorithms. */
	readonly signatureAlgorithms?: Names;
	/** Milliseconds until the handshake must be done, once the transport stands; 0 or Infinity for no limit. Default 30000, for a server 10000. */
	readonly handshakeTimeout?: number;
	/** Milliseconds that may pass, after the handshake, without a byte in either direction. Default: no limit. */
	readonly idleTimeout?: number;
}

/** What only a client says. */
export interface ClientOptions {
	/** The name or address that the peer's certificate must be for; a name is also sent as SNI (RFC 6066, 3). Default: `host` beside `tls`. */
	readonly host?: string;
	/** A client's chain, its own certificate first, DER. */
	readonly clientCertificate?: ByteSource | readonly ByteSource[];
	/** The key of the client's certificate, DER (PKCS#8, SEC1, PKCS#1), or one that PSA keeps. */
	readonly clientKey?: ByteSource | OpaqueKey;
	/** Bits that a server's own group for Diffie-Hellman must have (TLS 1.2 with DHE, which mbedTLS 4 no longer has). Default 2048. */
	readonly minimumGroupLength?: number;
	/** Whether to go on only with a peer whose certificate was found good. Default true. */
	readonly verify?: boolean;
	/** A client's session as onSession has given it, a secret. What does not suit, or is none, makes a full handshake. */
	readonly session?: ByteSource | null;
	/** Milliseconds until a client's transport must stand; 0 or Infinity for no limit. Default 30000. */
	readonly connectTimeout?: number;
}

/** What only a server says. */
export interface ServerOptions extends TicketOptions {
	/** Whether a server asks its clients for a certificate, and goes on without a good one; takes `ca` or a context. Default "none". */
	readonly clientAuthentication?: ClientAuthentication;
	/** Called for a client that names the server it wants (SNI): the context to use, or undefined for the one given here. What it throws ends the handshake. */
	readonly onServerName?: ServerNameCallback | null;
	/**
	 * Called for a client that offers protocols (ALPN): one of them, or undefined, which turns it away with the alert no_application_protocol. It takes a context, and
	 * the place of applicationLayerProtocol. What it throws ends the handshake.
	 */
	readonly onApplicationLayerProtocol?: ProtocolCallback | null;
	/** A server's chain, its own certificate first, DER. */
	readonly certificate?: ByteSource | readonly ByteSource[];
	/** The key of the server's certificate, DER, or one that PSA keeps. */
	readonly key?: ByteSource | OpaqueKey;
	/**
	 * A server's way to find the key of a client, by the identity that the client sends: undefined for one that is unknown. The handshake waits for a promise. An
	 * identity that `psk` has is not asked for. A function that throws ends the handshake.
	 */
	readonly onIdentity?: OnIdentity | null;
}

/** Options of the other role are refused. `host` stands beside `tls` as well, where it is the transport's. */
type Without<Options> = { readonly [Name in keyof Options as Name extends "host" ? never : Name]?: null | undefined };

/** The `tls` of a client. */
export interface ClientSettings extends CommonSettings, ClientOptions, Without<ServerOptions> {
	/** Whether to take the server's side of the handshake. Default false. */
	readonly server?: false;
}

/** The `tls` of a server. */
export interface ServerSettings extends CommonSettings, ServerOptions, Without<ClientOptions> {
	/** Whether to take the server's side of the handshake: true. */
	readonly server: true;
	/** Without a meaning for a server. */
	readonly host?: string;
}

/** What an application says about TLS: the `tls` of a constructor's options. */
export type TLSSettings = ClientSettings | ServerSettings;

/**
 * Moddable's `secure`: a client's options under the names that they have there, and all others under their own. What is undefined is as if it were not there.
 */
export interface SecureSettings extends CommonSecureSettings, Without<ServerOptionsWithoutCertificate> {
	/** `tls.host`. */
	readonly serverName?: string;
	/** `tls.ca`: the authorities to trust, DER. */
	readonly certificate?: ByteSource | readonly ByteSource[];
	/** `tls.clientCertificate`. */
	readonly clientCertificates?: ByteSource | readonly ByteSource[];
	/** `tls.applicationLayerProtocol`. */
	readonly applicationLayerProtocolNegotiation?: CommonSettings["applicationLayerProtocol"];
	/** `tls.maximumFragmentLength`. */
	readonly tls_max_fragment_length?: number;
	/** `tls.minimumVersion` as a number: 0x0303 for TLS 1.2, 0x0304 for TLS 1.3; smaller ones mean TLS 1.2. */
	readonly protocolVersion?: number;
}

type CommonSecureSettings = Omit<
	CommonSettings & ClientOptions,
	"host" | "ca" | "clientCertificate" | "applicationLayerProtocol" | "maximumFragmentLength" | "minimumVersion"
>;
type ServerOptionsWithoutCertificate = Omit<ServerOptions, "certificate">;
