import { parseArgs } from "node:util";
import { command } from "./setup/main.mjs";
import { setUp } from "./setup/setup.mjs";

// npm run setup: makes everything ready, and says so step by step.
await command(async () => {
	parseArgs({ options: {} });
	const start = performance.now();
	await setUp({ quiet: false });
	process.stdout.write(`Everything is in place (${((performance.now() - start) / 1000).toFixed(1)} s).\n`);
	return 0;
});
