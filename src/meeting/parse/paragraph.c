/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Several times within one text: "9h accueil, puis à 9h30 l'ouverture", "10h20 Ouverture 11h
 * Discours". Which of them begin something, and where the titles lie.
 */
#include "meeting/parse/paragraph.h"

#define LABEL 20 /* bytes in which "Deuxième séance" stands */

/* "… **10h20 – 11h20 Titre**": what is set in bold begins with the time. */
static bool bold_begins(const struct doc *d, uint32_t at)
{
    return span_is_bold(d, at, at + 1) && !(at && span_is_bold(d, at - 1, at));
}

/* "… 9h – 9h30 Titre", "… 11h Discours": a period, or a plain hour that no word leads to, and a
 * capital straight after it. */
static bool heads_words(const struct doc *d, uint32_t at)
{
    static const char *const leads[] = {
        "a",       "de",    "des",     "vers",   "avant", "apres",  "jusqu'a", "at",   "from",
        "to",      "by",    "until",   "before", "after", "around", "et",      "and",  "entre",
        "between", "pour",  "les",     "le",     "la",    "des",    "du",      "sur",  "en",
        "ou",      "or",    "of",      "for",    "with",  "avec",   "till",    "midi", "since",
        "depuis",  "about", "environ", "partir", "nos",   "ses",    NULL};
    struct period p;
    if (!at || !is_space(d->fold[at - 1]) || !scan_period(d, at, (uint32_t)d->fold_n, &p))
        return false;
    uint32_t k = p.next, before = at - 1, word;
    uint32_t title = skip_any(d, k, (uint32_t)d->fold_n, " +.");
    if (title > k + 3 || !capital_at(d, title, (uint32_t)d->fold_n))
        return false;
    if (!p.has_end && p.start.form != CLOCK_H && p.start.form != CLOCK_COLON)
        return false;
    while (before && d->fold[before - 1] == ' ')
        before--;
    if (before >= 4 && is_digit(d->fold[before - 1]) && is_digit(d->fold[before - 4]))
        return false; /* "08/04/2016 17:23 Page 1": when it was printed */
    for (word = before; word && (is_word(d->fold[word - 1]) || d->fold[word - 1] == '\'');)
        word--;
    return !(word < before && any_word_at(d, word, before, leads));
}

/* Whether a time inside a paragraph begins something: what stands before it says. */
static bool begins_something(const struct doc *d, uint32_t floor, uint32_t at, bool strong,
                             uint32_t *from)
{
    static const char *const leads[] = {"a partir de", "puis a", "puis de", "puis", "des",     "de",
                                        "a",           "et a",   "at",      "from", "then at", "et",
                                        "enfin",       "then",   "et de",   NULL};
    uint32_t i = at;
    while (i > floor && is_space(d->fold[i - 1]))
        i--;
    *from = at;
    if (i == floor || strchr(";.,-|:*(/>!?", d->fold[i - 1])) {
        bool soft = i > floor && strchr(",:(/", d->fold[i - 1]);
        return !(strong && soft);
    }
    if (i < at && d->fold[i] == '\n')
        return true;
    if (bold_begins(d, at) || heads_words(d, at) ||
        glued_time(d, at, (uint32_t)d->fold_n, &(struct period){0}))
        return true;
    for (const char *const *w = leads; *w && !strong; w++) {
        uint32_t n = (uint32_t)strlen(*w);
        if (i - floor < n || (i - floor > n && is_word(d->fold[i - n - 1])))
            continue;
        if (memcmp(d->fold + i - n, *w, n) != 0)
            continue;
        *from = i - n;
        return true;
    }
    return false;
}

/* "12 h 30 – 13 h : Accueil": a colon or a dash after a time says that its title follows, whatever
 * stands before it. */
bool labels_title(const struct doc *d, const struct period *p, uint32_t to)
{
    uint32_t k = skip_spaces(d, p->next, to);
    bool sign = k + 1 < to && (d->fold[k] == ':' || (d->fold[k] == '-' && k > p->next));
    return sign && is_space(d->fold[k + 1]);
}

