/// <reference path="../modules/index.d.ts" />
export * from "tls419/network";
