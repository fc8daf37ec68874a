/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The audit log as a page: who did what, in sentences, and the way back. */
#include "site/house/journal.h"
#include "site/house/handlers.h"
#include "site/house/pages.h"

#include "site/site_pages.h"
#include "view/dates.h"
#include "view/tr.h"

#define PATH "/organisation/journal"
#define SHOWN 50

struct journal { /* what the page is made from */
    struct request *r;
    const struct zone *z;
    struct journal_filter filter;
    int64_t now;
};

/* ---- rows ------------------------------------------------------------------------------- */

static void add_changes(const struct journal *j, const struct audit_kind *kind,
                        const struct audit_row *row, struct journal_row_view *v)
{
    const char *lang = request_lang(j->r);
    struct arena *a = j->r->arena;
    struct change_view *list = arena_array(a, row->n_changes, sizeof *list);
    for (size_t i = 0; i < row->n_changes; i++) {
        const struct audit_change *c = &row->changes[i];
        list[i] = (struct change_view){journal_field(lang, kind, c->field),
                                       journal_value(a, lang, j->z, kind, c->field, c->before),
                                       journal_value(a, lang, j->z, kind, c->field, c->after)};
    }
    v->changes = list;
    v->n_changes = row->n_changes;
}

static bool may_undo(const struct journal *j, const struct audit_kind *kind,
                     const struct audit_row *row)
{
    return kind && kind->undo && !row->undone && !row->moved &&
           row->at > j->now - AUDIT_UNDO_SECONDS;
}

static struct journal_row_view row_view(const struct journal *j, const struct audit_row *row)
{
    struct request *r = j->r;
    const struct audit_kind *kind = audit_kind_of(&r->app->audit, row->verb);
    const struct journal_sentence s = journal_sentence(r->arena, request_lang(r), kind, row);
    struct civil c;
    zone_local(j->z, row->at, &c);
    struct journal_row_view v = {
        .id = arena_printf(r->arena, "e%lld", (long long)row->id),
        .when = time_text(r->arena, request_lang(r), c.hour * 60 + c.minute),
        .iso = iso_instant(r->arena, j->z, row->at),
        .before = s.before,
        .what = journal_title(r->arena, request_lang(r), row),
        .after = s.after,
        .href = row->href,
        .undone = row->undone,
    };
    if (row->thing_id && !j->filter.f.thing_id)
        v.all = arena_printf(r->arena, PATH "?chose=%s-%lld", row->thing, (long long)row->thing_id);
    if (may_undo(j, kind, row))
        v.undo = arena_printf(r->arena, PATH "/%lld/annuler", (long long)row->id);
    add_changes(j, kind, row, &v);
    return v;
}

static void add_days(const struct journal *j, const struct audit_row *rows, size_t n,
                     struct journal_view *v)
{
    struct request *r = j->r;
    struct journal_row_view *views = arena_array(r->arena, n, sizeof *views);
    struct journal_day_view *days = arena_array(r->arena, n, sizeof *days);
    int64_t day = 0;
    for (size_t i = 0; i < n; i++) {
        struct civil c;
        zone_local(j->z, rows[i].at, &c);
        if (!v->n_days || civil_day_number(&c) != day)
            days[v->n_days++] = (struct journal_day_view){
                .date = date_long(r->arena, request_lang(r), &c), .rows = &views[i]};
        day = civil_day_number(&c);
        days[v->n_days - 1].n_rows++;
        views[i] = row_view(j, &rows[i]);
    }
    v->days = days;
}

static const char *older_than(struct request *r, const struct audit_row *last)
{
    const struct http_field after[] = {
        {"apres", arena_printf(r->arena, "%lld-%lld", (long long)last->at, (long long)last->id)}};
    return journal_address(r, PATH, after, 1);
}

static enum err add_rows(const struct journal *j, struct journal_view *v)
{
    struct request *r = j->r;
    const struct audit_row *rows;
    size_t n;
    enum err e = audit_rows(r->db, r->arena, &j->filter.f, SHOWN + 1, &rows, &n);
    if (e != OK)
        return e;
    if (n > SHOWN)
        v->older = older_than(r, &rows[(n = SHOWN) - 1]);
    if (n && v->thing)
        v->thing_title = journal_title(r->arena, request_lang(r), &rows[0]);
    if (j->filter.f.after_at)
        v->latest = journal_address(r, PATH, NULL, 0);
    v->turns = v->older || v->latest;
    add_days(j, rows, n, v);
    return OK;
}

/* ---- the filter ------------------------------------------------------------------------- */

static enum err add_actors(const struct journal *j, struct journal_view *v)
{
    struct request *r = j->r;
    const struct audit_by *who;
    size_t n;
    enum err e = audit_actors(r->db, r->arena, &who, &n);
    if (e != OK)
        return e;
    struct house_choice *list = arena_array(r->arena, n, sizeof *list);
    for (size_t i = 0; i < n; i++)
        list[i] = (struct house_choice){.value = audit_int(r->arena, who[i].account),
                                        .label = journal_actor(request_lang(r), &who[i]),
                                        .selected = j->filter.f.by_actor &&
                                                    j->filter.f.actor == who[i].account};
    v->actors = list;
    v->n_actors = n;
    return OK;
}

