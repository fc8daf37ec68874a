/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One session from one item: title, room and speakers out of its own line, then what the lines
 * under it are: workshops in parallel, speakers, or notes. No word is lost: what leaves the title
 * goes to the room or to the note.
 */
#include "meeting/parse/parse.h"

#define MAX_CUTS 4     /* "– Name (Room)": endings taken off a title */
#define PROSE_LOOK 600 /* bytes of a paragraph that are searched for speakers */
#define TITLE_MAX 4000 /* bytes of a title that are searched for speakers and rooms */

struct detail {
    struct doc *d;
    struct parsed_session *s;
    struct people people;
    struct buf note;
    size_t cap_parallel;
    bool workshop; /* lists under it are workshops */
    bool tail;     /* the last item of the document */
    uint32_t last; /* last line taken */
};

static void add_note(struct detail *t, struct span s)
{
    s = span_trim(t->d, s);
    while (s.from < s.to && strchr("-:,;|> ", t->d->fold[s.from]))
        s.from++;
    if (s.from >= s.to)
        return;
    const char *text = span_text(t->d, s.from, s.to);
    if (!text[0])
        return;
    if (t->note.len)
        buf_putc(&t->note, '\n');
    buf_puts(&t->note, text);
}

static void add_parallel(struct detail *t, const struct line *l, struct span s)
{
    struct doc *d = t->d;
    struct parsed_parallel p = {.lines = {l->number, l->number}};
    s = span_trim(d, s);
    if (s.to > s.from && d->fold[s.to - 1] == ')' && s.to - s.from < TITLE_MAX) {
        uint32_t open = s.to - 1;
        while (open > s.from && d->fold[open] != '(')
            open--;
        struct span in = {open + 1, s.to - 1};
        if (open > s.from && is_room(d, in)) {
            p.room = span_text(d, in.from, in.to);
            s = span_trim(d, (struct span){s.from, open});
        }
    }
    while (s.to > s.from && strchr(",;", d->fold[s.to - 1]))
        s.to--;
    p.title = span_text(d, s.from, s.to);
    struct parsed_session *out = t->s;
    out->parallel =
        arena_grow(d->a, out->parallel, out->n_parallel, &t->cap_parallel, sizeof *out->parallel);
    out->parallel[out->n_parallel++] = p;
}

/* Takes "(Salle 12)" or "(Rémi Caldagués, géographe)" off the end. */
static bool cut_parentheses(struct detail *t, struct span *s)
{
    struct doc *d = t->d;
    if (s->to <= s->from || d->fold[s->to - 1] != ')')
        return false;
    uint32_t open = s->to - 1;
    int depth = 0;
    for (; open > s->from; open--) {
        depth += d->fold[open] == ')' ? 1 : d->fold[open] == '(' ? -1 : 0;
        if (!depth)
            break;
    }
    struct span in = {open + 1, s->to - 1};
    if (open == s->from)
        return false;
    if (is_room(d, in)) {
        if (t->s->room)
            add_note(t, in);
        else
            t->s->room = span_text(d, in.from, in.to);
    } else if (names_people(d, in) && people_in(d, in, &t->people)) {
        add_note(t, in);
    } else {
        return false;
    }
    *s = span_trim(d, (struct span){s->from, open});
    return true;
}

/* Takes "– Hélène Tarvoux, présidente" or "– Salle 12" off the end. */
static bool cut_dash(struct detail *t, struct span *s)
{
    struct doc *d = t->d;
    uint32_t at = s->to;
    int depth = 0;
    for (uint32_t k = s->from + 1; k + 1 < s->to; k++) {
        char c = d->fold[k];
        depth += c == '(' ? 1 : c == ')' && depth ? -1 : 0;
        if (!depth && strchr("->|/", c) && is_space(d->fold[k - 1]) && is_space(d->fold[k + 1]) &&
            names_people(d, (struct span){k + 1, s->to})) {
            at = k;
            break;
        }
        if (!depth && (c == '-' || c == '|') && is_space(d->fold[k - 1]) &&
            is_space(d->fold[k + 1]))
            at = is_room(d, (struct span){k + 1, s->to}) ? k : at;
    }
    if (at == s->to)
        return false;
    struct span in = span_trim(d, (struct span){at + 1, s->to});
    if (names_people(d, in)) {
        people_in(d, in, &t->people);
        add_note(t, in);
    } else if (!t->s->room) {
        t->s->room = span_text(d, in.from, in.to);
    } else {
        return false;
    }
    *s = span_trim(d, (struct span){s->from, at});
    return true;
}

