export { configureNetwork, type NetworkSettings } from "tls419/network/settings";
