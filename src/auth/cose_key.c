/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Public keys as COSE writes them (RFC 9052), and signatures by them: OpenSSL's and libsodium's. */
#include "auth/cbor_item.h"
#include "auth/webauthn.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <sodium.h>

#define KTY_OKP 1
#define KTY_EC2 2
#define KTY_RSA 3
#define CRV_P256 1
#define CRV_ED25519 6
#define COORDINATE_BYTES 32
#define RSA_BYTES_MIN 256
#define RSA_BYTES_MAX 512
#define RSA_EXPONENT_MAX 8 /* bytes; 65537 takes three */
#define LABELS_MAX 16

_Static_assert(crypto_sign_PUBLICKEYBYTES == COORDINATE_BYTES, "a key of Ed25519");

/* ---- reading ---------------------------------------------------------------------------- */

enum { KTY, ALG, P1, P2, P3, N_PARAMETERS }; /* 1, 3, -1, -2, -3 */

static struct item *parameter_of(struct item *all, int64_t label)
{
    static const int64_t labels[N_PARAMETERS] = {1, 3, -1, -2, -3};
    for (size_t i = 0; i < N_PARAMETERS; i++)
        if (labels[i] == label)
            return &all[i];
    return NULL;
}

static bool read_parameter(struct str *rest, struct item *all)
{
    struct item label;
    if (!item_next(rest, &label) || (label.kind != ITEM_INT && label.kind != ITEM_TEXT))
        return false;
    struct item *into = label.kind == ITEM_INT ? parameter_of(all, label.i) : NULL;
    if (!into)
        return item_skip(rest);
    return into->kind == ITEM_NONE && item_next(rest, into) &&
           (into->kind == ITEM_INT || into->kind == ITEM_BYTES);
}

static bool is_int(const struct item *x, int64_t v)
{
    return x->kind == ITEM_INT && x->i == v;
}

static bool is_coordinate(const struct item *x)
{
    return x->kind == ITEM_BYTES && x->s.n == COORDINATE_BYTES;
}

static bool read_parameters(struct str bytes, struct item *all)
{
    struct item map;
    struct str rest = bytes;
    if (!item_next(&rest, &map) || map.kind != ITEM_MAP || map.n > LABELS_MAX)
        return false;
    for (size_t i = 0; i < map.n; i++)
        if (!read_parameter(&rest, all))
            return false;
    return rest.n == 0;
}

bool cose_key_read(struct str bytes, struct cose_key *out)
{
    struct item p[N_PARAMETERS] = {{0}};
    if (!read_parameters(bytes, p))
        return false;
    *out = (struct cose_key){.algorithm = p[ALG].i};
    if (is_int(&p[ALG], COSE_ES256) && is_int(&p[KTY], KTY_EC2) && is_int(&p[P1], CRV_P256) &&
        is_coordinate(&p[P2]) && is_coordinate(&p[P3])) {
        out->x = p[P2].s;
        out->y = p[P3].s;
        return true;
    }
    if (is_int(&p[ALG], COSE_EDDSA) && is_int(&p[KTY], KTY_OKP) && is_int(&p[P1], CRV_ED25519) &&
        is_coordinate(&p[P2])) {
        out->x = p[P2].s;
        return true;
    }
    out->n = p[P1].s;
    out->e = p[P2].s;
    return is_int(&p[ALG], COSE_RS256) && is_int(&p[KTY], KTY_RSA) && p[P1].kind == ITEM_BYTES &&
           p[P2].kind == ITEM_BYTES;
}

/* ---- OpenSSL's form of it ---------------------------------------------------------------- */

static void free_bignum(BIGNUM **b)
{
    BN_free(*b);
}
#define BN_SCOPED __attribute__((cleanup(free_bignum))) BIGNUM

static void free_pkey(EVP_PKEY **k)
{
    EVP_PKEY_free(*k);
}
#define PKEY_SCOPED __attribute__((cleanup(free_pkey))) EVP_PKEY

