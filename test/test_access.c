/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who may come in: every route as everyone there is, sessions, forms, and what is kept of pages. */
#include "harness.h"

#include "meeting/invitation/invitation.h"
#include "meeting/registration/registration.h"
#include "meeting/supporters/supporters.h"
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
    {HTTP_GET, "/organisation/essai/reglages", ADMINISTRATOR, name_show},
    {HTTP_POST, "/organisation/essai/reglages", ADMINISTRATOR, form_take},
    {HTTP_GET, "/essai/relecture", REVIEWER, name_show},
    {HTTP_GET, "/organisation/essai/rencontres", ORGANISES_MEETINGS, name_show},
    {HTTP_GET, "/organisation/essai/outils", ORGANISES_TOOLBOX, name_show},
    {HTTP_POST, "/organisation/essai/outils", ORGANISES_TOOLBOX, form_take},
    {HTTP_GET, "/organisation/essai/pratiques", ORGANISES_PRACTICES, name_show},
    {HTTP_GET, "/organisation/essai/observatoire", ORGANISES_OBSERVATORY, name_show},
    {HTTP_GET, "/organisation/essai/membres", ORGANISES_MEMBERS, name_show},
};
static const struct nav_entry organiser[] = {
    {"/organisation/essai", "Rubrique d’essai"},
    {"/organisation/essai/outils", "Rubrique des outils"},
    {"/organisation/essai/reglages", "Rubrique des réglages"}};
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

/*
 * Everyone there is, and what each may enter: Public, Signed in, Reviewer, Organiser; organises
 * meetings (1), toolbox (2), practices (3), observatory (4), members (5); Administrator.
 */
#define CAMILLE 9
#define ADMIN 10
static struct person {
    const char *name, *email;
    enum role role;
    part_set parts;
    const char *may; /* PSRO12345A */
    struct signed_in in;
} people[] = {
    {"a visitor", NULL, ROLE_NONE, 0, "x........."},
    {"a stranger", "sans-droit@demo.example", ROLE_ORGANISER, ALL_PARTS, "xx........"},
    {"a member", "membre@demo.example", ROLE_MEMBER, 0, "xx........"},
    {"a reviewer", "relecture@demo.example", ROLE_REVIEWER, 0, "xxx......."},
    {"meetings", "rencontres@demo.example", ROLE_ORGANISER, 1 << PART_MEETINGS, "xxxxx....."},
    {"toolbox", "outils@demo.example", ROLE_ORGANISER, 1 << PART_TOOLBOX, "xxxx.x...."},
    {"practices", "pratiques@demo.example", ROLE_ORGANISER, 1 << PART_PRACTICES, "xxxx..x..."},
    {"observatory", "chiffres@demo.example", ROLE_ORGANISER, 1 << PART_OBSERVATORY, "xxxx...x.."},
    {"members", "annuaire@demo.example", ROLE_ORGANISER, 1 << PART_MEMBERS, "xxxx....x."},
    {"an organiser", "organisation@demo.example", ROLE_ORGANISER, ALL_PARTS, "xxxxxxxxx."},
    {"an administrator", "admin@demo.example", ROLE_ADMINISTRATOR, 0, "xxxxxxxxxx"},
};

static enum err become_stranger(struct db *db, void *arg)
{
    const struct account *a = arg;
    return db_exec(db, &role_set, PARAMS(v_int(a->id.v), v_text("gardienne")), NULL);
}

static struct account account_called(const char *email)
{
    struct account a;
    assert_int_equal(db_begin_read(h.worker->db), OK);
    assert_int_equal(account_by_email(h.worker->db, &h.arena, email, &a), OK);
    db_end_read(h.worker->db);
    return a;
}

/* The role and the parts are given anew: the account may be there already. */
static void sign_in_person(struct person *p)
{
    p->in = harness_sign_in(&h, p->email, p->role);
    struct account a = account_called(p->email);
    const struct account wanted = {.id = a.id, .role = p->role, .parts = p->parts};
    struct change_account x = {.change = ACCOUNT_RIGHTS, .account = &wanted};
    assert_int_equal(store_write(h.app.store, change_account, &x), OK);
    if (strcmp(p->name, "a stranger") == 0)
        assert_int_equal(store_write(h.app.store, become_stranger, &a), OK);
}

