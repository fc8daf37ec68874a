/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What authenticators send, judged: vectors that Chromium's recorded, a device of the tests that
 * says whatever is wanted, and bytes that no device sends.
 */
#include "auth/test/device.h"
#include "auth/webauthn.h"
#include "store/test/fixture.h"

#include "auth/cbor_item.h"

#include <jansson.h>
#include <sodium.h>
#include <stdlib.h>

#define CHALLENGE "AQgPFh0kKzI5QEdOVVxjanF4f4aNlJuiqbC3vsXM09o"
#define OTHER "AgkQFx4lLDM6QUhPVl1ka3J5gIeOlZyjqrG4v8bN1Ns"

static const struct passkey_site site = {"reseau.example", "https://reseau.example"};
static const struct passkey_site elsewhere = {"mal.example", "https://mal.example"};
static const struct webauthn_expected expected = {&site, CHALLENGE};
static struct arena a;
static json_t *vectors;
static struct device phone;
static struct str phone_key; /* COSE, as it was created */

static struct str decoded(const char *text)
{
    struct str out = {0};
    char *bytes = arena_alloc(&a, strlen(text) + 1);
    assert_int_equal(sodium_base642bin((unsigned char *)bytes, strlen(text), text, strlen(text),
                                       NULL, &out.n, NULL,
                                       sodium_base64_VARIANT_URLSAFE_NO_PADDING),
                     0);
    out.p = bytes;
    return out;
}

static int up_all(void **state)
{
    const char *root = getenv("MAILLAGE_SOURCE_DIR");
    (void)state;
    a = (struct arena)ARENA_INIT;
    vectors = json_load_file(
        arena_printf(&a, "%s/test/fixtures/passkeys/chromium-156.json", root ? root : "."), 0,
        NULL);
    assert_non_null(vectors);
    return 0;
}

static int down_all(void **state)
{
    (void)state;
    json_decref(vectors);
    arena_free(&a);
    return 0;
}

static int up(void **state)
{
    struct authenticator_data d;
    (void)state;
    device_make(&phone, &site);
    phone.handle = str_of("un nom au hasard, de trente-deux");
    struct passkey_creation c = device_create(&phone, &a, CHALLENGE);
    assert_int_equal(webauthn_create(&expected, &c, &d), PASSKEY_GOOD);
    phone_key = d.public_key;
    return 0;
}

/* ---- vectors ---------------------------------------------------------------------------- */

static const char *text_at(const json_t *object, const char *name)
{
    const char *s = json_string_value(json_object_get(object, name));
    assert_non_null(s);
    return s;
}

struct vector {
    struct passkey_site site;
    struct webauthn_expected expected;
    struct passkey_creation created;
    struct str handle;
    const json_t *json;
};

static struct vector vector_of(const char *algorithm, const char *name)
{
    const json_t *v = json_object_get(vectors, algorithm), *made = json_object_get(v, name);
    struct vector out = {
        .site = {text_at(v, "rpId"), text_at(v, "origin")},
        .created = {decoded(text_at(made, "clientDataJSON")),
                    decoded(text_at(made, "attestationObject"))},
        .handle = decoded(text_at(v, "handle")),
        .json = v,
    };
    out.expected.challenge = text_at(made, "challenge");
    return out;
}

static struct passkey_assertion assertion_of(const json_t *g)
{
    return (struct passkey_assertion){
        .credential_id = decoded(text_at(g, "id")),
        .client_data = decoded(text_at(g, "clientDataJSON")),
        .authenticator_data = decoded(text_at(g, "authenticatorData")),
        .signature = decoded(text_at(g, "signature")),
        .handle = decoded(text_at(g, "userHandle")),
    };
}

/* One bit anywhere in what is signed, or in the signature, and it is no good. */
static void spoil_each_byte(const struct webauthn_expected *e, struct passkey_assertion g,
                            const struct webauthn_known *known)
{
    struct str *const parts[] = {&g.client_data, &g.authenticator_data, &g.signature};
    struct authenticator_data d;
    for (size_t p = 0; p < ARRAY_LEN(parts); p++) {
        struct str whole = *parts[p];
        for (size_t i = 0; i < whole.n; i++) {
            char *copy = arena_strndup(&a, whole.p, whole.n);
            copy[i] = (char)(copy[i] ^ 1);
            *parts[p] = (struct str){copy, whole.n};
            assert_int_not_equal(webauthn_get(&a, e, &g, known, &d), PASSKEY_GOOD);
            *parts[p] = (struct str){whole.p, i};
            assert_int_not_equal(webauthn_get(&a, e, &g, known, &d), PASSKEY_GOOD);
        }
        *parts[p] = whole;
    }
}

