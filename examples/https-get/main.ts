/*
 * Fetches a page over TLS and tells what was negotiated.
 *
 *	npx tls419 sim examples/https-get/main.ts https://host[:port]/path
 *
 * The peer is checked against the host's certificate store. Nothing here is more than ECMA-419: a resolver, a TLS connection with the contract of TCP.
 */

import TLS from "embedded:io/socket/tcp/tls";
import Resolver from "embedded:network/dns/resolver/system";
import { memory } from "tls419/sim/memory";
import { commonName } from "./subject";
import { parseTarget, type Target } from "./target";

/* HTTP/1.0, so that the page comes in one piece and ends with the connection. */
function request(target: Target): Uint8Array {
	const authority = target.host.includes(":") ? `[${target.host}]` : target.host;
	return new TextEncoder().encode(`GET ${target.path} HTTP/1.0\r\nHost: ${authority}:${target.port}\r\nAccept: */*\r\n\r\n`);
}

function fail(error: unknown): void {
	const code = error instanceof Error && "code" in error ? ` (${String(error.code)})` : "";
	console.error(`https-get: ${error instanceof Error ? error.message : String(error)}${code}`);
	process.exitCode = 1;
}

function report(tls: TLS, milliseconds: number): void {
	const negotiated = tls.negotiated;
	if (negotiated === undefined) return;
	console.log(`version       ${negotiated.version}`);
	console.log(`cipher suite  ${negotiated.cipherSuite}`);
	console.log(`ALPN          ${negotiated.applicationLayerProtocol ?? "(none)"}`);
	console.log(
		`peer          ${commonName(negotiated.peerCertificate) ?? "(unnamed)"}, ${negotiated.authorized ? "verified" : negotiated.authorizationError}`,
	);
	console.log(`handshake     ${milliseconds.toFixed(1)} ms`);
}

function kilobytes(bytes: number): string {
	return `${(bytes / 1024).toFixed(1)} KiB`;
}

function get(target: Target, address: string): void {
	const page: ArrayBuffer[] = [];
	const started = performance.now();
	new TLS({
		address,
		port: target.port,
		tls: { host: target.host, applicationLayerProtocol: "http/1.1" },
		onWritable() {
			if (page.length > 0 || this.target) return;
			this.target = "requested";
			report(this, performance.now() - started);
			this.write(request(target));
		},
		onReadable() {
			const data = this.read();
			if (data instanceof ArrayBuffer) page.push(data);
		},
		onError(error) {
			this.close();
			if (error.code !== "EOF") return fail(error);
			const { peakHeap, peakTLS } = memory();
			console.log(`peak memory   ${kilobytes(peakHeap)} of JavaScript with its compiled modules, ${kilobytes(peakTLS)} of TLS`);
			const decoder = new TextDecoder();
			const text = page.map((part) => decoder.decode(part, { stream: true })).join("") + decoder.decode();
			console.log(`\n${text.slice(text.indexOf("\r\n\r\n") + 4)}`);
		},
	});
}

function main(url: string | undefined): void {
	const target = parseTarget(url);
	console.log(`resolving     ${target.host}`);
	new Resolver({}).resolve({
		host: target.host,
		onResolved(_host: string, address: string) {
			console.log(`connecting    ${address} port ${target.port}`);
			try {
				get(target, address);
			} catch (error) {
				fail(error);
			}
		},
		onError: fail,
	});
}

try {
	main(process.argv[2]);
} catch (error) {
	fail(error);
}
