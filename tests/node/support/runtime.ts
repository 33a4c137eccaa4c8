/** Whether this is Node itself, whose modules are what ours are compared with. */
export const onNode = !("trace" in globalThis);
