/// <reference path="../../modules/node-modules.d.ts" />
export * from "node:timers";
export { default } from "node:timers";
