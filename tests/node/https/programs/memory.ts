/*
 * What an https.get takes of XS's heap while it waits for its response, and while the body of that waits: memory.ts port authority.pem. The server answers after half a second. Each figure is a
 * tenth of the difference between eleven at a time and one, after a collection, so that what is there once does not count.
 */
import https from "node:https";
import tls from "node:tls";
import { readFile } from "tls419/sim/file";
import { memory } from "tls419/sim/memory";

const [port = "", file = ""] = process.argv.slice(2);
const options = { host: "127.0.0.1", port: Number(port), servername: "localhost", ca: readFile(file) };

function after(milliseconds: number): Promise<void> {
	return new Promise<void>((resolve) => setTimeout(resolve, milliseconds));
}

function heap(): number {
	for (let count = 0; count < 3; count++) native("xs_sim_collect").call(undefined);
	return memory().heap;
}

/** @returns the heap while so many wait, and while so many responses are there and unread */
async function gets(count: number): Promise<[waiting: number, unread: number]> {
	const responses: { resume(): void; on(event: "close", listener: () => void): void }[] = [];
	for (let index = 0; index < count; index++)
		https.get(options, (response) => {
			// As an application does.
			response.headers["content-type"]?.at(0);
			responses.push(response);
		});
	await after(300);
	const waiting = heap();
	while (responses.length < count) await after(100);
	await after(100);
	const unread = heap();
	await Promise.all(
		responses.map(
			(response) =>
				new Promise<void>((resolve) => {
					response.on("close", resolve);
					response.resume();
				}),
		),
	);
	await after(100);
	return [waiting, unread];
}

async function sockets(count: number): Promise<number> {
	const open = Array.from({ length: count }, () => tls.connect(options));
	await after(300);
	const used = heap();
	for (const socket of open) socket.destroy();
	await after(100);
	return used;
}

await gets(11);
const [waiting, unread] = await gets(1);
const [moreWaiting, moreUnread] = await gets(11);
await sockets(11);
const one = await sockets(1);
const eleven = await sockets(11);
const tenth = (more: number, less: number): number => Math.round((more - less) / 10);
console.log(JSON.stringify({ waiting: tenth(moreWaiting, waiting), unread: tenth(moreUnread, unread), socket: tenth(eleven, one) }));
