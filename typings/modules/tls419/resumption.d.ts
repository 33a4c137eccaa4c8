/* Made by `npm run typings` from the module itself. */
declare module "tls419/resumption" {
	import { type ByteBuffer } from "tls419/validate";
	export interface TicketSettings {
		/** How many tickets each client of TLS 1.3 gets, 0 to 8; 0 gives no tickets in any version. Default 1. */
		readonly count?: number;
		/** Seconds for which a session can be resumed (RFC 8446, 4.6.1), 1 to 604800. Default 86400, a day. A random key is replaced after that time. */
		readonly lifetime?: number;
	}
	/** What a server, or a context that is one's, says about sessions. */
	export interface TicketOptions {
		/** Whether clients get tickets, and which. Default true. Without tickets sessions of TLS 1.2 are kept here, for all clients. */
		readonly tickets?: boolean | TicketSettings;
		/** 48 secret random bytes that servers, or starts of one, have in common, so that one takes the other's tickets. Default: random, and replaced from time to time. */
		readonly ticketKeys?: ByteBuffer;
		/** How many sessions of TLS 1.2 clients without tickets are kept, 0 to 65535; the oldest makes place. Default 16. */
		readonly sessionCache?: number;
	}
	/** The same, read and checked; undefined where nothing was said. */
	export interface TicketRecord {
		readonly count: number | undefined;
		readonly lifetime: number | undefined;
		readonly cache: number | undefined;
		readonly key: ByteBuffer | undefined;
	}
}
