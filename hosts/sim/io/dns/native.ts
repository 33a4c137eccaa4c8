/* What the resolvers ask of the system (dns.c). */

/** The address as the sockets spell it; undefined for what is none. */
export function spellAddress(this: unknown, text: string): string | undefined {
	return native("xs_sim_dns_address").call(this, text);
}

/** The name servers of /etc/resolv.conf. */
export function systemServers(this: unknown): string[] {
	return native("xs_sim_dns_servers").call(this);
}

/** 16 bits that nobody can guess. */
export function randomNumber(this: unknown): number {
	return native("xs_sim_dns_random").call(this);
}
