/** The command line of `tls419 sim`. What only the native simulator understands is checked by it; here it is told apart and passed on. */
import { Failure } from "./failure.mjs";

export const usage = `usage: tls419 sim [options] [key=value ...] <main.ts | main.js | manifest.json> [arguments]

Compiles a program and runs it in the simulator. A main.ts or main.js finds its modules in the
nearest manifest.json above it; a manifest.json runs its module "main". key=value sets a
property of mc/config. Arguments go to the program as process.argv.slice(2).

  --stats                one line of JSON on stderr at the end: memory, handshakes, records, times
  --heap BYTES           cap for the JavaScript heap, as a chip counts it (20k, 1M)
  --tls-heap BYTES       cap for the native heap of TLS
  --tls-heap-fail N      let the Nth allocation of TLS fail
  --net SPECIFICATION    a simulated network: latency=..,loss=..,rate=..,chunk=..,window=..,mtu=..
  --yield                a handshake lets others have their turn behind each message, as on a chip
  --seed N               seed of Math.random and of the simulated network
  --time ISO             the wall clock starts at this time, such as 2026-11-21T12:00:00Z
  --clock virtual        time jumps to the next timer when nothing is ready
  --certs PATH           trusted certificates instead of the system's: bundle, PEM or DER file, or folder
  --xsbug [HOST:PORT]    connect to xsbug, localhost:5002 unless told (debug variant)

  --variant NAME         debug (default: lines in stacks), narrow, release or sanitize
  --compile-only         compile and print the path of the program file
  -o, --output FILE      with --compile-only: write the program file there
  -h, --help             this text
`;

const variants = ["debug", "narrow", "release", "sanitize"];
/** Options of the native simulator that take a value. */
const valued = ["--heap", "--tls-heap", "--tls-heap-fail", "--net", "--seed", "--time", "--clock", "--certs"];

/**
 * @typedef {object} Options
 * @property {boolean} help
 * @property {string} variant
 * @property {boolean} compileOnly
 * @property {string | undefined} output
 * @property {Record<string, string>} config
 * @property {string[]} native options for the native simulator
 * @property {string} main
 * @property {string[]} arguments of the program
 */

/**
 * @param {string[]} words
 * @returns {Options}
 */
export function readOptions(words) {
	/** @type {Options} */
	const options = { help: false, variant: "debug", compileOnly: false, output: undefined, config: {}, native: [], main: "", arguments: [] };
	let index = 0;
	for (; index < words.length; index++) {
		const word = words[index];
		if (word === "--") {
			index++;
			break;
		}
		if (!word.startsWith("-")) {
			const [, key, value] = /^([^=/]+)=(.*)$/s.exec(word) ?? [];
			if (key === undefined) break;
			options.config[key] = value;
			continue;
		}
		const [name, ...rest] = word.split("=");
		const inline = rest.length ? rest.join("=") : undefined;
		const value = () => {
			const text = inline ?? words[++index];
			if (text === undefined) throw new Failure(`${name} needs a value (--help says which)`, { code: "SIM_USAGE" });
			return text;
		};
		if (name === "--xsbug")
			options.native.push(inline === undefined && /^[^/]*:\d+$/.test(words[index + 1] ?? "") ? `${name}=${words[++index]}` : word);
		else if (valued.includes(name)) options.native.push(`${name}=${value()}`);
		else if (name === "--variant") options.variant = value();
		else if (name === "--output" || name === "-o") options.output = value();
		else readFlag(word, options);
	}
	if (options.help) return options;
	if (!variants.includes(options.variant))
		throw new Failure(`--variant is ${variants.join(", ")}, not ${options.variant}`, { code: "SIM_USAGE" });
	if (options.output !== undefined && !options.compileOnly) throw new Failure("--output goes with --compile-only", { code: "SIM_USAGE" });
	if (index >= words.length) throw new Failure("the program is missing (--help says how to use this)", { code: "SIM_USAGE" });
	options.main = words[index];
	options.arguments = words.slice(index + 1);
	return options;
}

/**
 * @param {string} word
 * @param {Options} options
 */
function readFlag(word, options) {
	if (word === "--stats" || word === "--yield") options.native.push(word);
	else if (word === "--compile-only") options.compileOnly = true;
	else if (word === "--help" || word === "-h") options.help = true;
	else throw new Failure(`${word} is no option (--help lists them)`, { code: "SIM_USAGE" });
}
