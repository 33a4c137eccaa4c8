/* A TCP connection before anything speaks over it. */
import Listener from "embedded:io/socket/listener";
import { closeAfterTest } from "../support/suite.ts";
import type { Ground } from "./tls.ts";

export function tcpGround(): Ground {
	let accept: (connection: object) => void;
	const accepted = new Promise<object>((resolve) => {
		accept = resolve;
	});
	const listener = new Listener({
		address: "127.0.0.1",
		onReadable(count) {
			while (count--) {
				const connection = this.read();
				if (connection) accept(connection);
			}
		},
	});
	closeAfterTest(() => listener.close());
	return { options: { address: "127.0.0.1", port: listener.port }, accepted };
}
