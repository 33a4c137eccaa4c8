/* Made by `npm run typings` from the module itself. */
declare module "tls419/network" {
	export { configureNetwork, type NetworkSettings } from "tls419/network/settings";
}
