/* The listener contract on the TLS listener, over TCP. */
import TLSListener from "embedded:io/socket/listener/tls";
import TLS from "embedded:io/socket/tcp/tls";
import { certificate, localhostIdentity } from "../support/certificates.ts";
import { boundedSuite } from "../support/suite.ts";
import { type ListenerFactory, listenerContract } from "./listening.ts";
import type { StreamClass } from "./observer.ts";

const own = {
	tls: localhostIdentity,
};

const test = boundedSuite("TLSListener");
listenerContract(test, {
	Class: TLSListener as ListenerFactory["Class"],
	options: own,
	Stream: TLS as StreamClass,
	client: { tls: { host: "localhost", ca: certificate("authority.der") } },
	Misuse: Error,
});
test.run();
