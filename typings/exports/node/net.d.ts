/// <reference path="../../modules/node-modules.d.ts" />
export * from "node:net";
export { default } from "node:net";
