/* The files of the test PKI (tests/certificates/README.md) as the resources of tests/manifest.json. */
import Resource from "Resource";

/** The contents of a file such as "authority.der". */
export function certificate(name: string): ArrayBuffer {
	return new Resource(`certificates/${name}`).slice(0);
}

/** The chain and key of a server that is "localhost", as options of `tls`. */
export const localhostIdentity = {
	certificate: [certificate("localhost.der"), certificate("intermediate.der")],
	key: certificate("localhost.key.der"),
};

/** A client's own chain and key, as options of `tls`. */
export function clientIdentity(name: "client" | "rsa-client" | "unknown-client"): {
	clientCertificate: ArrayBuffer[];
	clientKey: ArrayBuffer;
} {
	const chain = [certificate(`${name}.der`)];
	if (name !== "unknown-client") chain.push(certificate(name === "client" ? "intermediate.der" : "rsa-intermediate.der"));
	return { clientCertificate: chain, clientKey: certificate(`${name}.key.der`) };
}
