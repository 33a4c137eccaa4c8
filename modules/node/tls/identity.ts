/* tls.checkServerIdentity: whether a certificate, as getPeerCertificate() shows it, is for a host (RFC 6125, RFC 9525). */

import { coded, invalidType } from "tls419/node/errors";
import type { PeerCertificate } from "tls419/node/tls/peer_certificate";

/** An error if the certificate is not for that host; undefined if it is. */
export type CheckServerIdentity = (hostname: string, certificate: PeerCertificate) => Error | undefined;

/* An IPv6 address has colons, an IPv4 address four numbers. */
function isAddress(host: string): boolean {
	return host.includes(":") || /^\d{1,3}(?:\.\d{1,3}){3}$/.test(host);
}

/** Numbers for the groups of an address, so that two ways to write one are the same. */
function addressParts(address: string): string {
	if (!address.includes(":")) return address;
	const [head, tail] = address.toLowerCase().split("::");
	const left = head === "" ? [] : head.split(":");
	const right = tail === undefined || tail === "" ? [] : tail.split(":");
	const gap = tail === undefined ? [] : new Array(8 - left.length - right.length).fill("0");
	return [...left, ...gap, ...right].map((group) => Number.parseInt(group, 16).toString(16)).join(":");
}

/** The names in a subjectaltname: what is in quotes may have commas in it. */
function split(names: string): string[] {
	const result: string[] = [];
	for (let at = 0; at < names.length; ) {
		const begin = at;
		const quote = /^[A-Za-z ]+:"/.exec(names.slice(at));
		if (quote !== null) {
			at += quote[0].length;
			while (at < names.length && names[at] !== '"') at += names[at] === "\\" ? 2 : 1;
			const value: unknown = JSON.parse(names.slice(begin + quote[0].length - 1, at + 1));
			result.push(names.slice(begin, begin + quote[0].length - 1) + String(value));
			at = names.indexOf(", ", at);
		} else {
			at = names.indexOf(", ", at);
			result.push(names.slice(begin, at < 0 ? names.length : at));
		}
		at = at < 0 ? names.length : at + 2;
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
	const isFor = isAddress(host)
		? named("IP Address:").some((address) => addressParts(address) === addressParts(host))
		: named("DNS:").some((name) => matches(host, withoutDot(name)));
	if (isFor) return undefined;
	const reason = names.length > 0 ? `it is for ${certificate.subjectaltname}` : "it has no alternative names";
	return Object.assign(coded(new Error(`the certificate is not for ${hostname}: ${reason}`), "ERR_TLS_CERT_ALTNAME_INVALID"), {
		reason,
		host: hostname,
		cert: certificate,
	});
}
