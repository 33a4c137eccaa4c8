/// <reference path="../modules/index.d.ts" />
export * from "tls419/fetch";
export { default } from "tls419/fetch";
