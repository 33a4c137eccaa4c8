/* A line in memory. */

export interface LineOptions {
	window?: number;
	chunk?: number;
}

/** One end of a line; it belongs to one instance at a time. */
export class End {
	readonly line: Required<LineOptions>;
	other: End | undefined;
	connected = false;
	ended = false;
	closed = false;
	error: string | undefined;
	/** Arrived and unread. */
	incoming: Uint8Array[] = [];
	length = 0;
	/** What looks at the end after something has changed. */
	changed: (() => void) | undefined;

	constructor(line: Required<LineOptions>) {
		this.line = line;
	}

	get room(): number {
		return this.other ? Math.max(0, this.line.window - this.other.length) : 0;
	}

	push(bytes: Uint8Array): void {
		this.incoming.push(bytes);
		this.length += bytes.length;
		this.changed?.();
	}

	take(into: Uint8Array): void {
		let done = 0;
		while (done < into.length) {
			const part = this.incoming[0].subarray(0, into.length - done);
			into.set(part, done);
			done += part.length;
			if (part.length === this.incoming[0].length) this.incoming.shift();
			else this.incoming[0] = this.incoming[0].subarray(part.length);
		}
		this.length -= done;
		this.other?.changed?.();
	}
}
