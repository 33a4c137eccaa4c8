/* E37, E45, E46: how a connection ends, and who is at its other end. */
import * as assert from "uvu/assert";
import { thrown } from "../support/failure.ts";
import type { BoundedSuite } from "../support/suite.ts";
import type { Factory } from "./observer.ts";
import { connect, rounds, string, text } from "./observer.ts";

export function endingContract(test: BoundedSuite, factory: Factory): void {
	test("E45 onError comes when the other side closes, also in good order", async () => {
		const { observed, peer } = await connect(factory);
		peer.close();
		const error = await observed.error();
		assert.instance(error, Error);
		assert.is(error.code, "EOF");
	});

	test("E45 what was sent before the end is announced first, and stays readable", async () => {
		const { observed, stream, peer } = await connect(factory);
		peer.write(text("Goodbye!"));
		peer.close();
		await observed.available(8);
		await rounds(5);
		assert.is(string(stream.read(4)), "Good");
		await rounds(2);
		assert.is(observed.count("error"), 0);
		assert.is(string(stream.read()), "bye!");
		await observed.error();
		const names = observed.events.map((event) => event.name);
		assert.ok(names.indexOf("readable") < names.indexOf("error"));
	});

	test("E45 a large farewell arrives whole before the end", async () => {
		const { observed, stream, peer } = await connect(factory);
		peer.write(new Uint8Array(300_000).fill(5));
		peer.close();
		let length = 0;
		while (length < 300_000) {
			const data = stream.read();
			if (data instanceof ArrayBuffer) length += data.byteLength;
			else await observed.next("readable");
		}
		assert.is(length, 300_000);
		assert.is((await observed.error()).code, "EOF");
	});

	test("E37 after onError nothing is called back any more, and nothing can be written", async () => {
		const { observed, stream, peer } = await connect(factory);
		peer.close();
		await observed.error();
		const count = observed.events.length;
		thrown(() => stream.write(text("x")));
		assert.is(stream.read(), undefined);
		await rounds(5);
		assert.is(observed.events.length, count);
		stream.close();
	});

	test("E45 what was written before close arrives at the other side", async () => {
		const { stream, peer, writable } = await connect(factory);
		const length = Math.min(writable, 50_000);
		stream.write(new Uint8Array(length).fill(3));
		stream.close();
		const got = await peer.read(length);
		assert.ok(got.every((byte) => byte === 3));
		let ended = false;
		await peer.read(1).catch(() => {
			ended = true;
		});
		assert.is(ended, true);
	});

	test("E46 remoteAddress and remotePort are a string and a number, or undefined, and cannot be set", async () => {
		const { stream } = await connect(factory);
		const { remoteAddress, remotePort } = stream;
		assert.ok(remoteAddress === undefined || typeof remoteAddress === "string");
		assert.ok(remotePort === undefined || (Number.isInteger(remotePort) && remotePort > 0 && remotePort < 65536));
		for (const name of ["remoteAddress", "remotePort"])
			assert.instance(
				thrown(() => {
					Reflect.set(stream, name, 1) || raise();
				}),
				TypeError,
			);
		assert.is(stream.remoteAddress, remoteAddress);
	});
}

/** What an assignment in strict code does when it fails. */
function raise(): never {
	throw new TypeError("read-only");
}
