/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "auth/webauthn.h"

#include "auth/cbor_item.h"

#include <jansson.h>
#include <sodium.h>

#define CLIENT_DATA_MAX ((size_t)4096)
#define AUTHENTICATOR_DATA_MAX ((size_t)4096)
#define ATTESTATION_MAX ((size_t)16 * 1024) /* chains of certificates are some kilobytes */
#define SIGNATURE_MAX ((size_t)1024)
#define ATTESTATION_ENTRIES_MAX 8

#define FLAG_PRESENT 0x01u
#define FLAG_VERIFIED 0x04u
#define FLAG_BACKUP_ELIGIBLE 0x08u
#define FLAG_BACKED_UP 0x10u
#define FLAG_CREDENTIAL 0x40u
#define FLAG_EXTENSIONS 0x80u

/* ---- authenticator data: section 6.1 ----------------------------------------------------- */

/* The next `n` bytes; false when there are fewer. */
static bool take(struct str *rest, size_t n, struct str *out)
{
    if (rest->n < n)
        return false;
    *out = str_sub(*rest, 0, n);
    *rest = str_sub(*rest, n, rest->n);
    return true;
}

static uint32_t big_endian(struct str s)
{
    uint32_t v = 0;
    for (size_t i = 0; i < s.n; i++)
        v = v << 8 | (unsigned char)s.p[i];
    return v;
}

static bool read_credential(struct str *rest, struct authenticator_data *out)
{
    struct str aaguid, length;
    if (!take(rest, WEBAUTHN_AAGUID_BYTES, &aaguid) || !take(rest, 2, &length))
        return false;
    uint32_t n = big_endian(length);
    if (!n || n > PASSKEY_ID_MAX || !take(rest, n, &out->credential_id))
        return false;
    struct str key = *rest;
    if (!item_skip(rest))
        return false;
    out->public_key = str_sub(key, 0, key.n - rest->n);
    return out->public_key.n <= COSE_KEY_MAX;
}

static bool read_extensions(struct str *rest)
{
    struct item map;
    struct str ahead = *rest;
    return item_next(&ahead, &map) && map.kind == ITEM_MAP && item_skip(rest);
}

bool authenticator_data_read(struct str bytes, struct authenticator_data *out)
{
    struct str rest = bytes, flags, count;
    *out = (struct authenticator_data){0};
    if (bytes.n > AUTHENTICATOR_DATA_MAX || !take(&rest, WEBAUTHN_HASH_BYTES, &out->rp_id_hash) ||
        !take(&rest, 1, &flags) || !take(&rest, 4, &count))
        return false;
    uint32_t f = big_endian(flags);
    out->user_present = f & FLAG_PRESENT;
    out->user_verified = f & FLAG_VERIFIED;
    out->backup_eligible = f & FLAG_BACKUP_ELIGIBLE;
    out->backed_up = f & FLAG_BACKED_UP;
    out->sign_count = big_endian(count);
    return (!(f & FLAG_CREDENTIAL) || read_credential(&rest, out)) &&
           (!(f & FLAG_EXTENSIONS) || read_extensions(&rest)) && rest.n == 0;
}

/* ---- attestation object: section 6.5.4 --------------------------------------------------- */

struct attestation {
    struct item format, statement, data;
};

static bool read_entry(struct str *rest, struct attestation *a)
{
    struct item name, *into = NULL;
    if (!item_next(rest, &name) || name.kind != ITEM_TEXT)
        return false;
    if (str_is(name.s, "fmt"))
        into = &a->format;
    else if (str_is(name.s, "attStmt"))
        into = &a->statement;
    else if (str_is(name.s, "authData"))
        into = &a->data;
    if (!into)
        return item_skip(rest);
    struct str ahead = *rest;
    return into->kind == ITEM_NONE && item_next(&ahead, into) && item_skip(rest);
}

bool attestation_read(struct str bytes, struct str *out)
{
    struct attestation a = {{0}};
    struct item map;
    struct str rest = bytes;
    if (bytes.n > ATTESTATION_MAX || !item_next(&rest, &map) || map.kind != ITEM_MAP ||
        map.n > ATTESTATION_ENTRIES_MAX)
        return false;
    for (size_t i = 0; i < map.n; i++)
        if (!read_entry(&rest, &a))
            return false;
    *out = a.data.s;
    return rest.n == 0 && a.data.kind == ITEM_BYTES && a.statement.kind == ITEM_MAP &&
           a.format.kind == ITEM_TEXT && !(str_is(a.format.s, "none") && a.statement.n);
}

/* ---- client data: section 5.8.1 ---------------------------------------------------------- */

static bool is_text(const json_t *object, const char *name, const char *expected)
{
    const char *s = json_string_value(json_object_get(object, name));
    return s && strcmp(s, expected) == 0;
}

