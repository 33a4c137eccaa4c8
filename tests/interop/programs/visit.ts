/* Connects to localhost at the port that is the first argument, trusting the host's certificate store, and says in one line what came of it. */
import TLS from "embedded:io/socket/tcp/tls";

const port = process.argv[2];

try {
	const tls = new TLS({
		address: "127.0.0.1",
		port,
		tls: { host: "localhost" },
		onWritable() {
			console.log(`authorized ${tls.negotiated?.authorized}`);
			tls.close();
		},
		onError(error: Error & { code?: string }) {
			console.log(`failed ${error.code}`);
		},
	});
} catch (error) {
	console.log(`refused ${error instanceof Error && "code" in error ? error.code : error}`);
}
