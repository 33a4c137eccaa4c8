/* The gateway: takes readings from the devices of its own fleet, and from nobody else. */

import Resource from "Resource";
import TLSListener from "embedded:io/socket/listener/tls";
import TLS from "embedded:io/socket/tcp/tls";
import Certificate from "embedded:io/socket/tcp/tls/certificate";

/** A file of the manifest. The SDK keeps no folders in their names. */
const file = (name: string) => new Resource(name).slice(0);

/** What a device may do follows from the name in its certificate. */
const tasks: Readonly<Record<string, string>> = { sensor: "report every 60 s", pump: "run at 40 %" };

function deviceOf(connection: TLS): string | undefined {
	const der = connection.negotiated?.peerCertificate;
	return der === undefined ? undefined : new Certificate(der).subject.commonName;
}

function serve(from: TLS | undefined): void {
	let device: string | undefined;
	new TLS({
		from,
		onWritable() {
			device ??= deviceOf(this);
		},
		onReadable() {
			const reading = new TextDecoder().decode(this.read() as ArrayBuffer);
			const kind = device?.slice(0, device.indexOf("-")) ?? "";
			console.log(`gateway: ${device} says ${reading}`);
			this.write(new TextEncoder().encode(tasks[kind] ?? "nothing to do"));
		},
		onError() {
			this.close();
		},
	});
}

/** Opens the gateway on a port that the system chooses. */
export function openGateway(): TLSListener {
	return new TLSListener({
		address: "127.0.0.1",
		tls: {
			certificate: [file("localhost.der"), file("intermediate.der")],
			key: file("localhost.key.der"),
			/* The authority that makes the certificates of the fleet, and of nothing else; and the list of devices that were lost. */
			ca: file("fleet-authority.der"),
			crl: file("fleet-revocations.der"),
			clientAuthentication: "require",
		},
		onReadable(count) {
			while (count--) serve(this.read());
		},
		onError(error) {
			console.log(`gateway: refused, ${error.code}: ${error.message}`);
		},
	});
}
