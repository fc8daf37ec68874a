/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What can be known of a document before it is read: flags of its lines, how it writes times, where
 * it puts them.
 */
#include "meeting/parse/parse.h"

static uint64_t hash_line(const struct doc *d, const struct line *l)
{
    uint64_t h = 1469598103934665603u;
    for (uint32_t i = l->from; i < l->to; i++)
        if (!is_space(d->fold[i]))
            h = (h ^ (unsigned char)d->fold[i]) * 1099511628211u;
    return h;
}

/* "3", "1 / 2", "Page 2 sur 5", "- 4 -" */
static bool is_page_number(const struct doc *d, const struct line *l)
{
    if (l->to - l->from > 24)
        return false;
    uint32_t i = skip_any(d, l->from, l->to, " -[(|"), n = word_at(d, i, l->to, "page"), k = i;
    n = n ? n : word_at(d, i, l->to, "p.");
    k = skip_any(d, i + n, l->to, " .");
    uint32_t digits = k;
    while (k < l->to && is_digit(d->fold[k]))
        k++;
    if (k == digits || k - digits > 3)
        return false;
    k = skip_spaces(d, k, l->to);
    uint32_t sep = word_at(d, k, l->to, "/");
    sep = sep ? sep : word_at(d, k, l->to, "sur");
    sep = sep ? sep : word_at(d, k, l->to, "of");
    if (sep) {
        k = skip_spaces(d, k + sep, l->to);
        while (k < l->to && is_digit(d->fold[k]))
            k++;
    }
    return skip_any(d, k, l->to, " -])|") == l->to;
}

static bool is_rule(const struct doc *d, const struct line *l)
{
    for (uint32_t i = l->from; i < l->to; i++)
        if (is_word(d->fold[i]) || (unsigned char)d->fold[i] >= 0x80)
            return false;
    return true;
}

/* All capitals, with at least four letters; `text` keeps the case. */
static bool is_upper(const struct doc *d, const struct line *l)
{
    uint32_t letters = 0;
    for (uint32_t i = l->from; i < l->to; i++) {
        if (!is_letter(d->fold[i]))
            continue;
        unsigned char c = (unsigned char)d->text[d->map[i]];
        bool low_accent = c == 0xC3 && (unsigned char)d->text[d->map[i] + 1] >= 0xA0;
        if ((c >= 'a' && c <= 'z') || low_accent)
            return false;
        letters++;
    }
    return letters >= 4;
}

static bool is_footnote(const struct doc *d, const struct line *l)
{
    unsigned char c = (unsigned char)d->text[d->map[l->from]];
    unsigned char e = (unsigned char)d->text[d->map[l->from] + 1];
    bool super = (c == 0xC2 && (e == 0xB9 || e == 0xB2 || e == 0xB3)) ||
                 (c == 0xE2 && e == 0x81 && (unsigned char)d->text[d->map[l->from] + 2] >= 0xB0);
    bool bracket = d->fold[l->from] == '[' && l->from + 2 < l->to && is_digit(d->fold[l->from + 1]) &&
                   d->fold[l->from + 2] == ']';
    return super || bracket || word_at(d, l->from, l->to, "nb") || word_at(d, l->from, l->to, "n.b.");
}

static void flag_line(struct doc *d, struct line *l)
{
    if (is_rule(d, l))
        l->flags |= LINE_RULE;
    else if (is_page_number(d, l))
        l->flags |= LINE_PAGE;
    if (memchr(d->fold + l->from, '|', l->to - l->from))
        l->flags |= LINE_CELLS;
    if (span_is_bold(d, skip_spaces(d, l->body, l->to), l->to))
        l->flags |= LINE_BOLD;
    if (is_upper(d, l))
        l->flags |= LINE_UPPER;
    if (is_footnote(d, l))
        l->flags |= LINE_FOOTNOTE;
    if (is_column_heading(d, l))
        l->flags |= LINE_COLUMNS;
    for (uint32_t i = l->from; i < l->to; i++)
        if (is_digit(d->fold[i]) || d->fold[i] == 'm' || d->fold[i] == 'n') {
            l->flags |= LINE_TIMES; /* perhaps: nothing else can hold one */
            break;
        }
}

/* Lines that stood before on the head of the document, or next to a page number, are page headers. */
static void flag_repeated(struct doc *d)
{
    size_t size = 64;
    while (size < (size_t)d->n_lines * 2)
        size *= 2;
    struct slot {
        uint64_t hash;
        uint32_t line;
    } *slots = arena_array(d->a, size, sizeof *slots);
    for (uint32_t i = 0; i < d->n_lines; i++) {
        struct line *l = &d->lines[i];
        if (l->to - l->from < 6 || (l->flags & (LINE_RULE | LINE_PAGE)))
            continue;
        uint64_t h = hash_line(d, l) | 1;
        size_t at = h & (size - 1);
        while (slots[at].hash && slots[at].hash != h)
            at = (at + 1) & (size - 1);
        if (!slots[at].hash) {
            slots[at] = (struct slot){h, i};
            continue;
        }
        uint32_t first = slots[at].line;
        bool head = first < d->first_item_line && i > d->first_item_line;
        bool page = (i && d->lines[i - 1].flags & (LINE_PAGE | LINE_REPEATED)) ||
                    (i + 1 < d->n_lines && d->lines[i + 1].flags & LINE_PAGE);
        head = head || (first < d->first_item_line && l->blank_before > 1);
        struct period p;
        if ((head || page) && !(l->flags & LINE_COLUMNS) && !scan_item_start(d, l->from, l->to, &p))
            l->flags |= LINE_REPEATED;
    }
}

