/** Where a request goes: what an application gave as text, URL or options, as one object of options. */
import { familyOf } from "tls419/dgram/address";
import { coded, invalidType } from "tls419/node/errors";

/** What request() is told. Those that are not named here are for the connection: net's and tls's own. */
export interface RequestOptions {
	protocol?: string | null;
	host?: string | null;
	hostname?: string | null;
	port?: number | string | null;
	defaultPort?: number | string;
	path?: string | null;
	method?: string;
	headers?: object;
	auth?: string | null;
	agent?: unknown;
	timeout?: number;
	signal?: AbortSignalLike;
	setHost?: boolean;
	maxHeaderSize?: number;
	createConnection?: unknown;
	[name: string]: unknown;
}

/** As much of an AbortSignal as is used: some runtimes have none, and bring their own. */
export interface AbortSignalLike {
	readonly aborted: boolean;
	readonly reason?: unknown;
	addEventListener(type: "abort", listener: () => void): void;
	removeEventListener(type: "abort", listener: () => void): void;
}

/** As much of a URL as is used, for the same reason. */
interface UrlLike {
	href: string;
	protocol: string;
	hostname: string;
	pathname: string;
	search: string;
	port: string;
	username: string;
	password: string;
}

function isUrl(value: object): value is UrlLike {
	return (
		"href" in value &&
		typeof value.href === "string" &&
		"protocol" in value &&
		"pathname" in value &&
		!("path" in value) &&
		!("auth" in value)
	);
}

function invalidUrl(input: string): Error {
	return Object.assign(coded(new TypeError("Invalid URL"), "ERR_INVALID_URL"), { input });
}

/** The part of a text before the first of the characters, or all of it. */
function until(text: string, characters: string): string {
	let end = 0;
	while (end < text.length && !characters.includes(text[end] ?? "")) end++;
	return text.slice(0, end);
}

/** Characters that cannot be sent as they are. What is escaped stays as it is. */
function escaped(text: string): string {
	let result = "";
	for (const character of text)
		result += character > " " && character < "\x7f" && !'"<>`'.includes(character) ? character : encodeURIComponent(character);
	return result;
}

/** Few machines have a URL class: as much of the URL standard as http and https URLs without a base need. @throws ERR_INVALID_URL */
export function parseUrl(input: string): RequestOptions {
	const text = input.trim();
	const scheme = until(text, ":");
	let rest = text.slice(scheme.length);
	if (scheme === "" || !rest.startsWith("://")) throw invalidUrl(input);
	rest = rest.slice(3);
	let authority = until(rest, "/?#");
	const location = rest.slice(authority.length);
	const options: RequestOptions = { protocol: `${scheme.toLowerCase()}:` };
	// The URL standard takes it for a slash: what others read as a path would be a host here.
	if (authority.includes("\\")) throw invalidUrl(input);
	const at = authority.lastIndexOf("@");
	if (at >= 0) options.auth = decoded(authority.slice(0, at), input);
	authority = authority.slice(at + 1);
	const host = authority.startsWith("[") ? `${until(authority, "]")}]` : until(authority, ":");
	const port = authority.slice(host.length);
	if (host === "" || /[^\x21-\x7e]|[%<>^|]/.test(host)) throw invalidUrl(input);
	if (host.startsWith("[") && familyOf(host.slice(1, -1)) !== 6) throw invalidUrl(input);
	if (port !== "" && (port[0] !== ":" || /[^0-9]/.test(port.slice(1)) || Number(port.slice(1)) > 65535)) throw invalidUrl(input);
	options.hostname = host.startsWith("[") ? host.slice(1, -1) : host.toLowerCase();
	if (port.length > 1) options.port = Number(port.slice(1));
	const path = escaped(until(location, "#"));
	options.path = path.startsWith("/") ? path : `/${path}`;
	return options;
}

function decoded(text: string, input: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		throw invalidUrl(input);
	}
}

function fromUrl(url: UrlLike): RequestOptions {
	const hostname = url.hostname.startsWith("[") ? url.hostname.slice(1, -1) : url.hostname;
	const options: RequestOptions = { protocol: url.protocol, hostname, path: `${url.pathname || ""}${url.search || ""}` };
	if (url.port !== "") options.port = Number(url.port);
	if (url.username || url.password) options.auth = `${decoded(url.username, url.href)}:${decoded(url.password, url.href)}`;
	return options;
}

/** All that an object says, also what it inherits, as a new object: the application's own is never changed. */
function copied(from: unknown, into: RequestOptions): RequestOptions {
	if (from === undefined || from === null) return into;
	if (typeof from !== "object") throw invalidType("options", "of type object", from);
	// What JSON.parse makes of untrusted text may have a property of that name: assigned, it would be inherited.
	for (const name in from) if (name !== "__proto__") into[name] = Reflect.get(from, name);
	return into;
}

export type ResponseCallback = (response: never) => void;

/** request(url[, options][, callback]), request(options[, callback]) */
export function readArguments(input: unknown, options: unknown, callback: unknown): { options: RequestOptions; callback: unknown } {
	if (typeof options === "function") return readArguments(input, undefined, options);
	if (typeof input === "string") return { options: copied(options, parseUrl(input)), callback };
	if (typeof input === "object" && input !== null && isUrl(input)) return { options: copied(options, fromUrl(input)), callback };
	return { options: copied(options, copied(input, {})), callback };
}
