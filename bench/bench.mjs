/** npm run bench: the TLS class on XS compared with bare C on the same mbedTLS. README.md says how to read the result. */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { inRoot } from "../tools/setup/paths.mjs";
import { BenchError, Clients } from "./clients.mjs";
import { counted, countInstructions, countOfSteps, measureTimes } from "./measure.mjs";
import { measureNode, nodeSteps } from "./node.mjs";
import { plot } from "./plot.mjs";
import { Progress } from "./progress.mjs";
import { table } from "./report.mjs";

const usage = `usage: npm run bench -- [options]

  --quick          less than 40 s: fewer and shorter rounds
  --json           an array of {name, unit, ours, bare, ratio, spread} in place of the table
  --instructions   count instructions with valgrind instead of time (takes some minutes)
  --plot FILE      also draw the ratios as SVG
  --only TEXT      only what has this in its name, such as "up 16 KiB"
  --rounds N       rounds of each comparison (9; quick 5; instructions 1)
  --help           this text
`;

/** After so long --quick begins no other round, so that it ends in time on a slow machine too. */
const quickSeconds = 25;

function readOptions() {
	const { values } = parseArgs({
		options: {
			quick: { type: "boolean", default: false },
			json: { type: "boolean", default: false },
			instructions: { type: "boolean", default: false },
			plot: { type: "string" },
			only: { type: "string", default: "" },
			rounds: { type: "string" },
			help: { type: "boolean", default: false },
		},
	});
	const rounds = Number(values.rounds ?? (values.instructions ? 1 : values.quick ? 5 : 9));
	if (!Number.isInteger(rounds) || rounds < 1) throw new BenchError("--rounds must be a whole number above 0");
	return { ...values, rounds, only: new RegExp(values.only.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"), "i") };
}

/** Brings the release build up to date. What that says is progress, so it goes to standard error. */
function build() {
	const { status } = spawnSync(process.execPath, [inRoot("tools/build.mjs"), "release"], { stdio: ["ignore", 2, 2] });
	if (status !== 0) throw new BenchError("the release build has failed");
}

/** @param {ReturnType<typeof readOptions>} options */
async function bench({ quick, json, instructions, plot: file, only, rounds }) {
	build();
	const extent = quick ? "quick" : "full";
	const progress = new Progress(instructions ? counted(only).length * rounds + 1 : countOfSteps(extent, rounds, only) + nodeSteps(only));
	const step = (/** @type {string} */ what) => progress.step(what);
	const clients = new Clients();
	const load = loadavg()[0];
	/** @type {import("./measure.mjs").Judged[]} */
	let rows;
	try {
		await clients.open();
		rows = instructions
			? await countInstructions(clients, { rounds, only, step })
			: [
					...(await measureTimes(clients, { extent, rounds, seconds: quick ? quickSeconds : Infinity, only, step })),
					...(await measureNode({ only, step })),
				];
	} finally {
		await clients.close();
	}
	progress.end();
	if (rows.length === 0) throw new BenchError("nothing has this name");
	if (json)
		process.stdout.write(
			`${JSON.stringify(
				rows.map(({ target, ...row }) => row),
				undefined,
				"\t",
			)}\n`,
		);
	else {
		process.stdout.write(
			`${cpus()[0]?.model ?? "unknown processor"}, ${cpus().length} processors, load ${load.toFixed(1)} before; ${rounds} rounds\n\n`,
		);
		process.stdout.write(table(rows));
	}
	if (file !== undefined) writeFileSync(file, plot(rows));
}

try {
	const options = readOptions();
	if (options.help) process.stdout.write(usage);
	else await bench(options);
} catch (error) {
	const isUsage = error instanceof TypeError && "code" in error && `${error.code}`.startsWith("ERR_PARSE_ARGS");
	if (!(error instanceof BenchError) && !isUsage) throw error;
	process.stderr.write(`bench: ${error.message}\n${isUsage ? `\n${usage}` : ""}`);
	process.exitCode = 1;
}
