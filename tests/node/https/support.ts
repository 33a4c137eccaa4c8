/* What the tests of https share. */
import https, { type Server } from "node:https";
import { bodyOf, listen, type Request, type Response } from "../http/support.ts";
import { identity, pem } from "../support/certificates.ts";

export { identity, pem };

export const authority = pem("authority.pem");

/** @returns a server of localhost's and its port */
export function serve(
	listener: (request: Request, response: Response) => void,
	options: object = {},
): Promise<{ server: Server; port: number }> {
	return listen(https.createServer({ ...identity(), ...options }, listener));
}

/** Whom the connections of these tests go to, and whom they trust. */
export const localhost = { host: "127.0.0.1", servername: "localhost", ca: authority };

/** @returns the response and its body */
export function ask(options: object, body?: string | Uint8Array): Promise<{ response: Request; body: string }> {
	return new Promise((resolve, reject) => {
		const request = https.request({ ...localhost, ...options }, (response: Request) => {
			bodyOf(response).then((text) => resolve({ response, body: text }), reject);
		});
		request.on("error", reject);
		if (body === undefined) request.end();
		else request.end(body);
	});
}

/** @returns the error that a request fails with */
export function failureOf(options: object): Promise<Error & { code?: string }> {
	return ask(options).then(
		({ body }) => Promise.reject(new Error(`it was answered: ${body}`)),
		(error: Error & { code?: string }) => error,
	);
}
