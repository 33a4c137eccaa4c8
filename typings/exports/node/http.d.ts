/// <reference path="../../modules/node-modules.d.ts" />
export * from "node:http";
export { default } from "node:http";
