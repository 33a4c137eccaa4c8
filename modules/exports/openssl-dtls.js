export { Client, connect, createServer, default, Peer, Server } from "moddable:openssl-dtls";
