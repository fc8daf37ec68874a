/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What can be known of a document before it is read: flags of its lines, how it writes times, where
 * it puts them.
 */
#include "meeting/parse/parse.h"

/* A heading row whose cells are parted by ";" or ",": the lines are those of a CSV file. */
static void find_csv(struct doc *d)
{
    for (uint32_t i = 0; i < d->n_lines && i < 10 && !d->csv; i++)
        for (const char *sign = ";,"; *sign && !d->csv; sign++) {
            const struct line *l = &d->lines[i];
            if (l->to - l->from > 300 || !memchr(d->fold + l->from, *sign, l->to - l->from))
                continue;
            d->csv = *sign;
            d->lines[i].flags |= LINE_CELLS;
            if (!is_column_heading(d, l))
                d->csv = 0;
            d->lines[i].flags &= (uint16_t)~LINE_CELLS;
        }
    for (uint32_t i = 0; i < d->n_lines && d->csv; i++)
        if (memchr(d->fold + d->lines[i].from, d->csv, d->lines[i].to - d->lines[i].from))
            d->lines[i].flags |= LINE_CELLS;
}

/* "From:", "Envoyé :": the head of a message, whose date is that of the message. */
static void flag_mail(struct doc *d)
{
    static const char *const fields[] = {"from", "de",  "sent", "envoye", "date",     "to", "a",
                                         "cc",   "bcc", "cci",  "le",     "reply-to", NULL};
    static const char *const subjects[] = {"subject", "objet", "sujet", NULL};
    uint32_t begin = NO_LINE;
    for (uint32_t i = 0; i < d->n_lines && i < 60; i++) {
        const struct line *l = &d->lines[i];
        if (l->to - l->from < 200 && d->fold[l->to - 1] == ':' &&
            (find_word(d, l->from, l->to, "a ecrit") < l->to ||
             find_word(d, l->from, l->to, "wrote") < l->to))
            d->lines[i].flags |= LINE_MAIL;
        uint32_t at = skip_any(d, l->from, l->to, " >*");
        uint32_t n = any_word_at(d, at, l->to, fields), m = any_word_at(d, at, l->to, subjects);
        uint32_t k = skip_spaces(d, at + (n ? n : m), l->to);
        bool field = (n || m) && k < l->to && d->fold[k] == ':';
        if (field && begin == NO_LINE && !l->blank_before)
            begin = i;
        else if (field && l->blank_before)
            begin = i;
        else if (!field)
            begin = NO_LINE;
        if (begin == NO_LINE || !m || i == begin)
            continue;
        for (uint32_t h = begin; h <= i; h++) {
            d->lines[h].flags |= h == i ? 0 : LINE_MAIL;
            const struct line *next = &d->lines[h];
            if (h == i)
                d->lines[h].body = skip_any(d, k, next->to, " :");
        }
        for (uint32_t h = i + 1; h < d->n_lines && h < i + 5 && !d->lines[h].blank_before; h++) {
            uint32_t f = skip_any(d, d->lines[h].from, d->lines[h].to, " >*");
            if (any_word_at(d, f, d->lines[h].to, fields))
                d->lines[h].flags |= LINE_MAIL;
        }
    }
}

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
    bool bracket = d->fold[l->from] == '[' && l->from + 2 < l->to &&
                   is_digit(d->fold[l->from + 1]) && d->fold[l->from + 2] == ']';
    return super || bracket || word_at(d, l->from, l->to, "nb") ||
           word_at(d, l->from, l->to, "n.b.");
}

static const char *const clock_words[] = {"midi", "noon", "minuit", "midnight", "midday", NULL};

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
    for (uint32_t i = l->from; i < l->to && !(l->flags & LINE_DIGITS); i++)
        if (is_digit(d->fold[i]))
            l->flags |= LINE_DIGITS | LINE_TIMES; /* perhaps: no other line can hold one */
        else if ((d->fold[i] == 'm' || d->fold[i] == 'n') && any_word_at(d, i, l->to, clock_words))
            l->flags |= LINE_TIMES;
}

static bool time_alone(const struct doc *d, const struct line *l)
{
    struct period p;
    return l->flags & LINE_TIMES && scan_item_start(d, l->from, l->to, &p) &&
           skip_after_time(d, p.next, l->to, &p) >= l->to;
}

