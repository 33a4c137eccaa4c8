/* A listener over streams in memory, with the contract of ECMA-419's Listener class. Clients reach it with `new Memory({ port: listener.port })`. */
import { callback, optional, optionsObject } from "tls419/validate";
import { type LineOptions, Memory } from "./memory.ts";

export class MemoryListener {
	readonly port: number;
	#waiting: Memory[] = [];

	constructor(options: object) {
		const given = optionsObject(options);
		const onReadable = optional(given, "onReadable", callback<(count: number) => void>, undefined);
		const line = optional(given, "line", (value) => value as LineOptions, {});
		this.port = Memory.listen((server) => {
			this.#waiting.push(server);
			onReadable?.call(this, this.#waiting.length);
		}, line);
	}
	read(): Memory | undefined {
		return this.#waiting.shift();
	}
	close(): void {
		for (const server of this.#waiting.splice(0)) server.close();
	}
}
