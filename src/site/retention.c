/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "site/retention.h"

#include "site/copies.h"
#include "site/jobs.h"
#include "site/pages.h"
#include "site/site_pages.h"
#include "view/dates.h"
#include "view/tr.h"

#define HERE "/organisation/conservation"

/* ---- words ------------------------------------------------------------------------------ */

static const char *day_text(struct request *r, int64_t utc)
{
    struct civil c;
    zone_local(zone_open(r->arena, r->app->jobs.zone), utc, &c);
    return date_plain(r->arena, request_lang(r), &c);
}

static const char *delay_text(struct request *r, const struct retention_state *s)
{
    const char *lang = request_lang(r);
    return s->rule->unit == RETENTION_DAYS
               ? tr_count(r->arena, lang, TRN("{n} jour", "{n} jours"), s->delay)
               : tr_count(r->arena, lang, TRN("{n} mois", "{n} mois"), s->delay);
}

static const char *lines_text(struct request *r, int64_t n)
{
    return tr_count(r->arena, request_lang(r), TRN("{n} ligne", "{n} lignes"), n);
}

static const char *concerned_text(struct request *r, const struct retention_state *s)
{
    const char *lang = request_lang(r);
    if (!s->n)
        return NULL;
    return tr_fill(
        r->arena, lang, tr(lang, TR("{lines}, la plus ancienne du {date}")),
        TR_ARGS(TR_ARG("lines", lines_text(r, s->n)), TR_ARG("date", day_text(r, s->oldest))));
}

static const char *last_text(struct request *r, const struct retention_state *s)
{
    const char *lang = request_lang(r);
    if (!s->ran)
        return NULL;
    return tr_fill(r->arena, lang, tr(lang, TR("{date} : {lines}")),
                   TR_ARGS(TR_ARG("date", site_instant(r, s->ran_at)),
                           TR_ARG("lines", lines_text(r, s->erased))));
}

static struct retention_rule_view view_of(struct request *r, const struct retention_state *s)
{
    const struct retention_rule *rule = s->rule;
    const char *lang = request_lang(r);
    struct retention_rule_view v = {
        .name = rule->name,
        .label = tr(lang, rule->label),
        .words = tr(lang, rule->words),
        .why = tr(lang, rule->why),
        .delay = delay_text(r, s),
        .concerned = concerned_text(r, s),
        .last = last_text(r, s),
        .waits = s->waits,
        .href = s->n && !s->waits ? arena_printf(r->arena, HERE "/%s", rule->name) : NULL,
    };
    if (!rule->follows) {
        v.field = rule->name;
        v.value = arena_printf(r->arena, "%d", s->delay);
        v.least = arena_printf(r->arena, "%d", rule->least);
        v.most = arena_printf(r->arena, "%d", rule->most);
        v.unit = rule->unit == RETENTION_DAYS ? tr(lang, TR("jours")) : tr(lang, TR("mois"));
    }
    return v;
}

/* ---- the page --------------------------------------------------------------------------- */

static enum err say_round(struct request *r, struct retention_view *v)
{
    const struct job_recurrence *rows;
    size_t n = 0;
    bool first, still;
    enum err e = retention_stands_still(r->db, r->arena, request_now(r), &first, &still);
    if (e == OK)
        e = job_recurrences(r->db, r->arena, &rows, &n);
    for (size_t i = 0; e == OK && i < n; i++)
        if (strcmp(rows[i].kind, retention_kind.name) == 0)
            v->next = site_instant(r, rows[i].next_at);
    v->first = first ? v->next : NULL;
    v->still = still ? site_instant(r, request_now(r)) : NULL;
    return e;
}