static void sign_in_all(void)
{
    for (size_t i = 1; i < ARRAY_LEN(people); i++)
        sign_in_person(&people[i]);
    stranger = people[1].in;
    camille = people[CAMILLE].in;
    admin = people[ADMIN].in;
}

/* Colours of the site's own, so that they have an address. */
static void set_colours(void)
{
    const struct setting_value value = {SETTING_LIGHT "1", "#0b6e68"};
    struct save_settings x = {.values = &value, .n = 1, .verb = "settings/changed"};
    assert_int_equal(store_write(h.app.store, save_settings, &x), OK);
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
    sign_in_all();
    set_colours();
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
    static int seen;
    return harness_register(&h, "2021-economie-de-l-alliance",
                            arena_printf(&h.arena, "Essai%d", ++seen));
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
    static int seen;
    struct invitation_table t;
    struct event event;
    const char *list = arena_printf(&h.arena, "e-mail\ninvite%d@demo.example\n", ++seen);
    invitation_table_read(&h.arena, "fr", str_of(list), &t);
    assert_int_equal(db_begin_read(h.worker->db), OK);
    assert_int_equal(event_by_slug(h.worker->db, &h.arena, "2021-economie-de-l-alliance", &event),
                     OK);
    db_end_read(h.worker->db);
    struct add_invitations add = {.event = event.id, .drafts = t.drafts, .n = t.n};
    assert_int_equal(store_write(h.app.store, add_invitations, &add), OK);
    return t.drafts[0].token;
}

/* Who agreed to something, and what: the second is of the first. */
static const char *agreed(bool who)
{
    static const char *page;
    if (who) {
        const char *token = somebody();
        page = arena_printf(&h.arena, "/inscriptions/%s", token);
        struct reply a =
            harness_send(&h, "POST", arena_printf(&h.arena, "%s/modifier", page), NULL,
                         arena_printf(&h.arena, "family_name=%.6s&consent_list=1", token));
        assert_int_equal(a.status, 303);
        return token;
    }
    const char *at = strstr(harness_get(&h, page).body, "/accords/");
    assert_non_null(at);
    at += strlen("/accords/");
    return arena_strndup(&h.arena, at, strcspn(at, "/"));
}

/* The id of the session that a browser has. */
static const char *session_of(const struct person *who)
{
    struct auth_session s;
    const char *token = strchr(who->in.cookie, '=') + 1;
    assert_int_equal(db_begin_read(h.worker->db), OK);
    assert_int_equal(auth_session_find(h.worker->db, &h.arena, token, clock_now(&h.app.clock), &s),
                     OK);
    db_end_read(h.worker->db);
    return audit_int(&h.arena, s.id);
}

/* An entry of the journal that can be undone: somebody's registration was cancelled. */
static const char *entry(void)
{
    const struct audit_filter all = {0};
    const struct audit_row *rows;
    size_t n;
    const char *target = arena_printf(&h.arena, "/organisation" MEETING "/inscriptions/%lld",
                                      (long long)registered(somebody()).id.v);
    assert_int_equal(harness_post_as(&h, target, &admin, "geste=annulation").status, 303);
    assert_int_equal(db_begin_read(h.worker->db), OK);
    assert_int_equal(audit_rows(h.worker->db, &h.arena, &all, 1, &rows, &n), OK);
    db_end_read(h.worker->db);
    return audit_int(&h.arena, rows[0].id);
}

static const char *id_sample(const char *pattern, struct str s, const struct person *who)
{
    if (strstr(pattern, "/inscriptions/"))
        return audit_int(&h.arena, registered(somebody()).id.v);
    if (strncmp(pattern, "/organisation/journal/", 22) == 0)
        return entry();
    if (strncmp(pattern, "/organisation/comptes/", 22) == 0)
        return audit_int(&h.arena, account_called(people[2].email).id.v);
    if (strncmp(pattern, "/mon-espace/connexions/", 23) == 0) {
        struct person other = *who; /* another browser of theirs: this one stays open */
        if (!other.email)
            return "1";
        other.in = harness_sign_in(&h, who->email, who->role);
        return session_of(&other);
    }
    if (strncmp(pattern, "/mon-espace/", 12) == 0) /* of a key, or a provider: none is theirs */
        return "1";
    if (strncmp(pattern, "/organisation/messages/", 23) != 0)
        fail_msg("%s: teach this test what stands for %.*s", pattern, (int)s.n, s.p);
    somebody(); /* each registration queues a message */
    return str_is(s, ":id") ? "1" : "1.html";
}

