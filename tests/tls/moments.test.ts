/* close() at every moment of a handshake, either side, either version: the other side hears of it, and nothing is kept. */
import TLS from "embedded:io/socket/tcp/tls";
import * as assert from "uvu/assert";
import { certificate } from "../support/certificates.ts";
import { CLOSED, Connection, type TLSOptions } from "../support/connection.ts";
import { Memory } from "../support/memory.ts";
import { serverIdentity } from "../support/server.ts";
import { boundedSuite } from "../support/suite.ts";

const test = boundedSuite("moments");

/** Native memory of TLS, bytes. */
function nativeMemory(): number {
	return native("xs_sim_memory").call<{ tls: number }>(undefined).tls;
}

const round = (): Promise<void> => new Promise((resolve) => setTimeout(() => resolve(), 0));

/** Closes one side after so many rounds of the event loop. Returns whether both sides were connected by then. */
async function closeAfter(rounds: number, version: string, closing: "client" | "server", chunk: number): Promise<boolean> {
	let server: Connection<TLS> | undefined;
	const port = Memory.listen(
		(from) => {
			server = new Connection((callbacks) => new TLS({ from, tls: serverIdentity, ...callbacks } as TLSOptions));
		},
		{ chunk },
	);
	const tls = { host: "localhost", ca: certificate("authority.der"), minimumVersion: version, maximumVersion: version };
	const client = new Connection((callbacks) => new TLS({ TCP: { io: Memory }, port, tls, ...callbacks } as TLSOptions));
	while (server === undefined) await round();
	for (let index = 0; index < rounds; index++) await round();
	const both = client.io.negotiated !== undefined && server.io.negotiated !== undefined;
	const [one, other] = closing === "client" ? [client, server] : [server, client];
	const connected = one.io.negotiated !== undefined;
	const events = one.events.length;
	one.close();
	const error = await other.failure();
	/* Whoever closes a stream with unread data resets it. */
	const codes = connected
		? [CLOSED]
		: other.io.negotiated === undefined
			? ["ECONNRESET"]
			: ["ECONNRESET", "ERR_SSL_UNEXPECTED_EOF_WHILE_READING"];
	assert.ok(codes.includes(error.code ?? ""), `${error.code}: ${closing} closed after ${rounds} rounds`);
	other.close();
	assert.is(one.events.length, events);
	return both;
}

for (const version of ["TLSv1.2", "TLSv1.3"]) {
	for (const closing of ["client", "server"] as const) {
		test(`E13 G14 G23 ${version}: a ${closing} that closes at any moment of a handshake leaves nothing behind`, async () => {
			// What is made once, such as the store's index, is made before memory is looked at.
			await closeAfter(1000, version, closing, 1 << 20);
			const before = nativeMemory();
			const { sessions } = TLS.statistics;
			let moments = 0;
			for (const chunk of [1 << 20, 100]) {
				for (let rounds = 0; !(await closeAfter(rounds, version, closing, chunk)); rounds++) moments++;
			}
			assert.ok(moments > 10, `${moments} moments`);
			assert.is(TLS.statistics.sessions, sessions);
			assert.is(nativeMemory(), before);
		});
	}
}

test.run();
