/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who may come in: every route as everyone there is, sessions, forms, and what is kept of pages. */
#include "harness.h"

#include "meeting/invitation/invitation.h"
#include "meeting/registration/registration.h"
#include "meeting/writing/writing.h"

#include <stdio.h>

#define MEETING "/rencontres/2021-economie-de-l-alliance"

/* ---- a module with a route of each kind -------------------------------------------------- */

static enum err name_show(struct request *r)
{
    request_content(r, "text/plain; charset=utf-8", NULL);
    buf_puts(r->body, r->account ? r->account->email : "-");
    return OK;
}

static enum err form_take(struct request *r)
{
    const char *words = http_form_get(&r->form, "mots");
    buf_printf(r->body, "reçu : %s", words ? words : "-");
    return OK;
}

static const struct route routes[] = {
    {HTTP_GET, "/essai/libre", PUBLIC, name_show},
    {HTTP_POST, "/essai/libre", PUBLIC, form_take},
    {HTTP_GET, "/essai/compte", SIGNED_IN, name_show},
    {HTTP_POST, "/organisation/essai", ORGANISER, form_take},
    {HTTP_GET, "/organisation/essai", ORGANISER, name_show},
    {HTTP_GET, "/organisation/reglages", ADMINISTRATOR, name_show},
    {HTTP_POST, "/organisation/reglages", ADMINISTRATOR, form_take},
};
static const struct nav_entry organiser[] = {{"/organisation/essai", "Rubrique d’essai"}};
/* A role that a later program may have given. */
static const struct stmt role_set = {"UPDATE account SET role = $2 WHERE id = $1", "it", ""};
static const struct stmt *const statements[] = {&role_set};
static const struct store_schema schema = {.statements = statements, .n_statements = 1};
static const struct module essai = {.name = "essai",
                                    .schema = &schema,
                                    .routes = routes,
                                    .n_routes = ARRAY_LEN(routes),
                                    .organiser = organiser,
                                    .n_organiser = ARRAY_LEN(organiser)};

static struct harness h;
static struct signed_in camille, admin, stranger;

static enum err become_stranger(struct db *db, void *arg)
{
    const struct account *a = arg;
    return db_exec(db, &role_set, PARAMS(v_int(a->id.v), v_text("gardienne")), NULL);
}

static void add_stranger(void)
{
    struct account a;
    stranger = harness_sign_in(&h, "sans-droit@demo.example", ROLE_ORGANISER);
    assert_int_equal(db_begin_read(h.worker->db), OK);
    assert_int_equal(account_by_email(h.worker->db, &h.arena, "sans-droit@demo.example", &a), OK);
    db_end_read(h.worker->db);
    assert_int_equal(store_write(h.app.store, become_stranger, &a), OK);
}

static int open_demo(void **state)
{
    static const struct oidc_config away = {.issuer = "http://127.0.0.1:1",
                                            .client = "maillage",
                                            .secret = "secret",
                                            .return_to = "http://localhost:8017/",
                                            .signed_out = "http://localhost:8017/"};
    (void)state;
    harness_extra = &essai;
    harness_open(&h, "2021-07-05T09:00", true);
    h.app.oidc = oidc_new(&away);
    camille = harness_sign_in(&h, "organisation@demo.example", ROLE_ORGANISER);
    admin = harness_sign_in(&h, "admin@demo.example", ROLE_ADMINISTRATOR);
    add_stranger();
    return 0;
}

static int close_demo(void **state)
{
    (void)state;
    harness_close(&h);
    return 0;
}

/* ---- every route, as everyone there is --------------------------------------------------- */

/* A new registration each time: some routes cancel it. */
static const char *somebody(void)
{
    static int people;
    return harness_register(&h, "2021-economie-de-l-alliance",
                            arena_printf(&h.arena, "Essai%d", ++people));
}

static struct registration registered(const char *token)
{
    struct registration g;
    assert_int_equal(db_begin_read(h.worker->db), OK);
    assert_int_equal(registration_by_token(h.worker->db, &h.arena, token, &g), OK);
    db_end_read(h.worker->db);
    return g;
}

