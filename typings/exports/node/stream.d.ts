/// <reference path="../../modules/node-modules.d.ts" />
export * from "node:stream";
export { default } from "node:stream";
