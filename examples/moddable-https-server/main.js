/*
 * The SDK's own HTTP server, over TLS: a page at /, and what the server sees of a request at /echo.
 *
 *	mcconfig -m -p lin port=8443
 *
 * The certificate is that of the test PKI for localhost; put your own into the manifest's data.
 */

import Resource from "Resource";
import TLSListener from "embedded:io/socket/listener/tls";
import HTTPServer from "embedded:network/http/server";
import WebPage from "embedded:network/http/server/options/webpage";
import config from "mc/config";

/* The server makes its listener with a port and nothing else, so the class brings the rest. */
const Listener = TLSListener.configure({
	certificate: [new Resource("localhost.der"), new Resource("intermediate.der")],
	key: new Resource("localhost.key.der"),
	applicationLayerProtocol: "http/1.1",
	idleTimeout: 30_000,
});

const page = (text, contentType) => ({ ...WebPage, data: ArrayBuffer.fromString(text), contentType });

const server = new HTTPServer({
	io: Listener,
	port: Number(config.port),
	onConnect(connection) {
		connection.accept({
			onRequest({ method, path }) {
				trace(`${method} ${path}\n`);
				this.route =
					path === "/echo"
						? page(`${method} ${path}\n`, "text/plain")
						: page("<p>served over TLS by the SDK's own server</p>\n", "text/html");
			},
		});
	},
});
trace(`serving https://localhost:${server.port}/\n`);
