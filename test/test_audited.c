/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * No organiser's write without its entry in the audit log: every POST route that is not for
 * everybody is done, and must note it. A route that this test does not know fails it.
 */
#include "harness.h"

#include "mail/outbox.h"
#include "meeting/invitation/invitation.h"
#include "meeting/registration/registration.h"

#define MEETING "/organisation/rencontres/2021-economie-de-l-alliance"

static struct harness h;
static struct signed_in camille;
static account_id camille_id;

static int open_demo(void **state)
{
    struct account a;
    (void)state;
    harness_open(&h, "2021-07-05T09:00", true);
    camille = harness_sign_in(&h, "admin@demo.example", ROLE_ADMINISTRATOR);
    assert_int_equal(db_begin_read(h.worker->db), OK);
    assert_int_equal(account_by_email(h.worker->db, &h.arena, "admin@demo.example", &a), OK);
    db_end_read(h.worker->db);
    camille_id = a.id;
    return 0;
}

static int close_demo(void **state)
{
    (void)state;
    harness_close(&h);
    return 0;
}

/* The latest entry; id 0 when there is none. */
static struct audit_row latest(void)
{
    const struct audit_filter all = {0};
    const struct audit_row *rows;
    size_t n;
    assert_int_equal(db_begin_read(h.worker->db), OK);
    assert_int_equal(audit_rows(h.worker->db, &h.arena, &all, 1, &rows, &n), OK);
    db_end_read(h.worker->db);
    return n ? rows[0] : (struct audit_row){0};
}

/* ---- what is done ------------------------------------------------------------------------ */

static struct registration somebody(void)
{
    static int people;
    struct registration g;
    const char *token = harness_register(&h, "2021-economie-de-l-alliance",
                                         arena_printf(&h.arena, "Notee%d", ++people));
    assert_int_equal(db_begin_read(h.worker->db), OK);
    assert_int_equal(registration_by_token(h.worker->db, &h.arena, token, &g), OK);
    db_end_read(h.worker->db);
    return g;
}

static const char *a_registration(void)
{
    return arena_printf(&h.arena, MEETING "/inscriptions/%lld", (long long)somebody().id.v);
}

static const char *a_cancelled_one(void)
{
    const char *target = a_registration();
    assert_int_equal(harness_post_as(&h, target, &camille, "geste=annulation").status, 303);
    return target;
}

static const char *one_who_is_there(void)
{
    const char *target = a_registration();
    assert_int_equal(harness_post_as(&h, target, &camille, "geste=arrivee").status, 303);
    return target;
}

static const char *an_entry(void)
{
    a_cancelled_one();
    return arena_printf(&h.arena, "/organisation/journal/%lld/annuler", (long long)latest().id);
}

static const char *a_message_that_failed(void)
{
    const struct mail_row *row = NULL;
    struct mail_row *rows;
    size_t n;
    somebody();
    assert_int_equal(db_begin_read(h.worker->db), OK);
    assert_int_equal(mail_rows(h.worker->db, &h.arena, INT64_MAX, 1, &rows, &n), OK);
    db_end_read(h.worker->db);
    row = &rows[0];
    const struct result failed = {.id = row->id, .outcome = OUTCOME_FAILED, .why = "non"};
    assert_int_equal(outbox_record(h.app.store, &failed), OK);
    return arena_printf(&h.arena, "/organisation/messages/%lld/renvoyer", (long long)row->id);
}

static enum err refuse(struct db *db, void *arg)
{
    (void)arg;
    return mail_refuse(db, "plus@demo.example", REFUSAL_COMPLAINT, NULL, 0);
}

static const char *an_address(void)
{
    const struct mail_refusal_row *rows;
    size_t n;
    assert_int_equal(store_write(h.app.store, refuse, NULL), OK);
    assert_int_equal(db_begin_read(h.worker->db), OK);
    assert_int_equal(mail_refusals(h.worker->db, &h.arena, 1, &rows, &n), OK);
    db_end_read(h.worker->db);
    return arena_printf(&h.arena, "/organisation/messages/refus/%lld/lever", (long long)rows[0].id);
}

static const char *invitations(void)
{
    const char *target = MEETING "/invitations";
    const char *body = "acte=ajouter&liste=e-mail%0Aautre%40demo.example%0A";
    assert_int_equal(harness_post_as(&h, target, &camille, body).status, 303);
    return target;
}

static const char *sent_invitations(void)
{
    const char *target = invitations();
    assert_int_equal(harness_post_as(&h, target, &camille, "acte=inviter").status, 303);
    h.app.clock.shift += REMIND_AFTER + 60;
    camille = harness_sign_in(&h, "admin@demo.example", ROLE_ADMINISTRATOR);
    return target;
}

/* What one wants the format to become, with the counts that the page showed. */
static const char *shown_count(const char *html, const char *name)
{
    const char *at = strstr(html, arena_printf(&h.arena, "name=\"%s\" value=\"", name));
    assert_non_null(at);
    at = strstr(at, "value=\"") + strlen("value=\"");
    return arena_strndup(&h.arena, at, strcspn(at, "\""));
}

