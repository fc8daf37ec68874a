/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The job that applies the rules: batch after batch, each a step, with room for people between. */
#include "jobs/retention.h"
#include "jobs/statements.h"
#include "view/tr.h"

#include <jansson.h>
#include <stdio.h>

#define PAUSE_MS 20

struct round {
    struct job_run *run;
    const struct retention_rule *only; /* NULL: all */
    struct retention_state *states;
    size_t n, at;         /* the rule that is applied */
    size_t part;          /* of it */
    int64_t before;       /* fixed when the rule was begun */
    int64_t erased;       /* by this rule so far */
    int64_t total_erased; /* by all */
    int64_t total;
    bool nightly;
};

/* ---- where it is ------------------------------------------------------------------------ */

/* "RULE PART BEFORE ERASED": where a run goes on that was interrupted. */
static const char *memo_of(const struct round *x)
{
    return arena_printf(x->run->a, "%s %zu %lld %lld", x->states[x->at].rule->name, x->part,
                        (long long)x->before, (long long)x->erased);
}

static bool next_number(struct str *rest, int64_t *out)
{
    return rest->p && parse_int(str_cut(rest, ' '), 0, INT64_MAX, out);
}

static void go_where_it_was(struct round *x)
{
    struct str rest = str_of(x->run->job.memo), name = str_cut(&rest, ' ');
    int64_t part, before, erased;
    if (!next_number(&rest, &part) || !next_number(&rest, &before) || !next_number(&rest, &erased))
        return;
    for (size_t i = 0; i < x->n; i++)
        if (str_is(name, x->states[i].rule->name)) {
            x->at = i;
            x->part = (size_t)part;
            x->before = before;
            x->erased = erased;
        }
}

/* ---- a batch ---------------------------------------------------------------------------- */

struct batch {
    const struct round *x;
    int64_t now;
    struct job_progress *p;
    int64_t changed;
};

static enum err erase(struct db *db, const struct stmt *stmt, struct batch *b)
{
    struct value before = v_int(b->x->before), most = v_int(RETENTION_BATCH);
    return strlen(stmt->params) == 3
               ? db_exec(db, stmt, PARAMS(before, v_int(b->now), most), &b->changed)
               : db_exec(db, stmt, PARAMS(before, most), &b->changed);
}

static enum err apply(struct db *db, void *arg)
{
    struct batch *b = arg;
    const struct round *x = b->x;
    const struct retention_part *part = &x->states[x->at].rule->parts[x->part];
    enum err e = part->erase ? erase(db, part->erase, b)
                             : part->act(db, x->before, b->now, RETENTION_BATCH, &b->changed);
    struct round after = *x;
    after.erased += b->changed;
    b->p->done = x->total_erased + b->changed;
    b->p->total = x->total > b->p->done ? x->total : b->p->done;
    b->p->memo = memo_of(&after);
    return e;
}

static enum err apply_batch(struct round *x, int64_t *changed)
{
    struct job_progress p = {.sentence = x->states[x->at].rule->label};
    struct batch b = {.x = x, .now = job_now(x->run), .p = &p};
    enum err e = job_step(x->run, apply, &b, &p);
    *changed = b.changed;
    if (e != OK)
        return e;
    x->erased += b.changed;
    x->total_erased += b.changed;
    return b.changed && !job_pause(x->run, PAUSE_MS) ? ERR_GONE : OK;
}

/* ---- a rule ----------------------------------------------------------------------------- */

static enum err write_end_of_rule(struct db *db, void *arg)
{
    const struct batch *b = arg;
    return db_exec(
        db, &sql_retention_ran,
        PARAMS(v_text(b->x->states[b->x->at].rule->name), v_int(b->now), v_int(b->x->erased)),
        NULL);
}

static bool has_part(const struct round *x)
{
    return x->part < RETENTION_PARTS && x->states[x->at].rule->parts[x->part].count;
}

