/** The first module of every program: gives it the globals that XS itself does not have. */
import TextDecoder from "text/decoder";
import TextEncoder from "text/encoder";
import { now } from "time";
import { console, trace } from "tls419/sim/console";
import { device } from "tls419/sim/device";
import { process } from "tls419/sim/process";
import { clear, queueMicrotask, setImmediate, setInterval, setTimeout } from "tls419/sim/timers";

const globals = {
	trace,
	console,
	setTimeout,
	setInterval,
	setImmediate,
	clearTimeout: clear,
	clearInterval: clear,
	clearImmediate: clear,
	queueMicrotask,
	TextEncoder,
	TextDecoder,
	performance: { now },
	process,
	device,
};

for (const [name, value] of Object.entries(globals))
	Object.defineProperty(globalThis, name, { value, configurable: true, enumerable: false, writable: true });
