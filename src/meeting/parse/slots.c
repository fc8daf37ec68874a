/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Several times before one title: "9h-12h / 13h30-16h : ateliers", "11h - 14h - 16h : visites". */
#include "meeting/parse/paragraph.h"

#define MAX_STARTS 8

/* "Location: |": the label of a field that was left empty. */
static bool empty_field(const struct doc *d, struct span cell)
{
    return cell.from >= cell.to ||
           (d->fold[cell.to - 1] == ':' && column_word(d, cell) == COLUMN_ROOM);
}

/* The words after a time: the title, then further cells when tabs or wide blanks part them. */
void read_title(const struct doc *d, struct item *it, uint32_t from, uint32_t to)
{
    it->title = it->rest = (struct span){to, to};
    uint32_t i = from;
    if (from >= to || !next_cell(d, &i, to, &it->title))
        return;
    while (i < to && empty_field(d, it->title) && next_cell(d, &i, to, &it->title))
        ;
    it->rest = (struct span){i, to};
}

/* "9h-12h / 13h30-16h : title", "11h30 et 18h : title": the second time, which has the same title.
 */
static bool second_slot(const struct doc *d, const struct item *it, uint32_t at, uint32_t to,
                        struct item *second)
{
    static const char *const joins[] = {"et", "and", "puis", NULL};
    uint32_t sign = skip_spaces(d, it->when.next, to), n = any_word_at(d, sign, to, joins);
    bool joined = sign < to && (strchr("/,&+", d->fold[sign]) ||
                                (n && (!it->when.prefixed || !it->when.has_end)));
    int least = it->when.has_end ? it->when.end.minutes : it->when.start.minutes + 1;
    *second = *it;
    if (it->on_date_line || !joined || (!it->when.has_end && !n) ||
        !scan_item_start(d, skip_spaces(d, n ? sign + n : at, to), to, &second->when) ||
        second->when.has_end != it->when.has_end || second->when.start.minutes < least)
        return false;
    read_title(d, second, skip_after_time(d, second->when.next, to, &second->when), to);
    return second->title.from < second->title.to || !it->when.has_end;
}

/* What parts two times that only begin: a dash between blanks, a slash, or a comma or word of a
 * list; 0 when it is none of these. Moves past it. */
static char sign_of_list(const struct doc *d, uint32_t *i, uint32_t to)
{
    static const char *const joins[] = {"et", "and", "puis", "ou", "or", "&", ",", NULL};
    uint32_t k = skip_spaces(d, *i, to), n = any_word_at(d, k, to, joins);
    char sign = n ? ',' : k < to ? d->fold[k] : '\0';
    bool dash = sign == '-' && k > *i && k + 1 < to && is_space(d->fold[k + 1]);
    if (!n && !dash && sign != '/')
        return 0;
    *i = skip_spaces(d, k + (n ? n : 1), to);
    uint32_t more = sign == ',' ? any_word_at(d, *i, to, joins) : 0; /* "9h, et 11h" */
    *i = skip_spaces(d, *i + more, to);
    return sign;
}

/* "11h30 - 14h - 15h30 : visites": three times or more parted by one sign all begin the same thing;
 * how many, and where they end. */
static int list_of_starts(const struct doc *d, uint32_t i, uint32_t to, struct period *starts,
                          uint32_t *next)
{
    int n = 0;
    char sign = 0, same = 0;
    struct clock c;
    uint32_t at = i;
    while (n < MAX_STARTS && scan_clock(d, at, to, &c, &at) && c.form != CLOCK_WORD &&
           (n == 0 || c.minutes > starts[n - 1].start.minutes)) {
        starts[n++] = (struct period){.start = c, .from = i, .next = at};
        *next = at;
        sign = sign_of_list(d, &at, to);
        if (!sign || (same && sign != same))
            break;
        same = sign;
    }
    return n >= 3 && !sign ? n : 0;
}

/* "9h-10h / 10h-10h30 / 10h30-12h": as many periods, each after the one before. */
static int list_of_periods(const struct doc *d, uint32_t i, uint32_t to, struct period *all,
                           uint32_t *next)
{
    int n = 0;
    uint32_t at = i;
    bool more = true;
    while (more && n < MAX_STARTS && scan_period(d, at, to, &all[n]) && all[n].has_end &&
           (n == 0 || all[n].start.minutes >= all[n - 1].end.minutes)) {
        at = *next = all[n++].next;
        more = sign_of_list(d, &at, to) != 0;
    }
    return n >= 3 && !more ? n : 0;
}

bool line_of_times(const struct doc *d, const struct line *l)
{
    struct period all[MAX_STARTS];
    uint32_t next = l->to;
    return is_digit(d->fold[l->body]) &&
           (list_of_periods(d, l->body, l->to, all, &next) > 0 ||
            list_of_starts(d, l->body, l->to, all, &next) > 0) &&
           skip_any(d, next, l->to, " :.-") == l->to;
}

/* Adds an item, and others with its title when several times stand before it; `at` is where its
 * title begins. */
void add_slots(struct doc *d, struct item it, uint32_t at)
{
    struct period starts[MAX_STARTS];
    struct item second;
    uint32_t to = d->lines[it.last].to, next = at;
    uint32_t sign = it.when.next;
    bool more = !it.on_date_line && sign_of_list(d, &sign, to) && is_digit(d->fold[sign]);
    int n = !more ? 0 : list_of_starts(d, it.when.from, to, starts, &next);
    if (more && !n)
        n = list_of_periods(d, it.when.from, to, starts, &next);
    if (n) {
        read_title(d, &it, skip_after_time(d, next, to, &starts[n - 1]), to);
        for (int k = 0; k < n; k++) {
            it.when = starts[k];
            add_item(d, it);
        }
        return;
    }
    if (second_slot(d, &it, at, to, &second)) {
        it.title = second.title;
        it.rest = second.rest;
        add_item(d, it);
        it = second;
    }
    add_item(d, it);
}
