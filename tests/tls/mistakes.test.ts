/* Each option of TLS with values that it cannot have: an error that names the option, what was given and what is allowed, before anything is allocated. */
import TLSListener from "embedded:io/socket/listener/tls";
import TLS from "embedded:io/socket/tcp/tls";
import TLSContext from "embedded:io/socket/tcp/tls/context";
import { memory } from "tls419/sim/memory";
import * as assert from "uvu/assert";
import { certificate, localhostIdentity as identity } from "../support/certificates.ts";
import type { TLSOptions } from "../support/connection.ts";
import { Memory } from "../support/memory.ts";
import { MemoryListener } from "../support/memory-listener.ts";
import { boundedSuite } from "../support/suite.ts";

const test = boundedSuite("mistakes");

const authority = certificate("authority.der");

/** Makes something of `tls`. */
interface Make {
	readonly base: object;
	make(tls: object): { close?(): void };
}

const client: Make = {
	base: { host: "localhost", ca: authority },
	make: (tls) => new TLS({ TCP: { io: Memory }, port: 1, tls } as TLSOptions),
};
const server: Make = {
	base: { server: true, ...identity },
	make: (tls) => new TLS({ TCP: { io: Memory }, port: 1, tls } as TLSOptions),
};
const listener: Make = { base: identity, make: (tls) => new TLSListener({ Listener: { io: MemoryListener }, tls }) };
const context: Make = {
	base: identity,
	make(tls) {
		void new TLSContext(tls);
		return {};
	},
};

/* What each value is called in a message. */
const values: Record<string, readonly [value: unknown, called: RegExp]> = {
	undefined: [undefined, /undefined/],
	null: [null, /null/],
	true: [true, /a boolean/],
	negative: [-1, /the number -1/],
	"no number": [Number.NaN, /the number NaN/],
	fraction: [1.5, /the number 1\.5/],
	"large number": [1e15, /the number 1000000000000000/],
	text: ["no such thing", /a string|"no such thing"/],
	"half a character": ["\ud800", /a string/],
	object: [{}, /an object/],
	list: [[{}], /an object|a list/],
	"list of a list": [[[]], /a list|an empty list/],
	symbol: [Symbol("mistake"), /a symbol/],
	function: [() => undefined, /a function/],
	"words of two bytes": [new Uint16Array(16), /an object/],
	"empty buffer": [new ArrayBuffer(0), /empty|0|an object/],
};
const all = Object.keys(values);
const without = (...names: string[]) => all.filter((name) => !names.includes(name));

/* The options, and which of the values each must refuse. */
const options: [option: string, makers: Make[], refused: string[]][] = [
	["host", [client], ["undefined", "half a character", "symbol", "empty buffer"]],
	["minimumVersion", [client, listener], all],
	["maximumVersion", [client, listener], all],
	["applicationLayerProtocol", [client, listener], without("text")],
	["maximumFragmentLength", [client, listener], without("large number")],
	["context", [client, listener], all],
	["ca", [client, listener, context], all],
	["store", [client, listener, context], all],
	["crl", [client, listener, context], all],
	["clientCertificate", [client], all],
	["clientKey", [client], all],
	["certificate", [listener, context], all],
	["key", [listener, context], all],
	["passphrase", [client, listener, context], without("text")],
	["verify", [client], without("undefined", "true")],
	["pins", [client, listener], all],
	["time", [client, listener], all],
	["onVerify", [client, listener], without("undefined", "null", "function")],
	["onKeyLog", [client, listener], without("undefined", "null", "function")],
	["onIdentity", [listener], without("undefined", "null", "function")],
	["onServerName", [listener], without("undefined", "null", "function")],
	["session", [client], without("undefined", "null", "empty buffer")],
	["psk", [client, listener, context], all],
	["cipherSuites", [client, listener], all],
	["groups", [client, listener], all],
	["signatureAlgorithms", [client, listener], all],
	["tickets", [listener, context], without("undefined", "true", "object", "list", "list of a list", "words of two bytes", "empty buffer")],
	["ticketKeys", [listener, context], all],
	["sessionCache", [listener, context], without("null", "true", "list of a list")],
	["connectTimeout", [client], without("fraction", "large number")],
	["handshakeTimeout", [client, listener], without("fraction", "large number")],
	["idleTimeout", [client, listener], without("fraction", "large number")],
	["clientAuthentication", [listener], all],
	["maximumPending", [listener], without("large number", "true")],
];

