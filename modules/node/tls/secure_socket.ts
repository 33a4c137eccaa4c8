/*
 * The course of a tls.TLSSocket. It is a net.Socket whose handle is a TLS connection in place of a TCP connection: reading, writing, back-pressure and time-outs are
 * net.Socket's. Here is what is about TLS: on what it stands, when the handshake starts, what it settles, and how it fails. What one can ask it is in socket.ts.
 */

import TLS from "embedded:io/socket/tcp/tls";
import { letGo, type default as TLSContext } from "embedded:io/socket/tcp/tls/context";
import { Buffer } from "node:buffer";
import { Socket } from "node:net";
import { type Callback, Duplex } from "node:stream";
import Timer from "timer";
import { text } from "tls419/der";
import { coded, invalidType } from "tls419/node/errors";
import { type Handle, HandleSocket, handleCallbacks } from "tls419/node/net/handle_socket";
import DuplexTransport from "tls419/node/tls/duplex_transport";
import {
	clientSetup,
	hostOf,
	isNamed,
	onKeyLog,
	type ServerPSKCallback,
	type Setup,
	type SocketOptions,
	serverSetup,
	type Target,
	withSharedKey,
} from "tls419/node/tls/options";
import { describeChain } from "tls419/node/tls/peer_certificate";
import { type SecureContext, secureContextOf } from "tls419/node/tls/secure_context";
import type { ByteBuffer } from "tls419/validate";
import type { CertificateQuestion } from "tls419/verification";

/* Of a stream that TLS stands on: the TLSSocket. */
const owner = Symbol("TLSSocket");

interface Below extends Duplex {
	[owner]?: SecureSocket;
}

/* Shared by all streams that TLS stands on; `this` leads to the socket. */
function belowConnected(this: Below): void {
	this[owner]?.belowConnected();
}
function belowFailed(this: Below, error: Error): void {
	this[owner]?.destroy(error);
}
function belowClosed(this: Below): void {
	this[owner]?.belowClosed();
}

/* Shared by all TLS connections, whose `target` is the socket. */
const callbacks = Object.freeze({
	...handleCallbacks,
	onFinish(this: TLS): void {
		(this.target as SecureSocket).sideEnded();
	},
	onSession(this: TLS, session: ArrayBuffer): void {
		(this.target as SecureSocket).sessionArrived(session);
	},
});

/** How far a socket has come: no handshake yet; it goes on; it is done. */
const IDLE = 0;
const SHAKING = 1;
const SECURE = 2;

export class SecureSocket extends Socket implements Target {
	/** Whether the peer's certificate was found good, or it has proven to have the pre-shared key. */
	authorized = false;
	/** Why not: a code of Node's. */
	authorizationError: string | null = null;
	/** The protocol that ALPN has settled, false if none; null before the handshake is done. */
	alpnProtocol: string | false | null = null;
	/** Whom a client asks for (SNI); false if it names nobody. */
	servername: string | false | null = null;
	/** What the handshake needs; gone when it is done. */
	#setup: Setup | undefined;
	/** The certificate that this side shows. */
	#certificate: Uint8Array | undefined;
	readonly #server: SocketOptions["server"];
	#below: Below | undefined;
	#state = IDLE;
	#session: ArrayBuffer | undefined;
	/** Who waits for this side to have ended. */
	#ending: Callback | undefined;
	/** Why this side has refused its peer, where that was not the engine's decision. */
	#refusal: (Error & { code?: string }) | undefined;
	/** The certificates that a check of the application's own is about. */
	#chain: ArrayBuffer[] | undefined;