static const char *draft(void)
{
    const struct registration g = registered(somebody());
    struct save_sending save = {
        .s = {.event = g.event, .segment = "", .words = {.subject = "Essai", .body = "Bonjour"}}};
    assert_int_equal(store_write(h.app.store, save_sending, &save), OK);
    return arena_printf(&h.arena, "%lld", (long long)save.saved.v);
}

static const char *invited(void)
{
    static int people;
    struct invitation_table t;
    struct event event;
    const char *list = arena_printf(&h.arena, "e-mail\ninvite%d@demo.example\n", ++people);
    invitation_table_read(&h.arena, "fr", str_of(list), &t);
    assert_int_equal(db_begin_read(h.worker->db), OK);
    assert_int_equal(event_by_slug(h.worker->db, &h.arena, "2021-economie-de-l-alliance", &event),
                     OK);
    db_end_read(h.worker->db);
    struct add_invitations add = {.event = event.id, .drafts = t.drafts, .n = t.n};
    assert_int_equal(store_write(h.app.store, add_invitations, &add), OK);
    return t.drafts[0].token;
}

static const char *sample(const char *pattern, struct str s)
{
    if (str_starts(s, ":slug"))
        return "2021-economie-de-l-alliance";
    if (str_is(s, ":session.ics"))
        return "conclusions-de-la-journee.ics";
    if (str_starts(s, ":session"))
        return "conclusions-de-la-journee";
    if (str_is(s, ":lang"))
        return "fr";
    if (str_is(s, ":key")) /* of something in a plan */
        return "nouveau";
    if (str_is(s, ":token") && strncmp(pattern, "/inscriptions/", 14) == 0)
        return somebody();
    if (str_is(s, ":ticket"))
        return registered(somebody()).ticket;
    if (str_is(s, ":token") && strncmp(pattern, "/invitations/", 13) == 0)
        return invited();
    if (str_is(s, ":id") && strstr(pattern, "/inscriptions/"))
        return arena_printf(&h.arena, "%lld", (long long)registered(somebody()).id.v);
    if (str_is(s, ":kind")) /* of an automatic message */
        return "registration.received";
    if (str_is(s, ":id") && strstr(pattern, "/:slug/messages/"))
        return draft();
    if (str_starts(s, ":id")) { /* of a message: each registration queues one */
        somebody();
        return str_is(s, ":id") ? "1" : "1.html";
    }
    if (str_is(s, ":token"))
        return harness_link(&h, "organisation@demo.example") + strlen("/connexion/");
    if (str_starts(s, ":"))
        fail_msg("%s: teach this test what stands for %.*s", pattern, (int)s.n, s.p);
    return str_dup(&h.arena, s);
}

static const char *target_of(const struct route *r)
{
    struct buf target = BUF_INIT(1024);
    for (struct str rest = str_of(r->pattern); rest.p;) {
        buf_puts(&target, sample(r->pattern, str_cut(&rest, '/')));
        if (rest.p)
            buf_putc(&target, '/');
    }
    const char *text = arena_strdup(&h.arena, buf_str(&target));
    buf_free(&target);
    return text;
}

/* As `who` (NULL: a visitor), with the token of the form where there is one. */
static struct reply go(const struct route *r, const struct signed_in *who)
{
    const char *target = target_of(r);
    if (r->method == HTTP_POST)
        return who ? harness_post_as(&h, target, who, "")
                   : harness_send(&h, "POST", target, NULL, "");
    return who ? harness_get_as(&h, target, who) : harness_get(&h, target);
}

static void expect(const struct route *r, const char *who, int status, bool welcome, int refusal)
{
    bool asks_for_its_browser = status == 410 && strncmp(r->pattern, "/connexion/", 11) == 0;
    bool asks_for_a_proof = status == 404 && strcmp(r->pattern, "/courrier/retours") == 0;
    bool asks_the_provider = status == 503 && r->method == HTTP_POST; /* it is away */
    bool came_in = status == 200 || status == 302 || status == 303 || status == 422 ||
                   asks_for_its_browser || asks_the_provider || asks_for_a_proof;
    if (welcome ? !came_in : status != refusal)
        fail_msg("%s %s as %s: %d", r->method == HTTP_POST ? "POST" : "GET", r->pattern, who,
                 status);
}

