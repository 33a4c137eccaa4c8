/* Classes that Node's programs also call without `new`. */

type Constructor = new (...values: never[]) => object;

/** A constructor that makes an instance when it is called, too; `instanceof` and subclasses hold as they do for the class. */
export type Callable<Class extends Constructor> = Class & ((...values: ConstructorParameters<Class>) => InstanceType<Class>);

export function callable<Class extends Constructor>(Class: Class): Callable<Class> {
	function construct(...values: never[]): object {
		return Reflect.construct(Class, values, new.target ?? Class);
	}
	Object.setPrototypeOf(construct, Class);
	Object.defineProperty(construct, "prototype", { value: Class.prototype });
	Object.defineProperty(construct, "name", { value: Class.name });
	Object.defineProperty(Class.prototype, "constructor", { value: construct, writable: true, configurable: true });
	const result: unknown = construct;
	return result as Callable<Class>;
}
