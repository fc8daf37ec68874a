/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the reader of a programme would stumble over: overlaps, an end before its start, time that
 * nothing fills, a session outside its sequence, dates that disagree.
 */
#include "meeting/parse/parse.h"

#include <stdarg.h>

#define GAP_MINUTES 15
#define BACKGROUND_MINUTES 120
#define MAX_WARNINGS 1000

void warn(struct doc *d, int line, const char *fmt, ...)
{
    struct programme *p = d->out;
    char message[600];
    if (p->n_warnings >= MAX_WARNINGS)
        return;
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(message, sizeof message, fmt, ap);
    va_end(ap);
    p->warnings =
        arena_grow(d->a, p->warnings, p->n_warnings, &d->cap_warnings, sizeof *p->warnings);
    p->warnings[p->n_warnings++] = (struct parsed_warning){line, arena_strdup(d->a, message)};
}

static int hour(int minutes)
{
    return minutes / 60 % 24;
}

static bool both_workshops(const struct parsed_session *a, const struct parsed_session *b)
{
    return a->type == SESSION_WORKSHOP && b->type == SESSION_WORKSHOP;
}

/* Sessions side by side: the same hours, or another room. */
static bool side_by_side(const struct parsed_session *a, const struct parsed_session *b)
{
    if (a->start == b->start && a->end == b->end)
        return true;
    if (a->room && b->room && strcmp(a->room, b->room) != 0)
        return true;
    return both_workshops(a, b) && a->start == b->start;
}

/* Registration or an exhibition that lasts: other sessions go on beside it. */
static bool background(const struct parsed_session *s)
{
    return (s->type == SESSION_REGISTRATION || s->type == SESSION_EXHIBITION) &&
           s->end - s->start >= BACKGROUND_MINUTES;
}

static void check_pair(struct doc *d, const struct parsed_session *a,
                       const struct parsed_session *b)
{
    if (b->start < a->start && !side_by_side(a, b)) {
        warn(d, b->lines.first,
             "Ce temps (%d h %02d) est écrit après un temps qui commence plus tard (%d h %02d, "
             "ligne "
             "%d) : vérifiez les horaires.",
             hour(b->start), b->start % 60, hour(a->start), a->start % 60, a->lines.first);
    }
    if (a->end == NO_TIME || side_by_side(a, b))
        return;
    if (b->start < a->end && b->start >= a->start && !a->end_inferred && !background(a))
        warn(d, b->lines.first,
             "Chevauchement : ce temps commence à %d h %02d, avant la fin du précédent à %d h %02d "
             "(ligne %d). Vérifiez les horaires.",
             hour(b->start), b->start % 60, hour(a->end), a->end % 60, a->lines.first);
    if (b->start - a->end > GAP_MINUTES && !a->end_inferred)
        warn(d, b->lines.first,
             "Trou dans le programme : rien de prévu entre %d h %02d (ligne %d) et %d h %02d.",
             hour(a->end), a->end % 60, a->lines.first, hour(b->start), b->start % 60);
}

static void check_session(struct doc *d, const struct parsed_session *s)
{
    if (s->end != NO_TIME && s->end <= s->start)
        warn(d, s->lines.first,
             "La fin (%d h %02d) est avant le début (%d h %02d) : vérifiez les horaires de ce "
             "temps.",
             hour(s->end), s->end % 60, hour(s->start), s->start % 60);
    if (!s->title[0])
        warn(d, s->lines.first, "Ce temps n'a pas de titre.");
}

