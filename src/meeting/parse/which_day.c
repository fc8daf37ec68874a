/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Which of the dates and years of a document are those of its programme: pages also tell when they
 * were published, until when to register, when the last edition was.
 */
#include "meeting/parse/which_day.h"

#define PARAGRAPH 400 /* bytes */
#define FAR 300       /* lines: a date under it says little of the first ones */
#define MAX_DATES 40  /* before the timetable */
#define MARGIN 3      /* by how much another date must be likelier than the nearest one */

/* A year that stands alone; 0 when none does at k. */
static int plain_year(const struct doc *d, uint32_t k, uint32_t to)
{
    const char *f = d->fold + k;
    bool is = f[0] == '2' && f[1] == '0' && is_digit(f[2]) && is_digit(f[3]) &&
              (k == 0 || !is_word(f[-1])) && (k + 4 == to || !is_word(f[4]));
    return is ? 2000 + (f[2] - '0') * 10 + f[3] - '0' : 0;
}

/* "© 2024 Ville de Rodez": the year of the page. */
static bool of_the_page(const struct doc *d, const struct line *l)
{
    static const char *const words[] = {"copyright",        "(c)", "tous droits", "all rights",
                                        "mentions legales", NULL};
    static const char sign[] = "\xC2\xA9";
    return has_any_word(d, l->from, l->to, words) ||
           memmem(d->fold + l->from, l->to - l->from, sign, 2) != NULL;
}

static void add_year(struct years *y, int year, int month, int day, bool sure)
{
    for (int k = 0; k < y->n; k++)
        if (y->of[k].year == year && y->of[k].month == month && y->of[k].day == day)
            return;
    if (year && y->n < MAX_YEARS) {
        y->of[y->n].year = year;
        y->of[y->n].month = month;
        y->of[y->n].day = day;
        y->of[y->n++].sure = sure;
    }
}

struct years find_years(const struct doc *d)
{
    struct years y = {.n = 0};
    struct date t;
    for (size_t k = 0; k < d->n_marks; k++)
        add_year(&y, d->marks[k].date.year, d->marks[k].date.month, d->marks[k].date.day, true);
    for (uint32_t i = 0; i < d->n_lines && i < FAR && y.n < MAX_YEARS; i++)
        if (d->lines[i].flags & LINE_DIGITS)
            for (uint32_t at = d->lines[i].from; find_date(d, at, d->lines[i].to, &t); at = t.next)
                add_year(&y, t.year, t.month, t.day, true);
    for (uint32_t i = 0; i < d->n_lines && i < 40; i++) {
        uint32_t first = d->n_items ? d->items[0].when.from : (uint32_t)d->fold_n;
        for (uint32_t k = d->lines[i].from; k + 4 <= d->lines[i].to; k++) {
            bool sure = k < first; /* not "Grand Prix de l'arbre 2018" */
            if (plain_year(d, k, d->lines[i].to) && !of_the_page(d, &d->lines[i]))
                add_year(&y, plain_year(d, k, d->lines[i].to), 0, 0, sure);
        }
    }
    return y;
}

static bool fits(const struct date *t, int year)
{
    return !t->weekday || weekday_of(year, t->month, t->day) == t->weekday;
}

/* A weekday that none of the years gives may be one of the next year: a page of November that tells
 * of a Saturday in January. */
static int year_after(const struct years *y, const struct date *t)
{
    for (int k = 0; k < y->n; k++)
        if (y->of[k].month > t->month && t->weekday && fits(t, y->of[k].year + 1))
            return y->of[k].year + 1;
    return 0;
}

int year_of(const struct years *y, const struct date *t)
{
    if (t->year || !t->month)
        return t->year ? t->year : y->n ? y->of[0].year : 0;
    for (int k = 0; k < y->n; k++) /* the same day, with its year, elsewhere */
        if (y->of[k].month == t->month && y->of[k].day == t->day && fits(t, y->of[k].year))
            return y->of[k].year;
    for (int k = 0; k < y->n; k++)
        if ((y->of[k].sure || t->weekday) && fits(t, y->of[k].year))
            return y->of[k].year;
    return year_after(y, t);
}

