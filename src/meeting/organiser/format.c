/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The organiser changes how the whole meeting takes place: choose, see what it will do, do it. */
#include "meeting/organiser/handlers.h"
#include "meeting/organiser/views.h"
#include "meeting/registration/day.h"

#include "meeting/meeting_pages.h"
#include "view/tr.h"

#define EFFECTS_MAX 8

struct day_request { /* what is asked */
    struct event event;
    struct day_counts counts;
    enum answer remote, onsite;
    bool asked;
};

static bool answer_of(const char *word, enum answer *out)
{
    for (int a = ANSWER_NO; word && a <= ANSWER_TBC; a++)
        if (strcmp(word, answer_word((enum answer)a)) == 0) {
            *out = (enum answer)a;
            return true;
        }
    return false;
}

static enum err read_day(struct request *r, const struct http_form *form, struct day_request *x)
{
    enum err e = organiser_event(r, &x->event);
    if (e == OK)
        e = day_count(r->db, x->event.id, &x->counts);
    if (e != OK)
        return e;
    x->asked = http_form_get(form, "remote") != NULL;
    x->remote = x->event.remote;
    x->onsite = x->event.onsite;
    if (x->asked && (!answer_of(http_form_get(form, "remote"), &x->remote) ||
                     !answer_of(http_form_get(form, "onsite"), &x->onsite)))
        return request_fail(r, ERR_INVALID,
                            TR("Répondez pour « à distance » et pour « sur place »."));
    return OK;
}

/* ---- what is shown ---------------------------------------------------------------------- */

static const struct choice_view *answers(struct request *r, const char *name, enum answer chosen)
{
    static const char *const labels[] = {TR("Non"), TR("Oui"), TR("À confirmer")};
    static const enum answer order[] = {ANSWER_YES, ANSWER_TBC, ANSWER_NO};
    struct choice_view *list = arena_array(r->arena, ARRAY_LEN(order), sizeof *list);
    for (size_t i = 0; i < ARRAY_LEN(order); i++) {
        const char *word = answer_word(order[i]);
        list[i] = (struct choice_view){.id = arena_printf(r->arena, "%s-%s", name, word),
                                       .value = word,
                                       .label = tr(request_lang(r), labels[order[i]]),
                                       .selected = order[i] == chosen};
    }
    return list;
}

static void add_line(struct request *r, struct organiser_format_view *v, struct link_view *lines,
                     const char *one, const char *many, int64_t n, const char *href)
{
    if (n)
        lines[v->n_effects++] =
            (struct link_view){href, tr_count(r->arena, request_lang(r), one, many, n)};
}

/* Who they are: the list, so filtered. */
static const char *people(struct request *r, const struct day_request *x, const char *modality)
{
    return arena_printf(r->arena, "%s?participation=%s",
                        organiser_path(r, &x->event, "inscriptions"), modality);
}

static void say_effects(struct request *r, const struct day_request *x, const struct day_effects *f,
                        struct organiser_format_view *v)
{
    struct link_view *lines = arena_array(r->arena, EFFECTS_MAX, sizeof *lines);
    add_line(r, v, lines,
             TRN("Une personne inscrite sur place passe à distance.",
                 "{n} personnes inscrites sur place passent à distance."),
             f->to_remote, people(r, x, "onsite"));
    add_line(r, v, lines,
             TRN("Une personne inscrite à distance passe sur place.",
                 "{n} personnes inscrites à distance passent sur place."),
             f->to_onsite, people(r, x, "remote"));
    add_line(r, v, lines,
             TRN("Une personne qui devait décider plus tard doit maintenant choisir.",
                 "{n} personnes qui devaient décider plus tard doivent maintenant choisir."),
             f->must_choose, people(r, x, "later"));
    add_line(
        r, v, lines,
        TRN("Une personne qui devait décider plus tard est inscrite de la seule façon qui reste.",
            "{n} personnes qui devaient décider plus tard sont inscrites de la seule façon qui "
            "reste."),
        f->settled, people(r, x, "later"));
    add_line(r, v, lines,
             TRN("Un message part, avec ce qui change pour cette personne.",
                 "{n} messages partent, chacun avec ce qui change pour la personne."),
             f->told, NULL);
    add_line(r, v, lines,
             TRN("Une entrée d’agenda est mise à jour chez qui l’a ajoutée.",
                 "{n} entrées d’agenda sont mises à jour chez qui les a ajoutées."),
             f->entries, arena_printf(r->arena, "/rencontres/%s/programme", x->event.slug));
    v->effects = lines;
}

