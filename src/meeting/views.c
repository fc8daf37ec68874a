/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/views.h"

#include "meeting/export/labels.h"
#include "meeting/registration/form.h"
#include "view/dates.h"
#include "view/tr.h"
#include "view/typography.h"

enum err viewing_start(struct request *r, const struct event *e, bool zone_matters,
                       struct viewing *out)
{
    *out = (struct viewing){.r = r, .a = r->arena, .lang = request_lang(r), .now = request_now(r)};
    out->home = out->visitor = zone_open(r->arena, e->zone);
    if (!out->home)
        return ERR_CORRUPT;
    const char *chosen = zone_matters ? request_zone(r, e->zone) : e->zone;
    if (strcmp(chosen, e->zone) != 0)
        out->visitor = zone_open(r->arena, chosen);
    return out->visitor ? OK : ERR_CORRUPT;
}

/* A page that reads the clock holds until the next instant at which it would say something else. */
static void holds_until(const struct viewing *v, int64_t instant)
{
    if (instant != NO_INSTANT && instant > v->now)
        request_fresh_until(v->r, instant);
}

/* ---- the top of a meeting's page --------------------------------------------------------- */

static int64_t day_number(const struct zone *z, int64_t utc)
{
    struct civil c;
    zone_local(z, utc, &c);
    return civil_day_number(&c);
}

static void say_when(const struct viewing *v, const struct event *e, struct event_head *h)
{
    request_fresh_until(v->r, INT64_MAX);
    if (e->starts_at == NO_INSTANT) {
        h->state = "undated";
        h->state_label = tr(v->lang, TR("Date à fixer"));
        return;
    }
    if (e->ends_at <= v->now) {
        h->state = "past";
        h->state_label = tr(v->lang, TR("Passée"));
        return;
    }
    int64_t days = day_number(v->home, e->starts_at) - day_number(v->home, v->now);
    h->state = days > 0 ? "coming" : "today";
    if (days > 1)
        h->state_label = tr_count(v->a, v->lang, TRN("Dans un jour", "Dans {n} jours"), days);
    else
        h->state_label = tr(v->lang, days == 1 ? TR("Demain") : TR("Aujourd’hui"));
    struct civil tomorrow;
    zone_local(v->home, v->now, &tomorrow);
    tomorrow.hour = tomorrow.minute = tomorrow.second = 0;
    holds_until(v, zone_utc(v->home, civil_add_minutes(tomorrow, 24 * 60)));
    holds_until(v, e->ends_at);
}

/* "lundi 12 juillet 2021", "du 26 au 28 novembre 2025". */
static const char *dates_of(const struct viewing *v, const struct civil *from,
                            const struct civil *to)
{
    if (civil_day_number(from) == civil_day_number(to))
        return date_long(v->a, v->lang, from);
    return date_span(v->a, v->lang, from, to);
}

static void say_date(const struct viewing *v, const struct event *e, struct event_head *h)
{
    struct civil from, to;
    if (e->starts_at == NO_INSTANT) {
        h->date = tr(v->lang, TR("Date à fixer"));
        return;
    }
    zone_local(v->home, e->starts_at, &from);
    zone_local(v->home, e->ends_at > e->starts_at ? e->ends_at - 1 : e->ends_at, &to);
    h->date = text_capital(v->a, dates_of(v, &from, &to));
    h->has_programme = from.hour || from.minute;
    if (!h->has_programme) {
        h->iso_start = iso_date(v->a, &from);
        return;
    }
    h->iso_start = iso_instant(v->a, v->home, e->starts_at);
    h->iso_end = iso_instant(v->a, v->home, e->ends_at);
    if (civil_day_number(&from) != civil_day_number(&to))
        return;
    zone_local(v->home, e->ends_at, &to);
    h->hours = time_range(v->a, v->lang, from.hour * 60 + from.minute, to.hour * 60 + to.minute);
    if (v->visitor != v->home)
        h->hours = tr_fill(v->a, v->lang, tr(v->lang, TR("{hours} (heure de {place})")),
                           TR_ARGS(TR_ARG("hours", h->hours),
                                   TR_ARG("place", zone_label(v->a, v->lang, e->zone))));
}

