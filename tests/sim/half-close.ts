/* What the TCP class can do beyond ECMA-419: half of a connection, and this side's address. The same on sockets of the kernel and on the simulated network. */
import Listener from "embedded:io/socket/listener";
import TCP from "embedded:io/socket/tcp";
import * as assert from "uvu/assert";
import { boundedSuite, closeAfterTest } from "../support/suite.ts";

interface Pair {
	client: TCP;
	server: TCP;
	/** What both sides have seen, in order. */
	seen: string[];
	/** Resolved when `count` things were seen. */
	until(count: number): Promise<void>;
}

function open(): Promise<Pair> {
	const seen: string[] = [];
	let wanted = Number.POSITIVE_INFINITY;
	let reached: (() => void) | undefined;
	const see = (text: string) => {
		seen.push(text);
		if (seen.length >= wanted) reached?.();
	};
	const until = (count: number) =>
		new Promise<void>((resolve) => {
			wanted = count;
			reached = resolve;
			if (seen.length >= count) resolve();
		});
	const callbacks = (side: string) => ({
		onReadable(this: TCP) {
			const data = this.read();
			if (data instanceof ArrayBuffer) see(`${side} ${String.fromCharCode(...new Uint8Array(data))}`);
		},
		onEnd: () => see(`${side} end`),
		onError: (error: Error & { code?: string }) => see(`${side} ${error.code}`),
	});
	return new Promise((resolve) => {
		let client: TCP;
		let server: TCP | undefined;
		let connected = 0;
		const onWritable = () => {
			if (++connected === 2 && server !== undefined) resolve({ client, server, seen, until });
		};
		const listener = new Listener({
			address: "127.0.0.1",
			onReadable() {
				const from = this.read();
				if (from === undefined) return;
				server = new TCP({ from, ...callbacks("server"), onWritable });
				closeAfterTest(() => server?.close());
			},
		});
		closeAfterTest(() => listener.close());
		client = new TCP({ address: "127.0.0.1", port: listener.port, ...callbacks("client"), onWritable });
		closeAfterTest(() => client.close());
	});
}

const bytes = (text: string) => new TextEncoder().encode(text);

/** @param name of the suite */
export function halfCloseTests(name: string): void {
	const test = boundedSuite(name);

	test("each side ends by itself, and the other can still write", async () => {
		const { client, server, seen, until } = await open();
		client.write(bytes("question"));
		client.end();
		await until(2);
		server.write(bytes("answer"));
		await until(3);
		server.end();
		await until(4);
		assert.equal(seen, ["server question", "server end", "client answer", "client end"]);
		assert.throws(() => client.write(bytes("x")));
	});

	test("both sides agree on who is where", async () => {
		const { client, server } = await open();
		assert.is(client.localAddress, "127.0.0.1");
		assert.is(client.localPort, server.remotePort);
		assert.is(server.localPort, client.remotePort);
	});

	test("a connection that is not held does not keep the program", async () => {
		const { client, server } = await open();
		for (const side of [client, server]) {
			side.hold(false);
			side.hold(true);
			side.hold(true);
			side.hold(false);
		}
	});

	test.run();
}
