/* Made by `npm run typings` from the module itself. */
declare module "tls419/capabilities" {
	export interface Capabilities {
		/** Such as { name: "mbedTLS", version: "3.6.7" }. */
		readonly library: {
			readonly name: string;
			readonly version: string;
		};
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
		readonly recordLength: {
			readonly input: number;
			readonly output: number;
		};
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
}