const char *view_format(enum answer remote, enum answer onsite)
{
    static const char *const phrase[3][3] = {
        /* remote no, yes, to be confirmed; on site no, yes, to be confirmed */
        {TR("Format à préciser"), TR("Sur place"), TR("Sur place, à confirmer")},
        {TR("À distance"), TR("Sur place et à distance"), TR("À distance, sur place à confirmer")},
        {TR("À distance, à confirmer"), TR("Sur place, à distance à confirmer"),
         TR("Sur place ou à distance, à confirmer")},
    };
    return phrase[remote][onsite];
}

struct event_head view_head(const struct viewing *v, const struct event *e)
{
    struct event_head h = {
        .href = arena_printf(v->a, "/rencontres/%s", e->slug),
        .organiser = arena_printf(v->a, "/organisation/rencontres/%s", e->slug),
        .kicker = e->theme ? typo_fr(v->a, e->title) : NULL,
        .name = typo_fr(v->a, e->theme ? e->theme : e->title),
        .place = e->place,
        .demo = e->demo,
        .unpublished = !e->published,
    };
    say_when(v, e, &h);
    say_date(v, e, &h);
    /* Of a past meeting, only what it was: nothing is to be confirmed any more, or was ever written
     * down. */
    bool over = strcmp(h.state, "past") == 0;
    if (!over || h.has_programme)
        h.modality =
            tr(v->lang, over ? view_format(e->remote == ANSWER_YES, e->onsite == ANSWER_YES)
                             : view_format(e->remote, e->onsite));
    if (e->published && form_is_open(e, v->now))
        h.inscription = arena_printf(v->a, "%s/inscription", h.href);
    return h;
}

/* ---- a session -------------------------------------------------------------------------- */

const char *view_speaker(const struct viewing *v, const struct speaker *s)
{
    if (s->name)
        return s->name;
    return tr_count(v->a, v->lang, TRN("une personne à annoncer", "{n} personnes à annoncer"),
                    s->people);
}

static const char *all_people(const struct viewing *v, const struct session *s)
{
    struct buf b = BUF_INIT(64 * 1024);
    for (size_t i = 0; i < s->n_speakers; i++) {
        if (i)
            buf_puts(&b, ", ");
        buf_puts(&b, view_speaker(v, &s->speakers[i]));
    }
    const char *text = b.len ? arena_strdup(v->a, buf_str(&b)) : NULL;
    buf_free(&b);
    return text;
}

static const char *clock_text(const struct viewing *v, const struct zone *z, int64_t utc)
{
    struct civil c;
    zone_local(z, utc, &c);
    return time_text(v->a, v->lang, c.hour * 60 + c.minute);
}

/* Hours in the visitor's zone, beside the meeting's when they differ. */
static void say_hours(const struct viewing *v, const struct session *s, struct session_view *out)
{
    if (s->starts_at == NO_INSTANT) {
        out->start = time_text(v->a, v->lang, s->start_min);
        out->end = s->end_min == NO_TIME ? NULL : time_text(v->a, v->lang, s->end_min);
        return;
    }
    out->start = clock_text(v, v->visitor, s->starts_at);
    out->iso_start = iso_instant(v->a, v->home, s->starts_at);
    if (s->ends_at != NO_INSTANT) {
        out->end = clock_text(v, v->visitor, s->ends_at);
        out->iso_end = iso_instant(v->a, v->home, s->ends_at);
    }
    if (zone_offset(v->visitor, s->starts_at) == zone_offset(v->home, s->starts_at))
        return;
    out->start_home = clock_text(v, v->home, s->starts_at);
    int64_t shift = day_number(v->visitor, s->starts_at) - day_number(v->home, s->starts_at);
    if (shift)
        out->shift = tr(v->lang, shift < 0 ? TR("la veille") : TR("le lendemain"));
}

