/* "embedded:network/ws/client": ECMA-419's name for what the SDK calls "embedded:network/websocket/client". */

export { default } from "embedded:network/websocket/client";
