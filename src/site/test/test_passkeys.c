/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Passkeys through the dispatcher: the JSON for the device, the forms, "Mon espace", the messages.
 */
#include "harness.h"

#include "auth/test/device.h"

#include <jansson.h>
#include <sodium.h>

#define NOW "2021-07-05T09:00"
#define CAMILLE "organisation@demo.example"
#define OWN "/mon-espace"
#define KEYS OWN "#cles"

static const struct passkey_site site = {"localhost", "http://localhost:8017"};
static struct harness h;
static struct signed_in camille;
static struct device phone;

static int up(void **state)
{
    (void)state;
    harness_open(&h, NOW, true);
    h.app.config.smtp = "smtp://127.0.0.1:1"; /* nobody sends: the outbox is read here */
    camille = harness_sign_in(&h, CAMILLE, ROLE_ORGANISER);
    device_make(&phone, &site);
    return 0;
}

static int down(void **state)
{
    (void)state;
    harness_close(&h);
    return 0;
}

/* ---- a browser -------------------------------------------------------------------------- */

static const char *cookie_of(const struct reply *a)
{
    const char *set = reply_header(a, "Set-Cookie");
    return set ? arena_strndup(&h.arena, set, strcspn(set, ";")) : NULL;
}

static struct reply send_with(const char *method, const char *target, const char *cookie,
                              const char *body)
{
    const struct http_field headers[] = {{"Cookie", cookie}, {NULL, NULL}};
    return harness_send(&h, method, target, cookie ? headers : NULL, body);
}

struct asked {
    const char *challenge, *cookie; /* the cookie alone, without that of the session */
};

