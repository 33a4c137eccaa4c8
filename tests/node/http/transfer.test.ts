/* Large bodies: all of them arrives, and no more of them is in memory than the streams' own buffers, however slow the reader. */
import { Buffer } from "node:buffer";
import http from "node:http";
import * as assert from "uvu/assert";
import { boundedSuite } from "../../support/suite.ts";
import { bodyOf, type Request, type Response, responseTo, serve } from "./support.ts";

const test = boundedSuite("large bodies");

const size = 10 << 20;
const piece = Buffer.alloc(16384);
for (let index = 0; index < piece.length; index++) piece[index] = index % 251;

interface Sink {
	write(chunk: Uint8Array): boolean;
	end(): unknown;
	on(event: "drain", listener: () => void): unknown;
	readonly writableLength: number;
}

/** Writes the body as fast as the sink takes it. @returns how much of it waited there at most */
function pour(sink: Sink): Promise<number> {
	return new Promise((resolve) => {
		let left = size;
		let most = 0;
		const go = (): void => {
			for (let ready = true; ready && left > 0; left -= piece.length) {
				ready = sink.write(piece);
				most = Math.max(most, sink.writableLength);
			}
			if (left > 0) return;
			sink.end();
			resolve(most);
		};
		sink.on("drain", go);
		go();
	});
}

/** Reads it all. @param pauses how often the reader stops for a moment @returns how much came, and whether it was what was sent */
function drink(message: Request, pauses: number): Promise<{ count: number; right: boolean }> {
	return new Promise((resolve, reject) => {
		let count = 0;
		let right = true;
		let left = pauses;
		message.on("data", (chunk: Uint8Array) => {
			right &&= chunk[0] === (count % piece.length) % 251;
			count += chunk.length;
			if (left > 0 && count > (size / (pauses + 1)) * (pauses + 1 - left)) {
				left--;
				message.pause();
				setTimeout(() => message.resume(), 30);
			}
		});
		message.on("end", () => resolve({ count, right }));
		message.on("error", reject);
	});
}

/** A piece that is being written, a piece that waits. */
const bound = 4 * piece.length;

for (const [how, headers] of [
	["in chunks", {}],
	["of a known length", { "Content-Length": size }],
] as const) {
	test(`10 MB ${how} reach a slow client, and what waits for it is bounded`, async () => {
		let most = 0;
		const { port } = await serve((_request: Request, response: Response) => {
			response.writeHead(200, headers);
			pour(response).then((waited) => {
				most = waited;
			});
		});
		const response = await responseTo(http.get({ port, host: "127.0.0.1" }));
		assert.equal(await drink(response, 10), { count: size, right: true });
		assert.ok(most <= bound, `${most} bytes waited`);
	});

	test(`10 MB ${how} reach a slow server, and what waits for it is bounded`, async () => {
		const { port } = await serve((request, response) => {
			drink(request, 10).then(({ count, right }) => response.end(`${count} ${right}`));
		});
		const request = http.request({ port, host: "127.0.0.1", method: "POST", headers });
		const answer = responseTo(request);
		const most = await pour(request);
		assert.is(await bodyOf(await answer), `${size} true`);
		assert.ok(most <= bound, `${most} bytes waited`);
	});
}

test.run();
