/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Reads the lines in order and notes what begins where: days, timed items, and the lines under
 * each.
 */
#include "meeting/parse/paragraph.h"

struct reader {
    struct doc *d;
    uint32_t columns; /* the latest headings of a table */
    struct grid grid;
    uint32_t paragraph_end; /* lines before it were read as one paragraph */
};

struct item *add_item(struct doc *d, struct item it)
{
    d->n_solid += !(it.on_date_line && it.title.from >= it.title.to);
    d->items = arena_grow(d->a, d->items, d->n_items, &d->cap_items, sizeof *d->items);
    it.mark = d->n_marks ? (int32_t)d->n_marks - 1 : -1;
    it.parent = -1;
    it.heading = NO_LINE;
    for (uint32_t k = it.line; k <= it.last; k++)
        d->lines[k].flags |= LINE_ITEM;
    d->items[d->n_items] = it;
    return &d->items[d->n_items++];
}

void add_mark(struct doc *d, struct day_mark m, uint32_t line)
{
    d->marks = arena_grow(d->a, d->marks, d->n_marks, &d->cap_marks, sizeof *d->marks);
    m.line = line;
    m.head = d->n_solid == 0;
    d->marks[d->n_marks++] = m;
    d->lines[line].flags |= LINE_DAY;
}

/*
 * Start and end on two lines, or the start and then both: the item before has neither title nor
 * end, and only empty cells stand between. It takes the end and the title of `it`.
 */
static bool ends_item_before(struct doc *d, const struct item *it)
{
    struct item *before = d->n_items ? &d->items[d->n_items - 1] : NULL;
    if (!before || before->title.from != before->title.to || before->when.has_end ||
        before->on_date_line || d->lines[it->line].blank_before)
        return false;
    bool again = it->when.has_end && it->when.start.minutes == before->when.start.minutes;
    if (!again && (it->when.has_end || it->when.start.minutes <= before->when.start.minutes))
        return false;
    for (uint32_t k = before->last + 1; k < it->line; k++)
        if (!(d->lines[k].flags & LINE_RULE))
            return false;
    before->when.end = again ? it->when.end : it->when.start;
    before->when.has_end = true;
    before->last = it->line;
    before->title = it->title;
    before->rest = it->rest;
    d->lines[it->line].flags |= LINE_ITEM;
    return true;
}

static bool row_line(struct reader *r, uint32_t index)
{
    struct doc *d = r->d;
    const struct line *l = &d->lines[index];
    struct item it = {.line = index, .last = index, .columns = r->columns};
    if (!(l->flags & LINE_CELLS))
        return false;
    if (row_of_times(d, l) && cut_line(d, index, l->from))
        return true;
    if (!row_item(d, l, &it))
        return false;
    if (!ends_item_before(d, &it))
        add_item(d, it);
    return true;
}

/* "… avaient lieu de 14h à" at the end of a line: the time that follows is the other end of it. */
static bool leads_to_time(const struct doc *d, const struct line *l)
{
    static const char *const words[] = {"a",     "de",      "to",      "from", "until",
                                        "entre", "between", "jusqu'a", NULL};
    uint32_t word = l->to;
    while (word > l->from && (is_word(d->fold[word - 1]) || d->fold[word - 1] == '\''))
        word--;
    return !(l->flags & (LINE_CELLS | LINE_ITEM | LINE_UPPER)) && l->to - l->from >= 12 &&
           word > l->from && word < l->to && any_word_at(d, word, l->to, words) == l->to - word;
}

/* "… du mercredi / 14h au samedi 18h, avec un carnet": the line goes on with a sentence. */
static bool within_sentence(const struct doc *d, uint32_t index, const struct period *p)
{
    static const char *const words[] = {"au",   "aux", "a",    "et",   "ou", "avec", "pour",
                                        "dans", "sur", "afin", "and",  "to", "for",  "with",
                                        "when", "que", "qui",  "mais", NULL};
    const struct line *l = &d->lines[index], *before = l - 1;
    if (index && !l->blank_before && leads_to_time(d, before))
        return true;
    if (!index || l->blank_before || l->bullet || before->to - before->from < 40 ||
        !is_word(d->fold[before->to - 1]) || before->flags & (LINE_CELLS | LINE_ITEM | LINE_UPPER))
        return false;
    uint32_t k = skip_spaces(d, p->next, l->to);
    return k < l->to && (d->fold[k] == ',' || any_word_at(d, k, l->to, words));
}

