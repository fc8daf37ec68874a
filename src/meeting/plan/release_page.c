/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a version would change, the button that releases it, and what came before. */
#include "meeting/plan/handlers.h"
#include "meeting/plan/views.h"

#include "base/text.h"
#include "meeting/export/labels.h"
#include "meeting/meeting_pages.h"
#include "meeting/registration/views.h"
#include "meeting/views.h"
#include "view/dates.h"
#include "view/tr.h"
#include "view/typography.h"

#include <sodium.h>

#define VERSIONS_SHOWN 50
#define PASTS_SHOWN 50
#define NOTE_MAX 500

/* ---- what changes ----------------------------------------------------------------------- */

static const struct {
    const char *word, *label;
} differences[] = {
    [DIFFERENCE_ADDED] = {"added", TR("Ajouté")},
    [DIFFERENCE_REMOVED] = {"removed", TR("Retiré")},
    [DIFFERENCE_MOVED] = {"moved", TR("Déplacé")},
    [DIFFERENCE_REWRITTEN] = {"rewritten", TR("Réécrit")},
};

static const char *when_of(struct request *r, const struct day *d, const struct session *s)
{
    struct civil c;
    const char *hours = plan_hours(r, s->start_min, s->end_min);
    if (!d->date || !civil_parse_date(d->date, &c))
        return hours;
    return arena_printf(r->arena, "%s, %s", date_short(r->arena, request_lang(r), &c), hours);
}

static void add_word(struct request *r, bool differs, const char *label, const char **out)
{
    if (differs)
        *out = **out ? arena_printf(r->arena, "%s, %s", *out, tr(request_lang(r), label))
                     : tr(request_lang(r), label);
}

/* "12 juil. 2021, 9 h – 10 h → 9 h 30 – 10 h ; titre, salle" */
static const char *detail_of(struct request *r, const struct plan_delta *d)
{
    if (d->what == DIFFERENCE_ADDED)
        return when_of(r, d->day_after, d->after);
    if (d->what == DIFFERENCE_REMOVED)
        return when_of(r, d->day_before, d->before);
    const char *words = "", *when = "";
    add_word(r, d->title, TR("titre"), &words);
    add_word(r, d->type, TR("genre"), &words);
    add_word(r, d->room, TR("salle"), &words);
    add_word(r, d->speakers, TR("intervenants"), &words);
    add_word(r, d->note, TR("présentation"), &words);
    if (d->time)
        when = arena_printf(r->arena, "%s → %s", when_of(r, d->day_before, d->before),
                            when_of(r, d->day_after, d->after));
    return arena_printf(r->arena, "%s%s%s", when, *when && *words ? " ; " : "", words);
}

/* How many hold or await a seat in what goes. */
static const char *takes(struct request *r, const struct plan_delta *d, const struct workshop *w,
                         size_t n)
{
    for (size_t i = 0; d->what == DIFFERENCE_REMOVED && i < n; i++)
        if (w[i].id.v == d->before->id.v && w[i].s.taken + w[i].s.waiting > 0)
            return tr_count(r->arena, request_lang(r),
                            TRN("Une personne y a une place ou l’attend : elle la perd.",
                                "{n} personnes y ont une place ou l’attendent : elles la perdent."),
                            w[i].s.taken + w[i].s.waiting);
    return NULL;
}

static enum err add_deltas(struct request *r, const struct planned *p,
                           const struct plan_change_set *set, struct release_view *v)
{
    const struct workshop *workshops;
    size_t n;
    enum err e = workshops_of_event(r->db, r->arena, p->event.id, &workshops, &n);
    if (e != OK)
        return e;
    struct delta_view *list = arena_array(r->arena, set->n, sizeof *list);
    for (size_t i = 0; i < set->n; i++) {
        const struct plan_delta *d = &set->deltas[i];
        list[i] = (struct delta_view){
            .what = tr(request_lang(r), differences[d->what].label),
            .word = differences[d->what].word,
            .title = typo_fr(r->arena, d->after ? d->after->title : d->before->title),
            .detail = detail_of(r, d),
            .takes = takes(r, d, workshops, n),
        };
    }
    v->deltas = list;
    v->n_deltas = set->n;
    return OK;
}

static void add_others(struct request *r, const struct plan_change_set *set, struct release_view *v)
{
    const struct {
        bool differs;
        const char *words;
    } all[] = {{set->head, TR("La présentation de la rencontre change.")},
               {set->questions, TR("Les questions changent.")},
               {set->sequences, TR("Les jours ou les séquences changent.")},
               {set->rooms, TR("Les salles changent.")}};
    const char **list = arena_array(r->arena, ARRAY_LEN(all), sizeof *list);
    for (size_t i = 0; i < ARRAY_LEN(all); i++)
        if (all[i].differs)
            list[v->n_others++] = tr(request_lang(r), all[i].words);
    v->others = list;
}