static const char *new_format(void)
{
    const char *html = harness_get_as(&h, MEETING "/format?remote=yes&onsite=yes", &camille).body;
    return arena_printf(&h.arena,
                        "remote=yes&onsite=yes&seen_remote=%s&seen_onsite=%s&seen_later=%s",
                        shown_count(html, "seen_remote"), shown_count(html, "seen_onsite"),
                        shown_count(html, "seen_later"));
}

static account_id made_account(const char *email)
{
    const struct account one = {.email = email, .role = ROLE_MEMBER};
    struct change_account x = {.change = ACCOUNT_ADD, .account = &one};
    assert_int_equal(store_write(h.app.store, change_account, &x), OK);
    return x.id;
}

static const char *an_account(void)
{
    static int n;
    account_id id = made_account(arena_printf(&h.arena, "compte%d@demo.example", ++n));
    return arena_printf(&h.arena, "/organisation/comptes/%lld", (long long)id.v);
}

static const char *a_disabled_account(void)
{
    const char *target = an_account();
    assert_int_equal(harness_post_as(&h, target, &camille, "acte=desactiver").status, 303);
    return target;
}

static const struct act {
    const char *pattern;
    const char *target, *(*make_target)(void); /* one of the two */
    const char *body, *(*make_body)(void);
    const char *verb; /* what is noted; NULL: nothing, for this reason: */
    const char *why_not;
} acts[] = {
#define PERSON "/organisation/rencontres/:slug/inscriptions/:id"
    {PERSON, .make_target = a_registration, .body = "geste=annulation",
     .verb = "registration/cancelled"},
    {PERSON, .make_target = a_cancelled_one, .body = "geste=retablissement",
     .verb = "registration/restored"},
    {PERSON, .make_target = a_registration, .body = "geste=arrivee",
     .verb = "registration/arrived"},
    {PERSON, .make_target = one_who_is_there, .body = "geste=depart", .verb = "registration/left"},
    {"/organisation/rencontres/:slug/places", MEETING "/places", .body = "remote=37",
     .verb = "event/remote-seats"},
#define INVITATIONS "/organisation/rencontres/:slug/invitations"
    {INVITATIONS, MEETING "/invitations",
     .body = "acte=ajouter&liste=e-mail%0Aune%40demo.example%0A",
     .verb = "event/invitations-added"},
    {INVITATIONS, .make_target = invitations, .body = "acte=retirer",
     .verb = "event/invitations-withdrawn"},
    {INVITATIONS, .make_target = invitations, .body = "acte=inviter",
     .verb = "event/invitations-sent"},
    {INVITATIONS, MEETING "/invitations", .body = "liste=e-mail%0Aune%40demo.example%0A",
     .why_not = "it only shows what a list was understood as"},
    {"/organisation/rencontres/:slug/format", MEETING "/format", .make_body = new_format,
     .verb = "event/format"},
    {PERSON, .make_target = a_registration, .body = "geste=sur-place",
     .verb = "registration/moved"},
    {"/organisation/messages/:id/renvoyer", .make_target = a_message_that_failed, .body = "",
     .verb = "message/again"},
    {"/organisation/messages/refus/:id/lever", .make_target = an_address, .body = "",
     .verb = "address/allowed"},
    {"/organisation/journal/:id/annuler", .make_target = an_entry, .body = "",
     .verb = "registration/restored"},
#define ACCOUNT "/organisation/comptes/:id"
    {"/organisation/comptes", "/organisation/comptes",
     .body = "email=neuf%40demo.example&nom=Neuf&role=organiser&members=1",
     .verb = "account/added"},
    {ACCOUNT, .make_target = an_account, .body = "vu=member%3A&role=organiser&toolbox=1&members=1",
     .verb = "account/rights"},
    {ACCOUNT, .make_target = an_account, .body = "acte=desactiver", .verb = "account/disabled"},
    {ACCOUNT, .make_target = a_disabled_account, .body = "acte=rouvrir", .verb = "account/added"},
#define SETTINGS "/organisation/reglages"
    {SETTINGS "/:section", SETTINGS "/reseau",
     .body = "vu=0&site_name=Mailles&description=Ensemble.&letters=MA&contact=a%40demo.example",
     .verb = "settings/changed"},
    {SETTINGS "/pages/:page", SETTINGS "/pages/mentions-legales.fr",
     .body = "vu=0&texte=%23+Mentions%0A%0ANous.", .verb = "settings/text"},
    {SETTINGS "/pages/:page", SETTINGS "/pages/mentions-legales.fr",
     .body = "vu=0&acte=voir&texte=%23+Mentions%0A%0ANous.", .why_not = "it only shows it"},
    {"/organisation/textes/:kind", "/organisation/textes/registration.received?langue=fr",
     .body = "objet=Bonjour&intro=Bienvenue.&acte=enregistrer", .verb = "text/changed"},
    {"/organisation/rencontres/:slug/messages", MEETING "/messages", .body = "",
     .verb = "event/told"},
    {INVITATIONS, .make_target = sent_invitations, .body = "acte=relancer",
     .verb = "event/invitations-reminded"},
};

