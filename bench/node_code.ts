/* The byte code of the Node-style modules, in the order in which one needs the other: each figure is what that module adds. They are loaded here and not preloaded. */
import { report } from "./measure";

const groups: Readonly<Record<string, readonly string[]>> = {
	classes: ["embedded:io/socket/tcp/tls", "embedded:io/socket/listener/tls"],
	libraries: ["node:buffer", "node:events", "node:stream"],
	net: ["node:dns", "node:net"],
	tls: ["node:tls"],
	http: ["node:http"],
	https: ["node:https"],
};

function code(): number {
	return native("xs_sim_statistics").call<{ code: number }>(undefined).code;
}

const sizes: Record<string, number> = {};
for (const [name, modules] of Object.entries(groups)) {
	const before = code();
	for (const module of modules) await import(module);
	sizes[name] = code() - before;
}
report(sizes);
