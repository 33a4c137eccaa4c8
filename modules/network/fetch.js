/*
 * "tls419/fetch": the SDK's fetch, whose promise the SDK never settles when there is no connection, and whose body it takes as complete wherever it was cut off. Here
 * both are rejected with the reason.
 */

import sdkFetch, { Headers } from "fetch";
import { withRejection } from "tls419/network/http";

/** @typedef {import("fetch").Response} Response */

/* Whether the end of the connection is the end of this body (RFC 9112, 6.3), if it is in good order. */
/** @param {Response} response */
function endsWithConnection({ headers }) {
	return headers.get("content-length") === undefined && headers.get("transfer-encoding") === undefined;
}

/**
 * What fails, such as a TLSError for a server that is not who it should be, rejects the promise, or that of the body.
 * @param {string} href
 * @param {import("fetch").FetchOptions} [options]
 * @returns {Promise<Response>}
 */
export default function fetch(href, options) {
	return new Promise((resolve, reject) => {
		/** @type {Error & { code?: string } | undefined} */
		let failure;
		/** @param {Response} response */
		const check = (response) => {
			for (const name of /** @type {const} */ (["arrayBuffer", "json", "text"])) {
				const read = response[name].bind(response);
				Object.defineProperty(response, name, {
					async value() {
						const body = await read();
						if (failure !== undefined && !(failure.code === "EOF" && endsWithConnection(response))) throw failure;
						return body;
					},
				});
			}
			resolve(response);
		};
		withRejection(
			() => sdkFetch(href, options).then(check, reject),
			(error) => {
				failure = error;
				/* Behind a response that has arrived in the same turn. */
				Promise.resolve().then(() => reject(error));
			},
		);
	});
}

export { Headers };
