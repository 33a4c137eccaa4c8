/**
 * Node's https on the chip: told over the serial line what to get, it says there what came and what it cost.
 *
 *	get port=N path=PATH [bytes=N] [host=NAME] [time=SECONDS] [memory=BYTES]
 *	post port=N path=PATH bytes=N
 */

import { Buffer } from "node:buffer";
import https from "node:https";
import { say } from "chip";
import { obeyAlways, tellFigures } from "orders";

obeyAlways((words, before, end) => {
	const bytes = Number(words.get("bytes") ?? 0);
	const post = words.has("post");
	const path = words.get("path") ?? "/";
	const options = {
		host: "10.0.2.2",
		port: Number(words.get("port")),
		path: bytes === 0 || post ? path : `${path}?count=${bytes}`,
		servername: words.get("host") ?? "localhost",
		method: post ? "POST" : "GET",
		ca: "authority.der",
		agent: false,
		timeout: 10_000,
	};
	let result = "closed without an answer";
	const request = https.request(options, (response) => {
		let count = 0;
		let text = "";
		tellFigures(before);
		say(`figure free ${before}`);
		response.on("data", (part: Buffer) => {
			if (count === 0) text = part.toString("utf8", 0, 15);
			count += part.length;
		});
		response.on("end", () => {
			result = `heard ${response.statusCode} ${count} ${text}`;
		});
	});
	request.on("timeout", () => request.destroy(new Error("nothing was heard for ten seconds")));
	request.on("error", (error: Error & { code?: string }) => {
		result = `failed ${error.code} ${error.message}`;
	});
	request.on("close", () => end(result));
	request.end(post ? Buffer.alloc(bytes, "A") : undefined);
});
