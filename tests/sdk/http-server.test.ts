/* The SDK's HTTP server with its options, unmodified, on TLSListener; curl asks it, and the SDK's own WebSocket client. */
import TLSListener, { type TLSListenerSettings } from "embedded:io/socket/listener/tls";
import TLS from "embedded:io/socket/tcp/tls";
import HTTPServer, { type HTTPServerRoute } from "embedded:network/http/server";
import WebPage from "embedded:network/http/server/options/webpage";
import WebSocketUpgrade from "embedded:network/http/server/options/websocket";
import WebSocketClient from "embedded:network/websocket/client";
import * as assert from "uvu/assert";
import { peerSuite, startPeer } from "../support/peers.ts";
import { closeAfterTest } from "../support/suite.ts";
import { certificate } from "./certificates.ts";
import { dns, socket } from "./clients.ts";

const test = peerSuite("SDK: HTTP server");

const identity: TLSListenerSettings = {
	certificate: [certificate("localhost.der"), certificate("intermediate.der")],
	key: certificate("localhost.key.der"),
	applicationLayerProtocol: "http/1.1",
};

/** Gives back what was posted. */
function echo(): HTTPServerRoute {
	const parts: number[] = [];
	let sent = 0;
	return {
		onReadable(count) {
			for (const byte of new Uint8Array(this.read(count) ?? new ArrayBuffer(0))) parts.push(byte);
		},
		onResponse(response) {
			response.headers.set("content-length", String(parts.length));
			this.respond(response);
		},
		onWritable(count) {
			const part = Uint8Array.from(parts.slice(sent, sent + count));
			sent += part.length;
			this.write(part);
		},
	};
}

const page = "<p>a page</p>";
const large = "0123456789abcdef".repeat(5000);

/** Sends a text in chunks, each of which fills what can be written. */
function chunks(text: string): HTTPServerRoute {
	let sent = 0;
	return {
		onResponse(response) {
			response.headers.set("transfer-encoding", "chunked");
			this.respond(response);
		},
		onWritable(count) {
			const part = text.slice(sent, sent + count);
			sent += part.length;
			/* An empty one is the end. What the server sends for no data lacks its first two bytes (SDK 8.2.3). */
			this.write(ArrayBuffer.fromString(part));
			if (part === "") this.close();
		},
	};
}

/** Path -> what is there. */
const routes: Record<string, () => HTTPServerRoute> = {
	"/": () => ({ ...WebPage, data: ArrayBuffer.fromString(page) }),
	"/large": () => ({ ...WebPage, data: ArrayBuffer.fromString(large) }),
	"/chunks": () => chunks(large),
	"/echo": echo,
	"/socket": () => ({
		...WebSocketUpgrade,
		onDone() {
			const client = new WebSocketClient({
				attach: this.detach(),
				onReadable(count, options) {
					const data = this.read(count);
					if (data !== undefined) this.write(data, { binary: options.binary, more: options.more });
				},
			});
			closeAfterTest(() => client.close());
		},
	}),
};

function serve(tls: TLSListenerSettings = identity): HTTPServer {
	const server = new HTTPServer({
		io: TLSListener.configure(tls),
		port: 0,
		onConnect(connection) {
			connection.accept({
				onRequest({ path }) {
					this.route = (routes[path] ?? routes["/"])();
				},
			});
		},
	});
	closeAfterTest(() => server.close());
	return server;
}

for (const version of ["1.2", "1.3"]) {
	test(`E93 E95 D16 curl gets a page over TLS ${version}`, async () => {
		const curl = await startPeer("curl", { port: serve().port, version });
		assert.is((await curl.event("page")).text, `${page}\n200 1\n`);
	});
}

for (const path of ["/large", "/chunks"]) {
	test(`E78 E79 E93 curl gets 80 kB at ${path}`, async () => {
		const curl = await startPeer("curl", { port: serve().port, path });
		assert.is((await curl.event("page")).text, `${large}\n200 1\n`);
	});
}

test("E93 curl posts", async () => {
	const data = "posted ".repeat(3000);
	const curl = await startPeer("curl", { port: serve().port, path: "/echo", data });
	assert.is((await curl.event("page")).text, `${data}\n200 1\n`);
});

test("E93 visitors at the same time", async () => {
	const { port } = serve();
	const curls = await Promise.all([1, 2, 3, 4].map(() => startPeer("curl", { port })));
	for (const curl of curls) assert.is((await curl.event("page")).text, `${page}\n200 1\n`);
});

test("G4 a server that requires its clients' certificates", async () => {
	const { port } = serve({ ...identity, ca: certificate("authority.der"), clientAuthentication: "require" });
	const known = await startPeer("curl", { port, certificate: "client" });
	assert.is((await known.event("page")).text, `${page}\n200 1\n`);
	const stranger = await startPeer("curl", { port });
	assert.match((await stranger.event("failure")).message ?? "", /alert|certificate/);
});

test("D16 E95 a WebSocket, with the connection that the server detaches and the client attaches", async () => {
	const { port } = serve();
	const parts: number[] = [];
	await new Promise<void>((resolve, reject) => {
		const client = new WebSocketClient({
			host: "localhost",
			path: "/socket",
			port,
			dns,
			socket,
			onWritable() {
				if (this.target) return;
				this.target = true;
				this.write(ArrayBuffer.fromString("to the SDK's own server"), { binary: false });
			},
			onReadable(count, { more }) {
				for (const byte of new Uint8Array(this.read(count) ?? new ArrayBuffer(0))) parts.push(byte);
				if (!more) resolve();
			},
			onError: () => reject(new Error("onError")),
		});
		closeAfterTest(() => client.close());
	});
	assert.is(String.fromCharCode(...parts), "to the SDK's own server");
});

test("E50 E95 the SDK's simple server: a listener, and connections made with from", async () => {
	let requests = 0;
	const listener = new TLSListener({
		port: 0,
		tls: identity,
		onReadable(count) {
			while (count--) {
				new TLS({
					from: this.read(),
					onReadable() {
						this.read();
						const body = `Response ${++requests}`;
						this.write(ArrayBuffer.fromString("HTTP/1.1 200 OK\r\nconnection: close\r\n"));
						this.write(ArrayBuffer.fromString(`content-length: ${body.length}\r\n\r\n`));
						this.write(ArrayBuffer.fromString(body));
						this.close();
					},
				});
			}
		},
	});
	closeAfterTest(() => listener.close());
	for (const answer of [1, 2]) {
		const curl = await startPeer("curl", { port: listener.port });
		assert.is((await curl.event("page")).text, `Response ${answer}\n200 1\n`);
	}
});

test.run();
