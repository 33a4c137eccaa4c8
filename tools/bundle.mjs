/** `tls419 bundle`: makes a store of certificate authorities that a device reads where it lies, out of PEM or DER files. */
import { readFileSync, writeFileSync } from "node:fs";
import { makeBundle, readCertificates } from "./bundle/form.mjs";
import { Failure } from "./sim/failure.mjs";

const usage = `usage: tls419 bundle [options] <input ...> <output>

Makes one bundle out of the certificates in PEM and DER files, for tls.store and --certs. The
same certificates always make the same bytes. The system's are in
/etc/ssl/certs/ca-certificates.crt on Debian and its relatives.

  --only TEXT   take only certificates with TEXT in their subject, such as "ISRG Root X1";
                may be given several times, and each has to be found
  --list        print the subject of each certificate that was taken
  -h, --help    this text
`;

/** @param {string} path */
function read(path) {
	try {
		return readFileSync(path);
	} catch (error) {
		throw new Failure(`${path} cannot be read: ${error instanceof Error ? error.message : error}`);
	}
}

/** @param {string[]} words */
function readWords(words) {
	const options = { only: /** @type {string[]} */ ([]), list: false, help: false, paths: /** @type {string[]} */ ([]) };
	for (let index = 0; index < words.length; index++) {
		const word = words[index];
		if (word === "--list") options.list = true;
		else if (word === "--help" || word === "-h") options.help = true;
		else if (word === "--only") {
			const text = words[++index];
			if (!text) throw new Failure("--only needs a text", { code: "SIM_USAGE" });
			options.only.push(text);
		} else if (word.startsWith("-")) throw new Failure(`${word} is no option of tls419 bundle\n\n${usage}`, { code: "SIM_USAGE" });
		else options.paths.push(word);
	}
	return options;
}

/** @param {import("node:crypto").X509Certificate} certificate */
const subjectText = ({ subject }) => subject.replaceAll("\n", ", ");

/**
 * @param {string[]} words
 * @returns {number} exit status
 */
export function bundle(words) {
	const { only, list, help, paths } = readWords(words);
	if (help) {
		process.stdout.write(usage);
		return 0;
	}
	if (paths.length < 2) throw new Failure(`tls419 bundle needs files to read and a file to write\n\n${usage}`, { code: "SIM_USAGE" });
	const output = /** @type {string} */ (paths.pop());
	const all = paths.flatMap((path) => readCertificates(read(path), path));
	const wanted = only.map((text) => text.toLowerCase());
	for (const [index, text] of wanted.entries())
		if (!all.some((certificate) => subjectText(certificate).toLowerCase().includes(text)))
			throw new Failure(`no certificate has "${only[index]}" in its subject`);
	const taken = all.filter(
		(certificate) => wanted.length === 0 || wanted.some((text) => subjectText(certificate).toLowerCase().includes(text)),
	);
	const bytes = makeBundle(taken);
	try {
		writeFileSync(output, bytes);
	} catch (error) {
		throw new Failure(`${output} cannot be written: ${error instanceof Error ? error.message : error}`);
	}
	if (list) for (const certificate of taken) process.stdout.write(`${subjectText(certificate)}\n`);
	const count = bytes.readUInt32BE(8);
	process.stdout.write(`${output}: ${count} ${count === 1 ? "certificate" : "certificates"}, ${bytes.length} bytes\n`);
	return 0;
}
