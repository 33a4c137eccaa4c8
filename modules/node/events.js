/** Node's events: the npm library @frida/events. */
import EventEmitter, { once } from "@frida/events";

const listenerCount = EventEmitter.listenerCount;

export { EventEmitter, listenerCount, once };
export default EventEmitter;
