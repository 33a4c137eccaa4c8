// sim: --clock virtual
/* When DTLS says something again, and how it ends: where the application decides, and where the protocol has a rule. */
import DTLSListener from "embedded:io/socket/listener/dtls";
import DTLS from "embedded:io/socket/udp/dtls";
import { Pace } from "tls419/pace";
import { Silence } from "tls419/silence";
import * as assert from "uvu/assert";
import { certificate, clientIdentity, localhostIdentity } from "../support/certificates.ts";
import { MemoryUDP } from "../support/datagrams.ts";
import { boundedSuite, closeAfterTest } from "../support/suite.ts";

const test = boundedSuite("pace of DTLS");
const address = "192.0.2.1";
const port = 5684;
const psk = { identity: "sensor", key: new Uint8Array(16).fill(7) };
const io = MemoryUDP;

interface Side {
	readonly dtls: DTLS;
	/** What the association has ended with. */
	readonly ended: Promise<string>;
	readonly connected: Promise<void>;
}

function side(options: object): Side {
	let connect: (() => void) | undefined;
	let end: ((code: string) => void) | undefined;
	const connected = new Promise<void>((resolve) => {
		connect = resolve;
	});
	const ended = new Promise<string>((resolve) => {
		end = resolve;
	});
	const dtls = new DTLS({
		...options,
		onWritable: () => connect?.(),
		onError: (error: Error & { code: string }) => end?.(error.code),
	} as ConstructorParameters<typeof DTLS>[0]);
	closeAfterTest(() => dtls.close());
	return { dtls, ended, connected };
}

function dial(tls: object, own = 7000): Side {
	return side({ address, port, tls: { psk, ...tls }, UDP: { io, address: "192.0.2.9", port: own } });
}

function listen(tls: object = { psk }): Promise<Side> {
	let take: ((peer: Side) => void) | undefined;
	const taken = new Promise<Side>((resolve) => {
		take = resolve;
	});
	const listener = new DTLSListener({
		address,
		port,
		UDP: { io },
		tls,
		onReadable() {
			take?.(side({ from: this.read() }));
		},
	} as ConstructorParameters<typeof DTLSListener>[0]);
	closeAfterTest(() => listener.close());
	return taken;
}

/** When datagrams left, from the first on, of which none arrives. */
function drops(): number[] {
	const times: number[] = [];
	let first: number | undefined;
	MemoryUDP.filter = () => {
		first ??= performance.now();
		times.push(Math.round(performance.now() - first));
		return false;
	};
	closeAfterTest(() => {
		MemoryUDP.filter = undefined;
	});
	return times;
}

test("O13 a function says when a flight is sent again, from what it said before", async () => {
	const times = drops();
	const lasts: number[] = [];
	const retransmission = (last: number) => {
		lasts.push(last);
		return last === 0 ? 300 : last + 100;
	};
	const { ended } = dial({ handshakeTimeout: { retransmission, total: 2000 } });
	assert.is(await ended, "ERR_TLS_HANDSHAKE_TIMEOUT");
	assert.equal(times, [0, 300, 700, 1200, 1800]);
	assert.equal(lasts, [0, 300, 400, 500, 600]);
});

test("O13 a wait that something has interrupted goes on with the same interval", () => {
	const lasts: number[] = [];
	const pace = new Pace((last) => {
		lasts.push(last);
		return last + 50;
	});
	assert.equal(
		[1, 1, 2, 2, 4, 1].map((asked) => pace.after(asked)),
		[50, 50, 100, 100, 150, 50],
	);
	assert.equal(lasts, [0, 50, 100, 0]);
});

test("O13 it begins anew with each flight", async () => {
	const lasts: number[] = [];
	let count = 0;
	MemoryUDP.filter = () => ![1, 2, 7].includes(++count);
	closeAfterTest(() => {
		MemoryUDP.filter = undefined;
	});
	listen();
	const retransmission = (last: number) => {
		lasts.push(last);
		return 200 + last;
	};
	await dial({ handshakeTimeout: { retransmission } }).connected;
	assert.ok(lasts.filter((last) => last === 0).length >= 2 && lasts.includes(200), `${lasts}`);
});

test("O14 with false nothing is sent again unless the peer asks for it", async () => {
	const times = drops();
	const { ended } = dial({ handshakeTimeout: { retransmission: false, total: 40_000 } });
	assert.is(await ended, "ERR_TLS_HANDSHAKE_TIMEOUT");
	assert.equal(times, [0]);
});

test("O14 a listener with false says its flight again when the client does, and the handshake is done", async () => {
	let lost = 0;
	/* The first three datagrams of the listener behind its cookie. */
	MemoryUDP.filter = ({ bytes, from }) => !(from.startsWith(address) && bytes.length > 60 && lost++ < 3);
	closeAfterTest(() => {
		MemoryUDP.filter = undefined;
	});
	const taken = listen({ psk, handshakeTimeout: { retransmission: false } });
	await dial({}).connected;
	await taken;
	assert.ok(lost >= 3);
});