static void say_now(const struct viewing *v, const struct session *s, struct session_view *out)
{
    if (s->starts_at == NO_INSTANT)
        return;
    int64_t end = s->ends_at == NO_INSTANT ? s->starts_at : s->ends_at;
    out->past = end <= v->now;
    out->now = s->starts_at <= v->now && v->now < end;
    holds_until(v, s->starts_at);
    holds_until(v, end);
}

const char *view_session_href(const struct viewing *v, const struct event *e,
                              const struct session *s)
{
    return v->preview
               ? arena_printf(v->a, "/organisation/rencontres/%s/programme/%s", e->slug, s->slug)
               : arena_printf(v->a, "/rencontres/%s/programme/%s", e->slug, s->slug);
}

static const struct parallel_view *parallels(const struct viewing *v, const struct event *e,
                                             const struct session *s)
{
    struct parallel_view *list = arena_array(v->a, s->n_parallel, sizeof *list);
    for (size_t i = 0; i < s->n_parallel; i++)
        list[i] = (struct parallel_view){
            .href = view_session_href(v, e, &s->parallel[i]),
            .title = text_capital(v->a, typo_fr(v->a, s->parallel[i].title)),
            .room = s->parallel[i].room,
            .number = arena_printf(v->a, "%zu", i + 1),
        };
    return list;
}

struct session_view view_of_session(const struct viewing *v, const struct event *e,
                                    const struct session *s)
{
    struct session_view out = {
        .href = view_session_href(v, e, s),
        .anchor = s->slug,
        .type = session_type_word(s->type),
        .type_label = session_type_label(v->lang, s->type),
        .title = typo_fr(v->a, s->title),
        .note = typo_fr(v->a, s->note),
        .room = s->room,
        .speakers = all_people(v, s),
        .thin = session_is_pause(s->type),
        .parallel = parallels(v, e, s),
        .n_parallel = s->n_parallel,
    };
    if (s->end_min != NO_TIME && s->end_min > s->start_min)
        out.duration = duration_text(v->a, v->lang, s->end_min - s->start_min);
    say_hours(v, s, &out);
    say_now(v, s, &out);
    return out;
}

/* ---- the programme ---------------------------------------------------------------------- */

const char *const *view_texts(const struct viewing *v, const char *const *from, size_t n)
{
    const char **list = arena_array(v->a, n, sizeof *list);
    for (size_t i = 0; i < n; i++)
        list[i] = typo_fr(v->a, from[i]);
    return list;
}

static const char *sequence_time(const struct viewing *v, const struct sequence *q)
{
    const struct session *first = q->n_sessions ? &q->sessions[0] : NULL;
    int shift = 0;
    if (first && first->starts_at != NO_INSTANT)
        shift = zone_offset(v->visitor, first->starts_at) - zone_offset(v->home, first->starts_at);
    int start = q->start_min + shift;
    if (q->end_min == NO_TIME)
        return time_text(v->a, v->lang, start);
    return time_range(v->a, v->lang, start, q->end_min + shift);
}

/* A lone session says everything itself: its sequence's words are not repeated above its own. */
static const char *purpose_of(const struct viewing *v, const struct sequence *q, bool lone)
{
    const char *note = lone ? q->sessions[0].note : NULL;
    if (!q->purpose || (note && strncmp(note, q->purpose, strlen(q->purpose)) == 0))
        return NULL;
    return typo_fr(v->a, q->purpose);
}

static struct sequence_view one_sequence(const struct viewing *v, const struct event *e,
                                         const struct sequence *q)
{
    struct session_view *sessions = arena_array(v->a, q->n_sessions, sizeof *sessions);
    for (size_t i = 0; i < q->n_sessions; i++)
        sessions[i] = view_of_session(v, e, &q->sessions[i]);
    bool lone = q->n_sessions == 1 && strcmp(q->title, q->sessions[0].title) == 0;
    return (struct sequence_view){
        .anchor = arena_printf(v->a, "s-%s", q->n_sessions ? q->sessions[0].slug : "x"),
        .title = typo_fr(v->a, q->title),
        .purpose = purpose_of(v, q, lone),
        .time = sequence_time(v, q),
        .start = q->n_sessions ? sessions[0].start : time_text(v->a, v->lang, q->start_min),
        .iso_start = q->n_sessions ? sessions[0].iso_start : NULL,
        .thin = lone && sessions[0].thin,
        .questions = view_texts(v, q->questions, q->n_questions),
        .n_questions = q->n_questions,
        .lone = lone,
        .sessions = sessions,
        .n_sessions = q->n_sessions,
    };
}

