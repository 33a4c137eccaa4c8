/* Never run: every specifier and every option, as an application may write them. typings.test.mjs compiles it with the declarations, `npm run check` with the modules. */
import TLSListener, { type TLSListenerOptions } from "embedded:io/socket/listener/tls";
import TLS, { type Negotiated, type SecureSettings, type TLSError, type TLSOptions, type TLSSettings } from "embedded:io/socket/tcp/tls";
import Certificate, { type PublicKey } from "embedded:io/socket/tcp/tls/certificate";
import TLSContext, { type TLSContextOptions } from "embedded:io/socket/tcp/tls/context";
import PrivateKey, { type Curve } from "embedded:io/socket/tcp/tls/key";
import type { Capabilities } from "tls419/capabilities";
import type { ClientSettings, ServerSettings } from "tls419/settings";
import type { MachineStatistics, Traffic } from "tls419/statistics";

const der = new ArrayBuffer(100);
const bytes = new Uint8Array(16);
/* What a Resource of Moddable is. */
const flash = { byteLength: 100, slice: (begin: number, end = 100) => new ArrayBuffer(end - begin) };
const curve: Curve = "P-256";
const key = PrivateKey.generate(curve);
const publicKey: ArrayBuffer = key.publicKey;

const contextOptions: TLSContextOptions = {
	ca: [der, bytes, flash],
	crl: der,
	certificate: [der, flash],
	key,
	passphrase: "secret",
	psk: { identity: "device", key: bytes },
	tickets: { count: 2, lifetime: 3600 },
	ticketKeys: bytes,
	sessionCache: 10,
};
export const context = new TLSContext(contextOptions);
context.rotateTicketKeys(bytes);
context.rotateTicketKeys();
export const stored = new TLSContext({ store: flash });
export const empty = new TLSContext();

const common = {
	minimumVersion: "TLSv1.2",
	maximumVersion: "TLSv1.3",
	applicationLayerProtocol: ["h2", bytes],
	maximumFragmentLength: 1024,
	ca: [der],
	passphrase: bytes,
	crl: [der],
	pins: ["sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", bytes],
	time: "allow-unset",
	onVerify: () => true,
	onKeyLog(line: string) {
		line.trim();
	},
	psk: { identity: bytes, key: "a key" },
	cipherSuites: ["TLS_AES_128_GCM_SHA256"],
	groups: "x25519",
	signatureAlgorithms: ["ecdsa_secp256r1_sha256"],
	handshakeTimeout: 5000,
	idleTimeout: Number.POSITIVE_INFINITY,
} as const;

const client: ClientSettings = {
	...common,
	server: false,
	host: "example.com",
	clientCertificate: der,
	clientKey: key,
	verify: true,
	session: der,
	connectTimeout: 1000,
};
const server: ServerSettings = {
	...common,
	server: true,
	certificate: [der, der],
	key: { psaKey: 7 },
	clientAuthentication: "request",
	onServerName: async (name) => (name === "a" ? context : undefined),
	onIdentity: (identity) => (identity.byteLength > 3 ? bytes : undefined),
	tickets: false,
	ticketKeys: bytes,
	sessionCache: 0,
};
const either: TLSSettings = publicKey.byteLength > 0 ? client : server;
const secure: SecureSettings = {
	serverName: "example.com",
	certificate: der,
	clientCertificates: [der],
	clientKey: der,
	applicationLayerProtocolNegotiation: "http/1.1",
	tls_max_fragment_length: 4096,
	protocolVersion: 0x0303,
	verify: undefined,
	pins: bytes,
};

class Transport {
	constructor(options: { address: string; mark: number }) {
		Object.assign(this, options);
	}
}

const options: TLSOptions = {
	address: "192.0.2.1",
	port: 443,
	noDelay: true,
	nodelay: true,
	keepAlive: 1000,
	tls: either,
	host: "example.com",
	TCP: { io: Transport, mark: 1 },
	format: "buffer",
	target: {},
	onReadable(count) {
		const all: ArrayBuffer | number | undefined = this.read();
		const some: ArrayBuffer | undefined = this.read(count);
		const read: number | undefined = this.read(bytes);
		const left: number = this.write(bytes, { more: true, byteLength: 100 });
		return [all, some, read, left];
	},
	onWritable(count: number) {
		this.write(count);
	},
	onError(error: TLSError) {
		const { code, message }: { code: string; message: string } = error;
		const alert: number | undefined = error.alert;
		return [code, message, alert];
	},
	onEnd() {
		this.end();
	},
	onSession(session: ArrayBuffer) {
		session.slice(0);
	},
};
const tls = new TLS(options);
export const over = new TLS({ from: tls, tls: { host: "inner.example" } });
export const moved = new TLS({ from: over });
export const moddable = new TLS({ host: "example.com", port: 443, secure, onWriteable: null, onReadable: null });
const secret: ArrayBuffer = tls.exportKeyingMaterial(32, "EXPORTER-test", bytes);
const negotiated: Negotiated | undefined = tls.negotiated;
const capabilities: Capabilities = TLS.capabilities;
const traffic: Traffic = tls.statistics;
const machine: MachineStatistics = TLS.statistics;
export const facts = [secret, negotiated?.version, capabilities.cipherSuites[0], traffic, machine, tls.remoteAddress, tls.remotePort];
tls.format = "number";
tls.target = undefined;
tls.close();

const listenerOptions: TLSListenerOptions = {
	port: 0,
	address: "127.0.0.1",
	noDelay: true,
	keepAlive: 1000,
	tls: { ...common, context, clientAuthentication: "none", maximumPending: 4, onServerName: null },
	Listener: { io: Transport, mark: 1 },
	format: "socket/tcp",
	target: 7,
	onReadable() {
		const connection: TLS | undefined = this.read();
		return new TLS({ from: connection });
	},
	onError(error, remote) {
		return [error.code, remote?.remoteAddress, remote?.remotePort];
	},
};
const listener = new TLSListener(listenerOptions);
listener.context = context;
export const HTTPS: typeof TLSListener = TLSListener.configure({ certificate: der, key: der });
export const port: number | undefined = listener.port;
listener.close();

const certificate = new Certificate(der);
const ofCertificate: PublicKey = certificate.publicKey;
export const read = [
	certificate.subject,
	certificate.validTo.getTime(),
	ofCertificate.sha256,
	certificate.fingerprint256,
	`${certificate}`,
];
const imported: PrivateKey = PrivateKey.import(der, "secret");
imported.destroy();
export const kept: number = new PrivateKey({ psaKey: 3 }).psaKey;