static const char *thing_label(const char *lang, const char *thing)
{
    static const struct audit_word labels[] = {
        {"registration", TR("Inscriptions")}, {"event", TR("Rencontres")},
        {"workshop", TR("Ateliers")},         {"message", TR("Messages")},
        {"address", TR("Adresses refusées")}, {"account", TR("Comptes")},
        {"settings", TR("Réglages")},
    };
    for (size_t i = 0; i < ARRAY_LEN(labels); i++)
        if (strcmp(labels[i].value, thing) == 0)
            return tr(lang, labels[i].label);
    return thing;
}

/* The group of a kind's thing; a new one begins with the choice of all of them. */
static struct house_choices *group_of(const struct journal *j, struct house_choices *groups,
                                      size_t *n, const char *thing)
{
    struct request *r = j->r;
    const char *lang = request_lang(r), *label = thing_label(lang, thing);
    for (size_t i = 0; i < *n; i++)
        if (strcmp(groups[i].label, label) == 0)
            return &groups[i];
    struct house_choice *list = arena_array(r->arena, r->app->audit.n_kinds + 1, sizeof *list);
    list[0] = (struct house_choice){
        .value = thing,
        .label = tr_fill(r->arena, lang, tr(lang, TR("{things} : tout")),
                         TR_ARGS(TR_ARG("things", label))),
        .selected = !j->filter.f.verb && j->filter.f.thing && !j->filter.f.thing_id &&
                    strcmp(j->filter.f.thing, thing) == 0};
    groups[*n] = (struct house_choices){.label = label, .choices = list, .n_choices = 1};
    return &groups[(*n)++];
}

static void add_kinds(const struct journal *j, struct journal_view *v)
{
    struct request *r = j->r;
    const struct audit_house *house = &r->app->audit;
    struct house_choices *groups = arena_array(r->arena, house->n_kinds, sizeof *groups);
    for (size_t i = 0; i < house->n_kinds; i++) {
        const struct audit_kind *kind = house->kinds[i];
        if (!journal_may_read(r->account, kind))
            continue;
        struct house_choices *g =
            group_of(j, groups, &v->n_kinds, audit_thing_of(r->arena, kind->verb));
        g->choices[g->n_choices++] = (struct house_choice){
            .value = kind->verb,
            .label = tr(request_lang(r), kind->label),
            .selected = j->filter.f.verb && strcmp(j->filter.f.verb, kind->verb) == 0};
    }
    v->kinds = groups;
}

/* ---- the page --------------------------------------------------------------------------- */

enum err journal_show(struct request *r)
{
    struct journal j = {.r = r,
                        .z = zone_open(r->arena, JOURNAL_ZONE),
                        .filter = journal_filter_read(r),
                        .now = request_now(r)};
    const char *done = http_form_get(&r->query, "fait");
    struct journal_view v = {.action = PATH,
                             .here = journal_address(r, PATH, NULL, 0),
                             .from = j.filter.from,
                             .until = j.filter.until,
                             .wrong = j.filter.wrong,
                             .csv = journal_address(r, PATH ".csv", NULL, 0),
                             .json = journal_address(r, PATH ".json", NULL, 0)};
    if (j.filter.f.thing_id)
        v.thing = http_form_get(&r->query, "chose");
    if (done && *done)
        v.notice = tr(request_lang(r), TR("C’est annulé : le journal garde les deux actions."));
    v.filtered = strchr(v.here, '?');
    enum err e = add_rows(&j, &v);
    if (e == OK)
        e = add_actors(&j, &v);
    if (e != OK)
        return e;
    add_kinds(&j, &v);
    r->res->status = v.wrong ? 422 : 200;
    r->page.noindex = true;
    request_title(r, tr(request_lang(r), TR("Journal")), NULL);
    journal_page(r->body, &r->page, &v);
    return OK;
}

/* ---- undoing ---------------------------------------------------------------------------- */

static enum err refuse_undo(struct request *r, enum err e)
{
    if (e == ERR_FORBIDDEN)
        return request_fail(r, ERR_CONFLICT,
                            TR("Cette action ne s’annule pas, ou plus : trente jours ont passé."));
    if (e == ERR_CONFLICT || e == ERR_NOT_FOUND)
        return request_fail(r, ERR_CONFLICT,
                            TR("Rien n’a été annulé : ce que cette action a changé a changé "
                               "depuis, ou elle est déjà annulée."));
    return e;
}

enum err journal_undo(struct request *r)
{
    const char *back = http_form_get(&r->form, "retour");
    struct audit_undo x = {.house = &r->app->audit, .by = request_by(r), .now = request_now(r)};
    struct audit_row row;
    if (!parse_int(str_of(request_param(r, "id")), 1, INT64_MAX, &x.id))
        return ERR_NOT_FOUND;
    enum err e = audit_row_of(r->db, r->arena, x.id, &row);
    if (e == OK && !journal_may_read(r->account, audit_kind_of(x.house, row.verb)))
        e = ERR_NOT_FOUND;
    if (e != OK)
        return e;
    e = store_write(r->app->store, audit_undo, &x);
    if (e != OK)
        return refuse_undo(r, e);
    if (!back || !str_starts(str_of(back), PATH) || strchr(back, '#'))
        back = PATH;
    return request_redirect(
        r, 303, arena_printf(r->arena, "%s%sfait=1", back, strchr(back, '?') ? "&" : "?"));
}