static void add_grave(struct request *r, const struct planned *p, struct release_view *v)
{
    const struct plan_warning *faults;
    size_t n = plan_check(r->arena, &p->plan, &faults);
    struct link_view *list = arena_array(r->arena, n, sizeof *list);
    for (size_t i = 0; i < n; i++)
        if (faults[i].grave && faults[i].session)
            list[v->n_faults++] = (struct link_view){
                plan_path(
                    r, &p->event,
                    arena_printf(r->arena, "temps/%lld", (long long)faults[i].session->mark.key)),
                arena_printf(r->arena, "%s – %s", typo_fr(r->arena, faults[i].session->title),
                             plan_fault_words(r, &faults[i]))};
    v->faults = list;
}

/* ---- what came before ------------------------------------------------------------------- */

static const char *said(struct request *r, const struct planned *p, int64_t at, const char *by)
{
    const char *when = organiser_hour(r, &p->event, at);
    return *by ? arena_printf(r->arena, "%s, %s", when, by) : when;
}

static enum err add_versions(struct request *r, const struct planned *p, struct release_view *v)
{
    const struct plan_version *all;
    size_t n;
    enum err e = plan_versions(r->db, r->arena, p->event.id, VERSIONS_SHOWN, &all, &n);
    if (e != OK)
        return e;
    struct version_view *list = arena_array(r->arena, n, sizeof *list);
    for (size_t i = 0; i < n; i++)
        list[i] = (struct version_view){
            .title = tr_fill(r->arena, request_lang(r), tr(request_lang(r), TR("Version {n}")),
                             TR_ARGS(TR_ARG("n", all[i].revision))),
            .when = said(r, p, all[i].at, all[i].by),
            .note = all[i].note,
            .revision = arena_printf(r->arena, "%lld", (long long)all[i].revision),
            .current = all[i].revision == p->event.revision,
        };
    v->versions = list;
    v->n_versions = n;
    return OK;
}

static enum err add_pasts(struct request *r, const struct planned *p, struct release_view *v)
{
    const struct plan_past *all;
    size_t n;
    enum err e = plan_pasts(r->db, r->arena, p->event.id, PASTS_SHOWN, &all, &n);
    if (e != OK)
        return e;
    struct past_view *list = arena_array(r->arena, n, sizeof *list);
    for (size_t i = 0; i < n; i++)
        list[i] = (struct past_view){
            .words =
                tr_fill(r->arena, request_lang(r), tr(request_lang(r), plan_act_words(all[i].act)),
                        TR_ARGS(TR_ARG("title", typo_fr(r->arena, all[i].about)))),
            .when = said(r, p, all[i].at, all[i].by),
            .revision = arena_printf(r->arena, "%lld", (long long)all[i].revision),
        };
    v->pasts = list;
    v->n_pasts = n;
    return OK;
}

/* ---- the page --------------------------------------------------------------------------- */

static enum err add_changes(struct request *r, const struct planned *p, struct release_view *v)
{
    struct plan_change_set set;
    enum err e = plan_changes(r, p, &set);
    if (e == OK)
        e = add_deltas(r, p, &set, v);
    if (e != OK)
        return e;
    add_others(r, &set, v);
    v->may = p->kept && p->based_on == p->event.revision &&
             (v->n_deltas || v->n_others || !p->event.published);
    if (p->based_on != p->event.revision)
        v->gone_past =
            tr(request_lang(r),
               TR("Un autre programme a été publié entre-temps : repartez de lui, sur la "
                  "page du programme."));
    return OK;
}

/* What a meeting that is not published takes along when it is deleted. */
static enum err add_drop(struct request *r, const struct planned *p, struct release_view *v)
{
    const struct tally *t;
    size_t n;
    enum err e = p->event.published ? OK : tallies_of_event(r->db, r->arena, p->event.id, &t, &n);
    if (e == OK && !p->event.published && !n)
        v->drop_help =
            tr(request_lang(r), TR("Son programme en préparation, ses versions et ses invitations "
                                   "partent avec elle, pour de bon."));
    return e;
}

static enum err show(struct request *r, const struct planned *p, struct release_view *v)
{
    v->action = r->http->path;
    enum err e =
        organiser_top(r, &p->event, TAB_PROGRAMME, TR("Versions"), NULL, v->action, &v->top);
    if (e == OK)
        e = add_changes(r, p, v);
    if (e == OK)
        e = add_versions(r, p, v);
    if (e == OK)
        e = add_pasts(r, p, v);
    if (e == OK)
        e = add_drop(r, p, v);
    if (e != OK)
        return e;
    add_grave(r, p, v);
    v->seen = arena_printf(r->arena, "%lld", (long long)p->revision);
    v->based_on = arena_printf(r->arena, "%lld", (long long)p->based_on);
    v->board = plan_path(r, &p->event, "");
    v->preview = plan_path(r, &p->event, "apercu");
    v->published = p->event.published;
    v->public_href = arena_printf(r->arena, "/rencontres/%s/programme", p->event.slug);
    v->copy = organiser_path(r, &p->event, "copie");
    v->note = v->note ? v->note : "";
    if (v->error)
        r->res->status = 422;
    plan_release_page(r->body, &r->page, v);
    return OK;
}

