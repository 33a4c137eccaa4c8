/* What this build can do, asked of the build. */

import { cipherSuiteNames, groupNames, signatureAlgorithmNames } from "tls419/choice";
import { TLSError } from "tls419/errors";
import { Library } from "tls419/library";

export interface Capabilities {
	/** Such as { name: "mbedTLS", version: "3.6.7" }. */
	readonly library: { readonly name: string; readonly version: string };
	/** "TLSv1.2", "TLSv1.3". */
	readonly versions: readonly string[];
	/** "client", "server". */
	readonly roles: readonly string[];
	/** IANA's names, in the order in which they are preferred unless `tls.cipherSuites` says otherwise. */
	readonly cipherSuites: readonly string[];
	/** Names of RFC 8446, 4.2.7, and RFC 8422, in order of preference. */
	readonly groups: readonly string[];
	/** Names of RFC 8446, 4.2.3, in order of preference. */
	readonly signatureAlgorithms: readonly string[];
	/** Ways to use a pre-shared key: "PSK", "ECDHE-PSK" (TLS 1.2), "psk_ke", "psk_dhe_ke" (TLS 1.3). */
	readonly psk: readonly string[];
	/** The longest pre-shared key, bytes; 0 if there are none. */
	readonly pskKeyLength: number;
	/** The longest identity of a pre-shared key, bytes. */
	readonly pskIdentityLength: number;
	/** TLS 1.3's data before the handshake is done, which can be replayed. */
	readonly earlyData: boolean;
	/** Session tickets and session ids. */
	readonly sessionTickets: boolean;
	/** RFC 8449, TLS 1.3. */
	readonly recordSizeLimit: boolean;
	/** What `tls.maximumFragmentLength` can be, bytes (RFC 6066, 4; TLS 1.2). */
	readonly maximumFragmentLength: readonly number[];
	/** Bytes of application data that a record may bring, and carry away. */
	readonly recordLength: { readonly input: number; readonly output: number };
	readonly applicationLayerProtocol: boolean;
	readonly serverName: boolean;
	/** "DTLSv1.2". */
	readonly dtls: readonly string[];
	/** DTLS's connection IDs (RFC 9146). */
	readonly connectionId: boolean;
	/** Whether an association of DTLS can be saved. */
	readonly savedAssociations: boolean;
	readonly exporters: boolean;
	readonly keyLog: boolean;
	/** Whether revoked certificates are known by lists (CRL). */
	readonly revocationLists: boolean;
	/** Whether a server's stapled word about its certificate (OCSP; RFC 6066, 8) is asked for and judged: mbedTLS has none of it. */
	readonly certificateStatus: boolean;
	/** Whether this host has a certificate store, to verify a peer without `tls.ca`. */
	readonly certificateStore: boolean;
}

/* The bits TLS_CAPABILITY_* in tls.h. */
const TLS12 = 0x1;
const TLS13 = 0x2;
const CLIENT = 0x4;
const SERVER = 0x8;
const DTLS12 = 0x10;
const CONNECTION_ID = 0x20;
const PSK = 0x40;
const ECDHE_PSK = 0x80;
const PSK_KE = 0x100;
const PSK_DHE_KE = 0x200;
const EARLY_DATA = 0x400;
const TICKETS = 0x800;
const RECORD_SIZE_LIMIT = 0x1000;
const MAXIMUM_FRAGMENT_LENGTH = 0x2000;
const ALPN = 0x4000;
const SERVER_NAME = 0x8000;
const EXPORTERS = 0x10000;
const KEY_LOG = 0x20000;
const CRL = 0x40000;
const ASSOCIATIONS = 0x80000;

/* The places of tls_limit_kind in tls.h. */
const INPUT_RECORD = 0;
const OUTPUT_RECORD = 1;
const KEY = 2;

/** The longest identity of a pre-shared key, bytes; TLS_IDENTITY_LIMIT in tls.h. */
export const IDENTITY_LIMIT = 1024;

/** The longest pre-shared key, bytes. */
export function keyLimit(): number {
	return Library.limit(KEY);
}

function version(): string {
	const number = Library.version();
	return `${number >>> 24}.${(number >>> 16) & 0xff}.${(number >>> 8) & 0xff}`;
}

/** What an application may leave out, and the manifest that it includes to do so. */
const manifests = Object.freeze({ DTLS: "no-dtls", server: "client-only", "pre-shared keys": "no-psk", resumption: "no-resumption" });

/** Where TLS 1.2 has no pre-shared keys, those of TLS 1.3 are there for resumption only. */
function hasKeys(bits: number): boolean {
	return (bits & (bits & TLS12 ? PSK | ECDHE_PSK : PSK_KE | PSK_DHE_KE)) !== 0;
}

/** @param what asks for it, such as "tls.psk" @throws TLSError for a feature that this build leaves out. @internal */
export function demand(feature: keyof typeof manifests, what: string): void {
	const bits = Library.capabilities();
	if (feature === "pre-shared keys" ? hasKeys(bits) : bits & (feature === "server" ? SERVER : feature === "DTLS" ? DTLS12 : TICKETS))
		return;
	throw new TLSError(
		"ERR_TLS_FEATURE_UNAVAILABLE",
		`${what}: this build has no ${feature}; the manifest features/${manifests[feature]}, or mbedTLS's configuration, leaves that out`,
	);
}

/** Made anew for each call: TLS.capabilities keeps the first. */
export function describeCapabilities(): Capabilities {
	const { freeze } = Object;
	const bits = Library.capabilities();
	const has = (bit: number): boolean => (bits & bit) !== 0;
	const those = <T>(...candidates: [bit: number, value: T][]): readonly T[] =>
		freeze(candidates.filter(([bit]) => has(bit)).map(([, value]) => value));

	return freeze({
		library: freeze({ name: "mbedTLS", version: version() }),
		versions: those([TLS12, "TLSv1.2"], [TLS13, "TLSv1.3"]),
		roles: those([CLIENT, "client"], [SERVER, "server"]),
		cipherSuites: cipherSuiteNames(),
		groups: groupNames(),
		signatureAlgorithms: signatureAlgorithmNames(),
		psk: hasKeys(bits) ? those([PSK, "PSK"], [ECDHE_PSK, "ECDHE-PSK"], [PSK_KE, "psk_ke"], [PSK_DHE_KE, "psk_dhe_ke"]) : freeze([]),
		pskKeyLength: hasKeys(bits) ? keyLimit() : 0,
		pskIdentityLength: IDENTITY_LIMIT,
		earlyData: has(EARLY_DATA),
		sessionTickets: has(TICKETS),
		recordSizeLimit: has(RECORD_SIZE_LIMIT),
		maximumFragmentLength: freeze(has(MAXIMUM_FRAGMENT_LENGTH) ? [512, 1024, 2048, 4096] : []),
		recordLength: freeze({ input: Library.limit(INPUT_RECORD), output: Library.limit(OUTPUT_RECORD) }),
		applicationLayerProtocol: has(ALPN),
		serverName: has(SERVER_NAME),
		dtls: those([DTLS12, "DTLSv1.2"]),
		connectionId: has(CONNECTION_ID),
		savedAssociations: has(ASSOCIATIONS),
		exporters: has(EXPORTERS),
		keyLog: has(KEY_LOG),
		revocationLists: has(CRL),
		certificateStatus: false,
		certificateStore: Library.hasStore(),
	});
}
