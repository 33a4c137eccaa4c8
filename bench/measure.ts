/* What both programs of the benchmark on XS measure with. */

interface Memory {
	heap: number;
	peakHeap: number;
	tls: number;
	peakTLS: number;
	cpuMilliseconds: number;
}

/** How many connections are made before the clocks start; see bare.h. */
export const warmUpHandshakes = 10;

/** The parameters of all comparisons; see identity.c. */
export const groups = Object.freeze(["secp256r1"]);
export const cipherSuites = Object.freeze([
	"TLS_AES_128_GCM_SHA256",
	"TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
	"TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA256",
]);

/** The one of them that DTLS has. */
export const datagramSuites = cipherSuites[1];

export function statistics(): Memory {
	return native("xs_sim_statistics").call<Memory>(undefined);
}

export function collect(): void {
	native("xs_sim_collect").call(undefined);
}

export function report(result: object): void {
	process.stdout.write(`${JSON.stringify(result)}\n`);
}

/** Gives a function that reports the times since then. */
export function startClocks(): () => void {
	const wall = performance.now();
	const cpu = statistics().cpuMilliseconds;
	return () => report({ wall: (performance.now() - wall) / 1000, cpu: (statistics().cpuMilliseconds - cpu) / 1000 });
}
