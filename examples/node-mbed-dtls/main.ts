/*
 * A sensor and its server with the API of node-mbed-dtls. The sensor reports by a key that both have, its server restarts, and the sensor's next report finds the
 * session again: no handshake, and the sensor notices nothing.
 *
 *	npx tls419 sim examples/node-mbed-dtls/manifest.json
 */
import { Buffer } from "node:buffer";
import { connect, createServer, type DtlsServer, type DtlsServerSocket } from "node-mbed-dtls";

const keys = new Map([["sensor-7", Buffer.from("a key of 16 byte")]]);
/* What a server would keep in a database: sessions by the address of their client. */
const sessions = new Map<string, Buffer>();

function serve(port: number, ready: (server: DtlsServer) => void): void {
	const server = createServer({ identityPskCallback: async (identity) => keys.get(identity) }, (client) => {
		console.log(`server: ${client.pskIdentity} ${client.resumed ? "is known by its session" : "has shaken hands"}`);
		client.on("data", (report: Buffer) => {
			console.log(`server: ${report}`);
			sessions.set(`${client.remoteAddress}:${client.remotePort}`, client.session);
			client.write("noted");
		});
	});
	server.on("resumeSession", (where: string, _client: DtlsServerSocket, found: (error: Error | null, session?: Buffer) => void) =>
		found(null, sessions.get(where)),
	);
	server.on("clientError", (error: Error) => console.log("server:", error.message));
	server.listen(port, "127.0.0.1", () => ready(server));
}

serve(0, (server) => {
	const { port } = server.address();
	const sensor = connect({ host: "127.0.0.1", port, psk: keys.get("sensor-7"), PSKIdent: Buffer.from("sensor-7") }, (socket) => {
		console.log("sensor: connected with", socket.cipherSuite);
		socket.write("21 degrees");
	});
	let answers = 0;
	sensor.on("data", (answer: Buffer) => {
		console.log(`sensor: ${answer}`);
		if (++answers === 2) {
			sensor.end();
			return;
		}
		/* The server goes down without a word, and comes back. */
		for (const client of clients) client.sendClose = false;
		server.close(() =>
			serve(port, (again) => {
				sensor.on("close", () => again.close());
				sensor.write("22 degrees");
			}),
		);
	});
	sensor.on("error", (error: Error, message: string) => console.log("sensor:", error.name, message));
	const clients: DtlsServerSocket[] = [];
	server.on("secureConnection", (client: DtlsServerSocket) => clients.push(client));
});