static EVP_PKEY *pkey_from(const char *kind, OSSL_PARAM_BLD *parts)
{
    EVP_PKEY *out = NULL;
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, kind, NULL);
    OSSL_PARAM *list = OSSL_PARAM_BLD_to_param(parts);
    if (!ctx || !list || EVP_PKEY_fromdata_init(ctx) != 1 ||
        EVP_PKEY_fromdata(ctx, &out, EVP_PKEY_PUBLIC_KEY, list) != 1)
        out = NULL;
    OSSL_PARAM_free(list);
    EVP_PKEY_CTX_free(ctx);
    return out;
}

/* NULL: no point of the curve. */
static EVP_PKEY *ec_pkey(const struct cose_key *k)
{
    unsigned char point[1 + 2 * COORDINATE_BYTES] = {POINT_CONVERSION_UNCOMPRESSED};
    EVP_PKEY *out = NULL;
    OSSL_PARAM_BLD *parts = OSSL_PARAM_BLD_new();
    memcpy(point + 1, k->x.p, COORDINATE_BYTES);
    memcpy(point + 1 + COORDINATE_BYTES, k->y.p, COORDINATE_BYTES);
    if (parts && OSSL_PARAM_BLD_push_utf8_string(parts, OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0) &&
        OSSL_PARAM_BLD_push_octet_string(parts, OSSL_PKEY_PARAM_PUB_KEY, point, sizeof point))
        out = pkey_from("EC", parts);
    OSSL_PARAM_BLD_free(parts);
    return out;
}

static BIGNUM *bignum_of(struct str s)
{
    return BN_bin2bn((const unsigned char *)s.p, (int)s.n, NULL);
}

static EVP_PKEY *rsa_pkey(const struct cose_key *k)
{
    if (k->n.n < RSA_BYTES_MIN || k->n.n > RSA_BYTES_MAX || !k->e.n || k->e.n > RSA_EXPONENT_MAX)
        return NULL;
    BN_SCOPED *n = bignum_of(k->n), *e = bignum_of(k->e);
    if (!n || !e || BN_num_bits(n) < 8 * RSA_BYTES_MIN || !BN_is_odd(n) || !BN_is_odd(e) ||
        BN_is_one(e))
        return NULL;
    EVP_PKEY *out = NULL;
    OSSL_PARAM_BLD *parts = OSSL_PARAM_BLD_new();
    if (parts && OSSL_PARAM_BLD_push_BN(parts, OSSL_PKEY_PARAM_RSA_N, n) &&
        OSSL_PARAM_BLD_push_BN(parts, OSSL_PKEY_PARAM_RSA_E, e))
        out = pkey_from("RSA", parts);
    OSSL_PARAM_BLD_free(parts);
    return out;
}

static EVP_PKEY *pkey_of(const struct cose_key *k)
{
    return k->algorithm == COSE_ES256 ? ec_pkey(k) : rsa_pkey(k);
}

/* ---- what it can do ---------------------------------------------------------------------- */

bool cose_key_is_sound(const struct cose_key *k)
{
    if (k->algorithm == COSE_EDDSA)
        return crypto_core_ed25519_is_valid_point((const unsigned char *)k->x.p) == 1;
    PKEY_SCOPED *key = pkey_of(k);
    return key != NULL;
}

static bool verify_eddsa(const struct cose_key *k, struct str data, struct str sig)
{
    return sig.n == crypto_sign_BYTES &&
           crypto_sign_verify_detached((const unsigned char *)sig.p, (const unsigned char *)data.p,
                                       data.n, (const unsigned char *)k->x.p) == 0;
}

bool cose_key_verify(const struct cose_key *k, struct str data, struct str sig)
{
    if (k->algorithm == COSE_EDDSA)
        return verify_eddsa(k, data, sig);
    PKEY_SCOPED *key = pkey_of(k);
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    bool good = key && ctx && EVP_DigestVerifyInit(ctx, NULL, EVP_sha256(), NULL, key) == 1 &&
                EVP_DigestVerify(ctx, (const unsigned char *)sig.p, sig.n,
                                 (const unsigned char *)data.p, data.n) == 1;
    EVP_MD_CTX_free(ctx);
    return good;
}