/* "…, par Untel", "… by Jane Doe", "…, Jane Doe (Org)": named, but the title keeps them. */
static void people_inside(struct detail *t, struct span s)
{
    static const char *const words[] = {"par",       "by",         "avec", "with",
                                        "anime par", "animee par", NULL};
    struct doc *d = t->d;
    for (uint32_t k = s.from + 1; k < s.to; k++) {
        if (is_word(d->fold[k - 1]) || !is_letter(d->fold[k]))
            continue;
        uint32_t n = any_word_at(d, k, s.to, words);
        bool comma = k > s.from + 2 && d->fold[k - 2] == ',';
        struct span in = {k + n, s.to};
        if ((n || comma) && names_people(d, in)) {
            people_in(d, in, &t->people);
            return;
        }
    }
    people_capitals(d, s, &t->people);
}

/* "**L'actualité en France** au travers des résultats…": the bold words are the title. */
static uint32_t end_of_bold(const struct doc *d, struct span s)
{
    uint32_t words = 0, k = s.from;
    for (; k < s.to && span_is_bold(d, s.from, k + 1); k++)
        words += is_word(d->fold[k]) && (k == s.from || !is_word(d->fold[k - 1]));
    uint32_t rest = skip_spaces(d, k, s.to);
    if (k <= s.from || rest >= s.to || words < 3 || strchr(":-,;", d->fold[k - 1]) ||
        strchr(":-\"(,;.?!)>|", d->fold[rest]) || is_word(d->fold[k]))
        return s.to;
    return k;
}

/* A further cell of a row: a room, people, or a note, as its heading or its words say. */
static void take_cell(struct detail *t, struct span cell, enum column column)
{
    struct doc *d = t->d;
    if (cell.from >= cell.to)
        return;
    if (!t->s->room && (column == COLUMN_ROOM || (column == COLUMN_NONE && is_room(d, cell)))) {
        t->s->room = span_text(d, cell.from, cell.to);
        return;
    }
    if (column == COLUMN_PEOPLE || names_people(d, cell)) {
        size_t found = people_in(d, cell, &t->people);
        if (!found)
            people_announced(d, cell, &t->people);
    }
    add_note(t, cell);
}

static void take_cells(struct detail *t, const struct item *it)
{
    struct doc *d = t->d;
    uint32_t i = it->rest.from, h = it->columns != NO_LINE ? d->lines[it->columns].from : 0;
    uint32_t h_end = it->columns != NO_LINE ? d->lines[it->columns].to : 0;
    struct span cell, heading;
    struct period p;
    for (int k = 0; k < 16 && next_cell(d, &i, it->rest.to, &cell); k++) {
        enum column column = COLUMN_NONE;
        bool headed = h < h_end && next_cell(d, &h, h_end, &heading);
        if (headed)
            column = column_word(d, heading);
        bool title = cell.from == it->title.from;
        bool time = scan_item_start(d, cell.from, cell.to, &p) &&
                    skip_any(d, p.next, cell.to, " .)]*-:") == cell.to;
        if (!title && !time)
            take_cell(t, cell, column);
    }
    if (i < it->rest.to)
        add_note(t, (struct span){i, it->rest.to});
}

static void take_title(struct detail *t, const struct item *it)
{
    struct doc *d = t->d;
    struct span s = span_trim(d, it->title);
    while (s.to > s.from && d->fold[s.to - 1] == '|')
        s = span_trim(d, (struct span){s.from, s.to - 1});
    uint32_t bold = s.to - s.from < TITLE_MAX ? end_of_bold(d, s) : s.to;
    if (bold < s.to) {
        add_note(t, (struct span){bold, s.to});
        people_announced(d, s, &t->people);
        people_inside(t, s);
        s = span_trim(d, (struct span){s.from, bold});
    } else if (s.to - s.from < TITLE_MAX) {
        bool more = true;
        for (int k = 0; k < MAX_CUTS && more; k++)
            more = cut_parentheses(t, &s) || cut_dash(t, &s);
        people_inside(t, s);
        people_announced(d, s, &t->people);
    }
    t->s->title = span_text(d, s.from, s.to);
    take_cells(t, it);
}

