/**
 * What is measured. A case is one run of a client and gives several figures; the same words start the class on XS and the bare C client.
 *
 * @typedef {Record<string, number>} Result what a client prints in the end
 * @typedef {{text: string, met: (row: {ours: number, bare: number | null, ratio: number | null}) => boolean}} Target
 * @typedef {{name: string, unit: string, of: (result: Result) => number | undefined, target?: Target}} Figure
 * @typedef {{version: string, words: string[], figures: Figure[], server?: boolean, visitors?: number, count?: (words: string[]) => number,
 *   rounds?: number, rival?: Target}} Case
 *   server: the class and bare C are servers here, and clients elsewhere; visitors: how many clients come to a server at once, 1 if not said;
 *   rival: what its first figure promises against MicroPython, where that takes part
 */

const versions = ["1.2", "1.3"];
const sizes = [16384, 4096, 1024, 256];
const datagramVersion = "DTLS 1.2";

/** Least ratio of throughput, by the size of a write. @type {Record<number, number>} */
const bulkTargets = { 16384: 0.97, 1024: 0.9, 256: 0.8 };
const leastHandshakes = 0.97;
/** Without certificates little is left that is not the same for both. */
const mostOfResumed = 1.15;
const leastOfResumed = 0.87;

/** DTLS: a datagram costs one call of the kernel in either way, and nothing can be gathered. */
const datagramSizes = [1024, 64];
const leastDatagrams = 0.75;

/** @param {number} least @returns {Target} */
function ratioAtLeast(least) {
	return { text: `ratio >= ${least}`, met: ({ ratio }) => ratio !== null && ratio >= least };
}

/** @param {number} most @returns {Target} */
function ratioAtMost(most) {
	return { text: `ratio <= ${most.toFixed(2)}`, met: ({ ratio }) => ratio !== null && ratio <= most };
}

/** @param {number} most @param {string} unit @returns {Target} */
export function atMost(most, unit) {
	return { text: `<= ${most} ${unit}`, met: ({ ours }) => ours <= most };
}

/** @param {number} bytes @returns {Target} */
function atMostMore(bytes) {
	return { text: `<= bare + ${bytes}`, met: ({ ours, bare }) => bare !== null && ours <= bare + bytes };
}

/** @param {string} version */
function named(version) {
	return version === datagramVersion ? version : `TLS ${version}`;
}

/** @param {number} size */
function sizeName(size) {
	return size >= 1024 ? `${size / 1024} KiB` : `${size} B`;
}

/** The version that MicroPython chooses; it has no option for that. */
const rivalVersion = "1.3";

/** How much a case does: enough to be measured, in all less than a person waits for. */
const amounts = {
	full: { bulk: 64, small: 24, handshakes: 150, served: 300, idle: 100, parked: [1, 100, 1000] },
	quick: { bulk: 16, small: 6, handshakes: 40, served: 50, idle: 40, parked: [1, 30] },
	instructions: { bulk: 1, small: 0.5, handshakes: 4, served: 0, idle: 40, parked: [] },
};

/**
 * @param {keyof typeof amounts} extent
 * @returns {Case[]}
 */
export function cases(extent) {
	const amount = amounts[extent];
	/** @type {Case[]} */
	const list = [];
	for (const version of versions) {
		for (const direction of ["up", "down"])
			for (const size of sizes) list.push(bulk(version, direction, size, (size < 1024 ? amount.small : amount.bulk) * 2 ** 20));
	}
	for (const version of versions) list.push(handshakes(version, amount.handshakes));
	for (const version of versions) list.push(resumed(version, 2 * amount.handshakes));
	for (const version of versions) list.push(idle(version, amount.idle));
	for (const direction of ["up", "down"])
		for (const size of datagramSizes) list.push(datagrams(direction, size, Math.floor((amount.bulk * 2 ** 20) / 4096) * 4));
	list.push(handshakes(datagramVersion, amount.handshakes));
	list.push(idle(datagramVersion, amount.idle));
	if (extent === "instructions") return list;
	for (const version of versions) {
		for (const direction of ["up", "down"])
			for (const size of sizes) list.push(served(version, direction, size, (size < 1024 ? amount.small : amount.bulk) * 2 ** 20));
	}
	for (const mode of ["full", "mutual", "psk", "resumed"]) for (const version of versions) list.push(service(version, mode, amount.served));
	for (const mode of ["full", "resumed"]) for (const version of versions) list.push(crowded(version, mode, amount.served));
	for (const count of amount.parked) for (const version of versions) list.push(parked(version, count));
	for (const direction of ["up", "down"])
		for (const size of datagramSizes) list.push(servedDatagrams(direction, size, Math.floor((amount.bulk * 2 ** 20) / 4096) * 4));
	list.push(service(datagramVersion, "full", amount.served));
	for (const count of amount.parked) list.push(parked(datagramVersion, count));
	return list;
}

/** @param {string} version @param {string} direction @param {number} size @param {number} total @returns {Case} */
function bulk(version, direction, size, total) {
	const name = `${direction} ${sizeName(size)}, TLS ${version}`;
	const target = bulkTargets[size] === undefined ? undefined : ratioAtLeast(bulkTargets[size]);
	return {
		version,
		words: [direction, `${size}`, `${total}`],
		count: ([, , bytes]) => Number(bytes) / 1e6,
		rival: version === rivalVersion ? ratioAtLeast(1) : undefined,
		figures: [
			{ name, unit: "MB/s of CPU", of: ({ cpu }) => total / 1e6 / cpu, target },
			{ name: `${name}, wall`, unit: "MB/s", of: ({ wall }) => total / 1e6 / wall },
		],
	};
}

/**
 * So many datagrams of one size, in bursts; see datagram.h.
 * @param {string} direction @param {number} size @param {number} count
 * @returns {Case}
 */
