/// <reference path="../../modules/node-modules.d.ts" />
export * from "node:dgram";
export { default } from "node:dgram";
