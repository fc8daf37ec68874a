/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is believed of a token: each refusal, with tokens made here by keys made here. */
#include "auth/oidc_token.h"

#include <cjose/cjose.h>
#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>

#include <cmocka.h>

#define NOW INT64_C(1625468400)
#define ISSUER "https://fournisseur.example"
#define CLIENT "maillage"
#define NONCE "un-nonce"
#define ACCESS "un-jeton-d-acces"
#define OCT_SECRET "{\"k\": \"MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY\"}"

static struct arena arena;
static cjose_jwk_t *rsa, *other_rsa, *weak_rsa, *ec, *ec384, *oct;

static int up(void **state)
{
    static const uint8_t e[] = {1, 0, 1};
    (void)state;
    assert_true(sodium_init() >= 0);
    rsa = cjose_jwk_create_RSA_random(2048, e, sizeof e, NULL);
    other_rsa = cjose_jwk_create_RSA_random(2048, e, sizeof e, NULL);
    weak_rsa = cjose_jwk_create_RSA_random(1024, e, sizeof e, NULL);
    ec = cjose_jwk_create_EC_random(CJOSE_JWK_EC_P_256, NULL);
    ec384 = cjose_jwk_create_EC_random(CJOSE_JWK_EC_P_384, NULL);
    oct = cjose_jwk_create_oct_spec((const uint8_t *)"0123456789abcdef0123456789abcdef", 32, NULL);
    return rsa && other_rsa && weak_rsa && ec && ec384 && oct ? 0 : -1;
}

static int down(void **state)
{
    (void)state;
    cjose_jwk_release(rsa);
    cjose_jwk_release(other_rsa);
    cjose_jwk_release(weak_rsa);
    cjose_jwk_release(ec);
    cjose_jwk_release(ec384);
    cjose_jwk_release(oct);
    arena_free(&arena);
    return 0;
}

/* ---- making them ------------------------------------------------------------------------ */

static json_t *good_claims(void)
{
    return json_pack("{s:s, s:s, s:s, s:I, s:I, s:s}", "iss", ISSUER, "sub", "noe", "aud", CLIENT,
                     "exp", (json_int_t)(NOW + 60), "iat", (json_int_t)NOW, "nonce", NONCE);
}

/* `extra`: a JSON object of further head fields; NULL. */
static const char *signed_by(cjose_jwk_t *key, const char *alg, const char *kid, const char *extra)
{
    json_t *claims = good_claims(), *head = json_pack("{s:s}", "alg", alg);
    char *text = json_dumps(claims, JSON_COMPACT);
    const char *out = NULL;
    if (kid)
        json_object_set_new(head, "kid", json_string(kid));
    if (extra) {
        json_t *more = json_loads(extra, 0, NULL);
        json_object_update(head, more);
        json_decref(more);
    }
    cjose_jws_t *jws = cjose_jws_sign(key, head, (uint8_t *)text, strlen(text), NULL);
    assert_non_null(jws);
    assert_true(cjose_jws_export(jws, &out, NULL));
    const char *copy = arena_strdup(&arena, out);
    cjose_jws_release(jws);
    json_decref(head);
    json_decref(claims);
    free(text);
    return copy;
}

/* The public half as the provider publishes it; `more`: further fields, or NULL. */
static json_t *published(cjose_jwk_t *key, const char *kid, const char *more)
{
    char *text = cjose_jwk_to_json(key, false, NULL);
    json_t *jwk = json_loads(text, 0, NULL), *fields = more ? json_loads(more, 0, NULL) : NULL;
    free(text);
    if (kid)
        json_object_set_new(jwk, "kid", json_string(kid));
    else
        json_object_del(jwk, "kid");
    if (fields)
        json_object_update(jwk, fields);
    json_decref(fields);
    return jwk;
}

static json_t *set_of(json_t *a, json_t *b)
{
    json_t *list = json_array();
    json_array_append_new(list, a);
    if (b)
        json_array_append_new(list, b);
    return json_pack("{s:o}", "keys", list);
}

static enum token_fault opened(const char *jwt, json_t *keys, const char *announced)
{
    json_t *claims = NULL, *list = announced ? json_loads(announced, 0, NULL) : NULL;
    const char *why = "";
    enum token_fault f = token_open(jwt, keys, list, &claims, &why);
    assert_true((f == TOKEN_GOOD) == (claims != NULL));
    if (claims)
        assert_string_equal(json_string_value(json_object_get(claims, "sub")), "noe");
    else
        assert_true(*why != '\0');
    json_decref(claims);
    json_decref(list);
    json_decref(keys);
    return f;
}