static void every_route_lets_in_whom_it_says(void **state)
{
    const struct http_field json[] = {{"Accept", "application/json"}, {NULL, NULL}};
    size_t closed = 0;
    (void)state;
    for (size_t i = 0; i < h.app.n_routes; i++) {
        const struct route *r = h.app.routes[i];
        enum capability c = r->capability;
        assert_int_not_equal(c, CAPABILITY_NONE);
        struct reply visitor = go(r, NULL);
        expect(r, "a visitor", visitor.status, c == PUBLIC, r->method == HTTP_POST ? 401 : 303);
        expect(r, "a stranger", go(r, &stranger).status, c <= SIGNED_IN, 403);
        if (strcmp(r->pattern, "/deconnexion") != 0) { /* it would sign them out */
            expect(r, "an organiser", go(r, &camille).status, c <= ORGANISER, 403);
            expect(r, "an administrator", go(r, &admin).status, true, 0);
        } else {
            add_stranger();
        }
        if (strncmp(r->pattern, "/connexion/", 11) == 0 && r->method == HTTP_POST) {
            camille = harness_sign_in(&h, "organisation@demo.example", ROLE_ORGANISER);
            admin = harness_sign_in(&h, "admin@demo.example", ROLE_ADMINISTRATOR);
            add_stranger(); /* each took the link of another */
        }
        if (c == PUBLIC)
            continue;
        closed++;
        assert_lacks(visitor.body, "demo.example");
        const char *method = r->method == HTTP_POST ? "POST" : "GET";
        struct reply a = harness_send(&h, method, target_of(r), json, "");
        assert_int_equal(a.status, 401);
        assert_contains(a.type, "application/problem+json");
        assert_non_null(reply_header(&a, "WWW-Authenticate"));
        if (r->method == HTTP_GET)
            assert_contains(reply_header(&visitor, "Location"), "/connexion?retour=/");
    }
    assert_true(closed >= 6);
}

static void the_way_back_is_kept(void **state)
{
    (void)state;
    struct reply a = harness_get(&h, "/organisation/essai?q=a%20b&n=2");
    assert_string_equal(reply_header(&a, "Location"),
                        "/connexion?retour=/organisation/essai%3Fq%3Da%2520b%26n%3D2");
    assert_int_equal(harness_get(&h, reply_header(&a, "Location")).status, 200);
    a = harness_get(&h, "/en/organisation");
    assert_string_equal(reply_header(&a, "Location"), "/en/connexion?retour=/organisation");
    a = harness_send(&h, "HEAD", "/organisation", NULL, "");
    assert_int_equal(a.status, 303);
}

/* ---- links ------------------------------------------------------------------------------ */

static void looking_at_a_link_consumes_nothing(void **state)
{
    (void)state;
    const char *link = harness_link(&h, "organisation@demo.example");
    for (int i = 0; i < 3; i++) {
        struct reply a = harness_get(&h, link);
        assert_int_equal(a.status, 200);
        assert_contains(a.body, "Camille Exemple");
        assert_contains(a.body, "Se connecter</button>");
        assert_contains(a.body, "noindex");
        assert_lacks(a.body, "rel=\"canonical\"");
        assert_null(reply_header(&a, "Set-Cookie"));
        assert_string_equal(reply_header(&a, "Cache-Control"), "no-store");
        assert_false(a.cacheable);
    }
    struct reply in = harness_send(&h, "POST", link, NULL, "");
    assert_int_equal(in.status, 303);
    assert_string_equal(reply_header(&in, "Location"), "/organisation");
}

