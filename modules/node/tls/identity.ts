/* tls.checkServerIdentity: whether a certificate, as getPeerCertificate() shows it, is for a host (RFC 6125, RFC 9525). */

import { coded, invalidType } from "tls419/node/errors";
import type { PeerCertificate } from "tls419/node/tls/peer_certificate";

/** An error if the certificate is not for that host; undefined if it is. */
export type CheckServerIdentity = (hostname: string, certificate: PeerCertificate) => Error | undefined;

/* An IPv6 address has colons, an IPv4 address four numbers. */
function isAddress(host: string): boolean {
	return host.includes(":") || /^\d{1,3}(?:\.\d{1,3}){3}$/.test(host);
}

/** The groups of one side of an IPv6 address; undefined for what is none. */
function groupsOf(part: string): number[] | undefined {
	const groups = part === "" ? [] : part.split(":");
	return groups.every((group) => /^[0-9a-f]{1,4}$/.test(group)) ? groups.map((group) => Number.parseInt(group, 16)) : undefined;
}

/** Two groups of an IPv6 address whose end is written as an IPv4 address. */
function asGroups(_: string, a: string, b: string, c: string, d: string): string {
	return `${(Number(a) * 256 + Number(b)).toString(16)}:${(Number(c) * 256 + Number(d)).toString(16)}`;
}

/** An address in one of the ways to write it, so that two that are the same are equal; undefined for what is none. */
function canonicalAddress(address: string): string | undefined {
	if (!address.includes(":")) return address;
	const [left, right, ...more] = address
		.toLowerCase()
		.replace(/(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/, asGroups)
		.split("::");
	const head = groupsOf(left);
	const tail = groupsOf(right ?? "");
	if (head === undefined || tail === undefined || more.length > 0) return undefined;
	const missing = 8 - head.length - tail.length;
	if (right === undefined ? missing !== 0 : missing < 1) return undefined;
	const gap: number[] = new Array(missing).fill(0);
	return [...head, ...gap, ...tail].map((group) => group.toString(16)).join(":");
}

/** The names in a subjectaltname: what is in quotes may have commas in it, and what is cut is none. */
function split(names: string): string[] {
	const result: string[] = [];
	/* The kind of a name in quotes, and what there is of it. */
	let kind = "";
	let pieces: string[] | undefined;
	for (const piece of names.split(", ")) {
		let text = piece;
		if (pieces === undefined) {
			const begin = /^[A-Za-z ]+:(?=")/.exec(piece);
			if (begin === null) {
				result.push(piece);
				continue;
			}
			[kind] = begin;
			pieces = [];
			text = piece.slice(kind.length);
		}
		pieces.push(text);
		/* A quote that ends the piece, and is neither escaped nor the first one. */
		if (!/(?:^|[^\\])(?:\\\\)*"$/.test(pieces.length === 1 ? text.slice(1) : text)) continue;
		result.push(kind + String(JSON.parse(pieces.join(", "))));
		pieces = undefined;
	}
	return result;
}

/* A star stands for one whole label, the first, with two at least behind it. */
function matches(host: string, pattern: string): boolean {
	const [wanted, given] = [host.split("."), pattern.toLowerCase().split(".")];
	if (wanted.length !== given.length || given.includes("")) return false;
	if (given[0] !== "*") return host === given.join(".");
	return given.length > 2 && wanted.slice(1).join(".") === given.slice(1).join(".");
}

function withoutDot(host: string): string {
	return host.endsWith(".") ? host.slice(0, -1) : host;
}

export function checkServerIdentity(hostname: string, certificate: PeerCertificate): Error | undefined {
	if (typeof hostname !== "string") throw invalidType("hostname", "a string", hostname);
	const host = withoutDot(hostname).toLowerCase();
	const names = certificate.subjectaltname === undefined ? [] : split(certificate.subjectaltname);
	const named = (kind: string) => names.filter((name) => name.startsWith(kind)).map((name) => name.slice(kind.length));
	const address = isAddress(host) ? canonicalAddress(host) : undefined;
	const isFor = isAddress(host)
		? address !== undefined && named("IP Address:").some((other) => canonicalAddress(other) === address)
		: named("DNS:").some((name) => matches(host, withoutDot(name)));
	if (isFor) return undefined;
	const reason = names.length > 0 ? `it is for ${certificate.subjectaltname}` : "it has no alternative names";
	return Object.assign(coded(new Error(`the certificate is not for ${hostname}: ${reason}`), "ERR_TLS_CERT_ALTNAME_INVALID"), {
		reason,
		host: hostname,
		cert: certificate,
	});
}