	/**
	 * @param below what TLS stands on: any Duplex. Without one, connect() opens a connection.
	 * @throws TypeError, RangeError, Error for options that cannot be used, and if another TLSSocket stands on `below`.
	 */
	constructor(below?: Duplex | null, options: SocketOptions = {}) {
		if (typeof options !== "object" || options === null) throw invalidType("options", "an object", options);
		const { server, isServer, allowHalfOpen = false, highWaterMark, handle } = options;
		if (below !== undefined && below !== null && !(below instanceof Duplex)) throw invalidType("socket", "a stream.Duplex", below);
		if (below?.[owner as never] !== undefined)
			throw coded(new Error("this stream carries a TLS connection already"), "ERR_TLS_SOCKET_BOUND");
		super({ allowHalfOpen, ...(highWaterMark !== undefined && { highWaterMark }) });
		this.#setup = server?.socketSetup ?? (isServer ? serverSetup(options) : clientSetup(options));
		this.#certificate = this.#setup.context.certificate;
		this.#server = server;
		if (below !== undefined && below !== null) this.#standOn(below);
		else if (handle !== undefined) {
			this.attachHandle(handle);
			this.#start();
		}
	}

	/** True: for those who ask a socket. */
	get encrypted(): true {
		return true;
	}

	/** The server that has accepted the connection. */
	get server(): SocketOptions["server"] {
		return this.#server;
	}

	/** True until the handshake is done. */
	get secureConnecting(): boolean {
		return this.#state !== SECURE;
	}

	/** The TLS connection, once there is one. @internal */
	get secure(): TLS | undefined {
		return this.#state === IDLE ? undefined : (this.handle as TLS | undefined);
	}
	/** The same when its handshake is done. @internal */
	get established(): TLS | undefined {
		return this.#state === SECURE ? (this.handle as TLS | undefined) : undefined;
	}
	/** What the handshake needs, until it is done. @internal */
	get setup(): Setup | undefined {
		return this.#setup;
	}
	/** @internal */
	get ownCertificate(): Uint8Array | undefined {
		return this.#certificate;
	}
	/** The last session that the peer has given. @internal */
	get lastSession(): ArrayBuffer | undefined {
		return this.#session;
	}