bool labelled_time(const struct doc *d, const struct line *l, struct period *p)
{
    static const char *const words[] = {"seance",   "session",  "atelier", "panel",    "partie",
                                        "axe",      "sequence", "table",   "workshop", "part",
                                        "module",   "bloc",     "block",   "theme",    "plenary",
                                        "pleniere", NULL};
    uint32_t to = l->to - l->body > 60 ? l->body + 60 : l->to, past;
    if (!has_any_word(d, l->body, l->body + LABEL < to ? l->body + LABEL : to, words) ||
        !find_period(d, l->body, to, p) || !p->has_end || p->from < l->body + 6)
        return false;
    uint32_t sign = p->from;
    while (sign > l->body && is_space(d->fold[sign - 1]))
        sign--;
    past = skip_spaces(d, p->next, l->to);
    bool parted = strchr(":-(|", d->fold[sign - 1]) || sign - l->body < LABEL;
    return parted && past < l->to && strchr(":-)|", d->fold[past]) &&
           skip_any(d, past, l->to, " :-)|") < l->to;
}

static uint32_t drop_trailing(const struct doc *d, uint32_t from, uint32_t to)
{
    static const char *const words[] = {"puis",  "et",    "then",   "and",      "suivi",   "suivie",
                                        "enfin", "avant", "suivis", "followed", "ensuite", NULL};
    for (bool again = true; again;) {
        again = false;
        while (to > from && strchr(" \t\n;,.-|:*(/>", d->fold[to - 1]))
            to--;
        for (const char *const *w = words; *w; w++) {
            uint32_t n = (uint32_t)strlen(*w);
            if (to - from <= n || is_word(d->fold[to - n - 1]) ||
                memcmp(d->fold + to - n, *w, n) != 0)
                continue;
            to -= n;
            again = true;
        }
    }
    return to;
}

/* "par un accueil café", "de l'ouverture": the words that lead to the title. */
static uint32_t skip_lead(const struct doc *d, uint32_t i, uint32_t to)
{
    static const char *const words[] = {"par un",   "par une", "par le", "par la", "par l'",
                                        "de l'",    "de la",   "d'un",   "d'une",  "avec un",
                                        "avec une", "par",     NULL};
    uint32_t n = any_word_at(d, i, to, words);
    return skip_spaces(d, i + n, to);
}

/* The words before a time in a sentence, back to the sign that parts them from what precedes. */
static struct span words_before(const struct doc *d, uint32_t floor, uint32_t to)
{
    uint32_t end = drop_trailing(d, floor, to), from = end;
    while (from > floor && !strchr(".;,!?:\n", d->fold[from - 1]))
        from--;
    from = skip_any(d, from, end, " ");
    static const char *const joins[] = {"puis", "et", "then", "and", "enfin", "suivi de", NULL};
    uint32_t n = any_word_at(d, from, end, joins);
    return (struct span){skip_spaces(d, from + n, end), end};
}

struct cut { /* the items of one paragraph, while it is cut */
    size_t first;
    uint32_t begin, to; /* of its text */
    uint32_t closed;    /* times with a "," or "." straight after them */
};

/* Whether the titles stand before their times: "Accueil à 9h, ouverture à 9h30." */
static bool titles_before(const struct doc *d, const struct cut *c)
{
    size_t n = d->n_items - c->first;
    const struct item *tail = &d->items[d->n_items - 1], *head = &d->items[c->first];
    uint32_t end = drop_trailing(d, tail->title.from, c->to);
    return end <= tail->title.from && c->closed * 2 > n && head->when.from > c->begin + 4;
}

/* "Finale des conteurs – 11h-12h30 – Grande scène. Il s'agit…", line after line. */
static bool titles_between_dashes(const struct doc *d, const struct cut *c)
{
    for (size_t k = c->first; k < d->n_items; k++) {
        const struct item *it = &d->items[k];
        uint32_t floor = d->lines[it->line].body, sign = skip_spaces(d, it->when.next, c->to);
        if (it->when.from < floor + 8 || memcmp(d->fold + it->when.from - 3, " - ", 3) != 0 ||
            sign >= c->to || d->fold[sign] != '-' ||
            (k > c->first && it->line == d->items[k - 1].line))
            return false;
    }
    return d->n_items - c->first >= 2;
}

/* "Fin de l'activité • Jeudi 20 février": a bullet within a paragraph begins something else. */
static uint32_t end_at_bullet(const struct doc *d, struct span s)
{
    for (uint32_t i = s.from + 1; i + 1 < s.to; i++)
        if (d->fold[i] == '*' && is_space(d->fold[i - 1]) && is_space(d->fold[i + 1]))
            return i;
    return s.to;
}

/* "OuvertureRené Valmont", after a time that was glued itself: where the next word begins. */
static uint32_t end_at_glue(const struct doc *d, const struct item *it, uint32_t to)
{
    struct period p;
    if (it->title.from != it->when.next || !glued_time(d, it->when.from, to, &p))
        return to;
    for (uint32_t i = it->title.from + 1; i < to; i++)
        if (is_letter(d->fold[i - 1]) && capital_at(d, i, to) && !capital_at(d, i - 1, to))
            return i;
    return to;
}