test("O13 what is no time, and what the function throws, ends the handshake", async () => {
	drops();
	const nonsense: (() => number)[] = [
		() => Number.NaN,
		() => 0,
		() => -1,
		() => Number.POSITIVE_INFINITY,
		() => {
			throw new Error("no idea");
		},
	];
	for (const [index, retransmission] of nonsense.entries())
		assert.is(await dial({ handshakeTimeout: { retransmission } }, 7100 + index).ended, "ERR_TLS_CALLBACK");
});

test("O13 retransmission stands alone, and is a function or false", () => {
	for (const handshakeTimeout of [
		{ retransmission: () => 1, minimum: 100 },
		{ retransmission: false, maximum: 100 },
	])
		assert.throws(() => dial({ handshakeTimeout }), /give either/);
	for (const retransmission of [true, 5, "x"]) assert.throws(() => dial({ handshakeTimeout: { retransmission } }));
});

test("O25 a goodbye is answered with one", async () => {
	const taken = listen();
	const { connected, ended } = dial({});
	await connected;
	const server = await taken;
	const goodbyes: string[] = [];
	MemoryUDP.filter = ({ bytes, from }) => {
		if (bytes[0] === 21) goodbyes.push(from.split(" ")[0]);
		return true;
	};
	closeAfterTest(() => {
		MemoryUDP.filter = undefined;
	});
	server.dtls.close();
	assert.is(await ended, "EOF");
	assert.equal(goodbyes, [address, "192.0.2.9"]);
});

test("O6 a listener that requests certificates and trusts nobody lets clients in, and says that they are not authorized", async () => {
	const identity = localhostIdentity;
	const taken = listen({ ...identity, clientAuthentication: "request" });
	const client = { psk: undefined, host: "localhost", ca: certificate("authority.der"), ...clientIdentity("client") };
	const { psk: _, ...tls } = client;
	side({ address, port, tls, UDP: { io, address: "192.0.2.9", port: 7200 } });
	const { negotiated } = (await taken).dtls;
	assert.is(negotiated?.authorized, false);
	assert.is(negotiated?.peerCertificates.length, 2);
	assert.match(negotiated?.authorizationError ?? "", /UNABLE|SELF_SIGNED/);
	assert.throws(() => listen({ ...identity, clientAuthentication: "require" }), /^tls\.ca is missing|ca is missing/);
});

function after(milliseconds: number): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** With what a peer ends, and after how many milliseconds, that may take 700 to shake hands and be silent for `idle`; undefined if it has not 3000 behind `use`. */
async function silent(idle: number, use: (silence: Silence, move: () => void) => Promise<void>): Promise<[string, number] | undefined> {
	const start = performance.now();
	let end: [string, number] | undefined;
	const peer = {
		stirred: true,
		fail(error: Error & { code?: string }) {
			end = [error.code ?? "", performance.now() - start];
		},
	};
	const silence = new Silence(peer, { connect: 0, handshake: 700, idle });
	await use(silence, () => {
		if (!peer.stirred) silence.broken();
	});
	await after(3000);
	silence.end();
	return end;
}

test("silence ends an association its limit behind what has moved last, or a sixteenth later", async () => {
	const shaking = await silent(1600, async (_, move) => {
		await after(600);
		move();
	});
	assert.equal(shaking?.[0], "ERR_TLS_HANDSHAKE_TIMEOUT");
	assert.ok(shaking !== undefined && Math.round(shaking[1]) === 700, `${shaking}`);
	for (const last of [0, 10, 90, 110, 1500]) {
		const ended = await silent(1600, async (silence, move) => {
			silence.begin();
			for (let moved = 0; moved < last; moved += 10) {
				await after(10);
				move();
			}
		});
		assert.equal(ended?.[0], "ERR_TLS_IDLE_TIMEOUT");
		assert.ok(ended !== undefined && ended[1] >= last + 1599 && ended[1] <= last + 1701, `${last}: ${ended}`);
	}
});

test("the clock of silence stands still while nobody owns the association, and need not run at all", async () => {
	const paused = await silent(1600, async (silence, move) => {
		silence.begin();
		silence.pause();
		await after(5000);
		move();
		silence.resume();
	});
	assert.ok(paused !== undefined && paused[1] >= 6599 && paused[1] <= 6701, `${paused}`);
	const endless = await silent(0, async (silence, move) => {
		silence.begin();
		move();
		silence.pause();
		silence.resume();
	});
	assert.is(endless, undefined);
});

test.run();