static void used_and_unknown_links_say_the_same(void **state)
{
    (void)state;
    const char *link = harness_link(&h, "organisation@demo.example");
    assert_int_equal(harness_send(&h, "POST", link, NULL, "").status, 303);
    const struct reply all[] = {harness_send(&h, "POST", link, NULL, ""), harness_get(&h, link),
                                harness_send(&h, "POST", "/connexion/inconnu", NULL, ""),
                                harness_get(&h, "/connexion/inconnu")};
    const char *words = strstr(all[0].body, "<h1>");
    assert_non_null(words);
    words = arena_strndup(&h.arena, words, (size_t)(strstr(words, "</main>") - words));
    assert_contains(words, "Demandez-en un autre");
    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        assert_int_equal(all[i].status, 410);
        assert_contains(all[i].body, words);
        assert_null(reply_header(&all[i], "Set-Cookie"));
    }
}

static void the_way_back_stays_on_this_site(void **state)
{
    static const char *const away[] = {
        "//evil.example", "https://evil.example", "/%5Cevil.example", "/%09/evil.example",
        "%2F%0A%2Fevil",  "javascript:alert(1)",  "evil.example",     ""};
    (void)state;
    const char *link = harness_link(&h, "organisation@demo.example");
    for (size_t i = 0; i < ARRAY_LEN(away); i++) {
        const char *back = arena_printf(&h.arena, "retour=%s", away[i]);
        struct reply a = harness_send(&h, "POST", link, NULL, back);
        assert_int_equal(a.status, 400);
        assert_null(reply_header(&a, "Set-Cookie"));
        assert_null(reply_header(&a, "Location"));
        assert_int_equal(harness_get(&h, arena_printf(&h.arena, "/connexion?%s", back)).status,
                         400);
        assert_int_equal(harness_get(&h, arena_printf(&h.arena, "%s?%s", link, back)).status, 400);
    }
    struct reply a = harness_get(&h, arena_printf(&h.arena, "%s?retour=/organisation/essai", link));
    assert_contains(a.body, "name=\"retour\" value=\"/organisation/essai\"");
    a = harness_send(&h, "POST", link, NULL, "retour=/organisation/essai");
    assert_int_equal(a.status, 303); /* what was refused consumed nothing */
    assert_string_equal(reply_header(&a, "Location"), "/organisation/essai");
}

/* ---- sessions --------------------------------------------------------------------------- */

static void the_cookie_is_guarded(void **state)
{
    static const struct {
        const char *base, *begins;
        bool secure;
    } all[] = {{"https://reseau.example", "__Host-session=", true},
               {"http://localhost:8017", "__Host-session=", true},
               {"http://127.0.0.1", "__Host-session=", true},
               {"http://[::1]:8017", "__Host-session=", true},
               {"http://reseau.example", "session=", false},
               {"http://localhost.evil.example", "session=", false}};
    const char *kept = h.app.config.base_url;
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        h.app.config.base_url = all[i].base;
        const char *link = harness_link(&h, "organisation@demo.example");
        struct reply a = harness_send(&h, "POST", link, NULL, "");
        const char *cookie = reply_header(&a, "Set-Cookie");
        assert_int_equal(strncmp(cookie, all[i].begins, strlen(all[i].begins)), 0);
        assert_contains(cookie, "; Path=/;");
        assert_contains(cookie, "; HttpOnly");
        assert_contains(cookie, "; SameSite=Lax");
        assert_lacks(cookie, "Domain");
        assert_int_equal(strstr(cookie, "; Secure") != NULL, all[i].secure);
    }
    h.app.config.base_url = kept;
    /* The plain name opens nothing where the guarded one is in use: another host may plant it. */
    struct signed_in plain = {.cookie = strstr(camille.cookie, "session=")};
    assert_int_equal(harness_get_as(&h, "/organisation", &plain).status, 303);
}

