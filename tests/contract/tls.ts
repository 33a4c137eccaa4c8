/* TLS for the contract: over TCP, over a stream in memory, and over TLS. */
import TLS from "embedded:io/socket/tcp/tls";
import { certificate, localhostIdentity } from "../support/certificates.ts";
import { closeAfterTest } from "../support/suite.ts";
import { type Factory, type Meeting, type Peer, rounds, type Stream, type StreamClass } from "./observer.ts";
import { StreamPeer } from "./peer.ts";

const client = { host: "localhost", ca: certificate("authority.der") };
const server = {
	server: true,
	...localhostIdentity,
};

/** Where TLS stands on: options that lead a client there, and the server's end once it is accepted. */
export interface Ground {
	readonly options: object;
	readonly accepted: Promise<object>;
}

export function tlsFactory(meet: () => Ground | Promise<Ground>, versions: object = {}): Factory {
	return {
		Class: TLS as StreamClass,
		async meet(): Promise<Meeting> {
			const { options, accepted } = await meet();
			const peer: Promise<Peer> = accepted.then(async (from) => {
				const other = new StreamPeer(TLS as StreamClass, { from, tls: { ...server, ...versions } });
				/* In TLS 1.3 the client is done first. A server that closed before it is done itself could not say goodbye. */
				while (!finished(other.stream)) await rounds(1);
				return other;
			});
			/* A client that is closed at once has no peer; the tests that wait for one still hear of it. */
			peer.catch(() => undefined);
			return { options: { ...options, tls: { ...client, ...versions } }, peer };
		},
	};
}

/** Whether the handshake is done, or the stream closed again. */
function finished(stream: Stream): boolean {
	try {
		return stream instanceof TLS && stream.negotiated !== undefined;
	} catch {
		return true;
	}
}

/** A TLS connection to stand on: both of its ends. */
export async function secureGround(ground: Ground): Promise<Ground> {
	const accepted = ground.accepted.then((from) => opened({ from, tls: server }));
	accepted.catch(() => undefined);
	const from = await opened({ ...ground.options, tls: client });
	return { options: { from }, accepted };
}

function opened(options: object): Promise<TLS> {
	return new Promise((resolve, reject) => {
		const tls = new TLS({
			...options,
			onWritable() {
				resolve(tls);
			},
			onError: reject,
		});
		closeAfterTest(() => tls.close());
	});
}
