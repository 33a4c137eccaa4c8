/* When this side's end is told: behind all that was written, and once. */
import TLS from "embedded:io/socket/tcp/tls";
import * as assert from "uvu/assert";
import { connectTLS } from "../support/connection.ts";
import { serveTLS } from "../support/server.ts";
import { boundedSuite } from "../support/suite.ts";

const test = boundedSuite("finish");

for (const version of ["TLSv1.2", "TLSv1.3"] as const) {
	const versions = { minimumVersion: version, maximumVersion: version };
	test(`G14 ${version} onFinish is called once, after end(), when all that was written and the goodbye have left`, async () => {
		const { port, accepted } = serveTLS(versions);
		const told: string[] = [];
		const client = connectTLS(port, versions, {
			onFinish(this: TLS) {
				assert.ok(this instanceof TLS);
				told.push("finish");
			},
		});
		await client.send(new Uint8Array(100_000));
		assert.equal(told, []);
		client.io.end();
		assert.equal(told, [], "not inside of end()");
		const server = await accepted;
		assert.is((await server.readAll()).length, 100_000);
		server.close();
		assert.is((await client.failure()).code, "EOF");
		assert.equal(told, ["finish"]);
	});
}

test.run();