/* What is known not to be done here, and why. */
static const struct {
    const char *below, *why;
} elsewhere[] = {
    {"/organisation/rencontres/nouvelle", "event/made; its form is filled in test_planning"},
    {"/organisation/rencontres/:slug/copie", "event/made as well"},
    {"/organisation/conservation", "not yet: what was asked for stands among the tasks"},
    {"/organisation/taches/", "not yet: a task tried again or dropped says so itself"},
    {"/organisation/donnees", "what is erased is to leave no trace; a copy changes nothing"},
    {"/organisation/textes/", "text/changed; its form is filled in test_texts"},
    {"/organisation/rencontres/:slug/messages", "event/sending, event/told; test_writing"},
    {"/organisation/rencontres/:slug/soutiens", "event/supporters; test_supporters"},
    {"/organisation/rencontres/:slug/programme",
     "a plan keeps a history of its own, act by act and "
     "with who did it; its release is event/released"},
};

/* ---- the test ---------------------------------------------------------------------------- */

static void check(const struct act *x)
{
    const char *target = x->make_target ? x->make_target() : x->target;
    const char *body = x->make_body ? x->make_body() : x->body;
    struct audit_row before = latest();
    struct reply a = harness_post_as(&h, target, &camille, body);
    struct audit_row after = latest();
    if (!x->verb) {
        assert_non_null(x->why_not);
        assert_int_equal(a.status, 200);
        assert_int_equal(after.id, before.id);
        return;
    }
    if (a.status != 303)
        fail_msg("%s %s: %d\n%.2000s", target, body, a.status, a.body);
    if (after.id == before.id)
        fail_msg("%s %s was not noted", x->pattern, body);
    assert_string_equal(after.verb, x->verb);
    assert_int_equal(after.by.account, camille_id.v);
    assert_string_equal(after.by.name, "admin@demo.example");
    assert_int_equal(after.at, clock_now(&h.app.clock));
    const struct audit_kind *kind = audit_kind_of(&h.app.audit, after.verb);
    assert_non_null(kind);
    for (size_t i = 0; i < after.n_changes; i++)
        if (!audit_field_of(kind, after.changes[i].field))
            fail_msg("%s: the field %s has no label", after.verb, after.changes[i].field);
    if (after.href) {
        int status = harness_get_as(&h, after.href, &camille).status;
        if (status != 200)
            fail_msg("%s leads to %s: %d", after.verb, after.href, status);
    }
}

static void every_organisers_write_is_noted(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(acts); i++)
        check(&acts[i]);
}

static void every_organisers_route_is_known_here(void **state)
{
    (void)state;
    for (size_t i = 0; i < h.app.n_routes; i++) {
        const struct route *r = h.app.routes[i];
        bool known = r->method != HTTP_POST || r->capability <= SIGNED_IN;
        for (size_t k = 0; k < ARRAY_LEN(acts); k++)
            known = known || strcmp(acts[k].pattern, r->pattern) == 0;
        for (size_t k = 0; k < ARRAY_LEN(elsewhere); k++)
            known =
                known || strncmp(elsewhere[k].below, r->pattern, strlen(elsewhere[k].below)) == 0;
        if (!known)
            fail_msg("POST %s: say in this test what it does, and what it notes", r->pattern);
    }
}

/* Sentences and labels of every kind are there, in both languages. */
static void every_kind_has_its_sentence(void **state)
{
    (void)state;
    for (size_t i = 0; i < h.app.audit.n_kinds; i++) {
        const struct audit_kind *k = h.app.audit.kinds[i];
        part_set parts;
        assert_non_null(strstr(k->sentence, "{who}"));
        assert_non_null(strstr(k->verb, "/"));
        assert_true(*k->label);
        assert_true(!k->part || parts_from_text(k->part, &parts));
    }
}

/* A refused change is no change: nothing stays of its entry either. */
static void what_is_refused_is_not_noted(void **state)
{
    (void)state;
    const char *target = a_cancelled_one();
    struct audit_row before = latest();
    assert_int_equal(harness_post_as(&h, target, &camille, "geste=arrivee").status, 409);
    assert_int_equal(harness_post_as(&h, target, &camille, "geste=annulation").status, 303);
    assert_int_equal(latest().id, before.id); /* it was cancelled already */
}

/* People's own changes are their own business. */
static void what_people_do_is_not_noted(void **state)
{
    struct registration g = somebody();
    struct audit_row before = latest();
    (void)state;
    const char *target = arena_printf(&h.arena, "/inscriptions/%s/annulation", g.token);
    assert_int_equal(harness_send(&h, "POST", target, NULL, "").status, 303);
    assert_int_equal(latest().id, before.id);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_organisers_route_is_known_here),
        cmocka_unit_test(every_kind_has_its_sentence),
        cmocka_unit_test(every_organisers_write_is_noted),
        cmocka_unit_test(what_is_refused_is_not_noted),
        cmocka_unit_test(what_people_do_is_not_noted),
    };
    return cmocka_run_group_tests(tests, open_demo, close_demo);
}