static void set_titles(struct doc *d, const struct cut *c)
{
    bool dashes = titles_between_dashes(d, c), before = dashes || titles_before(d, c);
    for (size_t k = c->first; k < d->n_items; k++) {
        struct item *it = &d->items[k];
        uint32_t floor = k > c->first ? d->items[k - 1].when.next : c->begin;
        uint32_t end = k + 1 < d->n_items ? d->items[k + 1].title_floor : c->to;
        if (dashes) {
            floor = d->lines[it->line].body;
            end = k + 1 < d->n_items ? d->lines[d->items[k + 1].line].from : c->to;
        }
        struct span after = {
            it->title.from,
            drop_trailing(d, it->title.from, end > it->title.from ? end : it->title.from)};
        after.from = skip_lead(d, after.from, after.to);
        uint32_t more = end_at_bullet(d, after);
        more = more == after.to ? end_at_glue(d, it, after.to) : more;
        if (before || (after.from >= after.to && it->title_floor > floor)) {
            it->title = words_before(d, floor, it->title_floor);
            struct item *prev = k > c->first ? &d->items[k - 1] : NULL;
            if (!before && prev && prev->title.to > it->title.from &&
                it->title.from > prev->title.from)
                prev->title.to = drop_trailing(d, prev->title.from, it->title.from);
        } else {
            it->title = (struct span){after.from, more};
        }
        uint32_t last = it->title.to > it->title.from ? it->title.to - 1 : it->when.from;
        it->last = line_at(d, last > it->when.from ? last : it->when.from);
        it->rest = (struct span){it->title.to, more < after.to ? after.to : it->title.to};
        if (dashes) {
            it->title = span_trim(d, (struct span){floor, it->when.from - 3});
            it->rest = after;
            it->last = line_at(d, after.to > after.from ? after.to - 1 : it->when.from);
        }
    }
}

/* Whether a date begins a sentence or a line, or is that of a programme; not "le compte rendu du
 * 9 mai". */
static bool opens(const struct doc *d, uint32_t floor, uint32_t at)
{
    static const char *const words[] = {"programme du", "programme pour le", "journee du",
                                        "soiree du",    "matinee du",        NULL};
    uint32_t sign = at;
    while (sign > floor && d->fold[sign - 1] == ' ')
        sign--;
    if (sign == floor || strchr(".;:|*!?()>-\n", d->fold[sign - 1]))
        return true;
    for (const char *const *w = words; *w; w++) {
        uint32_t n = (uint32_t)strlen(*w);
        if (sign >= floor + n && word_at(d, sign - n, sign, *w))
            return true;
    }
    return false;
}

/* The date or weekday that leads straight to a time: "Au programme du 14 juillet : 8 h …". */
static bool day_before(const struct doc *d, uint32_t floor, uint32_t at, struct day_mark *m)
{
    static const char *const joins[] = {"a partir de", "des", "a", "de", "at", "from", NULL};
    uint32_t from = at > floor + 48 ? at - 48 : floor;
    *m = (struct day_mark){0};
    for (uint32_t i = from; i < at; i++) {
        struct line l = {.from = i, .to = at, .body = i};
        struct day_mark got = {0};
        if (!is_word(d->fold[i]) || (i && is_word(d->fold[i - 1])))
            continue;
        if (!scan_date(d, i, at, &got.date) &&
            !(weekday_at(d, i, at) && scan_day_line(d, &l, &got)))
            continue;
        bool heads = got.date.weekday || opens(d, floor, i);
        uint32_t k = skip_any(d, got.date.next, at, " ,:;-.(>*|");
        k = skip_spaces(d, k + any_word_at(d, k, at, joins), at);
        if (k == at && heads)
            *m = got;
        i = got.date.next > i ? got.date.next - 1 : i;
    }
    return m->date.day || m->date.weekday;
}

/* "08/04/2016 17:23": nothing begins at such a minute; a page was printed then. */
static bool stamp_time(const struct period *p)
{
    return !p->has_end && p->start.form == CLOCK_COLON && p->start.minutes % 5;
}

/* "9h Accueil … 17h Fin • Jeudi 20 février, de 9h à 17h": the day and its hours, after all that it
 * holds. */
