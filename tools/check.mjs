import { parseArgs } from "node:util";
import { command } from "./setup/main.mjs";
import { setUp } from "./setup/setup.mjs";

/**
 * The tests of the sanitize variant: AddressSanitizer everywhere, UndefinedBehaviorSanitizer in our own C and in mbedTLS, and a garbage collection at every
 * allocation inside the calls of native functions. They take several times as long as the others, so they get more time.
 */
const sanitized = { variant: "sanitize", seconds: 600, env: { TLS419_STRESS: "1" } };

// npm run check: everything of `npm test`, and what takes too long for each change.
await command(async () => {
	parseArgs({ options: {} });
	await setUp({ variants: ["debug", "sanitize"] });
	const { checkStatically } = await import("./check/static.mjs");
	const { runTests } = await import("./test/run.mjs");
	const parts = [];
	process.stdout.write("\nStatic checks\n");
	parts.push(await checkStatically());
	process.stdout.write("\nTests\n");
	parts.push(await runTests());
	process.stdout.write("\nTests with sanitizers and garbage collection under stress\n");
	parts.push(await runTests(sanitized));
	const passed = parts.reduce((sum, part) => sum + part.passed, 0);
	const failed = parts.reduce((sum, part) => sum + part.failed, 0);
	process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
	return failed ? 1 : 0;
});
