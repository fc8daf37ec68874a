/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What is held about somebody: seen, taken away as a file, erased; by themselves in "Mon espace",
 * or by an organiser for somebody who asked. Both ask for a recent sign-in: a browser that was left
 * open gives nobody's data away.
 */
#include "site/person.h"

#include "meeting/meeting.h"
#include "site/pages.h"
#include "site/site_pages.h"
#include "view/tr.h"

#define ADDRESS_MAX 254
#define OWN "/mon-espace/donnees"
#define ASKED "/organisation/donnees"

/* ---- the page --------------------------------------------------------------------------- */

static bool is_recent(struct request *r) /* without a session it is the operator */
{
    return !r->session || auth_session_is_recent(r->session, request_now(r));
}

static enum err add_held(struct request *r, struct person_view *v)
{
    const struct person_register *people = &r->app->people;
    struct person_held *held = arena_array(r->arena, people->n, sizeof *held);
    size_t n;
    enum err e = person_held(r->db, r->arena, people, v->address, held, &n);
    if (e != OK)
        return e;
    struct kind_held_view *list = arena_array(r->arena, n, sizeof *list);
    for (size_t i = 0; i < n; i++)
        list[i] =
            (struct kind_held_view){.label = tr(request_lang(r), held[i].label),
                                    .count = arena_printf(r->arena, "%lld", (long long)held[i].n)};
    v->held = list;
    v->n_held = n;
    return OK;
}

/* Why an account may not go: somebody must be left who can do what it can. */
static enum err add_hindrance(struct request *r, struct person_view *v)
{
    struct account a;
    int64_t others = 0;
    enum err e = account_of_address(r->db, r->arena, v->address, &a);
    if (e == ERR_NOT_FOUND)
        return OK;
    if (e != OK || a.role < ROLE_ORGANISER)
        return e;
    const char *lang = request_lang(r);
    if (!v->own && r->account->role != ROLE_ADMINISTRATOR)
        v->may_not = tr(lang, TR("Cette personne fait partie de l’équipe : elle efface ses données "
                                 "elle-même, ou une personne administratrice le fait."));
    e = accounts_with_role(r->db, r->arena, a.role, a.id, &others);
    if (e == OK && !others && !v->may_not)
        v->may_not = tr(lang, TR("Ce compte est le dernier à pouvoir ce qu’il peut : ouvrez-en un "
                                 "autre du même rôle d’abord."));
    return e;
}

static const char *copies_words(struct request *r)
{
    int64_t days = r->app->config.copies_days;
    const char *lang = request_lang(r);
    if (!days)
        return tr(lang, TR("Des copies de sauvegarde gardent ces données jusqu’à ce que chacune "
                           "soit détruite ; l’équipe du réseau vous dit quand. Une copie remise en "
                           "service les efface aussitôt à nouveau."));
    return tr_count(r->arena, lang,
                    TRN("Des copies de sauvegarde gardent ces données un jour de plus. Une copie "
                        "remise en service les efface aussitôt à nouveau.",
                        "Des copies de sauvegarde gardent ces données {n} jours de plus. Une copie "
                        "remise en service les efface aussitôt à nouveau."),
                    days);
}

static enum err show(struct request *r, struct person_view *v)
{
    enum err e = OK;
    v->here = v->own ? OWN : ASKED;
    v->signed_in_as = r->account->email;
    v->recent = is_recent(r);
    v->by_mail = r->app->config.smtp != NULL;
    v->copies = copies_words(r);
    if (v->address)
        e = add_held(r, v);
    if (e == OK && v->address)
        e = add_hindrance(r, v);
    if (e != OK)
        return e;
    if (v->error)
        r->res->status = 422;
    request_private(r);
    request_title(r, tr(request_lang(r), v->own ? TR("Mes données") : TR("Données d’une personne")),
                  NULL);
    person_page(r->body, &r->page, v);
    return OK;
}

/* ---- what both do ----------------------------------------------------------------------- */

static enum err must_be_recent(struct request *r)
{
    if (is_recent(r))
        return OK;
    return request_fail(r, ERR_FORBIDDEN,
                        TR("Votre connexion date de plus d’un quart d’heure : pour cela, "
                           "reconnectez-vous. Rien n’a été fait."));
}

static enum err send_copy(struct request *r, const char *address, const char *file)
{
    static const struct limit by_visitor = {10, 1.0 / 60};
    enum err e = must_be_recent(r);
    request_private(r);
    if (e == OK)
        e = request_limit(r, "person-copy", false, &by_visitor, 1);
    if (e == OK)
        e = person_export_zip(&r->app->people, r->db, r->arena, address, request_now(r), r->body);
    if (e == ERR_TOO_LARGE)
        return request_fail(r, e,
                            TR("Ces données dépassent ce qu’une page peut donner : demandez-les à "
                               "l’équipe du réseau, qui les obtient sur le serveur."));
    if (e == OK)
        request_content(r, "application/zip", file);
    return e;
}

static enum err erase(struct request *r, const char *address, const char *lang)
{
    struct person_erasure x = {.address = address, .now = request_now(r)};
    x.tell = r->app->config.smtp ? lang : NULL; /* without a relay it would wait for ever */
    return person_erase_for_good(r->app->store, &r->app->people, &x);
}

/* The tick that says one means it, and whatever stands against it. ERR_CONFLICT: the page shows
 * why. */