/* Of a supporter, who is added. */
static const char *supporter(void)
{
    struct event event;
    struct supporter *list;
    size_t n;
    assert_int_equal(db_begin_read(h.worker->db), OK);
    assert_int_equal(event_by_slug(h.worker->db, &h.arena, "2021-economie-de-l-alliance", &event),
                     OK);
    db_end_read(h.worker->db);
    struct save_supporter save = {
        .event = event.id, .supporter = {.name = "Fondation d’essai"}, .alt = ""};
    assert_int_equal(store_write(h.app.store, save_supporter, &save), OK);
    assert_int_equal(db_begin_read(h.worker->db), OK);
    assert_int_equal(supporters_of(h.worker->db, &h.arena, event.id, &list, &n), OK);
    db_end_read(h.worker->db);
    return arena_printf(&h.arena, "%lld", (long long)list[n - 1].id);
}

static struct adding_file {
    struct file_new file;
    file_id id;
} adding;

static enum err add_file(struct db *db, void *arg)
{
    struct adding_file *a = arg;
    return file_add(db, &a->file, &a->id);
}

/* Of a document that anybody may have. */
static const char *file_hash(void)
{
    struct file_draft *d = arena_new(&h.arena, struct file_draft);
    const char *why = "";
    assert_int_equal(file_take_document(h.app.files, &h.arena, "essai.pdf",
                                        str_of("%PDF-1.4\n%%EOF\n"), 0, d, &why),
                     OK);
    adding.file = (struct file_new){.draft = d, .alt = "", .now = clock_now(&h.app.clock)};
    assert_int_equal(store_write(h.app.store, add_file, &adding), OK);
    return d->pieces[0].hash;
}

static const char *sample(const char *pattern, struct str s, const struct person *who)
{
    if (str_starts(s, ":slug"))
        return "2021-economie-de-l-alliance";
    if (str_is(s, ":session.ics"))
        return "conclusions-de-la-journee.ics";
    if (str_starts(s, ":session"))
        return "conclusions-de-la-journee";
    if (str_is(s, ":lang"))
        return "fr";
    if (strstr(pattern, "/accords/") && str_starts(s, ":"))
        return agreed(str_is(s, ":token"));
    if (str_is(s, ":key")) /* of something in a plan */
        return "nouveau";
    if (str_is(s, ":token") && strncmp(pattern, "/inscriptions/", 14) == 0)
        return somebody();
    if (str_is(s, ":ticket"))
        return registered(somebody()).ticket;
    if (str_is(s, ":token") && strncmp(pattern, "/invitations/", 13) == 0)
        return invited();

    if (str_is(s, ":rule"))
        return "messages";
    if (str_is(s, ":kind")) /* of an automatic message */
        return "registration.received";
    if (str_is(s, ":id") && strstr(pattern, "/:slug/messages/"))
        return draft();
    if (str_is(s, ":id") && strstr(pattern, "/soutiens/"))
        return supporter();
    if (str_is(s, ":id") && (strstr(pattern, "/taches/") || strstr(pattern, "/cles/") ||
                             strstr(pattern, "/identites/")))
        return "1"; /* none: the page says so */
    if (str_is(s, ":hash"))
        return file_hash();
    if (str_is(s, ":token") && strncmp(pattern, "/connexion/", 11) == 0)
        return harness_link(&h, "organisation@demo.example") + strlen("/connexion/");
    if (str_is(s, ":section"))
        return "langues";
    if (str_is(s, ":page"))
        return "mentions-legales.fr";
    if (str_is(s, ":theme"))
        return "0123456789abcdef";
    if (str_is(s, ":file.svg"))
        return "weave.svg";
    if (str_starts(s, ":id"))
        return id_sample(pattern, s, who);
    if (str_starts(s, ":"))
        fail_msg("%s: teach this test what stands for %.*s", pattern, (int)s.n, s.p);
    return str_dup(&h.arena, s);
}

