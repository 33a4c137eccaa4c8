/* The stream contract on the server's side of TLS: over an accepted TCP connection, and as a listener gives it. */
import TLSListener from "embedded:io/socket/listener/tls";
import TLS from "embedded:io/socket/tcp/tls";
import { certificate, localhostIdentity as identity } from "../support/certificates.ts";
import { boundedSuite, closeAfterTest } from "../support/suite.ts";
import { endingContract } from "./ending.ts";
import { tcpGround } from "./ground.ts";
import { lifeContract } from "./life.ts";
import { movingContract } from "./moving.ts";
import { type Factory, type Peer, rounds, type StreamClass } from "./observer.ts";
import { StreamPeer } from "./peer.ts";
import { readingContract } from "./reading.ts";
import { streamContract } from "./stream.ts";

const Class = TLS as StreamClass;
const trust = { host: "localhost", ca: certificate("authority.der") };

/** The client, when its handshake is done, or it is closed. */
async function shakenHands(client: StreamPeer): Promise<Peer> {
	const { stream } = client;
	const done = (): boolean => {
		try {
			return stream instanceof TLS && stream.negotiated !== undefined;
		} catch {
			return true;
		}
	};
	while (!done()) await rounds(1);
	return client;
}

/** The instance under test takes the server's part; its client is the peer. */
function overTCP(versions: object): Factory {
	return {
		Class,
		async meet() {
			const { options, accepted } = tcpGround();
			const client = new StreamPeer(Class, { ...options, tls: { ...trust, ...versions } });
			return { options: { from: await accepted, tls: { server: true, ...identity, ...versions } }, peer: shakenHands(client) };
		},
	};
}

const fromListener: Factory = {
	Class,
	async meet() {
		let client: Peer | undefined;
		const from = await new Promise<object | undefined>((resolve) => {
			const listener = new TLSListener({
				address: "127.0.0.1",
				tls: identity,
				onReadable() {
					resolve(this.read());
				},
			});
			closeAfterTest(() => listener.close());
			client = new StreamPeer(Class, { address: "127.0.0.1", port: listener.port, tls: trust });
		});
		return { options: { from }, peer: Promise.resolve(client as Peer) };
	},
};

for (const version of ["TLSv1.2", "TLSv1.3"]) {
	const test = boundedSuite(`${version} server over TCP`);
	streamContract(test, overTCP({ minimumVersion: version, maximumVersion: version }));
	test.run();
}
/* What a listener gives is connected from the beginning: what the contract says of the time before does not apply. */
const test = boundedSuite("TLS of a listener");
lifeContract(test, fromListener);
readingContract(test, fromListener);
movingContract(test, fromListener);
endingContract(test, fromListener);
test.run();
