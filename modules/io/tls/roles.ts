/*
 * Options that only one role looks at. The other one refuses them: who gives a client `certificate` means that it is shown, and who gives a server `verify` that its
 * clients are checked, and neither would happen. `host` is not among them: it stands beside `tls` as well, where it is the transport's.
 */

/* Looked up once: on XS a lookup of a global walks over all of them. */
const { freeze } = Object;

const resumption = "is for a server; a client saves a session with onSession and comes back with tls.session";
const pending = "is for listeners, which bound how many connections wait at a time";

/** What the options are called that certificates and keys come from, for the errors of what is in them. @internal */
export interface CredentialNames {
	readonly ca: string;
	readonly store: string;
	readonly certificate: string;
	readonly key: string;
	readonly crl: string;
}

/** In a context. @internal */
export const namesInContext: CredentialNames = freeze({ ca: "ca", store: "store", certificate: "certificate", key: "key", crl: "crl" });

const namesOfServer: CredentialNames = freeze({
	ca: "tls.ca",
	store: "tls.store",
	certificate: "tls.certificate",
	key: "tls.key",
	crl: "tls.crl",
});

const namesOfClient: CredentialNames = freeze({ ...namesOfServer, certificate: "tls.clientCertificate", key: "tls.clientKey" });

/* Moddable's; see the aliases in reader.ts. */
const namesInSecure: CredentialNames = freeze({
	ca: "secure.certificate",
	store: "secure.store",
	certificate: "secure.clientCertificates",
	key: "secure.clientKey",
	crl: "secure.crl",
});

/** @internal */
export function credentialNames(server: boolean, secure: boolean): CredentialNames {
	return secure ? namesInSecure : server ? namesOfServer : namesOfClient;
}

function refuse(tls: object, option: string, sentence: string): void {
	/* Absent, as settings are that somebody passes on as they come. */
	const value = (tls as Record<string, unknown>)[option];
	if (value !== undefined && value !== null) throw new TypeError(`tls.${option} ${sentence}`);
}

/* Written out, because each connection is asked for each of them; see validate.ts. */

function refuseForClient(tls: object): void {
	if ("certificate" in tls) refuse(tls, "certificate", "is a server's; a client's is tls.clientCertificate (and authorities are tls.ca)");
	if ("key" in tls) refuse(tls, "key", "is a server's; a client's is tls.clientKey");
	if ("clientAuthentication" in tls)
		refuse(tls, "clientAuthentication", "is for a server; whether a client checks its server is for tls.verify to say");
	if ("onApplicationLayerProtocol" in tls)
		refuse(tls, "onApplicationLayerProtocol", "is for a server; a client says with tls.applicationLayerProtocol what it speaks");
	if ("onServerName" in tls) refuse(tls, "onServerName", "is for a server; a client says with tls.host whom it asks for");
	if ("onIdentity" in tls) refuse(tls, "onIdentity", "is for a server; a client says with tls.psk who it is");
	if ("tickets" in tls) refuse(tls, "tickets", resumption);
	if ("ticketKeys" in tls) refuse(tls, "ticketKeys", resumption);
	if ("sessionCache" in tls) refuse(tls, "sessionCache", resumption);
	if ("maximumPending" in tls) refuse(tls, "maximumPending", pending);
}

/** @throws TypeError for an option of a client. */
export function refuseForListener(tls: object): void {
	if ("clientCertificate" in tls) refuse(tls, "clientCertificate", "is a client's; a server's is tls.certificate");
	if ("clientKey" in tls) refuse(tls, "clientKey", "is a client's; a server's is tls.key");
	if ("verify" in tls) refuse(tls, "verify", "is for clients; whether a server checks its clients is for tls.clientAuthentication to say");
	if ("session" in tls) refuse(tls, "session", "is for clients; a server finds the session itself (tls.tickets, tls.sessionCache)");
	if ("minimumGroupLength" in tls) refuse(tls, "minimumGroupLength", "is for clients; a server chooses its groups itself (tls.groups)");
	if ("connectTimeout" in tls)
		refuse(
			tls,
			"connectTimeout",
			"is for clients; a server's connection stands when it is given, and tls.handshakeTimeout bounds what follows",
		);
}

/** @throws TypeError for an option of the other role. */
export function refuseOtherRole(tls: object, server: boolean): void {
	if (!server) {
		refuseForClient(tls);
		return;
	}
	refuseForListener(tls);
	if ("maximumPending" in tls) refuse(tls, "maximumPending", pending);
}