/* What is not there, in place of each parameter. */
static const char *nothing(const char *pattern, struct str s, const struct person *who)
{
    const char *dot = memchr(s.p, '.', s.n);
    (void)who;
    if (!str_starts(s, ":"))
        return str_dup(&h.arena, s);
    const char *ending = dot ? str_dup(&h.arena, str_sub(s, (size_t)(dot - s.p), s.n)) : "";
    return arena_printf(&h.arena, "%s%s",
                        str_starts(s, ":id") ? "987654321" : "rien-de-tel-AAAAAAAAAAAAAAAAAAAA",
                        pattern ? ending : "");
}

static const char *target_of(const struct route *r, const struct person *who,
                             const char *(*fill)(const char *, struct str, const struct person *))
{
    struct buf target = BUF_INIT(1024);
    for (struct str rest = str_of(r->pattern); rest.p;) {
        buf_puts(&target, fill(r->pattern, str_cut(&rest, '/'), who));
        if (rest.p)
            buf_putc(&target, '/');
    }
    const char *text = arena_strdup(&h.arena, buf_str(&target));
    buf_free(&target);
    return text;
}

/* With the token of the form where there is one. */
static struct reply go(const struct route *r, const char *target, const struct person *who)
{
    if (r->method == HTTP_POST)
        return who->email ? harness_post_as(&h, target, &who->in, "")
                          : harness_send(&h, "POST", target, NULL, "");
    return who->email ? harness_get_as(&h, target, &who->in) : harness_get(&h, target);
}

/* Beyond its route, an object has a rule: who is not let by it is told that it is not there. */
static const struct object_rule {
    const char *pattern;
    enum capability needs;
} object_rules[] = {{"/organisation/journal/:id/annuler", ORGANISES_MEETINGS}};

static bool may(const struct person *who, enum capability c)
{
    return who->may[c - PUBLIC] == 'x';
}

static bool object_lets_in(const struct route *r, const struct person *who)
{
    for (size_t i = 0; i < ARRAY_LEN(object_rules); i++)
        if (strcmp(object_rules[i].pattern, r->pattern) == 0)
            return may(who, object_rules[i].needs);
    return true;
}

static void visit(const struct route *r, const struct person *who)
{
    int refusal = who->email ? 403 : r->method == HTTP_POST ? 401 : 303;
    int status = go(r, target_of(r, who, sample), who).status;
    bool asks_for_its_browser = status == 410 && strncmp(r->pattern, "/connexion/", 11) == 0;
    bool asks_the_provider = status == 503 && r->method == HTTP_POST; /* it is away */
    bool asks_for_a_proof = status == 404 && strcmp(r->pattern, "/courrier/retours") == 0;
    bool came_in = status == 200 || status == 302 || status == 303 || status == 422 ||
                   asks_for_its_browser || asks_the_provider || asks_for_a_proof;
    const char *method = r->method == HTTP_POST ? "POST" : "GET";
    if (may(who, r->capability) && !object_lets_in(r, who))
        refusal = 404;
    else if (may(who, r->capability) && came_in)
        return;
    if (status != refusal || (may(who, r->capability) && object_lets_in(r, who)))
        fail_msg("%s %s as %s: %d", method, r->pattern, who->name, status);
}

static void refuse_program(const struct route *r)
{
    const struct http_field json[] = {{"Accept", "application/json"}, {NULL, NULL}};
    const char *method = r->method == HTTP_POST ? "POST" : "GET";
    const char *target = target_of(r, &people[0], sample);
    struct reply a = harness_send(&h, method, target, json, "");
    assert_int_equal(a.status, 401);
    assert_contains(a.type, "application/problem+json");
    assert_non_null(reply_header(&a, "WWW-Authenticate"));
    struct reply visitor = go(r, target, &people[0]);
    assert_lacks(visitor.body, "demo.example");
    if (r->method == HTTP_GET)
        assert_contains(reply_header(&visitor, "Location"), "/connexion?retour=/");
}

