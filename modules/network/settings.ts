/*
 * "tls419/network": what the connections of the SDK's clients have in common, which are opened by clients that know nothing of TLS. It comes from the `config.tls` of a
 * manifest, which names resources, or from configureNetwork().
 */

import Resource from "Resource";
import TLSContext, { type TLSContextOptions } from "embedded:io/socket/tcp/tls/context";
import config from "mc/config";
import type { ClientSettings } from "tls419/settings";

/** What the clients of `device.network` say about TLS, but for what belongs to one of their connections. */
export interface NetworkSettings extends Omit<ClientSettings, "host" | "session" | "server"> {
	/** Hears why a connection has failed, which most of the SDK's clients keep to themselves. Default: a line on the console. */
	readonly onFailure?: (error: Error, host: string, port: number) => void;
}

/** The settings of an application, and what was made of them. @internal */
export interface Policy {
	readonly settings: NetworkSettings;
	/** Certificates, keys and authorities, parsed once; undefined where the host's store decides. */
	readonly context: TLSContext | undefined;
	/** Of each host and port, the session that the next connection resumes, the oldest first. */
	readonly sessions: Map<string, ArrayBuffer>;
}

/** How many hosts a device comes back to without a full handshake. Each costs about a kilobyte of heap, or what the server's ticket has. */
const KEPT = 8;

/* Names of resources in `config.tls`. */
const inResources = Object.freeze(["ca", "store", "crl", "clientCertificate", "clientKey"]);

/* What goes into the context, which has other names for a client's own. */
const credentials: Readonly<Record<string, keyof TLSContextOptions>> = Object.freeze({
	ca: "ca",
	store: "store",
	crl: "crl",
	clientCertificate: "certificate",
	clientKey: "key",
	passphrase: "passphrase",
	psk: "psk",
});

/* Made when first needed: what exists when modules are preloaded is frozen. */
let policy: Policy | undefined;

function resource(name: unknown): unknown {
	if (typeof name === "string") return new Resource(name);
	if (Array.isArray(name)) return name.map(resource);
	throw new TypeError(
		"config.tls must name resources: ca, store, crl, clientCertificate and clientKey are names of files in the manifest's data",
	);
}

/** What `config.tls` of a manifest means. @throws TypeError for what cannot be meant: nothing in its place would be the host's store. @internal */
export function settingsFrom(tls: unknown): NetworkSettings {
	if (tls === undefined) return {};
	if (typeof tls !== "object" || tls === null || Array.isArray(tls))
		throw new TypeError('config.tls must be an object with options of tls, such as { "ca": "authority.der" }');
	const given: Record<string, unknown> = { ...tls };
	for (const name of inResources) if (name in given) given[name] = resource(given[name]);
	return given;
}

/** Whether these settings say whom to trust. @internal */
export function bringsTrust(settings: object): boolean {
	return ["context", "ca", "store", "psk"].some((name) => name in settings);
}

/** Whether these settings say whom to trust, or who this side is. @internal */
export function bringsCredentials(settings: object): boolean {
	return "context" in settings || Object.keys(credentials).some((name) => name in settings);
}

function makePolicy(given: NetworkSettings): Policy {
	const settings: Record<string, unknown> = {};
	const ingredients: Record<string, unknown> = {};
	for (const [name, value] of Object.entries(given)) {
		if (value === undefined) continue;
		if (name in credentials) ingredients[credentials[name]] = value;
		else if (name !== "context") settings[name] = value;
	}
	const some = Object.keys(ingredients).length > 0;
	if (given.context !== undefined && some)
		throw new TypeError("context brings certificates, keys, authorities and revocation lists of its own; give either");
	return { settings, context: given.context ?? (some ? new TLSContext(ingredients) : undefined), sessions: new Map() };
}

/**
 * Says what the clients of `device.network` trust, and who they are, in place of the `config.tls` of the manifest. It holds for connections from now on, and sessions
 * that were kept are forgotten.
 * @throws TypeError, RangeError, TLSError for certificates and keys that cannot be used.
 */
export function configureNetwork(settings: NetworkSettings): void {
	policy = makePolicy(settings);
}

/** @internal */
export function networkPolicy(): Policy {
	policy ??= makePolicy(settingsFrom(config.tls));
	return policy;
}

/** @internal */
export function keepSession({ sessions }: Policy, place: string, session: ArrayBuffer): void {
	sessions.delete(place);
	sessions.set(place, session);
	for (const oldest of sessions.keys()) {
		if (sessions.size <= KEPT) return;
		sessions.delete(oldest);
	}
}
