/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "site/jobs.h"

#include "base/json.h"
#include "site/copies.h"
#include "site/pages.h"
#include "site/site_pages.h"
#include "view/dates.h"
#include "view/tr.h"

#define ENDED_SHOWN 20
#define HERE "/organisation/taches"

const char *site_instant(struct request *r, int64_t utc)
{
    struct civil c;
    const char *lang = request_lang(r);
    zone_local(zone_open(r->arena, r->app->jobs.zone), utc, &c);
    return arena_printf(r->arena, "%s, %s", date_short(r->arena, lang, &c),
                        time_text(r->arena, lang, c.hour * 60 + c.minute));
}

/* ---- one job ---------------------------------------------------------------------------- */

static const char *label_of(struct request *r, const char *kind)
{
    const struct job_kind *k = job_kind_of(&r->app->jobs, kind);
    return k ? tr(request_lang(r), k->label) : kind;
}

static const char *result_of(struct request *r, const struct job_row *j)
{
    const char *lang = request_lang(r);
    if (!j->result)
        return NULL;
    return tr_fill(r->arena, lang, tr(lang, j->result),
                   TR_ARGS(TR_ARG("n", j->done),
                           TR_ARG("file", j->result_file ? tr(lang, j->result_file) : "")));
}

static int64_t moment_of(const struct job_row *j)
{
    switch (j->state) {
    case JOB_RUNNING:
        return j->started_at;
    case JOB_WAITING:
        return j->due_at;
    default:
        return j->ended_at;
    }
}

static const char *progress_of(struct request *r, const struct job_row *j)
{
    const char *lang = request_lang(r);
    if (!j->total)
        return NULL;
    return tr_fill(r->arena, lang, tr(lang, TR("{done} sur {total}")),
                   TR_ARGS(TR_ARG("done", j->done), TR_ARG("total", j->total)));
}

static const char *action_of(struct request *r, const struct job_row *j, const char *what)
{
    return arena_printf(r->arena, HERE "/%lld/%s", (long long)j->id, what);
}

static struct job_view view_of(struct request *r, const struct job_row *j)
{
    const char *lang = request_lang(r);
    bool is_over = j->state == JOB_DONE || j->state == JOB_DROPPED;
    bool runs = j->state == JOB_RUNNING;
    const char *sentence = runs && j->sentence ? tr(lang, j->sentence) : NULL;
    return (struct job_view){
        .what = label_of(r, j->kind),
        .when = site_instant(r, moment_of(j)),
        .sentence = is_over ? result_of(r, j) : sentence,
        .failure = is_over || !j->failure ? NULL : tr(lang, j->failure),
        .said = is_over ? NULL : j->said,
        .progress = runs ? progress_of(r, j) : NULL,
        .done = arena_printf(r->arena, "%lld", (long long)j->done),
        .total = arena_printf(r->arena, "%lld", (long long)j->total),
        .again = j->state == JOB_FAILED ? action_of(r, j, "reessayer") : NULL,
        .drop = is_over ? NULL : action_of(r, j, "abandonner"),
        .dropped = j->state == JOB_DROPPED,
        .late = j->state == JOB_WAITING && j->attempts > 0,
    };
}

/* Those of one state, of a list that may hold several. */
static const struct job_view *views_of(struct request *r, const struct job_row *rows, size_t n,
                                       enum job_state first, enum job_state second, size_t *count)
{
    struct job_view *list = arena_array(r->arena, n, sizeof *list);
    *count = 0;
    for (size_t i = 0; i < n; i++)
        if (rows[i].state == first || rows[i].state == second)
            list[(*count)++] = view_of(r, &rows[i]);
    return list;
}

/* ---- what comes by itself --------------------------------------------------------------- */

static const char *how_of(struct request *r, const struct job_kind *k)
{
    const char *lang = request_lang(r);
    if (k->rhythm == JOB_EVERY)
        return tr(lang, TR("dès qu’il y a lieu"));
    return tr_fill(r->arena, lang, tr(lang, TR("chaque nuit à {hour}")),
                   TR_ARGS(TR_ARG("hour", time_text(r->arena, lang, k->minute))));
}

