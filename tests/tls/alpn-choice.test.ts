/* A server that chooses the protocol of each client by itself. */
import TLSListener from "embedded:io/socket/listener/tls";
import type TLS from "embedded:io/socket/tcp/tls";
import TLSContext from "embedded:io/socket/tcp/tls/context";
import * as assert from "uvu/assert";
import { certificate, localhostIdentity } from "../support/certificates.ts";
import { connectTLS, type StreamError } from "../support/connection.ts";
import { boundedSuite, closeAfterTest } from "../support/suite.ts";

const test = boundedSuite("choice of a protocol");

interface Choice {
	readonly offered: readonly string[];
	readonly name: string | undefined;
}

function choosing(answer: (protocols: readonly string[]) => unknown, seen: Choice[]) {
	const context = new TLSContext(localhostIdentity);
	return {
		context,
		onApplicationLayerProtocol(protocols: readonly string[], name: string | undefined) {
			seen.push({ offered: protocols, name });
			return answer(protocols);
		},
	};
}

/** A listener, and what becomes of its first client. */
function serveWith(tls: object): { port: number; accepted: Promise<TLS>; failed: Promise<StreamError> } {
	let accept: (connection: TLS) => void;
	let fail: (error: StreamError) => void;
	const accepted = new Promise<TLS>((resolve) => {
		accept = resolve;
	});
	const failed = new Promise<StreamError>((resolve) => {
		fail = resolve;
	});
	const listener = new TLSListener({
		address: "127.0.0.1",
		tls,
		onReadable() {
			const connection = this.read();
			if (connection === undefined) return;
			closeAfterTest(() => connection.close());
			accept(connection);
		},
		onError: (error) => fail(error),
	});
	closeAfterTest(() => listener.close());
	return { port: listener.port ?? 0, accepted, failed };
}

test("G11 onApplicationLayerProtocol chooses one of the protocols that a client offers", async () => {
	const seen: Choice[] = [];
	const { port, accepted } = serveWith(choosing((protocols) => protocols[1], seen));
	const client = connectTLS(port, { applicationLayerProtocol: ["one", "two", "three"] });
	await client.ready();
	assert.is(client.io.negotiated?.applicationLayerProtocol, "two");
	assert.is((await accepted).negotiated?.applicationLayerProtocol, "two");
	assert.equal(seen, [{ offered: ["one", "two", "three"], name: "localhost" }]);
});

test("G11 a client for which onApplicationLayerProtocol gives nothing is turned away with no_application_protocol", async () => {
	const { port, failed } = serveWith(choosing(() => undefined, []));
	const client = connectTLS(port, { applicationLayerProtocol: ["one"] });
	assert.is((await client.refusal()).alert, 120);
	assert.is((await failed).code, "ERR_SSL_NO_APPLICATION_PROTOCOL");
});

test("G11 an answer that the client has not offered ends the handshake", async () => {
	const { port, failed } = serveWith(choosing(() => "other", []));
	const client = connectTLS(port, { applicationLayerProtocol: ["one"] });
	assert.is((await client.refusal()).alert, 80);
	assert.match((await failed).message, /one of the protocols/);
});

test("G11 a client that offers no protocol is not asked about, and let in without one", async () => {
	const seen: Choice[] = [];
	const { port } = serveWith(choosing(() => "one", seen));
	const client = connectTLS(port);
	await client.ready();
	assert.is(client.io.negotiated?.applicationLayerProtocol, undefined);
	assert.equal(seen, []);
});

test("what chooses a protocol and what names some exclude each other, and the first takes a context", () => {
	const { context, onApplicationLayerProtocol } = choosing(() => "one", []);
	assert.throws(() => serveWith({ context, onApplicationLayerProtocol, applicationLayerProtocol: "one" }), /give either/);
	const identity = { certificate: certificate("localhost.der"), key: certificate("localhost.key.der") };
	assert.throws(() => serveWith({ ...identity, onApplicationLayerProtocol }), /tls.context is missing/);
	assert.throws(() => connectTLS(1, { onApplicationLayerProtocol }), TypeError);
});

test.run();
