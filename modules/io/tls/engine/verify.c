/*
 * Judges a peer's certificate chain.
 *
 * mbedTLS walks the chain, checks signatures, dates, key usage and names, and calls tls_verify_certificate for each certificate from the top of the chain
 * down to the peer's own (depth 0) with the flags it found. This file adds what mbedTLS leaves out here (the address of a peer that is known by address,
 * revocation lists, pins, a policy on dates), and remembers the most telling reason together with something to say about it, because after a failed handshake the
 * certificate is gone.
 */
#include "anchor.h"
#include "internal.h"
#include "platform.h"

#include <stdio.h>
#include <string.h>

enum { explanationSize = 160 };

static bool same_name(const mbedtls_x509_buf *a, const mbedtls_x509_buf *b)
{
	return a->len == b->len && memcmp(a->p, b->p, a->len) == 0;
}

static bool has_address(const mbedtls_x509_crt *certificate, const uint8_t *address, size_t length)
{
	const mbedtls_x509_sequence *name;

	for (name = &certificate->subject_alt_names; name; name = name->next) {
		if ((name->buf.tag & MBEDTLS_ASN1_TAG_VALUE_MASK) == MBEDTLS_X509_SAN_IP_ADDRESS && name->buf.len == length
			&& memcmp(name->buf.p, address, length) == 0)
			return true;
	}
	return false;
}

/* Appends text from a certificate. What is not printable ASCII becomes a question mark: the text ends up in logs. */
static size_t append(char *text, size_t used, const uint8_t *bytes, size_t length)
{
	while (length-- > 0 && used < explanationSize - 1) {
		text[used++] = *bytes >= 0x20 && *bytes < 0x7F ? (char)*bytes : '?';
		bytes++;
	}
	text[used] = 0;
	return used;
}

static size_t append_text(char *text, size_t used, const char *what)
{
	return append(text, used, (const uint8_t *)what, strlen(what));
}

static size_t append_address(char *text, size_t used, const mbedtls_x509_buf *address)
{
	char part[8];
	size_t i;

	for (i = 0; i < address->len; i += address->len == 4 ? 1 : 2) {
		if (address->len == 4)
			snprintf(part, sizeof(part), i ? ".%u" : "%u", address->p[i]);
		else
			snprintf(part, sizeof(part), i ? ":%x" : "%x", address->p[i] << 8 | address->p[i + 1]);
		used = append_text(text, used, part);
	}
	return used;
}

static void explain_names(char *text, const mbedtls_x509_crt *certificate)
{
	const mbedtls_x509_sequence *name;
	size_t used = 0;

	for (name = &certificate->subject_alt_names; name && name->buf.p; name = name->next) {
		int tag = name->buf.tag & MBEDTLS_ASN1_TAG_VALUE_MASK;
		bool address = tag == MBEDTLS_X509_SAN_IP_ADDRESS && (name->buf.len == 4 || name->buf.len == 16);
		if (tag != MBEDTLS_X509_SAN_DNS_NAME && !address)
			continue;
		if (used > 0)
			used = append_text(text, used, ", ");
		used = address ? append_address(text, used, &name->buf) : append(text, used, name->buf.p, name->buf.len);
	}
	if (used == 0)
		mbedtls_x509_dn_gets(text, explanationSize, &certificate->subject);
}

static void explain_date(char *text, const mbedtls_x509_time *date)
{
	snprintf(text, explanationSize, "%04d-%02d-%02d %02d:%02d:%02d UTC", date->year, date->mon, date->day, date->hour, date->min, date->sec);
}

static void explain_clock(char *text)
{
	mbedtls_x509_time now;

	if (mbedtls_x509_time_gmtime(mbedtls_time(NULL), &now) == 0)
		explain_date(text, &now);
}

/* What mbedTLS's flags mean, in the order of tls_verdict. What is not trusted has several names. */
static const struct {
	uint32_t flags;
	tls_verdict verdict;
} meanings[] = {
	{ MBEDTLS_X509_BADCERT_REVOKED, TLS_VERDICT_REVOKED },
	{ TLS_FLAG_CLOCK_NOT_SET, TLS_VERDICT_CLOCK_NOT_SET },
	{ MBEDTLS_X509_BADCERT_EXPIRED, TLS_VERDICT_EXPIRED },
	{ MBEDTLS_X509_BADCERT_FUTURE, TLS_VERDICT_NOT_YET_VALID },
	{ MBEDTLS_X509_BADCERT_CN_MISMATCH, TLS_VERDICT_WRONG_NAME },
	{ MBEDTLS_X509_BADCERT_KEY_USAGE | MBEDTLS_X509_BADCERT_EXT_KEY_USAGE | MBEDTLS_X509_BADCERT_NS_CERT_TYPE, TLS_VERDICT_WRONG_PURPOSE },
	{ MBEDTLS_X509_BADCERT_BAD_MD | MBEDTLS_X509_BADCERT_BAD_PK, TLS_VERDICT_WEAK_SIGNATURE },
	{ MBEDTLS_X509_BADCERT_BAD_KEY, TLS_VERDICT_WEAK_KEY },
	{ MBEDTLS_X509_BADCRL_NOT_TRUSTED, TLS_VERDICT_LIST_SIGNATURE },
	{ MBEDTLS_X509_BADCRL_EXPIRED, TLS_VERDICT_LIST_EXPIRED },
	{ MBEDTLS_X509_BADCRL_FUTURE, TLS_VERDICT_LIST_NOT_YET_VALID },
	{ TLS_FLAG_LIST_MISSING, TLS_VERDICT_LIST_MISSING },
};