static const char *done_words(struct request *r, const struct planned *p)
{
    const char *done = http_form_get(&r->query, "fait");
    const char *lang = request_lang(r);
    if (!done)
        return NULL;
    if (strcmp(done, "publication") == 0)
        return tr_fill(r->arena, lang, tr(lang, TR("La version {n} est publiée.")),
                       TR_ARGS(TR_ARG("n", p->event.revision)));
    if (strcmp(done, "retrait") == 0)
        return tr(lang, TR("La rencontre n’est plus publiée : seule l’organisation la voit."));
    if (strcmp(done, "retour") == 0)
        return tr(lang, TR("La rencontre est de nouveau publiée."));
    return NULL;
}

enum err plan_release_show(struct request *r)
{
    struct planned p;
    struct release_view v = {0};
    enum err e = planned_of(r, &p);
    if (e != OK)
        return e;
    v.intro = done_words(r, &p);
    return show(r, &p, &v);
}

/* ---- doing it --------------------------------------------------------------------------- */

static bool form_number(struct request *r, const char *name, int64_t *out)
{
    const char *word = http_form_get(&r->form, name);
    return word && parse_int(str_of(word), 0, INT64_MAX, out);
}

static enum err release(struct request *r, const struct planned *p)
{
    const char *typed = http_form_get(&r->form, "mot");
    const char *note = sheet_paragraphs(r->arena, typed ? typed : "");
    const struct audit_by by = request_by(r);
    struct plan_release x = {.event = p->event.id,
                             .noted = &by,
                             .note = *note ? note : NULL,
                             .by = plan_author(r),
                             .now = request_now(r)};
    struct release_view v = {.note = note};
    if (!form_number(r, "vu", &x.seen) || !form_number(r, "base", &x.based_on))
        return sheet_incomplete(r);
    if (text_length(str_of(note)) > NOTE_MAX) {
        v.error = tr(request_lang(r), TR("C’est trop long : 500 signes au plus."));
        return show(r, p, &v);
    }
    randombytes_buf(x.seed, sizeof x.seed);
    enum err e = store_write(r->app->store, plan_release, &x);
    if (e == ERR_CONFLICT)
        return request_fail(r, e,
                            TR("Le programme a changé entre-temps, ou une autre rencontre porte "
                               "ce numéro d’édition : rien n’a été publié. Regardez à nouveau ce "
                               "que cette version change."));
    if (e != OK)
        return e;
    return request_redirect(r, 303, arena_printf(r->arena, "%s?fait=publication", r->http->path));
}

static enum err publish(struct request *r, const struct planned *p, bool published)
{
    const struct audit_by by = request_by(r);
    struct event_publish x = {p->event.id, published, request_now(r), &by};
    if (published && !p->event.revision)
        return ERR_INVALID;
    enum err e = store_write(r->app->store, event_publish, &x);
    if (e != OK)
        return e;
    return request_redirect(
        r, 303,
        arena_printf(r->arena, "%s?fait=%s", r->http->path, published ? "retour" : "retrait"));
}

static enum err drop(struct request *r, const struct planned *p)
{
    const struct audit_by by = request_by(r);
    struct event_drop x = {p->event.id, &by, request_now(r)};
    enum err e = store_write(r->app->store, event_drop, &x);
    if (e == ERR_CONFLICT)
        return request_fail(r, e,
                            TR("Cette rencontre est publiée, ou quelqu’un y est inscrit : elle ne "
                               "peut pas être supprimée."));
    return e == OK ? request_redirect(r, 303, "/organisation") : e;
}

enum err plan_release_take(struct request *r)
{
    struct planned p;
    const char *gesture = http_form_get(&r->form, "geste");
    enum err e = planned_of(r, &p);
    if (e != OK)
        return e;
    if (!gesture)
        return sheet_incomplete(r);
    if (strcmp(gesture, "publier") == 0)
        return release(r, &p);
    if (strcmp(gesture, "retirer") == 0 || strcmp(gesture, "remettre") == 0)
        return publish(r, &p, strcmp(gesture, "remettre") == 0);
    return strcmp(gesture, "supprimer") == 0 ? drop(r, &p) : sheet_incomplete(r);
}

/* ---- preview ---------------------------------------------------------------------------- */

enum err plan_preview_show(struct request *r)
{
    struct planned p;
    struct timetable t;
    struct viewing v;
    enum err e = planned_of(r, &p);
    if (e != OK)
        return e;
    plan_to_timetable(r->arena, &p.plan, &p.event, &t);
    e = viewing_start(r, &t.event, true, &v);
    if (e != OK)
        return e;
    v.preview = true;
    struct programme_view view = view_programme(&v, &t);
    view.preview = plan_path(r, &p.event, "");
    view.version = NULL;
    request_private(r);
    request_title(r, arena_printf(r->arena, "%s – %s", tr(v.lang, TR("Aperçu")), view.head.name),
                  NULL);
    programme_page(r->body, &r->page, &view);
    return OK;
}
