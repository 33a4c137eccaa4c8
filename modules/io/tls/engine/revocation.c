/*
 * Revocation lists.
 *
 * mbedTLS looks at lists only where it was given the authorities as a list, not where it asks for them (the host's store), and it is silent about a certificate
 * whose issuer has no list. So it is given none, and the lists are looked at here, as the chain is walked from the top down: a certificate's issuer is then the one
 * that was shown before. A list counts if it carries the issuer's name and the signature of the issuer's key, and if it is valid now.
 */
#include "internal.h"

#include <string.h>

#if defined(MBEDTLS_X509_CRL_PARSE_C)

static uint32_t flags_of(const mbedtls_x509_crl *list, const mbedtls_x509_crt *issuer)
{
	uint32_t flags = 0;

	if (mbedtls_x509_crt_check_key_usage(issuer, MBEDTLS_X509_KU_CRL_SIGN) != 0 || !tls_compat_is_signed(list, issuer))
		return MBEDTLS_X509_BADCRL_NOT_TRUSTED;
	if (mbedtls_x509_time_is_past(&list->next_update))
		flags |= MBEDTLS_X509_BADCRL_EXPIRED;
	if (mbedtls_x509_time_is_future(&list->this_update))
		flags |= MBEDTLS_X509_BADCRL_FUTURE;
	return flags;
}

uint32_t tls_revocation_flags(const tls_credentials *credentials, const mbedtls_x509_crt *certificate, const mbedtls_x509_crt *issuer)
{
	const mbedtls_x509_crl *list = &credentials->revocations;
	uint32_t flags = 0, all = 0;
	bool valid = false;

	if (list->version == 0 || !issuer)
		return 0;
	for (; list; list = list->next) {
		if (list->issuer_raw.len != issuer->subject_raw.len || memcmp(list->issuer_raw.p, issuer->subject_raw.p, list->issuer_raw.len) != 0)
			continue;
		flags = flags_of(list, issuer);
		/* What was revoked stays so, also in a list that is out of date. */
		if (!(flags & MBEDTLS_X509_BADCRL_NOT_TRUSTED) && mbedtls_x509_crt_is_revoked(certificate, list))
			return MBEDTLS_X509_BADCERT_REVOKED;
		valid = valid || flags == 0;
		all |= flags;
	}
	if (valid)
		return 0;
	return all ? all : TLS_FLAG_LIST_MISSING;
}

#else

uint32_t tls_revocation_flags(const tls_credentials *credentials, const mbedtls_x509_crt *certificate, const mbedtls_x509_crt *issuer)
{
	(void)credentials;
	(void)certificate;
	(void)issuer;
	return 0;
}

#endif