void doc_flag_lines(struct doc *d)
{
    for (uint32_t i = 0; i < d->n_lines; i++)
        flag_line(d, &d->lines[i]);
}

static bool dot_time(const struct doc *d, const struct line *l)
{
    uint32_t i = skip_any(d, l->body, l->to, " |([*-");
    uint32_t n = 0, k = i;
    while (k < l->to && is_digit(d->fold[k]) && n < 3)
        n++, k++;
    return n >= 1 && n <= 2 && k + 2 < l->to && d->fold[k] == '.' && is_digit(d->fold[k + 1]) &&
           is_digit(d->fold[k + 2]) && (k + 3 == l->to || !strchr(".0123456789%", d->fold[k + 3])) &&
           (d->fold[k + 2] == '0' || d->fold[k + 2] == '5');
}

static bool four_time(const struct doc *d, const struct line *l)
{
    uint32_t i = skip_any(d, l->body, l->to, " |([*-");
    if (i + 4 > l->to || !(d->fold[i] == '0' || d->fold[i] == '1' || d->fold[i] == '2'))
        return false;
    for (uint32_t k = 0; k < 4; k++)
        if (!is_digit(d->fold[i + k]))
            return false;
    bool bound = i + 4 == l->to || !is_word(d->fold[i + 4]) || d->fold[i + 4] == 'h';
    int value = (d->fold[i] - '0') * 1000 + (d->fold[i + 1] - '0') * 100 + (d->fold[i + 2] - '0') * 10 +
                d->fold[i + 3] - '0';
    return bound && value % 100 < 60 && value % 5 == 0 && value < 2400 && (value < 1900 || value > 2100);
}

static void find_clock_forms(struct doc *d)
{
    static const char *const english[] = {"the", "and", "of", "with", "welcome", "lunch", NULL};
    static const char *const french[] = {"le", "la", "les", "des", "et", "du", "pause", NULL};
    uint32_t dots = 0, fours = 0, halves = 0, en = 0, fr = 0, hours = 0;
    for (uint32_t i = 0; i < d->n_lines; i++) {
        const struct line *l = &d->lines[i];
        dots += dot_time(d, l);
        fours += four_time(d, l);
        if (i < 400) {
            uint32_t to = l->to - l->from > 400 ? l->from + 400 : l->to;
            en += has_any_word(d, l->from, to, english);
            fr += has_any_word(d, l->from, to, french);
        }
        struct period p;
        if (!(l->flags & LINE_TIMES) || !scan_item_start(d, l->from, l->to, &p))
            continue;
        halves += p.start.half != 0 || p.end.half != 0;
        hours += p.start.form == CLOCK_H || (p.start.minutes >= 13 * 60 && !p.start.half);
    }
    d->clock_dot = dots >= 2;
    d->clock_four = fours >= 3;
    d->english = en > fr;
    d->clock_twelve = halves > 0 || hours == 0;
}

/* Whether titles stand above the times that are alone on their lines, or under them. */
static void find_title_side(struct doc *d)
{
    uint32_t above = 0, under = 0, first_text = NO_LINE, first_alone = NO_LINE, last_alone = 0;
    for (uint32_t i = 0; i < d->n_lines; i++) {
        struct line *l = &d->lines[i];
        struct period p;
        if (!(l->flags & LINE_TIMES) || !scan_item_start(d, l->from, l->to, &p) ||
            skip_after_time(d, p.next, l->to, &p) < l->to)
            continue;
        bool text_above = i && !l->blank_before;
        bool text_under = i + 1 < d->n_lines && !d->lines[i + 1].blank_before;
        above += text_above && !text_under;
        under += text_under && !text_above;
        first_alone = first_alone == NO_LINE ? i : first_alone;
        last_alone = i;
        first_text = i;
    }
    (void)first_text;
    d->titles_above = above > under && above >= 2;
    if (above + under == 0 && first_alone != NO_LINE && last_alone == d->n_lines - 1 &&
        last_alone > first_alone)
        d->titles_above = true;
}

void doc_layout(struct doc *d)
{
    uint32_t first = 0, last = 0;
    find_clock_forms(d);
    d->first_item_line = NO_LINE;
    for (uint32_t i = 0; i < d->n_lines; i++) {
        struct line *l = &d->lines[i];
        struct period p, q;
        if (!(l->flags & LINE_TIMES))
            continue;
        if (scan_item_start(d, l->from, l->to, &p) || scan_item_start(d, l->body, l->to, &p)) {
            first++;
            if (d->first_item_line == NO_LINE && skip_after_time(d, p.next, l->to, &p) < l->to)
                d->first_item_line = i;
            continue;
        }
        if (l->to - l->from > 160 || !find_period(d, l->from, l->to, &p))
            continue;
        while (find_period(d, p.next, l->to, &q))
            p = q;
        last += skip_any(d, p.next, l->to, " )].*|;,") == l->to;
    }
    d->times_last = last >= 2 && last > first;
    if (d->first_item_line == NO_LINE)
        d->first_item_line = d->n_lines;
    flag_repeated(d);
    find_title_side(d);
}
