/* TCP for the contract: a listener on loopback is the other side's door. */
import Listener from "embedded:io/socket/listener";
import TCP from "embedded:io/socket/tcp";
import { closeAfterTest } from "../support/suite.ts";
import type { Factory, Meeting } from "./observer.ts";
import { StreamPeer } from "./peer.ts";

export function meetTCP(address = "127.0.0.1", options: object = {}): Meeting & { readonly peer: Promise<StreamPeer> } {
	let resolve: (peer: StreamPeer) => void;
	const peer = new Promise<StreamPeer>((done) => {
		resolve = done;
	});
	const listener = new Listener({
		address,
		onReadable(count) {
			while (count--) {
				const from = this.read();
				if (from) resolve(new StreamPeer(TCP, { from, ...options }));
			}
		},
	});
	closeAfterTest(() => listener.close());
	return { options: { address, port: listener.port }, peer };
}

export const tcp: Factory = { Class: TCP, meet: () => meetTCP() };
export const tcp6: Factory = { Class: TCP, meet: () => meetTCP("::1") };
