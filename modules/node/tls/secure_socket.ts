/*
 * The course of a tls.TLSSocket. It is a net.Socket whose handle is a TLS connection in place of a TCP connection: reading, writing, back-pressure and time-outs are
 * net.Socket's. Here is what is about TLS: on what it stands, when the handshake starts, what it settles, and how it fails. What one can ask it is in socket.ts.
 */

import type TLS from "embedded:io/socket/tcp/tls";
import { letGo } from "embedded:io/socket/tcp/tls/context";
import { Buffer } from "node:buffer";
import { Socket } from "node:net";
import { type Callback, Duplex } from "node:stream";
import Timer from "timer";
import type { Negotiated } from "tls419/negotiated";
import { coded, invalidType } from "tls419/node/errors";
import { HandleSocket } from "tls419/node/net/handle_socket";
import type { Target } from "tls419/node/tls/asked";
import { type Below, checkFree, standOn } from "tls419/node/tls/below";
import { disconnected, reasonOf, tellFailure } from "tls419/node/tls/disconnection";
import { openHandle } from "tls419/node/tls/handle";
import { Inquiry } from "tls419/node/tls/inquiry";
import { expectedOf, type SocketOptions } from "tls419/node/tls/options";
import { clientSetup, serverSetup } from "tls419/node/tls/setup";

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
	/** What the handshake needs, and has asked; gone when it is done. */
	#inquiry: Inquiry | undefined;
	/** The certificate that this side has shown. */
	#certificate: Uint8Array | undefined;
	/** Whether this is a server's side. @internal */
	readonly accepts: boolean;
	readonly #server: SocketOptions["server"];
	#below: Below | undefined;
	#state = IDLE;
	#session: ArrayBuffer | undefined;
	/** Who waits for this side to have ended. */
	#ending: Callback | undefined;

	/**
	 * @param below what TLS stands on: any Duplex. Without one, connect() opens a connection.
	 * @throws TypeError, RangeError, Error for options that cannot be used, and if another TLSSocket stands on `below`.
	 */
	constructor(below?: Duplex | null, options: SocketOptions = {}) {
		if (typeof options !== "object" || options === null) throw invalidType("options", "an object", options);
		const { server, isServer, allowHalfOpen = false, highWaterMark, handle } = options;
		if (below !== undefined && below !== null && !(below instanceof Duplex)) throw invalidType("socket", "a stream.Duplex", below);
		checkFree(below);
		super({ allowHalfOpen, ...(highWaterMark !== undefined && { highWaterMark }) });
		const setup = server?.socketSetup ?? (isServer ? serverSetup(options) : clientSetup(options));
		this.#inquiry = new Inquiry(setup, this);
		this.accepts = setup.server;
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
	/** Who answers for the application, until the handshake is done. @internal */
	get asked(): Inquiry | undefined {
		return this.#inquiry;
	}
	/** @internal */
	get ownCertificate(): Uint8Array | undefined {
		return this.#inquiry === undefined ? this.#certificate : this.#inquiry.certificate;
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
		if (typeof last === "function") this.once("secureConnect", last as () => void);
		const given = typeof last === "function" ? values.slice(0, -1) : values;
		const expected = expectedOf(given);
		if (expected !== undefined) this.#inquiry?.expect(expected.host, expected.named);
		/* On a stream of another kind nothing has to be connected, or can be. */
		if (this.#below !== undefined && !(this.#below instanceof Socket)) return this;
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

	/** What TLS stands on has failed; where it does so by a transport, TLS hears of it there. @internal */
	belowFailed(error: Error): void {
		if (this.#below instanceof Socket || this.handle === undefined) this.destroy(error);
	}

	/** What TLS stood on is gone. @internal */
	belowClosed(): void {
		if (this.destroyed) return;
		if (this.#state === SECURE) this.destroy();
		else tellFailure(this, disconnected(this.#inquiry?.setup.host));
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
		const refused = this.#settled();
		if (refused !== undefined) {
			tellFailure(this, refused);
			return;
		}
		super.handleWritable(count);
		if (!this.destroyed) this.#announce();
	}

	override handleFailed(error?: Error & { code?: string }): void {
		if (this.#state !== SHAKING) {
			if (error?.code === "EOF") this.#bothEnded();
			/* An error of TLS stays what it is. */
			if (this.#state === SECURE) HandleSocket.prototype.handleFailed.call(this, error);
			else super.handleFailed(error);
		} else tellFailure(this, this.#inquiry?.refusal ?? reasonOf(error, this.#inquiry?.setup.host));
	}

	/** Both sides have ended: nothing can be written any more, even where half of a connection is allowed. */
	#bothEnded(): void {
		this.allowHalfOpen = false;
		/* Who has ended its side hears of it, although the peer's answer was faster. */
		this.sideEnded();
		/* Else the stream does it when all is read. */
		if (this.readableEnded) this.end();
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
		const lent = this.#below instanceof Socket && this.#below.handle === undefined;
		const below = lent || this.handle === undefined ? this.#below : undefined;
		this.#inquiry = this.#ending = undefined;
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
		if (standOn(below, this)) this.#startLater();
		else this.connecting = below.connecting === true;
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
			const setup = this.#inquiry?.begin();
			if (setup === undefined) return;
			this.attachHandle(openHandle(this, setup, this.#below));
			/* From here on the connection alone keeps it, and what only the handshake needs of it is freed with that. */
			if (setup.single) letGo(setup.context.context);
			if (!setup.server) this.servername = setup.host;
		} catch (error) {
			tellFailure(this, error as Error);
		}
	}

	/** The handshake is done. Returns why it was in vain: the engine has refused the peer already, or the application has, but nothing is left to that alone. */
	#settled(): Error | undefined {
		const negotiated: Partial<Negotiated> = (this.handle as TLS).negotiated ?? {};
		const inquiry = this.#inquiry;
		const { authorized = false, reason = null } = inquiry?.outcome(negotiated) ?? {};
		this.#state = SECURE;
		this.#certificate = inquiry?.certificate;
		this.#inquiry = undefined;
		this.authorized = authorized;
		this.authorizationError = reason;
		this.alpnProtocol = negotiated.applicationLayerProtocol ?? false;
		if (this.accepts) this.servername = negotiated.serverName ?? false;
		else if (!authorized && inquiry?.setup.rejectUnauthorized !== false)
			return coded(new Error("the peer's certificate was not found good"), reason ?? "ERR_TLS_CERT_REFUSED");
		return undefined;
	}

	#announce(): void {
		this.emit("secure");
		if (this.destroyed) return;
		if (this.#server !== undefined) this.#server.emit("secureConnection", this);
		else this.emit("secureConnect");
		const tls = this.established;
		if (this.#ending !== undefined && tls !== undefined) this.#endSide(tls);
	}
}
