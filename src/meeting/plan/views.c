/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/plan/views.h"

#include "meeting/registration/views.h"
#include "view/dates.h"
#include "view/tr.h"
#include "view/typography.h"

enum err planned_of(struct request *r, struct planned *out)
{
    struct event event;
    enum err e = organiser_event(r, &event);
    return e == OK ? plan_load(r->db, r->arena, &event, out) : e;
}

const char *plan_path(struct request *r, const struct event *e, const char *below)
{
    return arena_printf(r->arena, "/organisation/rencontres/%s/programme%s%s", e->slug,
                        *below ? "/" : "", below);
}

const char *plan_author(struct request *r)
{
    const struct account *who = r->account;
    return who->name ? who->name : who->email;
}

enum err plan_key(struct request *r, int64_t *key, bool *fresh)
{
    const char *word = request_param(r, "key");
    *fresh = strcmp(word, "nouveau") == 0;
    *key = 0;
    return *fresh || parse_int(str_of(word), 1, INT64_MAX, key) ? OK : ERR_NOT_FOUND;
}

enum err plan_gone_past(struct request *r)
{
    return request_fail(r, ERR_CONFLICT,
                        TR("Un autre programme a été publié entre-temps pour cette rencontre : "
                           "votre changement n’a pas été fait. Revenez au programme et "
                           "recommencez-le, si c’est encore utile."));
}

enum err plan_write(struct request *r, const struct planned *p, const struct sheet_mark *m,
                    struct plan_change *c)
{
    c->event = p->event.id;
    c->based_on = m->based_on;
    c->by = plan_author(r);
    c->now = request_now(r);
    enum err e = store_write(r->app->store, plan_change, c);
    if (e == ERR_CONFLICT && c->gone_past)
        return plan_gone_past(r);
    if (e == ERR_TOO_LARGE)
        return request_fail(r, e, TR("Ce programme est au plus long de ce qu’il peut contenir."));
    return e;
}

enum err plan_back(struct request *r, const struct planned *p, const char *done, int64_t key)
{
    bool step = strcmp(done, "haut") == 0 || strcmp(done, "bas") == 0; /* it brings its own focus */
    return request_redirect(
        r, 303,
        arena_printf(r->arena, "%s?fait=%s&ici=%lld%s", plan_path(r, &p->event, ""), done,
                     (long long)key,
                     step ? "" : arena_printf(r->arena, "#t-%lld", (long long)key)));
}

const char *plan_meanwhile(struct request *r, const struct planned *p)
{
    return tr_fill(r->arena, request_lang(r),
                   tr(request_lang(r), TR("Enregistré entre-temps par {name}, {when}.")),
                   TR_ARGS(TR_ARG("name", p->kept ? p->changed_by : ""),
                           TR_ARG("when", organiser_hour(r, &p->event, p->changed_at))));
}

const char *plan_hours(struct request *r, int start, int end)
{
    return end == NO_TIME ? time_text(r->arena, request_lang(r), start)
                          : time_range(r->arena, request_lang(r), start, end);
}

const char *plan_day_title(struct request *r, const struct plan *p, const struct plan_day *d)
{
    struct civil c;
    if (d->date && civil_parse_date(d->date, &c)) {
        const char *date = text_capital(r->arena, date_long(r->arena, request_lang(r), &c));
        return d->label ? arena_printf(r->arena, "%s – %s", date, d->label) : date;
    }
    if (d->label)
        return d->label;
    return tr_fill(r->arena, request_lang(r), tr(request_lang(r), TR("Jour {n}")),
                   TR_ARGS(TR_ARG("n", (int64_t)(d - p->days) + 1)));
}

