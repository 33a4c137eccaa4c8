export type Event = [name: string, ...values: unknown[]];

/** Events in their order, each waited for by its name. */
export class Log {
	readonly events: Event[] = [];
	readonly #waiting: (() => void)[] = [];

	push(...event: Event): void {
		this.events.push(event);
		for (const resolve of this.#waiting.splice(0)) resolve();
	}
	/** Takes the next one of this name out. */
	async next(name: string): Promise<unknown[]> {
		for (;;) {
			const index = this.events.findIndex(([other]) => other === name);
			if (index >= 0) return this.events.splice(index, 1)[0].slice(1);
			await new Promise<void>((resolve) => this.#waiting.push(resolve));
		}
	}
	has(name: string): boolean {
		return this.events.some(([other]) => other === name);
	}
	get names(): string[] {
		return this.events.map(([name]) => name);
	}
}
