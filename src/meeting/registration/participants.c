/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Who else comes: for who is registered, those who agreed to be seen. What the organisers' search
 * keeps folded (looked_up) holds the e-mail address, which others must not guess letter by letter;
 * so names, organisations and territories are folded here, for the few who search.
 */
#include "meeting/registration/handlers.h"

#include "base/text.h"
#include "meeting/meeting_pages.h"
#include "meeting/registration/store.h"
#include "meeting/registration/views.h"
#include "view/tr.h"

#define ON_A_PAGE 50
#define SEARCHED_MOST 10000 /* people of an event that a search looks at */
#define WORDS_MAX 8

/* ---- searching -------------------------------------------------------------------------- */

struct words {
    const char *items[WORDS_MAX];
    size_t n;
};

static struct words words_of(struct arena *a, const char *query)
{
    struct words w = {.n = 0};
    for (struct str rest = text_fold(a, str_of(query)); rest.p && w.n < WORDS_MAX;) {
        struct str word = str_trim(str_cut(&rest, ' '));
        if (word.n)
            w.items[w.n++] = str_dup(a, word);
    }
    return w;
}

static bool fits(struct arena *a, const struct participant *p, const struct words *w)
{
    const char *all = arena_printf(a, "%s %s %s %s", p->given_name, p->family_name,
                                   p->organisation ? p->organisation : "",
                                   p->territory_words ? p->territory_words : "");
    const char *folded = text_fold(a, str_of(all)).p;
    for (size_t i = 0; i < w->n; i++)
        if (!strstr(folded, w->items[i]))
            return false;
    return true;
}

static size_t keep_fitting(struct arena *a, struct participant *list, size_t n, const char *query)
{
    const struct words w = words_of(a, query);
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (fits(a, &list[i], &w))
            list[kept++] = list[i];
    return kept;
}

/* ---- showing ---------------------------------------------------------------------------- */

static void add_items(struct request *r, const struct participant *list, size_t n,
                      struct participants_view *v)
{
    size_t shown = n < ON_A_PAGE ? n : ON_A_PAGE;
    struct participant_view *items = arena_array(r->arena, shown, sizeof *items);
    for (size_t i = 0; i < shown; i++) {
        bool both = *list[i].family_name && *list[i].given_name;
        items[i] = (struct participant_view){
            .first = *list[i].family_name ? list[i].family_name : list[i].given_name,
            .rest = both ? list[i].given_name : NULL,
            .organisation = list[i].organisation,
            .territory = list[i].territory_words,
        };
    }
    v->items = items;
    v->n_items = shown;
    if (n > shown)
        v->next = arena_printf(r->arena, "%lld", (long long)list[shown - 1].id.v);
}

/* How many there are in all, or how many of what was looked for, which only its first page knows.
 */
static enum err add_number(struct request *r, const struct event *e, size_t found,
                           struct participants_view *v)
{
    const char *lang = request_lang(r);
    int64_t n = (int64_t)found;
    enum err err = *v->query ? OK : store_participants_count(r->db, r->arena, e->id, &n);
    if (!*v->query || !v->is_later)
        v->found = n ? tr_count(r->arena, lang, TRN("{n} personne", "{n} personnes"), n)
                     : tr(lang, *v->query ? TR("Personne ne correspond à cette recherche.")
                                          : TR("Personne ne figure encore dans cette liste."));
    return err;
}

static void add_mine(struct request *r, const struct registration *g, struct participants_view *v)
{
    const char *lang = request_lang(r);
    bool agreed = g->draft.list_consent_words != NULL;
    if (!agreed)
        v->mine = tr(lang, TR("Vous ne figurez pas dans cette liste."));
    else if (g->state == STATE_CONFIRMED)
        v->mine = tr(lang, TR("Vous figurez dans cette liste."));
    else
        v->mine = tr(lang, TR("Vous figurerez dans cette liste quand votre place sera confirmée."));
    v->edit = arena_printf(r->arena, "%s/modifier", v->back);
}

static enum err add_people(struct request *r, const struct event *e, struct participants_view *v)
{
    const char *typed = http_form_get(&r->query, "apres");
    struct participant *list = NULL;
    size_t n = 0;
    registration_id after = {0};
    v->is_later = typed && parse_int(str_of(typed), 1, INT64_MAX, &after.v);
    if (v->error)
        return OK;
    enum err err = store_participants(r->db, r->arena, e->id, after,
                                      *v->query ? SEARCHED_MOST : ON_A_PAGE + 1, &list, &n);
    if (err == OK && *v->query)
        n = keep_fitting(r->arena, list, n, v->query);
    if (err != OK)
        return err;
    add_items(r, list, n, v);
    return add_number(r, e, n, v);
}

static void read_query(struct request *r, struct participants_view *v)
{
    const char *typed = http_form_get(&r->query, "q");
    v->query = str_dup(r->arena, str_trim(str_of(typed ? typed : "")));
    if (strlen(v->query) > REGISTRATION_NAME_MAX)
        v->error = tr(request_lang(r), TR("C’est trop long : 120 caractères au plus."));
}

enum err participants_show(struct request *r)
{
    struct registration g;
    struct event event;
    struct participants_view v = {0};
    enum err e = find_mine(r, &g, &event);
    if (e == OK && g.state == STATE_CANCELLED)
        e = request_fail(r, ERR_FORBIDDEN,
                         TR("La liste des participants n’est ouverte qu’aux personnes inscrites."));
    if (e == OK)
        e = meeting_head(r, &event, &v.head);
    if (e != OK)
        return e;
    v.back = view_ticket_href(r);
    v.href = arena_printf(r->arena, "%s/participants", v.back);
    read_query(r, &v);
    add_mine(r, &g, &v);
    e = add_people(r, &event, &v);
    if (v.error)
        r->res->status = 422;
    request_title(
        r, arena_printf(r->arena, "%s – %s", tr(request_lang(r), TR("Qui participe")), v.head.name),
        NULL);
    participants_page(r->body, &r->page, &v);
    return e;
}
