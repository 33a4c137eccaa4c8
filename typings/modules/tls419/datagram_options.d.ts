/* Made by `npm run typings` from the module itself. */
declare module "tls419/datagram_options" {
	import type DTLS from "embedded:io/socket/udp/dtls";
	import type { DTLSSettings } from "tls419/datagrams";
	import type { TLSError } from "tls419/errors";
	import type { Remote } from "tls419/server";
	export type Format = "buffer";
	type CountCallback = (this: DTLS, count: number) => void;
	type ErrorCallback = (this: DTLS, error: TLSError) => void;
	type SessionCallback = (this: DTLS, session: ArrayBuffer) => void;
	type RemoteCallback = (this: DTLS, before: Remote) => void;
	/** The peer's address and port, and the options of DTLS. */
	export interface DTLSOptions {
		/** The peer's address, as the UDP class gives it. Not needed with `from`. */
		readonly address?: string;
		readonly port?: number | string;
		readonly tls?: DTLSSettings;
		/** `tls.host` where that is absent. */
		readonly host?: string;
		/** The class to stand on, and options for it, such as a port of this machine. Default: the host's UDP class. */
		readonly UDP?: {
			readonly io?: unknown;
			readonly [option: string]: unknown;
		};
		/** An association to take over as it is, such as one that a listener has given. */
		readonly from?: DTLS;
		readonly format?: Format;
		readonly target?: unknown;
		/** `count` datagrams can be read. */
		readonly onReadable?: CountCallback | null;
		/** A datagram of `count` bytes can be written. The first call says that the handshake is done. */
		readonly onWritable?: CountCallback | null;
		/** The association has ended; `error.code` is "EOF" if in good order. Nothing is called after it. */
		readonly onError?: ErrorCallback | null;
		/** A client's session that `tls.session` of a later association resumes: a secret. */
		readonly onSession?: SessionCallback | null;
		/** The peer has come back from another address, with its connection ID: `remoteAddress` and `remotePort` are the new ones. */
		readonly onRemoteChange?: RemoteCallback | null;
	}
}
