/* What this example uses of the SDK's class, which has no counterpart in the simulator. */
declare module "embedded:storage/key-value" {
	interface Storage {
		format: "buffer" | "uint32";
		read(key: string): ArrayBuffer | number;
		write(key: string, value: ArrayBuffer): void;
	}
	const storage: { open(options: { path: string }): Storage };
	export default storage;
}