static const char *off_of(struct request *r, const struct job_kind *k)
{
    const struct config *c = &r->app->config;
    if (k != &copy_kind || copies_are_made(c))
        return NULL;
    return tr(request_lang(r),
              strncmp(c->db, "sqlite:", 7) == 0
                  ? TR("Le site ne fait pas de copie de la base : l’option --backups le dit.")
                  : TR("La base est sur PostgreSQL : ses copies se font avec les outils de "
                       "PostgreSQL, par votre hébergeur."));
}

struct past { /* what is known of the kinds that come by themselves */
    const struct job_recurrence *next;
    const struct job_row *last;
    size_t n_next, n_last;
};

static void say_next(struct request *r, const struct past *p, const struct job_kind *k,
                     struct rhythm_view *v)
{
    for (size_t i = 0; i < p->n_next; i++)
        if (strcmp(p->next[i].kind, k->name) == 0 && k->rhythm == JOB_DAILY)
            v->next = site_instant(r, p->next[i].next_at);
}

static void say_last(struct request *r, const struct past *p, const struct job_kind *k,
                     struct rhythm_view *v)
{
    for (size_t i = 0; i < p->n_last; i++) {
        const struct job_row *j = &p->last[i];
        if (strcmp(j->kind, k->name) != 0)
            continue;
        v->last = site_instant(r, j->ended_at);
        v->failed = j->state == JOB_FAILED;
        v->came = v->failed ? tr(request_lang(r), j->failure) : result_of(r, j);
    }
}

static enum err list_rhythms(struct request *r, struct jobs_view *v)
{
    struct past p;
    const struct jobs_house *house = &r->app->jobs;
    struct rhythm_view *list = arena_array(r->arena, house->n_kinds, sizeof *list);
    enum err e = job_recurrences(r->db, r->arena, &p.next, &p.n_next);
    if (e == OK)
        e = jobs_last(r->db, r->arena, &p.last, &p.n_last);
    for (size_t i = 0; e == OK && i < house->n_kinds; i++) {
        const struct job_kind *k = house->kinds[i];
        if (k->rhythm == JOB_WHEN_ASKED)
            continue;
        struct rhythm_view *one = &list[v->n_rhythms++];
        *one = (struct rhythm_view){
            .what = tr(request_lang(r), k->label), .how = how_of(r, k), .off = off_of(r, k)};
        if (!one->off)
            say_next(r, &p, k, one);
        say_last(r, &p, k, one);
    }
    v->rhythms = list;
    return e;
}

/* ---- the page --------------------------------------------------------------------------- */

static enum err list_jobs(struct request *r, struct jobs_view *v)
{
    const struct job_row *open, *failed, *ended;
    size_t n_open, n_failed, n_ended;
    enum err e = jobs_open(r->db, r->arena, &open, &n_open);
    if (e == OK)
        e = jobs_failed(r->db, r->arena, &failed, &n_failed);
    if (e == OK)
        e = jobs_ended(r->db, r->arena, ENDED_SHOWN, &ended, &n_ended);
    if (e != OK)
        return e;
    v->running = views_of(r, open, n_open, JOB_RUNNING, JOB_RUNNING, &v->n_running);
    v->waiting = views_of(r, open, n_open, JOB_WAITING, JOB_WAITING, &v->n_waiting);
    v->failed = views_of(r, failed, n_failed, JOB_FAILED, JOB_FAILED, &v->n_failed);
    v->ended = views_of(r, ended, n_ended, JOB_DONE, JOB_DROPPED, &v->n_ended);
    v->busy = n_open ? "1" : "0";
    return OK;
}

static const char *did_of(struct request *r)
{
    static const struct {
        const char *word, *sentence;
    } all[] = {
        {"reprise",
         TR("La tâche est remise en attente : elle reprend là où elle s’était arrêtée.")},
        {"abandon", TR("La tâche est abandonnée. Ce qu’elle avait déjà fait reste fait.")},
        {"deja", TR("Elle n’attendait plus cela : voici où elle en est.")},
        {"demande", TR("C’est demandé. La tâche commence dans un instant.")},
    };
    const char *word = http_form_get(&r->query, "fait");
    for (size_t i = 0; word && i < ARRAY_LEN(all); i++)
        if (strcmp(word, all[i].word) == 0)
            return tr(request_lang(r), all[i].sentence);
    return NULL;
}

