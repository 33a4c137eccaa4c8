/* What the emulated chip speaks DTLS with, on this machine: a listener that sends back what comes, and says where its peers are. Argument: the folder with the certificates. */

import DTLSListener from "embedded:io/socket/listener/dtls";
import DTLS from "embedded:io/socket/udp/dtls";
import { readFile } from "tls419/sim/file";

const [folder] = process.argv.slice(2);

function file(name: string): ArrayBuffer {
	const content = readFile(`${folder}/${name}`);
	if (content === undefined) throw new Error(`${folder} has no ${name}`);
	return content;
}

const listener = new DTLSListener({
	address: "127.0.0.1",
	tls: {
		certificate: [file("localhost.der"), file("intermediate.der")],
		key: file("localhost.key.der"),
		psk: { identity: "chip", key: "0123456789abcdef" },
		maximumPeers: 100,
		handshakeTimeout: { total: 10_000 },
	},
	onReadable() {
		for (let from = this.read(); from !== undefined; from = this.read())
			new DTLS({
				from,
				onReadable() {
					const datagram = this.read();
					if (datagram !== undefined) this.write(datagram);
				},
				onRemoteChange() {
					console.log("moved");
				},
				onError() {
					this.close();
				},
			});
	},
	onError(error) {
		console.log(`failed ${error.code}`);
	},
});
console.log(`listening ${listener.port}`);
