/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The audit log as CSV for people and as JSON for programs, with the filter of the address. */
#include "site/house/handlers.h"
#include "site/house/journal.h"

#include "base/csv_cell.h"
#include "base/json.h"
#include "view/dates.h"
#include "view/tr.h"

#define MOST 50000

struct journal_file {
    struct request *r;
    const struct zone *z;
    const struct audit_row *rows;
    size_t n;
};

/* Nothing is left out in silence: more than MOST is refused, and the page says how to ask for less.
 */
static enum err read_rows(struct request *r, struct journal_file *x)
{
    struct journal_filter filter = journal_filter_read(r);
    *x = (struct journal_file){.r = r, .z = zone_open(r->arena, JOURNAL_ZONE)};
    filter.f.after_at = filter.f.after_id = 0;
    if (filter.wrong)
        return request_fail(r, ERR_INVALID,
                            TR("Écrivez une date comme 5/7/2021, ou laissez vide."));
    enum err e = audit_rows(r->db, r->arena, &filter.f, MOST + 1, &x->rows, &x->n);
    if (e == OK && x->n > MOST)
        return request_fail(r, ERR_TOO_LARGE,
                            TR("Plus de 50 000 actions : choisissez des dates plus proches."));
    request_private(r);
    return e;
}

/* "État : Confirmée → Annulée ; …" */
static const char *changes_text(const struct journal_file *x, const struct audit_kind *kind,
                                const struct audit_row *row)
{
    struct arena *a = x->r->arena;
    const char *lang = request_lang(x->r), *text = "";
    for (size_t i = 0; i < row->n_changes; i++) {
        const struct audit_change *c = &row->changes[i];
        const char *before = journal_value(a, lang, x->z, kind, c->field, c->before);
        const char *after = journal_value(a, lang, x->z, kind, c->field, c->after);
        text = arena_printf(a, "%s%s%s : %s → %s", text, *text ? " ; " : "",
                            journal_field(lang, kind, c->field), before ? before : "–",
                            after ? after : "–");
    }
    return text;
}

static void csv_row(const struct journal_file *x, const struct audit_row *row)
{
    struct request *r = x->r;
    const char *lang = request_lang(r);
    const struct audit_kind *kind = audit_kind_of(&r->app->audit, row->verb);
    struct civil c;
    zone_local(x->z, row->at, &c);
    csv_cell(r->body,
             arena_printf(r->arena, "%s %02d:%02d:%02d", iso_date(r->arena, &c), c.hour, c.minute,
                          c.second),
             false);
    csv_cell(r->body, journal_actor(lang, &row->by), false);
    csv_cell(r->body, kind ? tr(lang, kind->label) : row->verb, false);
    csv_cell(r->body, journal_title(r->arena, lang, row), false);
    csv_cell(r->body, changes_text(x, kind, row), false);
    csv_cell(r->body, row->undone ? tr(lang, TR("Oui")) : "", false);
    csv_cell(r->body,
             row->href ? arena_printf(r->arena, "%s%s", r->app->config.base_url, row->href) : NULL,
             true);
}

enum err journal_csv(struct request *r)
{
    static const char *const headings[] = {TR("Date"),   TR("Qui"),         TR("Action"),
                                           TR("Objet"),  TR("Changements"), TR("Annulée"),
                                           TR("Adresse")};
    struct journal_file x;
    enum err e = read_rows(r, &x);
    if (e != OK)
        return e;
    request_content(r, "text/csv; charset=utf-8", "journal.csv");
    buf_puts(r->body, CSV_MARK);
    for (size_t i = 0; i < ARRAY_LEN(headings); i++)
        csv_cell(r->body, tr(request_lang(r), headings[i]), i + 1 == ARRAY_LEN(headings));
    for (size_t i = 0; i < x.n; i++)
        csv_row(&x, &x.rows[i]);
    return OK;
}

static void json_side(struct json *j, const char *key, const struct audit_row *row, bool after)
{
    json_key(j, key);
    json_begin_object(j);
    for (size_t i = 0; i < row->n_changes; i++) {
        const struct audit_change *c = &row->changes[i];
        if (after ? c->after : c->before)
            json_key_text(j, c->field, after ? c->after : c->before);
    }
    json_end(j);
}

static void json_row(const struct journal_file *x, struct json *j, const struct audit_row *row)
{
    json_begin_object(j);
    json_key_int(j, "id", row->id);
    json_key_text(j, "at", iso_instant(x->r->arena, x->z, row->at));
    json_key_int(j, "account", row->by.account);
    json_key_text(j, "name", row->by.name);
    json_key_text(j, "verb", row->verb);
    json_key_text(j, "thing", row->thing);
    json_key_int(j, "thing_id", row->thing_id);
    json_key_text(j, "title", row->title);
    json_key_text(j, "href", row->href);
    json_side(j, "before", row, false);
    json_side(j, "after", row, true);
    if (row->by.undoes)
        json_key_int(j, "undoes", row->by.undoes);
    json_end(j);
}

enum err journal_json(struct request *r)
{
    struct journal_file x;
    enum err e = read_rows(r, &x);
    if (e != OK)
        return e;
    request_content(r, "application/json; charset=utf-8", "journal.json");
    struct json j = json_to(r->body);
    json_begin_object(&j);
    json_key(&j, "entries");
    json_begin_array(&j);
    for (size_t i = 0; i < x.n; i++)
        json_row(&x, &j, &x.rows[i]);
    json_end(&j);
    json_end(&j);
    buf_putc(r->body, '\n');
    return OK;
}
