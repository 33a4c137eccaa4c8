export { default } from "embedded:io/socket/udp/dtls";
