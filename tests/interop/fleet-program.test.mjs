/** The example of a gateway that knows its fleet by certificates. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { tls419 } from "../support/command.mjs";

const test = suite("the example of a fleet");

test("G4 G8 devices of the fleet are told apart by their names; what is revoked, strange or without a certificate is refused, and learns why", async () => {
	const { status, stdout, stderr } = await tls419(["sim", "examples/mtls-fleet/manifest.json"]);
	assert.is(status, 0, stderr);
	const lines = stdout.trim().split("\n");
	const [devices, gateway] = [false, true].map((ofGateway) => lines.filter((line) => line.startsWith("gateway:") === ofGateway));
	assert.equal(devices, [
		"sensor-17 is told to report every 60 s",
		"pump-4 is told to run at 40 %",
		"the stolen sensor-12 is refused, ERR_SSL_SSLV3_ALERT_CERTIFICATE_REVOKED",
		"a stranger is refused, ERR_SSL_TLSV1_ALERT_UNKNOWN_CA",
		"somebody without a name is refused, ERR_SSL_SSLV3_ALERT_NO_CERTIFICATE",
	]);
	assert.equal(
		gateway.map((line) => line.split(":", 2)[1].trim()),
		[
			"sensor-17 says 21.5 degrees",
			"pump-4 says 12 litres",
			"refused, CERT_REVOKED",
			"refused, UNABLE_TO_VERIFY_LEAF_SIGNATURE",
			"refused, ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE",
		],
	);
});

test.run();