const struct sequence_view *view_sequences(const struct viewing *v, const struct event *e,
                                           const struct day *d)
{
    struct sequence_view *list = arena_array(v->a, d->n_sequences, sizeof *list);
    for (size_t i = 0; i < d->n_sequences; i++)
        list[i] = one_sequence(v, e, &d->sequences[i]);
    return list;
}

const char *view_day_title(const struct viewing *v, const struct timetable *t, size_t day)
{
    const struct day *d = &t->days[day];
    struct civil c;
    if (!d->date || !civil_parse_date(d->date, &c))
        return d->label ? d->label
                        : tr_fill(v->a, v->lang, tr(v->lang, TR("Jour {n}")),
                                  TR_ARGS(TR_ARG("n", day + 1)));
    const char *date = text_capital(v->a, date_long(v->a, v->lang, &c));
    return d->label ? arena_printf(v->a, "%s — %s", d->label, date) : date;
}

static const struct link_view *exports_of(const struct viewing *v, const char *href, size_t *n)
{
    static const struct {
        const char *suffix, *label;
    } all[] = {{".pdf", "PDF"}, {".csv", "CSV"}, {".json", "JSON"}, {".xml", "XML"}};
    struct link_view *list = arena_array(v->a, ARRAY_LEN(all), sizeof *list);
    for (*n = 0; *n < ARRAY_LEN(all); (*n)++)
        list[*n] = (struct link_view){arena_printf(v->a, "%s/programme%s", href, all[*n].suffix),
                                      all[*n].label};
    return list;
}

static const char *now_anchor(const struct viewing *v, const struct programme_view *p)
{
    for (size_t d = 0; d < p->n_days; d++)
        for (size_t q = 0; q < p->days[d].n_sequences; q++)
            for (size_t s = 0; s < p->days[d].sequences[q].n_sessions; s++)
                if (p->days[d].sequences[q].sessions[s].now)
                    return arena_printf(v->a, "#%s", p->days[d].sequences[q].sessions[s].anchor);
    return NULL;
}

static const char *version_of(const struct viewing *v, const struct event *e)
{
    struct civil c;
    zone_local(v->home, e->changed_at, &c);
    return tr_fill(
        v->a, v->lang, tr(v->lang, TR("Version {n} du {date}")),
        TR_ARGS(TR_ARG("n", e->revision), TR_ARG("date", date_plain(v->a, v->lang, &c))));
}

struct programme_view view_programme(const struct viewing *v, const struct timetable *t)
{
    struct day_view *days = arena_array(v->a, t->n_days, sizeof *days);
    struct programme_view p = {
        .head = view_head(v, &t->event),
        .zone = view_zone(v, &t->event),
        .days = days,
        .n_days = t->n_days,
        .many_days = t->n_days > 1,
        .version = version_of(v, &t->event),
        .clock_ahead = arena_printf(v->a, "%lld", (long long)v->r->app->clock.shift),
        .empty = true,
    };
    p.calendar = arena_printf(v->a, "%s/programme.ics", p.head.href);
    p.exports = exports_of(v, p.head.href, &p.n_exports);
    for (size_t i = 0; i < t->n_days; i++) {
        days[i] = (struct day_view){
            .title = t->n_days > 1 ? view_day_title(v, t, i) : NULL,
            .anchor = arena_printf(v->a, "jour-%zu", i + 1),
            .sequences = view_sequences(v, &t->event, &t->days[i]),
            .n_sequences = t->days[i].n_sequences,
        };
        p.empty = p.empty && !days[i].n_sequences;
    }
    p.now_href = now_anchor(v, &p);
    return p;
}
