/* What the tests of interoperability make of a row: options of the classes, and what both sides must then say of the handshake. */

import TLSContext from "embedded:io/socket/tcp/tls/context";
import type { Negotiated } from "tls419/negotiated";
import * as assert from "uvu/assert";
import { certificate } from "../support/certificates.ts";
import type { Peer, PeerData } from "../support/peers.ts";
import { closeAfterTest } from "../support/suite.ts";
import type { features } from "./matrix.js";

type Feature = (typeof features)[number];
type Side = Feature["client"];
export type Facts = Feature["settled"];
export type Version = "TLSv1.2" | "TLSv1.3" | "DTLSv1.2";
export type Role = "client" | "server";

/** Milliseconds for a partner to do what it must; a handshake takes a hundredth of it. */
const patience = 5_000;

/** A leaf and its issuer, in the order in which they are sent. */
function chain(name: string): ArrayBuffer[] {
	return [`${name}.der`, name.startsWith("rsa-") ? "rsa-intermediate.der" : "intermediate.der"].map(certificate);
}

export function clientSettings({ name, trust, protocols, certificate: own, psk, suite }: Side, version: Version): object {
	return {
		minimumVersion: version,
		maximumVersion: version,
		...(name && { host: name }),
		/* The authority, and the one below it: openssl sends the certificate that a name chooses without its chain. */
		...(trust && { ca: chain(trust) }),
		...(protocols && { applicationLayerProtocol: protocols }),
		...(own && { clientCertificate: chain(own), clientKey: certificate(`${own}.key.der`) }),
		...(psk && { psk: { identity: psk.identity, key: bytesOf(psk.key) } }),
		...(suite && { cipherSuites: suite }),
	};
}

export function serverSettings({ certificate: own, certificates, trust, protocols, psk, suite }: Side, version: Version): object {
	return {
		minimumVersion: version,
		maximumVersion: version,
		...(protocols && { applicationLayerProtocol: protocols }),
		...(own && { certificate: chain(own), key: certificate(`${own}.key.der`) }),
		/* Likewise: libcoap sends no chain. */
		...(trust && { ca: chain(trust), clientAuthentication: "require" }),
		...(certificates && { onServerName: (name: string) => contextOf(certificates[name]) }),
		...(psk && { onIdentity: (identity: ArrayBuffer) => keyOf(psk, identity) }),
		...(suite && { cipherSuites: suite }),
	};
}

function bytesOf(digits: string): Uint8Array {
	return Uint8Array.from({ length: digits.length / 2 }, (_, index) => Number.parseInt(digits.slice(2 * index, 2 * index + 2), 16));
}

function keyOf({ identity, key }: NonNullable<Side["psk"]>, asked: ArrayBuffer): Uint8Array | undefined {
	return new TextDecoder().decode(asked) === identity ? bytesOf(key) : undefined;
}

function contextOf(name: string | undefined): TLSContext | undefined {
	return name === undefined ? undefined : new TLSContext({ certificate: chain(name), key: certificate(`${name}.key.der`) });
}

const names = ["localhost", "rsa-localhost", "client", "rsa-client"];

/** The certificate's name in the test PKI. */
function nameOf(der: ArrayBuffer | undefined): string | undefined {
	if (der === undefined) return undefined;
	const bytes = new Uint8Array(der);
	return names.find((name) => {
		const known = new Uint8Array(certificate(`${name}.der`));
		return known.length === bytes.length && known.every((byte, index) => byte === bytes[index]);
	});
}

export function factsOf(tls: { readonly negotiated: Negotiated | undefined }, role: Role): Facts {
	const { version, applicationLayerProtocol, serverName, peerCertificate, pskIdentity, cipherSuite, resumed } = tls.negotiated ?? {};
	return {
		version,
		protocol: applicationLayerProtocol,
		serverName,
		[role === "client" ? "server" : "client"]: nameOf(peerCertificate),
		suite: cipherSuite,
		identity: pskIdentity && new TextDecoder().decode(pskIdentity),
		resumed,
	};
}

/*
 * What one side says must not differ from what must be settled; a partner does not speak of everything. OpenSSL counts a key that was agreed beforehand as a
 * session of TLS 1.3 that was resumed, so it is not asked about that.
 */
export function compare(who: string, said: Facts | PeerData, settled: Facts): void {
	for (const [fact, value] of Object.entries(settled)) {
		const found = (said as Record<string, unknown>)[fact];
		if (found !== undefined && value !== undefined)
			assert.is(found, value, `${who} says ${fact} is ${String(found)}, not ${String(value)}`);
	}
}

/** An event of a partner; all that it has said if it does not come. */
export function happened(peer: Peer, event: string): Promise<PeerData> {
	return new Promise((resolve, reject) => {
		const timer = setTimeout(() => reject(new Error(`the partner does not tell "${event}":\n${peer.log}`)), patience);
		closeAfterTest(() => clearTimeout(timer));
		peer.event(event).then(resolve, reject);
	});
}