/* Lines that stood before on the head of the document, or next to a page number, are page headers.
 */
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
        bool title = i && time_alone(d, &d->lines[i - 1]);
        if ((head || page) && !title && !(l->flags & LINE_COLUMNS) &&
            !scan_item_start(d, l->from, l->to, &p))
            l->flags |= LINE_REPEATED;
    }
}

/* Under headings that tabs part, a line with tabs is a row of their table. */
static void flag_tabbed_rows(struct doc *d)
{
    bool table = false;
    for (uint32_t i = 0; i < d->n_lines; i++) {
        struct line *l = &d->lines[i];
        bool tabs = memchr(d->fold + l->from, '\t', l->to - l->from) != NULL;
        table = table || (tabs && l->flags & LINE_COLUMNS);
        if (table && tabs)
            l->flags |= LINE_CELLS;
    }
}

void doc_flag_lines(struct doc *d)
{
    find_csv(d);
    for (uint32_t i = 0; i < d->n_lines; i++)
        flag_line(d, &d->lines[i]);
    flag_tabbed_rows(d);
    flag_mail(d);
}

/* How many "9.30" a line holds that can be times. */
static uint32_t dot_times(const struct doc *d, const struct line *l)
{
    uint32_t found = 0;
    for (uint32_t i = l->from; i + 3 < l->to; i++) {
        if (!is_digit(d->fold[i]) ||
            (i > l->from && (is_word(d->fold[i - 1]) || strchr(".,/-", d->fold[i - 1])) &&
             d->fold[i - 1] != '-'))
            continue;
        uint32_t k = i;
        int hour = 0;
        while (k < l->to && is_digit(d->fold[k]) && k - i < 3)
            hour = hour * 10 + d->fold[k++] - '0';
        bool time = k - i <= 2 && hour < 24 && k + 2 < l->to && d->fold[k] == '.' &&
                    is_digit(d->fold[k + 1]) && d->fold[k + 1] < '6' &&
                    (d->fold[k + 2] == '0' || d->fold[k + 2] == '5');
        if (time && k + 3 < l->to)
            time = !is_digit(d->fold[k + 3]) && d->fold[k + 3] != '%' &&
                   !(strchr("./,", d->fold[k + 3]) && k + 4 < l->to && is_digit(d->fold[k + 4]));
        found += time;
        i = k;
    }
    return found;
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
    int value = (d->fold[i] - '0') * 1000 + (d->fold[i + 1] - '0') * 100 +
                (d->fold[i + 2] - '0') * 10 + d->fold[i + 3] - '0';
    return bound && value % 100 < 60 && value % 5 == 0 && value < 2400 &&
           (value < 1900 || value > 2100);
}

/* "9.30" and "0930" are times only in a document that writes several of them. */
static void find_clock_forms(struct doc *d)
{
    uint32_t dots = 0, fours = 0;
    for (uint32_t i = 0; i < d->n_lines && (dots < 3 || fours < 3); i++) {
        const struct line *l = &d->lines[i];
        if (!(l->flags & LINE_DIGITS))
            continue;
        dots += dot_times(d, l);
        fours += four_time(d, l);
    }
    d->clock_dot = dots >= 3;
    d->clock_four = fours >= 3;
}

/* Whether hours run to 12 or to 24; and which lines hold no time after all. */
static void find_half_days(struct doc *d)
{
    uint32_t halves = 0, hours = 0;
    for (uint32_t i = 0; i < d->n_lines; i++) {
        struct line *l = &d->lines[i];
        struct period p;
        uint32_t at = l->from;
        if (!(l->flags & LINE_TIMES))
            continue;
        for (; find_period(d, at, l->to, &p); at = p.next) {
            halves += p.start.half != 0 || p.end.half != 0;
            hours += p.start.form == CLOCK_H || (p.start.minutes >= 13 * 60 && !p.start.half);
        }
        if (at == l->from)
            l->flags &= (uint16_t)~LINE_TIMES;
    }
    d->clock_twelve = halves > hours || hours == 0;
}

/* Whether no other time stands under line i before the next blank line. */
bool block_ends(const struct doc *d, uint32_t i)
{
    for (uint32_t k = i + 1; k < d->n_lines && !d->lines[k].blank_before; k++)
        if (d->lines[k].flags & LINE_TIMES || k > i + 6)
            return false;
    return true;
}

