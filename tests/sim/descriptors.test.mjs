/** A listener whose process has no descriptor left: it waits for one, and goes on. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import net from "node:net";
import path from "node:path";
import { createInterface } from "node:readline";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { inRoot } from "../../tools/setup/paths.mjs";
import { project } from "../support/project.mjs";

const limit = 64;
const clients = 100;

/* Greets whom it accepts, keeps the connection until the client closes it, and says when there is no descriptor for a socket of its own. */
const server = `
	import Listener from "embedded:io/socket/listener";
	import TCP from "embedded:io/socket/tcp";
	import UDP from "embedded:io/socket/udp";
	let left = ${clients};
	function probe() {
		try {
			new UDP({}).close();
		} catch (error) {
			console.log("full", error.code);
		}
	}
	const listener = new Listener({
		address: "127.0.0.1",
		onReadable(count) {
			while (count-- > 0)
				new TCP({
					from: this.read(),
					onWritable() {
						if (this.target) return;
						this.target = "greeted";
						this.write(Uint8Array.of(33));
					},
					onReadable() { this.read(); },
					onError() {
						this.close();
						left--;
						if (left === 0) listener.close();
					},
				});
			probe();
		},
		onError(error) { console.log("failed", error.code); },
	});
	console.log("port", listener.port);
`;

test("a client that takes all descriptors does not end a listener, which goes on as soon as some are given back", async () => {
	const main = path.join(project({ "package.json": {}, "main.ts": server }), "main.ts");
	const words = ["-c", `ulimit -n ${limit} && exec "$@"`, "sh", process.execPath, inRoot("tools/tls419.mjs"), "sim", main];
	const child = spawn("sh", words, { stdio: ["ignore", "pipe", "inherit"], timeout: 30_000 });
	const ended = once(child, "exit");
	/** @type {string[]} */
	const lines = [];
	/** @type {() => void} */
	let tell = () => undefined;
	createInterface(child.stdout).on("line", (line) => {
		lines.push(line);
		tell();
	});
	/** @param {() => boolean} reached */
	const until = async (reached) => {
		while (!reached() && child.exitCode === null)
			await Promise.race([
				ended,
				new Promise((resolve) => {
					tell = () => resolve(undefined);
				}),
			]);
		assert.ok(reached(), lines.join("\n"));
	};
	await until(() => lines.length > 0);
	const port = Number(lines[0].split(" ")[1]);
	let greeted = 0;
	let full = false;
	/** @type {net.Socket[]} */
	const open = [];
	for (let index = 0; index < clients; index++) {
		const socket = net.connect(port, "127.0.0.1");
		socket.on("data", () => {
			greeted++;
			if (full) socket.end();
			else open.push(socket);
			tell();
		});
	}
	await until(() => lines.includes("full EMFILE"));
	assert.ok(greeted < limit);
	full = true;
	for (const socket of open) socket.end();
	const [status] = await ended;
	assert.is(greeted, clients, lines.join("\n"));
	assert.is(status, 0);
	assert.not.ok(lines.some((line) => line.startsWith("failed")));
});

test.run();
