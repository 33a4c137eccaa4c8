/** device.network: what an ECMA-419 client finds its classes in. */
import Listener from "embedded:io/socket/listener";
import TCP from "embedded:io/socket/tcp";
import TLS from "embedded:io/socket/tcp/tls";
import UDP from "embedded:io/socket/udp";
import Resolver from "embedded:network/dns/resolver/system";
import { test } from "uvu";
import * as assert from "uvu/assert";

const classes = { tcp: TCP, listener: Listener, udp: UDP, dns: Resolver, tls: TLS };

for (const [name, io] of Object.entries(classes)) {
	test(`E91 device.network.${name} is an options object with its class, and has the same again as client`, () => {
		const { client, ...options } = device.network[name];
		assert.is(options.io, io);
		assert.equal(Object.keys(client), Object.keys(options));
		for (const [key, value] of Object.entries(options)) assert.is(client[key], value);
	});
}

test("E94 the entries of streams say how names are resolved", () => {
	assert.is(Reflect.get(Object(device.network.tcp.dns), "io"), Resolver);
	assert.is(device.network.tls.dns, device.network.tcp.dns);
});

test("E90 device.network.tls holds the options of TLS", () => {
	assert.equal(device.network.tls.tls, {});
});

test("an entry is the same object each time, and frozen", () => {
	assert.is(device.network.tls, device.network.tls);
	assert.ok(Object.isFrozen(device.network.tls) && Object.isFrozen(device.network.tls.tls));
});

test("an application may put a device with more entries in its place, as Moddable's do", () => {
	const before = globalThis.device;
	globalThis.device = Object.freeze({ ...before, network: { ...before.network, mine: { ...before.network.tcp } } }, true);
	assert.is(device.network.mine.io, TCP);
	assert.is(device.network.tls.io, TLS);
	globalThis.device = before;
});

test.run();
