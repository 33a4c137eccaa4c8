/*
 * The contract of an ECMA-419 listener class, as functions of a factory: E50 to E52 and the rules for every IO class. The same tests for the TCP listener and
 * for the TLS listener.
 */
import type { BoundedSuite } from "../support/suite.ts";
import { acceptingContract } from "./accepting.ts";
import type { ListenerFactory } from "./listener.ts";
import { openingContract } from "./opening.ts";

export type { ListenerFactory } from "./listener.ts";

export function listenerContract(test: BoundedSuite, factory: ListenerFactory): void {
	openingContract(test, factory);
	acceptingContract(test, factory);
}
