import { parseArgs } from "node:util";
import { command } from "./setup/main.mjs";
import { setUp } from "./setup/setup.mjs";

// node tools/build.mjs [variant...]: brings the named builds up to date (debug when none is named), and everything that they need.
await command(async () => {
	const { positionals } = parseArgs({ allowPositionals: true, options: {} });
	await setUp({ variants: positionals.length > 0 ? positionals : ["debug"], purposes: ["setup"], quiet: false });
	return 0;
});
