/*
 * The buffers through which ciphertext passes between a transport and the engine. They belong to the machine and not to a connection: a connection borrows one
 * while it moves bytes, and keeps it after that until another one asks. So a program with one connection never copies, and a thousand idle ones share two
 * buffers.
 *
 * A transport may be a TLS connection itself. Then reading and writing come back here before they have returned, and need a buffer of their own: a pool
 * grows by one for each level, and an input and an output never overlap.
 */

import config from "mc/config";
import { GATHER_SIZE } from "tls419/session";

/** Somebody who leaves bytes in a buffer, and takes care of them when another one needs the place. A tenant who needs it no more leaves `tenant` undefined. */
export interface Tenant {
	/** True while its bytes are being moved: then it keeps its buffers. */
	readonly inside: boolean;
	/** Keeps the ciphertext that came in, and has the buffer no more. */
	keepInput(staging: Staging): void;
	/** Sends what is to go out, keeps what cannot be sent, and has the buffer no more. */
	keepOutput(staging: Staging): void;
}

/* Looked up once: on XS a lookup of a global walks over all of them. */
const { min } = Math;

export class Staging {
	readonly bytes: Uint8Array;
	tenant: Tenant | undefined;
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

/* Its loops count, because an iterator takes several objects on XS, and all of this is done for each connection. */
class Pool {
	readonly #stagings: Staging[] = [];
	readonly #size: number;
	readonly #vacate: (tenant: Tenant, staging: Staging) => void;

	/** @param setting the name in `mc/config` of the size of a buffer, bytes, 512 to 262144. */
	constructor(setting: string, vacate: (tenant: Tenant, staging: Staging) => void) {
		this.#size = configuredSize(setting);
		this.#vacate = vacate;
	}

	/** A buffer for the tenant, who has none: the first that is not in use right now. */
	lease(tenant: Tenant): Staging {
		const stagings = this.#stagings;
		let free: Staging | undefined;
		for (let index = 0; free === undefined && index < stagings.length; index++) {
			const staging = stagings[index];
			if (!staging.busy && staging.tenant?.inside !== true) free = staging;
		}
		if (free === undefined) {
			free = new Staging(this.#size);
			stagings.push(free);
		}
		if (free.tenant !== undefined) {
			this.#vacate(free.tenant, free);
			free.tenant = undefined;
			/* What the former tenant sent goes through the new one if that is its transport: then the new one has a buffer by now, and bytes in it. */
			const own = stagings.find((staging) => staging.tenant === tenant);
			if (own !== undefined) return own;
		}
		free.tenant = tenant;
		return free;
	}
}

/* Made when first needed: what exists when modules are preloaded is frozen. */
let inputs: Pool | undefined;
let outputs: Pool | undefined;

/** A buffer for ciphertext on its way in. Its size (`config.tlsInputSize`, bytes) is how far a connection reads ahead. */
export function leaseInput(tenant: Tenant): Staging {
	inputs ??= new Pool("tlsInputSize", (former, staging) => former.keepInput(staging));
	return inputs.lease(tenant);
}

/** A buffer for what is on its way out: ciphertext, and behind it plaintext that waits. Its size (`config.tlsOutputSize`, bytes) bounds a single write. */
export function leaseOutput(tenant: Tenant): Staging {
	outputs ??= new Pool("tlsOutputSize", (former, staging) => former.keepOutput(staging));
	return outputs.lease(tenant);
}

/** The plaintext in an output buffer that waits to be sealed; where it begins is known to binding_windows.c too. */
export function gathered(output: Staging, length: number): Uint8Array {
	const size = output.bytes.length;
	const start = size - min(size >> 1, GATHER_SIZE);
	return output.bytes.subarray(start, start + length);
}