static json_t *json_of(const struct reply *a)
{
    assert_int_equal(a->status, 200);
    assert_string_equal(a->type, "application/json; charset=utf-8");
    assert_string_equal(reply_header(a, "Cache-Control"), "no-store");
    assert_false(a->cacheable);
    json_t *json = json_loads(a->body, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(json);
    return json;
}

static const char *text_at(const json_t *object, const char *name)
{
    const char *s = json_string_value(json_object_get(object, name));
    assert_non_null(s);
    return arena_strdup(&h.arena, s);
}

static struct asked ask_to_enter(void)
{
    struct reply a = harness_send(&h, "POST", "/connexion/cle/defi", NULL, "");
    json_t *json = json_of(&a);
    struct asked out = {text_at(json, "challenge"), cookie_of(&a)};
    json_decref(json);
    return out;
}

/* As who is signed in; the device learns the name that it is to keep the key under. */
static struct asked ask_to_add(const struct signed_in *who, struct device *d)
{
    struct reply a = harness_post_as(&h, OWN "/cles/defi", who, "");
    json_t *json = json_of(&a);
    struct asked out = {text_at(json, "challenge"), cookie_of(&a)};
    const char *handle = text_at(json_object_get(json, "user"), "id");
    unsigned char *bytes = arena_alloc(&h.arena, 64);
    assert_int_equal(sodium_base642bin(bytes, 64, handle, strlen(handle), NULL, &d->handle.n, NULL,
                                       sodium_base64_VARIANT_URLSAFE_NO_PADDING),
                     0);
    d->handle.p = (const char *)bytes;
    json_decref(json);
    return out;
}

static struct reply add_as(const struct signed_in *who, struct device *d, const char *name)
{
    struct asked q = ask_to_add(who, d);
    struct passkey_creation c = device_create(d, &h.arena, q.challenge);
    const struct signed_in both = {arena_printf(&h.arena, "%s; %s", who->cookie, q.cookie),
                                   who->csrf};
    return harness_post_as(
        &h, OWN "/cles", &both,
        arena_printf(&h.arena, "nom=%s&%s", name, device_create_form(&h.arena, &c)));
}

static struct reply enter_with(const struct device *d, const char *more)
{
    struct asked q = ask_to_enter();
    struct passkey_assertion g = device_get(d, &h.arena, q.challenge);
    return send_with("POST", "/connexion/cle", q.cookie,
                     arena_printf(&h.arena, "%s%s", device_get_form(&h.arena, &g), more));
}

static const char *key_page(const struct signed_in *who)
{
    struct reply a = harness_get_as(&h, OWN, who);
    const char *at = strstr(a.body, OWN "/cles/");
    assert_non_null(at);
    return arena_strndup(&h.arena, at, strcspn(at, "\""));
}

/* ---- tests ------------------------------------------------------------------------------ */

static void a_key_is_added_and_lets_in(void **state)
{
    (void)state;
    struct reply a = add_as(&camille, &phone, "T%C3%A9l%C3%A9phone");
    assert_int_equal(a.status, 303);
    assert_string_equal(reply_header(&a, "Location"), KEYS);
    a = harness_get_as(&h, OWN, &camille);
    assert_contains(a.body, "<h3>Téléphone</h3>");
    assert_contains(a.body, "Pas encore utilisée");
    a = enter_with(&phone, "");
    assert_int_equal(a.status, 303);
    assert_string_equal(reply_header(&a, "Location"), "/organisation");
    const char *session = cookie_of(&a);
    assert_contains(session, "__Host-session=");
    assert_string_not_equal(session, camille.cookie);
    assert_int_equal(send_with("GET", "/organisation", session, "").status, 200);
    a = harness_get_as(&h, OWN, &camille);
    assert_contains(a.body, "Dernière entrée le 5 juil. 2021");
    a = enter_with(&phone, "&retour=%2Forganisation%2Fmessages");
    assert_string_equal(reply_header(&a, "Location"), "/organisation/messages");
    a = enter_with(&phone, "&retour=%2F%2Fmal.example");
    assert_int_equal(a.status, 400);
    assert_null(reply_header(&a, "Set-Cookie"));
}

static void the_device_is_asked_for_what_we_check(void **state)
{
    (void)state;
    struct reply a = harness_send(&h, "POST", "/connexion/cle/defi", NULL, "");
    assert_contains(reply_header(&a, "Set-Cookie"), "__Host-cle=");
    assert_contains(reply_header(&a, "Set-Cookie"), "Max-Age=300; HttpOnly; SameSite=Lax; Secure");
    json_t *json = json_of(&a);
    assert_string_equal(text_at(json, "rpId"), "localhost");
    assert_string_equal(text_at(json, "userVerification"), "required");
    assert_int_equal(strlen(text_at(json, "challenge")), 43);
    assert_null(json_object_get(json, "allowCredentials")); /* whose keys there are is not told */
    json_decref(json);
    assert_int_equal(add_as(&camille, &phone, "Une").status, 303);
    a = harness_post_as(&h, OWN "/cles/defi", &camille, "");
    json = json_of(&a);
    assert_string_equal(text_at(json, "attestation"), "none");
    assert_string_equal(text_at(json_object_get(json, "rp"), "id"), "localhost");
    assert_string_equal(text_at(json_object_get(json, "user"), "name"), CAMILLE);
    const json_t *wanted = json_object_get(json, "authenticatorSelection");
    assert_string_equal(text_at(wanted, "residentKey"), "required");
    assert_string_equal(text_at(wanted, "userVerification"), "required");
    assert_int_equal(json_array_size(json_object_get(json, "pubKeyCredParams")), 3);
    const json_t *known = json_array_get(json_object_get(json, "excludeCredentials"), 0);
    assert_int_equal(strlen(text_at(known, "id")), 43);
    assert_int_equal(json_array_size(json_object_get(known, "transports")), 2);
    json_decref(json);
}

/* The same bytes for a key that was never here, a removed one, another's and a wrong signature. */
static void a_refusal_tells_nothing(void **state)
{
    struct device never, forged, theirs;
    (void)state;
    struct signed_in dominique = harness_sign_in(&h, "autre@demo.example", ROLE_ORGANISER);
    device_make(&never, &site);
    device_make(&theirs, &site);
    assert_int_equal(add_as(&camille, &phone, "Une").status, 303);
    assert_int_equal(add_as(&dominique, &theirs, "Autre").status, 303);
    never.handle = phone.handle;
    forged = phone;
    memcpy(forged.secret_key, never.secret_key, sizeof forged.secret_key);
    struct device mixed = phone;
    mixed.handle = theirs.handle;
    const struct device *const all[] = {&never, &forged, &mixed};
    struct reply first = enter_with(all[0], "");
    assert_int_equal(first.status, 422);
    assert_contains(first.body, "n’ouvre rien ici");
    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        struct reply a = enter_with(all[i], "");
        assert_int_equal(a.status, 422);
        assert_string_equal(a.body, first.body);
        assert_null(reply_header(&a, "Set-Cookie"));
    }
    struct reply empty = harness_send(&h, "POST", "/connexion/cle", NULL, "");
    assert_int_equal(empty.status, 410);
    struct asked q = ask_to_enter();
    assert_string_equal(
        send_with("POST", "/connexion/cle", q.cookie, "id=***&signature=%C3%A9").body, first.body);
}

