/* The files of the test PKI as the resources of the manifest here: the SDK knows them by their names, without a folder. */
import Resource from "Resource";

/** The contents of a file such as "authority.der". */
export function certificate(name: string): ArrayBuffer {
	return new Resource(name).slice(0);
}

/** The client's chain and key, as options of `tls`. */
export function clientIdentity(): { clientCertificate: ArrayBuffer[]; clientKey: ArrayBuffer } {
	return { clientCertificate: [certificate("client.der"), certificate("intermediate.der")], clientKey: certificate("client.key.der") };
}
