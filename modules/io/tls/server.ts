/* What a server says about TLS and a client does not. */

import { isContext, type default as TLSContext } from "embedded:io/socket/tcp/tls/context";
import { PEER_IGNORED, PEER_OPTIONAL, PEER_REQUIRED } from "tls419/credentials";
import { callback, kindOf, oneOf } from "tls419/validate";

/**
 * "none" asks for no certificate; "request" asks for one and goes on whatever comes, `negotiated.authorized` tells; "require" goes on only with one that was found
 * good.
 */
export type ClientAuthentication = "none" | "request" | "require";

/** Chooses what to show a client that asks for `name`; undefined for the server's own. `this` is the listener, or the connection. */
export type ServerNameCallback = (name: string) => TLSContext | undefined | Promise<TLSContext | undefined>;

/** Where a client comes from, as far as its transport knows. */
export interface Remote {
	readonly remoteAddress: string | undefined;
	readonly remotePort: number | undefined;
}

const words = Object.freeze(["none", "request", "require"] as const);

const policies: Readonly<Record<ClientAuthentication, number>> = Object.freeze({
	none: PEER_IGNORED,
	request: PEER_OPTIONAL,
	require: PEER_REQUIRED,
});

/** The policy for a word; see tls_peer_policy in tls.h. @internal */
export function clientAuthentication(value: unknown, name: string): number {
	/* A setting that is missing where one was meant must not let everybody in. */
	return policies[oneOf(value, name, words)];
}

/** @internal */
export function serverNameCallback(value: unknown, name: string): ServerNameCallback | undefined {
	return callback<ServerNameCallback>(value, name);
}

/** What onServerName has answered. @internal */
export function chosenContext(value: unknown): TLSContext | undefined {
	if (value !== undefined && !isContext(value))
		throw new TypeError(`onServerName must give a TLSContext, undefined, or a Promise of either, and not ${kindOf(value)}`);
	return value;
}
