/*
 * The buffers through which ciphertext passes between a transport and the engine. They belong to the machine and not to a connection: a connection borrows one
 * while it moves bytes, and keeps it after that until another one asks. So a program with one connection never copies, and a thousand idle ones share two
 * buffers.
 *
 * A transport may be a TLS connection itself. Then reading and writing come back here before they have returned, and need a buffer of their own: the pool
 * grows by one for each level, and an input and an output never overlap.
 */

import config from "mc/config";

/** Somebody who has left bytes in a buffer and can take care of them when another one needs the place. */
export interface Tenant {
	/** Makes the buffer free: moves the ciphertext that came in, or sends the ciphertext that goes out. */
	vacate(staging: Staging): void;
}

export interface Staging {
	readonly bytes: Uint8Array;
	tenant: Tenant | undefined;
	/** True while its tenant uses it and nobody else may have it. */
	busy: boolean;
}

/* A record is 16 KiB and its frame at most; two of them at a time are what a read gains most from. A device sets fewer in its manifest. */
const defaultSize = 2 * (16384 + 256);

class Pool {
	readonly #stagings: Staging[] = [];
	readonly #size: number;

	constructor(size: number) {
		this.#size = size;
	}
	/** A buffer for the tenant: the one it has, or the first that is not in use right now. */
	lease(tenant: Tenant): Staging {
		let free: Staging | undefined;
		for (const staging of this.#stagings) {
			if (staging.tenant === tenant)
				return staging;
			if (!staging.busy)
				free ??= staging;
		}
		if (free === undefined) {
			free = { bytes: new Uint8Array(this.#size), tenant: undefined, busy: false };
			this.#stagings.push(free);
		}
		free.tenant?.vacate(free);
		free.tenant = tenant;
		return free;
	}
}

let inputs: Pool | undefined;
let outputs: Pool | undefined;

function size(name: string): number {
	const value: unknown = Reflect.get(config, name);
	if (value === undefined)
		return defaultSize;
	if (typeof value !== "number" || !Number.isInteger(value) || value < 512 || value > 0x40000)
		throw new RangeError(`config.${name} must be a whole number from 512 to 262144`);
	return value;
}

/** Ciphertext on its way in. Its size is how far a connection reads ahead (`config.tlsInputSize` in the manifest, bytes, 512 and up). */
export function leaseInput(tenant: Tenant): Staging {
	inputs ??= new Pool(size("tlsInputSize"));
	return inputs.lease(tenant);
}

/** Ciphertext on its way out. Its size bounds a single write (`config.tlsOutputSize`, bytes, 512 and up). */
export function leaseOutput(tenant: Tenant): Staging {
	outputs ??= new Pool(size("tlsOutputSize"));
	return outputs.lease(tenant);
}
