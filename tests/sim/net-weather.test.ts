// sim: --clock virtual --net latency=10ms,jitter=4ms,loss=20%,duplicate=10%,reorder=10%,corrupt=5%,chunk=7 --seed 42
/* Loss, duplicates, reordering, flipped bits and small chunks: UDP sees all of it, TCP only the delay. */
import UDP from "embedded:io/socket/udp";
import * as assert from "uvu/assert";
import { connect, pattern } from "../contract/observer.ts";
import { firstDifference } from "../contract/reading.ts";
import { tcp } from "../contract/tcp.ts";
import { boundedSuite, closeAfterTest } from "../support/suite.ts";

const test = boundedSuite("bad weather");
const address = "127.0.0.1";
const SENT = 2000;
const LIMIT = 10_000_000;

interface Tally {
	arrived: number[];
	corrupted: number;
}

/** Datagrams with their number in them, twice; a corrupted one has two numbers that differ, or another filling. */
function sendMany(): Promise<Tally> {
	const tally: Tally = { arrived: [], corrupted: 0 };
	return new Promise((resolve) => {
		const receiver = new UDP({
			address,
			port: 5000,
			onReadable(count) {
				while (count--) {
					const packet = this.read();
					if (!packet) return;
					const view = new DataView(packet);
					if (view.getUint32(0) === view.getUint32(4)) tally.arrived.push(view.getUint32(0));
					else tally.corrupted++;
				}
			},
		});
		const sender = new UDP({});
		closeAfterTest(() => {
			receiver.close();
			sender.close();
		});
		let next = 0;
		const timer = setInterval(() => {
			const view = new DataView(new ArrayBuffer(8));
			view.setUint32(0, next);
			view.setUint32(4, next++);
			sender.write(view, address, 5000);
			if (next < SENT) return;
			clearInterval(timer);
			setTimeout(() => resolve(tally), 1000);
		}, 1);
	});
}

function between(value: number, low: number, high: number, what: string): void {
	assert.ok(value >= low && value <= high, `${what}: ${value}`);
}

test(
	"datagrams are lost, doubled, overtaken and damaged as often as was asked for",
	async () => {
		const { arrived, corrupted } = await sendMany();
		const different = new Set(arrived).size;
		const doubled = arrived.length - different;
		const overtaken = arrived.filter((number, index) => index > 0 && number < arrived[index - 1]).length;
		between(corrupted / SENT, 0.02, 0.08, "damaged");
		between(different / SENT, 0.7, 0.85, "arrived unharmed");
		between(doubled / SENT, 0.04, 0.12, "doubled");
		assert.ok(overtaken > SENT / 50, `overtaken: ${overtaken}`);
	},
	LIMIT,
);

test(
	"TCP delivers everything in order all the same, and no more than a chunk at a time",
	async () => {
		const { observed, stream, peer } = await connect(tcp);
		const sent = pattern(20_000);
		const got = new Uint8Array(sent.length);
		peer.write(sent);
		let length = 0;
		while (length < sent.length) {
			const count = await observed.next("readable");
			assert.ok(count <= 7, `${count} bytes at a time`);
			const data = stream.read();
			if (!(data instanceof ArrayBuffer)) continue;
			assert.is(data.byteLength, count);
			got.set(new Uint8Array(data), length);
			length += data.byteLength;
		}
		assert.is(firstDifference(got, sent), -1);
	},
	LIMIT,
);

test.run();
