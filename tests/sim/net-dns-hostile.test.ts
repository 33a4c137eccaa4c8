// sim: --clock virtual
/* Messages of DNS that were made to harm. */
import { A, decodeReply, encodeQuestion } from "tls419/sim/dns-message";
import * as assert from "uvu/assert";
import { name, QUESTION, type Query, record, reply, v4 } from "../support/dns.ts";
import { boundedSuite } from "../support/suite.ts";

const test = boundedSuite("hostile DNS");

const CNAME = 5;
const query: Query = { id: 7, name: "name.test", type: A, bytes: encodeQuestion(7, "name.test", A) ?? new Uint8Array(0), port: 0 };

function decode(bytes: Uint8Array): ReturnType<typeof decodeReply> {
	return decodeReply(bytes.slice().buffer as ArrayBuffer, 7, "name.test", A);
}

test("hostile messages: pointers that go forward, to themselves or in circles", () => {
	for (const owner of [[0xc0, 27], [0xc0, 40], [0xff, 0xff], [1, 97, 0xc0, 27], [0xc0]])
		assert.is(decode(reply(query, [record(owner, A, v4(1, 2, 3, 4))])), undefined);
	const circle = [0xc0, 29, 0xc0, 27];
	assert.is(decode(reply(query, [circle])), undefined);
});

test("hostile messages: lengths and counts that lie", () => {
	assert.is(decode(reply(query, [record(QUESTION, A, v4(1, 2, 3, 4), 400)])), undefined);
	assert.is(decode(reply(query, [record(QUESTION, A, [1, 2, 3])])), undefined);
	assert.is(decode(reply(query, [record(QUESTION, A, [1, 2, 3, 4, 5])])), undefined);
	const counts = reply(query, [record(QUESTION, A, v4(1, 2, 3, 4))]);
	counts[6] = 255;
	assert.is(decode(counts), undefined);
	counts[2] |= 2;
	assert.equal(decode(counts)?.addresses, ["1.2.3.4"], "a truncated answer counts as far as it goes");
	assert.is(decode(reply(query, [record([64, ...new Array(64).fill(97), 0], A, v4(1, 2, 3, 4))])), undefined);
});

test("hostile messages: every length of a good answer, and random bytes", () => {
	const good = reply(query, [record(QUESTION, CNAME, name("b.test")), record(name("b.test"), A, v4(1, 2, 3, 4))]);
	assert.equal(decode(good)?.addresses, ["1.2.3.4"]);
	for (let length = 0; length < good.length; length++) assert.is(decode(good.subarray(0, length)), undefined);
	for (let round = 0; round < 2000; round++) {
		const changed = good.slice();
		for (let change = 0; change < 3; change++)
			changed[12 + Math.floor(Math.random() * (good.length - 12))] = Math.floor(Math.random() * 256);
		const result = decode(changed);
		assert.ok(result === undefined || result.addresses.every((address) => /^\d+\.\d+\.\d+\.\d+$/.test(address)));
	}
});

test.run();
