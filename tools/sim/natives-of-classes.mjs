/**
 * A method whose body is nothing but `return native("xs_name").call(this, <its own parameters>)` need not exist as JavaScript: the SDK's compiler puts
 * the native function itself in its place. Here the same is said in JavaScript, by calls of native.define() on the line of the class's closing brace,
 * so that every line stays where it was.
 */

/** @typedef {import("acorn").Program} Program */
/** @typedef {import("acorn").AnyNode} AnyNode */
/** @typedef {import("acorn").ClassDeclaration | import("acorn").AnonymousClassDeclaration} ClassDeclaration */
/** @typedef {import("acorn").MethodDefinition} MethodDefinition */

/**
 * @param {Program} program
 * @returns {{position: number, text: string}[]} what to insert into the source, in ascending order
 */
export function nativeDefinitions(program) {
	const insertions = [];
	for (const statement of program.body) {
		const declaration =
			statement.type === "ExportNamedDeclaration" || statement.type === "ExportDefaultDeclaration" ? statement.declaration : statement;
		if (declaration?.type !== "ClassDeclaration" || !declaration.id) continue;
		const text = definitionsOfClass(declaration, declaration.id.name);
		if (text) insertions.push({ position: declaration.end, text });
	}
	return insertions;
}

/**
 * @param {ClassDeclaration} declaration
 * @param {string} name
 */
function definitionsOfClass(declaration, name) {
	let text = "";
	for (const member of declaration.body.body) {
		if (member.type !== "MethodDefinition" || member.kind === "constructor" || member.computed || member.key.type !== "Identifier")
			continue;
		const native = nativeOfMethod(member);
		if (native === undefined) continue;
		const target = member.static ? name : `${name}.prototype`;
		const kind = member.kind === "method" ? "" : `,${JSON.stringify(member.kind)}`;
		text += `;native.define(${target},${JSON.stringify(member.key.name)},${JSON.stringify(native)}${kind})`;
	}
	return text && `${text};`;
}

/**
 * @param {MethodDefinition} method
 * @returns {string | undefined} the native function that can stand in the method's place
 */
function nativeOfMethod(method) {
	const { params, body, async, generator } = method.value;
	if (async || generator || body.body.length !== 1) return undefined;
	const statement = body.body[0];
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
