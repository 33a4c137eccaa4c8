/**
 * DTLS on the chip, in JavaScript: told over the serial line what to do, it says there what came of it and what it cost.
 *
 *	coap port=N [memory=BYTES]
 *	sleep port=N
 */

import { obeyAlways } from "orders";
import { getResource, sleepAndWake } from "./datagrams";

obeyAlways((words, before, end) => {
	const run = words.has("coap") ? getResource : sleepAndWake;
	run(Number(words.get("port")), before, end);
});
