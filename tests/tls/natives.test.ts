// not with the SDK: native() takes names that are computed here, and the SDK's compiler only literal ones
/* Every native function, with whatever a program that means no good can pass to it: the result is a value or an exception, and memory stays whole. */
import { Configuration, Credentials, PEER_OPTIONAL, Tickets } from "tls419/credentials";
import { CURSOR_LENGTH } from "tls419/cursor";
import { Cookies } from "tls419/library";
import { Session } from "tls419/session";
import * as assert from "uvu/assert";
import { certificate } from "../support/certificates.ts";
import { random, seed } from "../support/random.ts";
import { boundedSuite } from "../support/suite.ts";

const test = boundedSuite("native functions");

const ofCredentials = [
	"",
	"_open",
	"_addAuthority",
	"_addCertificate",
	"_addRevocations",
	"_setKey",
	"_setKeyHandle",
	"_setStore",
	"_setSharedKey",
	"_check",
];
const ofTickets = ["", "_open", "_rotate", "_delete"];
const ofCookies = ["", "_open", "_judge", "_delete"];
const ofConfigurations = ["", "_open", "_knows", "_delete"];
const ofSessions = [
	...[
		"",
		"_open",
		"_save",
		"_resumed",
		"_usesKey",
		"_delete",
		"_exchange",
		"_step",
		"_read",
		"_takeByte",
		"_write",
		"_writeByte",
		"_seal",
		"_close",
		"_end",
		"_offer",
	],
	...[
		"_questionCertificate",
		"_questionDepth",
		"_questionReasons",
		"_judge",
		"_refuse",
		"_version",
		"_cipherSuite",
		"_askedIdentity",
		"_answerKey",
	],
	...[
		"_offerKey",
		"_identity",
		"_protocol",
		"_peerCertificate",
		"_verdict",
		"_explanation",
		"_alert",
		"_serverName",
		"_payload",
		"_exportKeys",
	],
	...["_keepKeys", "_takeKeys", "_traffic"],
	...[
		"_pullDatagram",
		"_stepDatagram",
		"_exchangeDatagrams",
		"_sendDatagram",
		"_closeDatagram",
		"_takeDatagram",
		"_readDatagram",
		"_expire",
	],
	...["_setConnectionId", "_connectionId", "_suspendLength", "_suspend", "_restore"],
];
const names = [
	...ofCredentials.map((name) => `xs_tls_credentials${name}`),
	...ofTickets.map((name) => `xs_tls_tickets${name}`),
	...ofCookies.map((name) => `xs_tls_cookies${name}`),
	...ofConfigurations.map((name) => `xs_tls_configuration${name}`),
	...ofSessions.map((name) => `xs_tls_session${name}`),
	...[
		"key_generate",
		"key_import",
		"key_public",
		"hello_read",
		"hello_readDatagram",
		"hello_mark",
		"copy",
		"association_name",
		"digest",
		"error_name",
		"choice_name",
		"choice_number",
		"limit",
		"options_owner",
		"options_transport",
		"statistics",
	].map((name) => `xs_tls_${name}`),
];

interface Objects {
	credentials: Credentials;
	tickets: Tickets;
	configuration: Configuration;
	session: Session;
	cookies: Cookies;
}

function make(server: boolean): Objects {
	const none = undefined;
	const made = {
		credentials: new Credentials(),
		tickets: new Tickets(),
		configuration: new Configuration(),
		session: new Session(),
		cookies: new Cookies(),
	};
	made.credentials.open();
	if (server) {
		made.credentials.addCertificate(certificate("localhost.der"));
		made.credentials.setKey(certificate("localhost.key.der"), none);
	}
	made.tickets.open(3600, 2, none);
	made.cookies.open();
	made.configuration.open(
		made.credentials,
		server,
		PEER_OPTIONAL,
		0x0303,
		0x0304,
		0,
		24,
		0,
		2,
		false,
		random(2) === 0,
		random(2) * 600,
		0,
		0,
		random(10) - 1,
		random(2) * 2048,
		made.tickets,
		none,
		none,
		none,
		none,
		none,
	);
	if (random(4) === 0) made.session = new Session(made.configuration);
	else made.session.open(made.configuration, server ? none : "localhost");
	return made;
}

