/* The native classes with a collection at every allocation (sanitize variant; elsewhere the same without). */
import Listener from "embedded:io/socket/listener";
import TCP from "embedded:io/socket/tcp";
import UDP from "embedded:io/socket/udp";
import Resolver from "embedded:network/dns/resolver/system";
import * as assert from "uvu/assert";
import { deferred, string, text } from "../contract/observer.ts";
import { thrown } from "../support/failure.ts";
import { boundedSuite, closeAfterTest } from "../support/suite.ts";

const test = boundedSuite("collections at every allocation");
const address = "127.0.0.1";

function stressed<T>(body: () => T): T {
	native("xs_sim_stress").call(undefined, true);
	try {
		return body();
	} finally {
		native("xs_sim_stress").call(undefined, false);
	}
}

test("TCP and Listener: connect, move, read in each way, write, fail, close", async () => {
	const { connected, arrived, ended } = { connected: deferred(), arrived: deferred(), ended: deferred() };
	const listener = stressed(() => new Listener({ address, target: {}, onReadable: accept }));
	closeAfterTest(() => listener.close());

	function accept(this: Listener): void {
		stressed(() => {
			const server = new TCP({
				from: this.read(),
				target: { name: "server" },
				onReadable() {
					stressed(() => {
						const data = this.read();
						if (data instanceof ArrayBuffer) this.write(data);
						this.close();
					});
				},
			});
			assert.is(server.format, "buffer");
		});
	}

	const first = stressed(() => new TCP({ address, port: listener.port, onWritable: () => assert.unreachable() }));
	const client = stressed(
		() =>
			new TCP({
				from: first,
				onWritable: () => connected.resolve(),
				onReadable: () => arrived.resolve(),
				onError(error) {
					stressed(() => assert.is(error.code, "EOF"));
					ended.resolve();
				},
			}),
	);
	closeAfterTest(() => client.close());
	await connected.promise;
	stressed(() => {
		assert.is(client.remoteAddress, address);
		assert.is(client.remotePort, listener.port);
		client.write(text("hello, world"), { more: false, byteLength: 12 });
		client.format = "number";
		assert.is(client.format, "number");
		assert.instance(
			thrown(() => client.write(256)),
			RangeError,
		);
	});
	await arrived.promise;
	stressed(() => {
		assert.is(client.read(), 104);
		client.format = "buffer";
		assert.is(string(client.read(3)), "ell");
		const into = new Uint8Array(3);
		assert.is(client.read(into), 3);
		assert.is(string(into), "o, ");
		assert.instance(
			thrown(() => Reflect.apply(client.read, client, [new Uint16Array(1)])),
			TypeError,
		);
		assert.is(string(client.read()), "world");
	});
	await ended.promise;
	stressed(() => {
		client.close();
		listener.close();
	});
});

test("TCP: errors of the constructor and of the network", async () => {
	const refused = deferred();
	const port = stressed(() => {
		const listener = new Listener({ address });
		const free = listener.port;
		listener.close();
		return free;
	});
	stressed(() => {
		thrown(() => new TCP({ address: "nowhere", port: 1 }));
		thrown(() => new TCP({ address, port: 70_000 }));
		new TCP({
			address,
			port,
			onError(error) {
				stressed(() => assert.match(error.message, /refused/));
				this.close();
				refused.resolve();
			},
		});
	});
	await refused.promise;
});

test("UDP: bind, send, receive, close", async () => {
	const got = deferred();
	const sender = stressed(() => new UDP({ target: 1 }));
	closeAfterTest(() => sender.close());
	const echo = stressed(
		() =>
			new UDP({
				address,
				onReadable() {
					stressed(() => {
						const into = new Uint8Array(20);
						assert.is(this.read(into), 4);
						assert.is(Reflect.get(into, "address"), address);
					});
					got.resolve();
				},
			}),
	);
	closeAfterTest(() => echo.close());
	stressed(() => thrown(() => new UDP({ address: "192.0.2.1" })));
	stressed(() => {
		for (let port = 47_000; port < 47_050; port++) {
			try {
				const server = new UDP({
					address,
					port,
					onReadable() {
						stressed(() => {
							const packet = this.read();
							this.write(text("pong"), packet?.address ?? "", packet?.port ?? 0);
						});
					},
				});
				closeAfterTest(() => server.close());
				echo.write(text("ping"), address, port);
				return;
			} catch (error) {
				if (Reflect.get(Object(error), "code") !== "EADDRINUSE") throw error;
			}
		}
	});
	await got.promise;
});

test("the system's resolver: an answer and an error", async () => {
	const answers: string[] = [];
	const done = deferred();
	const resolver = stressed(() => new Resolver());
	closeAfterTest(() => resolver.close());
	const answer = (error: Error | null): void => {
		stressed(() => answers.push(error ? error.message : "found"));
		if (answers.length === 2) done.resolve();
	};
	stressed(() => {
		resolver.resolve({ host: "localhost" }, answer);
		resolver.resolve({ host: "name.invalid" }, answer);
	});
	await done.promise;
	assert.ok(answers.includes("found"));
});

test.run();
