import TLSContext from "embedded:io/socket/tcp/tls/context";
import * as assert from "uvu/assert";
import { clientIdentity } from "../support/certificates.ts";
import { authority, first, identity, meet, only, resumes, versions } from "../support/resumption.ts";
import { boundedSuite } from "../support/suite.ts";

const test = boundedSuite("tickets");

for (const version of versions) {
	const range = only(version);

	test(`G5 ${version}: servers with the same ticketKeys take each other's tickets, and none those of others`, async () => {
		const ticketKeys = new Uint8Array(48).fill(7);
		const client = { ...authority, ...range };
		const session = await first(client, { context: new TLSContext({ ...identity, ticketKeys }), ...range });
		assert.is(await resumes(session, client, { context: new TLSContext({ ...identity, ticketKeys }), ...range }), true);
		assert.is(await resumes(session, client, { ...identity, ticketKeys, ...range }), true);
		assert.is(await resumes(session, client, { context: new TLSContext(identity), ...range }), false);
		const asking = new TLSContext({ ...identity, ...authority, ticketKeys });
		const identified = { ...client, ...clientIdentity("client") };
		assert.is(await resumes(session, identified, { context: asking, ...range, clientAuthentication: "require" }), false);
	});

	test(`G5 ${version}: rotateTicketKeys replaces the key, and the one before opens for a while`, async () => {
		const context = new TLSContext(identity);
		const client = { ...authority, ...range };
		const server = { context, ...range };
		const session = await first(client, server);
		context.rotateTicketKeys();
		assert.is(await resumes(session, client, server), true);
		context.rotateTicketKeys(new Uint8Array(48).fill(1).buffer);
		assert.is(await resumes(session, client, server), false);
	});

	test(`G5 ${version}: without tickets nothing is resumed but what the cache of TLS 1.2 holds`, async () => {
		const client = { ...authority, ...range };
		const server = { context: new TLSContext({ ...identity, tickets: false, sessionCache: 2 }), ...range };
		if (version === "TLSv1.3") {
			assert.is((await meet(client, server)).sessions.length, 0);
			return;
		}
		const sessions = [await first(client, server), await first(client, server)];
		for (const session of sessions) assert.is(await resumes(session, client, server), true);
		await first(client, server);
		assert.is(await resumes(sessions[1] as ArrayBuffer, client, server), true);
		assert.is(await resumes(sessions[0] as ArrayBuffer, client, server), false);
		const none = { context: new TLSContext({ ...identity, tickets: false, sessionCache: 0 }), ...range };
		assert.is(await resumes(await first(client, none), client, none), false);
	});
}

test("G5 a client without onSession is sent no tickets", async () => {
	const context = new TLSContext(identity);
	for (const version of versions) {
		const { sessions } = await meet({ ...authority, ...only(version) }, { context }, { onSession: null });
		assert.is(sessions.length, 0);
	}
});

test.run();