/* Dates that are no day of the programme. */
static bool deadline(const struct doc *d, const struct line *l)
{
    static const char *const words[] = {
        "inscription", "inscriptions", "inscrire",    "avant le", "au plus tard", "jusqu'au",
        "depuis",      "deadline",     "register by", "reponse",  "registration", "limite",
        "before",      "replay",       "rsvp",        "version",  "mis a jour",   "maj",
        "cloture des", "prochain",     "prochaine",   "edited",   "updated",      "views",
        "posted",      "published",    "publie",      "uploaded", "mis en ligne", NULL};
    return has_any_word(d, l->from, l->to, words);
}

/* "Jeudi 28 mai (en ligne), 12h30": past what stands in parentheses; i when nothing does. */
static uint32_t after_parentheses(const struct doc *d, uint32_t i, uint32_t to)
{
    const char *close = i < to && d->fold[i] == '(' ? memchr(d->fold + i, ')', to - i) : NULL;
    return close ? skip_any(d, (uint32_t)(close - d->fold) + 1, to, " ,-:|\t>") : i;
}

/* "Horaires : 9h-12h" under "Dimanche 15 juin matin, Assemblée générale": that is its title. */
static void title_beside_day(const struct doc *d, struct item *it)
{
    static const char *const words[] = {"horaire", "horaires", "heure", "heures", "time", NULL};
    const struct line *l = &d->lines[it->line], *above = l - 1;
    const struct day_mark *m = d->n_marks ? &d->marks[d->n_marks - 1] : NULL;
    if (!m || m->grid || it->line == 0 || m->line != it->line - 1 || m->date.next <= above->from ||
        !any_word_at(d, l->body, l->to, words))
        return;
    uint32_t from = skip_any(d, m->date.next, above->to, " ,-:|");
    from = skip_any(d, from + scan_half_day(d, from, above->to), above->to, " ,-:|");
    if (from + 8 < above->to)
        it->title = (struct span){from, above->to};
}

static bool time_first(struct reader *r, uint32_t index, uint32_t from, bool on_date_line)
{
    struct doc *d = r->d;
    const struct line *l = &d->lines[index];
    struct item it = {
        .line = index, .last = index, .columns = NO_LINE, .on_date_line = on_date_line};
    if (!scan_item_start(d, from, l->to, &it.when) &&
        (from != l->from || !scan_item_start(d, l->body, l->to, &it.when)))
        return false;
    if (!d->times_comma && within_sentence(d, index, &it.when))
        return false;
    uint32_t at = skip_after_time(d, it.when.next, l->to, &it.when);
    read_title(d, &it, at, l->to);
    if (ends_item_before(d, &it))
        return true;
    if (it.title.from >= it.title.to)
        title_beside_day(d, &it);
    if (it.title.from < it.title.to && more_times(d, it.title.from, l->to) &&
        cut_line(d, index, from))
        return true;
    add_slots(d, it, at);
    return true;
}

/* "Prévu le 7 novembre, reporté au 30 janvier": where the date that counts begins. */
static uint32_t date_floor(const struct doc *d, const struct line *l)
{
    static const char *const words[] = {
        "reporte au",     "reportee au",     "reportes au",   "reportees au", "deplace au",
        "deplacee au",    "decale au",       "decalee au",    "postponed to", "moved to",
        "rescheduled to", "rescheduled for", "nouvelle date", "new date",     NULL};
    for (const char *const *w = words; *w; w++) {
        uint32_t at = find_word(d, l->from, l->to, *w);
        if (at < l->to)
            return at;
    }
    return l->from;
}

static const char *const held[] = {"aura lieu", "se tiendra",      "se deroulera", "will be held",
                                   "is held",   "will take place", "takes place",  NULL};

/* A date alone that is not the day on which the text said that the meeting takes place: that of the
 * page it was published on. */
