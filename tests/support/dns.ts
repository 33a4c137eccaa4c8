/* What the tests of DNS share: a name server in the same program, its answers byte by byte, and a question to a resolver. */
import UDP from "embedded:io/socket/udp";
import type SystemResolver from "embedded:network/dns/resolver/system";
import Resolver from "embedded:network/dns/resolver/udp";
import { A } from "tls419/sim/dns-message";
import type { ResolverError } from "tls419/sim/resolution";
import { closeAfterTest } from "./suite.ts";

export interface Answer {
	error: ResolverError | null;
	host: string;
	address: string | undefined;
}

export function name(text: string): number[] {
	return text
		.split(".")
		.filter((label) => label !== "")
		.flatMap((label) => [label.length, ...[...label].map((character) => character.charCodeAt(0))])
		.concat(0);
}

export const word = (value: number): number[] => [(value >> 8) & 255, value & 255];

/** A record: the owner as bytes, so that a test can compress it. */
export function record(owner: number[], type: number, data: number[], length = data.length): number[] {
	return [...owner, ...word(type), ...word(1), 0, 0, 0, 60, ...word(length), ...data];
}

export const QUESTION = [0xc0, 12];
export const v4 = (...bytes: number[]): number[] => bytes;
export const v6 = (last: number): number[] => [0x20, 0x01, 0x0d, 0xb8, ...new Array(11).fill(0), last];

export interface Query {
	id: number;
	name: string;
	type: number;
	bytes: Uint8Array;
	port: number;
}

/** An answer to a question: its flags, and its records. */
export function reply(query: Query, records: number[][], flags = 0x8180): Uint8Array {
	const bytes = [
		...word(query.id),
		...word(flags),
		0,
		1,
		...word(records.length),
		0,
		0,
		0,
		0,
		...query.bytes.subarray(12),
		...records.flat(),
	];
	return Uint8Array.from(bytes);
}

export type Behaviour = (query: Query, send: (bytes: Uint8Array) => void) => void;
let nextPort = 5300;

/** A name server, and the questions it has seen. */
export function serve(behaviour: Behaviour): { server: string; seen: Query[] } {
	const port = nextPort++;
	const seen: Query[] = [];
	const socket = new UDP({
		address: "127.0.0.1",
		port,
		onReadable(count) {
			while (count--) {
				const packet = this.read();
				if (!packet) return;
				const bytes = new Uint8Array(packet);
				const labels: string[] = [];
				let at = 12;
				for (; bytes[at] !== 0; at += bytes[at] + 1) labels.push(String.fromCharCode(...bytes.subarray(at + 1, at + 1 + bytes[at])));
				const query = { id: (bytes[0] << 8) | bytes[1], name: labels.join("."), type: bytes[at + 2], bytes, port: packet.port };
				seen.push(query);
				behaviour(query, (answer) => this.write(answer, packet.address, packet.port));
			}
		},
	});
	closeAfterTest(() => socket.close());
	return { server: `127.0.0.1:${port}`, seen };
}

export function ask(resolver: Resolver | SystemResolver, host: string, family: 0 | 4 | 6 = 0): Promise<Answer> {
	return new Promise((resolve) => {
		resolver.resolve({ host, family }, (error, asked, address) => resolve({ error, host: asked, address }));
	});
}

export function resolverFor(servers: string[], options: object = {}): Resolver {
	const resolver = new Resolver({ servers, ...options });
	closeAfterTest(() => resolver.close());
	return resolver;
}

/** A server with these addresses and no others. */
export const addresses =
	(known: { a?: number[]; aaaa?: number[] }): Behaviour =>
	(query, send) => {
		const data = query.type === A ? known.a : known.aaaa;
		send(reply(query, data ? [record(QUESTION, query.type, data)] : []));
	};
