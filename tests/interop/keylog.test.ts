/* Wireshark decrypts a capture with the key log, of either side. */
import * as assert from "uvu/assert";
import { connectTLS } from "../support/connection.ts";
import { type Peer, peerSuite, startPeer, startProxy } from "../support/peers.ts";
import { serveTLS } from "../support/server.ts";

const test = peerSuite("key log");

const question = "a question that only the two of them know";
const answer = "an answer";

/** Text as hexadecimal. */
function hexadecimal(text: string): string {
	return Array.from(new TextEncoder().encode(text), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Whether there is a tshark; without it the rest of a test has nothing to say, and that is told. */
async function decrypts(proxy: Peer, keys: string, title: string): Promise<boolean> {
	const { missing, plainToServer, plainToClient, alerts } = await proxy.tell("dissected", { keys });
	if (missing) {
		trace(`SKIPPED ${title}: there is no tshark here; install the package tshark\n`);
		return false;
	}
	assert.is(plainToServer, hexadecimal(question));
	assert.is(plainToClient, hexadecimal(answer));
	/* close_notify, which in TLS 1.3 looks like data to whoever has no keys. */
	assert.match(alerts ?? "", /\b0\b/);
	return true;
}

for (const version of ["TLSv1.2", "TLSv1.3"]) {
	const title = `G19 ${version}: tshark decrypts a capture with a client's key log, and without it nothing`;
	test(title, async () => {
		const peer = await startPeer("node", { version, behaviour: "quiet" });
		const proxy = await startProxy(peer);
		let keys = "";
		const onKeyLog = (line: string) => {
			keys += line;
		};
		const client = connectTLS(proxy.port, { onKeyLog });
		await client.send(question);
		await peer.event("connection");
		await peer.tell("write", { text: answer });
		await client.readText(answer.length);
		client.close();
		await proxy.event("close");
		if (!(await decrypts(proxy, keys, title))) return;
		const without = await proxy.tell("dissected", { keys: "" });
		assert.not.ok(without.plainToServer);
		const others = keys.replaceAll(/[0-9a-f]{8}$/gm, "00000000");
		assert.not.ok((await proxy.tell("dissected", { keys: others })).plainToServer);
	});

	const serverTitle = `G19 ${version}: tshark decrypts a capture with a server's key log`;
	test(serverTitle, async () => {
		let keys = "";
		const onKeyLog = (line: string) => {
			keys += line;
		};
		const server = serveTLS({ onKeyLog });
		const proxy = await startPeer("proxy", { port: server.port });
		const peer = await startPeer("node-client", { port: proxy.port, version });
		const connection = await server.accepted;
		await connection.ready();
		await peer.event("connection");
		await peer.tell("write", { text: question });
		await connection.readText(question.length);
		await connection.send(answer);
		connection.close();
		await peer.event("close");
		await proxy.event("close");
		await decrypts(proxy, keys, serverTitle);
	});
}

test.run();