/* "11.07.2015 Views": when a page was put up or seen. */
static bool is_stamp(const struct doc *d, const struct date *t)
{
    static const char *const words[] = {"views", "view", "vues", "comments", "commentaires", NULL};
    uint32_t to = t->next + 16 < d->fold_n ? t->next + 16 : (uint32_t)d->fold_n;
    return any_word_at(d, skip_any(d, t->next, to, " -|,:"), to, words) != 0;
}

/* How much a date in a sentence looks like the meeting's own: "se tiendra le mardi 12 mai". */
static int date_score(const struct doc *d, uint32_t from, const struct date *t)
{
    static const char *const held[] = {"held",        "lieu",       "tiendra",   "tiendront",
                                       "takes place", "take place", "deroulera", "scheduled",
                                       "prevu",       "prevue",     NULL};
    static const char *const other[] = {"avant",        "limite",      "inscrire", "inscription",
                                        "inscriptions", "deadline",    "before",   "jusqu'au",
                                        "depuis",       "since",       "publie",   "published",
                                        "posted",       "edited",      "updated",  "modified",
                                        "mis a jour",   "mise a jour", "uploaded", "mis en ligne",
                                        "last update",  "version",     NULL};
    uint32_t back = t->from > from + 60 ? t->from - 60 : from;
    int score = t->weekday ? 2 : 0;
    score += has_any_word(d, back, t->from, held) ? 3 : 0;
    score -= has_any_word(d, back, t->from, other) || is_stamp(d, t) ? 5 : 0;
    score -= t->from && d->fold[t->from - 1] == '(' ? 1 : 0;
    return score;
}

/* In a paragraph a date is mostly that of something else. */
static int score_at(const struct doc *d, const struct line *l, const struct date *t)
{
    return date_score(d, l->from, t) - (l->to - l->from > PARAGRAPH ? 4 : 0);
}

/* A date that stands anywhere, for a programme that no line of a day heads. */
bool any_date(const struct doc *d, struct date *out)
{
    struct date t;
    int best = -100;
    for (uint32_t i = 0, seen = 0; i < d->n_lines && seen < 40; i++) {
        const struct line *l = &d->lines[i];
        if ((l->flags & (LINE_ITEM | LINE_DIGITS)) != LINE_DIGITS)
            continue;
        for (uint32_t at = l->from; seen < 40 && find_date(d, at, l->to, &t); at = t.next, seen++)
            if (t.day && score_at(d, l, &t) > (best > -3 ? best : -3)) {
                best = score_at(d, l, &t);
                *out = t;
            }
    }
    if (best > -100)
        return true;
    for (uint32_t i = 0; i < d->n_lines && i < 50; i++)
        if (find_date(d, d->lines[i].from, d->lines[i].to, out) &&
            score_at(d, &d->lines[i], out) > -3)
            return true;
    return false;
}

struct candidate {
    struct date date;
    uint32_t line;
    size_t mark; /* index, n_marks for a date of a sentence */
    int weight;
};

static bool same_day(const struct date *a, const struct date *b)
{
    return a->day == b->day && a->month == b->month && (!a->year || !b->year || a->year == b->year);
}

/* Whether another mark, after the first item, is a day of the same week. */
static bool goes_on(const struct doc *d, const struct date *t)
{
    for (size_t k = 0; k < d->n_marks; k++) {
        const struct date *o = &d->marks[k].date;
        int y = t->year, m = t->month, day = t->day;
        for (int n = 0; !d->marks[k].head && o->day && n < 7; n++) {
            date_add_days(&y, &m, &day, 1);
            if (o->day == day && (!o->month || o->month == m))
                return true;
        }
    }
    return false;
}

/* Days of a range: "du 12 au 14 mai" holds the 13th. */
static bool holds(const struct date *range, const struct date *t)
{
    if (!range->last.day)
        return false;
    int from = range->month * 31 + range->day, to = range->last.month * 31 + range->last.day;
    int at = t->month * 31 + t->day;
    return at >= from && at <= to;
}

