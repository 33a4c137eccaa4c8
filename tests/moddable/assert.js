/*
 * "uvu/assert" in a program of the SDK, whose primordials are frozen: an assertion that fails could not be given its name, because that of all errors cannot be
 * written, and would be hidden behind the failure to do so.
 */
import { Assertion } from "uvu/assert/original";

Object.defineProperty(Assertion.prototype, "name", { value: "Assertion", writable: true });

export * from "uvu/assert/original";
