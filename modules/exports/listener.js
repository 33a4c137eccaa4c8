export { default } from "embedded:io/socket/listener/tls";