/* ---- signatures ------------------------------------------------------------------------- */

static void three_algorithms_are_believed(void **state)
{
    (void)state;
    assert_int_equal(
        opened(signed_by(rsa, "RS256", "a", NULL), set_of(published(rsa, "a", NULL), NULL), NULL),
        TOKEN_GOOD);
    assert_int_equal(
        opened(signed_by(rsa, "PS256", "a", NULL), set_of(published(rsa, "a", NULL), NULL), NULL),
        TOKEN_GOOD);
    assert_int_equal(
        opened(signed_by(ec, "ES256", "a", NULL), set_of(published(ec, "a", NULL), NULL), NULL),
        TOKEN_GOOD);
    assert_int_equal(
        opened(signed_by(rsa, "RS512", "a", NULL), set_of(published(rsa, "a", NULL), NULL), NULL),
        TOKEN_BAD);
    assert_int_equal(opened(signed_by(ec384, "ES384", "a", NULL),
                            set_of(published(ec384, "a", NULL), NULL), NULL),
                     TOKEN_BAD);
}

static void what_the_provider_does_not_announce_is_refused(void **state)
{
    (void)state;
    const char *jwt = signed_by(rsa, "RS256", "a", NULL);
    assert_int_equal(opened(jwt, set_of(published(rsa, "a", NULL), NULL), "[\"RS256\", \"ES256\"]"),
                     TOKEN_GOOD);
    assert_int_equal(opened(jwt, set_of(published(rsa, "a", NULL), NULL), "[\"ES256\"]"),
                     TOKEN_BAD);
}

