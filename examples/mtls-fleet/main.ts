/*
 * A gateway and its fleet (mutual TLS): whoever connects must have a certificate from the fleet's own authority, and the name in it says who it is.
 *
 *	npx tls419 sim examples/mtls-fleet/manifest.json
 *
 * Two devices of the fleet are served; one that was stolen and revoked, one of somebody else, and one without a certificate are not.
 */

import { visit } from "./device";
import { openGateway } from "./gateway";

const visits: [who: string, certificate: string | undefined, reading: string][] = [
	["sensor-17", "fleet-sensor", "21.5 degrees"],
	["pump-4", "fleet-pump", "12 litres"],
	["the stolen sensor-12", "fleet-stolen", "99 degrees"],
	["a stranger", "unknown-client", "let me in"],
	["somebody without a name", undefined, "let me in"],
];

const gateway = openGateway();

function next(): void {
	const [who, certificate, reading] = visits.shift() ?? [];
	if (who === undefined || reading === undefined) {
		gateway.close();
		return;
	}
	visit(gateway.port, certificate, reading, (outcome) => {
		console.log(`${who} ${outcome}`);
		next();
	});
}

next();
