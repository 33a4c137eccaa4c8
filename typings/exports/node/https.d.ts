/// <reference path="../../modules/node-modules.d.ts" />
export * from "node:https";
export { default } from "node:https";
