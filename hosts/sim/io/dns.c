/* What the resolvers ask of the system: is this an address, who are the name servers, and numbers that nobody can guess. */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "endpoint.h"
#include "failure.h"
#include "turn.h"
#include "xsmc.h"

#define CONFIGURATION "/etc/resolv.conf"
#define FALLBACK "127.0.0.1" /* what the C library takes, too, when nothing is configured */

/* The address as the sockets spell it, or undefined for what is none. */
void xs_sim_dns_address(xsMachine *the)
{
	io_endpoint endpoint;
	char text[ENDPOINT_TEXT];

	if (!endpoint_parse(&endpoint, xsmcToString(xsArg(0)), 0))
		return;
	endpoint_text(&endpoint, text);
	xsmcSetString(xsResult, text);
}

/* An array of addresses. Lines that are too long for one hold none. */
void xs_sim_dns_servers(xsMachine *the)
{
	FILE *file = fopen(CONFIGURATION, "re");
	char line[256], address[128];
	xsIndex count = 0;

	xsmcVars(1);
	xsmcSetNewArray(xsResult, 0);
	while (file && fgets(line, sizeof(line), file)) {
		io_endpoint endpoint;
		if ((sscanf(line, " nameserver %127s", address) != 1) || !endpoint_parse(&endpoint, address, 0))
			continue;
		xsmcSetString(xsVar(0), address);
		xsmcSetIndex(xsResult, count++, xsVar(0));
	}
	if (file)
		fclose(file);
	if (!count) {
		xsmcSetString(xsVar(0), FALLBACK);
		xsmcSetIndex(xsResult, 0, xsVar(0));
	}
}

/* 16 bits. They keep others from answering in a server's name, so --seed has no say in them. */
void xs_sim_dns_random(xsMachine *the)
{
	uint16_t value;

	if (getrandom(&value, sizeof(value), 0) != sizeof(value))
		failure_throw(the, errno, "random numbers");
	xsmcSetInteger(xsResult, value);
}
