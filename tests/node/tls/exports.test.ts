/* What node:tls exports. */
import net from "node:net";
import { Duplex } from "node:stream";
import * as everything from "node:tls";
import tls, { type Server, type TLSSocket } from "node:tls";
import * as assert from "uvu/assert";
import { boundedSuite } from "../../support/suite.ts";
import { identity, onNode } from "../support/certificates.ts";
import { bounded, line } from "../support/tls.ts";

const test = boundedSuite("node:tls exports");

/* What Node has and IoT.js has not. */
const beyond = [
	"CLIENT_RENEG_LIMIT",
	"CLIENT_RENEG_WINDOW",
	"DEFAULT_CIPHERS",
	"DEFAULT_ECDH_CURVE",
	"DEFAULT_MAX_VERSION",
	"DEFAULT_MIN_VERSION",
	"SecureContext",
	"checkServerIdentity",
	"createSecurePair",
	"convertALPNProtocols",
	"getCiphers",
	"rootCertificates",
	"default",
];

test("T1 exports connect, createServer, createSecureContext, Server and TLSSocket, and besides only what Node has", () => {
	const wanted = ["connect", "createServer", "createSecureContext", "Server", "TLSSocket"] as const;
	for (const name of wanted) {
		assert.type(tls[name], "function");
		assert.is(new Map<string, unknown>(Object.entries(everything)).get(name), tls[name]);
	}
	const more = Object.keys(everything).filter((name) => !wanted.includes(name as "connect") && !beyond.includes(name));
	assert.equal(more, []);
});

test("T2 Server is called with and without new, and can be subclassed", () => {
	const made: Server = tls.Server(identity());
	assert.instance(made, tls.Server);
	class Own extends tls.Server {
		extra(): string {
			return "own";
		}
	}
	const own = new Own(identity());
	assert.instance(own, tls.Server);
	assert.instance(own, net.Server);
	assert.is(own.extra(), "own");
});

if (!onNode)
	test("T2 TLSSocket is called with and without new, and can be subclassed", () => {
		const made: TLSSocket = bounded(tls.TLSSocket(line()[0]));
		assert.instance(made, tls.TLSSocket);
		assert.is(made.constructor, tls.TLSSocket);
		assert.is(tls.TLSSocket.name, "TLSSocket");
		class Own extends tls.TLSSocket {
			extra(): string {
				return "own";
			}
		}
		const own = bounded(new Own(line()[0]));
		assert.instance(own, tls.TLSSocket);
		assert.is(own.extra(), "own");
	});

test("T3 a TLSSocket is a stream.Duplex and a net.Socket, a Server is a net.Server", () => {
	const socket = bounded(new tls.TLSSocket(line()[0]));
	assert.instance(socket, tls.TLSSocket);
	assert.instance(socket, Duplex);
	assert.instance(socket, net.Socket);
	const server = tls.createServer();
	assert.instance(server, tls.Server);
	assert.instance(server, net.Server);
});

test("T4 getCiphers names the cipher suites of the build", () => {
	assert.ok(tls.getCiphers().includes("tls_aes_128_gcm_sha256"));
	assert.ok(tls.getCiphers().includes("ecdhe-ecdsa-aes128-gcm-sha256"));
	assert.is(tls.DEFAULT_MIN_VERSION, "TLSv1.2");
	assert.is(tls.DEFAULT_MAX_VERSION, "TLSv1.3");
});

test.run();
