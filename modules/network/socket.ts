/*
 * The `socket.io` of the entries in `device.network`: TLS that adds to what a client says what the application has said for all of them (settings.ts), comes back to
 * a host with the session it had there, and tells why a connection has failed.
 */

import TLS, { type TLSOptions } from "embedded:io/socket/tcp/tls";
import type { TLSError } from "tls419/errors";
import { bringsCredentials, keepSession, networkPolicy, type Policy } from "tls419/network";
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

/** Options of a connection that begins here, and not one that is taken over. */
function complete(options: NetworkTLSOptions, own: ClientSettings, policy: Policy, failed: (error: Error) => void): TLSOptions {
	const { onFailure, ...common } = policy.settings;
	const given = bringsCredentials(own);
	const place = `${options.host}:${options.port}`;
	const { onError, onSession } = options;
	const resumes = !given && TLS.capabilities.sessionTickets;
	const session = own.session ?? (resumes ? policy.sessions.get(place) : undefined);
	return {
		...options,
		tls: { ...common, ...(!given && policy.context && { context: policy.context }), ...own, ...(session && { session }) },
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

export default class NetworkTLS extends TLS {
	/** @throws what TLS throws. */
	constructor(options: NetworkTLSOptions) {
		const own = options?.tls ?? {};
		if (options?.host === undefined || "from" in options || "secure" in options || own.server) super(options);
		else {
			const policy = networkPolicy();
			const failed = (error: Error) => {
				report(policy, error, String(options.host), Number(options.port));
				options.onFailure?.(error);
			};
			try {
				super(complete(options, own, policy, failed));
			} catch (error) {
				if (error instanceof Error) failed(error);
				throw error;
			}
		}
	}
}
