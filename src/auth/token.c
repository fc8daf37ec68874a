/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Random tokens, what is stored of them, and the token of a session's forms. */
#include "auth/statements.h"

#include <sodium.h>

#define URL_SAFE sodium_base64_VARIANT_URLSAFE_NO_PADDING
#define CSRF_BYTES 32
#define CSRF_TEXT 87 /* mask and masked hash in base64url, with the final NUL */

_Static_assert(sodium_base64_ENCODED_LEN(32, URL_SAFE) == TOKEN_TEXT + 1, "a token's text");
_Static_assert(sodium_base64_ENCODED_LEN(2 * CSRF_BYTES, URL_SAFE) == CSRF_TEXT, "a form's token");

void token_make(struct token *out)
{
    unsigned char bytes[32];
    randombytes_buf(bytes, sizeof bytes);
    sodium_bin2base64(out->text, sizeof out->text, bytes, sizeof bytes, URL_SAFE);
    sodium_memzero(bytes, sizeof bytes);
}

void sign_in_prepare(struct sign_in *in)
{
    token_make(&in->session);
    randombytes_buf(in->secret, sizeof in->secret);
}

/*
 * Of the text, not of the bytes it stands for: base64 writes the same bytes in several ways. What
 * is searched is this hash, so how long a search takes tells nothing of the token.
 */
struct token_hash token_hash(const char *token)
{
    struct token_hash h;
    crypto_generichash(h.bytes, sizeof h.bytes, (const unsigned char *)token, strlen(token), NULL,
                       0);
    return h;
}

static void csrf_hash(const struct auth_session *s, unsigned char out[CSRF_BYTES])
{
    static const char what[] = "maillage form";
    crypto_generichash(out, CSRF_BYTES, (const unsigned char *)what, sizeof what - 1, s->secret,
                       sizeof s->secret);
}

const char *csrf_token(struct arena *a, const struct auth_session *s)
{
    unsigned char mask[2 * CSRF_BYTES], hash[CSRF_BYTES];
    char *text = arena_alloc(a, CSRF_TEXT);
    csrf_hash(s, hash);
    randombytes_buf(mask, CSRF_BYTES);
    for (size_t i = 0; i < CSRF_BYTES; i++)
        mask[CSRF_BYTES + i] = mask[i] ^ hash[i];
    return sodium_bin2base64(text, CSRF_TEXT, mask, sizeof mask, URL_SAFE);
}

bool csrf_matches(const struct auth_session *s, const char *text)
{
    unsigned char mask[2 * CSRF_BYTES], hash[CSRF_BYTES];
    size_t n = 0;
    if (!text ||
        sodium_base642bin(mask, sizeof mask, text, strlen(text), NULL, &n, NULL, URL_SAFE) != 0 ||
        n != sizeof mask)
        return false;
    csrf_hash(s, hash);
    for (size_t i = 0; i < CSRF_BYTES; i++)
        mask[CSRF_BYTES + i] ^= mask[i];
    return sodium_memcmp(mask + CSRF_BYTES, hash, CSRF_BYTES) == 0;
}