function problem({ base, make }: Make, option: string, name: string): string | undefined {
	const [value, called] = values[name];
	const where = `${option}: ${name}`;
	try {
		make({ ...base, [option]: value }).close?.();
		return `${where} was accepted`;
	} catch (error) {
		if (!(error instanceof Error)) return `${where} has thrown what is no Error`;
		const { message } = error;
		if (!message.includes(option)) return `${where} is not named: ${error.name} ${message}`;
		return called.test(message) || /is missing|this build has no "/.test(message)
			? undefined
			: `${where}: what was given is not told: ${error.name} ${message}`;
	}
}

for (const [option, makers, refused] of options) {
	test(`E3 E4 tls.${option} refuses what it cannot be, in words`, () => {
		const problems = new Set<string>();
		for (const make of makers) {
			for (const name of refused) {
				const found = problem(make, option, name);
				if (found !== undefined) problems.add(found);
			}
		}
		assert.equal([...problems], []);
	});

	test(`E2 E4 tls.${option} is looked up once, and what its getter throws comes out`, () => {
		const reason = new Error("from the getter");
		for (const { base, make } of makers) {
			let count = 0;
			const tls = Object.defineProperty({ ...base }, option, {
				get() {
					count++;
					throw reason;
				},
			});
			assert.throws(
				() => make(Object.create(Object.freeze(tls))),
				(error: Error) => error === reason,
			);
			assert.is(count, 1);
		}
	});
}

/* What only the other role looks at, a value that it could have, and what the error says to use instead. */
const others: [option: string, makers: Make[], value: unknown, instead: RegExp][] = [
	["certificate", [client], identity.certificate, /tls\.clientCertificate/],
	["key", [client], identity.key, /tls\.clientKey/],
	["clientAuthentication", [client], "require", /tls\.verify/],
	["onServerName", [client], () => undefined, /tls\.host/],
	["onIdentity", [client], () => undefined, /tls\.psk/],
	["tickets", [client], false, /tls\.session/],
	["ticketKeys", [client], new Uint8Array(48), /tls\.session/],
	["sessionCache", [client], 4, /tls\.session/],
	["maximumPending", [client, server], 4, /listener/],
	["clientCertificate", [server, listener], identity.certificate, /tls\.certificate/],
	["clientKey", [server, listener], identity.key, /tls\.key/],
	["verify", [server, listener], false, /tls\.clientAuthentication/],
	["session", [server, listener], new Uint8Array(8), /tls\.tickets/],
	["connectTimeout", [server, listener], 1000, /tls\.handshakeTimeout/],
];

for (const [option, makers, value, instead] of others) {
	test(`E4 E8 tls.${option} is refused by the role that does not look at it, which says what to use`, () => {
		for (const { base, make } of makers) {
			assert.throws(
				() => make({ ...base, [option]: value }),
				(error: Error) => error instanceof TypeError && error.message.startsWith(`tls.${option} is `) && instead.test(error.message),
			);
			make({ ...base, [option]: undefined }).close?.();
		}
	});
}

test("E8 a name that nobody knows is passed over, and so is an absent callback of the other role", () => {
	client.make({ ...client.base, noSuchOption: 1, onServerName: null, onIdentity: null }).close?.();
	server.make({ ...server.base, noSuchOption: 1, session: null }).close?.();
	listener.make({ ...listener.base, noSuchOption: 1, session: null }).close?.();
});

test("E3 what is missing for a server to prove who it is throws when the server is made", () => {
	const authorities = new TLSContext({ ca: authority });
	for (const { make } of [server, listener]) {
		assert.throws(() => make({ server: true }), /tls\.certificate is missing/);
		assert.throws(() => make({ server: true, context: authorities }), /this context has no certificate and no psk/);
	}
	const io = new TLSListener({ Listener: { io: MemoryListener }, tls: identity });
	assert.throws(() => {
		io.context = authorities;
	}, /this context has no certificate and no psk/);
	io.close();
});

test("E3 a number with no upper bound is told without one", () => {
	assert.throws(
		() => client.make({ ...client.base, maximumFragmentLength: 511 }),
		/tls\.maximumFragmentLength must be a whole number from 512 on, and not the number 511/,
	);
	assert.throws(() => listener.make({ ...identity, maximumPending: 0 }), /tls\.maximumPending must be a whole number from 1 on/);
});