static tls_verdict untrusted(const mbedtls_x509_crt *certificate, int depth)
{
	if (same_name(&certificate->issuer_raw, &certificate->subject_raw))
		return depth == 0 ? TLS_VERDICT_SELF_SIGNED : TLS_VERDICT_SELF_SIGNED_IN_CHAIN;
	return depth == 0 ? TLS_VERDICT_UNKNOWN_ISSUER : TLS_VERDICT_UNKNOWN_ISSUER_IN_CHAIN;
}

/* All that is wrong with a certificate, as bits 1 << tls_verdict; 0 if nothing is. Without the certificate it cannot be told who is not trusted. */
static uint32_t reasons_of(uint32_t flags, const mbedtls_x509_crt *certificate, int depth)
{
	uint32_t reasons = 0;
	size_t i;

	for (i = 0; i < sizeof(meanings) / sizeof(meanings[0]); i++) {
		if (flags & meanings[i].flags)
			reasons |= 1u << meanings[i].verdict;
		flags &= ~meanings[i].flags;
	}
	if (flags & MBEDTLS_X509_BADCERT_NOT_TRUSTED && certificate) {
		reasons |= 1u << untrusted(certificate, depth);
		flags &= ~(uint32_t)MBEDTLS_X509_BADCERT_NOT_TRUSTED;
	}
	return reasons | (flags ? 1u << TLS_VERDICT_OTHER : 0);
}

/* The reason that is told, which is the first in the order of tls_verdict: what a person should mend first comes first. */
static tls_verdict worst(uint32_t reasons)
{
	unsigned verdict;

	for (verdict = TLS_VERDICT_ACCEPTED; verdict < TLS_VERDICT_UNKNOWN; verdict++) {
		if (reasons & 1u << verdict)
			return (tls_verdict)verdict;
	}
	return TLS_VERDICT_ACCEPTED;
}

static void explain(char *text, tls_verdict verdict, const mbedtls_x509_crt *certificate)
{
	if (verdict == TLS_VERDICT_WRONG_NAME)
		explain_names(text, certificate);
	else if (verdict == TLS_VERDICT_EXPIRED)
		explain_date(text, &certificate->valid_to);
	else if (verdict == TLS_VERDICT_NOT_YET_VALID)
		explain_date(text, &certificate->valid_from);
	else if (verdict == TLS_VERDICT_CLOCK_NOT_SET)
		explain_clock(text);
	else
		mbedtls_x509_dn_gets(text, explanationSize, verdict == TLS_VERDICT_WEAK_KEY ? &certificate->subject : &certificate->issuer);
}

/* A chain is as bad as its worst link. The values of tls_verdict are in that order, after the first and before the last. */
static void remember(tls_session *session, const mbedtls_x509_crt *certificate, tls_verdict verdict)
{
	if (session->verdict == TLS_VERDICT_UNKNOWN)
		session->verdict = TLS_VERDICT_ACCEPTED;
	if (verdict == TLS_VERDICT_ACCEPTED || (session->verdict != TLS_VERDICT_ACCEPTED && session->verdict <= verdict))
		return;
	session->verdict = (uint8_t)verdict;
	if (!session->explanation) {
		/* Without memory there is a verdict and no explanation: the caller still learns that, and why, the certificate was refused. */
		session->explanation = mbedtls_calloc(1, explanationSize);
		if (!session->explanation)
			return;
	}
	session->explanation[0] = 0;
	explain(session->explanation, verdict, certificate);
}

/* Whether the certificate's key is pinned. Gives an error that ends the handshake at once; a mismatch ends it after all certificates were seen. */
static int compare_pins(tls_session *session, const mbedtls_x509_crt *certificate, int depth)
{
	const tls_configuration *configuration = session->configuration;
	uint8_t digest[TLS_PIN_SIZE];
	size_t i, length;
	psa_status_t status;

	/* A chain that nobody has to believe is whatever the peer has put together: there only its own key counts, whose possession it proves. */
	if (depth == 0 || configuration->policy == TLS_PEER_REQUIRED) {
		status = psa_hash_compute(PSA_ALG_SHA_256, certificate->pk_raw.p, certificate->pk_raw.len, digest, sizeof(digest), &length);
		if (status)
			return status == PSA_ERROR_INSUFFICIENT_MEMORY ? MBEDTLS_ERR_X509_ALLOC_FAILED : status;
		for (i = 0; i < configuration->pinsLength; i += TLS_PIN_SIZE) {
			if (memcmp(digest, configuration->pins + i, TLS_PIN_SIZE) == 0)
				session->pinned = true;
		}
	}
	return depth == 0 && !session->pinned ? tls_question_refuse(session, TLS_ERROR_PIN_MISMATCH) : 0;
}

