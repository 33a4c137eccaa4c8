/*
 * What the dates of certificates and lists are worth.
 *
 * A device without a battery begins its life in 1970, or in whatever year its chip was made, and mbedTLS then says that every certificate is not valid yet. That
 * is true and no help: so here a clock that shows a time before this library was written counts as not set, which is told as such.
 */
#include "internal.h"

/* 2026-01-01 00:00:00 UTC, in seconds since 1970. */
enum { written = 1767225600 };

static const uint32_t dates = MBEDTLS_X509_BADCERT_EXPIRED | MBEDTLS_X509_BADCERT_FUTURE | MBEDTLS_X509_BADCRL_EXPIRED | MBEDTLS_X509_BADCRL_FUTURE;

bool tls_clock_is_set(void)
{
	return mbedtls_time(NULL) >= (mbedtls_time_t)written;
}

uint32_t tls_clock_judge(tls_time_policy policy, uint32_t flags)
{
	if (policy != TLS_TIME_IGNORE && tls_clock_is_set())
		return flags;
	return (flags & ~dates) | (policy == TLS_TIME_REQUIRE ? TLS_FLAG_CLOCK_NOT_SET : 0);
}