/* The end of a rule is where the next one begins. */
static enum err end_rule(struct round *x)
{
    struct round next = *x;
    struct job_progress p = {.done = x->total_erased, .total = x->total};
    struct batch b = {.x = x, .now = job_now(x->run), .p = &p};
    next.at++;
    next.part = 0;
    next.erased = 0;
    if (next.at < x->n) {
        next.before = x->states[next.at].before;
        p.memo = memo_of(&next);
    } else {
        p.ended = true;
        p.result = x->only ? TR("{file} : {n} lignes.") : TR("Lignes traitées : {n}.");
        p.result_file = x->only ? x->only->label : NULL;
    }
    enum err e = job_step(x->run, write_end_of_rule, &b, &p);
    if (e == OK)
        *x = next;
    return e;
}

static enum err apply_rule(struct round *x)
{
    enum err e = OK;
    int64_t changed = 1;
    bool waits = x->states[x->at].waits;
    while (e == OK && !waits && has_part(x)) {
        e = apply_batch(x, &changed);
        x->part += e == OK && !changed;
    }
    return e == OK ? end_rule(x) : e;
}

/* ---- the job ---------------------------------------------------------------------------- */

static enum err read_details(struct round *x)
{
    const char *details = x->run->job.details;
    json_t *json = details ? json_loads(details, JSON_REJECT_DUPLICATES, NULL) : NULL;
    x->nightly = !details;
    x->only = retention_rule_of(x->run->house, json_string_value(json_object_get(json, "rule")));
    json_decref(json);
    return x->nightly || x->only ? OK : ERR_NOT_FOUND;
}

static enum err prepare(struct round *x, bool *first, bool *still)
{
    struct job_run *run = x->run;
    int64_t now = job_now(run);
    *first = *still = false;
    enum err e = db_begin_read(run->db);
    if (e == OK && x->nightly)
        e = retention_stands_still(run->db, run->a, now, first, still);
    if (e == OK)
        e = retention_states(run->house, run->db, run->a, x->only, now, &x->states, &x->n);
    db_end_read(run->db);
    x->total_erased = run->job.done;
    x->total = run->job.done;
    for (size_t i = 0; e == OK && i < x->n; i++)
        x->total += x->states[i].waits ? 0 : x->states[i].n;
    if (e == OK && x->n)
        x->before = x->states[0].before;
    return e;
}

static enum err come_by(struct db *db, void *arg)
{
    const int64_t *now = arg;
    return db_exec(db, &sql_retention_ran, PARAMS(v_text(""), v_int(*now), v_null()), NULL);
}

/* The nightly round notes that it came by; the first one, and that of a clock that leapt, do no
 * more. */
static enum err begin_round(struct round *x, bool first, bool still)
{
    struct job_progress p = {.total = x->total, .memo = memo_of(x)};
    int64_t now = job_now(x->run);
    if (first) {
        p = (struct job_progress){.ended = true};
        p.result = TR("Premier passage : rien n’a été effacé. La page Conservation dit ce qui le "
                      "sera la nuit prochaine.");
    } else if (still) {
        p = (struct job_progress){.ended = true};
        p.result = TR("Rien n’a été effacé : la date du serveur est à confirmer d’abord.");
    }
    return job_step(x->run, still ? NULL : come_by, &now, &p);
}

static enum err retention_run(struct job_run *run)
{
    struct round x = {.run = run};
    bool first = false, still = false;
    enum err e = read_details(&x);
    if (e == OK)
        e = prepare(&x, &first, &still);
    if (e == OK && run->job.memo)
        go_where_it_was(&x);
    else if (e == OK && x.nightly && x.n) {
        e = begin_round(&x, first, still);
        if (first || still)
            return e;
    }
    while (e == OK && x.at < x.n)
        e = apply_rule(&x);
    return e;
}

const struct job_kind retention_kind = {
    .name = "jobs/retention",
    .label = TR("Effacement des données anciennes"),
    .run = retention_run,
    .tries = 6,
    .rhythm = JOB_DAILY,
    .minute = 4 * 60 + 10,
};
