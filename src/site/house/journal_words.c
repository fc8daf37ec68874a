/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Entries of the audit log as sentences, and the filter as an address. */
#include "site/house/journal.h"

#include "view/dates.h"
#include "view/tr.h"

/* ---- words ------------------------------------------------------------------------------ */

bool journal_may_read(const struct account *a, const struct audit_kind *kind)
{
    part_set parts = 0;
    if (a->role == ROLE_ADMINISTRATOR)
        return true;
    if (!kind || !kind->part || !parts_from_text(kind->part, &parts))
        return false;
    return a->role == ROLE_ORGANISER && (!parts || a->parts & parts);
}

const char *journal_actor(const char *lang, const struct audit_by *by)
{
    if (by->account == AUDIT_COMMAND_LINE.account)
        return tr(lang, TR("La ligne de commande"));
    if (by->account == AUDIT_PROGRAM.account)
        return tr(lang, TR("Le site"));
    return by->name ? by->name : tr(lang, TR("Une personne dont le nom est effacé"));
}

const char *journal_title(struct arena *a, const char *lang, const struct audit_row *row)
{
    if (row->title)
        return row->title;
    if (!row->thing_id)
        return "";
    return tr_fill(a, lang, tr(lang, TR("n° {number}")),
                   TR_ARGS(TR_ARG("number", audit_int(a, row->thing_id))));
}

struct journal_sentence journal_sentence(struct arena *a, const char *lang,
                                         const struct audit_kind *kind, const struct audit_row *row)
{
    const char *words =
        kind ? tr(lang, kind->sentence) : arena_printf(a, "{who} : %s {what}", row->verb);
    const char *at = strstr(words, "{what}");
    const char *head = at ? arena_strndup(a, words, (size_t)(at - words)) : words;
    const struct tr_arg who[] = {TR_ARG("who", journal_actor(lang, &row->by))};
    return (struct journal_sentence){
        .before = tr_fill(a, lang, head, who, 1),
        .after = tr_fill(a, lang, at ? at + strlen("{what}") : "", who, 1),
    };
}

const char *journal_field(const char *lang, const struct audit_kind *kind, const char *name)
{
    const struct audit_field *f = audit_field_of(kind, name);
    return f ? tr(lang, f->label) : name;
}

const char *journal_instant(struct arena *a, const char *lang, const struct zone *z, int64_t utc)
{
    struct civil c;
    zone_local(z, utc, &c);
    return arena_printf(a, "%s, %s", date_short(a, lang, &c),
                        time_text(a, lang, c.hour * 60 + c.minute));
}

static const char *word_label(const char *lang, const struct audit_word *words, const char *value)
{
    for (; words->value; words++)
        if (strcmp(words->value, value) == 0)
            return tr(lang, words->label);
    return value;
}

/* "meetings, members" as "Rencontres, Membres". */
static const char *words_label(struct arena *a, const char *lang, const struct audit_word *words,
                               const char *value)
{
    const char *text = "";
    for (struct str rest = str_of(value); rest.p;) {
        const char *one = str_dup(a, str_trim(str_cut(&rest, ',')));
        text = arena_printf(a, "%s%s%s", text, *text ? ", " : "", word_label(lang, words, one));
    }
    return text;
}

const char *journal_value(struct arena *a, const char *lang, const struct zone *z,
                          const struct audit_kind *kind, const char *field, const char *value)
{
    const struct audit_field *f = audit_field_of(kind, field);
    int64_t utc;
    if (!value || !f)
        return value;
    if (f->instant && parse_int(str_of(value), INT64_MIN, INT64_MAX, &utc))
        return journal_instant(a, lang, z, utc);
    return f->words ? words_label(a, lang, f->words, value) : value;
}

/* ---- the filter ------------------------------------------------------------------------- */

static const char *const parameters[] = {"qui", "quoi", "du", "au", "chose"};

const char *journal_address(struct request *r, const char *path, const struct http_field *changes,
                            size_t n)
{
    const char *address = path, *sign = "?";
    for (size_t p = 0; p < ARRAY_LEN(parameters) + 1; p++) {
        const char *name = p < ARRAY_LEN(parameters) ? parameters[p] : "apres";
        const char *value = p < ARRAY_LEN(parameters) ? http_form_get(&r->query, name) : NULL;
        for (size_t i = 0; i < n; i++)
            if (strcmp(changes[i].name, name) == 0)
                value = changes[i].value;
        if (!value || !*value)
            continue;
        address = arena_printf(r->arena, "%s%s%s=%s", address, sign, name,
                               request_escape(r->arena, value, "/"));
        sign = "&";
    }
    return address;
}

