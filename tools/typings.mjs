// npm run typings: writes the declarations that applications are compiled with, from the modules themselves.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { inRoot } from "./setup/paths.mjs";
import { folder, generateTypings } from "./typings/generate.mjs";

const declarations = await generateTypings();
rmSync(inRoot(folder), { recursive: true, force: true });
for (const [name, text] of declarations) {
	const file = inRoot(folder, name);
	mkdirSync(path.dirname(file), { recursive: true });
	writeFileSync(file, text);
	process.stdout.write(`${path.join(folder, name)}\n`);
}
