/** The example that keeps its session in a file, over several starts of the simulator. */
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer } from "node:tls";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { certificateText, keyText } from "../peers/credentials.mjs";
import { tls419 } from "../support/command.mjs";

const test = suite("the example of resumption");
const program = join(import.meta.dirname, "../../examples/resumption/main.ts");
const authority = join(import.meta.dirname, "../certificates/authority.pem");

for (const version of /** @type {const} */ (["TLSv1.2", "TLSv1.3"])) {
	test(`G5 a session that was kept in a file is resumed by the next start of the program: ${version}`, async () => {
		const folder = mkdtempSync(join(tmpdir(), "tls419-resumption-"));
		const file = join(folder, "session.bin");
		/** @type {unknown[]} */
		const seen = [];
		const server = createServer(
			{ cert: certificateText("localhost"), key: keyText("localhost"), minVersion: version, maxVersion: version },
			(socket) => {
				seen.push(socket.isSessionReused());
				socket.once("data", () => socket.end(Buffer.alloc(1000)));
			},
		);
		server.listen(0, "127.0.0.1");
		await once(server, "listening");
		const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
		/** @param {string} expected @param {...string} options */
		const start = async (expected, ...options) => {
			const { status, stdout, stderr } = await tls419([
				"sim",
				"--certs",
				authority,
				...options,
				program,
				`https://localhost:${port}/`,
				file,
			]);
			assert.is(status, 0, stderr);
			assert.ok(stdout.startsWith(`${version}, ${expected}, `), stdout);
			assert.ok(stdout.endsWith("1000 bytes\n"), stdout);
		};
		try {
			await start("full handshake");
			assert.is(statSync(file).mode & 0o777, 0o600);
			await start("resumed");
			await start("resumed");
			const kept = readFileSync(file);
			kept[100] = (kept[100] ?? 0) ^ 1;
			writeFileSync(file, kept);
			await start("full handshake");
			await start("resumed");
			/* Years later. */
			await start("full handshake", "--time", "2030-01-01T00:00:00Z");
			assert.equal(seen, [false, true, true, false, true, false]);
		} finally {
			server.close();
			rmSync(folder, { recursive: true });
		}
	});
}

test.run();