static void read_kind(struct request *r, const char *word, struct audit_filter *f)
{
    const struct audit_house *house = &r->app->audit;
    for (size_t i = 0; word && *word && i < house->n_kinds; i++) {
        const char *verb = house->kinds[i]->verb;
        if (strcmp(verb, word) == 0)
            f->verb = verb;
        else if (!f->thing && strcmp(audit_thing_of(r->arena, verb), word) == 0)
            f->thing = audit_thing_of(r->arena, verb);
    }
}

/* "registration-12" */
static void read_thing(struct request *r, const char *word, struct audit_filter *f)
{
    const char *dash = word ? strrchr(word, '-') : NULL;
    int64_t id;
    if (!dash || !parse_int(str_of(dash + 1), 1, INT64_MAX, &id))
        return;
    f->thing = arena_strndup(r->arena, word, (size_t)(dash - word));
    f->thing_id = id;
}

/* "5/7/2021" as one writes it here, or "2021-07-05". */
static bool date_from_text(const char *text, struct civil *out)
{
    struct str rest = str_of(text);
    struct str day = str_cut(&rest, '/'), month = rest.p ? str_cut(&rest, '/') : rest;
    int64_t d, m, y;
    if (!rest.p)
        return civil_parse_date(text, out);
    if (!parse_int(day, 1, 31, &d) || !parse_int(month, 1, 12, &m) ||
        !parse_int(rest, 1900, 9999, &y))
        return false;
    *out = (struct civil){.year = (int)y, .month = (int)m, .day = (int)d};
    return civil_valid_date(out->year, out->month, out->day);
}

static const char *typed_date(struct request *r, const char *name, int later, int64_t *out,
                              const char **wrong)
{
    const char *typed = http_form_get(&r->query, name);
    struct civil c = {0};
    if (!typed || !*typed)
        return "";
    if (date_from_text(typed, &c)) {
        c.day += later;
        struct civil day = civil_from_day(civil_day_number(&c));
        *out = zone_utc(zone_open(r->arena, JOURNAL_ZONE), day);
    } else {
        *wrong = tr(request_lang(r), TR("Écrivez une date comme 5/7/2021, ou laissez vide."));
    }
    return typed;
}

/* "1625468400-12": the time and the id of the last row of the page before. */
static void read_place(const char *typed, struct audit_filter *f)
{
    struct str rest = str_of(typed ? typed : "");
    struct str at = str_cut(&rest, '-');
    int64_t when, id;
    if (!rest.p || !parse_int(at, 1, INT64_MAX, &when) || !parse_int(rest, 1, INT64_MAX, &id))
        return;
    f->after_at = when;
    f->after_id = id;
}

/* An organiser of some parts reads of those; an administrator all. */
static void restrict_to_reader(struct request *r, struct audit_filter *f)
{
    const struct audit_house *house = &r->app->audit;
    const char **things = arena_array(r->arena, AUDIT_THINGS_MAX, sizeof *things);
    if (r->account->role == ROLE_ADMINISTRATOR)
        return;
    f->things = things;
    for (size_t i = 0; i < house->n_kinds; i++) {
        const char *thing = audit_thing_of(r->arena, house->kinds[i]->verb);
        bool known = false;
        for (size_t k = 0; k < f->n_things; k++)
            known = known || strcmp(things[k], thing) == 0;
        if (!known && f->n_things < AUDIT_THINGS_MAX &&
            journal_may_read(r->account, house->kinds[i]))
            things[f->n_things++] = thing;
    }
}

struct journal_filter journal_filter_read(struct request *r)
{
    struct journal_filter j = {0};
    const char *who = http_form_get(&r->query, "qui");
    j.f.by_actor = who && parse_int(str_of(who), -1, INT64_MAX, &j.f.actor);
    read_kind(r, http_form_get(&r->query, "quoi"), &j.f);
    read_thing(r, http_form_get(&r->query, "chose"), &j.f);
    j.from = typed_date(r, "du", 0, &j.f.from, &j.wrong);
    j.until = typed_date(r, "au", 1, &j.f.until, &j.wrong);
    read_place(http_form_get(&r->query, "apres"), &j.f);
    restrict_to_reader(r, &j.f);
    return j;
}
