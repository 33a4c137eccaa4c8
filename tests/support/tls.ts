/* TLS connections that end with their test. */
import TLS, { type TLSOptions } from "embedded:io/socket/tcp/tls";
import { closeAfterTest } from "./suite.ts";

export function opened(options: TLSOptions): TLS {
	const tls = new TLS(options);
	closeAfterTest(() => tls.close());
	return tls;
}
