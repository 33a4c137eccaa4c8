/*
 * A page by the SDK's fetch, over TLS.
 *
 *	mcconfig -m -p lin url=https://www.example.com/
 *
 * "tls419/fetch" is the SDK's fetch, but for what fails: there it is told.
 */

import config from "mc/config";
import fetch from "tls419/fetch";

async function show(url) {
	try {
		const response = await fetch(url);
		trace(`${response.status} ${response.headers.get("content-type")}\n${await response.text()}\n`);
	} catch (error) {
		trace(`${url}: ${error.message} (${error.code})\n`);
	}
}

show(config.url);
