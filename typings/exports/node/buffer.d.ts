/// <reference path="../../modules/node-modules.d.ts" />
export * from "node:buffer";
export { default } from "node:buffer";
