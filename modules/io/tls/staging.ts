/*
 * The buffers through which ciphertext passes between a transport and the engine. They belong to the machine and not to a connection: a connection borrows one
 * while it moves bytes, and keeps it after that until another one asks. So a program with one connection never copies, and a thousand idle ones share two
 * buffers.
 *
 * A transport may be a TLS connection itself. Then reading and writing come back here before they have returned, and need a buffer of their own: a pool
 * grows by one for each level, and an input and an output never overlap.
 */

import config from "mc/config";
import { CALLING, GATHER_SIZE } from "tls419/cursor";

/** Somebody who leaves bytes in a buffer, which it has to take out when another one needs the place. A tenant who needs it no more leaves `tenant` undefined. */
export interface Tenant {
	/** See cursor.ts. While the transport is called a tenant keeps its buffers. */
	readonly cursor: Int32Array;
}

/* Looked up once: on XS a lookup of a global walks over all of them. */
const { min } = Math;

export class Staging<Kind extends Tenant> {
	readonly bytes: Uint8Array;
	tenant: Kind | undefined;
	/** True while its tenant uses it and nobody else may have it. */
	busy = false;

	constructor(size: number) {
		this.bytes = new Uint8Array(size);
	}
}

/* A record is 16 KiB and its frame at most; two of them at a time are what a read gains most from. A device sets fewer in its manifest. */
const defaultSize = 2 * (16384 + 256);

/* A size from a manifest is a number; one from the command line of the simulator or mcconfig is text. */
function configuredSize(name: string): number {
	const value: unknown = Reflect.get(config, name);
	if (value === undefined) return defaultSize;
	const size = typeof value === "string" ? Number(value) : value;
	if (typeof size !== "number" || !Number.isInteger(size) || size < 512 || size > 0x40000)
		throw new RangeError(`config.${name} must be a whole number from 512 to 262144`);
	return size;
}

/* Its loops count, because an iterator takes several objects on XS. */
export class Pool<Kind extends Tenant> {
	/** The one that is lent unless it is in use. */
	readonly first: Staging<Kind>;
	/** Those that were made because it was in use. */
	readonly #others: Staging<Kind>[] = [];
	readonly #vacate: (tenant: Kind, staging: Staging<Kind>) => void;

	/**
	 * @param setting the name in `mc/config` of the size of a buffer, bytes, 512 to 262144.
	 * @param vacate takes out what the tenant has left in a buffer: then it has that no more.
	 */
	constructor(setting: string, vacate: (tenant: Kind, staging: Staging<Kind>) => void) {
		this.first = new Staging(configuredSize(setting));
		this.#vacate = vacate;
	}

	/** A buffer for the tenant, who has none: the first that is not in use right now. */
	lease(tenant: Kind): Staging<Kind> {
		let staging = this.first;
		let former = staging.tenant;
		if (staging.busy || (former !== undefined && former.cursor[CALLING] !== 0)) {
			staging = this.another();
			former = staging.tenant;
		}
		if (former !== undefined) {
			this.#vacate(former, staging);
			/* What the former tenant sent goes through the new one if that is its transport: then the new one has a buffer by now, and bytes in it. */
			const own = this.#others.length > 0 ? this.of(tenant) : undefined;
			if (own !== undefined) {
				staging.tenant = undefined;
				return own;
			}
		}
		staging.tenant = tenant;
		return staging;
	}

	/** One of the others that is not in use, or a new one. */
	private another(): Staging<Kind> {
		const others = this.#others;
		for (let index = 0; index < others.length; index++) {
			const former = others[index].tenant;
			if (!others[index].busy && (former === undefined || former.cursor[CALLING] === 0)) return others[index];
		}
		const staging = new Staging<Kind>(this.first.bytes.length);
		others.push(staging);
		return staging;
	}

	/** The buffer that the tenant has. */
	private of(tenant: Kind): Staging<Kind> | undefined {
		const others = this.#others;
		if (this.first.tenant === tenant) return this.first;
		for (let index = 0; index < others.length; index++) if (others[index].tenant === tenant) return others[index];
		return undefined;
	}
}

/** The plaintext in an output buffer that waits to be sealed; where it begins is known to binding_windows.c too. */
export function gathered(output: Staging<Tenant>, length: number): Uint8Array {
	const size = output.bytes.length;
	const start = size - min(size >> 1, GATHER_SIZE);
	return output.bytes.subarray(start, start + length);
}
