import dns from "node:dns";
import * as assert from "uvu/assert";
import { boundedSuite } from "../../support/suite.ts";
import { coded, codeOf } from "../net/support.ts";

const test = boundedSuite("dns.lookup");

test("T21 an address is its own answer, later", async () => {
	let answered = false;
	const [error, address, family] = await new Promise<unknown[]>((resolve) => {
		dns.lookup("127.0.0.1", (...values) => {
			answered = true;
			resolve(values);
		});
		assert.is(answered, false);
	});
	assert.equal([error, address, family], [null, "127.0.0.1", 4]);
	assert.equal(await dns.promises.lookup("::1"), { address: "::1", family: 6 });
});

test("T21 this machine has an address of the family that is asked for", async () => {
	const four = await new Promise<unknown[]>((resolve) => dns.lookup("localhost", 4, (...values) => resolve(values)));
	assert.equal(four, [null, "127.0.0.1", 4]);
	const also = await new Promise<unknown[]>((resolve) => dns.lookup("localhost", { family: 4 }, (...values) => resolve(values)));
	assert.equal(also, four);
	const all = await new Promise<{ address: string; family: number }[]>((resolve) =>
		dns.lookup("localhost", { all: true }, (_error, found) => resolve(found)),
	);
	assert.ok(all.some(({ address, family }) => address === "127.0.0.1" && family === 4));
});

test("T102 a name without an address is ENOTFOUND, and says which", async () => {
	const error = await new Promise<(Error & { code?: string; syscall?: string; hostname?: string }) | null>((resolve) =>
		dns.lookup("no such name", (failure) => resolve(failure)),
	);
	assert.match(error?.code ?? "", /^(ENOTFOUND|EAI_AGAIN)$/);
	assert.is(error?.syscall, "getaddrinfo");
	assert.is(error?.hostname, "no such name");
	const rejected = await dns.promises.lookup("no such name").then(
		() => undefined,
		(failure: Error & { hostname?: string }) => failure,
	);
	assert.is(rejected?.hostname, "no such name");
});

test("wrong types are refused at once with Node's codes", () => {
	const never = () => assert.unreachable();
	assert.is(
		codeOf(() => dns.lookup(coded(7), never)),
		"ERR_INVALID_ARG_TYPE",
	);
	assert.is(
		codeOf(() => dns.lookup("x", coded(undefined))),
		"ERR_INVALID_ARG_TYPE",
	);
	assert.is(
		codeOf(() => dns.lookup("x", coded({ family: 7 }), never)),
		"ERR_INVALID_ARG_VALUE",
	);
	assert.is(
		codeOf(() => dns.lookup("x", coded({ all: "x" }), never)),
		"ERR_INVALID_ARG_TYPE",
	);
});

test.run();
