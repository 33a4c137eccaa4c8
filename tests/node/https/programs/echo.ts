/*
 * Posts 10 MB to an HTTPS server that echoes them, and reads them slowly: main.ts url authority.pem. Says how much came back, and the most that waited on the way.
 */
import { Buffer } from "node:buffer";
import https from "node:https";
import { readFile } from "tls419/sim/file";
import { memory } from "tls419/sim/memory";

const [url = "", file = ""] = process.argv.slice(2);
const piece = Buffer.alloc(16384);
for (let index = 0; index < piece.length; index++) piece[index] = index % 251;

/** @returns how much of it waited at most */
function pour(request: ReturnType<typeof https.request>, size: number): Promise<number> {
	return new Promise((resolve) => {
		let left = size;
		let most = 0;
		const go = (): void => {
			for (let ready = true; ready && left > 0; left -= piece.length) {
				ready = request.write(piece);
				most = Math.max(most, request.writableLength);
			}
			if (left > 0) return;
			request.end();
			resolve(most);
		};
		request.on("drain", go);
		go();
	});
}

function echoed(size: number, headers: object): Promise<string> {
	return new Promise((resolve, reject) => {
		const request = https.request(url, { method: "POST", ca: readFile(file), headers }, (response) => {
			let count = 0;
			let right = true;
			let stops = 10;
			response.on("data", (chunk: Uint8Array) => {
				right &&= chunk[0] === (count % piece.length) % 251;
				count += chunk.length;
				if (count < ((11 - stops) * size) / 12) return;
				stops--;
				response.pause();
				setTimeout(() => response.resume(), 20);
			});
			response.on("end", () => resolve(`${count} ${right} ${most <= 4 * piece.length}`));
			response.on("error", reject);
		});
		let most = 0;
		request.on("error", reject);
		pour(request, size).then((waited) => {
			most = waited;
		});
	});
}

const size = 10 << 20;
console.log(await echoed(size, {}));
console.log(await echoed(size, { "Content-Length": size }));
console.log(`peak ${Math.ceil(memory().peakHeap / 1024)} KiB`);
