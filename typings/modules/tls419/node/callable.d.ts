/* Made by `npm run typings` from the module itself. */
declare module "tls419/node/callable" {
	type Constructor = new (...values: never[]) => object;
	/** A constructor that makes an instance when it is called, too; `instanceof` and subclasses hold as they do for the class. */
	export type Callable<Class extends Constructor> = Class & ((...values: ConstructorParameters<Class>) => InstanceType<Class>);
	export function callable<Class extends Constructor>(Class: Class): Callable<Class>;
}