static void preview(struct request *r, const struct day_request *x, struct organiser_format_view *v)
{
    const struct day_effects f = day_effects(&x->event, x->remote, x->onsite, &x->counts);
    const char *lang = request_lang(r);
    v->previews = true;
    v->to_remote = answer_word(x->remote);
    v->to_onsite = answer_word(x->onsite);
    v->seen_remote = arena_printf(r->arena, "%lld", (long long)x->counts.remote);
    v->seen_onsite = arena_printf(r->arena, "%lld", (long long)x->counts.onsite);
    v->seen_later = arena_printf(r->arena, "%lld", (long long)x->counts.later);
    if (!f.possible)
        v->refusal = tr(lang, TR("Il faut au moins une façon de participer."));
    else if (!f.changes)
        v->refusal = tr(lang, TR("C’est déjà le format de la rencontre."));
    else
        say_effects(r, x, &f, v);
}

enum err organiser_format_show(struct request *r)
{
    struct day_request x;
    struct organiser_format_view v = {.action = r->http->path};
    enum err e = read_day(r, &r->query, &x);
    if (e == OK)
        e = organiser_top(r, &x.event, TAB_FORMAT, TR("Format"), NULL, v.action, &v.top);
    if (e != OK)
        return e;
    v.remote = answers(r, "remote", x.remote);
    v.onsite = answers(r, "onsite", x.onsite);
    v.n_remote = v.n_onsite = ANSWER_TBC + 1;
    if (x.asked)
        preview(r, &x, &v);
    if (http_form_get(&r->query, "fait"))
        v.top.notice.text =
            tr(request_lang(r), TR("Le format est changé ; les messages sont prêts."));
    organiser_format_page(r->body, &r->page, &v);
    return OK;
}

/* ---- doing it --------------------------------------------------------------------------- */

static bool seen_counts(const struct http_form *f, struct day_counts *out)
{
    const char *remote = http_form_get(f, "seen_remote"), *onsite = http_form_get(f, "seen_onsite");
    const char *later = http_form_get(f, "seen_later");
    return remote && onsite && later && parse_int(str_of(remote), 0, INT32_MAX, &out->remote) &&
           parse_int(str_of(onsite), 0, INT32_MAX, &out->onsite) &&
           parse_int(str_of(later), 0, INT32_MAX, &out->later);
}

enum err organiser_format_take(struct request *r)
{
    struct day_request x;
    struct day_counts seen = {0};
    enum err e = read_day(r, &r->form, &x);
    if (e != OK)
        return e;
    if (!x.asked || !seen_counts(&r->form, &seen))
        return request_fail(r, ERR_INVALID, TR("Choisissez d’abord le nouveau format."));
    const struct audit_by by = request_by(r);
    struct change_day c = {.event = x.event.id,
                           .remote = x.remote,
                           .onsite = x.onsite,
                           .seen = &seen,
                           .by = &by,
                           .now = request_now(r)};
    e = store_write(r->app->store, change_day, &c);
    if (e == ERR_CONFLICT)
        return request_fail(r, e,
                            TR("Des inscriptions ont changé entre-temps : rien n’a été fait. "
                               "Regardez à nouveau ce que ce changement fera."));
    if (e != OK)
        return e;
    return request_redirect(r, 303, arena_printf(r->arena, "%s?fait=1", r->http->path));
}