static void one_algorithm(const char *algorithm)
{
    struct vector v = vector_of(algorithm, "create");
    struct authenticator_data made, d;
    v.expected.site = &v.site;
    assert_int_equal(webauthn_create(&v.expected, &v.created, &made), PASSKEY_GOOD);
    assert_int_equal(made.credential_id.n, 32);
    assert_int_equal(made.sign_count, 1);
    const struct webauthn_known known = {made.public_key, v.handle, false};
    const json_t *gets = json_object_get(v.json, "get");
    assert_int_equal(json_array_size(gets), 2);
    for (size_t i = 0; i < 2; i++) {
        struct passkey_assertion g = assertion_of(json_array_get(gets, i));
        struct webauthn_expected e = {&v.site, text_at(json_array_get(gets, i), "challenge")};
        assert_true(str_eq(g.credential_id, made.credential_id));
        assert_int_equal(webauthn_get(&a, &e, &g, &known, &d), PASSKEY_GOOD);
        assert_int_equal(d.sign_count, i + 2);
        assert_int_equal(webauthn_get(&a, &v.expected, &g, &known, &d), PASSKEY_CHALLENGE);
        if (i == 0)
            spoil_each_byte(&e, g, &known);
    }
}

static void what_chromium_makes_is_verified(void **state)
{
    (void)state;
    one_algorithm("-7");
    one_algorithm("-8");
    one_algorithm("-257");
}

/* A statement of the maker is read over: it is not what one trusts. */
static void an_attestation_is_taken_and_not_judged(void **state)
{
    struct vector v = vector_of("-7", "direct");
    struct authenticator_data d;
    (void)state;
    v.expected.site = &v.site;
    assert_int_equal(webauthn_create(&v.expected, &v.created, &d), PASSKEY_GOOD);
    assert_true(v.created.attestation.n > 700);
}

/* A key of one algorithm verifies no signature of another. */
static void keys_are_not_mixed_up(void **state)
{
    static const char *const all[] = {"-7", "-8", "-257"};
    struct authenticator_data made[3], d;
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct vector v = vector_of(all[i], "create");
        v.expected.site = &v.site;
        assert_int_equal(webauthn_create(&v.expected, &v.created, &made[i]), PASSKEY_GOOD);
    }
    for (size_t i = 0; i < 3; i++)
        for (size_t k = 0; k < 3; k++) {
            struct vector v = vector_of(all[k], "create");
            const json_t *g = json_array_get(json_object_get(v.json, "get"), 0);
            struct webauthn_expected e = {&v.site, text_at(g, "challenge")};
            struct passkey_assertion came = assertion_of(g);
            struct webauthn_known known = {made[i].public_key, v.handle, false};
            assert_int_equal(webauthn_get(&a, &e, &came, &known, &d),
                             i == k ? PASSKEY_GOOD : PASSKEY_SIGNATURE);
        }
}

/* ---- a new key: each thing that is asked ------------------------------------------------- */

static enum passkey_fault create_with(const struct device *d)
{
    struct authenticator_data out;
    struct passkey_creation c = device_create(d, &a, CHALLENGE);
    return webauthn_create(&expected, &c, &out);
}

static enum passkey_fault create_from(struct str client, struct str attestation)
{
    struct authenticator_data out;
    const struct passkey_creation c = {client, attestation};
    return webauthn_create(&expected, &c, &out);
}

