// sim: --clock virtual
/* Both resolvers: how they are asked, and how they answer. */
import SystemResolver from "embedded:network/dns/resolver/system";
import Resolver from "embedded:network/dns/resolver/udp";
import * as assert from "uvu/assert";
import { ask } from "../support/dns.ts";
import { thrown } from "../support/failure.ts";
import { boundedSuite } from "../support/suite.ts";

const test = boundedSuite("resolvers");

for (const [title, Class] of [
	["UDP", Resolver],
	["system", SystemResolver],
] as const) {
	const make = (options: object = {}): Resolver | SystemResolver => new Class(options);

	test(`E92 the ${title} resolver answers onResolved(host, address) as the Moddable SDK does`, async () => {
		const resolver = make();
		const got = await new Promise<unknown[]>((resolve, reject) => {
			resolver.resolve({
				host: "127.0.0.1",
				onResolved(...values) {
					resolve([this === resolver, ...values]);
				},
				onError: reject,
			});
		});
		assert.equal(got, [true, "127.0.0.1", "127.0.0.1"]);
	});

	test(`E92 E19 the ${title} resolver calls its last argument with null, name and address, once and later`, async () => {
		const resolver = make();
		let calls = 0;
		const got = await new Promise<unknown[]>((resolve) => {
			resolver.resolve({ host: "::1" }, (...values) => {
				calls++;
				resolve(values);
			});
			assert.is(calls, 0);
		});
		assert.equal(got, [null, "::1", "::1"]);
		assert.is(calls, 1);
	});

	test(`the ${title} resolver gives localhost without asking anybody`, async () => {
		const resolver = make();
		assert.is((await ask(resolver, "localhost")).address, "127.0.0.1");
		assert.is((await ask(resolver, "Name.LocalHost", 6)).address, "::1");
		assert.is((await ask(resolver, "127.0.0.1", 6)).error?.code, "ENODATA");
	});

	test(`E1 E6 the ${title} resolver judges its arguments before anything happens`, () => {
		const resolver = make();
		for (const values of [[], [null], [1], [{}], [{ host: undefined }], [{ host: "" }], [{ host: Symbol() }]])
			thrown(() => Reflect.apply(resolver.resolve, resolver, values));
		for (const extra of [{ onResolved: 1 }, { onError: "x" }, { family: 5 }, { family: "six" }])
			thrown(() => Reflect.apply(resolver.resolve, resolver, [{ host: "localhost", ...extra }]));
		thrown(() => Reflect.apply(resolver.resolve, resolver, [{ host: "localhost" }, 1]));
		resolver.resolve({ host: "localhost", onResolved: null, onError: null });
		resolver.close();
	});

	test(`E9 E13 E14 a closed ${title} resolver answers nothing, and takes no more questions`, async () => {
		const resolver = make({ target: "mine" });
		assert.is(resolver.target, "mine");
		resolver.resolve({ host: "localhost" }, () => assert.unreachable());
		resolver.close();
		resolver.close();
		assert.instance(
			thrown(() => resolver.resolve({ host: "localhost" })),
			Error,
		);
		await ask(make(), "localhost");
	});
}

test("the system's resolver is outside of the simulated network, and refused under the virtual clock", () => {
	const resolver = new SystemResolver();
	assert.match(String(thrown(() => resolver.resolve({ host: "name.test" }))), /--clock virtual/);
	resolver.close();
});

test.run();