static void what_went_wrong_is_said(void **state)
{
    (void)state;
    phone.count = 7;
    assert_int_equal(add_as(&camille, &phone, "Une").status, 303);
    struct reply a = enter_with(&phone, "");
    assert_int_equal(a.status, 422);
    assert_contains(a.body, "son compteur est revenu en arrière");
    phone.count = 8;
    phone.flags = DEVICE_PRESENT;
    a = enter_with(&phone, "");
    assert_contains(a.body, "n’a pas vérifié que c’est bien vous");
    phone.flags |= DEVICE_VERIFIED;
    phone.origin = "http://localhost:8018";
    a = enter_with(&phone, "");
    assert_contains(a.body, "à l’adresse habituelle du site");
    phone.origin = site.origin;
    assert_int_equal(enter_with(&phone, "").status, 303);
    assert_contains(add_as(&camille, &phone, "Une").body, "déjà enregistrée");
    struct device weak;
    device_make(&weak, &site);
    weak.flags = DEVICE_PRESENT;
    a = add_as(&camille, &weak, "Mon%20mot");
    assert_int_equal(a.status, 422);
    assert_contains(a.body, "n’a pas vérifié que c’est bien vous");
    assert_contains(a.body, "value=\"Mon mot\""); /* what was typed is there */
    a = harness_post_as(&h, OWN "/cles", &camille, "nom=x");
    assert_int_equal(a.status, 422);
    assert_contains(a.body, "JavaScript");
}

static void an_old_sign_in_changes_no_key(void **state)
{
    static const char confirm[] = OWN "/confirmer";
    (void)state;
    assert_int_equal(add_as(&camille, &phone, "Une").status, 303);
    const char *page = key_page(&camille);
    struct reply a = harness_get_as(&h, confirm, &camille);
    assert_int_equal(a.status, 303);
    h.app.clock.shift += PASSKEY_RECENT_SECONDS;
    assert_int_equal(harness_post_as(&h, OWN "/cles/defi", &camille, "").status, 403);
    a = harness_post_as(&h, OWN "/cles", &camille, "attestationObject=AAAA");
    assert_string_equal(reply_header(&a, "Location"), OWN "/confirmer?retour=" OWN);
    a = harness_post_as(&h, arena_printf(&h.arena, "%s/retirer", page), &camille, "");
    assert_string_equal(reply_header(&a, "Location"), OWN "/confirmer?retour=" OWN);
    a = harness_get_as(&h, OWN, &camille);
    assert_contains(a.body, "<h3>Une</h3>");
    assert_contains(a.body, "href=\"" OWN "/confirmer\"");
    assert_lacks(a.body, "data-passkey=\"create\"");
    assert_lacks(harness_get_as(&h, page, &camille).body, "/retirer");
    a = harness_get_as(&h, confirm, &camille);
    assert_int_equal(a.status, 200);
    assert_contains(a.body, "value=\"" CAMILLE "\"");
    assert_contains(a.body, "data-passkey=\"get\"");
    /* entering by the key is what confirms it; the session is another */
    a = enter_with(&phone, "&retour=%2Fmon-espace");
    struct signed_in again = {.cookie = cookie_of(&a)};
    assert_contains(harness_get_as(&h, OWN, &again).body, "data-passkey=\"create\"");
    h.app.clock.shift -= PASSKEY_RECENT_SECONDS + 3600; /* a clock set back makes nothing recent */
    a = harness_get_as(&h, OWN, &again);
    assert_int_equal(a.status, 200);
    assert_lacks(a.body, "data-passkey=\"create\"");
}

