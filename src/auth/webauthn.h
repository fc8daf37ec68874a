/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The ceremonies of Web Authentication (W3C, Level 3, sections 7.1 and 7.2) as functions of what
 * arrived: no database, no clock. Private to this folder, its tests and the fuzzer; others use
 * auth/passkey.h.
 */
#ifndef MAILLAGE_AUTH_WEBAUTHN_H
#define MAILLAGE_AUTH_WEBAUTHN_H

#include "auth/passkey.h"

/* COSE algorithms (RFC 9053, RFC 8812) */
#define COSE_ES256 (-7)
#define COSE_EDDSA (-8)
#define COSE_RS256 (-257)

#define COSE_KEY_MAX 1024 /* bytes; RSA of 4096 bits takes some 530 */

struct cose_key {
    int64_t algorithm;
    struct str x, y; /* of a curve; y of ES256 alone */
    struct str n, e; /* of RSA, big-endian */
};

/* `out` holds slices of `bytes`. False: not one of the three, said twice, or something behind it.
 * Whether it can be one at all is for cose_key_is_sound to say. */
must_check bool cose_key_read(struct str bytes, struct cose_key *out);
/* On its curve and of no small order; RSA of 2048 to 4096 bits. */
must_check bool cose_key_is_sound(const struct cose_key *key);
must_check bool cose_key_verify(const struct cose_key *key, struct str signed_data,
                                struct str signature);

#define WEBAUTHN_HASH_BYTES 32
#define WEBAUTHN_AAGUID_BYTES 16

/* What a device says of itself and of its owner's gesture (section 6.1). */
struct authenticator_data {
    struct str rp_id_hash;
    bool user_present, user_verified, backup_eligible, backed_up;
    uint32_t sign_count;
    struct str credential_id, public_key; /* when it made one; else p is NULL */
};
/* False: cut short, or something behind its end. */
must_check bool authenticator_data_read(struct str bytes, struct authenticator_data *out);

/* The authenticator data of an attestation object (section 6.5.4); its statement must be CBOR, and
 * is not judged: see docs/decisions/0014. */
must_check bool attestation_read(struct str bytes, struct str *out);

struct webauthn_expected {
    const struct passkey_site *site;
    const char *challenge; /* base64url */
};

/* "webauthn.create": a new credential. */
must_check enum passkey_fault webauthn_create(const struct webauthn_expected *expected,
                                              const struct passkey_creation *came,
                                              struct authenticator_data *out);

/* "webauthn.get": a signature by a known one. */
struct webauthn_known {
    struct str public_key, handle;
    bool backup_eligible;
};
must_check enum passkey_fault webauthn_get(struct arena *a,
                                           const struct webauthn_expected *expected,
                                           const struct passkey_assertion *came,
                                           const struct webauthn_known *known,
                                           struct authenticator_data *out);

#endif
