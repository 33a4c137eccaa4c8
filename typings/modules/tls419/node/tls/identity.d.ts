/* Made by `npm run typings` from the module itself. */
declare module "tls419/node/tls/identity" {
	import type { PeerCertificate } from "tls419/node/tls/peer_certificate";
	/** An error if the certificate is not for that host; undefined if it is. */
	export type CheckServerIdentity = (hostname: string, certificate: PeerCertificate) => Error | undefined;
	export function checkServerIdentity(hostname: string, certificate: PeerCertificate): Error | undefined;
}