static void a_session_set_beforehand_is_never_the_one_after(void **state)
{
    (void)state;
    const char *planted = "__Host-session=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    const struct http_field headers[] = {{"Cookie", planted}, {NULL, NULL}};
    struct signed_in victim = {.cookie = planted};
    const char *link = harness_link(&h, "organisation@demo.example");
    struct reply a = harness_send(&h, "POST", link, headers, "");
    assert_int_equal(a.status, 303);
    assert_lacks(reply_header(&a, "Set-Cookie"), planted);
    assert_int_equal(harness_get_as(&h, "/organisation", &victim).status, 303);
    /* nor one that was good: it is closed, whoever else knows it */
    struct signed_in before = harness_sign_in(&h, "organisation@demo.example", ROLE_ORGANISER);
    a = harness_post_as(&h, harness_link(&h, "organisation@demo.example"), &before, "");
    assert_int_equal(a.status, 303);
    assert_lacks(reply_header(&a, "Set-Cookie"), before.cookie);
    assert_int_equal(harness_get_as(&h, "/organisation", &before).status, 303);
}

static void signing_out_ends_it(void **state)
{
    (void)state;
    struct signed_in one = harness_sign_in(&h, "organisation@demo.example", ROLE_ORGANISER);
    struct signed_in two = harness_sign_in(&h, "organisation@demo.example", ROLE_ORGANISER);
    struct reply a = harness_post_as(&h, "/deconnexion", &one, "");
    assert_int_equal(a.status, 303);
    assert_contains(reply_header(&a, "Set-Cookie"), "__Host-session=; Path=/; Max-Age=0");
    assert_int_equal(harness_get_as(&h, "/organisation", &one).status, 303);
    assert_int_equal(harness_get_as(&h, "/organisation", &two).status, 200);
    struct signed_in other = harness_sign_in(&h, "autre@demo.example", ROLE_ORGANISER);
    harness_post_as(&h, "/deconnexion", &other, "partout=1");
    assert_int_equal(harness_get_as(&h, "/organisation", &two).status, 200);
    two = harness_sign_in(&h, "organisation@demo.example", ROLE_ORGANISER);
    one = harness_sign_in(&h, "organisation@demo.example", ROLE_ORGANISER);
    harness_post_as(&h, "/deconnexion", &one, "partout=1");
    assert_int_equal(harness_get_as(&h, "/organisation", &two).status, 303);
    assert_int_equal(harness_send(&h, "POST", "/deconnexion", NULL, "").status, 303);
    camille = harness_sign_in(&h, "organisation@demo.example", ROLE_ORGANISER);
}

static int64_t last_seen(const struct signed_in *who)
{
    struct auth_session s;
    const char *token = strchr(who->cookie, '=') + 1;
    assert_int_equal(db_begin_read(h.worker->db), OK);
    enum err e = auth_session_find(h.worker->db, &h.arena, token, clock_now(&h.app.clock), &s);
    db_end_read(h.worker->db);
    return e == OK ? s.last_seen_at : 0;
}

static void being_seen_keeps_a_session_alive(void **state)
{
    (void)state;
    struct signed_in who = harness_sign_in(&h, "veille@demo.example", ROLE_ORGANISER);
    const struct clock kept = h.app.clock;
    int64_t start = last_seen(&who);
    h.app.clock.shift += 4 * 60;
    assert_int_equal(harness_get_as(&h, "/organisation", &who).status, 200);
    assert_true(last_seen(&who) == start);
    for (int i = 0; i < 3; i++) {
        h.app.clock.shift += 11 * 3600;
        assert_int_equal(harness_get_as(&h, "/rencontres", &who).status, 200);
        assert_true(last_seen(&who) >= start + (i + 1) * 11 * 3600);
    }
    h.app.clock.shift += 12 * 3600;
    assert_int_equal(harness_get_as(&h, "/organisation", &who).status, 303);
    h.app.clock = kept;
}

