/* What a TLSSocket's handshake asks the application, and what has come of it. It is gone when the handshake is done. */

import type TLSContext from "embedded:io/socket/tcp/tls/context";
import { text } from "tls419/der";
import type { Negotiated } from "tls419/negotiated";
import { coded } from "tls419/node/errors";
import type { Asked } from "tls419/node/tls/asked";
import type { ServerPSKCallback } from "tls419/node/tls/options";
import { describeCertificate, describeChain } from "tls419/node/tls/peer_certificate";
import { type SecureContext, secureContextOf } from "tls419/node/tls/secure_context";
import { type Setup, withSharedKey } from "tls419/node/tls/setup";
import type { ByteBuffer } from "tls419/validate";
import type { CertificateQuestion } from "tls419/verification";

type CodedError = Error & { code?: string };

/* The handshake does not wait for a check: what is no verdict refuses the server. */
function noVerdict(found: unknown): CodedError {
	const what = typeof found === "object" ? "an object, such as a promise," : `a ${typeof found}`;
	const words = `checkServerIdentity has to give an Error, or undefined for a server that is the right one: ${what} is neither`;
	return coded(new TypeError(words), "ERR_INVALID_RETURN_VALUE");
}

export class Inquiry implements Asked {
	setup: Setup;
	/** The certificate that this side shows. */
	certificate: Uint8Array | undefined;
	/** Why this side has refused its peer, where that was not the engine's decision. */
	refusal: CodedError | undefined;
	/** Whether a check of the application's own has seen the peer's certificate. */
	#judged = false;
	#chain: ArrayBuffer[] | undefined;
	/** `this` of the callbacks. */
	readonly #socket: object;

	constructor(setup: Setup, socket: object) {
		this.setup = setup;
		this.certificate = setup.context.certificate;
		this.#socket = socket;
	}

	/** Where a client connects to is whose certificate it expects, but a servername that the socket was made with counts more, unless this is one too. */
	expect(host: string, named: boolean): void {
		const { setup } = this;
		if (!setup.server && (named || !setup.named))
			this.setup = { ...setup, host, settings: { ...setup.settings, host } as Setup["settings"] };
	}

	/** A client asks for its pre-shared key, now that it is needed. @throws Error if there is none. */
	begin(): Setup {
		if (this.setup.options !== undefined) {
			this.setup = withSharedKey(this.setup);
			this.certificate = this.setup.context.certificate;
		}
		return this.setup;
	}

	/** A server chooses what to show to a client. */
	chooseContext(name: string): Promise<TLSContext | undefined> {
		const ask = this.setup.SNICallback;
		return new Promise((resolve, reject) => {
			const answered = (error: Error | null, context?: SecureContext): void => {
				if (error) reject(error);
				else if (context === undefined || context === null) resolve(undefined);
				else {
					try {
						const chosen = secureContextOf(context, "what SNICallback gives");
						this.certificate = chosen.certificate;
						resolve(chosen.context);
					} catch (reason) {
						reject(reason);
					}
				}
			};
			if (ask === undefined) resolve(undefined);
			else {
				/* An asynchronous function that fails answers nobody. */
				const pending: unknown = ask.call(this.#socket as never, name, answered);
				if (pending instanceof Promise) pending.catch(reject);
			}
		});
	}

	/** A server chooses a protocol. */
	chooseProtocol(servername: string | undefined, protocols: readonly string[]): string | undefined {
		return this.setup.ALPNCallback?.call(this.#socket as never, { servername: servername ?? "", protocols });
	}

	/**
	 * The application's own check of a server's name, in place of the engine's and of nothing else: whatever else is wrong with the chain refuses the server before it
	 * is asked. The top of the chain comes first.
	 */
	judge({ certificate, depth, flags }: CertificateQuestion): boolean {
		const { setup } = this;
		this.#chain ??= [];
		this.#chain.unshift(certificate);
		const wrong = flags.find((flag) => flag !== "ERR_TLS_CERT_ALTNAME_INVALID");
		if (wrong !== undefined) this.refusal ??= coded(new Error(`the peer's certificate was refused: ${wrong}`), wrong);
		if (depth === 0) {
			this.#judged = true;
			const described = this.refusal === undefined ? describeChain(this.#chain, true, describeCertificate) : undefined;
			this.#chain = undefined;
			const found: unknown = described === undefined ? undefined : setup.checkServerIdentity?.(setup.host, described);
			if (found) this.refusal = found instanceof Error ? found : noVerdict(found);
		}
		return this.refusal === undefined || !setup.rejectUnauthorized;
	}

	/** A server looks for the key of a client. */
	findKey(identity: ArrayBuffer): ByteBuffer | null | undefined {
		const ask = this.setup.pskCallback as ServerPSKCallback | undefined;
		return ask?.(this.#socket as never, text(identity));
	}

	/** Whether the peer was found good, and if not why; nothing where nobody was to be judged. */
	outcome(negotiated: Partial<Negotiated>): { authorized: boolean; reason: string | null } {
		const { server, settings, checkServerIdentity } = this.setup;
		/* Who was to be judged by the application, and has shown it nothing, is what the engine says. */
		if (checkServerIdentity !== undefined && this.#judged)
			return { authorized: this.refusal === undefined, reason: this.refusal?.code ?? this.refusal?.message ?? null };
		const authorized = negotiated.authorized === true;
		const asked = !server || (settings.clientAuthentication ?? "none") !== "none";
		return { authorized, reason: authorized || !asked ? null : (negotiated.authorizationError ?? null) };
	}
}
