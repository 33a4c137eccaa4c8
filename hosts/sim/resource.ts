/** "Resource": the files that manifests name under "data" and "resources", as read-only buffers that cost no JavaScript heap. */
export default class Resource extends Native("xs_resource_destructor") {
	/** Throws when no manifest names such a file. */
	constructor(path: string) {
		super();
		native("xs_resource").call(this, path);
	}
	get byteLength(): number {
		return native("xs_resource_get_byteLength").call(this);
	}
	/** With `copy` false the bytes are shared with the resource. */
	slice(begin: number, end?: number, copy?: boolean): ArrayBuffer {
		return native("xs_resource_slice").call(this, begin, end, copy);
	}
	static exists(path: string): boolean {
		return native("xs_resource_exists").call(this, path);
	}
}
