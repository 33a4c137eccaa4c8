/*
 * The `socket.io` of the entries in `device.network`: TLS that adds to what a client says what the application has said for all of them (settings.ts), comes back to
 * a host with the session it had there, and tells why a connection has failed.
 */

import TLS, { type TLSOptions } from "embedded:io/socket/tcp/tls";
import type TLSContext from "embedded:io/socket/tcp/tls/context";
import type { TLSError } from "tls419/errors";
import { bringsCredentials, bringsTrust, keepSession, networkPolicy, type Policy } from "tls419/network";
import type { ClientSettings } from "tls419/settings";

/** The options of TLS, and one. */
export interface NetworkTLSOptions extends TLSOptions {
	/** Hears of a failure, and of the end, before onError does, as the application's does. */
	readonly onFailure?: (error: Error) => void;
}

function report({ settings }: Policy, error: Error & { code?: string }, host: string, port: number): void {
	/* An end in good order. */
	if (error.code === "EOF") return;
	if (settings.onFailure) settings.onFailure(error, host, port);
	else trace(`${host}:${port}: ${error.message}${error.code === undefined ? "" : ` (${error.code})`}\n`);
}

/** What the connection trusts, and who it is: its own, or what the application has said for all. @throws TypeError where trust would be left to the host's store unsaid. */
function credentialsOf(own: ClientSettings, { context }: Policy): { context?: TLSContext } {
	if (context === undefined) return {};
	if (!bringsCredentials(own)) return { context };
	if (bringsTrust(own)) return {};
	throw new TypeError(
		"tls brings certificates, keys or revocation lists of its own, and not whom to trust: what configureNetwork or config.tls trusts would be forgotten; give ca, store, psk or context too",
	);
}

/** Options of a connection that begins here, and not one that is taken over. */
function complete(
	options: NetworkTLSOptions,
	own: ClientSettings,
	policy: Policy,
	host: string,
	failed: (error: Error) => void,
): TLSOptions {
	const { onFailure, ...common } = policy.settings;
	const place = `${host}:${options.port}`;
	const { onError, onSession } = options;
	const resumes = options.port !== undefined && !bringsCredentials(own) && TLS.capabilities.sessionTickets;
	const session = own.session ?? (resumes ? policy.sessions.get(place) : undefined);
	return {
		...options,
		tls: { ...common, ...credentialsOf(own, policy), ...own, ...(session && { session }) },
		...(resumes && {
			onSession(this: TLS, saved: ArrayBuffer) {
				keepSession(policy, place, saved);
				onSession?.call(this, saved);
			},
		}),
		onError(this: TLS, error: TLSError) {
			/* Which may be what has failed. */
			if (error.code !== "EOF") policy.sessions.delete(place);
			failed(error);
			onError?.call(this, error);
		},
	};
}

/** Whether all of it is said elsewhere: by the connection that is taken over, or by Moddable's `secure`, which is told to be another word for `tls`. */
function isComplete({ tls, from, secure }: NetworkTLSOptions): boolean {
	if (secure !== undefined)
		throw new TypeError("the connections of device.network take tls, and not secure, to what the application has said for all of them");
	return tls === undefined && from !== undefined;
}

export default class NetworkTLS extends TLS {
	/** @throws what TLS throws. */
	constructor(options: NetworkTLSOptions) {
		const own = options?.tls ?? {};
		if (options === undefined || own.server || isComplete(options)) super(options);
		else {
			const policy = networkPolicy();
			const host = String(own.host ?? options.host ?? options.address);
			const failed = (error: Error) => {
				report(policy, error, host, Number(options.port ?? 0));
				options.onFailure?.(error);
			};
			try {
				super(complete(options, own, policy, host, failed));
			} catch (error) {
				if (error instanceof Error) failed(error);
				throw error;
			}
		}
	}
}