	/**
	 * Connects what TLS stands on, or a connection of its own, as net.Socket does; `servername` or `host` say whose certificate is expected.
	 * @param values as for net.Socket.connect; the callback listens to "secureConnect".
	 */
	override connect(...values: unknown[]): this {
		const last = values.at(-1);
		const [first] = values;
		if (typeof last === "function") this.once("secureConnect", last as () => void);
		const given = typeof last === "function" ? values.slice(0, -1) : values;
		const name =
			typeof first === "object" && first !== null ? hostOf(first as SocketOptions) : typeof values[1] === "string" ? values[1] : undefined;
		const named = typeof first === "object" && first !== null && isNamed(first as SocketOptions);
		/* A servername that the socket was made with counts, wherever it connects to, unless there is another one now. */
		if (name !== undefined && this.#setup?.server === false && (named || !this.#setup.named))
			this.#setup = { ...this.#setup, host: name, settings: { ...this.#setup.settings, host: name } as Setup["settings"] };
		const target: Socket = this.#below instanceof Socket ? this.#below : this;
		Reflect.apply(Socket.prototype.connect, target, given);
		return this;
	}

	/** Small pieces leave at once; to be said before the handshake begins, when the connection passes to TLS. */
	override setNoDelay(noDelay?: boolean): this {
		return this.secure === undefined ? super.setNoDelay(noDelay) : this;
	}
	/** A silent connection is probed; to be said before the handshake begins. */
	override setKeepAlive(enable?: boolean, initialDelay?: number): this {
		return this.secure === undefined ? super.setKeepAlive(enable, initialDelay) : this;
	}

	/** What TLS stands on has connected. @internal */
	belowConnected(): void {
		this.connecting = false;
		this.emit("connect");
		this.#start();
	}

	/** What TLS stood on is gone. @internal */
	belowClosed(): void {
		if (this.destroyed) return;
		if (this.#state === SECURE) this.destroy();
		else this.#failed(this.#disconnected());
	}

	/** The socket's own connection stands: from here on it belongs to TLS. @internal */
	override handleConnected(_count: number): void {
		this.emit("connect");
		this.emit("ready");
		if (!this.destroyed) this.#start();
	}

	override handleWritable(count: number): void {
		if (this.#state !== SHAKING) {
			super.handleWritable(count);
			return;
		}
		this.#settled();
		super.handleWritable(count);
		if (!this.destroyed) this.#announce();
	}

	override handleFailed(error?: Error & { code?: string }): void {
		if (this.#state !== SHAKING) {
			/* Who has ended its side hears of it, although the peer's answer was faster. */
			if (error?.code === "EOF") this.sideEnded();
			/* An error of TLS stays what it is. */
			if (this.#state === SECURE) HandleSocket.prototype.handleFailed.call(this, error);
			else super.handleFailed(error);
		} else this.#failed(this.#refusal ?? this.#reasonOf(error));
	}

	/** All that was written has left, and the goodbye. @internal */
	sideEnded(): void {
		const done = this.#ending;
		this.#ending = undefined;
		done?.();
	}

	/** A client's session that can be resumed. @internal */
	sessionArrived(session: ArrayBuffer): void {
		this.#session = session;
		this.emit("session", Buffer.from(session));
	}

	/** A server chooses what to show to a client. @internal */
	chooseContext(name: string): Promise<TLSContext | undefined> {
		this.servername = name;
		const ask = this.#setup?.SNICallback;
		return new Promise((resolve, reject) => {
			const answered = (error: Error | null, context?: SecureContext): void => {
				if (error) reject(error);
				else if (context === undefined || context === null) resolve(undefined);
				else {
					try {
						const chosen = secureContextOf(context, "what SNICallback gives");
						this.#certificate = chosen.certificate;
						resolve(chosen.context);
					} catch (reason) {
						reject(reason);
					}
				}
			};
			if (ask === undefined) resolve(undefined);
			else ask.call(this as never, name, answered);
		});
	}

	/** A server chooses a protocol. @internal */
	chooseProtocol(servername: string | undefined, protocols: readonly string[]): string | undefined {
		return this.#setup?.ALPNCallback?.call(this as never, { servername: servername ?? "", protocols });
	}

	/**
	 * The application's own check of a server's name, in place of the engine's and of nothing else: whatever else is wrong with the chain refuses the server before it
	 * is asked. The top of the chain comes first. @internal
	 */
	judge({ certificate, depth, flags }: CertificateQuestion): boolean {
		const setup = this.#setup;
		if (setup === undefined) return false;
		this.#chain ??= [];
		this.#chain.unshift(certificate);
		const wrong = flags.find((flag) => flag !== "ERR_TLS_CERT_ALTNAME_INVALID");
		if (wrong !== undefined) this.#refusal ??= coded(new Error(`the peer's certificate was refused: ${wrong}`), wrong);
		if (depth > 0) return this.#refusal === undefined || !setup.rejectUnauthorized;
		const described = this.#refusal === undefined ? describeChain(this.#chain, true) : undefined;
		this.#chain = undefined;
		const error = described === undefined ? undefined : setup.checkServerIdentity?.(setup.host, described);
		if (error) this.#refusal = error;
		return this.#refusal === undefined || !setup.rejectUnauthorized;
	}

	/** A server looks for the key of a client. @internal */
	findKey(identity: ArrayBuffer): ByteBuffer | null | undefined {
		const ask = this.#setup?.pskCallback as ServerPSKCallback | undefined;
		return ask?.(this as never, text(identity));
	}

	/** @internal */
	logKeys(line: string): void {
		const bytes = Buffer.from(line);
		if (this.#server === undefined) this.emit("keylog", bytes);
		else this.#server.emit("keylog", bytes, this);
	}

	override _final(callback: Callback): void {
		const tls = this.established;
		if (tls === undefined) {
			/* What was ended before it was secure ends when it is. */
			if (this.handle === undefined && this.#state !== IDLE) callback();
			else this.#ending = callback;
			return;
		}
		this.#ending = callback;
		this.#endSide(tls);
	}

	override _destroy(error: Error | null, callback: Callback): void {
		const ending = this.#ending;
		/* TLS closes what it stands on, unless that is a socket, which has only lent its connection, or TLS has never begun. */
		const below = this.#below instanceof Socket || this.handle === undefined ? this.#below : undefined;
		this.#setup = this.#ending = undefined;
		ending?.(error);
		super._destroy(error, callback);
		below?.destroy();
	}

	#endSide(tls: TLS): void {
		try {
			tls.end();
		} catch (error) {
			const done = this.#ending;
			this.#ending = undefined;
			/* The peer has ended both sides already: then nothing is left to be said. */
			done?.((error as { code?: string }).code === "ERR_TLS_CLOSED" ? null : (error as Error));
		}
	}

	#standOn(below: Below): void {
		this.#below = below;
		below[owner] = this;
		below.on("close", belowClosed);
		if (!(below instanceof Socket)) this.#startLater();
		else {
			below.on("error", belowFailed);
			/* TLS in TLS begins when the outer handshake is done. */
			const outer = below instanceof SecureSocket;
			const stands = outer ? below.established !== undefined : below.handle !== undefined && !below.connecting;
			if (stands) this.#startLater();
			else {
				this.connecting = below.connecting;
				below.once(outer ? "secure" : "connect", belowConnected);
			}
		}
	}

	/** In a turn of its own: who has made the socket listens by then. */
	#startLater(): void {
		Timer.set(() => {
			if (!this.destroyed) this.#start();
		});
	}

	#start(): void {
		try {
			this.#state = SHAKING;
			if (this.#setup?.options !== undefined) {
				this.#setup = withSharedKey(this.#setup);
				this.#certificate = this.#setup.context.certificate;
			}
			this.attachHandle(this.#open());
			/* From here on the connection alone keeps it, and what only the handshake needs of it is freed with that. */
			if (this.#setup?.single) letGo(this.#setup.context.context);
			if (this.#setup?.server === false) this.servername = this.#setup.host;
		} catch (error) {
			this.#failed(error as Error);
		}
	}

	/** Starts TLS on what is below, or on the socket's own connection. */
	#open(): Handle {
		const setup = this.#setup as Setup;
		const below = this.#below;
		const logged = (this.#server ?? this).listenerCount("keylog") > 0;
		const tls = logged ? { ...setup.settings, onKeyLog } : setup.settings;
		const onSession = setup.server ? undefined : callbacks.onSession;
		const options = { ...callbacks, onSession, target: this, tls };
		if (below !== undefined && !(below instanceof Socket))
			return new TLS({ ...options, TCP: { io: DuplexTransport, stream: below } } as never);
		const from = (below ?? this).detachHandle();
		if (from === undefined) throw this.#disconnected();
		return new TLS({ ...options, from } as never);
	}

	/** The handshake is done. */
	#settled(): void {
		const { authorized, authorizationError, applicationLayerProtocol, serverName } = (this.handle as TLS).negotiated ?? {};
		const setup = this.#setup;
		const asked = setup?.server !== true || (setup.settings.clientAuthentication ?? "none") !== "none" || authorized === true;
		const refusal = this.#refusal;
		const own = setup?.checkServerIdentity !== undefined;
		this.#state = SECURE;
		this.#refusal = this.#setup = undefined;
		this.authorized = own ? refusal === undefined : authorized === true;
		if (!this.authorized && asked) this.authorizationError = (own ? (refusal?.code ?? refusal?.message) : authorizationError) ?? null;
		this.alpnProtocol = applicationLayerProtocol ?? false;
		if (setup?.server) this.servername = serverName ?? false;
	}

	#announce(): void {
		this.emit("secure");
		if (this.destroyed) return;
		if (this.#server !== undefined) this.#server.emit("secureConnection", this);
		else this.emit("secureConnect");
		const tls = this.established;
		if (this.#ending !== undefined && tls !== undefined) this.#endSide(tls);
	}

	/** A handshake that has failed is told once: by the server, or by the socket. */
	#failed(error: Error): void {
		if (this.destroyed) return;
		if (this.#server === undefined) {
			this.destroy(error);
			return;
		}
		this.#server.emit("tlsClientError", error, this);
		this.destroy();
	}

	#disconnected(): Error {
		const { host } = this.#setup ?? {};
		return Object.assign(coded(new Error("the peer ended the connection before secure TLS connection was established"), "ECONNRESET"), {
			...(host && { host }),
		});
	}

	#reasonOf(error: (Error & { code?: string }) | undefined): Error {
		return error?.code === undefined || error.code === "EOF" || error.code === "ECONNRESET" ? this.#disconnected() : error;
	}
}
