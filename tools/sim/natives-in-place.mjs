/**
 * A function whose body is nothing but `return native("xs_name").call(this, <its own parameters>)` need not exist as JavaScript: the SDK's compiler puts
 * the native function itself in its place. So it does with a constructor that after `super()` does nothing else. Here the same is said in JavaScript, on the
 * line where the function or its class ends, so that every line stays where it was: a method by a call of native.define(), a function of the module by an
 * assignment, and a constructor by a second argument of Native.
 */

/** @typedef {import("acorn").Program} Program */
/** @typedef {import("acorn").ClassDeclaration | import("acorn").AnonymousClassDeclaration} ClassDeclaration */
/** @typedef {import("acorn").FunctionDeclaration | import("acorn").AnonymousFunctionDeclaration} FunctionDeclaration */
/** @typedef {import("acorn").MethodDefinition} MethodDefinition */
/** @typedef {import("acorn").Statement} Statement */
/** @typedef {import("acorn").Pattern} Pattern */
/** @typedef {{start: number, end: number, text: string}} Edit what stands between the two positions becomes the text */

/**
 * @param {Program} program
 * @param {string} script
 * @returns {Edit[]} in ascending order
 */
export function nativesInPlace(program, script) {
	return program.body.flatMap((statement) => {
		const declaration =
			statement.type === "ExportNamedDeclaration" || statement.type === "ExportDefaultDeclaration" ? statement.declaration : statement;
		if (declaration?.type === "ClassDeclaration") return ofClass(declaration, script);
		if (declaration?.type === "FunctionDeclaration") return ofFunction(declaration);
		return [];
	});
}

/**
 * @param {FunctionDeclaration} declaration
 * @returns {Edit[]}
 */
function ofFunction(declaration) {
	const { id, params, body, async, generator, end } = declaration;
	const native = id && !async && !generator && body.body.length === 1 ? nativeOf(body.body[0], params) : undefined;
	return id && native ? [insertion(end, `;${id.name}=native(${JSON.stringify(native)},${JSON.stringify(id.name)});`)] : [];
}

/**
 * @param {ClassDeclaration} declaration
 * @param {string} script
 * @returns {Edit[]}
 */
function ofClass(declaration, script) {
	let [edits, text] = [/** @type {Edit[]} */ ([]), ""];
	for (const member of declaration.body.body) {
		if (member.type !== "MethodDefinition" || member.computed || member.key.type !== "Identifier") continue;
		if (member.kind === "constructor") edits = ofConstructor(declaration, member, script);
		else if (declaration.id) text += definitionOf(declaration.id.name, member, member.key.name);
	}
	return text ? [...edits, insertion(declaration.end, `${text};`)] : edits;
}

/**
 * @param {string} className
 * @param {MethodDefinition} method
 * @param {string} key
 */
function definitionOf(className, method, key) {
	const { params, body, async, generator } = method.value;
	const native = !async && !generator && body.body.length === 1 ? nativeOf(body.body[0], params) : undefined;
	if (native === undefined) return "";
	const target = method.static ? className : `${className}.prototype`;
	const kind = method.kind === "method" ? "" : `,${JSON.stringify(method.kind)}`;
	return `;native.define(${target},${JSON.stringify(key)},${JSON.stringify(native)}${kind})`;
}

/**
 * The fields of a class get their values when super() returns, so a class that has some keeps its constructor.
 *
 * @param {ClassDeclaration} declaration
 * @param {MethodDefinition} method
 * @param {string} script
 * @returns {Edit[]}
 */
function ofConstructor(declaration, method, script) {
	const { superClass, body: classBody } = declaration;
	const { params, body } = method.value;
	const [first, second, more] = body.body;
	const call = first?.type === "ExpressionStatement" ? first.expression : undefined;
	if (superClass?.type !== "CallExpression" || superClass.callee.type !== "Identifier" || superClass.callee.name !== "Native") return [];
	if (call?.type !== "CallExpression" || call.callee.type !== "Super" || call.arguments.length || more) return [];
	if (
		second?.type !== "ExpressionStatement" ||
		superClass.arguments.length !== 1 ||
		classBody.body.some(({ type }) => type === "PropertyDefinition")
	)
		return [];
	const native = nativeOf(second, params);
	if (native === undefined) return [];
	const values = params.map(({ start, end }) => script.slice(start, end)).join(",");
	return [
		insertion(superClass.arguments[0].end, `,${JSON.stringify(native)}`),
		insertion(call.end - 1, values),
		{ start: second.start, end: second.end, text: script.slice(second.start, second.end).replace(/[^\n]+/g, "") },
	];
}

/**
 * @param {number} position
 * @param {string} text
 * @returns {Edit}
 */
function insertion(position, text) {
	return { start: position, end: position, text };
}

/**
 * @param {Statement} statement
 * @param {Pattern[]} params of the function that it is the body of
 * @returns {string | undefined} the native function that can stand in its place
 */
function nativeOf(statement, params) {
	const call =
		statement.type === "ReturnStatement" ? statement.argument : statement.type === "ExpressionStatement" ? statement.expression : undefined;
	if (call?.type !== "CallExpression" || call.optional || call.callee.type !== "MemberExpression") return undefined;
	const { object, property, computed } = call.callee;
	if (computed || property.type !== "Identifier" || property.name !== "call" || object.type !== "CallExpression") return undefined;
	const [name] = object.arguments;
	if (object.callee.type !== "Identifier" || object.callee.name !== "native" || object.arguments.length !== 1) return undefined;
	if (name.type !== "Literal" || typeof name.value !== "string") return undefined;
	const [self, ...values] = call.arguments;
	if (self?.type !== "ThisExpression" || values.length !== params.length) return undefined;
	const same = params.every((parameter, index) => {
		const value = values[index];
		return parameter.type === "Identifier" && value.type === "Identifier" && value.name === parameter.name;
	});
	return same ? name.value : undefined;
}
