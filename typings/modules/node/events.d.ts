/* Made by `npm run typings` from the module itself. */
declare module "node:events" {
	/** What a listener is called with depends on the event; each class says it for its own. */
	export type Listener = (...values: never[]) => void;

	export class EventEmitter {
		static defaultMaxListeners: number;
		static EventEmitter: typeof EventEmitter;
		static once: typeof once;
		static listenerCount: typeof listenerCount;
		addListener(event: string | symbol, listener: Listener): this;
		on(event: string | symbol, listener: Listener): this;
		once(event: string | symbol, listener: Listener): this;
		prependListener(event: string | symbol, listener: Listener): this;
		prependOnceListener(event: string | symbol, listener: Listener): this;
		off(event: string | symbol, listener: Listener): this;
		removeListener(event: string | symbol, listener: Listener): this;
		removeAllListeners(event?: string | symbol): this;
		/** @returns whether there was a listener; an "error" without one is thrown */
		emit(event: string | symbol, ...values: unknown[]): boolean;
		listenerCount(event: string | symbol): number;
		listeners(event: string | symbol): Listener[];
		rawListeners(event: string | symbol): Listener[];
		eventNames(): (string | symbol)[];
		setMaxListeners(count: number): this;
		getMaxListeners(): number;
	}

	/** @returns what the next such event brings; rejected by an "error" before it */
	export function once(emitter: EventEmitter, event: string | symbol): Promise<unknown[]>;
	export function listenerCount(emitter: EventEmitter, event: string | symbol): number;
	export default EventEmitter;
}
