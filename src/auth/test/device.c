/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "auth/test/device.h"

#include <sodium.h>

#define PART_MAX ((size_t)4096)

static struct str kept(struct arena *a, struct buf *b)
{
    struct str s = {arena_strndup(a, buf_str(b), b->len), b->len};
    buf_free(b);
    return s;
}

static void put_bytes(struct buf *b, const void *p, size_t n)
{
    buf_add(b, p, n);
}

void device_make(struct device *d, const struct passkey_site *site)
{
    *d = (struct device){.origin = site->origin,
                         .rp_id = site->rp_id,
                         .client_more = "",
                         .flags = DEVICE_PRESENT | DEVICE_VERIFIED,
                         .algorithm = -8};
    crypto_sign_keypair(d->public_key, d->secret_key);
    randombytes_buf(d->id, sizeof d->id);
}

struct str device_client_data(const struct device *d, struct arena *a, const char *type,
                              const char *challenge)
{
    return str_of(arena_printf(a, "{\"type\":\"%s\",\"challenge\":\"%s\",\"origin\":\"%s\"%s}",
                               type, challenge, d->origin, d->client_more));
}

/* {1: 1, 3: algorithm, -1: 6, -2: the key} */
static void put_key(const struct device *d, struct buf *b)
{
    unsigned char head[] = {0xA4, 0x01, 0x01, 0x03, (unsigned char)(0x20 | (-1 - d->algorithm)),
                            0x20, 0x06, 0x21, 0x58, 0x20};
    put_bytes(b, head, sizeof head);
    put_bytes(b, d->public_key, sizeof d->public_key);
}

struct str device_data(const struct device *d, struct arena *a, bool with_key)
{
    struct buf b = BUF_INIT(PART_MAX);
    unsigned char hash[32], aaguid[16] = {0};
    unsigned flags = d->flags | (with_key ? DEVICE_CREDENTIAL : 0);
    const unsigned char rest[] = {(unsigned char)flags, (unsigned char)(d->count >> 24),
                                  (unsigned char)(d->count >> 16), (unsigned char)(d->count >> 8),
                                  (unsigned char)d->count};
    crypto_hash_sha256(hash, (const unsigned char *)d->rp_id, strlen(d->rp_id));
    put_bytes(&b, hash, sizeof hash);
    put_bytes(&b, rest, sizeof rest);
    if (with_key) {
        put_bytes(&b, aaguid, sizeof aaguid);
        put_bytes(&b, (const unsigned char[]){0, DEVICE_ID_BYTES}, 2);
        put_bytes(&b, d->id, sizeof d->id);
        put_key(d, &b);
    }
    if (flags & DEVICE_EXTENSIONS) /* {"credProtect": 2} */
        put_bytes(&b,
                  "\xA1\x6B"
                  "credProtect"
                  "\x02",
                  14);
    return kept(a, &b);
}

struct str device_attestation(struct arena *a, struct str data)
{
    struct buf b = BUF_INIT(PART_MAX);
    put_bytes(&b,
              "\xA3\x63"
              "fmt"
              "\x64"
              "none"
              "\x67"
              "attStmt"
              "\xA0\x68"
              "authData"
              "\x59",
              29);
    buf_putc(&b, (char)(data.n >> 8));
    buf_putc(&b, (char)data.n);
    put_bytes(&b, data.p, data.n);
    return kept(a, &b);
}

struct str device_sign(const struct device *d, struct arena *a, struct str data, struct str client)
{
    unsigned char *out = arena_alloc(a, crypto_sign_BYTES);
    unsigned char *text = arena_alloc(a, data.n + 32);
    memcpy(text, data.p, data.n);
    crypto_hash_sha256(text + data.n, (const unsigned char *)client.p, client.n);
    crypto_sign_detached(out, NULL, text, data.n + 32, d->secret_key);
    return (struct str){(const char *)out, crypto_sign_BYTES};
}

struct passkey_creation device_create(const struct device *d, struct arena *a,
                                      const char *challenge)
{
    return (struct passkey_creation){
        device_client_data(d, a, "webauthn.create", challenge),
        device_attestation(a, device_data(d, a, true)),
    };
}

struct passkey_assertion device_get(const struct device *d, struct arena *a, const char *challenge)
{
    struct passkey_assertion g = {
        .credential_id = {(const char *)d->id, sizeof d->id},
        .client_data = device_client_data(d, a, "webauthn.get", challenge),
        .authenticator_data = device_data(d, a, false),
        .handle = d->handle,
    };
    g.signature = device_sign(d, a, g.authenticator_data, g.client_data);
    return g;
}

static const char *text_of(struct arena *a, struct str s)
{
    const int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
    size_t n = sodium_base64_encoded_len(s.n, variant);
    return sodium_bin2base64(arena_alloc(a, n), n, (const unsigned char *)s.p, s.n, variant);
}

const char *device_create_form(struct arena *a, const struct passkey_creation *c)
{
    return arena_printf(a, "clientDataJSON=%s&attestationObject=%s&transports=internal,hybrid",
                        text_of(a, c->client_data), text_of(a, c->attestation));
}

const char *device_get_form(struct arena *a, const struct passkey_assertion *g)
{
    return arena_printf(
        a, "id=%s&clientDataJSON=%s&authenticatorData=%s&signature=%s&userHandle=%s",
        text_of(a, g->credential_id), text_of(a, g->client_data), text_of(a, g->authenticator_data),
        text_of(a, g->signature), text_of(a, g->handle));
}