int tls_verify_certificate(void *context, mbedtls_x509_crt *certificate, int depth, uint32_t *flags)
{
	tls_session *session = context;
	const tls_configuration *configuration = session->configuration;
	uint32_t reasons;

	*flags |= tls_revocation_flags(configuration->credentials, certificate, session->issuer);
	*flags = tls_clock_judge(configuration->time, *flags);
	session->issuer = depth > 0 ? certificate : NULL;
	if (depth == 0 && session->addressLength && !has_address(certificate, session->address, session->addressLength))
		*flags |= MBEDTLS_X509_BADCERT_CN_MISMATCH;
	reasons = reasons_of(*flags, certificate, depth);
	remember(session, certificate, worst(reasons));
	if (configuration->pinsLength > 0) {
		int error = compare_pins(session, certificate, depth);
		if (error)
			return error;
	}
	if (configuration->questions & TLS_EVENT_VERIFY)
		return tls_question_add_certificate(session, certificate, depth, reasons);
	return 0;
}

void tls_verify_conclude(tls_session *session)
{
	uint32_t flags = mbedtls_ssl_get_verify_result(&session->ssl);

	/* All bits set: mbedTLS has not come to verify anything. */
	if (flags == UINT32_MAX)
		return;
	if (flags & (MBEDTLS_X509_BADCERT_MISSING | MBEDTLS_X509_BADCERT_SKIP_VERIFY))
		session->verdict = TLS_VERDICT_NO_CERTIFICATE;
	else if (flags && session->verdict == TLS_VERDICT_ACCEPTED) {
		tls_verdict verdict = worst(reasons_of(flags & ~(uint32_t)MBEDTLS_X509_BADCERT_NOT_TRUSTED, NULL, 0));
		session->verdict = verdict == TLS_VERDICT_ACCEPTED ? TLS_VERDICT_OTHER : (uint8_t)verdict;
	}
}

void tls_verify_pins(tls_session *session)
{
	if (session->error || session->configuration->pinsLength == 0 || session->pinned || session->verdict != TLS_VERDICT_NO_CERTIFICATE)
		return;
	session->error = TLS_ERROR_PIN_MISMATCH;
	/* Should this fail too, the mismatch is the failure that counts. */
	(void)mbedtls_ssl_send_alert_message(&session->ssl, MBEDTLS_SSL_ALERT_LEVEL_FATAL, MBEDTLS_SSL_ALERT_MSG_BAD_CERT);
}

/* Adds an authority of a store to the list: a certificate where it lies, or one that is made around its key. */
static int add_authority(mbedtls_x509_crt *list, const mbedtls_x509_buf *name, const uint8_t *der, size_t length)
{
	uint8_t *anchor;
	size_t size;
	int error;

	if (!tls_anchor_is_key(der, length))
		return mbedtls_x509_crt_parse_der_nocopy(list, der, length);
	size = tls_anchor_length(name->len, length);
	anchor = mbedtls_calloc(1, size);
	if (!anchor)
		return MBEDTLS_ERR_X509_ALLOC_FAILED;
	tls_anchor_write(anchor, name->p, name->len, der, length);
	error = mbedtls_x509_crt_parse_der(list, anchor, size);
	mbedtls_free(anchor);
	return error;
}

int tls_verify_find_issuer(void *credentials, mbedtls_x509_crt const *child, mbedtls_x509_crt **candidates)
{
	mbedtls_x509_crt *list = NULL;
	const uint8_t *der;
	size_t index, length;
	int error = 0;

	for (index = 0; !error; index++) {
		der = tls_credentials_authority(credentials, child->issuer_raw.p, child->issuer_raw.len, index, &length);
		if (!der)
			break;
		if (!list) {
			list = mbedtls_calloc(1, sizeof(*list));
			if (!list)
				return MBEDTLS_ERR_X509_ALLOC_FAILED;
			mbedtls_x509_crt_init(list);
		}
		/* An authority whose key this build cannot use is passed over; another of the same name may serve. */
		if (add_authority(list, &child->issuer_raw, der, length) == MBEDTLS_ERR_X509_ALLOC_FAILED)
			error = MBEDTLS_ERR_X509_ALLOC_FAILED;
	}
	if (error) {
		mbedtls_x509_crt_free(list);
		mbedtls_free(list);
		return error;
	}
	*candidates = list;
	return 0;
}