static void a_new_key_is_asked_everything(void **state)
{
    struct device d = phone;
    (void)state;
    struct str client = device_client_data(&d, &a, "webauthn.create", CHALLENGE);
    struct str attestation = device_attestation(&a, device_data(&d, &a, true));
    assert_int_equal(create_from(client, attestation), PASSKEY_GOOD);
    assert_int_equal(
        create_from(device_client_data(&d, &a, "webauthn.get", CHALLENGE), attestation),
        PASSKEY_TYPE);
    assert_int_equal(create_from(device_client_data(&d, &a, "webauthn.create", OTHER), attestation),
                     PASSKEY_CHALLENGE);
    assert_int_equal(create_from(device_client_data(&d, &a, "webauthn.create", ""), attestation),
                     PASSKEY_CHALLENGE);
    d.origin = elsewhere.origin;
    assert_int_equal(create_with(&d), PASSKEY_ORIGIN);
    d = phone;
    d.rp_id = elsewhere.rp_id;
    assert_int_equal(create_with(&d), PASSKEY_RP);
    d = phone;
    d.flags = DEVICE_VERIFIED;
    assert_int_equal(create_with(&d), PASSKEY_NOT_PRESENT);
    d.flags = DEVICE_PRESENT;
    assert_int_equal(create_with(&d), PASSKEY_NOT_VERIFIED);
    d.flags = phone.flags | DEVICE_BACKED_UP;
    assert_int_equal(create_with(&d), PASSKEY_STATE);
    d.flags = phone.flags | DEVICE_BACKED_UP | DEVICE_ELIGIBLE;
    assert_int_equal(create_with(&d), PASSKEY_GOOD);
    d.flags = phone.flags | DEVICE_EXTENSIONS;
    assert_int_equal(create_with(&d), PASSKEY_GOOD);
    d = phone;
    d.algorithm = -7; /* and the parameters of -8 */
    assert_int_equal(create_with(&d), PASSKEY_ALGORITHM);
    d.algorithm = -19;
    assert_int_equal(create_with(&d), PASSKEY_ALGORITHM);
    d = phone;
    memset(d.public_key, 0, sizeof d.public_key); /* a point of small order */
    d.public_key[0] = 1;
    assert_int_equal(create_with(&d), PASSKEY_ALGORITHM);
    assert_int_equal(create_from(client, device_attestation(&a, device_data(&phone, &a, false))),
                     PASSKEY_ALGORITHM); /* no key at all */
}

static void origins_are_compared_whole(void **state)
{
    static const char *const wrong[] = {"http://reseau.example",
                                        "https://reseau.example:444",
                                        "https://reseau.example.mal.example",
                                        "https://www.reseau.example",
                                        "https://reseau.example/",
                                        "https://mal.example#https://reseau.example",
                                        "HTTPS://RESEAU.EXAMPLE",
                                        "",
                                        "null"};
    struct device d = phone;
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
        d.origin = wrong[i];
        assert_int_equal(create_with(&d), PASSKEY_ORIGIN);
    }
    d = phone;
    d.client_more = ",\"crossOrigin\":false,\"other_keys_can_be_added_here\":[1,{}]";
    assert_int_equal(create_with(&d), PASSKEY_GOOD);
    d.client_more = ",\"crossOrigin\":true";
    assert_int_equal(create_with(&d), PASSKEY_ORIGIN);
    d.client_more = ",\"crossOrigin\":\"false\"";
    assert_int_equal(create_with(&d), PASSKEY_ORIGIN);
    d.client_more = ",\"topOrigin\":\"https://mal.example\"";
    assert_int_equal(create_with(&d), PASSKEY_ORIGIN);
    d.client_more = ",\"origin\":\"https://reseau.example\""; /* said twice */
    assert_int_equal(create_with(&d), PASSKEY_MALFORMED);
}

/* ---- a signature: each thing that is asked ----------------------------------------------- */

static enum passkey_fault get_from(const struct passkey_assertion *g, bool eligible)
{
    struct authenticator_data out;
    const struct webauthn_known known = {phone_key, phone.handle, eligible};
    return webauthn_get(&a, &expected, g, &known, &out);
}

static enum passkey_fault get_with(const struct device *d)
{
    struct passkey_assertion g = device_get(d, &a, CHALLENGE);
    return get_from(&g, false);
}

