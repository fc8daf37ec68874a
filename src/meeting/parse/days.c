/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * From the lines that name a day to the days of the programme: years and dates that one line leaves
 * out are taken from another. Then the hours of each item, where a 12-hour clock leaves them open.
 */
#include "meeting/parse/which_day.h"

#define MAX_MORNINGS 6 /* days that only the clock tells */

struct day_key {
    int year, month, day, ordinal, weekday;
};

struct base { /* the first day that the document states, and the last of its range */
    bool known;
    int year, month, day;
    int length; /* days in the range, 1 for a single date */
};

static int span_of(const struct date *t)
{
    int y = t->year, m = t->month, day = t->day, n = 1;
    while (n < 30 && t->last.day && (m != t->last.month || day != t->last.day)) {
        date_add_days(&y, &m, &day, 1);
        n++;
    }
    return t->last.day ? n : 1;
}

static struct base find_base(struct doc *d, const struct years *years)
{
    struct base b = {.length = 1};
    for (int pass = 0; pass < 3 && !b.known; pass++)
        for (size_t k = 0; k < d->n_marks && !b.known; k++) {
            struct day_mark *m = &d->marks[k];
            bool fits = pass == 0   ? m->date.last.day > 0 && m->head
                        : pass == 1 ? m->ordinal > 0
                                    : true;
            if (!m->date.day || !m->date.month || !fits)
                continue;
            b = (struct base){true, year_of(years, &m->date), m->date.month, m->date.day, 1};
            if (pass == 0)
                b.length = span_of(&m->date);
            if (pass == 1 && m->ordinal > 1) /* only the first day can be counted from */
                b.known = m->ordinal == 1;
        }
    return b;
}

/* "Mardi 24": the month is that of the day before, or of the first day stated. */
static struct day_key day_of_month(const struct day_mark *m, const struct base *b,
                                   const struct day_key *before)
{
    struct day_key from = {.weekday = m->date.weekday, .day = m->date.day};
    struct day_key r = {0};
    if (before && before->month)
        r = *before;
    else if (b->known)
        r = (struct day_key){b->year, b->month, b->day, 0, 0};
    if (!r.month)
        return from;
    for (int n = 0; n < 45 && r.day != m->date.day; n++)
        date_add_days(&r.year, &r.month, &r.day, 1);
    return r;
}

static struct day_key key_of(const struct day_mark *m, const struct base *b, const struct years *y,
                             const struct day_key *before)
{
    int year = y->n ? y->of[0].year : 0;
    struct day_key k = {m->date.year ? m->date.year : year, m->date.month, m->date.day, 0, 0};
    if (m->ordinal < 0)
        return (struct day_key){.ordinal = m->ordinal};
    if (m->date.day && !m->date.month)
        return day_of_month(m, b, before);
    if (m->date.day) {
        k.year = year_of(y, &m->date);
        return k;
    }
    k = (struct day_key){.ordinal = m->ordinal, .weekday = m->ordinal ? 0 : m->date.weekday};
    bool dated = before && before->day && before->year && !b->known;
    struct day_key from = b->known ? (struct day_key){b->year, b->month, b->day, 0, 0}
                          : dated  ? *before
                                   : (struct day_key){0};
    if (!from.day || !from.year)
        return k;
    struct day_key r = from;
    if (m->ordinal) {
        date_add_days(&r.year, &r.month, &r.day, m->ordinal - 1);
        return r;
    }
    for (int n = 0; n < 7; n++) {
        if (weekday_of(r.year, r.month, r.day) == m->date.weekday)
            return r;
        date_add_days(&r.year, &r.month, &r.day, 1);
    }
    return k;
}

struct day_table {
    struct slot {
        struct day_key key;
        uint32_t day; /* + 1 */
    } * slots;
    size_t size;
};

static size_t day_slot(const struct day_table *t, const struct day_key *k)
{
    uint64_t h = (uint64_t)k->year * 372 + (uint64_t)k->month * 31 + (uint64_t)k->day +
                 (uint64_t)k->ordinal * 1000003u + (uint64_t)k->weekday * 7000003u;
    size_t at = (h * 0x9E3779B97F4A7C15u >> 20) & (t->size - 1);
    while (t->slots[at].day && memcmp(&t->slots[at].key, k, sizeof *k) != 0)
        at = (at + 1) & (t->size - 1);
    return at;
}

/* "Dimanche : ": without what leads on to the rest of the line. */
static uint32_t label_end(const struct doc *d, const struct date *t)
{
    uint32_t end = t->next;
    while (end > t->from + 1 && strchr(" :,-|", d->fold[end - 1]))
        end--;
    return end;
}

static uint32_t day_index(struct doc *d, struct day_table *t, struct day_key key,
                          const struct day_mark *m)
{
    struct programme *p = d->out;
    size_t at = day_slot(t, &key);
    if (t->slots[at].day)
        return t->slots[at].day - 1;
    struct parsed_day *day = &p->days[p->n_days++];
    t->slots[at].key = key;
    t->slots[at].day = (uint32_t)p->n_days;
    if (key.day && key.month && key.year)
        *day = (struct parsed_day){.year = key.year, .month = key.month, .day = key.day};
    if (m && (!m->date.day || !key.year || m->ordinal) && m->date.next > m->date.from)
        day->label = span_text(d, m->date.from, label_end(d, &m->date));
    return (uint32_t)p->n_days - 1;
}

