export { configureNetwork } from "moddable:tls419/network/settings";
