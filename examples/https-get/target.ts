/** Where a URL points to. */
export interface Target {
	readonly host: string;
	readonly port: number;
	readonly path: string;
}

/** Takes an https URL apart. XS has no URL class of its own, and this much needs none. */
export function parseTarget(url: string | undefined): Target {
	const parts = /^https:\/\/(\[[0-9a-fA-F:.]+\]|[^\s/:?#@]+)(?::(\d{1,5}))?([/?][^\s#]*)?$/.exec(url ?? "");
	if (parts === null) throw new Error(`usage: main.ts https://host[:port]/path${url === undefined ? "" : ` (not "${url}")`}`);
	const [, host = "", port = "443", path = "/"] = parts;
	return { host: host.replace(/^\[|\]$/g, ""), port: Number(port), path: path.startsWith("/") ? path : `/${path}` };
}
