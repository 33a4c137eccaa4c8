/* The stream contract on the stream in memory that other tests stand on. */
import { boundedSuite } from "../support/suite.ts";
import { memory } from "./memory.ts";
import { streamContract } from "./stream.ts";

const test = boundedSuite("Memory");
streamContract(test, memory);
test.run();