static void check_sequence(struct doc *d, const struct parsed_sequence *q)
{
    if (q->end == NO_TIME || q->n_sessions < 2)
        return;
    for (size_t k = 0; k < q->n_sessions; k++) {
        const struct parsed_session *s = &q->sessions[k];
        if (q->lines.first != s->lines.first && (s->start < q->start || s->start >= q->end))
            warn(d, s->lines.first,
                 "Ce temps est en dehors de sa séquence (%d h %02d à %d h %02d, ligne %d).",
                 hour(q->start), q->start % 60, hour(q->end), q->end % 60, q->lines.first);
    }
    const struct parsed_session *tail = &q->sessions[q->n_sessions - 1];
    if (tail->end != NO_TIME && q->end - tail->end > GAP_MINUTES)
        warn(d, q->lines.first,
             "Trou dans la séquence : elle finit à %d h %02d mais son dernier temps à %d h %02d "
             "(ligne %d).",
             hour(q->end), q->end % 60, hour(tail->end), tail->end % 60, tail->lines.first);
}

static void check_day(struct doc *d, const struct parsed_day *day)
{
    const struct parsed_session *before = NULL;
    for (size_t q = 0; q < day->n_sequences; q++) {
        check_sequence(d, &day->sequences[q]);
        for (size_t k = 0; k < day->sequences[q].n_sessions; k++) {
            const struct parsed_session *s = &day->sequences[q].sessions[k];
            check_session(d, s);
            if (before)
                check_pair(d, before, s);
            before = s;
        }
    }
}

static bool planned(const struct doc *d, const struct date *t)
{
    const struct programme *p = d->out;
    for (size_t k = 0; k < p->n_days && k < 64; k++)
        if (p->days[k].day == t->day && p->days[k].month == t->month &&
            (!t->year || p->days[k].year == t->year))
            return true;
    return p->n_days > 64;
}

static bool in_range(const struct doc *d, const struct date *t)
{
    for (size_t k = 0; k < d->n_marks && k < 64; k++) {
        const struct date *r = &d->marks[k].date;
        int y = r->year, m = r->month, day = r->day;
        for (int n = 0; r->last.day && n < 31; n++) {
            if (m == t->month && day == t->day)
                return true;
            if (m == r->last.month && day == r->last.day)
                break;
            date_add_days(&y, &m, &day, 1);
        }
    }
    return d->n_marks > 64;
}

static void check_weekday(struct doc *d, const struct date *t, int line)
{
    static const char *const names[] = {"",      "lundi",    "mardi",  "mercredi",
                                        "jeudi", "vendredi", "samedi", "dimanche"};
    if (!t->weekday || !t->year || t->last.day)
        return;
    int real = weekday_of(t->year, t->month, t->day);
    if (real != t->weekday)
        warn(d, line,
             "Date contradictoire : le %02d/%02d/%d est un %s, la ligne %d dit %s. La date est "
             "gardée.",
             t->day, t->month, t->year, names[real], line, names[t->weekday]);
}

static bool about_meeting(const struct doc *d, const struct line *l)
{
    static const char *const words[] = {
        "rendez-vous", "rencontre",      "journee",    "programme", "aura lieu",
        "se tiendra",  "se deroulera",   "retrouvons", "retrouver", "join us",
        "takes place", "will be held",   "seminaire",  "colloque",  "forum",
        "see you",     "date",           "matinale",   "evenement", "venez",
        "vous attend", "vous attendons", "event",      "meeting",   "conference",
        NULL};
    static const char *const other[] = {"inscription",
                                        "inscriptions",
                                        "avant le",
                                        "au plus tard",
                                        "depuis",
                                        "deadline",
                                        "dernier",
                                        "derniere",
                                        "prochain",
                                        "prochaine",
                                        "next",
                                        "replay",
                                        "register",
                                        "precedente",
                                        "jusqu'au",
                                        "edition precedente",
                                        "limite",
                                        "a partir du",
                                        "prochains",
                                        "prochaines",
                                        "contribution",
                                        "reponse",
                                        "suite",
                                        "report",
                                        "last year",
                                        "before",
                                        "version",
                                        "mise a jour",
                                        "lors de",
                                        "loi",
                                        "decret",
                                        "arrete",
                                        NULL};
    return has_any_word(d, l->from, l->to, words) && !has_any_word(d, l->from, l->to, other);
}

