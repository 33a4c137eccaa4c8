/* "embedded:io/socket/listener/dtls" where there are clients only: says so to whoever opens one. */

import { demand } from "tls419/capabilities";

export default class DTLSListener {
	constructor() {
		demand("server", "a listener");
	}
}
