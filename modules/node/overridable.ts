/**
 * A module that is preloaded has frozen prototypes on a device, and then XS refuses `this.name = value` where a prototype has that name: libraries that put their own property over an inherited
 * one would fail there. These functions run before the freezing, when the module is evaluated.
 */

/** Instances may have own properties of these names after the prototype is frozen. */
export function overridable(prototype: object, names: readonly string[]): void {
	for (const name of names) {
		const value: unknown = Object.getOwnPropertyDescriptor(prototype, name)?.value;
		if (value === undefined) continue;
		Object.defineProperty(prototype, name, {
			configurable: true,
			enumerable: true,
			get: () => value,
			set(own: unknown) {
				Object.defineProperty(this, name, { value: own, configurable: true, enumerable: true, writable: true });
			},
		});
	}
}

/** Instances have this value whatever is assigned. */
export function absorb(prototype: object, name: string, value: unknown): void {
	Object.defineProperty(prototype, name, {
		configurable: true,
		get: () => value,
		set() {
			// The library assigns what the instance has already.
		},
	});
}