static bool published_on(const struct doc *d, const struct day_mark *m)
{
    return d->sure.day && d->n_solid == 0 && m->date.day && m->date.month && !m->ordinal &&
           (m->date.day != d->sure.day || m->date.month != d->sure.month);
}

static const char *const visits[] = {"se rendra",
                                     "se rendront",
                                     "participera",
                                     "participeront",
                                     "sera present",
                                     "sera presente",
                                     "interviendra",
                                     "sera en visite",
                                     "en deplacement",
                                     "afin d'assister",
                                     NULL};

/* "… se rendra mercredi 22 novembre au congrès", under the day on which the note was sent out. */
static bool visit_later(struct doc *d, const struct line *l, struct day_mark *m)
{
    const struct day_mark *sent = d->marks;
    if (d->n_marks != 1 || sent->ordinal || sent->date.last.day || !sent->date.year ||
        !has_any_word(d, l->from, l->to, visits))
        return false;
    m->date.year = m->date.year ? m->date.year : sent->date.year;
    return m->date.month > sent->date.month ||
           (m->date.month == sent->date.month && m->date.day > sent->date.day);
}

/* The meeting's day, told with its weekday and year in a sentence before the programme. */
static void date_in_prose(struct doc *d, const struct line *l, uint32_t index, uint32_t floor)
{
    struct day_mark m = {0};
    if (d->n_solid || l->to - l->from > 600 || deadline(d, l) ||
        !find_date(d, floor, l->to, &m.date) || !m.date.weekday || !m.date.day)
        return;
    if (visit_later(d, l, &m)) {
        d->n_marks = 0;
        d->sure = m.date;
    }
    if (m.date.year)
        add_mark(d, m, index);
}

static const char *const stamps[] = {"views",        "vues",      "comments",
                                     "commentaires", "par admin", NULL};

/* The hours of the whole day, in several places' time: the first is the programme's. */
static void day_extent(struct doc *d, uint32_t index, struct period when)
{
    struct span none = {d->lines[index].to, d->lines[index].to};
    add_item(d, (struct item){.when = when,
                              .line = index,
                              .last = index,
                              .columns = NO_LINE,
                              .on_date_line = true,
                              .title = none,
                              .rest = none});
}

/* "du samedi 21 juin 18h au dimanche 22 juin 6h": how long all of it lasts. */
static bool lasts_days(const struct doc *d, const struct line *l, const struct period *p,
                       struct day_mark *m)
{
    static const char *const words[] = {"au", "to", "until", "jusqu'au", "-", NULL};
    struct date end;
    uint32_t k = skip_spaces(d, p->next, l->to), n = any_word_at(d, k, l->to, words);
    if (p->has_end || !n || !scan_date(d, skip_spaces(d, k + n, l->to), l->to, &end) || !end.day)
        return false;
    m->date.last.year = end.year;
    m->date.last.month = end.month;
    m->date.last.day = end.day;
    m->date.year = m->date.year ? m->date.year : end.year;
    return true;
}

/* A line that begins with a day: the day, and what its hours begin. */
static bool dated_line(struct reader *r, uint32_t index, struct day_mark m)
{
    struct doc *d = r->d;
    struct line *l = &d->lines[index];
    if (published_on(d, &m) || (d->n_solid == 0 && has_any_word(d, m.date.next, l->to, stamps)))
        return false;
    uint32_t rest = l->to - m.date.next;
    bool named = l->heading || (l->flags & (LINE_BOLD | LINE_UPPER));
    uint32_t at = skip_any(d, m.date.next, l->to, " .,-:|\t>(");
    struct period p;
    bool timed = (m.date.day || m.date.weekday) && scan_item_start(d, at, l->to, &p);
    if (d->n_solid && rest > 90 && !named && !timed && !(l->flags & LINE_CELLS) &&
        times_from(d, at, l->to) < 3)
        return false;
    bool extent = timed && lasts_days(d, l, &p, &m);
    add_mark(d, m, index);
    if (extent)
        return true;
    if (timed && place_follows(d, p.next, l->to)) {
        day_extent(d, index, p);
        return true;
    }
    uint32_t times =
        l->flags & LINE_TIMES && !(l->flags & LINE_CELLS) ? times_from(d, at, l->to) : 0;
    if ((timed ? times > 1 : times > 2) && cut_paragraph(d, index + 1, at, false))
        return true;
    if (!scan_item_start(d, at, l->to, &p)) {
        at = after_parentheses(d, skip_spaces(d, m.date.next, l->to), l->to);
        if (!scan_item_start(d, at, l->to, &p))
            return true;
    }
    if (!(l->flags & LINE_CELLS) || !row_line(r, index))
        time_first(r, index, at, true);
    return true;
}