static bool names_workshop(const struct doc *d, const struct line *l)
{
    static const char *const words[] = {
        "atelier", "workshop", "groupe", "group",   "session",  "table",  "parcours", "track",
        "stand",   "salle",    "room",   "circuit", "breakout", "stream", "ateliers", NULL};
    return any_word_at(d, l->body, l->to, words) != 0;
}

static bool footer(const struct doc *d, const struct line *l)
{
    static const char *const words[] = {"inscription",
                                        "inscriptions",
                                        "contact",
                                        "contacts",
                                        "renseignements",
                                        "http",
                                        "https",
                                        "www",
                                        "lieu :",
                                        "tarif",
                                        "tarifs",
                                        "adresse",
                                        "organise par",
                                        "avec le soutien",
                                        "partenaires",
                                        "rendez-vous",
                                        "informations",
                                        "infos",
                                        "acces",
                                        "to register",
                                        "register",
                                        "organised by",
                                        "for more",
                                        "programme susceptible",
                                        "programme sous reserve",
                                        "nous contacter",
                                        "merci de",
                                        "organisation",
                                        "supported by",
                                        "with the support",
                                        "un evenement",
                                        "venue",
                                        "email",
                                        "nb",
                                        NULL};
    return any_word_at(d, l->body, l->to, words) != 0;
}

static bool skipped(const struct line *l)
{
    return l->flags & (LINE_REPEATED | LINE_PAGE | LINE_RULE | LINE_COLUMNS | LINE_FOOTNOTE |
                       LINE_HEADING | LINE_ABOVE);
}

/* Words that no title ends with, and that begin what goes on with one. */
static const char *const link_words[] = {"de",   "du",  "des", "la",   "le",  "les", "l'",  "d'",
                                         "et",   "ou",  "a",   "au",   "aux", "en",  "sur", "dans",
                                         "pour", "par", "of",  "the",  "and", "for", "in",  "on",
                                         "to",   "un",  "une", "avec", NULL};

static bool ends_with_link(const struct doc *d, struct span s)
{
    uint32_t i = s.to;
    while (i > s.from && (is_letter(d->fold[i - 1]) || (i == s.to && d->fold[i - 1] == '\'')))
        i--;
    uint32_t n = i > s.from && i < s.to ? any_word_at(d, i, s.to, link_words) : 0;
    return n && i + n == s.to;
}

/* Whether a parenthesis opened in the title is closed by the line. */
static bool closes_parenthesis(const struct doc *d, struct span s, const struct line *l)
{
    int open = 0;
    for (uint32_t i = s.from; i < s.to; i++)
        open += d->fold[i] == '(' ? 1 : d->fold[i] == ')' ? -1 : 0;
    const char *close = memchr(d->fold + l->from, ')', l->to - l->from);
    const char *another = memchr(d->fold + l->from, '(', l->to - l->from);
    return open > 0 && close && (!another || close < another);
}

/* A line under a title that goes on with it: it begins in the middle of a sentence, or the title
 * ends there. */
bool continues_title(const struct doc *d, struct span s, const struct line *l)
{
    if (s.to <= s.from || s.to - s.from > TITLE_MAX || l->bullet || skipped(l) ||
        l->flags & (LINE_CELLS | LINE_ITEM | LINE_DAY) || l->to - l->from > 200)
        return false;
    if (l->blank_before < 2 && closes_parenthesis(d, s, l))
        return true;
    if (l->blank_before || people_label(d, l->from, l->to))
        return false;
    unsigned char c = (unsigned char)d->text[d->map[l->from]];
    bool low = (c >= 'a' && c <= 'z') ||
               (c == 0xC3 && (unsigned char)d->text[d->map[l->from] + 1] >= 0xA0);
    bool cut = d->fold[s.to - 1] == '-' && s.to - s.from > 3 && is_letter(d->fold[s.to - 2]);
    bool capitals = l->flags & LINE_UPPER && d->lines[line_at(d, s.from)].flags & LINE_UPPER &&
                    (d->fold[s.to - 1] == ':' || any_word_at(d, l->from, l->to, link_words));
    return (low && (cut || s.to - s.from > 30)) || capitals || ends_with_link(d, s);
}

