/*
 * What can go wrong, in words. The one owner of names, with its tables in failures.ts: every failure of TLS becomes a TLSError here.
 *
 * Codes are Node's where Node has one for the same thing. Numbers are mbedTLS's; the same failure has other numbers in mbedTLS 4 than in 3.6, so what is
 * looked up here is not the number but its name.
 */

import { alerts, failures, families, verdicts, WRONG_PURPOSE } from "tls419/failures";
import { Library } from "tls419/library";

export interface TLSErrorDetails {
	/** mbedTLS's number, negative; 0 where no call of mbedTLS has failed. */
	number?: number;
	/** The alert that the peer sent (RFC 8446, 6), 0 to 255. */
	alert?: number;
	cause?: unknown;
}

/* Each connection ends with one. What its constructor sets is declared, because XS would make it twice: once empty, and once by the constructor. */
/** A failure of a TLS connection. */
export class TLSError extends Error {
	override name = "TLSError";
	/** Node's code for the failure where Node has one, such as "CERT_HAS_EXPIRED". */
	declare readonly code: string;
	/** mbedTLS's number, negative; 0 where no call of mbedTLS has failed. */
	declare readonly number: number;
	/** The fatal alert that the peer sent, if it sent one. */
	declare readonly alert: number | undefined;

	constructor(code: string, sentence: string, details?: TLSErrorDetails) {
		super(sentence);
		this.code = code;
		if (details === undefined) {
			this.number = 0;
			this.alert = undefined;
			return;
		}
		this.number = details.number ?? 0;
		this.alert = details.alert;
		if (details.cause !== undefined) this.cause = details.cause;
	}
}

/** Code and sentence of a verdict on a certificate, or undefined if it was accepted. */
export function describeVerdict(
	verdict: number,
	explanation: string,
	host: string | undefined,
): { code: string; sentence: string } | undefined {
	const entry = verdicts(explanation, host ?? "")[verdict];
	return entry === undefined || entry[0] === "" ? undefined : { code: entry[0], sentence: entry[1] };
}

/** The codes of several verdicts: of each whose bit is set. */
export function reasonCodes(bits: number): readonly string[] {
	return verdicts("", "").flatMap(([code], verdict) => ((bits & (1 << verdict)) !== 0 ? [code] : []));
}

/** What a session knows about its failure. */
export interface Circumstances {
	alert(): number;
	verdict(): number;
	explanation(): string;
	/** 0 until the handshake is done. */
	version(): number;
	/** Whether the handshake stood or fell with a pre-shared key. */
	usesKey(): boolean;
}

/* What follows from different keys. Neither side can tell them from a proof that was changed on its way. */
const KEY_ALERTS: readonly number[] = Object.freeze([20, 40, 51]);

function keyHint(session: Circumstances): string {
	if (session.version() !== 0 || !session.usesKey()) return "";
	return "; the pre-shared key may be wrong: both sides must have the same for this identity";
}

/** The error for a number below zero that a session's call has returned. */
export function sessionError(number: number, session: Circumstances, host: string | undefined): TLSError {
	const name = Library.errorName(number);
	if (name === "SSL_FATAL_ALERT_MESSAGE") {
		const alert = session.alert();
		const text = alerts()[alert];
		const meaning =
			text
				?.replace(/^.*ALERT_|^TLSV1_/, "")
				.replaceAll("_", " ")
				.toLowerCase() ?? "unknown";
		return new TLSError(
			text === undefined ? "ERR_SSL_ALERT" : `ERR_SSL_${text}`,
			`the peer ended the connection with alert ${alert} (${meaning})${KEY_ALERTS.includes(alert) ? keyHint(session) : ""}`,
			{ number, alert },
		);
	}
	/* A certificate that may not be used for this has a number of its own in mbedTLS. */
	if (name === "X509_CERT_VERIFY_FAILED" || (name === "SSL_BAD_CERTIFICATE" && session.verdict() === WRONG_PURPOSE)) {
		const reason = describeVerdict(session.verdict(), session.explanation(), host);
		if (reason) return new TLSError(reason.code, reason.sentence, { number });
	}
	if (name === "SSL_CONN_EOF" && session.version() === 0)
		return new TLSError("ECONNRESET", "the peer closed the connection before the TLS handshake was done", { number });
	const error = numberedError(number);
	/* Over datagrams a peer drops what does not fit its key, without a word. */
	const hint = name === "SSL_HANDSHAKE_FAILURE" || name === "SSL_INVALID_MAC" || name === "SSL_TIMEOUT" ? keyHint(session) : "";
	return hint === "" ? error : new TLSError(error.code, error.message + hint, { number });
}

/** The error for a number below zero that did not come from a connection. */
export function numberedError(number: number): TLSError {
	const name = Library.errorName(number);
	const failure = name === undefined ? undefined : failures()[name];
	if (failure) return new TLSError(failure[0], failure[1], { number });
	const family = name === undefined ? undefined : families()[name.slice(0, name.indexOf("_"))];
	if (family) return new TLSError(family[0], `${family[1]} (${name})`, { number });
	const hexadecimal = `-0x${(-number).toString(16)}`;
	return new TLSError("ERR_TLS", `TLS failed (${name ?? hexadecimal})`, { number });
}

/** The same for what an option has in it, which the sentence names. Lack of memory is the fault of none. */
export function optionError(number: number, option: string): TLSError {
	const error = numberedError(number);
	return error.code === "ERR_TLS_NO_MEMORY" ? error : new TLSError(error.code, `${option}: ${error.message}`, { number });
}

/** The same for what is to be a revocation list. */
export function listError(number: number, option: string): TLSError {
	const error = numberedError(number);
	if (error.code === "ERR_TLS_NO_MEMORY") return error;
	const name = Library.errorName(number);
	return new TLSError("ERR_TLS_CRL_FORMAT", `${option}: the revocation list cannot be read as DER (${name ?? number})`, { number });
}

/** The error of a method that was called before the handshake is done. @param what cannot be done */
export function unconnectedError(number: number, what: string): TLSError {
	return new TLSError("ERR_TLS_NOT_CONNECTED", `${what} before the handshake is done; wait for onWritable`, { number });
}

/** What was thrown, in words. A program can throw what no text can be made of, and that must not hide that it has failed. */
function textOf(reason: unknown): string {
	try {
		return String(reason instanceof Error ? reason.message : reason);
	} catch {
		return "what it has thrown cannot be put into words";
	}
}

/** What a transport has thrown, as the error of the connection: with its code, or with one of its own. */
export function transportError(reason: unknown): TLSError {
	if (reason instanceof TLSError) return reason;
	const sentence = `the transport has failed: ${textOf(reason)}`;
	if (reason instanceof Error && "code" in reason && typeof reason.code === "string")
		return new TLSError(reason.code, sentence, { cause: reason });
	return new TLSError("ERR_TLS_TRANSPORT", sentence, { cause: reason });
}

/** Adds to an error what has failed beside it, because of it. */
export function addFailure(error: TLSError, what: string, reason: unknown): void {
	error.message += `; and ${what}: ${transportError(reason).message}`;
}

/** Passes a count on and throws an error number. @param option where what has failed came from */
export function check(result: number, option?: string): number {
	if (result < 0) throw option === undefined ? numberedError(result) : optionError(result, option);
	return result;
}
