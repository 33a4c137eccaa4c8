/* "embedded:network/dns/resolver/system" in the Moddable simulator: names as the operating system resolves them, through the SDK's Net. */

// biome-ignore lint/style/useNodejsImportProtocol: a module of the SDK, not of Node
import Net from "net";

interface Question {
	host: string;
	/** Which the SDK's Net has no use for: it looks at the system's first answer. */
	family?: number;
	onResolved?: (host: string, address: string) => void;
	onError?: (error: Error, host: string) => void;
}

export default class Resolver {
	target: unknown;
	#closed = false;

	constructor({ target }: { target?: unknown } = {}) {
		this.target = target;
	}

	close(): void {
		this.#closed = true;
	}

	resolve({ host, onResolved, onError }: Question): void {
		if (this.#closed) throw new Error("the resolver is closed");
		const answer = (address: string | undefined) => {
			if (this.#closed) return;
			if (address === undefined) onError?.(new Error(`"${host}": the system knows no address`), host);
			else onResolved?.(host, address);
		};
		/* This machine, whatever a server of names says (RFC 6761). The SDK looks at the system's first answer only, which here is one of IPv6. */
		if (host === "localhost") Promise.resolve("127.0.0.1").then(answer);
		else Net.resolve(host, (_host: string, address?: string) => answer(address));
	}
}
