/* Never run: the specifiers and options of DTLS, as an application may write them, and the mistakes that a compiler has to find. See complete.ts. */
import DTLSListener, { type DTLSListenerOptions } from "embedded:io/socket/listener/dtls";
import TLSContext from "embedded:io/socket/tcp/tls/context";
import DTLS, { type DTLSOptions } from "embedded:io/socket/udp/dtls";
import type { ClientHello, DTLSListenerSettings, DTLSSettings, HandshakeTimeout } from "tls419/datagrams";

const der = new ArrayBuffer(100);
const bytes = new Uint8Array(16);
class Socket {}

const handshakeTimeout: HandshakeTimeout = { minimum: 500, maximum: 8000, total: 20_000 };
const common = { minimumVersion: "DTLSv1.2", maximumVersion: "DTLSv1.2", handshakeTimeout, mtu: 1200, idleTimeout: 60_000 } as const;

const client: DTLSSettings = {
	...common,
	connectionId: true,
	association: bytes,
	psk: { identity: "sensor", key: bytes },
	cipherSuites: ["TLS_PSK_WITH_AES_128_CCM_8"],
	host: "gateway.example",
	ca: [der],
	clientCertificate: der,
	clientKey: der,
	session: null,
};
const listener: DTLSListenerSettings = {
	...common,
	connectionId: 8,
	maximumPeers: 100,
	certificate: [der, der],
	key: der,
	clientAuthentication: "require",
	onServerName: async () => new TLSContext(),
	onIdentity: (identity) => (identity.byteLength > 3 ? bytes : undefined),
	onHello: ({ remoteAddress, session }: ClientHello) => (remoteAddress === "192.0.2.1" ? session : undefined),
	ticketKeys: bytes,
};

const options: DTLSOptions = {
	address: "192.0.2.1",
	port: 5684,
	tls: client,
	UDP: { io: Socket, port: 5000 },
	format: "buffer",
	target: "mine",
	onReadable(count) {
		const datagram = this.read();
		if (datagram !== undefined) this.write(datagram.slice(0, count));
		const from: string | undefined = datagram?.address;
		const port: number | undefined = datagram?.port;
		const filled: number | undefined = this.read(bytes);
		return void [from, port, filled];
	},
	onWritable(count) {
		const most: number = this.write(new Uint8Array(count));
		return void most;
	},
	onError(error) {
		const code: string = error.code;
		return void code;
	},
	onSession: (session) => void session.byteLength,
	onRemoteChange: ({ remoteAddress, remotePort }) => void [remoteAddress, remotePort],
};
export const association = new DTLS(options);
export const saved: ArrayBuffer = association.save();
export const asleep: ArrayBuffer = association.suspend();
export const address: string = association.remoteAddress;
export const version: string | undefined = association.negotiated?.version;
export const supported: boolean = DTLS.capabilities.dtls.length > 0;
export const received: number = association.statistics.bytesIn;

const listenerOptions: DTLSListenerOptions = {
	address: "0.0.0.0",
	port: 5684,
	tls: listener,
	UDP: { io: Socket },
	onReadable() {
		const from = this.read();
		if (from !== undefined) new DTLS({ from, onReadable: null });
	},
	onError: (error, remote) => void [error.code, remote?.remoteAddress],
};
export const gateway = new DTLSListener(listenerOptions);
export const restored: DTLS = gateway.restore(saved, { address: "192.0.2.7", port: 4000 });
export const count: number = gateway.peers;
gateway.context = new TLSContext();

// @ts-expect-error
new DTLS();
// @ts-expect-error
new DTLS({ address: "192.0.2.1", port: 5684, tls: { host: "a", handshakeTimeout: 5000 } });
// @ts-expect-error
new DTLS({ address: "192.0.2.1", port: 5684, tls: { host: "a", minimumVersion: "TLSv1.2" } });
// @ts-expect-error
new DTLS({ address: "192.0.2.1", port: 5684, tls: { host: "a", maximumPeers: 5 } });
// @ts-expect-error
new DTLS({ address: "192.0.2.1", port: 5684, tls: { host: "a", server: true } });
// @ts-expect-error
new DTLS({ address: "192.0.2.1", port: 5684, tls: { host: "a", connectionId: "yes" } });
// @ts-expect-error
new DTLS({ from: new Socket() });
// @ts-expect-error
new DTLS({ format: "number" });
// @ts-expect-error
association.write("text");
// @ts-expect-error
association.remotePort = 5;
// @ts-expect-error
new DTLSListener({ port: 5684 });
// @ts-expect-error
new DTLSListener({ tls: { certificate: der, key: der, association: der } });
// @ts-expect-error
new DTLSListener({ tls: { certificate: der, key: der, verify: false } });
// @ts-expect-error
gateway.restore(saved);
// @ts-expect-error
gateway.peers = 0;
