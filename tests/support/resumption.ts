/* Connections over memory that give sessions, and are resumed with them. */
import type TLS from "embedded:io/socket/tcp/tls";
import * as assert from "uvu/assert";
import { certificate, localhostIdentity } from "./certificates.ts";
import { Memory } from "./memory.ts";
import { opened } from "./tls.ts";

export const versions = ["TLSv1.2", "TLSv1.3"] as const;
export const identity = localhostIdentity;
export const authority = { ca: certificate("authority.der") };

export interface Met {
	client: TLS;
	server: TLS;
	/** What onSession was given. */
	sessions: ArrayBuffer[];
	events: string[];
}

/** Connects over memory, and waits until the server's answer to a byte is there, behind which all its tickets have come. */
export function meet(client: object, server: object, options: object = {}): Promise<Met> {
	return new Promise((resolve, reject) => {
		const sessions: ArrayBuffer[] = [];
		const events: string[] = [];
		let other: TLS;
		const port = Memory.listen((from) => {
			other = opened({
				from,
				tls: { server: true, ...server },
				onReadable() {
					this.read();
					this.write(new Uint8Array(1));
				},
				onError: () => other.close(),
			});
		});
		const tls = opened({
			TCP: { io: Memory },
			port,
			tls: { host: "localhost", ...client },
			onWritable() {
				if (!events.includes("onWritable")) this.write(new Uint8Array(1));
				events.push("onWritable");
			},
			onReadable() {
				this.read();
				resolve({ client: tls, server: other, sessions, events });
			},
			onSession(session) {
				events.push("onSession");
				sessions.push(session);
			},
			onError: reject,
			...options,
		});
	});
}

export function only(version: string): object {
	return { minimumVersion: version, maximumVersion: version };
}

/** A first connection; its session. */
export async function first(client: object, server: object): Promise<ArrayBuffer> {
	const { sessions } = await meet(client, server);
	const session = sessions[0];
	if (session === undefined) throw new Error("no session came");
	return session;
}

/** Whether a connection with that session is a resumed one; both sides say the same. */
export async function resumes(session: ArrayBuffer, client: object, server: object): Promise<boolean | undefined> {
	const both = await meet({ ...client, session }, server);
	assert.is(both.client.negotiated?.resumed, both.server.negotiated?.resumed);
	return both.client.negotiated?.resumed;
}
