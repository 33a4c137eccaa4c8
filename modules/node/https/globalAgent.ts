/** The agent of https requests that bring none. It is made when it is first asked for: what is made while a module is preloaded cannot change. */
import { Agent } from "tls419/node/https/agent";

let agent: Agent | undefined;

export function globalAgent(): Agent {
	agent ??= new Agent();
	return agent;
}

export function setGlobalAgent(value: Agent): void {
	agent = value;
}