static void every_route_lets_in_whom_it_says(void **state)
{
    size_t routes_of[CAPABILITIES] = {0};
    (void)state;
    for (size_t i = 0; i < h.app.n_routes; i++) {
        const struct route *r = h.app.routes[i];
        bool ends_sessions =
            strcmp(r->pattern, "/deconnexion") == 0 ||
            strcmp(r->pattern, "/mon-espace/connexions/fermer") == 0 ||
            (r->method == HTTP_POST && strncmp(r->pattern, "/connexion/", 11) == 0);
        assert_in_range(r->capability, PUBLIC, ADMINISTRATOR);
        routes_of[r->capability]++;
        for (size_t p = 0; p < ARRAY_LEN(people); p++)
            visit(r, &people[p]);
        if (ends_sessions)
            sign_in_all();
        if (r->capability != PUBLIC)
            refuse_program(r);
    }
    for (int c = PUBLIC; c < CAPABILITIES; c++)
        assert_true(routes_of[c]);
}

/* What ends something: that it is over already is what was asked for. */
static bool is_done_already(const struct route *r)
{
    return strncmp(r->pattern, "/mon-espace/", 12) == 0 || /* or asks for a newer sign-in first */
           strcmp(r->pattern, "/organisation/messages/refus/:id/lever") == 0 ||
           strncmp(r->pattern, "/organisation/taches/:id/", 25) == 0 ||
           strcmp(r->pattern, "/organisation/messages/:id/renvoyer") == 0;
}

/* Colours that are no more lead to those of today. */
static bool leads_to_today(const struct route *r)
{
    return strcmp(r->pattern, "/theme/:theme/theme.css") == 0;
}

/* Whoever may come in finds nothing at the address of what is not there, and nobody breaks it. */
static void nobody_finds_what_is_not_there(void **state)
{
    (void)state;
    for (size_t i = 0; i < h.app.n_routes; i++) {
        const struct route *r = h.app.routes[i];
        if (!strchr(r->pattern, ':'))
            continue;
        for (size_t p = 0; p < ARRAY_LEN(people); p++) {
            const struct person *who = &people[p];
            int refusal = who->email ? 403 : r->method == HTTP_POST ? 401 : 303;
            int status = go(r, target_of(r, who, nothing), who).status;
            bool right = may(who, r->capability)
                             ? status == 404 || status == 410 || status == 422 ||
                                   (status == 303 && is_done_already(r)) ||
                                   (status == 302 && leads_to_today(r))
                             : status == refusal;
            if (!right)
                fail_msg("%s as %s: %d", r->pattern, who->name, status);
        }
    }
}

/* What is below an address of one part is that part's: a general capability there is a mistake. */
static void the_pages_of_a_part_name_it(void **state)
{
    static const struct {
        const char *below;
        enum capability needs;
    } parts[] = {{"/organisation/rencontres/", ORGANISES_MEETINGS},
                 {"/organisation/outils/", ORGANISES_TOOLBOX},
                 {"/organisation/pratiques/", ORGANISES_PRACTICES},
                 {"/organisation/observatoire/", ORGANISES_OBSERVATORY},
                 {"/organisation/membres/", ORGANISES_MEMBERS},
                 {"/organisation/comptes", ADMINISTRATOR},
                 {"/organisation/reglages", ADMINISTRATOR}};
    (void)state;
    for (size_t i = 0; i < h.app.n_routes; i++)
        for (size_t k = 0; k < ARRAY_LEN(parts); k++)
            if (strncmp(h.app.routes[i]->pattern, parts[k].below, strlen(parts[k].below)) == 0 &&
                h.app.routes[i]->capability != parts[k].needs)
                fail_msg("%s does not belong to its part", h.app.routes[i]->pattern);
}

