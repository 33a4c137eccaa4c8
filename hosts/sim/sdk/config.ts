/*
 * "mc/config" of a program for the command line, for which mcconfig makes none: the sizes of the shared buffers are the simulator's, and all else is said where
 * the program is started, as it is to mcconfig for other platforms: `program main host=device.example`.
 */

const sizes: Record<string, unknown> = { tlsInputSize: 133120, tlsOutputSize: 83200 };

/** Looked up when it is asked for: this module is evaluated when the program is linked. */
function argument(name: string): string | undefined {
	const word = process.argv.find((word) => word.startsWith(`${name}=`));
	return word?.slice(name.length + 1);
}

const handler: ProxyHandler<typeof sizes> = Object.freeze({
	get(target: typeof sizes, name: string | symbol): unknown {
		return typeof name === "string" ? (target[name] ?? argument(name)) : undefined;
	},
});

export default new Proxy(Object.freeze(sizes), handler) as Readonly<Record<string, unknown>>;
