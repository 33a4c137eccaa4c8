/* "embedded:io/socket/listener/tls" where there are clients only: says so to whoever opens one. */

import { demand } from "tls419/capabilities";

export default class TLSListener {
	constructor() {
		demand("server", "a listener");
	}
}