const char *plan_fault_words(struct request *r, const struct plan_warning *w)
{
    static const char *const words[] = {
        [FAULT_OVERLAP] = TR("En même temps que « {other} »"),
        [FAULT_ORDER] = TR("Commence avant « {other} », qui est au-dessus"),
        [FAULT_OUTSIDE] = TR("Sort des heures de sa séquence"),
        [FAULT_ROOM] = TR("Dans la même salle que « {other} », en même temps"),
        [FAULT_SPEAKER] = TR("Une même personne intervient dans « {other} », en même temps"),
        [FAULT_GAP] = TR("Plus d’une heure sans rien juste avant"),
        [FAULT_NO_END] = TR("Sans heure de fin"),
        [FAULT_UNNAMED] = TR("Intervenants à annoncer"),
        [FAULT_EMPTY] = TR("Séquence sans aucun temps"),
        [FAULT_NO_DATE] = TR("Jour sans date"),
        [FAULT_ROOM_UNKNOWN] = TR("La salle n’est pas dans la liste des salles"),
    };
    const char *lang = request_lang(r);
    if (!w->other)
        return tr(lang, words[w->fault]);
    return tr_fill(r->arena, lang, tr(lang, words[w->fault]),
                   TR_ARGS(TR_ARG("other", w->other->title)));
}

/* ---- what would change ------------------------------------------------------------------ */

static bool same(const char *x, const char *y)
{
    return x == y || (x && y && strcmp(x, y) == 0);
}

static bool same_head(const struct event *x, const struct event *y)
{
    return same(x->title, y->title) && same(x->theme, y->theme) && same(x->purpose, y->purpose) &&
           same(x->zone, y->zone) && same(x->place, y->place) && x->edition == y->edition;
}

static bool same_texts(const char *const *x, size_t n, const char *const *y, size_t m)
{
    bool alike = n == m;
    for (size_t i = 0; alike && i < n; i++)
        alike = strcmp(x[i], y[i]) == 0;
    return alike;
}

static bool same_sequence(const struct sequence *x, const struct sequence *y)
{
    return same(x->title, y->title) && same(x->purpose, y->purpose) &&
           x->start_min == y->start_min && x->end_min == y->end_min &&
           x->n_sessions == y->n_sessions &&
           same_texts(x->questions, x->n_questions, y->questions, y->n_questions);
}

static bool same_days(const struct timetable *x, const struct timetable *y)
{
    bool alike = x->n_days == y->n_days;
    for (size_t d = 0; alike && d < x->n_days; d++) {
        const struct day *p = &x->days[d], *q = &y->days[d];
        alike =
            same(p->date, q->date) && same(p->label, q->label) && p->n_sequences == q->n_sequences;
        for (size_t i = 0; alike && i < p->n_sequences; i++)
            alike = same_sequence(&p->sequences[i], &q->sequences[i]);
    }
    return alike;
}

static bool same_rooms(const struct plan *p, const struct plan_room *rooms, size_t n)
{
    bool alike = p->n_rooms == n;
    for (size_t i = 0; alike && i < n; i++)
        alike = same(p->rooms[i].name, rooms[i].name) && same(p->rooms[i].note, rooms[i].note) &&
                p->rooms[i].seats == rooms[i].seats;
    return alike;
}

enum err plan_changes(struct request *r, const struct planned *p, struct plan_change_set *out)
{
    struct plan_room *rooms;
    size_t n;
    *out = (struct plan_change_set){0};
    enum err e = timetable_load(r->db, r->arena, &p->event, &out->before);
    if (e == OK)
        e = plan_rooms(r->db, r->arena, p->event.id, &rooms, &n);
    if (e != OK)
        return e;
    plan_to_timetable(r->arena, &p->plan, &p->event, &out->after);
    out->n = plan_compare(r->arena, &out->before, &out->after, &out->deltas);
    out->head = !same_head(&out->before.event, &out->after.event);
    out->questions = !same_texts(out->before.questions, out->before.n_questions,
                                 out->after.questions, out->after.n_questions);
    out->sequences = !same_days(&out->before, &out->after);
    out->rooms = !same_rooms(&p->plan, rooms, n);
    return OK;
}
