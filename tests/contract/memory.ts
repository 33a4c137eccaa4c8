/* The stream in memory for the contract. */
import { Memory } from "../support/memory.ts";
import type { Factory, Peer, Stream, StreamClass } from "./observer.ts";
import { StreamPeer } from "./peer.ts";

const Class: StreamClass = Memory as new (options: object) => Memory & Stream;

export const memory: Factory = {
	Class,
	meet() {
		let resolve: (peer: Peer) => void;
		const peer = new Promise<Peer>((done) => {
			resolve = done;
		});
		const port = Memory.listen((from) => resolve(new StreamPeer(Class, { from })));
		return { options: { port }, peer };
	},
};
