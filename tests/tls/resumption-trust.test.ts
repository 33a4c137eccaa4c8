// sim: --clock virtual --time 2026-11-21T00:00:00Z
/* A session does not outlive a change of what decides about trust, nor its time. The clock is virtual, so a day passes at once. */
import TLSListener from "embedded:io/socket/listener/tls";
import TLS from "embedded:io/socket/tcp/tls";
import * as assert from "uvu/assert";
import { certificate, localhostIdentity as identity } from "../support/certificates.ts";
import { Memory } from "../support/memory.ts";
import { MemoryListener } from "../support/memory-listener.ts";
import { boundedSuite, closeAfterTest } from "../support/suite.ts";

const test = boundedSuite("resumption and trust");
/* The time limit of a test is a timer too. */
const LIMIT = 2_000_000_000;

const versions = ["TLSv1.2", "TLSv1.3"] as const;

function serve(tls: object): number {
	const listener = new TLSListener({
		port: 0,
		Listener: { io: MemoryListener },
		tls: { ...identity, ...tls },
		onReadable() {
			for (let from = this.read(); from !== undefined; from = this.read()) {
				const tls: TLS = new TLS({
					from,
					onReadable() {
						const data = this.read();
						if (data instanceof ArrayBuffer) this.write(data);
					},
					onError: () => tls.close(),
				});
				closeAfterTest(() => tls.close());
			}
		},
	});
	closeAfterTest(() => listener.close());
	return listener.port ?? 0;
}

interface Visit {
	resumed: boolean | undefined;
	authorized: boolean | undefined;
	session: ArrayBuffer | undefined;
}

/** Connects, and closes when the server's answer to a byte has come. */
function visit(port: number, tls: object): Promise<Visit> {
	return new Promise((resolve, reject) => {
		let session: ArrayBuffer | undefined;
		let asked = false;
		const client: TLS = new TLS({
			TCP: { io: Memory },
			port,
			tls: { host: "localhost", ca: certificate("authority.der"), ...tls },
			onWritable() {
				if (!asked) this.write(new Uint8Array(1));
				asked = true;
			},
			onReadable() {
				const { negotiated } = this;
				this.close();
				resolve({ resumed: negotiated?.resumed, authorized: negotiated?.authorized, session });
			},
			onSession(given) {
				session = given;
			},
			onError: reject,
		});
		closeAfterTest(() => client.close());
	});
}

function passes(seconds: number): Promise<void> {
	return new Promise((resolve) => {
		setTimeout(resolve, seconds * 1000);
	});
}

async function refusal(promise: Promise<unknown>): Promise<string | undefined> {
	try {
		await promise;
	} catch (error) {
		return (error as { code?: string }).code;
	}
	return undefined;
}

for (const version of versions) {
	const range = { minimumVersion: version, maximumVersion: version };

	test(
		`G5 G8 ${version}: a pin that is new is checked, since the session of before is not used`,
		async () => {
			const port = serve(range);
			const { session } = await visit(port, range);
			assert.is((await visit(port, { ...range, session })).resumed, true);
			const pins = `sha256/${"A".repeat(43)}=`;
			assert.is(await refusal(visit(port, { ...range, session, pins })), "ERR_TLS_PIN_MISMATCH");
		},
		LIMIT,
	);

	test(
		`G5 ${version}: a session is good for its lifetime and no longer; the server's keys change, and its clients notice nothing`,
		async () => {
			const port = serve({ ...range, tickets: { lifetime: 3600 } });
			let { session } = await visit(port, range);
			await passes(3500);
			const second = await visit(port, { ...range, session });
			assert.is(second.resumed, true);
			await passes(101);
			assert.is((await visit(port, { ...range, session })).resumed, false);
			for (let hours = 0; hours < 6; hours++) {
				session = (await visit(port, range)).session;
				await passes(3000);
				assert.is((await visit(port, { ...range, session })).resumed, true);
			}
		},
		LIMIT,
	);
}

test(
	"G5 TLSv1.3: sessions that follow each other end a week after the certificate was seen",
	async () => {
		const port = serve({});
		let { session } = await visit(port, {});
		let days = 0;
		for (let resumed: boolean | undefined = true; resumed && days < 10; days += 0.5) {
			await passes(43200);
			const next = await visit(port, { session });
			resumed = next.resumed;
			session = next.session;
		}
		assert.is(days, 7);
	},
	LIMIT,
);

test.run();
