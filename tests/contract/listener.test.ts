/* The listener contract on the TCP listener. */
import Listener from "embedded:io/socket/listener";
import TCP from "embedded:io/socket/tcp";
import { boundedSuite } from "../support/suite.ts";
import { type ListenerFactory, listenerContract } from "./listening.ts";

const test = boundedSuite("Listener");
listenerContract(test, { Class: Listener as ListenerFactory["Class"], options: {}, Stream: TCP, client: {}, Misuse: SyntaxError });
test.run();
