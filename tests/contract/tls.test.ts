/* The stream contract on TLS over TCP, in both versions. */
import { boundedSuite } from "../support/suite.ts";
import { tcpGround } from "./ground.ts";
import { streamContract } from "./stream.ts";
import { tlsFactory } from "./tls.ts";

for (const version of ["TLSv1.2", "TLSv1.3"]) {
	const test = boundedSuite(`${version} over TCP`);
	streamContract(test, tlsFactory(tcpGround, { minimumVersion: version, maximumVersion: version }));
	test.run();
}