enum err jobs_show(struct request *r)
{
    struct jobs_view v = {.did = did_of(r)};
    enum err e = list_jobs(r, &v);
    if (e == OK)
        e = list_rhythms(r, &v);
    if (e != OK)
        return e;
    r->page.noindex = true;
    request_title(r, tr(request_lang(r), TR("Tâches")), NULL);
    jobs_page(r->body, &r->page, &v);
    return OK;
}

enum err jobs_part_show(struct request *r)
{
    struct jobs_view v = {0};
    enum err e = list_jobs(r, &v);
    if (e == OK)
        jobs_live(r->body, &r->page, &v);
    return e;
}

/* ---- for programs ----------------------------------------------------------------------- */

static void json_instant(struct json *j, const char *key, int64_t utc)
{
    json_key(j, key);
    if (utc)
        json_int(j, utc);
    else
        json_put_null(j);
}

static void json_jobs(struct json *j, const char *key, const struct job_row *rows, size_t n)
{
    json_key(j, key);
    json_begin_array(j);
    for (size_t i = 0; i < n; i++) {
        json_begin_object(j);
        json_key_int(j, "id", rows[i].id);
        json_key_text(j, "kind", rows[i].kind);
        json_key_text(j, "state",
                      rows[i].state == JOB_RUNNING   ? "running"
                      : rows[i].state == JOB_WAITING ? "waiting"
                      : rows[i].state == JOB_FAILED  ? "failed"
                      : rows[i].state == JOB_DONE    ? "done"
                                                     : "dropped");
        json_key_int(j, "done", rows[i].done);
        json_key_int(j, "total", rows[i].total);
        json_key_int(j, "attempts", rows[i].attempts);
        json_instant(j, "created_at", rows[i].created_at);
        json_instant(j, "started_at", rows[i].started_at);
        json_instant(j, "ended_at", rows[i].ended_at);
        json_key_text(j, "failure", rows[i].failure);
        json_key_text(j, "said", rows[i].said);
        json_key_text(j, "file", rows[i].result_file);
        json_end(j);
    }
    json_end(j);
}

enum err jobs_json(struct request *r)
{
    const struct job_row *open, *failed, *ended;
    size_t n_open, n_failed, n_ended;
    enum err e = jobs_open(r->db, r->arena, &open, &n_open);
    if (e == OK)
        e = jobs_failed(r->db, r->arena, &failed, &n_failed);
    if (e == OK)
        e = jobs_ended(r->db, r->arena, ENDED_SHOWN, &ended, &n_ended);
    if (e != OK)
        return e;
    request_content(r, "application/json; charset=utf-8", NULL);
    struct json j = json_to(r->body);
    json_begin_object(&j);
    json_jobs(&j, "open", open, n_open);
    json_jobs(&j, "failed", failed, n_failed);
    json_jobs(&j, "ended", ended, n_ended);
    json_end(&j);
    return OK;
}

/* ---- what the organiser does ------------------------------------------------------------ */

static enum err take(struct request *r,
                     enum err (*gesture)(struct store *s, int64_t id, int64_t now), const char *did)
{
    int64_t id;
    if (!parse_int(str_of(request_param(r, "id")), 1, INT64_MAX, &id))
        return ERR_NOT_FOUND;
    enum err e = gesture(r->app->store, id, request_now(r));
    if (e == ERR_CONFLICT) /* it is over, or somebody was quicker: the page says */
        did = "deja";
    else if (e != OK)
        return e;
    return request_redirect(r, 303, arena_printf(r->arena, HERE "?fait=%s", did));
}

enum err jobs_again_take(struct request *r)
{
    return take(r, job_again, "reprise");
}

enum err jobs_drop_take(struct request *r)
{
    return take(r, job_drop, "abandon");
}