/* "Deuxième étape – jeudi 26 août": the last part of a line is a day with its weekday. */
static bool set_apart(const struct doc *d, const struct line *l)
{
    struct date t;
    if (!find_date(d, l->from, l->to, &t) || !t.weekday || !t.day)
        return false;
    uint32_t sign = t.from;
    while (sign > l->body && is_space(d->fold[sign - 1]))
        sign--;
    uint32_t k = skip_any(d, t.next, l->to, " -:,)|.");
    k += scan_half_day(d, k, l->to);
    return sign > l->body && strchr("-:,|", d->fold[sign - 1]) &&
           skip_any(d, k, l->to, " -:,)|.") == l->to;
}

static bool day_line(struct reader *r, uint32_t index)
{
    struct doc *d = r->d;
    struct line *l = &d->lines[index];
    struct day_mark m;
    if (l->flags & LINE_ITEM || (!(l->flags & LINE_DIGITS) && l->to - l->from > 90))
        return false;
    if (scan_day_line(d, l, &m))
        return dated_line(r, index, m);
    if (!(l->flags & LINE_DIGITS))
        return false;
    uint32_t floor = date_floor(d, l);
    bool short_line = l->to - l->from <= (d->n_solid ? 70 : LONG_LINE);
    bool titled = d->n_solid == 0 || l->heading || (l->flags & (LINE_UPPER | LINE_BOLD)) ||
                  find_word(d, l->from, l->to, "programme") < l->to ||
                  (short_line && set_apart(d, l));
    if (!short_line || !titled || deadline(d, l)) {
        date_in_prose(d, l, index, floor);
        return false;
    }
    m = (struct day_mark){0};
    if (!find_date(d, floor, l->to, &m.date) || (d->n_solid && m.date.last.day))
        return false;
    if (d->n_solid == 0 && m.date.day && m.date.weekday && !m.date.last.day &&
        has_any_word(d, l->from, l->to, held))
        d->sure = m.date;
    add_mark(d, m, index);
    return d->n_solid > 0 && (l->flags & (LINE_UPPER | LINE_BOLD) || l->heading);
}

/* A line that is a whole day: a paragraph of its own. */
static bool many_times(const struct doc *d, const struct line *l)
{
    return l->to - l->from > LONG_LINE && times_from(d, l->body, l->to) >= 5;
}

/*
 * Consecutive lines with more times than lines that begin with one are read as one text: "a whole
 * day in one paragraph". Returns whether it was so.
 */