static const char *copies_text(struct request *r)
{
    const struct config *c = &r->app->config;
    const char *lang = request_lang(r);
    unsigned weeks = c->weekly_copies * 7, days = c->daily_copies > weeks ? c->daily_copies : weeks;
    if (!copies_are_made(c))
        return NULL;
    return tr_fill(r->arena, lang,
                   tr(lang, TR("Les copies de la base, que le site garde {days}, tiennent encore "
                               "pendant ce temps ce qui vient d’être effacé.")),
                   TR_ARGS(TR_ARG("days", tr_count(r->arena, lang, TRN("{n} jour", "{n} jours"),
                                                   (int64_t)days))));
}

static enum err load(struct request *r, struct retention_view *v,
                     struct retention_rule_view **rules)
{
    struct retention_state *states;
    enum err e = retention_states(&r->app->jobs, r->db, r->arena, NULL, request_now(r), &states,
                                  &v->n_rules);
    if (e == OK)
        e = say_round(r, v);
    if (e != OK)
        return e;
    *rules = arena_array(r->arena, v->n_rules, sizeof **rules);
    for (size_t i = 0; i < v->n_rules; i++)
        (*rules)[i] = view_of(r, &states[i]);
    v->rules = *rules;
    v->copies = copies_text(r);
    v->may_choose = r->account->role == ROLE_ADMINISTRATOR;
    return OK;
}

static enum err show(struct request *r, const struct retention_view *v)
{
    r->page.noindex = true;
    request_title(r, tr(request_lang(r), TR("Conservation des données")), NULL);
    retention_page(r->body, &r->page, v);
    return OK;
}

enum err retention_show(struct request *r)
{
    struct retention_view v = {0};
    struct retention_rule_view *rules;
    const char *did = http_form_get(&r->query, "fait");
    enum err e = load(r, &v, &rules);
    if (did && strcmp(did, "delais") == 0)
        v.did = tr(request_lang(r), TR("Les délais sont enregistrés."));
    if (did && strcmp(did, "reprise") == 0)
        v.did = tr(request_lang(r), TR("L’effacement de chaque nuit reprend."));
    return e == OK ? show(r, &v) : e;
}

/* ---- the delays ------------------------------------------------------------------------- */

/* What was typed stays in its field; false: it is out of bounds. */
static bool read_delay(struct request *r, const struct retention_rule *rule,
                       struct retention_rule_view *v, int *out)
{
    const char *lang = request_lang(r), *typed = http_form_get(&r->form, rule->name);
    int64_t value = 0;
    if (parse_int(str_trim(str_of(typed ? typed : "")), rule->least, rule->most, &value)) {
        *out = (int)value;
        v->value = arena_printf(r->arena, "%d", *out);
        return true;
    }
    v->value = typed ? typed : "";
    v->error = tr_fill(r->arena, lang, tr(lang, TR("Un nombre de {least} à {most}.")),
                       TR_ARGS(TR_ARG("least", rule->least), TR_ARG("most", rule->most)));
    return false;
}

enum err retention_take(struct request *r)
{
    const struct jobs_house *house = &r->app->jobs;
    struct retention_view v = {0};
    struct retention_rule_view *rules;
    int *delays = arena_array(r->arena, house->n_rules, sizeof *delays);
    enum err e = load(r, &v, &rules);
    for (size_t i = 0; e == OK && i < house->n_rules; i++)
        if (!house->rules[i]->follows && !read_delay(r, house->rules[i], &rules[i], &delays[i]))
            v.wrong = true;
    if (e == OK && v.wrong) {
        r->res->status = 422;
        return show(r, &v);
    }
    for (size_t i = 0; e == OK && i < house->n_rules; i++)
        if (!house->rules[i]->follows)
            e = retention_choose(r->app->store, house->rules[i], delays[i]);
    return e == OK ? request_redirect(r, 303, HERE "?fait=delais") : e;
}

enum err retention_go_on_take(struct request *r)
{
    enum err e = retention_go_on(r->app->store, request_now(r));
    return e == OK ? request_redirect(r, 303, HERE "?fait=reprise") : e;
}

/* ---- at once ---------------------------------------------------------------------------- */

