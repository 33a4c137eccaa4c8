/** Node's events: the npm library @frida/events. */
import EventEmitter, { once } from "@frida/events";

// The defaults of an emitter's own properties. Undefined all the same without them, and a prototype that is frozen would keep emitters from having their own.
for (const name of ["_events", "_eventsCount", "_maxListeners"]) delete EventEmitter.prototype[name];
EventEmitter.once = once;

const listenerCount = EventEmitter.listenerCount;

export { EventEmitter, listenerCount, once };
export default EventEmitter;