test("E4 an error about a certificate, a key, a list or a store names the option it came from, and which of several", () => {
	const garbage = new Uint8Array(32);
	const half = authority.slice(0, 100);
	const shown = { clientCertificate: identity.certificate, clientKey: identity.key };
	const other = certificate("mismatched.key.der");
	const secure: Make = { base: {}, make: (secure) => new TLS({ TCP: { io: Memory }, port: 1, secure } as TLSOptions) };
	const cases: [maker: Make, options: object, message: RegExp][] = [
		[client, { ca: garbage }, /^tls\.ca: /],
		[client, { ca: [authority, garbage] }, /^tls\.ca\[1\]: /],
		[client, { ca: [authority, half] }, /^tls\.ca\[1\]: /],
		[client, { ca: authority, crl: garbage }, /^tls\.crl: the revocation list/],
		[client, { ca: authority, ...shown, clientCertificate: [identity.certificate[0], garbage] }, /^tls\.clientCertificate\[1\]: /],
		[client, { ca: authority, ...shown, clientKey: garbage }, /^tls\.clientKey: /],
		[client, { ca: authority, ...shown, clientKey: other }, /^tls\.clientKey: the private key does not belong/],
		[client, { store: garbage }, /^tls\.store: these bytes are not a bundle/],
		[server, { ...identity, server: true, certificate: garbage }, /^tls\.certificate: /],
		[server, { ...identity, server: true, key: garbage }, /^tls\.key: /],
		[listener, { ...identity, key: other }, /^tls\.key: the private key does not belong/],
		[context, { ca: [authority, garbage] }, /^ca\[1\]: /],
		[context, { crl: [garbage, garbage] }, /^crl\[0\]: /],
		[context, { ...identity, key: garbage }, /^key: /],
		[context, { store: garbage }, /^store: /],
		[secure, { serverName: "localhost", certificate: garbage }, /^secure\.certificate: /],
		[secure, { serverName: "localhost", clientCertificates: [garbage], clientKey: identity.key }, /^secure\.clientCertificates: /],
	];
	for (const [{ make }, options, message] of cases) {
		assert.throws(
			() => make(make === client.make ? { host: "localhost", ...options } : options),
			(error: Error & { code?: string; number?: number }) => {
				assert.match(error.message, message);
				return error.name === "TLSError" && /^ERR_/.test(error.code ?? "") && (error.number ?? 0) < 0;
			},
		);
	}
});

test("E4 G1 tls and secure together are a mistake, since only one of them would say who is trusted", () => {
	const both = { TCP: { io: Memory }, port: 1, tls: client.base, secure: { serverName: "localhost", certificate: authority } };
	const refusal = /^tls and secure are two names of one thing; give either$/;
	assert.throws(() => Reflect.construct(TLS, [both]), refusal);
	/* Options that cannot change are read once. */
	assert.throws(() => Reflect.construct(TLS, [{ ...both, tls: Object.freeze({ host: "localhost" }) }]), refusal);
	new TLS({ TCP: { io: Memory }, port: Memory.listen(() => undefined), tls: client.base, secure: undefined } as TLSOptions).close();
});

test("E4 end() and exportKeyingMaterial() before the handshake is done say that in words of their own", () => {
	const io = new TLS({ TCP: { io: Memory }, port: Memory.listen(() => undefined), tls: client.base } as TLSOptions);
	const early = (what: RegExp) => (error: Error & { code?: string }) => error.code === "ERR_TLS_NOT_CONNECTED" && what.test(error.message);
	assert.throws(() => io.end(), early(/^this side cannot be ended before the handshake/));
	assert.throws(() => io.exportKeyingMaterial(32, "EXPERIMENTAL"), early(/^there is no key material to export before the handshake/));
	assert.throws(() => io.write(new ArrayBuffer(1)), early(/^nothing can be written before the handshake/));
	io.close();
});

test("E4 mistakes leave no native memory behind", () => {
	const round = () => {
		for (const [option, makers, refused] of options) {
			for (const make of makers) for (const name of refused) problem(make, option, name);
		}
	};
	const collect = () => native("xs_sim_collect").call(undefined);
	round();
	collect();
	const before = memory().tls;
	round();
	collect();
	assert.is(memory().tls, before);
	assert.is(TLS.statistics.sessions, 0);
});

test.run();