static void a_signature_is_asked_everything(void **state)
{
    struct device d = phone;
    (void)state;
    struct passkey_assertion g = device_get(&d, &a, CHALLENGE);
    assert_int_equal(get_from(&g, false), PASSKEY_GOOD);
    assert_int_equal(get_from(&g, true), PASSKEY_STATE); /* it could be copied, and now cannot */
    g = device_get(&d, &a, OTHER);
    assert_int_equal(get_from(&g, false), PASSKEY_CHALLENGE);
    g = device_get(&d, &a, CHALLENGE);
    g.client_data = device_client_data(&d, &a, "webauthn.create", CHALLENGE);
    g.signature = device_sign(&d, &a, g.authenticator_data, g.client_data);
    assert_int_equal(get_from(&g, false), PASSKEY_TYPE);
    d.origin = elsewhere.origin;
    assert_int_equal(get_with(&d), PASSKEY_ORIGIN);
    d = phone;
    d.rp_id = elsewhere.rp_id;
    assert_int_equal(get_with(&d), PASSKEY_RP);
    d = phone;
    d.flags = DEVICE_VERIFIED;
    assert_int_equal(get_with(&d), PASSKEY_NOT_PRESENT);
    d.flags = DEVICE_PRESENT;
    assert_int_equal(get_with(&d), PASSKEY_NOT_VERIFIED);
    d.flags = phone.flags | DEVICE_BACKED_UP;
    assert_int_equal(get_with(&d), PASSKEY_STATE);
    d = phone;
    d.secret_key[0] ^= 1; /* another key signs */
    assert_int_equal(get_with(&d), PASSKEY_SIGNATURE);
    d = phone;
    d.handle = str_of("un nom au hasard, de trente-trois");
    assert_int_equal(get_with(&d), PASSKEY_OWNER);
    d.handle = (struct str){0};
    assert_int_equal(get_with(&d), PASSKEY_OWNER);
    g = device_get(&phone, &a, CHALLENGE);
    g.signature = (struct str){0};
    assert_int_equal(get_from(&g, false), PASSKEY_MALFORMED);
}

/* What was signed for one page is of no use with what another said. */
static void a_signature_holds_for_what_was_signed(void **state)
{
    struct device d = phone;
    (void)state;
    struct passkey_assertion g = device_get(&d, &a, CHALLENGE);
    d.flags = phone.flags | DEVICE_EXTENSIONS;
    g.authenticator_data = device_data(&d, &a, false);
    assert_int_equal(get_from(&g, false), PASSKEY_SIGNATURE);
    g = device_get(&phone, &a, CHALLENGE);
    d = phone;
    d.client_more = ",\"crossOrigin\":false";
    g.client_data = device_client_data(&d, &a, "webauthn.get", CHALLENGE);
    assert_int_equal(get_from(&g, false), PASSKEY_SIGNATURE);
}

/* ---- bytes that no device sends ---------------------------------------------------------- */

static void what_is_cut_short_is_refused(void **state)
{
    (void)state;
    struct passkey_creation c = device_create(&phone, &a, CHALLENGE);
    struct passkey_assertion g = device_get(&phone, &a, CHALLENGE);
    struct authenticator_data d;
    struct str part;
    for (size_t i = 0; i < c.attestation.n; i++) {
        char *exact = malloc(i + 1); /* so that a look past the end is seen */
        memcpy(exact, c.attestation.p, i);
        assert_false(attestation_read((struct str){exact, i}, &part));
        free(exact);
    }
    for (size_t i = 0; i < c.client_data.n; i++)
        assert_int_not_equal(create_from(str_sub(c.client_data, 0, i), c.attestation),
                             PASSKEY_GOOD);
    for (size_t i = 0; i < g.authenticator_data.n; i++)
        assert_false(authenticator_data_read(str_sub(g.authenticator_data, 0, i), &d));
    struct str data = device_data(&phone, &a, true);
    for (size_t i = 0; i < data.n; i++)
        assert_false(authenticator_data_read(str_sub(data, 0, i), &d));
}

static void nothing_may_follow(void **state)
{
    (void)state;
    struct passkey_creation c = device_create(&phone, &a, CHALLENGE);
    struct authenticator_data d;
    struct str part, longer = {arena_printf(&a, "%s", ""), 0};
    char *copy = arena_alloc(&a, c.attestation.n + 1);
    memcpy(copy, c.attestation.p, c.attestation.n);
    longer = (struct str){copy, c.attestation.n + 1};
    assert_false(attestation_read(longer, &part));
    struct str data = device_data(&phone, &a, false);
    copy = arena_alloc(&a, data.n + 1);
    memcpy(copy, data.p, data.n);
    assert_false(authenticator_data_read((struct str){copy, data.n + 1}, &d));
}