static enum err find(struct request *r, struct retention_state *out)
{
    const struct jobs_house *house = &r->app->jobs;
    const struct retention_rule *rule = retention_rule_of(house, request_param(r, "rule"));
    struct retention_state *states;
    size_t n;
    if (!rule)
        return ERR_NOT_FOUND;
    enum err e = retention_states(house, r->db, r->arena, rule, request_now(r), &states, &n);
    if (e == OK)
        *out = states[0];
    return e;
}

static enum err ask(struct request *r, const struct retention_state *s, bool changed)
{
    const char *lang = request_lang(r);
    const struct retention_rule_view rule = view_of(r, s);
    const struct retention_ask_view v = {
        .rule = &rule,
        .action = arena_printf(r->arena, HERE "/%s", s->rule->name),
        .n = arena_printf(r->arena, "%lld", (long long)s->n),
        .button = tr_fill(r->arena, lang, tr(lang, TR("Exécuter maintenant : {lines}")),
                          TR_ARGS(TR_ARG("lines", lines_text(r, s->n)))),
        .changed = changed,
    };
    if (changed)
        r->res->status = 422;
    r->page.noindex = true;
    request_title(r, rule.label, NULL);
    retention_ask_page(r->body, &r->page, &v);
    return OK;
}

enum err retention_ask_show(struct request *r)
{
    struct retention_state s;
    enum err e = find(r, &s);
    return e == OK ? ask(r, &s, false) : e;
}

struct order {
    const struct retention_rule *rule;
    int64_t now;
};

static enum err give_order(struct db *db, void *arg)
{
    const struct order *o = arg;
    return retention_queue(db, o->rule, o->now);
}

/* What was confirmed is a number: when it is another one now, that is confirmed first. */
enum err retention_ask_take(struct request *r)
{
    struct retention_state s;
    int64_t shown = -1;
    const char *typed = http_form_get(&r->form, "lignes");
    enum err e = find(r, &s);
    if (e != OK)
        return e;
    if (!typed || !parse_int(str_of(typed), 0, INT64_MAX, &shown) || shown != s.n)
        return ask(r, &s, true);
    struct order o = {s.rule, request_now(r)};
    if (s.n && !s.waits)
        e = store_write(r->app->store, give_order, &o);
    return e == OK ? request_redirect(r, 303, "/organisation/taches?fait=demande") : e;
}

/* ---- the message ------------------------------------------------------------------------ */

enum err inactive_letter(const struct mail_house *house, struct db *db, struct arena *a,
                         const struct mail_row *row, struct mail_draft *out)
{
    struct account account;
    struct civil c;
    const char *lang = "fr"; /* an account has no language */
    enum err e = account_warned(db, a, row->about, &account);
    if (e != OK)
        return e == ERR_NOT_FOUND ? ERR_GONE : e;
    zone_local(zone_open(a, "Europe/Paris"), row->created_at + ACCOUNT_WARNED_DAYS * DAY_SECONDS,
               &c);
    const char *name = account.name ? mail_name(a, account.name) : NULL;
    const struct page page = mail_page(house, lang);
    const struct inactive_letter_view v = {
        .hello =
            name ? tr_fill(a, lang, tr(lang, TR("Bonjour {name},")), TR_ARGS(TR_ARG("name", name)))
                 : tr(lang, TR("Bonjour,")),
        .last_day = date_long(a, lang, &c),
        .sign_in = mail_href(house, a, lang, "/connexion"),
        .why = tr(lang, TR("Vous recevez ce message parce que vous avez un compte sur ce site.")),
        .privacy = mail_href(house, a, lang, "/donnees-personnelles"),
    };
    out->to_name = account.name;
    out->to_address = account.email;
    out->lang = lang;
    out->subject = tr_fill(a, lang, tr(lang, TR("Votre compte sur {site} : le garder ?")),
                           TR_ARGS(TR_ARG("site", house->site_name)));
    inactive_letter_page(out->body, &page, &v);
    return OK;
}