static bool paragraph(struct reader *r, uint32_t index)
{
    struct doc *d = r->d;
    uint32_t end = index, times = 0, firsts = 0, timed = 0, lasts = 0;
    if (index < r->paragraph_end || line_of_times(d, &d->lines[index]))
        return false; /* already weighed: its lines are read one by one */
    for (; end < d->n_lines; end++) {
        const struct line *l = &d->lines[end];
        if (end > index && (many_times(d, l) || l->blank_before || l->bullet == '-' || l->heading ||
                            l->indent > d->lines[index].indent + 1))
            break;
        if (l->flags & (LINE_CELLS | LINE_PAGE | LINE_RULE | LINE_REPEATED | LINE_COLUMNS))
            break;
        struct period p, q;
        if (end > index && (scan_date(d, l->body, l->to, &(struct date){0}) ||
                            scan_day_line(d, l, &(struct day_mark){0})))
            break;
        if (!(l->flags & LINE_TIMES))
            continue;
        firsts += scan_item_start(d, l->body, l->to, &q);
        uint32_t at = l->body;
        while (find_period(d, at, l->to, &p))
            at = p.next;
        times += times_from(d, l->body, l->to);
        timed += at > l->body;
        lasts += at > l->body && (ends_line(d, at, l->to) || labelled_time(d, l, &p));
    }
    if (timed > 1 && lasts * 2 > timed)
        times = 0; /* each line has its own time, at its end */
    r->paragraph_end = end > index ? end : index + 1;
    if (times < 3 || firsts * 2 > times || (times == 3 && firsts == 0 && d->n_items > 3))
        return false;
    size_t before = d->n_items, solid = d->n_solid, marks = d->n_marks;
    struct day_mark m;
    if (scan_day_line(d, &d->lines[index], &m) && m.date.day)
        add_mark(d, m, index);
    uint32_t n = cut_paragraph(d, end, d->lines[index].body, firsts > 1);
    if (n >= 3)
        return true;
    d->n_marks = marks;
    for (size_t k = before; k < d->n_items; k++)
        for (uint32_t line = d->items[k].line; line <= d->items[k].last; line++)
            d->lines[line].flags &= (uint16_t)~LINE_ITEM;
    d->n_items = before;
    d->n_solid = solid;
    return false;
}

static bool slash_follows(const struct doc *d, const struct period *p, uint32_t to)
{
    return skip_any(d, p->next, to, " ") < to && d->fold[skip_any(d, p->next, to, " ")] == '/';
}

/*
 * "Visite de l'exposition - 9h – Ouverture": a lost line break. The time begins an item when a dash
 * stands on both its sides, in a document whose items begin with their times.
 */
static bool within_line(struct reader *r, uint32_t index)
{
    struct doc *d = r->d;
    const struct line *l = &d->lines[index];
    struct item it = {.line = index, .last = index, .columns = NO_LINE};
    if (!d->n_solid || d->times_last || !find_period(d, l->body, l->to, &it.when) ||
        it.when.from < l->body + 4 || memcmp(d->fold + it.when.from - 3, " - ", 3) != 0)
        return false;
    bool sentence = d->fold[it.when.from - 4] == '.'; /* "… (à confirmer). - 12h30 - Buffet" */
    if ((!sentence && l->to - l->from > LONG_LINE) ||
        (!labels_title(d, &it.when, l->to) && !(sentence && slash_follows(d, &it.when, l->to))))
        return false;
    uint32_t at = skip_after_time(d, it.when.next, l->to, &it.when);
    if (at >= l->to || is_room(d, (struct span){at, l->to}) ||
        it.when.start.minutes < d->items[d->n_items - 1].when.start.minutes)
        return false;
    read_title(d, &it, at, l->to);
    add_item(d, it);
    return true;
}

/* Whether a line is the head or a row of a grid of days. */
static bool grid_line(struct reader *r, uint32_t index)
{
    struct doc *d = r->d;
    struct grid g;
    if (r->grid.n && r->grid.cells && grid_row(d, &r->grid, index))
        return true;
    if (!grid_heading(d, &d->lines[index], &g))
        return false;
    g.first = (int32_t)d->n_marks;
    g.from = d->n_items;
    for (int k = 0; k < g.n; k++)
        add_mark(d, g.marks[k], index);
    r->grid = g;
    return true;
}

/* "2e séance : 9h15 – 10h45 : Noms et histoire" */
static bool label_line(struct reader *r, uint32_t index)
{
    struct doc *d = r->d;
    const struct line *l = &d->lines[index];
    struct item it = {.line = index, .last = index, .columns = NO_LINE};
    if (l->flags & LINE_CELLS || !labelled_time(d, l, &it.when))
        return false;
    it.title = (struct span){skip_after_time(d, it.when.next, l->to, &it.when), l->to};
    it.rest = (struct span){l->body, it.when.from};
    add_item(d, it);
    return true;
}

