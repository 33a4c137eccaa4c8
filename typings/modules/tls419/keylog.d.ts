/* Made by `npm run typings` from the module itself. */
declare module "tls419/keylog" {
	/** Gets each line, its line feed included. */
	export type KeyLogCallback = (line: string) => void;
}
