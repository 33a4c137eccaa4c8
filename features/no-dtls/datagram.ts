/* "embedded:io/socket/udp/dtls" where there is no DTLS: says so to whoever opens an association. */

import { demand } from "tls419/capabilities";

export default class DTLS {
	constructor() {
		demand("DTLS", "an association");
	}
}
