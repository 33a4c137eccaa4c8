/* The stream contract on TCP. */
import { boundedSuite } from "../support/suite.ts";
import { streamContract } from "./stream.ts";
import { tcp } from "./tcp.ts";

const test = boundedSuite("TCP");
streamContract(test, tcp);
test.run();