/* 13:30 written "1:30" after the morning; 0:30 after the evening. `*last` is the day's latest
 * start. */
static void settle_hours(const struct doc *d, struct item *it, int *last)
{
    struct clock *s = &it->when.start, *e = &it->when.end;
    if (s->half == 'a' && s->minutes < 60 && *last >= 6 * 60 && *last < 13 * 60)
        s->minutes += 720; /* noon, written "12.00 am" */
    bool open = d->clock_twelve && !s->half && s->form != CLOCK_H && s->form != CLOCK_WORD;
    if (open && (s->minutes < 7 * 60 || (*last >= 12 * 60 && s->minutes < 12 * 60 &&
                                         s->minutes < *last && s->minutes + 720 > *last)))
        s->minutes += 720;
    if (it->when.has_end && !e->half && e->form != CLOCK_H && d->clock_twelve &&
        e->minutes < s->minutes && e->minutes + 720 > s->minutes && e->minutes < 12 * 60)
        e->minutes += 720;
    if (s->minutes <= 5 * 60 && *last >= 20 * 60) {
        s->minutes += 1440;
        if (it->when.has_end)
            e->minutes += 1440;
    }
    if (it->when.has_end && s->minutes >= 18 * 60 && e->minutes <= 6 * 60 &&
        e->minutes < s->minutes)
        e->minutes += 1440;
    it->start = s->minutes;
    it->end = it->when.has_end ? e->minutes : NO_TIME;
    *last = it->start;
}

/*
 * Whether the clock goes back at the first heading of a day: the times before it are a day of their
 * own, that the text does not name (its page was cut off).
 */
static bool begins_unnamed(const struct doc *d)
{
    size_t i = 0;
    while (i < d->n_items && d->items[i].mark < 0)
        i++;
    const struct item *last = i ? &d->items[i - 1] : NULL;
    while (i < d->n_items && (d->items[i].on_date_line || d->items[i].dropped))
        i++; /* the hours of the whole day, beside its date */
    return last && i < d->n_items && !d->clock_twelve &&
           d->items[i].when.start.minutes < last->when.start.minutes;
}

static bool clock_goes_back(const struct doc *d, size_t i)
{
    const struct item *it = &d->items[i], *before = &d->items[i - 1];
    return it->when.start.minutes < 12 * 60 && it->when.start.minutes >= 5 * 60 &&
           it->when.start.minutes + 120 <= before->when.start.minutes;
}

/* "22 – 23 novembre" above, no day named below, and a clock that goes back as often as days follow
 * the first: each time a day begins. */
static bool days_by_clock(const struct doc *d, const struct base *b)
{
    int back = 0;
    if (b->length < 2 || b->length > 7 || d->clock_twelve || !b->year)
        return false;
    for (size_t k = 0; k < d->n_marks; k++)
        if (!d->marks[k].head || !d->marks[k].date.last.day)
            return false;
    for (size_t i = 1; i < d->n_items; i++)
        if (d->items[i].dropped || d->items[i].on_date_line)
            return false;
        else
            back += clock_goes_back(d, i);
    return back == b->length - 1;
}

/*
 * Whether the clock went back from an afternoon to a morning where no day is named at all: another
 * day begins. Under a heading of its own it is rather another room.
 */
static bool next_morning(const struct doc *d, size_t i, int last)
{
    const struct item *it = &d->items[i], *before = &d->items[i - 1];
    const struct clock *c = &it->when.start;
    bool sure = !d->clock_twelve || c->half == 'a' || c->form == CLOCK_H;
    return sure && last >= 16 * 60 && c->minutes >= 6 * 60 && c->minutes <= 10 * 60 + 30 &&
           it->heading == before->heading && !it->on_date_line && !before->on_date_line;
}

/* "Avant le salon : samedi 11, à 20h30, théâtre", then "10h Ouverture": no day is named for it. */
static bool evening_before(const struct doc *d, size_t i, int last)
{
    const struct item *it = &d->items[i], *before = &d->items[i - 1];
    return before->on_date_line && it->mark == before->mark && !it->on_date_line &&
           before->title.from < before->title.to && last >= 17 * 60 &&
           it->when.start.minutes >= 6 * 60 && it->when.start.minutes <= 11 * 60 &&
           (i < 2 || d->items[i - 2].mark != before->mark);
}

static void warn_next_morning(struct doc *d, const struct item *it)
{
    warn(d, d->lines[it->line].number,
         "Les heures reprennent ici sans qu'un jour soit nommé : ce temps et les suivants sont "
         "comptés au jour d'après. Nommez-le au-dessus d'eux.");
}

