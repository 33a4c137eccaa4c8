/*
 * The SDK's HTTP client as it is in `device.network.https`: what failed is told to those who wait for a response, and to onError. (The SDK's own tells them that
 * something has.)
 *
 * What stands on the SDK's modules here is JavaScript, because mcconfig checks TypeScript against the declarations that an application has of them.
 */

import HTTPClient from "embedded:network/http/client";

/** @typedef {(error: Error) => void} Rejection */

/* Made when first needed: what exists when modules are preloaded is frozen. */
/** @type {WeakMap<object, Rejection> | undefined} */
let rejections;
/** @type {Rejection | undefined} */
let current;

/** Runs `body`, and rejects with what a request fails with that was made in it, or by a redirection of one. @param {() => void} body @param {Rejection} rejection */
export function withRejection(body, rejection) {
	current = rejection;
	try {
		body();
	} finally {
		current = undefined;
	}
}

/** @param {object} options @returns {Rejection | undefined} */
function rejectionOf(options) {
	const rejection = rejections?.get(options) ?? current;
	if (rejection === undefined) return undefined;
	rejections ??= new WeakMap();
	rejections.set(options, rejection);
	return rejection;
}

export default class NetworkHTTPClient extends HTTPClient {
	/** @type {{ error?: Error }} */
	#failure;
	#host;

	/** @param {import("embedded:network/http/client").ClientOptions} options */
	constructor(options) {
		/** @type {{ error?: Error }} */
		const failure = {};
		const { onError } = options;
		super({
			...options,
			socket: {
				...options.socket,
				/** @param {Error} error */
				onFailure(error) {
					failure.error = error;
				},
			},
			/** @this {HTTPClient} @param {Error} [error] */
			onError(error) {
				onError?.call(this, failure.error ?? error);
			},
		});
		this.#failure = failure;
		this.#host = options.host;
	}

	/** @override @param {import("embedded:network/http/client").RequestOptions} options */
	request(options) {
		const failure = this.#failure;
		const host = this.#host;
		const { onDone } = options;
		const rejection = rejectionOf(options);
		return super.request({
			...options,
			/** @this {import("embedded:network/http/client").HTTPRequest} @param {Error | null} error */
			onDone(error) {
				const unanswered = () => new Error(`no response from ${host}: its name was not found, or what it sent is not HTTP`);
				const reason = error === null ? null : (failure.error ?? unanswered());
				if (reason !== null) rejection?.(reason);
				onDone?.call(this, reason);
			},
		});
	}
}
