export { default } from "embedded:io/socket/tcp/tls/certificate";