/* Within a page of another site: nobody sees for whom they sign. */
static bool is_framed(const json_t *object)
{
    const json_t *cross = json_object_get(object, "crossOrigin");
    return (cross && !json_is_false(cross)) || json_object_get(object, "topOrigin");
}

static enum passkey_fault judge_client(const json_t *object,
                                       const struct webauthn_expected *expected, const char *type)
{
    if (!json_is_object(object))
        return PASSKEY_MALFORMED;
    if (!is_text(object, "type", type))
        return PASSKEY_TYPE;
    if (!is_text(object, "challenge", expected->challenge))
        return PASSKEY_CHALLENGE;
    if (!is_text(object, "origin", expected->site->origin) || is_framed(object))
        return PASSKEY_ORIGIN;
    return PASSKEY_GOOD;
}

static enum passkey_fault check_client(struct str json, const struct webauthn_expected *expected,
                                       const char *type)
{
    if (!json.n || json.n > CLIENT_DATA_MAX)
        return PASSKEY_MALFORMED;
    json_t *object = json_loadb(json.p, json.n, JSON_REJECT_DUPLICATES, NULL);
    enum passkey_fault fault = judge_client(object, expected, type);
    json_decref(object);
    return fault;
}

/* ---- what both ceremonies ask ------------------------------------------------------------ */

static enum passkey_fault check_device(const struct authenticator_data *d,
                                       const struct webauthn_expected *expected)
{
    unsigned char hash[WEBAUTHN_HASH_BYTES];
    const char *id = expected->site->rp_id;
    crypto_hash_sha256(hash, (const unsigned char *)id, strlen(id));
    if (memcmp(hash, d->rp_id_hash.p, sizeof hash) != 0)
        return PASSKEY_RP;
    if (!d->user_present)
        return PASSKEY_NOT_PRESENT;
    if (!d->user_verified)
        return PASSKEY_NOT_VERIFIED;
    return d->backed_up && !d->backup_eligible ? PASSKEY_STATE : PASSKEY_GOOD;
}

/* Section 7.1. */
enum passkey_fault webauthn_create(const struct webauthn_expected *expected,
                                   const struct passkey_creation *came,
                                   struct authenticator_data *out)
{
    struct str data;
    enum passkey_fault fault = check_client(came->client_data, expected, "webauthn.create");
    if (fault != PASSKEY_GOOD)
        return fault;
    if (!attestation_read(came->attestation, &data) || !authenticator_data_read(data, out))
        return PASSKEY_MALFORMED;
    fault = check_device(out, expected);
    if (fault != PASSKEY_GOOD)
        return fault;
    struct cose_key key;
    return cose_key_read(out->public_key, &key) && cose_key_is_sound(&key) ? PASSKEY_GOOD
                                                                           : PASSKEY_ALGORITHM;
}

/* What was signed: the authenticator data, then the hash of the client data. */
static struct str signed_data(struct arena *a, const struct passkey_assertion *came)
{
    size_t n = came->authenticator_data.n;
    unsigned char *out = arena_alloc(a, n + WEBAUTHN_HASH_BYTES);
    memcpy(out, came->authenticator_data.p, n);
    crypto_hash_sha256(out + n, (const unsigned char *)came->client_data.p, came->client_data.n);
    return (struct str){(const char *)out, n + WEBAUTHN_HASH_BYTES};
}

static enum passkey_fault check_signature(struct arena *a, const struct passkey_assertion *came,
                                          const struct webauthn_known *known)
{
    struct cose_key key;
    if (!cose_key_read(known->public_key, &key))
        return PASSKEY_ALGORITHM;
    if (!came->signature.n || came->signature.n > SIGNATURE_MAX)
        return PASSKEY_MALFORMED;
    return cose_key_verify(&key, signed_data(a, came), came->signature) ? PASSKEY_GOOD
                                                                        : PASSKEY_SIGNATURE;
}

/* Section 7.2. The counter is for whoever can compare and keep it at once: passkey.c. */
enum passkey_fault webauthn_get(struct arena *a, const struct webauthn_expected *expected,
                                const struct passkey_assertion *came,
                                const struct webauthn_known *known, struct authenticator_data *out)
{
    enum passkey_fault fault = check_client(came->client_data, expected, "webauthn.get");
    if (fault != PASSKEY_GOOD)
        return fault;
    if (!authenticator_data_read(came->authenticator_data, out))
        return PASSKEY_MALFORMED;
    fault = check_device(out, expected);
    if (fault == PASSKEY_GOOD)
        fault = check_signature(a, came, known);
    if (fault != PASSKEY_GOOD)
        return fault;
    if (!str_eq(came->handle, known->handle))
        return PASSKEY_OWNER;
    return out->backup_eligible == known->backup_eligible ? PASSKEY_GOOD : PASSKEY_STATE;
}