/* Moves the end of a title over the lines that go on with it; the first line that does not. */
static uint32_t end_title(const struct doc *d, struct span *s, uint32_t k, uint32_t end)
{
    for (int lines = 0; k < end && lines < 3 && continues_title(d, *s, &d->lines[k]); lines++)
        s->to = d->lines[k++].to;
    return k;
}

/* "Atelier", "Table ronde n° 2": a title that says what it is and leaves its subject to the line
 * under it. */
static bool is_label(const struct doc *d, struct span s)
{
    static const char *const words[] = {"atelier",
                                        "table ronde",
                                        "table-ronde",
                                        "conference",
                                        "debat",
                                        "pleniere",
                                        "seance pleniere",
                                        "session pleniere",
                                        "workshop",
                                        "panel",
                                        "panel discussion",
                                        "keynote",
                                        "plenary",
                                        "conference-debat",
                                        "session",
                                        "seance",
                                        NULL};
    uint32_t i = skip_any(d, s.from, s.to, " *\""), n = any_word_at(d, i, s.to, words);
    if (!n)
        return false;
    i = skip_any(d, i + n, s.to, " #");
    i = skip_any(d, i + word_at(d, i, s.to, "no"), s.to, " ");
    while (i < s.to && is_digit(d->fold[i]))
        i++;
    return skip_any(d, i, s.to, " :-.*") == s.to;
}

/* Takes the line under such a title as the rest of it. */
static bool take_subject(struct detail *t, struct span title, const struct line *l)
{
    struct doc *d = t->d;
    struct span s = {l->body, l->to};
    if (!is_label(d, title) || l->blank_before || l->bullet || skipped(l) ||
        l->flags & (LINE_CELLS | LINE_ITEM | LINE_DAY) || s.to - s.from > 110 ||
        strchr(".(", d->fold[s.to - 1]) || people_label(d, s.from, s.to) || names_people(d, s) ||
        is_room(d, s) || names_workshop(d, l))
        return false;
    size_t n = strlen(t->s->title);
    while (n && strchr(" :-", t->s->title[n - 1]))
        n--;
    t->s->title = arena_printf(d->a, "%.*s : %s", (int)n, t->s->title, span_text(d, s.from, s.to));
    return true;
}

static void take_child(struct detail *t, const struct line *l)
{
    struct doc *d = t->d;
    struct span s = {l->body, l->to};
    uint32_t label = people_label(d, l->body, l->to);
    if (label) {
        size_t found = people_in(d, (struct span){label, l->to}, &t->people);
        if (!found)
            people_announced(d, s, &t->people);
        add_note(t, s);
        return;
    }
    if (names_people(d, s) && !(t->workshop && l->bullet == '1')) {
        people_in(d, s, &t->people);
        add_note(t, s);
        return;
    }
    bool listed = t->workshop && l->bullet;
    if (listed || (names_workshop(d, l) && (t->workshop || l->bullet))) {
        add_parallel(
            t, l, (struct span){l->bullet == '1' ? l->from + (l->body - l->from) : l->body, l->to});
        return;
    }
    struct span look = {s.from, s.to - s.from > PROSE_LOOK ? s.from + PROSE_LOOK : s.to};
    people_announced(d, look, &t->people);
    people_capitals(d, look, &t->people);
    add_note(t, s);
}

/* Plain lines under "Ateliers": each is one, when all are short and there are several. */
static bool all_plain_workshops(const struct doc *d, const struct item *it, uint32_t end)
{
    uint32_t n = 0;
    for (uint32_t k = it->children; k < end; k++) {
        const struct line *l = &d->lines[k];
        if (skipped(l))
            continue;
        if (l->bullet || l->to - l->from > 110 || d->fold[l->to - 1] == '.' ||
            people_label(d, l->body, l->to) || (l->blank_before && n))
            return false;
        n++;
    }
    return n >= 2;
}

/* Between a time and the title under it, each alone on its line: the room, named by its last word.
 */