static void read_line(struct reader *r, uint32_t *index)
{
    struct doc *d = r->d;
    struct line *l = &d->lines[*index];
    if (l->flags & (LINE_PAGE | LINE_RULE | LINE_REPEATED | LINE_MAIL))
        return;
    if (grid_line(r, *index))
        return;
    if (l->flags & LINE_COLUMNS) {
        r->columns = l->flags & LINE_CELLS ? *index : NO_LINE;
        return;
    }
    if (!(l->flags & LINE_TIMES)) {
        day_line(r, *index);
        return;
    }
    if (!(l->flags & LINE_CELLS) && paragraph(r, *index)) {
        *index = r->paragraph_end - 1;
        return;
    }
    struct day_mark m;
    if (scan_day_line(d, l, &m) && m.date.day && day_line(r, *index))
        return;
    if (row_line(r, *index) || time_first(r, *index, l->from, false))
        return;
    if (day_line(r, *index) || time_last(d, *index))
        return;
    if (!label_line(r, *index))
        within_line(r, *index);
}

static bool headed_anew(const struct doc *d, const struct item *before, const struct item *it)
{
    static const char *const headings[] = {"time", "heure", "heures", "horaire", "horaires", NULL};
    const struct line *l = &d->lines[it->line];
    uint32_t n = any_word_at(d, l->body, l->to, headings);
    if (n && it->line > before->line && it->when.from > l->body &&
        d->fold[skip_spaces(d, l->body + n, l->to)] != ':') /* "Time Description 9:00 Arrival" */
        return true;
    for (uint32_t k = before->last + 1; k < it->line; k++)
        if (d->lines[k].flags & LINE_COLUMNS)
            return true;
    return false;
}

/* The headings of a table stand again and the hours begin anew: another day, whose name is lost. */
static void part_tables(struct doc *d)
{
    int32_t unnamed = NO_MARK, under = NO_MARK; /* the mark made, and the one it stands for */
    int tables = 0;
    for (size_t k = 1; k < d->n_items; k++) {
        struct item *before = &d->items[k - 1], *it = &d->items[k];
        if (it->mark != under)
            unnamed = NO_MARK;
        under = it->mark;
        bool back = before->when.start.minutes > it->when.start.minutes ||
                    it->when.start.minutes <= d->items[0].when.start.minutes;
        if (back && headed_anew(d, before, it) &&
            (before->mark == it->mark || (unnamed != NO_MARK && before->mark == unnamed))) {
            add_mark(d, (struct day_mark){.ordinal = --tables}, it->line);
            d->lines[it->line].flags &= (uint16_t)~LINE_DAY;
            unnamed = (int32_t)d->n_marks - 1;
        }
        if (unnamed != NO_MARK)
            it->mark = unnamed;
    }
}

/* "Mardi 19 octobre à 18h30, dans la salle Lumière, se déroulait une réunion de présentation…":
 * what was, told before the programme. */
static void drop_telling(struct doc *d)
{
    static const char *const words[] = {
        "se deroulait", "s'est deroule", "s'est deroulee", "avait lieu", "a eu lieu", "s'est tenu",
        "s'est tenue",  "se tenait",     "was held",       "took place", NULL};
    const struct item *it = d->items;
    if (d->n_items < 4 || !it->on_date_line || it[1].mark == it->mark ||
        it->title.to - it->title.from < LONG_LINE ||
        !has_any_word(d, it->title.from, it->title.to, words))
        return;
    for (uint32_t k = it->line; k <= it->last; k++)
        d->lines[k].flags &= (uint16_t)~LINE_ITEM;
    memmove(d->items, d->items + 1, --d->n_items * sizeof *d->items);
}

void doc_items(struct doc *d)
{
    struct reader r = {.d = d, .columns = NO_LINE};
    for (uint32_t i = 0; i < d->n_lines; i++)
        read_line(&r, &i);
    if (r.grid.n && !r.grid.cells)
        grid_turns(d, &r.grid, r.grid.from);
    drop_telling(d);
    part_tables(d);
    if (d->titles_above)
        take_titles_above(d);
    find_children(d);
    size_t dated = 0;
    for (size_t k = 0; k < d->n_items; k++)
        dated += d->items[k].on_date_line;
    d->dated_lines = dated >= 2 && dated * 3 >= d->n_items * 2;
    d->first_item_line = d->n_items ? d->items[0].line : NO_LINE;
    d->last_item_line = d->n_items ? d->items[d->n_items - 1].last : NO_LINE;
}