function datagrams(direction, size, count) {
	const name = `${direction} datagrams of ${sizeName(size)}, DTLS 1.2`;
	return {
		version: datagramVersion,
		words: [direction, `${size}`, `${size * count}`],
		count: ([, , bytes]) => Number(bytes) / size / 1000,
		figures: [
			{
				name,
				unit: "1000/s of CPU",
				of: ({ cpu }) => count / 1000 / cpu,
				target: size === 1024 ? ratioAtLeast(leastDatagrams) : undefined,
			},
			{ name: `${name}, wall`, unit: "1000/s", of: ({ wall }) => count / 1000 / wall },
		],
	};
}

/** @param {string} direction @param {number} size @param {number} count @returns {Case} */
function servedDatagrams(direction, size, count) {
	const { version, words, figures } = datagrams(direction, size, count);
	return { version, server: true, rounds: 5, words, figures: figures.map((figure) => ({ ...figure, name: `server, ${figure.name}` })) };
}

/** What a server takes to be sent, or to send, so much. @param {string} version @param {string} direction @param {number} size @param {number} total @returns {Case} */
function served(version, direction, size, total) {
	const { words, figures } = bulk(version, direction, size, total);
	return { version, server: true, rounds: 5, words, figures: figures.map((figure) => ({ ...figure, name: `server, ${figure.name}` })) };
}

/** @param {string} version @param {number} count @returns {Case} */
function handshakes(version, count) {
	return {
		version,
		words: ["handshakes", `${count}`],
		count: ([, handshakes]) => Number(handshakes),
		rival: version === rivalVersion ? ratioAtMost(1) : undefined,
		figures: figuresOfHandshakes(`handshake, ${named(version)}`, "client", count, ratioAtMost(1 / leastHandshakes)),
	};
}

/** @param {string} version @param {number} count @returns {Case} */
function resumed(version, count) {
	return {
		version,
		words: ["handshakes", `${count}`, "resumed"],
		count: ([, handshakes]) => Number(handshakes),
		figures: figuresOfHandshakes(`resumed handshake, TLS ${version}`, "client", count, ratioAtMost(mostOfResumed)),
	};
}

/** What the names of the ways to shake hands are in the table. @type {Record<string, string>} */
const modes = { full: "handshake", mutual: "mTLS handshake", psk: "PSK handshake", resumed: "resumed handshake" };

/** @param {string} version @param {string} mode @param {number} count @returns {Case} */
function service(version, mode, count) {
	const target = mode === "full" || mode === "mutual" ? ratioAtMost(1 / leastHandshakes) : ratioAtMost(mostOfResumed);
	return {
		version,
		server: true,
		words: ["handshakes", `${count}`, mode],
		figures: figuresOfHandshakes(`server, ${modes[mode]}, ${named(version)}`, "server", count, target),
	};
}

/** @param {string} name @param {string} who @param {number} count @param {Target} target @returns {Figure[]} */
function figuresOfHandshakes(name, who, count, target) {
	return [
		{ name: `${name}, ${who} CPU`, unit: "ms", of: ({ cpu }) => (cpu * 1e3) / count, target },
		{ name: `${name}, wall`, unit: "1/s", of: ({ wall }) => count / wall },
	];
}

/** Enough that one always waits while others compute. */
const crowd = 4;

/**
 * What a server gets done when clients come to it at once: most of a handshake's time is the client's, which a server can use for another one.
 * @param {string} version @param {string} mode @param {number} count
 * @returns {Case}
 */
function crowded(version, mode, count) {
	const of = (/** @type {Result} */ { wall }) => count / wall;
	const name = `server, ${modes[mode]}s of ${crowd} clients at once, ${named(version)}, wall`;
	return {
		version,
		server: true,
		visitors: crowd,
		rounds: 5,
		words: ["handshakes", `${count}`, mode],
		figures: [{ name, unit: "1/s", of, target: ratioAtLeast(mode === "full" ? leastHandshakes : leastOfResumed) }],
	};
}

/** What a server has for each of so many connections that say nothing. @param {string} version @param {number} count @returns {Case} */
function parked(version, count) {
	const name = `${count} idle, ${named(version)}`;
	return {
		version,
		server: true,
		words: ["idle", `${count}`],
		rounds: 1,
		figures: [
			{ name: `server, native heap, ${name}`, unit: "bytes", of: ({ native }) => native, target: atMostMore(512) },
			{
				name: `server, XS heap, ${name}`,
				unit: "bytes",
				of: ({ xs }) => xs,
				target: version === datagramVersion ? undefined : atMost(2048, "bytes"),
			},
		],
	};
}

/** The allocators count exactly, so one round would do; three show that. @param {string} version @param {number} count @returns {Case} */
function idle(version, count) {
	return {
		version,
		words: ["idle", `${count}`],
		rounds: 3,
		figures: [
			{ name: `native heap, idle, ${named(version)}`, unit: "bytes", of: ({ native }) => native, target: atMostMore(512) },
			{ name: `native heap, handshake peak, ${named(version)}`, unit: "bytes", of: ({ nativePeak }) => nativePeak },
			{ name: `XS heap, idle, ${named(version)}`, unit: "bytes", of: ({ xs }) => xs, target: atMost(2048, "bytes") },
			{ name: `XS heap, handshake peak, ${named(version)}`, unit: "bytes", of: ({ xsPeak }) => xsPeak },
		],
	};
}

/** Exec to the first line of output, of a program that has loaded the class and begins to work. */
export const start = {
	words: ["nothing", "0"],
	/** @type {Figure} */
	figure: { name: "start, exec to first line", unit: "ms", of: ({ milliseconds }) => milliseconds, target: atMost(15, "ms") },
};
