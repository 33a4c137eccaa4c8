#include "failure.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "mc.xs.h"

typedef struct {
	int number;
	const char *code;
	const char *sentence;
} failure_row;

static const failure_row rows[] = {
	{ FAILURE_END, "EOF", "the other side closed the connection" },
	{ EACCES, "EACCES", "not permitted; ports below 1024 and broadcast addresses need a privilege" },
	{ EADDRINUSE, "EADDRINUSE", "the address and port are in use; choose another port or close what uses it" },
	{ EADDRNOTAVAIL, "EADDRNOTAVAIL", "the address is not one of this machine's" },
	{ EAFNOSUPPORT, "EAFNOSUPPORT", "this machine does not support that kind of address" },
	{ EAGAIN, "EAGAIN", "the network cannot take more now; try again later" },
	{ ECONNABORTED, "ECONNABORTED", "the connection was given up" },
	{ ECONNREFUSED, "ECONNREFUSED", "refused; nothing listens there" },
	{ ECONNRESET, "ECONNRESET", "the other side broke the connection off" },
	{ EHOSTUNREACH, "EHOSTUNREACH", "no way to the host; check its address and the routes" },
	{ EINVAL, "EINVAL", "the system found an argument invalid" },
	{ EMFILE, "EMFILE", "this process has too many files and sockets open" },
	{ EMSGSIZE, "EMSGSIZE", "the datagram is larger than the network carries" },
	{ ENETDOWN, "ENETDOWN", "the network is down" },
	{ ENETUNREACH, "ENETUNREACH", "no way to the network; check the address and the routes" },
	{ ENFILE, "ENFILE", "the system has too many files and sockets open" },
	{ ENOBUFS, "ENOBUFS", "the system has no room for it now; try again later" },
	{ ENODEV, "ENODEV", "no network interface carries that address" },
	{ ENOMEM, "ENOMEM", "out of memory" },
	{ EPERM, "EPERM", "not permitted, perhaps by a firewall" },
	{ EPIPE, "EPIPE", "the other side no longer takes data" },
	{ ETIMEDOUT, "ETIMEDOUT", "no answer in time" },
};

void failure_make(xsMachine *the, xsSlot *result, int number, const char *what)
{
	char message[320], other[16];
	const char *code = other, *sentence = NULL;
	size_t index;

	for (index = 0; index < sizeof(rows) / sizeof(rows[0]); index++) {
		if (rows[index].number == number) {
			code = rows[index].code;
			sentence = rows[index].sentence;
		}
	}
	if (!sentence) {
		snprintf(other, sizeof(other), "E%d", number);
		sentence = strerror(number);
	}
	snprintf(message, sizeof(message), "%s: %s", what, sentence);
	*result = xsNew1(xsGlobal, xsID_Error, xsString(message));
	xsmcSetString(xsResult, (char *)code);
	xsmcSet(*result, xsID_code, xsResult);
}

void failure_throw(xsMachine *the, int number, const char *what)
{
	xsmcVars(1);
	failure_make(the, &xsVar(0), number, what);
	xsThrow(xsVar(0));
}
