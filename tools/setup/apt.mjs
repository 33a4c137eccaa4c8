import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Log, SetupError } from "./command.mjs";
import { emptied } from "./stamp.mjs";

/** @returns {Record<string, string>} the fields of /etc/os-release */
function systemRelease() {
	const file = "/etc/os-release";
	if (!existsSync(file)) return {};
	/** @type {Record<string, string>} */
	const fields = {};
	for (const line of readFileSync(file, "utf8").split("\n")) {
		const match = /^(\w+)="?([^"]*)"?$/.exec(line);
		if (match) fields[match[1]] = match[2];
	}
	return fields;
}

/**
 * Source packages through a private apt configuration: the machine's own settings, its own mirror and its own signing keys, but a list of sources, indexes
 * and a cache of our own. So a newer suite can be read without touching what the machine installs from, and apt verifies what it fetches as ever.
 */
export class PrivateApt {
	/** @param {string} folder where lists and downloads go @param {Log} log */
	constructor(folder, log) {
		this.folder = folder;
		this.log = log;
		this.system = systemRelease();
	}

	/** @returns {Promise<string>} the address that the machine itself takes its distribution's main component from */
	async mirror() {
		const format = "$(REPO_URI) $(RELEASE) $(COMPONENT)";
		const targets = await this.log.must(
			["apt-get", "indextargets", "--no-release-info", "--format", format],
			"apt-get must work on this machine, or set TLS419_MBEDTLS to a folder that holds the source of mbedTLS.",
		);
		const own = targets.split("\n").map((line) => line.split(" "));
		const found = own.find(([, release, component]) => release === this.system.VERSION_CODENAME && component === "main");
		if (!found) {
			throw new SetupError(
				"apt knows no source for this system's own release",
				"Add the distribution's main component to apt's sources, or set TLS419_MBEDTLS to a folder that holds the source of mbedTLS.",
			);
		}
		return found[0];
	}

	/** @param {string} suite @param {string} mirror @returns {string[]} the options that make apt use only this suite's sources */
	#options(suite, mirror) {
		const state = path.join(this.folder, suite);
		for (const part of ["lists/partial", "archives/partial"]) mkdirSync(path.join(state, part), { recursive: true });
		const keyring = `/usr/share/keyrings/${this.system.ID}-archive-keyring.gpg`;
		const signed = existsSync(keyring) ? `[signed-by=${keyring}] ` : "";
		writeFileSync(path.join(state, "sources.list"), `deb-src ${signed}${mirror} ${suite} main\n`);
		/** @type {Record<string, string>} */
		const settings = {
			"Dir::Etc::sourcelist": path.join(state, "sources.list"),
			"Dir::Etc::sourceparts": "/dev/null",
			"Dir::State": state,
			"Dir::State::status": "/dev/null",
			"Dir::Cache": state,
			"Acquire::Languages": "none",
			"Acquire::AllowInsecureRepositories": "false",
			"APT::Get::AllowUnauthenticated": "false",
			"APT::Update::Error-Mode": "any",
		};
		// apt downloads as the user _apt, who may have no way into this folder; root's own files are what it is to write here.
		if (process.getuid?.() === 0) settings["APT::Sandbox::User"] = "root";
		return Object.entries(settings).flatMap(([name, value]) => ["-o", `${name}=${value}`]);
	}

	/**
	 * @param {string} suite
	 * @param {string} mirror
	 * @param {string} name
	 * @returns {Promise<string[]>} the versions of a source package in a suite, none when the suite cannot be read
	 */
	async versions(suite, mirror, name) {
		const options = this.#options(suite, mirror);
		const updated = await this.log.run(["apt-get", ...options, "update"]);
		if (updated.status !== 0) return [];
		const records = await this.log.run(["apt-cache", ...options, "showsrc", "--only-source", name]);
		return [...records.output.matchAll(/^Version: (\S+)$/gm)].map((match) => match[1]);
	}

	/**
	 * Downloads the upstream tarball of a source package; apt checks it against the signed index.
	 * @param {string} suite
	 * @param {string} mirror
	 * @param {string} name
	 * @param {string} version
	 * @returns {Promise<string>} the tarball's path
	 */
	async tarball(suite, mirror, name, version) {
		const download = emptied(path.join(this.folder, "download"));
		await this.log.must(
			["apt-get", ...this.#options(suite, mirror), "source", "--download-only", "--tar-only", "--only-source", `${name}=${version}`],
			"Check that apt reaches its mirror (`apt-get update`) and run this again.",
			{ cwd: download },
		);
		const file = readdirSync(download).find((entry) => entry.includes(".orig.tar."));
		if (!file) throw new SetupError(`apt delivered no source of ${name} ${version}`, "Run this again.", this.log.tail());
		return path.join(download, file);
	}

	/** @param {string} name a binary package @returns {Promise<string | undefined>} the version that the machine itself would install */
	async candidate(name) {
		const { output } = await this.log.run(["apt-cache", "show", "--no-all-versions", name]);
		return /^Version: (\S+)$/m.exec(output)?.[1];
	}
}
