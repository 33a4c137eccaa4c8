/*
 * A server for sensors that have a certificate, in the API of the npm package openssl-dtls: it sends back what they say.
 *
 *	npx tls419 sim examples/openssl-dtls/main.ts server.key server.pem clients-authority.pem [port]
 *	openssl s_client -dtls1_2 -connect localhost:9000 -CAfile server-authority.pem -cert client.pem -cert_chain client.pem -key client.key
 *
 * The files are PEM, a certificate with its chain behind it. Revocation lists may stand in the third one behind the authorities; then each of these needs one.
 */

import { Buffer } from "node:buffer";
import { createServer, type Peer } from "openssl-dtls";
import { readFile } from "tls419/sim/file";

function required(file: string | undefined): Buffer {
	const bytes = file === undefined ? undefined : readFile(file);
	if (bytes === undefined)
		throw new Error(
			`usage: main.ts server.key server.pem clients-authority.pem [port]${file === undefined ? "" : ` (there is no ${file})`}`,
		);
	return Buffer.from(bytes);
}

const [key, cert, ca, port = "9000"] = process.argv.slice(2);

const server = createServer({
	key: required(key),
	cert: required(cert),
	ca: required(ca),
	requestCert: true,
	rejectUnauthorized: true,
});

server.on("connection", ({ address, port }: { address: string; port: number }) => console.log(`somebody at ${address} port ${port}`));
server.on("error", (error: Error) => console.log(`refused: ${error.message}`));

server.on("secureConnection", (peer: Peer) => {
	console.log(`its certificates take ${peer.getCertChain().length} bytes`);
	peer.on("message", (message: Buffer) => peer.send(message));
	peer.on("close", () => console.log("it has gone"));
});

server.bind(Number(port), () => console.log(`listening at port ${server.socket.address().port}`));