/* Another date for the same meeting, on a line that is no session. */
static void check_dates(struct doc *d)
{
    const struct programme *p = d->out;
    const struct parsed_day *first = p->n_days ? &p->days[0] : NULL;
    int stated = 0;
    for (size_t k = 0; k < d->n_marks && !stated; k++)
        if (first && d->marks[k].date.day == first->day && d->marks[k].date.month == first->month)
            stated = d->lines[d->marks[k].line].number;
    for (uint32_t i = 0; i < d->n_lines; i++) {
        const struct line *l = &d->lines[i];
        struct date t;
        if (l->flags & (LINE_USED | LINE_REPEATED) || l->to - l->from > 400 ||
            !(l->flags & LINE_DIGITS) || p->n_warnings >= MAX_WARNINGS)
            continue;
        if (!find_date(d, l->from, l->to, &t))
            continue;
        if (l->flags & LINE_DAY || i < d->first_item_line)
            check_weekday(d, &t, l->number);
        if (!first || !first->year || planned(d, &t) || in_range(d, &t))
            continue;
        if (t.last.day && t.last.month == first->month)
            continue;
        bool head_mark = l->flags & LINE_DAY && i < d->first_item_line;
        if ((t.year && t.year != first->year && !head_mark) || (!head_mark && !about_meeting(d, l)))
            continue;
        warn(d, l->number,
             "Deux dates contradictoires : %02d/%02d/%d (ligne %d) et %02d/%02d (ligne %d). Celle "
             "du "
             "programme est gardée.",
             first->day, first->month, first->year, stated, t.day, t.month, l->number);
    }
}

/* "de 9h à 17h" before the timetable, and a timetable that says otherwise. */
static void check_hours(struct doc *d)
{
    const struct programme *p = d->out;
    if (p->n_days != 1 || !p->days[0].n_sequences)
        return;
    const struct parsed_day *day = &p->days[0];
    const struct parsed_sequence *head = &day->sequences[0],
                                 *tail = &day->sequences[day->n_sequences - 1];
    const struct parsed_session *last = &tail->sessions[tail->n_sessions - 1];
    int end = last->end_inferred ? NO_TIME : last->end;
    for (uint32_t i = 0; i < d->n_lines; i++) {
        const struct line *l = &d->lines[i];
        struct period t;
        if (l->flags & (LINE_USED | LINE_REPEATED | LINE_MAIL) || l->to - l->from > 300 ||
            !(l->flags & LINE_TIMES) || !find_period(d, l->from, l->to, &t))
            continue;
        int from = t.start.minutes, to = t.has_end ? t.end.minutes : NO_TIME;
        if (!t.has_end || to - from < 90 ||
            !(l->flags & LINE_DAY || i < d->first_item_line || about_meeting(d, l)))
            continue;
        bool late = end != NO_TIME && (end > to || to - end > 60);
        bool early = from < head->start || from - head->start > 60;
        if (late || early)
            warn(d, l->number,
                 "Horaires contradictoires : la ligne %d annonce %d h %02d à %d h %02d, le "
                 "programme "
                 "va de %d h %02d (ligne %d) à %d h %02d (ligne %d).",
                 l->number, hour(from), from % 60, hour(to), to % 60, hour(head->start),
                 head->start % 60, head->lines.first, hour(end == NO_TIME ? last->start : end),
                 (end == NO_TIME ? last->start : end) % 60, last->lines.first);
    }
}

void doc_checks(struct doc *d)
{
    check_hours(d);
    for (size_t k = 0; k < d->out->n_days; k++)
        check_day(d, &d->out->days[k]);
    check_dates(d);
    for (size_t i = 0; i < d->n_items; i++) {
        const struct item *it = &d->items[i];
        if (it->is_sequence && it->when.has_end && it->end <= it->start)
            warn(d, d->lines[it->line].number, "La fin de la séquence est avant le début.");
    }
}
