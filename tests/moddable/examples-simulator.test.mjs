/** Every example is built by mcconfig for the Moddable simulator, and does what it says. */
import { test } from "uvu";
import { tryExamples } from "./examples.mjs";

tryExamples("lin");

test.run();