static void a_disabled_account_is_out_at_once(void **state)
{
    struct account a;
    (void)state;
    struct signed_in who = harness_sign_in(&h, "parti@demo.example", ROLE_ORGANISER);
    assert_int_equal(harness_get_as(&h, "/organisation", &who).status, 200);
    assert_int_equal(db_begin_read(h.worker->db), OK);
    assert_int_equal(account_by_email(h.worker->db, &h.arena, "parti@demo.example", &a), OK);
    db_end_read(h.worker->db);
    assert_int_equal(account_disable(h.app.store, a.id, clock_now(&h.app.clock)), OK);
    assert_int_equal(harness_get_as(&h, "/organisation", &who).status, 303);
}

/* ---- forms ------------------------------------------------------------------------------ */

static int post_with(const struct signed_in *who, const char *target, const char *body)
{
    const struct http_field headers[] = {
        {"Cookie", who->cookie}, {"Sec-Fetch-Site", "same-origin"}, {NULL, NULL}};
    return harness_send(&h, "POST", target, headers, body).status;
}

static void a_form_carries_the_token_of_its_session(void **state)
{
    static const char *const targets[] = {"/organisation/essai", "/essai/libre", "/deconnexion"};
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(targets); i++) {
        assert_int_equal(post_with(&camille, targets[i], "mots=x"), 403);
        assert_int_equal(post_with(&camille, targets[i], "csrf=&mots=x"), 403);
        assert_int_equal(post_with(&camille, targets[i], "csrf=AAAA"), 403);
        assert_int_equal(
            post_with(&camille, targets[i], arena_printf(&h.arena, "csrf=%s", admin.csrf)), 403);
    }
    const char *in_query = arena_printf(&h.arena, "/organisation/essai?csrf=%s", camille.csrf);
    assert_int_equal(post_with(&camille, in_query, "mots=x"), 403);
    struct reply a = harness_post_as(&h, "/organisation/essai", &camille, "mots=oui");
    assert_int_equal(a.status, 200);
    assert_string_equal(a.body, "reçu : oui");
    assert_int_equal(harness_get_as(&h, "/organisation", &camille).status, 200);
}

static void a_refused_form_says_what_to_do(void **state)
{
    const struct http_field headers[] = {{"Cookie", camille.cookie}, {NULL, NULL}};
    const struct http_field away[] = {
        {"Cookie", camille.cookie}, {"Sec-Fetch-Site", "cross-site"}, {NULL, NULL}};
    (void)state;
    struct reply a = harness_send(&h, "POST", "/organisation/essai", headers, "mots=x");
    assert_contains(a.body, "Revenez à la page précédente");
    const char *body = arena_printf(&h.arena, "csrf=%s", camille.csrf);
    a = harness_send(&h, "POST", "/organisation/essai", away, body);
    assert_int_equal(a.status, 403);
    assert_contains(a.body, "depuis un autre site");
    a = harness_send(&h, "POST", "/organisation/essai", NULL, "mots=x");
    assert_int_equal(a.status, 401);
    assert_contains(a.body, "ce que vous aviez saisi y est encore");
}

/* ---- pages ------------------------------------------------------------------------------ */

static void pages_of_who_is_signed_in_are_not_kept(void **state)
{
    static const char *const targets[] = {
        "/",          "/rencontres",  MEETING "/programme", "/mentions-legales",
        "/connexion", "/organisation"};
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(targets); i++) {
        struct reply a = harness_get_as(&h, targets[i], &camille);
        assert_int_equal(a.status, 200);
        assert_false(a.cacheable);
        assert_string_equal(reply_header(&a, "Cache-Control"), "no-store");
        assert_contains(a.body, "href=\"/organisation\"");
        assert_contains(a.body, "action=\"/deconnexion\"");
        struct reply visitor = harness_get(&h, targets[i]);
        assert_lacks(visitor.body, "deconnexion");
        assert_lacks(visitor.body, "csrf");
        assert_lacks(visitor.body, "href=\"/organisation\"");
    }
    assert_true(harness_get(&h, "/mentions-legales").cacheable);
    assert_true(harness_get(&h, "/connexion").cacheable);
    const struct http_field dead[] = {{"Cookie", "__Host-session=perdue"}, {NULL, NULL}};
    assert_false(harness_send(&h, "GET", "/mentions-legales", dead, "").cacheable);
    struct reply a = harness_get_as(&h, "/nulle-part", &camille);
    assert_int_equal(a.status, 404);
    assert_contains(a.body, "action=\"/deconnexion\"");
    assert_string_equal(reply_header(&a, "Cache-Control"), "no-store");
}

