/* The stream contract on TLS over TLS over TCP. */
import { boundedSuite } from "../support/suite.ts";
import { tcpGround } from "./ground.ts";
import { streamContract } from "./stream.ts";
import { secureGround, tlsFactory } from "./tls.ts";

const test = boundedSuite("TLS over TLS");
streamContract(
	test,
	tlsFactory(() => secureGround(tcpGround())),
);
test.run();