static bool frame_after(struct doc *d, size_t first)
{
    const struct item *frame = &d->items[d->n_items - 1];
    bool holds = frame->when.has_end && first + 1 < d->n_items;
    for (size_t k = first; k + 1 < d->n_items; k++)
        holds = holds && d->items[k].mark == NO_MARK &&
                d->items[k].when.start.minutes >= frame->when.start.minutes &&
                d->items[k].when.start.minutes <= frame->when.end.minutes;
    for (size_t k = first; holds && k + 1 < d->n_items; k++)
        d->items[k].mark = frame->mark;
    return holds;
}

/* Adds the item of a time; where the text after it begins. */
static uint32_t cut_item(struct doc *d, struct cut *c, const struct period *p, uint32_t title_floor)
{
    struct item it = {.when = *p,
                      .columns = NO_LINE,
                      .line = line_at(d, p->from),
                      .title_floor = title_floor,
                      .rest = {c->to, c->to}};
    it.last = it.line;
    it.title = (struct span){skip_after_time(d, p->next, c->to, &it.when), c->to};
    c->closed += p->next >= c->to || strchr(",.;)", d->fold[p->next]) != NULL;
    add_item(d, it);
    return it.when.next > p->next ? it.when.next : p->next;
}

static void close_cut(struct doc *d, const struct cut *c, uint32_t last)
{
    set_titles(d, c);
    d->items[d->n_items - 1].last = last;
    for (size_t k = c->first; k < d->n_items; k++)
        for (uint32_t n = d->items[k].line; n <= d->items[k].last; n++)
            d->lines[n].flags |= LINE_ITEM;
}

/* Cuts a paragraph that holds several times into items; how many. */
uint32_t cut_paragraph(struct doc *d, uint32_t end, uint32_t from, bool strong)
{
    uint32_t i = from, to = d->lines[end - 1].to, floor = i;
    struct cut c = {.first = d->n_items, .begin = i, .to = to};
    size_t marks = d->n_marks;
    int last = -1;
    struct period p;
    while (find_period(d, i, to, &p)) {
        i = p.next;
        struct day_mark m;
        bool day = day_before(d, floor, p.from, &m);
        if (day && stamp_time(&p)) {
            floor = p.next;
            continue;
        }
        if (day) { /* "… ; dimanche 13 : 10 h messe" */
            add_mark(d, m, line_at(d, m.date.from));
            last = -1;
            from = m.date.from;
        }
        bool dated = d->n_marks > marks;
        marks = d->n_marks;
        bool later = d->n_items > c.first;
        bool anew =
            later && labels_title(d, &p, to) && line_at(d, p.from) > d->items[d->n_items - 1].line;
        if ((p.start.minutes < last && !anew) ||
            (!dated && !begins_something(d, floor, p.from, strong && later, &from) &&
             !labels_title(d, &p, to)))
            continue;
        last = p.start.minutes;
        floor = i = cut_item(d, &c, &p, dated ? m.date.from : from);
        if (dated && d->n_marks == 1 && frame_after(d, c.first)) {
            c.to = m.date.from;
            d->n_items--;
            d->n_solid--;
            break;
        }
    }
    if (d->n_items > c.first)
        close_cut(d, &c, end - 1);
    return (uint32_t)(d->n_items - c.first);
}

/* How many times between two places begin something. */
uint32_t times_from(const struct doc *d, uint32_t i, uint32_t to)
{
    uint32_t times = 0, dummy;
    struct period p;
    for (uint32_t at = i; find_period(d, at, to, &p); at = p.next)
        times += begins_something(d, i, p.from, false, &dummy) || labels_title(d, &p, to);
    return times;
}

static bool after_slash(const struct doc *d, uint32_t floor, uint32_t at)
{
    while (at > floor && d->fold[at - 1] == ' ')
        at--;
    return at > floor && strchr("/;|", d->fold[at - 1]) != NULL;
}

/* "10h20 Ouverture de la convention 11h Discours du ministre": further times that begin something.
 */
bool more_times(const struct doc *d, uint32_t i, uint32_t to)
{
    struct period p;
    for (uint32_t at = i; find_period(d, at, to, &p); at = p.next)
        if (heads_words(d, p.from) || bold_begins(d, p.from) ||
            (labels_title(d, &p, to) && after_slash(d, i, p.from)))
            return true;
    return false;
}

/* Cuts one line from a place on; false, and nothing done, when that makes a single item. */
bool cut_line(struct doc *d, uint32_t index, uint32_t from)
{
    size_t before = d->n_items, solid = d->n_solid, marks = d->n_marks;
    if (cut_paragraph(d, index + 1, from, true) > 1)
        return true;
    d->n_marks = marks;
    d->n_items = before;
    d->n_solid = solid;
    return false;
}
