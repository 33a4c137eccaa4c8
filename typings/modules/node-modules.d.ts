/* Made by `npm run typings`. */
/// <reference path="./@frida/http-parser-js.d.ts" />
/// <reference path="./index.d.ts" />
/// <reference path="./node-mbed-dtls.d.ts" />
/// <reference path="./node/buffer.d.ts" />
/// <reference path="./node/dgram.d.ts" />
/// <reference path="./node/dns.d.ts" />
/// <reference path="./node/events.d.ts" />
/// <reference path="./node/http.d.ts" />
/// <reference path="./node/https.d.ts" />
/// <reference path="./node/net.d.ts" />
/// <reference path="./node/process.d.ts" />
/// <reference path="./node/stream.d.ts" />
/// <reference path="./node/string_decoder.d.ts" />
/// <reference path="./node/timers.d.ts" />
/// <reference path="./node/tls.d.ts" />
/// <reference path="./node/util.d.ts" />
/// <reference path="./openssl-dtls.d.ts" />
/// <reference path="./tls419/dgram/arguments.d.ts" />
/// <reference path="./tls419/dgram/limits.d.ts" />
/// <reference path="./tls419/dgram/lookup.d.ts" />
/// <reference path="./tls419/dgram/socket.d.ts" />
/// <reference path="./tls419/dgram/types.d.ts" />
/// <reference path="./tls419/dgram/udp.d.ts" />
/// <reference path="./tls419/node/callable.d.ts" />
/// <reference path="./tls419/node/dns/lookup.d.ts" />
/// <reference path="./tls419/node/http/agent.d.ts" />
/// <reference path="./tls419/node/http/connection.d.ts" />
/// <reference path="./tls419/node/http/errors.d.ts" />
/// <reference path="./tls419/node/http/fields.d.ts" />
/// <reference path="./tls419/node/http/headed.d.ts" />
/// <reference path="./tls419/node/http/incoming.d.ts" />
/// <reference path="./tls419/node/http/limits.d.ts" />
/// <reference path="./tls419/node/http/methods.d.ts" />
/// <reference path="./tls419/node/http/outgoing.d.ts" />
/// <reference path="./tls419/node/http/parser.d.ts" />
/// <reference path="./tls419/node/http/request.d.ts" />
/// <reference path="./tls419/node/http/response.d.ts" />
/// <reference path="./tls419/node/http/server.d.ts" />
/// <reference path="./tls419/node/http/service.d.ts" />
/// <reference path="./tls419/node/http/socket.d.ts" />
/// <reference path="./tls419/node/http/status.d.ts" />
/// <reference path="./tls419/node/http/target.d.ts" />
/// <reference path="./tls419/node/https/agent.d.ts" />
/// <reference path="./tls419/node/https/request.d.ts" />
/// <reference path="./tls419/node/https/server.d.ts" />
/// <reference path="./tls419/node/mbed-dtls/ciphers.d.ts" />
/// <reference path="./tls419/node/mbed-dtls/client.d.ts" />
/// <reference path="./tls419/node/mbed-dtls/facts.d.ts" />
/// <reference path="./tls419/node/mbed-dtls/gate.d.ts" />
/// <reference path="./tls419/node/mbed-dtls/peer.d.ts" />
/// <reference path="./tls419/node/mbed-dtls/server.d.ts" />
/// <reference path="./tls419/node/mbed-dtls/settings.d.ts" />
/// <reference path="./tls419/node/mbed-dtls/socket.d.ts" />
/// <reference path="./tls419/node/net/handle_socket.d.ts" />
/// <reference path="./tls419/node/net/server.d.ts" />
/// <reference path="./tls419/node/net/socket.d.ts" />
/// <reference path="./tls419/node/net/types.d.ts" />
/// <reference path="./tls419/node/pem.d.ts" />
/// <reference path="./tls419/node/tls/connect.d.ts" />
/// <reference path="./tls419/node/tls/identity.d.ts" />
/// <reference path="./tls419/node/tls/options.d.ts" />
/// <reference path="./tls419/node/tls/peer_certificate.d.ts" />
/// <reference path="./tls419/node/tls/secure_context.d.ts" />
/// <reference path="./tls419/node/tls/secure_socket.d.ts" />
/// <reference path="./tls419/node/tls/server.d.ts" />
/// <reference path="./tls419/node/tls/socket.d.ts" />
/// <reference path="./tls419/node/tls/versions.d.ts" />
/// <reference path="./tls419/openssl-dtls/client.d.ts" />
/// <reference path="./tls419/openssl-dtls/options.d.ts" />
/// <reference path="./tls419/openssl-dtls/peer.d.ts" />
/// <reference path="./tls419/openssl-dtls/server.d.ts" />
declare module "buffer" {
	export * from "node:buffer";
	export { default } from "node:buffer";
}
declare module "dgram" {
	export * from "node:dgram";
	export { default } from "node:dgram";
}
declare module "dns" {
	export * from "node:dns";
	export { default } from "node:dns";
}
declare module "events" {
	export * from "node:events";
	export { default } from "node:events";
}
declare module "process" {
	export * from "node:process";
	export { default } from "node:process";
}
declare module "stream" {
	export * from "node:stream";
	export { default } from "node:stream";
}
declare module "string_decoder" {
	export * from "node:string_decoder";
	export { default } from "node:string_decoder";
}
declare module "timers" {
	export * from "node:timers";
	export { default } from "node:timers";
}
declare module "tls" {
	export * from "node:tls";
	export { default } from "node:tls";
}
declare module "util" {
	export * from "node:util";
	export { default } from "node:util";
}
declare module "https" {
	export * from "node:https";
	export { default } from "node:https";
}
