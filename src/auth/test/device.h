/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A device that keeps one passkey of Ed25519, in memory: what a browser would send of it, and what
 * a hostile one would. For tests of auth and of the pages.
 */
#ifndef MAILLAGE_AUTH_TEST_DEVICE_H
#define MAILLAGE_AUTH_TEST_DEVICE_H

#include "auth/passkey.h"
#include "base/buf.h"

#define DEVICE_ID_BYTES 32
#define DEVICE_PRESENT 0x01u
#define DEVICE_VERIFIED 0x04u
#define DEVICE_ELIGIBLE 0x08u
#define DEVICE_BACKED_UP 0x10u
#define DEVICE_CREDENTIAL 0x40u
#define DEVICE_EXTENSIONS 0x80u

struct device {
    unsigned char public_key[32], secret_key[64];
    unsigned char id[DEVICE_ID_BYTES];
    struct str handle;
    const char *origin, *rp_id;
    const char *client_more; /* what follows in the client data: ",\"topOrigin\":…"; "" */
    unsigned flags;          /* DEVICE_PRESENT | DEVICE_VERIFIED unless a test says otherwise */
    uint32_t count;          /* of the next signature */
    int64_t algorithm;       /* what it calls its key: -8 */
};

void device_make(struct device *d, const struct passkey_site *site);

struct passkey_creation device_create(const struct device *d, struct arena *a,
                                      const char *challenge);
struct passkey_assertion device_get(const struct device *d, struct arena *a, const char *challenge);

/* The parts, for tests that put them together in other ways. */
struct str device_client_data(const struct device *d, struct arena *a, const char *type,
                              const char *challenge);
struct str device_data(const struct device *d, struct arena *a, bool with_key);
struct str device_attestation(struct arena *a, struct str data);
struct str device_sign(const struct device *d, struct arena *a, struct str data, struct str client);

/* "id=…&clientDataJSON=…": the form that passkey.js sends. */
const char *device_create_form(struct arena *a, const struct passkey_creation *c);
const char *device_get_form(struct arena *a, const struct passkey_assertion *g);

#endif
