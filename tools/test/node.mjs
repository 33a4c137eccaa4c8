/**
 * Runs a test in TypeScript on Node itself: `node --import ./tools/test/node.mjs tests/node/stream/duplex.test.ts`. There "node:stream" is Node's own, and what the
 * test says of it has to hold for ours.
 */
import { register } from "node:module";

register("./node-loader.mjs", import.meta.url);
