/*
 * Options that only one role looks at. The other one refuses them: who gives a client `certificate` means that it is shown, and who gives a server `verify` that its
 * clients are checked, and neither would happen. `host` is not among them: it stands beside `tls` as well, where it is the transport's.
 */

/** Options, each with the sentence about it behind it. */
type Table = readonly string[];

/* Looked up once: on XS a lookup of a global walks over all of them. */
const { freeze } = Object;

const resumption = "is for a server; a client saves a session with onSession and comes back with tls.session";
const pending = "is for listeners, which bound how many connections wait at a time";

const notForClients: Table = freeze([
	"certificate",
	"is a server's; a client's is tls.clientCertificate (and authorities are tls.ca)",
	"key",
	"is a server's; a client's is tls.clientKey",
	"clientAuthentication",
	"is for a server; whether a client checks its server is for tls.verify to say",
	"onApplicationLayerProtocol",
	"is for a server; a client says with tls.applicationLayerProtocol what it speaks",
	"onServerName",
	"is for a server; a client says with tls.host whom it asks for",
	"onIdentity",
	"is for a server; a client says with tls.psk who it is",
	"tickets",
	resumption,
	"ticketKeys",
	resumption,
	"sessionCache",
	resumption,
	"maximumPending",
	pending,
]);

const notForListeners: Table = freeze([
	"clientCertificate",
	"is a client's; a server's is tls.certificate",
	"clientKey",
	"is a client's; a server's is tls.key",
	"verify",
	"is for clients; whether a server checks its clients is for tls.clientAuthentication to say",
	"session",
	"is for clients; a server finds the session itself (tls.tickets, tls.sessionCache)",
	"minimumGroupLength",
	"is for clients; a server chooses its groups itself (tls.groups)",
	"connectTimeout",
	"is for clients; a server's connection stands when it is given, and tls.handshakeTimeout bounds what follows",
]);

const notForServers: Table = freeze([...notForListeners, "maximumPending", pending]);

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

/* Moddable's; see the aliases in options.ts. */
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

function refuse(tls: object, table: Table): void {
	for (let index = 0; index < table.length; index += 2) {
		const option = table[index];
		if (!(option in tls)) continue;
		/* Absent, as settings are that somebody passes on as they come. */
		const value = (tls as Record<string, unknown>)[option];
		if (value !== undefined && value !== null) throw new TypeError(`tls.${option} ${table[index + 1]}`);
	}
}

/** @throws TypeError for an option of the other role. */
export function refuseOtherRole(tls: object, server: boolean): void {
	refuse(tls, server ? notForServers : notForClients);
}

/** The same for a listener. */
export function refuseForListener(tls: object): void {
	refuse(tls, notForListeners);
}