static void warn_day_by_clock(struct doc *d, const struct item *it, const struct day_key *day)
{
    warn(d, d->lines[it->line].number,
         "Les heures reprennent ici : ce temps et les suivants sont comptés au %02d/%02d/%d. "
         "Nommez ce jour au-dessus d'eux.",
         day->day, day->month, day->year);
}

static void warn_unnamed_day(struct doc *d)
{
    warn(d, d->lines[d->items[0].line].number,
         "Ce temps et les suivants précèdent le premier jour que le programme nomme : précisez "
         "leur date.");
}

struct day_run { /* while the items are given their days, in order */
    struct day_table t;
    struct day_key *keys; /* of the marks */
    struct day_key none;  /* of items that no mark governs */
    struct day_key counted;
    bool by_clock;
    int last, mornings;
    int32_t alone; /* the mark of an evening, which what follows is not of */
};

/* The day of items that stand under no mark. */
static struct day_key unmarked_key(struct doc *d, const struct base *b, const struct years *years,
                                   const struct day_key *keys)
{
    struct date found;
    bool tables = d->n_marks && d->marks[0].ordinal < 0; /* each is a day, and none says which */
    bool unnamed = b->length == 1 && begins_unnamed(d);
    if (unnamed)
        warn_unnamed_day(d);
    if (unnamed || tables)
        return (struct day_key){0};
    if (d->n_marks)
        return b->known ? (struct day_key){b->year, b->month, b->day, 0, 0} : keys[0];
    if (d->n_items && any_date(d, &found))
        return (struct day_key){year_of(years, &found), found.month, found.day, 0, 0};
    return (struct day_key){0};
}

/* What the clock says of the day of item i, before it is looked up. */
static void watch_clock(struct doc *d, struct day_run *r, size_t i)
{
    const struct item *it = &d->items[i];
    if (r->by_clock && clock_goes_back(d, i)) {
        date_add_days(&r->counted.year, &r->counted.month, &r->counted.day, 1);
        warn_day_by_clock(d, it, &r->counted);
    }
    if (!d->n_marks && r->mornings < MAX_MORNINGS && next_morning(d, i, r->last)) {
        r->none = (struct day_key){.ordinal = -1000 - r->mornings++};
        warn_next_morning(d, it);
    }
    if (it->mark >= 0 && evening_before(d, i, r->last)) {
        r->alone = it->mark;
        r->none = (struct day_key){.ordinal = -1000 - MAX_MORNINGS};
    }
}

static void give_day(struct doc *d, struct day_run *r, size_t i)
{
    struct item *it = &d->items[i];
    bool marked = it->mark >= 0 && it->mark != r->alone;
    const struct day_mark *m = marked ? &d->marks[it->mark] : NULL;
    if (r->by_clock)
        it->day = day_index(d, &r->t, r->counted, NULL);
    else
        it->day = day_index(d, &r->t, m ? r->keys[it->mark] : r->none, m);
    if (i && it->day != d->items[i - 1].day)
        r->last = 0;
    if (m && m->ordinal < 0 && it->mark != d->items[i - 1].mark)
        warn(d, d->lines[it->line].number,
             "Un nouveau tableau commence ici sans dire son jour : précisez sa date.");
    settle_hours(d, it, &r->last);
}

void doc_days(struct doc *d)
{
    settle_head(d);
    struct years years = find_years(d);
    struct base b = find_base(d, &years);
    struct day_run r = {.t = {.size = 16}, .alone = NO_MARK};
    while (r.t.size < (d->n_marks + 8) * 2)
        r.t.size *= 2;
    r.t.slots = arena_array(d->a, r.t.size, sizeof *r.t.slots);
    d->out->days = arena_array(d->a, d->n_marks + 8, sizeof *d->out->days);
    r.keys = arena_array(d->a, d->n_marks + 1, sizeof *r.keys);
    for (size_t k = 0; k < d->n_marks; k++)
        r.keys[k] = key_of(&d->marks[k], &b, &years, k ? &r.keys[k - 1] : NULL);
    r.none = unmarked_key(d, &b, &years, r.keys);
    r.counted = (struct day_key){b.year, b.month, b.day, 0, 0};
    r.by_clock = days_by_clock(d, &b);
    for (size_t k = 0; k < d->n_marks; k++) /* side by side: in their order, not in that of rows */
        if (d->marks[k].grid)
            day_index(d, &r.t, r.keys[k], &d->marks[k]);
    for (size_t i = 0; i < d->n_items; i++) {
        if (i)
            watch_clock(d, &r, i);
        give_day(d, &r, i);
    }
}

/* A document that announces a date and no hours yet: the day is known, and nothing in it. */
void doc_day_alone(struct doc *d)
{
    struct date found;
    if (d->out->n_days)
        return;
    struct years years = find_years(d);
    struct base b = find_base(d, &years);
    if (!b.known && any_date(d, &found) && found.day && found.month)
        b = (struct base){true, year_of(&years, &found), found.month, found.day, 1};
    if (b.known && b.year)
        d->out->days[d->out->n_days++] =
            (struct parsed_day){.year = b.year, .month = b.month, .day = b.day};
}
