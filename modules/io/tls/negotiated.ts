/* What a handshake has settled, as a frozen object. */

import { text } from "tls419/der";
import { describeVerdict } from "tls419/errors";
import type { Session } from "tls419/session";

export interface Negotiated {
	/** "TLSv1.2", "TLSv1.3" or "DTLSv1.2". */
	readonly version: string;
	/** The name in IANA's registry, such as "TLS_AES_128_GCM_SHA256". */
	readonly cipherSuite: string;
	/** The protocol chosen by ALPN (RFC 7301), or undefined. A name that is no UTF-8 has a character for each byte. */
	readonly applicationLayerProtocol: string | undefined;
	/** Client: the name that was checked, and sent as SNI unless it is an address. Server: the name that the client has sent as SNI, if any. */
	readonly serverName: string | undefined;
	/** The peer's own certificate in DER, or undefined if it sent none. To be asked for before the connection is closed, like the next. */
	readonly peerCertificate: ArrayBuffer | undefined;
	/**
	 * The peer's chain in DER as the peer sent it, its own certificate first; that one alone if the connection is resumed, empty if there is none. Copied when
	 * first asked for; `embedded:io/socket/tcp/tls/certificate` reads them.
	 */
	readonly peerCertificates: readonly ArrayBuffer[];
	/** The identity of the pre-shared key that both sides have proven to have: for a server, which client this is. Undefined where there was none. */
	readonly pskIdentity: ArrayBuffer | undefined;
	/** Whether the peer's certificate was checked and found good (chain, name, dates and key usage), or the peer has proven that it has the pre-shared key. */
	readonly authorized: boolean;
	/** Why not: a code of Node's, such as "CERT_HAS_EXPIRED"; undefined if authorized. */
	readonly authorizationError: string | undefined;
	/** Whether the keys come from an earlier connection. Then `authorized` and `peerCertificate` are what that one has found out. */
	readonly resumed: boolean;
	/** The most plaintext that a record to the peer carries, bytes: what was negotiated, or what this build can do if that is less. */
	readonly maximumFragmentLength: number;
}

function peerChain(session: Session): readonly ArrayBuffer[] {
	const chain: ArrayBuffer[] = [];
	for (let der = session.peerCertificate(0); der !== undefined; der = session.peerCertificate(chain.length)) chain.push(der);
	return Object.freeze(chain);
}

function versionName(number: number): string {
	return number === 0x0304 ? "TLSv1.3" : number === 0x0303 ? "TLSv1.2" : "DTLSv1.2";
}

export function describeSession(session: Session, host: string | undefined): Negotiated {
	const reason = describeVerdict(session.verdict(), session.explanation(), host);
	const protocol = session.protocol();
	let chain: readonly ArrayBuffer[] | undefined;
	return Object.freeze({
		version: versionName(session.version()),
		cipherSuite: session.cipherSuite(),
		applicationLayerProtocol: protocol && text(protocol),
		serverName: host ?? session.serverName(),
		get peerCertificate() {
			return this.peerCertificates[0];
		},
		get peerCertificates() {
			chain ??= peerChain(session);
			return chain;
		},
		pskIdentity: session.identity(),
		authorized: reason === undefined,
		authorizationError: reason?.code,
		resumed: session.resumed(),
		maximumFragmentLength: session.payload(),
	});
}
