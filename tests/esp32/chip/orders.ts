/** What the chip is told over the serial line: a line of words, NAME or NAME=VALUE, of which time=SECONDS sets the clock and memory=BYTES leaves that much heap. */

import Timer from "timer";
import { free, leave, listen, lowest, say, setClock, stack, startNetwork } from "./chip";

export type Words = Map<string, string>;
export type End = (reason: string) => void;

/** @param before the bytes that were free before there was anything; @param end is to be called with what came of it, once */
export type Run = (words: Words, before: number, end: End) => void;

function obey(run: Run): void {
	say("ready");
	const words: Words = new Map();
	for (const word of listen().split(" ")) {
		const [name = "", value = ""] = word.split("=", 2);
		words.set(name, value);
	}
	const next = () => obey(run);
	if (words.has("time")) setClock(Number(words.get("time")));
	try {
		leave(Number(words.get("memory") ?? 0));
		lowest();
		run(words, free(), (reason) => {
			leave(0);
			say(reason);
			say(`figure stack ${stack()}`);
			Timer.set(next);
		});
	} catch (error) {
		leave(0);
		say(`thrown ${error}`);
		Timer.set(next);
	}
}

/** Starts the network, and does what it is told from then on. */
export function obeyAlways(run: Run): void {
	startNetwork();
	obey(run);
}

/** Says how much heap is taken while there is a connection, and how much was taken at most. */
export function tellFigures(before: number): void {
	say(`figure idle ${before - free()}`);
	say(`figure peak ${before - lowest()}`);
}