static bool place_above_title(const struct doc *d, uint32_t k, uint32_t end)
{
    static const char *const places[] = {"ballroom", "foyer", "auditorium", "atrium",  "lobby",
                                         "hall",     "room",  "suite",      "terrace", NULL};
    const struct line *l = &d->lines[k];
    uint32_t word = l->to;
    while (word > l->body && (is_word(d->fold[word - 1])))
        word--;
    return k + 1 < end && l->to - l->body < 40 && word > l->body &&
           any_word_at(d, word, l->to, places) && !skipped(&d->lines[k + 1]);
}

static void take_children(struct detail *t, const struct item *it)
{
    struct doc *d = t->d;
    uint32_t end = it->children, k;
    bool tail = t->tail;
    for (; end < it->children_end; end++) {
        const struct line *l = &d->lines[end];
        if (!tail || skipped(l))
            continue;
        bool list = t->workshop && l->bullet && l->blank_before < 2;
        bool first_title = !t->s->title[0];
        if (!first_title && !list && (l->blank_before || footer(d, l)))
            break;
    }
    bool plain = t->workshop && t->s->title[0] && all_plain_workshops(d, it, end);
    for (k = it->children; k < end; k++) {
        const struct line *l = &d->lines[k];
        if (skipped(l) || (tail && footer(d, l)))
            continue;
        t->last = k;
        if (!t->s->title[0] && place_above_title(d, k, end)) {
            t->s->room = span_text(d, l->body, l->to);
        } else if (!t->s->title[0]) {
            struct item own = *it;
            own.title = (struct span){l->body, l->to};
            k = end_title(d, &own.title, k + 1, end) - 1;
            own.rest = (struct span){own.title.to, own.title.to};
            take_title(t, &own);
            t->last = k;
            t->workshop = is_workshop_title(d, own.title);
            if (k + 1 < end && take_subject(t, own.title, &d->lines[k + 1]))
                t->last = ++k;
        } else if (plain && !names_people(d, (struct span){l->body, l->to})) {
            add_parallel(t, l, (struct span){l->body, l->to});
        } else {
            take_child(t, l);
        }
    }
}

/* "Ateliers au choix : le vélo ; l'autopartage ; le train" */
static void inline_workshops(struct detail *t, const struct item *it)
{
    struct doc *d = t->d;
    const char *colon = memchr(d->fold + it->title.from, ':', it->title.to - it->title.from);
    if (!t->workshop || t->s->n_parallel || !colon || it->title.to - it->title.from > TITLE_MAX)
        return;
    uint32_t i = (uint32_t)(colon - d->fold) + 1, n = 1;
    for (uint32_t k = i; k < it->title.to; k++)
        n += d->fold[k] == ';' || (d->fold[k] == '/' && is_space(d->fold[k - 1]));
    if (n < 2)
        return;
    for (uint32_t k = i; k <= it->title.to; k++)
        if (k == it->title.to || d->fold[k] == ';' ||
            (d->fold[k] == '/' && is_space(d->fold[k - 1]))) {
            add_parallel(t, &d->lines[it->line], (struct span){i, k});
            i = k + 1;
        }
}

void session_details(struct doc *d, const struct item *it, struct parsed_session *s)
{
    struct detail t = {.d = d, .s = s, .note = BUF_INIT((size_t)8 << 20), .last = it->last};
    t.tail = it == &d->items[d->n_items - 1];
    struct item own = *it;
    s->title = "";
    bool whole = own.rest.from >= own.rest.to && !own.time_last && own.children == own.last + 1;
    if (whole) {
        own.children = end_title(d, &own.title, own.children, own.children_end);
        own.rest = (struct span){own.title.to, own.title.to};
        t.last = own.children - 1;
    }
    t.workshop = is_workshop_title(d, own.title);
    if (own.title.from < own.title.to) {
        take_title(&t, &own);
        if (whole && own.children < own.children_end &&
            take_subject(&t, own.title, &d->lines[own.children]))
            t.last = own.children++;
    }
    take_children(&t, &own);
    inline_workshops(&t, &own);
    s->note = t.note.len ? arena_strdup(d->a, t.note.data) : NULL;
    s->speakers = t.people.list;
    s->n_speakers = t.people.n;
    s->lines = (struct line_range){d->lines[it->line].number, d->lines[t.last].number};
    buf_free(&t.note);
}