static void a_key_is_renamed_and_removed(void **state)
{
    (void)state;
    assert_int_equal(add_as(&camille, &phone, "").status, 303); /* named after the browser, or so */
    const char *page = key_page(&camille);
    const char *rename = arena_printf(&h.arena, "%s/nom", page);
    const char *remove = arena_printf(&h.arena, "%s/retirer", page);
    assert_contains(harness_get_as(&h, page, &camille).body, "<h1>Clé d’accès</h1>");
    struct reply a = harness_post_as(&h, rename, &camille, "nom=%20");
    assert_int_equal(a.status, 422);
    assert_contains(a.body, "id=\"nom-erreur\"");
    a = harness_post_as(&h, rename, &camille,
                        "nom=ééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééx");
    assert_int_equal(a.status, 422);
    a = harness_post_as(&h, rename, &camille, "nom=%3Cscript%3E%E2%80%AE%0A%20x");
    assert_int_equal(a.status, 303);
    assert_contains(harness_get_as(&h, OWN, &camille).body, "<h3>&lt;script&gt; x</h3>");
    struct signed_in other = harness_sign_in(&h, "autre@demo.example", ROLE_ORGANISER);
    a = harness_get_as(&h, page, &other); /* another's, or none: the same */
    assert_string_equal(reply_header(&a, "Location"), KEYS);
    assert_int_equal(harness_post_as(&h, rename, &other, "nom=vol").status, 303);
    assert_int_equal(harness_post_as(&h, remove, &other, "").status, 303);
    assert_contains(harness_get_as(&h, OWN, &camille).body, "&lt;script&gt; x");
    assert_int_equal(harness_post_as(&h, remove, &camille, "").status, 303);
    assert_lacks(harness_get_as(&h, OWN, &camille).body, "&lt;script&gt; x");
    assert_int_equal(enter_with(&phone, "").status, 422);
}

static void forms_are_of_the_session_and_of_this_site(void **state)
{
    static const char *const targets[] = {OWN "/cles",       OWN "/cles/defi",
                                          OWN "/cles/1/nom", OWN "/cles/1/retirer",
                                          "/connexion/cle",  "/connexion/cle/defi"};
    const struct http_field away[] = {{"Sec-Fetch-Site", "cross-site"}, {NULL, NULL}};
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(targets); i++)
        assert_int_equal(send_with("POST", targets[i], camille.cookie, "").status, 403);
    assert_int_equal(harness_send(&h, "POST", "/connexion/cle/defi", away, "").status, 403);
    assert_int_equal(harness_send(&h, "POST", "/connexion/cle", away, "").status, 403);
    assert_int_equal(send_with("POST", OWN "/cles/defi", NULL, "").status, 401);
}

/* ---- messages --------------------------------------------------------------------------- */

static struct mail_message latest(const char *kind)
{
    struct mail_row *rows;
    struct mail_message m;
    size_t n;
    assert_int_equal(db_begin_read(h.worker->db), OK);
    assert_int_equal(mail_rows(h.worker->db, &h.arena, 0, 10, &rows, &n), OK);
    assert_string_equal(rows[0].kind, kind);
    assert_int_equal(mail_render(&h.app.mail, h.worker->db, &h.arena, &rows[0], &m), OK);
    struct mail_person who = {0};
    assert_int_equal(mail_people(&h.app.mail, h.worker->db, &h.arena, rows, 1, &who), OK);
    assert_string_equal(who.address, CAMILLE);
    db_end_read(h.worker->db);
    return m;
}