/* Other people's: a session, a badge, a page behind a private link. */
static void other_peoples_stay_theirs(void **state)
{
    (void)state;
    const char *ticket = registered(somebody()).ticket;
    for (size_t p = 1; p < ARRAY_LEN(people); p++) {
        const struct person *who = &people[p], *other = &people[p == 1 ? 2 : 1];
        const char *target =
            arena_printf(&h.arena, "/mon-espace/connexions/%s/fermer", session_of(other));
        harness_post_as(&h, target, &who->in, "");
        session_of(other); /* is still open */
        const char *badge = arena_printf(&h.arena, "/billets/%s", ticket);
        struct reply a = harness_get_as(&h, badge, &who->in);
        assert_int_equal(a.status, 200);
        if (may(who, ORGANISES_MEETINGS))
            assert_contains(a.body, "name=\"geste\"");
        else
            assert_lacks(a.body, "name=\"geste\"");
    }
}

static void the_organisers_navigation_shows_what_one_may(void **state)
{
    (void)state;
    for (size_t p = 4; p < ARRAY_LEN(people); p++) {
        struct reply a = harness_get_as(&h, "/organisation", &people[p].in);
        assert_int_equal(a.status, 200);
        assert_contains(a.body, "Rubrique d’essai");
        assert_int_equal(strstr(a.body, "Rubrique des outils") != NULL,
                         may(&people[p], ORGANISES_TOOLBOX));
        assert_int_equal(strstr(a.body, "Rubrique des réglages") != NULL,
                         may(&people[p], ADMINISTRATOR));
        assert_int_equal(strstr(a.body, "2021-economie-de-l-alliance\"") != NULL,
                         may(&people[p], ORGANISES_MEETINGS));
        assert_int_equal(strstr(a.body, "href=\"/organisation/messages\"") != NULL,
                         may(&people[p], ORGANISES_MEETINGS));
    }
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
    assert_int_equal(harness_get(&h, "/organisation/essai/reglages").status, 403);
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

/* ---- attacks on every route ---------------------------------------------------------------- */

static const char *method_of(const struct route *r)
{
    return r->method == HTTP_POST ? "POST" : "GET";
}

/* With the cookie and the token of an administrator: only where it comes from is wrong. */
static void no_form_is_taken_from_another_site(void **state)
{
    static const struct http_field from[] = {
        {"Sec-Fetch-Site", "cross-site"},
        {"Sec-Fetch-Site", "same-site"},
        {"Sec-Fetch-Site", ""},
        {"Origin", "https://evil.example"},
        {"Origin", "null"},
        {"Origin", ""},
        {"Origin", "http://localhost:8017.evil.example"},
        {"Origin", "http://evil.example/localhost:8017"},
        {"Origin", "http://evil@localhost:8017"},
        {"Origin", "http://localhost:80170"},
        {"Origin", "http://localhost"},
    };
    const char *body = arena_printf(&h.arena, "csrf=%s", admin.csrf);
    size_t forms = 0;
    (void)state;
    for (size_t i = 0; i < h.app.n_routes; i++) {
        const struct route *r = h.app.routes[i];
        if (r->method != HTTP_POST)
            continue;
        forms++;
        const char *target = target_of(r, &people[0], sample);
        for (size_t k = 0; k < ARRAY_LEN(from); k++) {
            const struct http_field mine[] = {{"Cookie", admin.cookie}, from[k], {NULL, NULL}};
            const struct http_field theirs[] = {from[k], {NULL, NULL}};
            int status = harness_send(&h, "POST", target, mine, body).status;
            int visitor = harness_send(&h, "POST", target, theirs, "").status;
            if (status != 403 || visitor != (r->capability == PUBLIC ? 403 : 401))
                fail_msg("%s from %s: %s gives %d, to a visitor %d", r->pattern, from[k].name,
                         from[k].value, status, visitor);
        }
    }
    assert_true(forms >= 20);
}

/* Our own page, and somebody else's token or none. */
static void no_form_of_a_session_is_taken_without_its_token(void **state)
{
    const char *const bodies[] = {
        "",
        "csrf=",
        "csrf="
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        arena_printf(&h.arena, "csrf=%s", camille.csrf),
        arena_printf(&h.arena, "csrf=%sA", admin.csrf),
        arena_printf(&h.arena, "csrf=%.*s", (int)strlen(admin.csrf) - 1, admin.csrf),
        arena_printf(&h.arena, "csrf=%s&csrf=%s", camille.csrf, admin.csrf),
        arena_printf(&h.arena, "CSRF=%s", admin.csrf),
    };
    (void)state;
    for (size_t i = 0; i < h.app.n_routes; i++) {
        const struct route *r = h.app.routes[i];
        if (r->method != HTTP_POST)
            continue;
        const char *target = target_of(r, &people[0], sample);
        const char *in_query = arena_printf(&h.arena, "%s?csrf=%s", target, admin.csrf);
        bool refused = post_with(&admin, in_query, "") == 403;
        for (size_t k = 0; refused && k < ARRAY_LEN(bodies); k++)
            refused = post_with(&admin, target, bodies[k]) == 403;
        const struct signed_in forged = {.cookie = admin.cookie, .csrf = camille.csrf};
        int upload =
            harness_upload_as(&h, target, &forged, NULL, "logo", "a.png", str_of("x")).status;
        if (!refused || upload != (r->file_max ? 403 : 400))
            fail_msg("%s is taken without the token of its session (%d)", r->pattern, upload);
    }
}

/* No header holds what was sent in a way that a browser would follow, or read as two. */
static void assert_stays(const struct reply *a, const char *target)
{
    for (size_t i = 0; i < a->res.n_headers; i++) {
        const struct http_field *f = &a->res.headers[i];
        bool address = strcmp(f->name, "Location") == 0;
        if (strpbrk(f->value, "\r\n") || strcmp(f->name, "Refresh") == 0 ||
            strcmp(f->name, "X-Injected") == 0 ||
            (address &&
             (f->value[0] != '/' || strchr("/\\", f->value[1]) || strpbrk(f->value, "\t\\"))))
            if (!(address && strcmp(f->value, "/") == 0))
                fail_msg("%s: %s: %s", target, f->name, f->value);
    }
    assert_int_not_equal(a->status, 500);
}

static const char *const addresses[] = {
    "https%3A%2F%2Fevil.example%2F",
    "%2F%2Fevil.example",
    "%2F%5Cevil.example",
    "%5C%5Cevil.example",
    "%2F%09%2Fevil.example",
    "%09%2F%2Fevil.example",
    "%20https%3A%2F%2Fevil.example",
    "javascript%3Aalert(1)",
    "data%3Atext%2Fhtml%2Cx",
    "%2F%0D%0AX-Injected%3A%201",
    "%2F%0AX-Injected%3A%201",
    "%2F%E5%98%8A%E5%98%8DX-Injected%3A%201", /* cut to bytes it would be CR LF */
    "%2F%2e%2e%2F%2Fevil.example",
    "%2F%00",
};

static const char *const names[] = {"retour", "return", "next", "url",   "redirect",
                                    "to",     "back",   "dest", "suite", "fuseau"};

static void no_address_leads_away(void **state)
{
    (void)state;
    for (size_t i = 0; i < h.app.n_routes; i++) {
        const struct route *r = h.app.routes[i];
        if (strcmp(r->pattern, "/deconnexion") == 0 || strstr(r->pattern, "/connexions/") ||
            (r->method == HTTP_POST && strncmp(r->pattern, "/connexion/", 11) == 0))
            continue; /* they end or change this test's sessions; the way back has its own tests */
        const char *target = target_of(r, &people[0], sample);
        for (size_t k = 0; k < ARRAY_LEN(addresses); k++) {
            BUF_SCOPED form = BUF_INIT(4096);
            for (size_t n = 0; n < ARRAY_LEN(names); n++)
                buf_printf(&form, "%s%s=%s", n ? "&" : "", names[n], addresses[k]);
            const char *with = arena_printf(&h.arena, "%s?%s", target, buf_str(&form));
            struct reply a = r->method == HTTP_POST
                                 ? harness_post_as(&h, target, &admin, buf_str(&form))
                                 : harness_get_as(&h, with, &admin);
            assert_stays(&a, with);
            a = harness_send(&h, method_of(r), with, NULL, "");
            assert_stays(&a, with);
        }
    }
}

/* What stands in an address's path is in no header either. */
static void no_path_splits_an_answer(void **state)
{
    static const char *const ends[] = {
        "%0D%0AX-Injected:%201", "%0AX-Injected:%201", "%00",       "%E5%98%8A%E5%98%8D",
        "%22%3E%3Cscript%3E",    "%2e%2e%2f",          "..%5c..%5c"};
    (void)state;
    for (size_t i = 0; i < h.app.n_routes; i++) {
        const struct route *r = h.app.routes[i];
        const char *colon = strchr(r->pattern, ':');
        for (size_t k = 0; colon && k < ARRAY_LEN(ends); k++) {
            const char *rest = strchr(colon, '/');
            const char *target = arena_printf(&h.arena, "%.*sx%s%s", (int)(colon - r->pattern),
                                              r->pattern, ends[k], rest ? rest : "");
            struct reply a = harness_send(&h, method_of(r), target, NULL, "");
            assert_stays(&a, target);
            assert_true(a.status >= 300);
            if (a.body)
                assert_lacks(a.body, "\"><script>");
        }
    }
}

/* Another host of the domain may plant cookies beside ours: the guarded name alone counts, once. */
static void planted_cookies_open_nothing(void **state)
{
    const char *token = strchr(camille.cookie, '=') + 1;
    const char *const planted[] = {
        arena_printf(&h.arena, "session=%s", token),
        arena_printf(&h.arena, "__host-session=%s", token),
        arena_printf(&h.arena, "__Host-Session=%s", token),
        arena_printf(&h.arena, " __Host-session =%s", token),
        arena_printf(&h.arena, "a=__Host-session=%s", token),
        arena_printf(&h.arena, "__Host-session=x; __Host-session=%s", token),
        arena_printf(&h.arena, "__Host-session=%s%s", token, token),
        arena_printf(&h.arena, "__Host-session=%.*s", (int)strlen(token) - 1, token),
        "__Host-session=' OR 1=1 --",
        "__Host-session=",
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(planted); i++) {
        const struct signed_in who = {.cookie = planted[i]};
        if (harness_get_as(&h, "/organisation", &who).status != 303)
            fail_msg("%s opens a session", planted[i]);
    }
    const struct signed_in both = {
        .cookie = arena_printf(&h.arena, "session=evil; %s; session=evil", camille.cookie)};
    assert_int_equal(harness_get_as(&h, "/organisation", &both).status, 200);
}

/* What a proxy or an attacker says of the host is in no page and no link. */
static void no_header_names_another_host(void **state)
{
    const struct http_field headers[] = {
        {"X-Forwarded-Host", "evil.example"}, {"Forwarded", "host=evil.example"},
        {"X-Original-URL", "/organisation"},  {"X-Rewrite-URL", "/organisation"},
        {"X-HTTP-Method-Override", "POST"},   {NULL, NULL}};
    (void)state;
    for (size_t i = 0; i < h.app.n_routes; i++) {
        const struct route *r = h.app.routes[i];
        if (r->method == HTTP_POST || r->capability != PUBLIC)
            continue;
        struct reply a = harness_send(&h, "GET", target_of(r, &people[0], sample), headers, "");
        if (memmem(a.body, a.size, "evil.example", 12))
            fail_msg("%s names the attacker’s host", r->pattern);
        assert_stays(&a, r->pattern);
        assert_true(a.status < 400 || a.status == 410);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_route_lets_in_whom_it_says),
        cmocka_unit_test(nobody_finds_what_is_not_there),
        cmocka_unit_test(the_pages_of_a_part_name_it),
        cmocka_unit_test(other_peoples_stay_theirs),
        cmocka_unit_test(the_organisers_navigation_shows_what_one_may),
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
        cmocka_unit_test(no_form_is_taken_from_another_site),
        cmocka_unit_test(no_form_of_a_session_is_taken_without_its_token),
        cmocka_unit_test(no_address_leads_away),
        cmocka_unit_test(no_path_splits_an_answer),
        cmocka_unit_test(planted_cookies_open_nothing),
        cmocka_unit_test(no_header_names_another_host),
    };
    return cmocka_run_group_tests(tests, open_demo, close_demo);
}