static void the_header_says_what_one_may(void **state)
{
    (void)state;
    struct reply a = harness_get_as(&h, "/rencontres", &stranger);
    assert_contains(a.body, "action=\"/deconnexion\"");
    assert_lacks(a.body, "href=\"/organisation\"");
    a = harness_get_as(&h, "/connexion", &camille);
    assert_contains(a.body, "organisation@demo.example");
    assert_contains(a.body, "Camille Exemple");
    a = harness_get_as(&h, "/connexion?retour=/organisation/essai", &camille);
    assert_contains(a.body, "href=\"/organisation/essai\"");
}

static void organisers_have_their_own_navigation(void **state)
{
    (void)state;
    struct reply a = harness_get_as(&h, "/organisation", &camille);
    assert_contains(a.body, "Rubrique d’essai");
    assert_contains(a.body, MEETING "\"");
    assert_contains(a.body, "Camille Exemple");
    assert_contains(a.body, "noindex");
    assert_lacks(harness_get_as(&h, "/rencontres", &camille).body, "Rubrique d’essai");
    assert_contains(harness_get(&h, "/robots.txt").body, "Disallow: /organisation");
    assert_contains(harness_get(&h, "/robots.txt").body, "Disallow: /connexion");
}

static void the_command_line_runs_as_an_account(void **state)
{
    const struct account who = {.email = "ligne@demo.example", .role = ROLE_ORGANISER};
    (void)state;
    h.worker->as = &who;
    assert_int_equal(harness_get(&h, "/organisation").status, 200);
    assert_string_equal(harness_get(&h, "/essai/compte").body, "ligne@demo.example");
    assert_int_equal(harness_get(&h, "/organisation/reglages").status, 403);
    assert_int_equal(harness_send(&h, "POST", "/organisation/essai", NULL, "mots=x").status, 200);
    assert_false(harness_get(&h, "/mentions-legales").cacheable);
    h.worker->as = NULL;
    assert_int_equal(harness_get(&h, "/organisation").status, 303);
}

static void the_demonstrations_account_is_only_there(void **state)
{
    struct harness plain;
    struct account a;
    (void)state;
    harness_open(&plain, "2021-07-05T09:00", false);
    assert_int_equal(db_begin_read(plain.worker->db), OK);
    assert_int_equal(
        account_by_email(plain.worker->db, &plain.arena, "organisation@demo.example", &a),
        ERR_NOT_FOUND);
    db_end_read(plain.worker->db);
    harness_close(&plain);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_route_lets_in_whom_it_says),
        cmocka_unit_test(the_way_back_is_kept),
        cmocka_unit_test(looking_at_a_link_consumes_nothing),
        cmocka_unit_test(used_and_unknown_links_say_the_same),
        cmocka_unit_test(the_way_back_stays_on_this_site),
        cmocka_unit_test(the_cookie_is_guarded),
        cmocka_unit_test(a_session_set_beforehand_is_never_the_one_after),
        cmocka_unit_test(signing_out_ends_it),
        cmocka_unit_test(being_seen_keeps_a_session_alive),
        cmocka_unit_test(a_disabled_account_is_out_at_once),
        cmocka_unit_test(a_form_carries_the_token_of_its_session),
        cmocka_unit_test(a_refused_form_says_what_to_do),
        cmocka_unit_test(pages_of_who_is_signed_in_are_not_kept),
        cmocka_unit_test(the_header_says_what_one_may),
        cmocka_unit_test(organisers_have_their_own_navigation),
        cmocka_unit_test(the_command_line_runs_as_an_account),
        cmocka_unit_test(the_demonstrations_account_is_only_there),
    };
    return cmocka_run_group_tests(tests, open_demo, close_demo);
}