#define BYTES(s) ((struct str){(s), sizeof(s) - 1})

static void hostile_cbor_is_refused(void **state)
{
    static const struct str all[] = {
        BYTES(""),
        BYTES("\xBB\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"),     /* a map of 2^64 - 1 */
        BYTES("\xBB\x80\x00\x00\x00\x00\x00\x00\x00"),     /* of 2^63: twice that is nought */
        BYTES("\x9B\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x00"), /* an array of 2^63 - 1 */
        BYTES("\x5B\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x00"), /* as many bytes */
        BYTES("\xBF\x61\x61\x01\xFF"),                     /* a map of no said length */
        BYTES("\x5F\x41\x61\xFF"),                         /* bytes of no said length */
        BYTES("\x9F\xFF"),
        BYTES("\xC2\x41\x01"), /* a tag */
        BYTES("\xF9\x3C\x00"), /* a half */
        BYTES("\xFF"),
        BYTES("\x1C"),
        BYTES("\xFC"),                                 /* reserved */
        BYTES("\x3B\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"), /* -2^64 */
        BYTES("\x1B\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"), /* 2^64 - 1 */
        BYTES("\x82\x01"),
        BYTES("\xA1\x01"),
    };
    struct str part;
    struct cose_key key;
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        struct str rest = all[i];
        assert_false(item_skip(&rest));
        assert_false(attestation_read(all[i], &part));
        assert_false(cose_key_read(all[i], &key));
    }
}

/* A hundred thousand arrays in one another: no stack is asked for them. */
static void deep_nesting_takes_no_stack(void **state)
{
    (void)state;
    size_t n = 100000;
    char *deep = arena_alloc(&a, n + 1);
    memset(deep, 0x81, n);
    struct str rest = {deep, n}, whole;
    assert_false(item_skip(&rest));
    deep[n] = 0x01;
    whole = rest = (struct str){deep, n + 1};
    assert_true(item_skip(&rest));
    assert_int_equal(rest.n, 0);
    assert_false(attestation_read(whole, &rest));
}

static void names_are_said_once(void **state)
{
    static const struct str twice[] = {
        BYTES("\xA4\x63"
              "fmt\x64none\x67"
              "attStmt\xA0\x68"
              "authData\x41\x00\x68"
              "authData\x41\x01"),
        BYTES("\xA4\x63"
              "fmt\x64none\x63"
              "fmt\x64none\x67"
              "attStmt\xA0\x68"
              "authData\x41\x00"),
        BYTES("\xA3\x63"
              "fmt\x64none\x67"
              "attStmt\xA1\x01\x02\x68"
              "authData\x41\x00"), /* "none" says something */
        BYTES("\xA2\x63"
              "fmt\x64none\x68"
              "authData\x41\x00"),
        BYTES("\xA3\x63"
              "fmt\x01\x67"
              "attStmt\xA0\x68"
              "authData\x41\x00"),
        BYTES("\xA3\x63"
              "fmt\x64none\x67"
              "attStmt\xA0\x68"
              "authData\x61\x61"),
    };
    static const struct str once = BYTES("\xA4\x63"
                                         "fmt\x64none\x67"
                                         "attStmt\xA0\x68"
                                         "authData\x41\x00\x62"
                                         "ep\xF5");
    struct str part;
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(twice); i++)
        assert_false(attestation_read(twice[i], &part));
    assert_true(attestation_read(once, &part));
    assert_int_equal(part.n, 1);
}

/* x and y that are on no curve, a modulus that is short, an exponent of one. */
static void keys_that_are_none(void **state)
{
    struct cose_key k = {.algorithm = COSE_ES256, .x = phone.handle, .y = phone.handle};
    char *n = arena_alloc(&a, 600);
    (void)state;
    k.x = k.y = (struct str){arena_alloc(&a, 32), 32};
    assert_false(cose_key_is_sound(&k));
    memset(n, 0xFF, 600);
    k = (struct cose_key){.algorithm = COSE_RS256, .n = {n, 256}, .e = BYTES("\x01\x00\x01")};
    assert_true(cose_key_is_sound(&k));
    k.e = BYTES("\x01");
    assert_false(cose_key_is_sound(&k));
    k.e = BYTES("\x04");
    assert_false(cose_key_is_sound(&k));
    k.e = (struct str){n, 9};
    assert_false(cose_key_is_sound(&k));
    k.e = BYTES("\x01\x00\x01");
    k.n.n = 255;
    assert_false(cose_key_is_sound(&k));
    k.n.n = 513;
    assert_false(cose_key_is_sound(&k));
}

