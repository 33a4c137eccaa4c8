/* Made by `npm run typings` from the module itself. */
declare module "tls419/transport" {
	export interface Transport {
		target?: unknown;
		readonly remoteAddress?: string | undefined;
		readonly remotePort?: number | undefined;
		readonly localAddress?: string | undefined;
		readonly localPort?: number | undefined;
		hold?(yes: boolean): void;
		read(buffer: Uint8Array): number | undefined;
		write(buffer: Uint8Array): number;
		close(): void;
	}
	/** A class with the contract of TCP, or of its listener, whatever its options are called. */
	export type TransportClass = new (options: never) => object;
}
