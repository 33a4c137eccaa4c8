/* Connections over memory whose sides have pre-shared keys. */
import type TLS from "embedded:io/socket/tcp/tls";
import type { TLSError } from "tls419/errors";
import * as assert from "uvu/assert";
import { localhostIdentity } from "./certificates.ts";
import { Memory } from "./memory.ts";
import { opened } from "./tls.ts";

export const versions = ["TLSv1.2", "TLSv1.3"] as const;
export const credentials = localhostIdentity;

/** Bytes of every kind, zeros among them. */
export function bytes(length: number, first = 0): Uint8Array {
	return Uint8Array.from({ length }, (_, index) => (first + index * 37) & 0xff);
}

export interface Outcome {
	client: TLS;
	server: TLS;
	clientError: TLSError | undefined;
	serverError: TLSError | undefined;
}

/** Connects a client with these settings to a server with those. Resolves when both are connected, or both have failed. */
export function meet(client: object, server: object, version?: string, line?: object): Promise<Outcome> {
	const range: object = version === undefined ? {} : { minimumVersion: version, maximumVersion: version };
	return new Promise((resolve) => {
		const outcome = {} as Outcome;
		const settle = () => {
			if (outcome.clientError && outcome.serverError) resolve(outcome);
		};
		const connected = new Set<TLS>();
		const ready = (side: TLS) => {
			if (connected.add(side).size === 2) resolve(outcome);
		};
		const port = Memory.listen((from) => {
			outcome.server = opened({
				from,
				tls: { server: true, ...range, ...server },
				onWritable() {
					ready(this);
				},
				onError(error) {
					outcome.serverError = error;
					this.close();
					settle();
				},
			});
		}, line);
		outcome.client = opened({
			TCP: { io: Memory },
			port,
			tls: { ...range, ...client },
			onWritable() {
				ready(this);
			},
			onError(error) {
				outcome.clientError = error;
				this.close();
				settle();
			},
		});
	});
}

export function equal(actual: ArrayBuffer | undefined, expected: Uint8Array | string): void {
	assert.ok(actual !== undefined, "there is no identity");
	const wanted = typeof expected === "string" ? new TextEncoder().encode(expected) : expected;
	assert.equal(new Uint8Array(actual), wanted);
}
