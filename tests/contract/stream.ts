/*
 * The contract of an ECMA-419 stream class, as functions of a factory: the same tests for TCP, for a stream in memory and for TLS over each of them. The ids
 * in the names are those of the project's conformance list: E1 to E19 every IO class, E30 to E37 reading and writing, E40 to E47 streams.
 */
import type { BoundedSuite } from "../support/suite.ts";
import { baseContract } from "./base.ts";
import { endingContract } from "./ending.ts";
import { lifeContract } from "./life.ts";
import { movingContract } from "./moving.ts";
import type { Factory } from "./observer.ts";
import { readingContract } from "./reading.ts";
import { writingContract } from "./writing.ts";

export type { Factory, Meeting, Peer, Stream, StreamClass } from "./observer.ts";

export function streamContract(test: BoundedSuite, factory: Factory): void {
	baseContract(test, factory);
	lifeContract(test, factory);
	readingContract(test, factory);
	writingContract(test, factory);
	movingContract(test, factory);
	endingContract(test, factory);
}
