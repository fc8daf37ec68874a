/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The register of retention: delays, counts, settings. retention_run.c applies it. */
#include "jobs/retention.h"

#include "jobs/statements.h"
#include "view/tr.h"

#define NIGHTLY "" /* the row of the round itself */

const struct retention_rule jobs_retention = {
    .name = "taches",
    .label = TR("Tâches terminées"),
    .words = TR("Le compte rendu des tâches du site est effacé. Celles qui ont échoué restent "
                "jusqu’à ce que quelqu’un en décide."),
    .why = TR("Ces comptes rendus servent à l’exploitation ; ils ne nomment personne."),
    .unit = RETENTION_DAYS,
    .delay = 90,
    .least = 7,
    .most = 365,
    .parts = {{.count = &sql_jobs_old, .erase = &sql_jobs_old_erase}},
};

const struct retention_rule *retention_rule_of(const struct jobs_house *house, const char *name)
{
    for (size_t i = 0; name && i < house->n_rules; i++)
        if (strcmp(house->rules[i]->name, name) == 0)
            return house->rules[i];
    return NULL;
}

int64_t retention_before(enum retention_unit unit, int delay, int64_t now)
{
    if (unit == RETENTION_DAYS)
        return now - delay * DAY_SECONDS;
    struct civil c = civil_from_seconds(now);
    int month = c.year * 12 + c.month - 1 - delay;
    c.year = month / 12;
    c.month = month % 12 + 1;
    while (!civil_valid_date(c.year, c.month, c.day))
        c.day--; /* a month before 31 March is 28 February */
    return civil_seconds(&c);
}

/* ---- what the network chose ------------------------------------------------------------- */

struct settings {
    struct rows rows;
};

static enum err read_settings(struct db *db, struct arena *a, struct settings *out)
{
    return db_query(db, a, &sql_retention_all, NO_PARAMS, &out->rows);
}

/* The row of the rule, or as many as there are. */
static size_t row_of(const struct settings *s, const char *rule)
{
    size_t i = 0;
    while (i < s->rows.n && strcmp(row_text(&s->rows, i, 0), rule) != 0)
        i++;
    return i;
}

static int clamp(int64_t value, int least, int most)
{
    return value < least ? least : value > most ? most : (int)value;
}

static int delay_of(const struct jobs_house *house, const struct settings *s,
                    const struct retention_rule *rule)
{
    const struct retention_rule *other = retention_rule_of(house, rule->follows);
    if (other)
        return delay_of(house, s, other) - rule->sooner;
    size_t i = row_of(s, rule->name);
    bool chosen = i < s->rows.n && !row_null(&s->rows, i, 1);
    return chosen ? clamp(row_int(&s->rows, i, 1), rule->least, rule->most) : rule->delay;
}

enum err retention_delay(const struct jobs_house *house, struct db *db, struct arena *a,
                         const struct retention_rule *rule, int *out)
{
    struct settings s;
    enum err e = read_settings(db, a, &s);
    if (e == OK)
        *out = delay_of(house, &s, rule);
    return e;
}

struct choice {
    const struct retention_rule *rule;
    int delay;
};

static enum err choose(struct db *db, void *arg)
{
    const struct choice *c = arg;
    return db_exec(db, &sql_retention_delay, PARAMS(v_text(c->rule->name), v_int(c->delay)), NULL);
}

enum err retention_choose(struct store *s, const struct retention_rule *rule, int delay)
{
    struct choice c = {rule, delay};
    if (rule->follows || delay < rule->least || delay > rule->most)
        return ERR_INVALID;
    return store_write(s, choose, &c);
}

/* ---- what is concerned today ------------------------------------------------------------ */

static enum err count_parts(struct db *db, struct arena *a, struct retention_state *s, int64_t now)
{
    const struct value values[] = {v_int(s->before), v_int(now)};
    enum err e = OK;
    for (size_t p = 0; e == OK && p < RETENTION_PARTS && s->rule->parts[p].count; p++) {
        const struct stmt *count = s->rule->parts[p].count;
        struct rows r;
        e = db_query(db, a, count, (struct params){strlen(count->params), values}, &r);
        if (e != OK || !row_int(&r, 0, 0))
            continue;
        int64_t oldest = row_int(&r, 0, 1);
        s->oldest = s->n && s->oldest < oldest ? s->oldest : oldest;
        s->n += row_int(&r, 0, 0);
    }
    return e;
}

static struct retention_state state_of(const struct jobs_house *house, const struct settings *s,
                                       const struct retention_rule *rule, int64_t now)
{
    size_t i = row_of(s, rule->name);
    int delay = delay_of(house, s, rule);
    struct retention_state out = {
        .rule = rule,
        .delay = delay,
        .before = retention_before(rule->unit, delay, now),
        .waits = rule->needs_mail && !house->mail,
    };
    out.ran = i < s->rows.n && !row_null(&s->rows, i, 2);
    if (out.ran) {
        out.ran_at = row_int(&s->rows, i, 2);
        out.erased = row_int(&s->rows, i, 3);
    }
    return out;
}

enum err retention_states(const struct jobs_house *house, struct db *db, struct arena *a,
                          const struct retention_rule *rule, int64_t now,
                          struct retention_state **out, size_t *n)
{
    struct settings s;
    enum err e = read_settings(db, a, &s);
    *n = 0;
    *out = arena_array(a, house->n_rules, sizeof **out);
    for (size_t i = 0; e == OK && i < house->n_rules; i++) {
        if (rule && house->rules[i] != rule)
            continue;
        (*out)[*n] = state_of(house, &s, house->rules[i], now);
        e = count_parts(db, a, &(*out)[(*n)++], now);
    }
    return e;
}

/* ---- the round -------------------------------------------------------------------------- */

enum err retention_queue(struct db *db, const struct retention_rule *rule, int64_t now)
{
    char details[128];
    snprintf(details, sizeof details, "{\"rule\":\"%s\"}", rule->name);
    return job_queue(db, retention_kind.name, rule->name, details, now);
}

enum err retention_stands_still(struct db *db, struct arena *a, int64_t now, bool *first, bool *out)
{
    struct settings s;
    *out = *first = false;
    enum err e = read_settings(db, a, &s);
    size_t i = e == OK ? row_of(&s, NIGHTLY) : 0;
    if (e != OK)
        return e;
    *first = i == s.rows.n || row_null(&s.rows, i, 2);
    if (*first)
        return OK;
    int64_t since = now - row_int(&s.rows, i, 2);
    *out = since > RETENTION_LEAP_DAYS * DAY_SECONDS || since < -DAY_SECONDS;
    return OK;
}

static enum err go_on(struct db *db, void *arg)
{
    const int64_t *now = arg;
    return db_exec(db, &sql_retention_ran, PARAMS(v_text(NIGHTLY), v_int(*now), v_null()), NULL);
}

enum err retention_go_on(struct store *s, int64_t now)
{
    return store_write(s, go_on, &now);
}
