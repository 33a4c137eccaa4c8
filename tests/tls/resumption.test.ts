/* Sessions that outlive their connection: ours with ours, over memory. */
import TLS from "embedded:io/socket/tcp/tls";
import TLSContext from "embedded:io/socket/tcp/tls/context";
import { memory } from "tls419/sim/memory";
import * as assert from "uvu/assert";
import { certificate, clientIdentity } from "../support/certificates.ts";
import { Memory } from "../support/memory.ts";
import { authority, first, identity, type Met, meet, only, resumes, versions } from "../support/resumption.ts";
import { boundedSuite } from "../support/suite.ts";
import { opened } from "../support/tls.ts";
import { used } from "../support/usage.ts";

const test = boundedSuite("resumption");

for (const version of versions) {
	const range = only(version);

	test(`G5 T19 ${version}: onSession gives a session after the handshake, and tls.session resumes it`, async () => {
		const server = { context: new TLSContext(identity), ...range };
		const { client, sessions, events } = await meet({ ...authority, ...range }, server);
		assert.is(client.negotiated?.resumed, false);
		assert.is(sessions.length, 1);
		assert.ok(sessions[0] instanceof ArrayBuffer);
		assert.ok(events.indexOf("onWritable") < events.indexOf("onSession"));
		const again = await meet({ ...authority, ...range, session: sessions[0] }, server);
		assert.is(again.client.negotiated?.resumed, true);
		assert.is(again.server.negotiated?.resumed, true);
		assert.is(again.client.negotiated?.authorized, true);
		assert.equal(new Uint8Array(again.client.negotiated?.peerCertificate ?? []), new Uint8Array(certificate("localhost.der")));
		assert.is(again.client.negotiated?.version, version);
	});

	test(`G5 ${version}: the session of a connection that did not verify does not serve one that does`, async () => {
		const server = { context: new TLSContext(identity), ...range };
		const trusted = { ca: certificate("unknown-authority.der"), ...range };
		const session = await first({ ...trusted, verify: false }, server);
		const again = await meet({ ...trusted, verify: false, session }, server);
		assert.is(again.client.negotiated?.resumed, true);
		assert.is(again.client.negotiated?.authorized, false);
		assert.is(again.client.negotiated?.authorizationError, "UNABLE_TO_GET_ISSUER_CERT_LOCALLY");
		let refused: unknown;
		try {
			await meet({ ...trusted, session }, server);
		} catch (error) {
			refused = error;
		}
		assert.is((refused as { code?: string }).code, "UNABLE_TO_GET_ISSUER_CERT_LOCALLY");
		assert.is(await resumes(session, { ...authority, verify: false, ...range }, server), false);
	});

	test(`G5 G8 ${version}: an onVerify that is new is asked, and what it has accepted is resumed`, async () => {
		const server = { context: new TLSContext(identity), ...range };
		const session = await first({ ...authority, ...range }, server);
		let asked = 0;
		const onVerify = () => {
			asked++;
			return true;
		};
		assert.is(await resumes(session, { ...authority, ...range, onVerify }, server), false);
		assert.ok(asked > 0);
		const judged = await first({ ...authority, ...range, onVerify }, server);
		asked = 0;
		assert.is(await resumes(judged, { ...authority, ...range, onVerify }, server), true);
		assert.is(asked, 0);
	});

	test(`G5 ${version}: a session serves no other host, protocols, authority or client certificate`, async () => {
		const server = { context: new TLSContext(identity), ...range, applicationLayerProtocol: ["a", "b"] };
		const client = { ...authority, ...range, applicationLayerProtocol: "a" };
		const session = await first(client, server);
		assert.is(await resumes(session, client, server), true);
		assert.is(await resumes(session, { ...client, applicationLayerProtocol: "b" }, server), false);
		assert.is(await resumes(session, { ...client, host: "127.0.0.1", verify: false }, server), false);
		assert.is(
			await resumes(session, { ...client, ca: [certificate("authority.der"), certificate("unknown-authority.der")] }, server),
			false,
		);
		assert.is(await resumes(session, { ...client, ...clientIdentity("client") }, server), false);
	});

	test(`G4 G5 ${version}: a server's resumed client has the verdict and the certificate of its first connection`, async () => {
		const context = new TLSContext({ ...identity, ...authority });
		const server = { context, ...range, clientAuthentication: "require" };
		const client = { ...authority, ...range, ...clientIdentity("client") };
		const session = await first(client, server);
		const again = await meet({ ...client, session }, server);
		assert.is(again.server.negotiated?.resumed, true);
		assert.is(again.server.negotiated?.authorized, true);
		assert.equal(new Uint8Array(again.server.negotiated?.peerCertificate ?? []), new Uint8Array(certificate("client.der")));
		/* The same credentials and keys, another policy. */
		assert.is(await resumes(session, client, { context, ...range }), false);
	});

	test(`G4 G5 ${version}: a client that was asked for a certificate and has none gets no ticket`, async () => {
		const server = { context: new TLSContext({ ...identity, ...authority }), ...range, clientAuthentication: "request" };
		const { sessions, server: seen } = await meet({ ...authority, ...range }, server);
		assert.is(seen.negotiated?.authorized, false);
		for (const session of sessions) assert.is(await resumes(session, { ...authority, ...range }, server), false);
	});

	test(`G5 ${version}: what is no session makes a full handshake`, async () => {
		const client = { ...authority, ...range };
		const server = { context: new TLSContext(identity), ...range };
		const session = new Uint8Array(await first(client, server));
		const changed = session.slice();
		changed[changed.length - 40] = (changed[changed.length - 40] ?? 0) ^ 1;
		for (const bad of [new ArrayBuffer(0), new Uint8Array(100000), session.subarray(0, 100), session.subarray(1), changed]) {
			const { client: tls } = await meet({ ...client, session: bad }, server);
			assert.is(tls.negotiated?.resumed, false);
		}
		const view = new Uint8Array(session.length + 2);
		view.set(session, 1);
		assert.is(await resumes(view.subarray(1, -1) as unknown as ArrayBuffer, client, server), true);
	});
}

