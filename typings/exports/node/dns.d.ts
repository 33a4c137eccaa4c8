/// <reference path="../../modules/node-modules.d.ts" />
export * from "node:dns";
export { default } from "node:dns";
