/* "embedded:io/socket/listener/dtls" where there is no DTLS: says so to whoever opens one. */

import { demand } from "tls419/capabilities";

export default class DTLSListener {
	constructor() {
		demand("DTLS", "a listener");
	}
}