static void the_person_is_told(void **state)
{
    (void)state;
    assert_int_equal(add_as(&camille, &phone, "Bureau").status, 303);
    struct mail_message m = latest("passkey/added");
    assert_string_equal(m.to_address, CAMILLE);
    assert_string_equal(m.subject, "Une clé d’accès a été ajoutée à votre compte");
    assert_contains(m.text, "Bureau");
    assert_contains(m.text, "http://localhost:8017/mon-espace");
    const char *page = key_page(&camille);
    const char *english = arena_printf(&h.arena, "/en%s/retirer", page);
    assert_int_equal(harness_post_as(&h, english, &camille, "").status, 303);
    m = latest("passkey/removed");
    assert_string_equal(m.lang, "en");
    assert_string_equal(m.subject, "A passkey was removed from your account");
    assert_contains(m.text, "Bureau");
    device_make(&phone, &site);
    assert_int_equal(add_as(&camille, &phone, "www.mal.example%20cliquez").status, 303);
    assert_lacks(latest("passkey/added").text, "mal.example"); /* no link of whoever named it */
    struct reply a = harness_get_as(&h, "/organisation/messages", &camille);
    assert_contains(a.body, "Clé d’accès ajoutée");
}

/* ---- pages ------------------------------------------------------------------------------ */

static void a_list_costs_the_same_whatever_its_length(void **state)
{
    (void)state;
    assert_int_equal(add_as(&camille, &phone, "Une").status, 303);
    unsigned one = harness_get_as(&h, OWN, &camille).statements;
    for (int i = 1; i < PASSKEYS_MAX; i++) {
        device_make(&phone, &site);
        assert_int_equal(add_as(&camille, &phone, "Encore").status, 303);
    }
    assert_int_equal(harness_get_as(&h, OWN, &camille).statements, one);
    device_make(&phone, &site);
    struct reply a = add_as(&camille, &phone, "Trop");
    assert_int_equal(a.status, 422);
    assert_contains(a.body, "vingt clés");
}

static void the_sign_in_page_stays_shared(void **state)
{
    (void)state;
    struct reply a = harness_get(&h, "/connexion");
    assert_true(a.cacheable);
    assert_contains(a.body, "data-passkey=\"get\"");
    assert_contains(a.body, "data-passkey-none");
}

/* Where browsers give no key, nothing speaks of them. */
static void without_a_name_there_are_none(void **state)
{
    static const char *const bases[] = {"http://127.0.0.1:8017", "http://reseau.example"};
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(bases); i++) {
        h.app.config.base_url = bases[i];
        struct signed_in who = harness_sign_in(&h, CAMILLE, ROLE_ORGANISER);
        assert_lacks(harness_get(&h, "/connexion").body, "data-passkey=");
        assert_lacks(harness_get_as(&h, OWN, &who).body, "data-passkey=");
        assert_int_equal(harness_send(&h, "POST", "/connexion/cle/defi", NULL, "").status, 404);
        assert_int_equal(harness_send(&h, "POST", "/connexion/cle", NULL, "").status, 404);
        assert_int_equal(harness_post_as(&h, OWN "/cles/defi", &who, "").status, 404);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define EACH(test) cmocka_unit_test_setup_teardown(test, up, down)
        EACH(a_key_is_added_and_lets_in),
        EACH(the_device_is_asked_for_what_we_check),
        EACH(a_refusal_tells_nothing),
        EACH(what_went_wrong_is_said),
        EACH(an_old_sign_in_changes_no_key),
        EACH(a_key_is_renamed_and_removed),
        EACH(forms_are_of_the_session_and_of_this_site),
        EACH(the_person_is_told),
        EACH(a_list_costs_the_same_whatever_its_length),
        EACH(the_sign_in_page_stays_shared),
        EACH(without_a_name_there_are_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