/* A time with nothing but a place beside it, under a title: "9h30 – 10h30 | Grand amphi". */
static bool time_and_place(const struct doc *d, uint32_t i, uint32_t begin)
{
    const struct line *l = &d->lines[i];
    struct period p;
    if (i != begin + 1 || !block_ends(d, i) || !(l->flags & LINE_TIMES) ||
        !scan_item_start(d, l->from, l->to, &p))
        return false;
    struct period before;
    const struct line *t = &d->lines[begin];
    if (scan_item_start(d, t->body, t->to, &before) || t->flags & LINE_COLUMNS)
        return false;
    uint32_t at = skip_after_time(d, p.next, l->to, &p);
    return at < l->to && (is_room(d, (struct span){at, l->to}) ||
                          (l->to - at < 40 && memchr(d->fold + p.next, '|', at - p.next)));
}

/* Whether the next time alone after line i ends its block too, as under titles; or there is none.
 */
static bool next_block_ends(const struct doc *d, uint32_t i)
{
    for (uint32_t k = i + 1; k < d->n_lines && k < i + 40; k++)
        if (time_alone(d, &d->lines[k]))
            return k + 1 == d->n_lines || d->lines[k + 1].blank_before;
    return true;
}

/*
 * Whether titles stand above the times that are alone on their lines, or under them: a block of
 * lines without a blank one that begins with such a time has its titles under it, one that ends
 * with a time, or whose second line is one, above.
 */
static void find_title_side(struct doc *d)
{
    uint32_t above = 0, under = 0, begin = 0, last = NO_LINE;
    for (uint32_t i = 0; i < d->n_lines; i++) {
        struct line *l = &d->lines[i];
        if (l->blank_before)
            begin = i;
        above += time_and_place(d, i, begin);
        if (!time_alone(d, l))
            continue;
        bool ends = i + 1 == d->n_lines || d->lines[i + 1].blank_before;
        struct day_mark m;
        bool after_title = i > begin && !scan_day_line(d, &d->lines[i - 1], &m) &&
                           !(d->lines[i - 1].flags & LINE_COLUMNS) &&
                           !time_alone(d, &d->lines[i - 1]);
        if (last == NO_LINE && i > 0) { /* the line before the first time: a title, or the head */
            const struct line *p = &d->lines[i - 1];
            bool title = after_title && begins_like_session(d, (struct span){p->body, p->to});
            above += title ? 3 : 0;
            under += title ? 0 : 2;
        }
        last = i;
        if (!ends && is_room(d, (struct span){d->lines[i + 1].body, d->lines[i + 1].to}))
            above += after_title;
        if (i == begin)
            under++;
        else if (ends && after_title && next_block_ends(d, i))
            above += 2;
        else if (i == begin + 1 && after_title)
            above++;
        else if (i > begin && !after_title)
            under++;
    }
    bool tail = last != NO_LINE && last + 1 < d->n_lines && !d->lines[last + 1].blank_before;
    if (last != NO_LINE && !tail)
        above++;
    d->titles_above = above > under;
}

void doc_layout(struct doc *d)
{
    uint32_t first = 0, last = 0, commas = 0;
    find_clock_forms(d);
    find_half_days(d);
    d->first_item_line = NO_LINE;
    for (uint32_t i = 0; i < d->n_lines; i++) {
        struct line *l = &d->lines[i];
        struct period p, q;
        if (!(l->flags & LINE_TIMES))
            continue;
        if (scan_item_start(d, l->from, l->to, &p) || scan_item_start(d, l->body, l->to, &p)) {
            first++;
            commas += d->fold[skip_spaces(d, p.next, l->to)] == ',';
            if (d->first_item_line == NO_LINE && skip_after_time(d, p.next, l->to, &p) < l->to)
                d->first_item_line = i;
            continue;
        }
        if (l->to - l->from > 160 || !find_period(d, l->from, l->to, &p))
            continue;
        while (find_period(d, p.next, l->to, &q))
            p = q;
        last += ends_line(d, p.next, l->to);
    }
    d->times_comma = commas >= 3 && commas * 2 > first;
    d->times_last = last >= 2 && last > first;
    if (d->first_item_line == NO_LINE)
        d->first_item_line = d->n_lines;
    flag_repeated(d);
    find_title_side(d);
}
