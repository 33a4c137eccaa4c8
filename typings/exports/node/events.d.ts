/// <reference path="../../modules/node-modules.d.ts" />
export * from "node:events";
export { default } from "node:events";
