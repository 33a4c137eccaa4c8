/* The contract of UDP on associations of DTLS: a client's, and a listener's peer. */
import DTLSListener from "embedded:io/socket/listener/dtls";
import DTLS from "embedded:io/socket/udp/dtls";
import { boundedSuite, closeAfterTest } from "../support/suite.ts";
import { datagramContract, type Receiving } from "./datagrams.ts";
import { deferred, rounds } from "./observer.ts";

const address = "127.0.0.1";
const psk = { identity: "contract", key: new Uint8Array(16).fill(5) };

interface Side {
	dtls: DTLS;
	told: number[];
	next(): Promise<number>;
}

type OnReadable = (this: DTLS, count: number) => void;

/** Callbacks that note, and what they have noted. */
function noting(onReadable?: OnReadable) {
	const told: number[] = [];
	let arrived = deferred();
	return {
		told,
		onReadable(this: DTLS, count: number) {
			told.push(count);
			onReadable?.call(this, count);
			arrived.resolve();
		},
		async next() {
			await arrived.promise;
			arrived = deferred();
			return told[told.length - 1];
		},
	};
}

/** Both sides of an association. The options are those of the one that is looked at. */
async function pair(isClient: boolean, options: object, onReadable?: OnReadable): Promise<[Side, Side]> {
	const [clients, peers] = isClient ? [noting(onReadable), noting()] : [noting(), noting(onReadable)];
	const done = deferred();
	let peer: DTLS | undefined;
	const listener = new DTLSListener({
		address,
		tls: { psk },
		onReadable() {
			peer = Reflect.construct(DTLS, [{ ...(!isClient && options), from: this.read(), onReadable: peers.onReadable }]);
			done.resolve();
		},
	});
	closeAfterTest(() => listener.close());
	const client: DTLS = Reflect.construct(DTLS, [
		{ ...(isClient && options), address, port: listener.port, UDP: { address }, tls: { psk }, onReadable: clients.onReadable },
	]);
	closeAfterTest(() => client.close());
	await done.promise;
	if (peer === undefined) throw new Error("there is no peer");
	while (client.negotiated === undefined) await rounds(1);
	return [
		{ dtls: client, told: clients.told, next: clients.next },
		{ dtls: peer, told: peers.told, next: peers.next },
	];
}

for (const isClient of [true, false]) {
	const test = boundedSuite(isClient ? "a client's association as UDP" : "a listener's peer as UDP");
	datagramContract(test, {
		Class: DTLS,
		async open(options = {}, onReadable) {
			const sides = await pair(isClient, options, onReadable as OnReadable | undefined);
			const [own, other] = isClient ? sides : [sides[1], sides[0]];
			const { remoteAddress, remotePort } = own.dtls;
			return {
				socket: own.dtls as Receiving["socket"],
				told: own.told,
				next: own.next,
				send: (data) => other.dtls.write(data as ArrayBuffer),
				address: remoteAddress,
				port: remotePort,
				write: (...values) => Reflect.apply(own.dtls.write, own.dtls, values),
			};
		},
		options: () => ({ address, port: 9, tls: { psk } }),
		tooMany: 1300,
		Misuse: Error,
	});
	test.run();
}
