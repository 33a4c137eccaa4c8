/** A debugger of a few lines, which speaks XS's protocol as xsbug does. */
import { createServer } from "node:net";

/**
 * Answers the login with orders, and every stop with the next of the answers.
 * @param {string} orders
 * @param {string[]} answers
 */
export async function debuggerFor(orders, answers) {
	let text = "";
	let stops = 0;
	const server = createServer((socket) => {
		/** @param {string} order */
		const send = (order) => socket.write(`\r\n${order}\r\n`);
		let loggedIn = false;
		socket.setEncoding("utf8").on("data", (data) => {
			text += data;
			if (!loggedIn && text.includes("</xsbug>")) {
				loggedIn = true;
				send(`<set-all-breakpoints>${orders}</set-all-breakpoints>`);
			}
			for (const count = text.split("</break>").length - 1; stops < count; stops++) send(answers[stops] ?? "<go/>");
		});
		socket.on("error", () => socket.destroy());
	});
	await /** @type {Promise<void>} */ (new Promise((resolve) => server.listen(0, "127.0.0.1", resolve)));
	const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
	return { port, option: `--xsbug=127.0.0.1:${port}`, close: () => server.close(), text: () => text };
}
