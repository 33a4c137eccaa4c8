/** What the manifests say under "config", frozen. Who reads a property looks at its type. */
declare module "mc/config" {
	const config: Readonly<Record<string, unknown>>;
	export default config;
}
