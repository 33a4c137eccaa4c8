/*
 * Takes keys in many forms, which keys.test.mjs has written: cases.json lists them as resources. Prints a line of JSON for each: what a context says to it, and
 * whether the certificates can be connected to, with the key's bytes and with the key in PSA's store.
 */

import Resource from "Resource";
import TLS from "embedded:io/socket/tcp/tls";
import TLSContext from "embedded:io/socket/tcp/tls/context";
import PrivateKey from "embedded:io/socket/tcp/tls/key";
import { Memory } from "../../support/memory.ts";

interface Case {
	name: string;
	certificate: string;
	key: string;
	passphrase?: string;
	/** Whether to make connections with it. */
	connect?: boolean;
}

const file = (name: string) => new Resource(`keys/${name}`).slice(0);

function codeOf(error: unknown): string {
	return error instanceof Error && "code" in error ? String(error.code) : String(error);
}

function attempt(make: () => unknown): string {
	try {
		make();
		return "ok";
	} catch (error) {
		return codeOf(error);
	}
}

function connect(version: "TLSv1.2" | "TLSv1.3", ca: ArrayBuffer, key: ArrayBuffer | PrivateKey): Promise<string> {
	const range = { minimumVersion: version, maximumVersion: version };
	return new Promise((resolve) => {
		let server: TLS;
		const port = Memory.listen((from) => {
			server = new TLS({ from, tls: { server: true, certificate: ca, key, ...range }, onError: () => server.close() });
		});
		const client = new TLS({
			TCP: { io: Memory },
			port,
			tls: { host: "localhost", ca, ...range },
			onWritable() {
				client.close();
				resolve("ok");
			},
			onError(error) {
				client.close();
				resolve(codeOf(error));
			},
		});
	});
}

async function connections(ca: ArrayBuffer, bytes: ArrayBuffer): Promise<string[]> {
	const kept = PrivateKey.import(bytes);
	const results: string[] = [];
	for (const version of ["TLSv1.2", "TLSv1.3"] as const) {
		for (const key of [bytes, kept]) results.push(await connect(version, ca, key));
	}
	kept.destroy();
	return results;
}

const cases: Case[] = JSON.parse(String.fromArrayBuffer(file("cases.json")));
for (const { name, certificate, key, passphrase, connect: connects } of cases) {
	const [chain, bytes] = [file(certificate), file(key)];
	const secret = passphrase === undefined ? {} : { passphrase };
	const result = attempt(() => new TLSContext({ certificate: chain, key: bytes, ...secret }));
	const server = attempt(() => new TLS({ from: {}, tls: { server: true, certificate: chain, key: bytes, ...secret } }));
	const client = attempt(() => new TLS({ from: {}, tls: { host: "a", ca: chain, clientCertificate: chain, clientKey: bytes, ...secret } }));
	console.log(JSON.stringify({ name, result, server, client, connections: connects ? await connections(chain, bytes) : [] }));
}