/** What an argument can be. Some delete what the function works with while they are looked at. */
function argument(objects: Objects): unknown {
	const detached = new Uint8Array(100);
	const shrunk: ArrayBuffer = Reflect.construct(ArrayBuffer, [1024, { maxByteLength: 2048 }]);
	const view = new Uint8Array(shrunk, 512, 100);
	const remove = () => {
		for (const one of [objects.session, objects.configuration, objects.tickets, objects.credentials]) one.delete();
		return random(200);
	};
	switch (random(17)) {
		case 0:
			return undefined;
		case 1:
			return [-0x80000000, -1, 0, 1, 2, 3, 255, 0x303, 0x304, 65535, 65536, 0x7fffffff, 0x80000000, 1e300, Number.NaN][random(15)];
		case 2:
			Reflect.get(detached.buffer, "transfer").call(detached.buffer);
			return random(2) ? detached : detached.buffer;
		case 3:
			Reflect.get(shrunk, "resize").call(shrunk, random(600));
			return random(2) ? view : shrunk;
		case 4:
			return new SharedArrayBuffer(random(100));
		case 5:
			return Object.defineProperty(make(false).credentials, "byteLength", { get: remove });
		case 6:
			return { valueOf: remove, toString: () => String(remove()) };
		case 7:
			return new Proxy(new Uint8Array(10), { get: remove });
		case 8:
			return [objects.session, objects.configuration, objects.tickets, objects.credentials][random(4)];
		case 9:
			return "localhost";
		case 10:
			return Symbol("x");
		case 11:
			return certificate(["localhost.der", "localhost.key.der", "authority-revocations.der", "authorities.bundle"][random(4)] ?? "");
		case 12:
			return new Int32Array(CURSOR_LENGTH).map(() => (random(2) ? 0 : random(3000) - 10)).buffer;
		case 13:
			return new Uint16Array(random(40)).subarray(random(3));
		case 14:
			return new DataView(new ArrayBuffer(48 + random(2)));
		default:
			return new Uint8Array(random(2000)).map(() => random(256));
	}
}

test("E60 any native function takes any arguments and any object, or throws", () => {
	let thrown = 0;
	const rounds = 2000;
	let objects = make(true);
	for (let i = 0; i < rounds; i++) {
		if (i % 8 === 0) {
			for (const one of [objects.credentials, objects.configuration, objects.tickets, objects.session]) if (random(2)) one.delete();
			objects = make(i % 16 === 0);
		}
		const name = names[random(names.length)] ?? "";
		const self = /credentials|tickets|configuration|session|cookies/.exec(name)?.[0] as keyof Objects | undefined;
		const target = random(8) && self ? objects[self] : argument(objects);
		const given = Array.from({ length: random(8) ? random(5) : 16 }, () => argument(objects));
		try {
			native(name).call(target, ...given);
		} catch (error) {
			thrown++;
			assert.instance(error, Error, `seed ${seed}: ${name}`);
		}
	}
	console.log(`${thrown} of ${rounds} were exceptions`);
	assert.ok(thrown < rounds);
});

test("a session that is made without a configuration is one that open() fills, also where what is missing is no argument at all, as with the SDK", () => {
	class Bare extends Native("xs_tls_session_destructor") {
		constructor() {
			super();
			native("xs_tls_session").call(this);
		}
	}
	const bare = new Bare();
	assert.is(Session.prototype.open.call(bare as Session, make(false).configuration, "localhost"), 0);
	Session.prototype.delete.call(bare as Session);
});

test.run();
