/**
 * The part of Node's `process` that a test runner and a program of the command line need. "exit" listeners run when the program ends by itself, by
 * process.exit() or by an uncaught error; "beforeExit" is not there.
 */

import { now } from "time";
import { write } from "tls419/sim/console";
import { queueMicrotask } from "tls419/sim/timers";

type Listener = (...values: never[]) => void;
type Origin = "uncaughtException" | "unhandledRejection";

export interface Output {
	/** Writes at once and completely. */
	write(text: string | ArrayBufferLike | ArrayBufferView): boolean;
	readonly isTTY: boolean;
	readonly fd: number;
}

export interface HighResolutionTime {
	/** Seconds and nanoseconds, since a moment before the program or since an earlier answer. */
	(earlier?: [number, number]): [number, number];
	bigint(): bigint;
}

export interface Process {
	/** The simulator, the main module, and the program's arguments. */
	readonly argv: string[];
	readonly env: Record<string, string | undefined>;
	readonly platform: "linux";
	readonly stdout: Output;
	readonly stderr: Output;
	readonly hrtime: HighResolutionTime;
	/** The status with which the program will end. */
	exitCode: number | undefined;
	exit(status?: number): never;
	cwd(): string;
	uptime(): number;
	nextTick<Values extends unknown[]>(callback: (...values: Values) => void, ...values: Values): void;
	on(event: "exit", listener: (status: number) => void): Process;
	on(event: "uncaughtException", listener: (error: unknown, origin: Origin) => void): Process;
	on(event: "unhandledRejection", listener: (reason: unknown) => void): Process;
	once(event: string, listener: Listener): Process;
	off(event: string, listener: Listener): Process;
	emit(event: string, ...values: unknown[]): boolean;
	listenerCount(event: string): number;
}

interface Entry {
	listener: Listener;
	once: boolean;
}

const listeners = new Map<string, Entry[]>();

function add(event: string, listener: Listener, once: boolean): void {
	if (typeof listener !== "function") throw new TypeError("a listener is a function");
	listeners.set(event, [...(listeners.get(event) ?? []), { listener, once }]);
}

function remove(event: string, listener: Listener): void {
	const entries = listeners.get(event) ?? [];
	const index = entries.findLastIndex((entry) => entry.listener === listener);
	listeners.set(
		event,
		entries.filter((_, position) => position !== index),
	);
}

function emit(event: string, ...values: unknown[]): boolean {
	const entries = listeners.get(event) ?? [];
	for (const { listener, once } of entries) {
		if (once) remove(event, listener);
		Reflect.apply(listener, process, values);
	}
	return entries.length > 0;
}

function isTerminal(this: void, descriptor: number): boolean {
	return native("xs_sim_terminal").call(this, descriptor);
}

function exit(this: void, status: number): never {
	return native("xs_process_exit").call(this, status);
}

function directory(this: void): string {
	return native("xs_process_directory").call(this);
}

function readArguments(this: void): string[] {
	return native("xs_process_arguments").call(this);
}

function readEnvironment(this: void): Record<string, string | undefined> {
	return native("xs_process_environment").call(this);
}

/** @param exit called when the program ends, with the status it asked for @param uncaught called with what nobody has caught */
function setHooks(this: void, exit: typeof onExit, uncaught: typeof onUncaught): void {
	native("xs_process_hooks").call(this, exit, uncaught);
}

function output(fd: number): Output {
	return {
		write(text): boolean {
			write(fd, text);
			return true;
		},
		get isTTY(): boolean {
			return isTerminal(fd);
		},
		fd,
	};
}

function hrtime(earlier?: [number, number]): [number, number] {
	const milliseconds = now();
	const seconds = Math.floor(milliseconds / 1000);
	const nanoseconds = Math.round((milliseconds - seconds * 1000) * 1e6);
	if (!earlier) return [seconds, nanoseconds];
	const borrow = nanoseconds < earlier[1] ? 1 : 0;
	return [seconds - earlier[0] - borrow, nanoseconds - earlier[1] + borrow * 1e9];
}

function lazily<Value>(make: () => Value): () => Value {
	let made: { value: Value } | undefined;
	return () => {
		made ??= { value: make() };
		return made.value;
	};
}

const argv = lazily(readArguments);
const environment = lazily(readEnvironment);

export const process: Process = {
	get argv(): string[] {
		return argv();
	},
	get env(): Record<string, string | undefined> {
		return environment();
	},
	platform: "linux",
	stdout: output(1),
	stderr: output(2),
	hrtime: Object.assign(hrtime, { bigint: (): bigint => BigInt(Math.round(now() * 1e6)) }),
	exitCode: undefined,
	exit(status: number = process.exitCode ?? 0): never {
		return exit(status);
	},
	cwd(): string {
		return directory();
	},
	uptime(): number {
		return (now() - start) / 1000;
	},
	nextTick(callback, ...values): void {
		queueMicrotask(() => callback(...values));
	},
	on(event: string, listener: Listener): Process {
		add(event, listener, false);
		return process;
	},
	once(event, listener): Process {
		add(event, listener, true);
		return process;
	},
	off(event, listener): Process {
		remove(event, listener);
		return process;
	},
	emit,
	listenerCount(event): number {
		return listeners.get(event)?.length ?? 0;
	},
};

const start = now();

/** Called once when the program ends; an exit code that a listener sets still counts. */
function onExit(status: number | undefined): number {
	process.exitCode = status ?? process.exitCode ?? 0;
	emit("exit", process.exitCode);
	return process.exitCode;
}

/** As Node: a rejection that nobody listens for is an uncaught exception. */
function onUncaught(error: unknown, origin: Origin): boolean {
	return (origin === "unhandledRejection" && emit(origin, error)) || emit("uncaughtException", error, origin);
}

setHooks(onExit, onUncaught);
