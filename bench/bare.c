/* What the client and the server share: the heap, the clocks, errors; and the command line. */
#include "bare.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>

#include "mbedtls/error.h"
#include "mbedtls/platform.h"
#include "mbedtls/platform_time.h"
#include "psa/crypto.h"
#if MBEDTLS_VERSION_NUMBER < 0x04000000
#include "mbedtls/psa_util.h"
#endif

bare_heap bareHeap;

/* In front of every block; as large as the strictest alignment asks, so that the block keeps it. The simulator counts the same way. */
typedef struct {
	_Alignas(max_align_t) size_t size;
} block_header;

static void *counted_calloc(size_t count, size_t size)
{
	block_header *header;
	size_t bytes;

	if (__builtin_mul_overflow(count, size, &bytes) || bytes > SIZE_MAX - sizeof(block_header))
		return NULL;
	header = calloc(1, sizeof(block_header) + bytes);
	if (!header)
		return NULL;
	header->size = bytes;
	bareHeap.current += bytes;
	if (bareHeap.peak < bareHeap.current)
		bareHeap.peak = bareHeap.current;
	return header + 1;
}

static void counted_free(void *memory)
{
	block_header *header = memory;

	if (!header)
		return;
	header--;
	bareHeap.current -= header->size;
	free(header);
}

/* mbedTLS is configured to take both clocks from its host. */
mbedtls_ms_time_t mbedtls_ms_time(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (mbedtls_ms_time_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void bare_fail(const char *what, int number)
{
	char text[128] = "";

	mbedtls_strerror(number, text, sizeof(text));
	fprintf(stderr, "bare: %s: -0x%04x %s\n", what, (unsigned)-number, text);
	exit(1);
}

void bare_fail_system(const char *what)
{
	fprintf(stderr, "bare: %s: %s\n", what, strerror(errno));
	exit(1);
}

void bare_must(int result, const char *what)
{
	if (result)
		bare_fail(what, result);
}

void bare_begin(void)
{
	bare_must(mbedtls_platform_set_calloc_free(counted_calloc, counted_free), "the counted heap");
	bare_must(mbedtls_platform_set_time(time), "the clock");
	bare_must(psa_crypto_init(), "psa_crypto_init");
}

size_t bare_load(const char *path, unsigned char *bytes, size_t size)
{
	FILE *file = fopen(path, "rb");
	size_t length;

	if (!file)
		bare_fail_system(path);
	length = fread(bytes, 1, size - 1, file);
	if (ferror(file))
		bare_fail_system(path);
	fclose(file);
	bytes[length] = 0;
	return length;
}

void bare_configure(mbedtls_ssl_config *configuration, int endpoint, int transport)
{
	mbedtls_ssl_config_init(configuration);
	bare_must(mbedtls_ssl_config_defaults(configuration, endpoint, transport, MBEDTLS_SSL_PRESET_DEFAULT), "the configuration");
#if MBEDTLS_VERSION_NUMBER < 0x04000000
	mbedtls_ssl_conf_rng(configuration, mbedtls_psa_get_random, MBEDTLS_PSA_RANDOM_STATE);
#endif
}

int bare_socket(void)
{
	int descriptor = socket(AF_INET, SOCK_STREAM, 0);

	if (descriptor < 0)
		bare_fail_system("socket");
	return descriptor;
}

int bare_listen(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t length = sizeof(address);
	int descriptor = bare_socket();

	if (bind(descriptor, (struct sockaddr *)&address, sizeof(address)) < 0 || listen(descriptor, 64) < 0
			|| getsockname(descriptor, (struct sockaddr *)&address, &length) < 0)
		bare_fail_system("listen");
	printf("%u\n", (unsigned)ntohs(address.sin_port));
	fflush(stdout);
	return descriptor;
}

void bare_end_with_parent(void)
{
	if (prctl(PR_SET_PDEATHSIG, SIGTERM) < 0)
		bare_fail_system("prctl");
}

int main(int count, char **words)
{
	if (count > 1 && !strcmp(words[1], "client"))
		return bare_client(count - 2, words + 2);
	if (count > 1 && !strcmp(words[1], "server"))
		return bare_server(count - 2, words + 2);
	if (count > 1 && !strcmp(words[1], "service"))
		return bare_service(count - 2, words + 2);
	if (count > 1 && !strcmp(words[1], "datagram-client"))
		return bare_datagram_client(count - 2, words + 2);
	if (count > 1 && !strcmp(words[1], "datagram-server"))
		return bare_datagram_server(count - 2, words + 2);
	if (count > 1 && !strcmp(words[1], "datagram-service"))
		return bare_datagram_service(count - 2, words + 2);
	if (count > 1 && !strcmp(words[1], "stopwatch"))
		return bare_stopwatch(count - 2, words + 2);
	fprintf(stderr,
		"usage: bare server FOLDER [MODE]                            prints its port\n"
		"       bare client FOLDER PORT VERSION up|down SIZE TOTAL\n"
		"       bare client FOLDER PORT VERSION handshakes|idle|visit COUNT [MODE]\n"
		"       bare service FOLDER VERSION handshakes|idle COUNT [MODE]\n"
		"       bare datagram-server, -client, -service ...          the same over DTLS, where the only VERSION is 1.2\n"
		"       bare stopwatch COUNT PROGRAM [ARGUMENT...]           milliseconds from exec to the first line\n"
		"VERSION is 1.2 or 1.3, MODE full, resumed, mutual or psk, FOLDER has the certificates of the test PKI.\n");
	return 2;
}
