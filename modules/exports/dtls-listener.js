export { default } from "embedded:io/socket/listener/dtls";