static const char *unsigned_token(const char *head)
{
    char a[256], b[512];
    json_t *claims = good_claims();
    char *text = json_dumps(claims, JSON_COMPACT);
    sodium_bin2base64(a, sizeof a, (const unsigned char *)head, strlen(head),
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    sodium_bin2base64(b, sizeof b, (const unsigned char *)text, strlen(text),
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    free(text);
    json_decref(claims);
    return arena_printf(&arena, "%s.%s.", a, b);
}

static void no_signature_and_a_shared_secret_are_refused(void **state)
{
    (void)state;
    assert_int_equal(
        opened(unsigned_token("{\"alg\":\"none\"}"), set_of(published(rsa, "a", NULL), NULL), NULL),
        TOKEN_BAD);
    assert_int_equal(opened(unsigned_token("{\"alg\":\"None\",\"kid\":\"a\"}"),
                            set_of(published(rsa, "a", NULL), NULL), NULL),
                     TOKEN_BAD);
    assert_int_equal(opened(unsigned_token("{\"alg\":\"RS256\",\"kid\":\"a\"}"),
                            set_of(published(rsa, "a", NULL), NULL), NULL),
                     TOKEN_BAD);
    assert_int_equal(
        opened(unsigned_token("{\"kid\":\"a\"}"), set_of(published(rsa, "a", NULL), NULL), NULL),
        TOKEN_BAD);
    const char *hs = signed_by(oct, "HS256", "a", NULL);
    assert_int_equal(opened(hs, set_of(published(oct, "a", OCT_SECRET), NULL), NULL), TOKEN_BAD);
    assert_int_equal(opened(hs, set_of(published(oct, "a", OCT_SECRET), NULL), "[\"HS256\"]"),
                     TOKEN_BAD);
    assert_int_equal(opened("a.b.c", set_of(published(rsa, "a", NULL), NULL), NULL), TOKEN_BAD);
    assert_int_equal(opened("", set_of(published(rsa, "a", NULL), NULL), NULL), TOKEN_BAD);
}

static void a_signature_by_another_is_refused(void **state)
{
    (void)state;
    assert_int_equal(opened(signed_by(other_rsa, "RS256", "a", NULL),
                            set_of(published(rsa, "a", NULL), NULL), NULL),
                     TOKEN_BAD);
    char *jwt = arena_strdup(&arena, signed_by(rsa, "RS256", "a", NULL));
    char *body = strchr(jwt, '.') + 1;
    body[4] = body[4] == 'A' ? 'B' : 'A';
    assert_int_equal(opened(jwt, set_of(published(rsa, "a", NULL), NULL), NULL), TOKEN_BAD);
}

static void a_weak_or_unfit_key_is_refused(void **state)
{
    (void)state;
    const char *jwt = signed_by(rsa, "RS256", "a", NULL);
    assert_int_equal(opened(signed_by(weak_rsa, "RS256", "a", NULL),
                            set_of(published(weak_rsa, "a", NULL), NULL), NULL),
                     TOKEN_BAD);
    assert_int_equal(opened(jwt, set_of(published(rsa, "a", "{\"use\":\"enc\"}"), NULL), NULL),
                     TOKEN_KEY_UNKNOWN);
    assert_int_equal(opened(jwt, set_of(published(rsa, "a", "{\"alg\":\"PS256\"}"), NULL), NULL),
                     TOKEN_KEY_UNKNOWN);
    assert_int_equal(
        opened(jwt, set_of(published(rsa, "a", "{\"key_ops\":[\"encrypt\"]}"), NULL), NULL),
        TOKEN_KEY_UNKNOWN);
    assert_int_equal(
        opened(jwt,
               set_of(published(rsa, "a",
                                "{\"key_ops\":[\"verify\"],\"use\":\"sig\",\"alg\":\"RS256\"}"),
                      NULL),
               NULL),
        TOKEN_GOOD);
    assert_int_equal(opened(jwt, set_of(published(ec, "a", NULL), NULL), NULL), TOKEN_KEY_UNKNOWN);
    assert_int_equal(opened(jwt, set_of(published(rsa, "a", "{\"n\":\"!\"}"), NULL), NULL),
                     TOKEN_BAD);
}

static void a_key_is_found_by_its_name(void **state)
{
    (void)state;
    const char *named = signed_by(rsa, "RS256", "b", NULL),
               *unnamed = signed_by(rsa, "RS256", NULL, NULL);
    assert_int_equal(
        opened(named, set_of(published(other_rsa, "a", NULL), published(rsa, "b", NULL)), NULL),
        TOKEN_GOOD);
    assert_int_equal(opened(named, set_of(published(rsa, "a", NULL), NULL), NULL),
                     TOKEN_KEY_UNKNOWN);
    assert_int_equal(opened(unnamed, set_of(published(rsa, "a", NULL), NULL), NULL), TOKEN_GOOD);
    assert_int_equal(
        opened(unnamed, set_of(published(rsa, "a", NULL), published(ec, "b", NULL)), NULL),
        TOKEN_GOOD);
    assert_int_equal(
        opened(unnamed, set_of(published(rsa, "a", NULL), published(other_rsa, "b", NULL)), NULL),
        TOKEN_KEY_UNKNOWN);
    assert_int_equal(opened(unnamed, json_pack("{}"), NULL), TOKEN_KEY_UNKNOWN);
}

static void what_must_be_understood_and_is_not_is_refused(void **state)
{
    (void)state;
    assert_int_equal(opened(signed_by(rsa, "RS256", "a", "{\"crit\":[\"exp\"],\"exp\":1}"),
                            set_of(published(rsa, "a", NULL), NULL), NULL),
                     TOKEN_BAD);
}

static void a_token_has_a_cap(void **state)
{
    (void)state;
    char *huge = arena_alloc(&arena, TOKEN_BYTES_MAX + 2);
    memset(huge, 'a', TOKEN_BYTES_MAX + 1);
    assert_int_equal(opened(huge, set_of(published(rsa, "a", NULL), NULL), NULL), TOKEN_BAD);
}

/* ---- claims ----------------------------------------------------------------------------- */

static const struct token_rules rules = {.issuer = ISSUER,
                                         .client = CLIENT,
                                         .nonce = NONCE,
                                         .access_token = ACCESS,
                                         .asked_at = NOW - 30,
                                         .now = NOW};

/* The good claims with `json` laid over; a null takes one away. */
static const char *refusal(const char *json)
{
    json_t *claims = good_claims(), *over = json_loads(json, 0, NULL), *value;
    const char *key;
    assert_non_null(over);
    json_object_foreach(over, key, value)
    {
        if (json_is_null(value))
            json_object_del(claims, key);
        else
            json_object_set(claims, key, value);
    }
    const char *why = id_token_refusal(claims, &rules);
    json_decref(over);
    json_decref(claims);
    return why;
}

#define assert_good(json) assert_null(refusal(json))
#define assert_refused(json, word)                                                                 \
    do {                                                                                           \
        const char *why_ = refusal(json);                                                          \
        if (!why_ || !strstr(why_, word))                                                          \
            fail_msg("%s: %s", json, why_ ? why_ : "believed");                                    \
    } while (0)

static void issuer_and_audience_are_exact(void **state)
{
    (void)state;
    assert_good("{}");
    assert_refused("{\"iss\": \"https://fournisseur.example/\"}", "(iss)");
    assert_refused("{\"iss\": \"https://Fournisseur.example\"}", "(iss)");
    assert_refused("{\"iss\": null}", "(iss)");
    assert_refused("{\"aud\": \"autre\"}", "(aud");
    assert_refused("{\"aud\": null}", "(aud");
    assert_refused("{\"aud\": [\"autre\"]}", "(aud");
    assert_refused("{\"aud\": [\"maillage\", \"autre\"]}", "(aud");
    assert_refused("{\"aud\": \"maillage\", \"azp\": \"autre\"}", "azp");
    assert_refused("{\"azp\": 3}", "azp");
    assert_good("{\"aud\": [\"maillage\"]}");
    assert_good("{\"aud\": [\"maillage\", \"autre\"], \"azp\": \"maillage\"}");
}

static const char *at(const char *key, int64_t seconds)
{
    return arena_printf(&arena, "{\"%s\": %lld}", key, (long long)seconds);
}

static void times_are_close(void **state)
{
    (void)state;
    assert_good(at("exp", NOW - OIDC_LEEWAY + 1));
    assert_refused(at("exp", NOW - OIDC_LEEWAY), "(exp)");
    assert_refused("{\"exp\": null}", "(exp)");
    assert_refused("{\"exp\": \"9999999999\"}", "(exp)");
    assert_refused("{\"exp\": 1e300}", "(exp)");
    assert_good(at("iat", NOW + OIDC_LEEWAY));
    assert_refused(at("iat", NOW + OIDC_LEEWAY + 1), "(iat)");
    assert_good(at("iat", NOW - 30 - OIDC_LEEWAY));
    assert_refused(at("iat", NOW - 31 - OIDC_LEEWAY), "(iat)");
    assert_refused("{\"iat\": null}", "(iat)");
    assert_good(at("nbf", NOW + OIDC_LEEWAY));
    assert_refused(at("nbf", NOW + OIDC_LEEWAY + 1), "(nbf)");
    assert_good("{\"iat\": 1625468400.5}");
}

static void the_nonce_and_the_access_token_are_ours(void **state)
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    char half[32];
    (void)state;
    assert_refused("{\"nonce\": \"autre\"}", "(nonce)");
    assert_refused("{\"nonce\": null}", "(nonce)");
    assert_refused("{\"nonce\": \"\"}", "(nonce)");
    crypto_hash_sha256(hash, (const unsigned char *)ACCESS, strlen(ACCESS));
    sodium_bin2base64(half, sizeof half, hash, 16, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    assert_good(arena_printf(&arena, "{\"at_hash\": \"%s\"}", half));
    half[3] = half[3] == 'A' ? 'B' : 'A';
    assert_refused(arena_printf(&arena, "{\"at_hash\": \"%s\"}", half), "(at_hash)");
    assert_refused("{\"at_hash\": 1}", "(at_hash)");
}

static void somebody_is_named(void **state)
{
    char sub[OIDC_SUBJECT_MAX + 2];
    (void)state;
    assert_refused("{\"sub\": null}", "(sub)");
    assert_refused("{\"sub\": \"\"}", "(sub)");
    assert_refused("{\"sub\": 12}", "(sub)");
    memset(sub, 's', sizeof sub);
    sub[OIDC_SUBJECT_MAX + 1] = '\0';
    assert_refused(arena_printf(&arena, "{\"sub\": \"%s\"}", sub), "(sub)");
    sub[OIDC_SUBJECT_MAX] = '\0';
    assert_good(arena_printf(&arena, "{\"sub\": \"%s\"}", sub));
}

static const char *info_refusal(const char *json, bool is_signed)
{
    json_t *claims = json_loads(json, 0, NULL);
    const char *why = user_info_refusal(claims, is_signed, "noe", &rules);
    json_decref(claims);
    return why;
}

static void user_info_is_of_the_same_person(void **state)
{
    (void)state;
    assert_null(info_refusal("{\"sub\": \"noe\"}", false));
    assert_non_null(info_refusal("{\"sub\": \"lea\"}", false));
    assert_non_null(info_refusal("{}", false));
    assert_null(info_refusal("{\"sub\": \"noe\"}", true));
    assert_null(info_refusal("{\"sub\": \"noe\", \"iss\": \"" ISSUER "\", \"aud\": \"" CLIENT
                             "\", \"exp\": 1625468460}",
                             true));
    assert_non_null(info_refusal("{\"sub\": \"noe\", \"iss\": \"autre\"}", true));
    assert_non_null(info_refusal("{\"sub\": \"noe\", \"aud\": \"autre\"}", true));
    assert_non_null(info_refusal("{\"sub\": \"noe\", \"exp\": 1625468000}", true));
}

/* ---- people ----------------------------------------------------------------------------- */

static struct oidc_person person(const char *token, const char *info, bool vouches)
{
    struct oidc_person who = {0};
    json_t *t = json_loads(token, 0, NULL), *i = info ? json_loads(info, 0, NULL) : NULL;
    person_of_claims(&arena, t, i, vouches, &who);
    json_decref(t);
    json_decref(i);
    return who;
}

static void an_address_is_vouched_for_or_not(void **state)
{
    (void)state;
    const char *t = "{\"sub\": \"noe\"}";
    assert_true(person(t, "{\"email\": \"n@a.example\", \"email_verified\": true}", false).vouched);
    assert_true(
        person(t, "{\"email\": \"n@a.example\", \"email_verified\": \"true\"}", false).vouched);
    assert_false(
        person(t, "{\"email\": \"n@a.example\", \"email_verified\": false}", true).vouched);
    assert_false(
        person(t, "{\"email\": \"n@a.example\", \"email_verified\": \"false\"}", true).vouched);
    assert_false(person(t, "{\"email\": \"n@a.example\", \"email_verified\": 1}", true).vouched);
    assert_false(person(t, "{\"email\": \"n@a.example\"}", false).vouched);
    assert_true(person(t, "{\"email\": \"n@a.example\"}", true).vouched);
    assert_false(
        person(t, "{\"email\": \"n@exémple.fr\", \"email_verified\": true}", true).vouched);
    assert_false(person(t, "{\"email_verified\": true}", true).vouched);
    assert_null(
        person(t, "{\"email\": \"pas une adresse\", \"email_verified\": true}", true).email);
    assert_null(person(t, "{\"email\": 3}", true).email);
}

static void a_name_is_put_together(void **state)
{
    (void)state;
    assert_string_equal(
        person(
            "{\"sub\": \"n\"}",
            "{\"given_name\": \"Noé\", \"usual_name\": \"Membre\", \"family_name\": \"Naissance\"}",
            false)
            .name,
        "Noé Membre");
    assert_string_equal(person("{\"sub\": \"n\", \"given_name\": \"Ancien\"}",
                               "{\"given_name\": \"Noé\", \"family_name\": \"N\"}", false)
                            .name,
                        "Noé N");
    assert_string_equal(
        person("{\"sub\": \"n\", \"name\": \"Noé  M\\u202e\\n\"}", NULL, false).name, "Noé M");
    assert_null(person("{\"sub\": \"n\"}", "{\"given_name\": \" \"}", false).name);
    char many[400];
    memset(many, 'a', sizeof many - 1);
    many[sizeof many - 1] = '\0';
    const char *name =
        person(arena_printf(&arena, "{\"sub\": \"n\", \"name\": \"%s\"}", many), NULL, false).name;
    assert_int_equal(strlen(name), 120);
}

static void a_siret_has_a_key(void **state)
{
    (void)state;
    assert_true(siret_is_good("13002526500013"));
    assert_false(siret_is_good("13002526500014"));
    assert_false(siret_is_good("1300252650001"));
    assert_false(siret_is_good("130025265000130"));
    assert_false(siret_is_good("1300252650001x"));
    assert_false(siret_is_good(""));
    assert_true(siret_is_good("35600000000048")); /* La Poste's seat has both keys */
    assert_true(siret_is_good("35600000049837")); /* one of its establishments */
    assert_false(siret_is_good("35600000049838"));
    assert_false(
        siret_is_good("13002526500011")); /* digits that sum to 29: its own key alone counts */
    assert_null(person("{\"sub\": \"n\", \"siret\": \"13002526500014\"}", NULL, false).siret);
    assert_string_equal(
        person("{\"sub\": \"n\", \"siret\": \"13002526500013\"}", NULL, false).siret,
        "13002526500013");
}

/* ---- addresses and proofs --------------------------------------------------------------- */

static void an_address_is_https_or_of_this_machine(void **state)
{
    static const char *const bad[] = {"http://fournisseur.example",
                                      "ftp://localhost",
                                      "https://a@b.example",
                                      "https://a.example/#b",
                                      "javascript:alert(1)",
                                      "//a.example",
                                      "https://a.example/\r\nX: y",
                                      "https://a.example/ b",
                                      "https://a.example\\b",
                                      "http://localhost.mal.example",
                                      "",
                                      "https://"};
    static const char *const good[] = {"https://a.example", "https://a.example:8443/api/v2",
                                       "http://localhost:3000", "http://127.0.0.1:1/a?b=c",
                                       "http://[::1]:3000"};
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        if (oidc_url_is_good(bad[i]))
            fail_msg("%s is taken", bad[i]);
    for (size_t i = 0; i < ARRAY_LEN(good); i++)
        if (!oidc_url_is_good(good[i]))
            fail_msg("%s is refused", good[i]);
}

static void each_proof_is_another_and_tells_nothing_of_the_cookie(void **state)
{
    struct token a, b;
    (void)state;
    token_make(&a);
    token_make(&b);
    struct oidc_proofs p = oidc_proofs_of(a.text), again = oidc_proofs_of(a.text),
                       q = oidc_proofs_of(b.text);
    assert_true(oidc_same(p.state.text, again.state.text) &&
                oidc_same(p.verifier.text, again.verifier.text));
    assert_false(oidc_same(p.state.text, q.state.text) || oidc_same(p.nonce.text, q.nonce.text));
    assert_false(oidc_same(p.state.text, p.nonce.text) ||
                 oidc_same(p.nonce.text, p.verifier.text) || oidc_same(p.state.text, a.text));
    assert_int_equal(strlen(p.verifier.text), 43); /* RFC 7636 4.1 wants 43 at least */
    assert_false(oidc_same(p.state.text, NULL));
}

static void proconnect_is_known_by_its_machines(void **state)
{
    (void)state;
    static const struct {
        const char *issuer, *label;
        bool proconnect;
    } all[] = {
        {"https://auth.agentconnect.gouv.fr/api/v2", "ProConnect", true},
        {"https://fca.integ01.dev-agentconnect.fr/api/v2", "ProConnect", true},
        {"https://auth.agentconnect.gouv.fr.mal.example/api/v2",
         "auth.agentconnect.gouv.fr.mal.example", false},
        {"https://mal-agentconnect.gouv.fr", "mal-agentconnect.gouv.fr", false},
        {"https://sso.agglo.example/realms/a", "sso.agglo.example", false},
    };
    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        struct oidc *o = oidc_new(&(struct oidc_config){.issuer = all[i].issuer});
        assert_string_equal(oidc_label(o), all[i].label);
        assert_int_equal(oidc_is_proconnect(o), all[i].proconnect);
        oidc_free(o);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(three_algorithms_are_believed),
        cmocka_unit_test(what_the_provider_does_not_announce_is_refused),
        cmocka_unit_test(no_signature_and_a_shared_secret_are_refused),
        cmocka_unit_test(a_signature_by_another_is_refused),
        cmocka_unit_test(a_weak_or_unfit_key_is_refused),
        cmocka_unit_test(a_key_is_found_by_its_name),
        cmocka_unit_test(what_must_be_understood_and_is_not_is_refused),
        cmocka_unit_test(a_token_has_a_cap),
        cmocka_unit_test(issuer_and_audience_are_exact),
        cmocka_unit_test(times_are_close),
        cmocka_unit_test(the_nonce_and_the_access_token_are_ours),
        cmocka_unit_test(somebody_is_named),
        cmocka_unit_test(user_info_is_of_the_same_person),
        cmocka_unit_test(an_address_is_vouched_for_or_not),
        cmocka_unit_test(a_name_is_put_together),
        cmocka_unit_test(a_siret_has_a_key),
        cmocka_unit_test(an_address_is_https_or_of_this_machine),
        cmocka_unit_test(each_proof_is_another_and_tells_nothing_of_the_cookie),
        cmocka_unit_test(proconnect_is_known_by_its_machines),
    };
    return cmocka_run_group_tests(tests, up, down);
}
