/* What a careless program does with https: it is told, and goes on. */
import type { ClientRequest } from "node:http";
import https from "node:https";
import * as assert from "uvu/assert";
import { boundedSuite, closeAfterTest } from "../../support/suite.ts";
import { onNode } from "../support/runtime.ts";
import { localhost, serve } from "./support.ts";

const test = boundedSuite("https among the careless");

function failure(request: ClientRequest): Promise<Error & { code?: string }> {
	return new Promise((resolve) => request.on("error", resolve));
}

test("a request that waits for its turn, and then cannot begin, fails by itself", async () => {
	if (onNode) return;
	const { port } = await serve((request, response) => {
		request.resume();
		response.end("fine");
	});
	const agent = new https.Agent({ maxTotalSockets: 1 });
	closeAfterTest(() => agent.destroy());
	const options = { ...localhost, port, agent };
	const answered = (more: object): Promise<void> =>
		new Promise((resolve, reject) => {
			const request = https.get({ ...options, ...more }, (response) => response.resume().on("end", resolve));
			request.on("error", reject);
		});
	const first = answered({});
	const second = failure(https.get({ ...options, ca: "no such file.pem" }));
	/* Another place, to which the first one's connection does not lead. */
	const third = answered({ family: 4 });
	await first;
	assert.is((await second).code, "ENOENT");
	await third;
});

test.run();
