/* What the TLS classes ask while they shake hands, and who answers: the connection's `target` knows. */

import type TLS from "embedded:io/socket/tcp/tls";
import type TLSContext from "embedded:io/socket/tcp/tls/context";
import type { ByteBuffer } from "tls419/validate";
import type { CertificateQuestion } from "tls419/verification";

/** Who answers what a handshake asks. @internal */
export interface Asked {
	chooseContext(name: string): Promise<TLSContext | undefined>;
	chooseProtocol(servername: string | undefined, protocols: readonly string[]): string | undefined;
	judge(question: CertificateQuestion): boolean;
	findKey(identity: ArrayBuffer): ByteBuffer | null | undefined;
}

/** What TLS finds behind its `target`. @internal */
export interface Target {
	readonly asked: Asked | undefined;
	logKeys(line: string): void;
}

function asked(tls: TLS): Asked {
	const answering = (tls.target as Target).asked;
	if (answering === undefined) throw new Error("the socket was destroyed");
	return answering;
}

/* Shared by all connections, which are found by `target`. */
export function onServerName(this: TLS, name: string): Promise<TLSContext | undefined> {
	return asked(this).chooseContext(name);
}
export function onApplicationLayerProtocol(this: TLS, protocols: readonly string[], name: string | undefined): string | undefined {
	return asked(this).chooseProtocol(name, protocols);
}
export function onVerify(this: TLS, question: CertificateQuestion): boolean {
	return asked(this).judge(question);
}
export function onIdentity(this: TLS, identity: ArrayBuffer): ByteBuffer | null | undefined {
	return asked(this).findKey(identity);
}
export function onKeyLog(this: TLS, line: string): void {
	(this.target as Target).logKeys(line);
}