static size_t head_dates(const struct doc *d, uint32_t first, struct candidate *all)
{
    size_t n = 0;
    for (uint32_t i = 0; i < first && n < MAX_DATES; i++) {
        const struct line *l = &d->lines[i];
        struct date t;
        if (!(l->flags & LINE_DIGITS))
            continue;
        for (uint32_t at = l->from; n < MAX_DATES && find_date(d, at, l->to, &t); at = t.next)
            if (t.day && t.month)
                all[n++] = (struct candidate){t, i, d->n_marks, score_at(d, l, &t)};
    }
    return n;
}

static bool alone(const struct doc *d, const struct line *l, const struct date *t)
{
    return t->from <= skip_any(d, l->body, l->to, " |*:->#([~.") + 3 &&
           skip_any(d, t->next, l->to, " .,:;-|)") == l->to;
}

/* "Journée sur l'élevage – 8 avril 2013" */
static bool names_event(const struct doc *d, const struct line *l)
{
    static const char *const words[] = {"journee",     "journees",
                                        "colloque",    "seminaire",
                                        "congres",     "conference",
                                        "conferences", "rencontre",
                                        "rencontres",  "forum",
                                        "assises",     "fete",
                                        "festival",    "assemblee",
                                        "reunion",     "atelier",
                                        "programme",   "programmation",
                                        "salon",       "foire",
                                        "workshop",    "symposium",
                                        "summit",      "meeting",
                                        "agenda",      "program",
                                        "event",       "day",
                                        "fair",        "pelerinage",
                                        "tournoi",     "soiree",
                                        "webinaire",   "webinar",
                                        "formation",   "retraite",
                                        "stage",       "universite d'ete",
                                        "convention",  "concours",
                                        NULL};
    return l->to - l->from <= PARAGRAPH && has_any_word(d, l->from, l->to, words);
}

static void weigh(const struct doc *d, struct candidate *all, size_t n, uint32_t nearest)
{
    for (size_t k = 0; k < n; k++) {
        struct candidate *c = &all[k];
        const struct line *l = &d->lines[c->line];
        int again = 0;
        for (size_t o = 0; o < n; o++)
            again += o != k && all[o].line != c->line && same_day(&all[o].date, &c->date);
        if (c->date.weekday && c->date.year)
            c->weight += fits(&c->date, c->date.year) ? 2 : -4;
        c->weight += again > 1 ? 4 : again * 2;
        c->weight += alone(d, l, &c->date)                             ? -1
                     : c->line == 0 || l->heading || names_event(d, l) ? 2
                                                                       : 0;
        c->weight += c->line == nearest ? 3 : 0;
        c->weight += goes_on(d, &c->date) ? 4 : 0;
        for (size_t o = 0; o < n; o++)
            if (holds(&all[o].date, &c->date))
                c->weight += 4;
    }
}

void settle_head(struct doc *d)
{
    struct candidate all[MAX_DATES];
    size_t g = 0, n;
    for (size_t k = 0; k < d->n_items && !g; k++)
        g = d->items[k].mark >= 0 ? (size_t)d->items[k].mark + 1 : 0;
    struct day_mark *near = g ? &d->marks[g - 1] : NULL;
    if (!near || !near->head || near->ordinal || near->grid || !near->date.day ||
        !near->date.month || near->date.last.day)
        return;
    n = head_dates(d, d->items[0].line, all);
    weigh(d, all, n, near->line);
    const struct candidate *best = NULL, *own = NULL;
    for (size_t k = 0; k < n; k++) {
        if (all[k].line == near->line && all[k].date.from == near->date.from)
            own = &all[k];
        if (!all[k].date.last.day && (!best || all[k].weight > best->weight))
            best = &all[k];
    }
    if (!own || !best || same_day(&best->date, &own->date) || best->weight < own->weight + MARGIN)
        return;
    near->date = best->date;
    for (size_t k = 0; k < g; k++) /* what else stands before is of the page */
        if (!same_day(&d->marks[k].date, &best->date) && !d->marks[k].date.last.day)
            d->marks[k].date.day = d->marks[k].date.month = 0;
}
