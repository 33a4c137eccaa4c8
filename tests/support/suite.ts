/*
 * A uvu suite whose tests end in bounded time and leave nothing open: what a test opens is registered with closeAfterTest and closed when it is over, whether it
 * passed or not. (A program on XS ends when nothing is pending; one forgotten socket would keep it.)
 */
import { suite } from "uvu";

/** A test that takes longer has lost something that it waits for; what takes long on purpose says so. */
const LIMIT = 50_000;

type Cleanup = () => void | Promise<void>;

const cleanups: Cleanup[] = [];

export function closeAfterTest(cleanup: Cleanup): void {
	cleanups.push(cleanup);
}

async function cleanUp(): Promise<void> {
	for (let cleanup = cleanups.pop(); cleanup !== undefined; cleanup = cleanups.pop()) await cleanup();
}

function within(body: () => Promise<void> | void, limit: number): Promise<void> {
	return new Promise((resolve, reject) => {
		const timer = setTimeout(() => reject(new Error(`not done after ${limit / 1000} seconds`)), limit);
		Promise.resolve()
			.then(body)
			.then(resolve, reject)
			.finally(() => clearTimeout(timer));
	});
}

export interface BoundedSuite {
	(name: string, body: () => Promise<void> | void, limit?: number): void;
	run(): void;
}

/** @param last run once after the last test, when all its connections are closed. */
export function boundedSuite(name: string, last?: Cleanup): BoundedSuite {
	const inner = suite(name);
	inner.after.each(cleanUp);
	if (last !== undefined) inner.after(last);
	const outer = (title: string, body: () => Promise<void> | void, limit = LIMIT): void => {
		inner(title, () => within(body, limit));
	};
	return Object.assign(outer, { run: () => inner.run() });
}