test("G5 TLSv1.3: onSession is called for each ticket, and every one of them resumes", async () => {
	const client = { ...authority, ...only("TLSv1.3") };
	const server = { context: new TLSContext({ ...identity, tickets: { count: 3, lifetime: 60 } }), ...only("TLSv1.3") };
	const { sessions } = await meet(client, server);
	assert.is(sessions.length, 3);
	for (const session of sessions) assert.is(await resumes(session, client, server), true);
	const one = await meet(client, { ...server, tickets: { count: 1 } });
	assert.is(one.sessions.length, 1);
	const none = await meet(client, { ...server, tickets: false });
	assert.is(none.sessions.length, 0);
});

test("G5 E10 E11 onSession has the connection as its this, and may close it", async () => {
	const server = { context: new TLSContext(identity) };
	await new Promise<void>((resolve, reject) => {
		let self: unknown;
		const tls: Promise<Met> = meet(authority, server, {
			onSession(this: TLS) {
				self = this;
				this.close();
				assert.throws(() => this.negotiated, /closed/);
				resolve();
			},
		});
		tls.then(() => reject(new Error("it was closed")), reject);
		assert.is(self, undefined);
	});
});

test("G5 E7 a connection that was taken over tells its new owner of sessions", async () => {
	const server = { context: new TLSContext(identity), ...only("TLSv1.3") };
	await new Promise<void>((resolve, reject) => {
		meet({ ...authority, ...only("TLSv1.3") }, server, {
			onWritable(this: TLS) {
				opened({ from: this, onSession: () => resolve(), onError: reject });
			},
			onSession: () => reject(new Error("it has another owner")),
		}).catch(reject);
	});
});

test("G5 G9 a pre-shared key takes the place of tickets: a client that has one saves no session, and is asked for the key each time", async () => {
	const psk = { identity: "device", key: "0123456789abcdef" };
	for (const version of versions) {
		const context = new TLSContext({ ...identity, psk });
		const { sessions, server } = await meet({ psk, ...only(version) }, { context, ...only(version) });
		assert.is(sessions.length, 0);
		assert.is(server.negotiated?.resumed, false);
	}
});

test("E3 E4 mistakes in the options of sessions throw before anything is allocated", () => {
	const before = memory().tls;
	const make = (tls: object) => () => new TLS({ TCP: { io: Memory }, port: 1, tls: { host: "localhost", ...authority, ...tls } });
	for (const session of ["text", 5, {}, true]) assert.throws(make({ session }), /tls\.session must be a byte buffer/);
	assert.throws(make({ server: true, ...identity, session: new ArrayBuffer(8) }), /tls\.session is for clients/);
	for (const length of [1, 47, 49]) {
		assert.throws(make({ server: true, ...identity, ticketKeys: new ArrayBuffer(length) }), new RegExp(`48 bytes, not ${length}`));
		assert.throws(() => new TLSContext({ ...identity, ticketKeys: new Uint8Array(length) }), /ticketKeys must have 48 bytes/);
	}
	for (const tickets of [5, "yes", null])
		assert.throws(() => new TLSContext({ tickets } as object), /tickets must be true, false or an object/);
	for (const lifetime of [0, 604801, 1.5, "long"]) assert.throws(() => new TLSContext({ tickets: { lifetime } } as object), /lifetime/);
	for (const count of [-1, 9]) assert.throws(() => new TLSContext({ tickets: { count } }), /tickets\.count/);
	for (const sessionCache of [-1, 65536]) assert.throws(() => new TLSContext({ sessionCache }), /sessionCache/);
	assert.is(memory().tls, before);
	const context = new TLSContext(identity);
	assert.throws(
		() => new TLS({ TCP: { io: Memory }, port: 1, tls: { server: true, context, sessionCache: 3 } }),
		/tls\.context has ticketKeys/,
	);
	assert.throws(() => context.rotateTicketKeys(new ArrayBuffer(3)), /keys must have 48 bytes/);
	assert.throws(make({ session: null, host: undefined }), /host/);
});

test("G5 G15 memory returns to where it was", async () => {
	const server = { context: new TLSContext({ ...identity, ...authority, sessionCache: 4 }), clientAuthentication: "require" };
	const client = {
		context: new TLSContext({
			...authority,
			certificate: clientIdentity("client").clientCertificate,
			key: clientIdentity("client").clientKey,
		}),
	};
	let session: ArrayBuffer | undefined;
	let before = 0;
	for (let index = 0; index < 12; index++) {
		for (const version of versions) {
			const both = await meet(
				{ ...client, ...only(version), ...(index & 1 && session !== undefined ? { session } : {}) },
				{ ...server, ...only(version) },
			);
			session = both.sessions[0] ?? session;
			both.client.close();
			both.server.close();
		}
		if (index === 5) before = used().tls;
	}
	assert.is(used().tls, before);
});

test.run();
