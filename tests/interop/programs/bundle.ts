/*
 * What a store of authorities costs: a context with the bundle all.bundle as a resource against one with nothing (native bytes, bytes of JavaScript's heap), and
 * a connection to localhost at the port that is the first argument, idle, against one that trusts a single authority. One line of JSON.
 */

import Resource from "Resource";
import TLS from "embedded:io/socket/tcp/tls";
import TLSContext from "embedded:io/socket/tcp/tls/context";
import type { ClientSettings } from "tls419/settings";
import { memory } from "tls419/sim/memory";

const collect = () => native("xs_sim_collect").call<void>(undefined);

function measure<T>(make: () => T): { tls: number; heap: number; made: T } {
	collect();
	const before = memory();
	const made = make();
	collect();
	const after = memory();
	return { tls: after.tls - before.tls, heap: after.heap - before.heap, made };
}

function connect(options: ClientSettings): Promise<number> {
	return new Promise((resolve, reject) => {
		const before = memory().tls;
		const tls = new TLS({
			address: "127.0.0.1",
			port: process.argv[2],
			tls: { host: "localhost", ...options },
			onWritable() {
				const idle = memory().tls - before;
				tls.close();
				resolve(idle);
			},
			onError: reject,
		});
	});
}

const store = new Resource("all.bundle");
const ca = new Resource("certificates/authority.der").slice(0);

/* The first of each makes what is made once. */
measure(() => new TLSContext());
measure(() => new TLSContext({ store }));
await connect({ ca });

const one = measure(() => new TLSContext({ ca }));
const nothing = measure(() => new TLSContext());
const begin = performance.now();
const full = measure(() => new TLSContext({ store }));
const time = performance.now() - begin;
const idle = await connect({ store });
const idleWithOne = await connect({ ca });
console.log(
	JSON.stringify({
		bytes: store.byteLength,
		context: full.tls,
		emptyContext: nothing.tls,
		oneAuthority: one.tls,
		heap: full.heap,
		emptyHeap: nothing.heap,
		milliseconds: time,
		idle,
		idleWithOne,
	}),
);
