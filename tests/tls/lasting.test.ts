/* Options that cannot change are read once. */

import TLSContext from "embedded:io/socket/tcp/tls/context";
import { openSession } from "tls419/connect";
import { readDTLSOptions, readTLSOptions } from "tls419/options";
import * as assert from "uvu/assert";
import { certificate } from "../support/certificates.ts";
import { boundedSuite } from "../support/suite.ts";

const test = boundedSuite("lasting options");

const context = new TLSContext({ ca: certificate("authority.der") });
const base = { host: "localhost", context };

const read = (tls: object, more: object = {}) => readTLSOptions({ tls, ...more }, tls, undefined);

test("E2 frozen options with a context are read once, for all connections", () => {
	const names: PropertyKey[] = [];
	const tls = new Proxy(Object.freeze({ ...base, minimumVersion: "TLSv1.3", groups: Object.freeze(["secp256r1"]) }), {
		get(target, name) {
			names.push(name);
			return Reflect.get(target, name);
		},
	});
	const first = read(tls);
	assert.equal(names.sort(), ["context", "groups", "host", "minimumVersion"]);
	assert.is(read(tls, { host: "elsewhere" }), first, "its own name is the one that counts");
	assert.is(names.length, 4);
});

test("E2 G16 frozen options of DTLS are read once as well, apart from TLS's", () => {
	const names: PropertyKey[] = [];
	const handshakeTimeout = Object.freeze({ minimum: 500, maximum: 4000 });
	const tls = new Proxy(Object.freeze({ ...base, handshakeTimeout, mtu: 1280 }), {
		get(target, name) {
			names.push(name);
			return Reflect.get(target, name);
		},
	});
	const first = readDTLSOptions({ tls }, false);
	assert.equal(names.sort(), ["context", "handshakeTimeout", "host", "mtu"]);
	assert.is(readDTLSOptions({ tls }, false), first);
	assert.is(names.length, 4);
	assert.equal(first.datagram?.mtu, 1280);
	const streams = Object.freeze({ ...base });
	assert.is.not(readDTLSOptions({ tls: streams }, false), read(streams));
	for (const open of [{ minimum: 500 }, Object.freeze(Object.defineProperty({}, "minimum", { get: () => 500 }))]) {
		const changing = Object.freeze({ ...base, handshakeTimeout: open });
		assert.is.not(readDTLSOptions({ tls: changing }, false), readDTLSOptions({ tls: changing }, false));
	}
});

test("E2 options that can change are read for each connection", () => {
	const open = { ...base, minimumVersion: "TLSv1.2" };
	assert.is(read(open)?.minimumVersion, 0x0303);
	open.minimumVersion = "TLSv1.3";
	assert.is(read(open)?.minimumVersion, 0x0304);
});

test("E2 a frozen object whose options can change all the same is read for each connection", () => {
	const groups = ["secp256r1"];
	let version = "TLSv1.2";
	const parent = { time: "ignore" };
	const changing = {
		"a list": { ...base, groups },
		"bytes in a list": { ...base, applicationLayerProtocol: Object.freeze([new Uint8Array([104])]) },
		bytes: { ...base, pins: new Uint8Array(32) },
		"a getter": Object.defineProperty({ ...base }, "minimumVersion", { get: () => version }),
		"what is inherited": Object.assign(Object.create(parent), base),
		"a name beside it": { context },
		"a secret": { ...base, passphrase: "secret" },
		"certificates without a context": { host: "localhost", ca: certificate("authority.der") },
	};
	for (const [what, tls] of Object.entries(changing)) {
		Object.freeze(tls);
		assert.is.not(read(tls, { host: "localhost" }), read(tls, { host: "localhost" }), what);
	}
	assert.is(read(changing["a getter"])?.minimumVersion, 0x0303);
	version = "TLSv1.3";
	assert.is(read(changing["a getter"])?.minimumVersion, 0x0304);
});

test("E2 a frozen object with a mistake is refused each time", () => {
	const tls = Object.freeze({ ...base, minimumVersion: "TLSv1.4" });
	for (let count = 0; count < 2; count++) assert.throws(() => read(tls), /tls\.minimumVersion/);
});

test("G5 connections with frozen options that keep sessions, and those that do not, have a configuration each", () => {
	const record = read(Object.freeze({ ...base }));
	assert.ok(record);
	for (const saved of [false, true, false, true]) openSession(record, saved).delete();
	assert.is(record.configurations?.length, 2);
	assert.is.not(record.configurations?.[0], record.configurations?.[1]);
});

test.run();
