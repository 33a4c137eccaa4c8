/* Never run: what must not compile. typings.test.mjs compiles it with the declarations, `npm run check` with the modules. */
import TLSListener from "embedded:io/socket/listener/tls";
import TLS from "embedded:io/socket/tcp/tls";
import Certificate from "embedded:io/socket/tcp/tls/certificate";
import TLSContext from "embedded:io/socket/tcp/tls/context";
import PrivateKey from "embedded:io/socket/tcp/tls/key";

const der = new ArrayBuffer(100);

/* Options that there are not. */
// @ts-expect-error
new TLS({ address: "192.0.2.1", prot: 443 });
// @ts-expect-error
new TLS({ tls: { host: "a", verifiy: false } });
// @ts-expect-error
new TLS({ secure: { servername: "a" } });
// @ts-expect-error
new TLS({ secure: { host: "a" } });
// @ts-expect-error
new TLSContext({ authorities: der });
// @ts-expect-error
new TLSListener({ backlog: 5 });
// @ts-expect-error
new TLSListener({ tls: { certificate: der, key: der, maximumpending: 5 } });
// @ts-expect-error
new TLSContext({ tickets: { lifeTime: 5 } });

/* Values that cannot be meant. */
// @ts-expect-error
new TLS({ tls: { host: 7 } });
// @ts-expect-error
new TLS({ tls: { host: "a", ca: "authority.der" } });
// @ts-expect-error
new TLS({ tls: { host: "a", ca: new Float32Array(4) } });
// @ts-expect-error
new TLS({ tls: { host: "a", minimumVersion: "TLSv1.1" } });
// @ts-expect-error
new TLS({ tls: { host: "a", verify: "no" } });
// @ts-expect-error
new TLS({ tls: { host: "a", time: "never" } });
// @ts-expect-error
new TLS({ tls: { host: "a", psk: "key" } });
// @ts-expect-error
new TLS({ tls: { host: "a", onVerify: () => "yes" } });
// @ts-expect-error
new TLS({ tls: { host: "a" }, format: "string" });
// @ts-expect-error
new TLS({ tls: { host: "a" }, TCP: { io: "tcp" } });
// @ts-expect-error
new TLS({ tls: { host: "a" }, onReadable: (text: string) => text });
// @ts-expect-error
new TLS({ secure: { protocolVersion: "TLSv1.2" } });
// @ts-expect-error
new TLSListener({ tls: { certificate: der, key: der, clientAuthentication: true } });
// @ts-expect-error
PrivateKey.generate("P-192");
// @ts-expect-error
new PrivateKey({ psaKey: "3" });
// @ts-expect-error
new Certificate("-----BEGIN CERTIFICATE-----");

/* Options of the other role. */
// @ts-expect-error
new TLS({ tls: { host: "a", certificate: der } });
// @ts-expect-error
new TLS({ tls: { host: "a", onServerName: () => undefined } });
// @ts-expect-error
new TLS({ tls: { host: "a", clientAuthentication: "require" } });
// @ts-expect-error
new TLS({ tls: { host: "a", tickets: false } });
// @ts-expect-error
new TLS({ tls: { server: true, certificate: der, key: der, verify: true } });
// @ts-expect-error
new TLS({ tls: { server: true, clientCertificate: der, clientKey: der } });
// @ts-expect-error
new TLS({ tls: { server: true, certificate: der, key: der, session: der } });
// @ts-expect-error
new TLS({ secure: { serverName: "a", key: der } });
// @ts-expect-error
new TLSListener({ tls: { certificate: der, key: der, verify: true } });
// @ts-expect-error
new TLSListener({ tls: { certificate: der, key: der, connectTimeout: 5 } });
// @ts-expect-error
new TLSListener({ secure: { certificate: der } });

/* What cannot be changed, and what is not there. */
const tls = new TLS({ tls: { host: "a" } });
// @ts-expect-error
tls.negotiated = undefined;
// @ts-expect-error
tls.remotePort = 5;
// @ts-expect-error
tls.write("text");
// @ts-expect-error
const text: string = tls.read();
// @ts-expect-error
tls.session;
// @ts-expect-error
new TLSListener({ tls: {} }).context = {};

export { text };