static enum err may_erase(struct request *r, struct person_view *v)
{
    enum err e = must_be_recent(r);
    if (e == OK)
        e = add_hindrance(r, v);
    if (e == OK && v->may_not)
        return ERR_CONFLICT;
    if (e == OK && !http_form_get(&r->form, "oui")) {
        v->error = tr(request_lang(r), TR("Cochez la case pour dire que c’est bien ce que vous "
                                          "voulez."));
        return ERR_CONFLICT;
    }
    return e;
}

/* ---- one's own -------------------------------------------------------------------------- */

enum err person_own_show(struct request *r)
{
    struct person_view v = {.own = true, .address = r->account->email};
    return show(r, &v);
}

enum err person_own_copy(struct request *r)
{
    return send_copy(r, r->account->email, "mes-donnees.zip");
}

enum err person_own_erase(struct request *r)
{
    struct person_view v = {.own = true, .address = r->account->email};
    enum err e = may_erase(r, &v);
    if (e == ERR_CONFLICT)
        return show(r, &v);
    if (e == OK)
        e = erase(r, r->account->email, request_lang(r));
    if (e != OK)
        return e;
    request_close_session(r);
    return request_redirect(r, 303, "/donnees-effacees");
}

enum err person_erased_show(struct request *r)
{
    const struct erased_view v = {.copies = copies_words(r), .told = r->app->config.smtp != NULL};
    r->page.noindex = true;
    request_title(r, tr(request_lang(r), TR("Vos données sont effacées")), NULL);
    erased_page(r->body, &r->page, &v);
    return OK;
}

/* ---- of somebody who asked -------------------------------------------------------------- */

enum err person_asked_show(struct request *r)
{
    struct person_view v = {.done = http_form_get(&r->query, "fait") != NULL};
    return show(r, &v);
}

/* The address that a form names; an error beside its field, or NULL and the form is answered. */
static const char *asked_address(struct request *r, enum err *e)
{
    const char *typed = http_form_get(&r->form, "email");
    const char *address = str_dup(r->arena, str_trim(str_of(typed ? typed : "")));
    struct person_view v = {.typed = address};
    *e = OK;
    if (strlen(address) <= ADDRESS_MAX && email_is_plausible(address))
        return address;
    v.error =
        tr(request_lang(r), TR("Écrivez une adresse électronique, par exemple nom@exemple.fr."));
    *e = show(r, &v);
    return NULL;
}

static enum err show_asked(struct request *r, struct person_view *v)
{
    enum err e = show(r, v);
    if (e != ERR_NOT_FOUND)
        return e;
    struct person_view none = {.typed = v->address};
    none.error = tr(request_lang(r), TR("Rien n’est gardé à cette adresse. Vérifiez-la auprès de "
                                        "la personne : elle a pu s’inscrire avec une autre."));
    return show(r, &none);
}

enum err person_asked_find(struct request *r)
{
    enum err e;
    struct person_view v = {.address = asked_address(r, &e)};
    return v.address ? show_asked(r, &v) : e;
}

enum err person_asked_copy(struct request *r)
{
    enum err e;
    const char *address = asked_address(r, &e);
    return address ? send_copy(r, address, "donnees.zip") : e;
}

enum err person_asked_erase(struct request *r)
{
    enum err e;
    struct person_view v = {.address = asked_address(r, &e)};
    if (!v.address)
        return e;
    e = may_erase(r, &v);
    if (e == ERR_CONFLICT)
        return show_asked(r, &v);
    if (e == OK)
        e = erase(r, v.address, "fr");
    return e == OK ? request_redirect(r, 303, ASKED "?fait=1") : e;
}

/* ---- the last message ------------------------------------------------------------------- */

enum err person_farewell(const struct mail_house *house, struct db *db, struct arena *a,
                         const struct mail_row *row, struct mail_draft *out)
{
    (void)db;
    if (!row->recipient)
        return ERR_NOT_FOUND;
    const char *lang = row->details && strstr(row->details, "\"en\"") ? "en" : "fr";
    const struct page page = mail_page(house, lang);
    const struct farewell_view v = {
        .why = tr(lang, TR("Vous recevez ce message, le dernier, parce que vos données viennent "
                           "d’être effacées de ce site. Votre adresse l’a été aussi dès son "
                           "envoi.")),
        .privacy = mail_href(house, a, lang, "/donnees-personnelles"),
    };
    out->to_address = row->recipient;
    out->lang = lang;
    out->subject = tr_fill(a, lang, tr(lang, TR("Vos données sont effacées de {site}")),
                           TR_ARGS(TR_ARG("site", house->site_name)));
    farewell_page(out->body, &page, &v);
    return OK;
}

/* The row alone knows, while it waits. */
enum err person_farewell_readers(struct db *db, struct arena *a, const int64_t *about, size_t n,
                                 struct mail_person *out)
{
    (void)db;
    (void)a;
    (void)about;
    memset(out, 0, n * sizeof *out);
    return OK;
}

void person_settle(struct app *app)
{
    int64_t now = clock_now(&app->clock);
    enum err e = person_tick(app->store, now);
    if (e != OK && e != ERR_BUSY)
        log_line("event=scrub-failed error=%s", err_name(e));
    e = mail_farewells_end(app->store, now);
    if (e != OK)
        log_line("event=farewells-kept error=%s", err_name(e));
}
