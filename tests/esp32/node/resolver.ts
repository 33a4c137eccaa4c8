/** "embedded:network/dns/resolver/system" where nobody knows a name: the network of the emulator is this machine alone, and the SDK's resolver comes with Wi-Fi. */

interface Question {
	host: string;
	family?: number;
	onResolved?: (host: string, address: string) => void;
	onError?: (error: Error, host: string) => void;
}

export default class Resolver {
	target: unknown;

	constructor({ target }: { target?: unknown } = {}) {
		this.target = target;
	}

	close(): void {
		/* Each question is answered at once. */
	}

	resolve({ host, onError }: Question): void {
		onError?.(new Error(`"${host}": the emulated chip asks nobody for names`), host);
	}
}
