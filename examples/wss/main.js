/*
 * A WebSocket over TLS: sends a text, shows what comes back, and closes.
 *
 *	mcconfig -m -p lin url=wss://echo.example/
 */

import WebSocket from "WebSocket";
import config from "mc/config";

const socket = new WebSocket(config.url);

socket.onopen = () => {
	trace("open\n");
	socket.send("a text over TLS");
};
socket.onmessage = ({ data }) => {
	trace(`received: ${data}\n`);
	socket.close(1000, "that was all");
};
socket.onclose = ({ code }) => trace(`closed with ${code}\n`);
/* The reason was traced before: the class of the SDK does not pass it on. */
socket.onerror = () => trace("no connection\n");