static void a_credential_id_has_a_length(void **state)
{
    struct authenticator_data d;
    (void)state;
    struct str data = device_data(&phone, &a, true);
    char *bytes = arena_alloc(&a, 8192);
    const size_t at = 32 + 1 + 4 + 16;
    for (size_t n = 1022; n <= 1025; n++) {
        memcpy(bytes, data.p, at);
        bytes[at] = (char)(n >> 8);
        bytes[at + 1] = (char)n;
        memset(bytes + at + 2, 'x', n);
        memcpy(bytes + at + 2 + n, phone_key.p, phone_key.n);
        struct str whole = {bytes, at + 2 + n + phone_key.n};
        assert_int_equal(authenticator_data_read(whole, &d), n <= PASSKEY_ID_MAX);
    }
    memcpy(bytes, data.p, at);
    bytes[at] = bytes[at + 1] = 0;
    memcpy(bytes + at + 2, phone_key.p, phone_key.n);
    assert_false(authenticator_data_read((struct str){bytes, at + 2 + phone_key.n}, &d));
}

static void what_is_too_long_is_refused(void **state)
{
    struct device d = phone;
    (void)state;
    char *more = arena_printf(&a, ",\"x\":\"%4200s\"", "");
    d.client_more = more;
    assert_int_equal(create_with(&d), PASSKEY_MALFORMED);
    struct passkey_assertion g = device_get(&phone, &a, CHALLENGE);
    g.signature = (struct str){more, 2000};
    assert_int_equal(get_from(&g, false), PASSKEY_MALFORMED);
}

/* ---- for whom keys are made -------------------------------------------------------------- */

static void the_site_is_its_public_address(void **state)
{
    static const struct {
        const char *base, *rp_id, *origin; /* rp_id NULL: no keys there */
    } all[] = {
        {"https://Reseau.Example", "reseau.example", "https://reseau.example"},
        {"https://reseau.example:443/a", "reseau.example", "https://reseau.example"},
        {"https://reseau.example:8443", "reseau.example", "https://reseau.example:8443"},
        {"http://localhost:8017", "localhost", "http://localhost:8017"},
        {"http://localhost", "localhost", "http://localhost"},
        {"http://localhost:80", "localhost", "http://localhost"},
        {"http://essai.localhost:8017", "essai.localhost", "http://essai.localhost:8017"},
        {"http://reseau.example", NULL, NULL},
        {"http://localhost.mal.example", NULL, NULL},
        {"http://127.0.0.1:8017", NULL, NULL},
        {"https://192.0.2.7", NULL, NULL},
        {"https://[2001:db8::1]:8443", NULL, NULL},
        {"reseau.example", NULL, NULL},
        {"https://", NULL, NULL},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        struct passkey_site s;
        bool had = passkey_site_of(&a, all[i].base, &s);
        if (had != (all[i].rp_id != NULL))
            fail_msg("%s: %d", all[i].base, had);
        if (had) {
            assert_string_equal(s.rp_id, all[i].rp_id);
            assert_string_equal(s.origin, all[i].origin);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define EACH(test) cmocka_unit_test_setup(test, up)
        EACH(what_chromium_makes_is_verified),
        EACH(an_attestation_is_taken_and_not_judged),
        EACH(keys_are_not_mixed_up),
        EACH(a_new_key_is_asked_everything),
        EACH(origins_are_compared_whole),
        EACH(a_signature_is_asked_everything),
        EACH(a_signature_holds_for_what_was_signed),
        EACH(what_is_cut_short_is_refused),
        EACH(nothing_may_follow),
        EACH(hostile_cbor_is_refused),
        EACH(deep_nesting_takes_no_stack),
        EACH(names_are_said_once),
        EACH(keys_that_are_none),
        EACH(a_credential_id_has_a_length),
        EACH(what_is_too_long_is_refused),
        EACH(the_site_is_its_public_address),
    };
    return cmocka_run_group_tests(tests, up_all, down_all);
}
