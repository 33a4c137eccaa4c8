/* The files of the test PKI (tests/certificates/README.md), in the simulator and on Node. */
import { Buffer } from "node:buffer";
import { onNode } from "./runtime.ts";

export { onNode };

type Read = (name: string) => Uint8Array;

/* What the other runtime lacks is not looked for: these are the names of modules that each has for itself. */
const [fileSystem, resources]: string[] = ["node:fs", "Resource"];

async function reader(): Promise<Read> {
	if (onNode) {
		const { readFileSync } = (await import(fileSystem)) as { readFileSync(file: string): Uint8Array };
		/* Where this file is, less its own place in the project. */
		const { url } = import.meta as { url?: string };
		const tests = decodeURI(url ?? "").replace(/^file:\/\/|node\/support\/[^/]*$/g, "");
		return (name) => readFileSync(`${tests}certificates/${name}`);
	}
	const { default: Resource } = (await import(resources)) as { default: new (name: string) => { slice(begin: number): ArrayBuffer } };
	return (name) => new Uint8Array(new Resource(`certificates/${name}`).slice(0));
}

const read = await reader();

/** The text of a file such as "authority.pem". */
export function pem(name: string): string {
	return Buffer.from(read(name)).toString("latin1");
}

/** The bytes of a file such as "authority.der". */
export function der(name: string): Buffer {
	return Buffer.from(read(name));
}

/** What a server has: the chain of localhost and its key. */
export function identity(name = "localhost"): { cert: string; key: string } {
	return { cert: pem(`${name}.pem`), key: pem(`${name}.key`) };
}
