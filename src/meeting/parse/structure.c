/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The items of each day become sequences and sessions: an item that encloses the next ones is a
 * sequence; an item alone is a sequence with one session. Ends that are not written are inferred.
 */
#include "meeting/parse/parse.h"

/* People are welcomed up to an hour before the hours that a day is announced for. */
#define EARLY 60

struct day_items {
    struct item **v;
    size_t n;
    int until; /* the end that the line of the day gives, NO_TIME */
};

static bool within(const struct item *in, const struct item *out)
{
    if (out->end == NO_TIME || in->start < out->start || in->start >= out->end)
        return false;
    if (in->end == NO_TIME)
        return true;
    return in->end <= out->end && (in->start != out->start || in->end != out->end);
}

/* "9h30 à 10h00 – Accueil" over "9h30 – 10h00 – Café": the same hours, the first as a heading. */
static bool heads_same_hours(const struct doc *d, const struct day_items *v, size_t i)
{
    const struct item *a = v->v[i], *b = v->v[i + 1];
    if (a->start != b->start || a->end == NO_TIME || a->end != b->end || !b->when.has_end)
        return false;
    if (i + 2 < v->n && v->v[i + 2]->start < a->end)
        return false;
    bool word_a = find_word(d, a->when.from, a->when.next, "a") < a->when.next;
    bool word_b = find_word(d, b->when.from, b->when.next, "a") < b->when.next;
    return word_a && !word_b;
}

static bool sequence_word(const struct doc *d, const struct item *it)
{
    static const char *const words[] = {"matin",
                                        "matinee",
                                        "apres-midi",
                                        "sequence",
                                        "partie",
                                        "session",
                                        "axe",
                                        "morning",
                                        "afternoon",
                                        "part",
                                        "temps",
                                        "premiere partie",
                                        "deuxieme partie",
                                        "premiere sequence",
                                        "deuxieme sequence",
                                        "troisieme sequence",
                                        "bloc",
                                        "block",
                                        "volet",
                                        "premier temps",
                                        "deuxieme temps",
                                        "la matinee",
                                        "l'apres-midi",
                                        "theme",
                                        "thematique",
                                        NULL};
    return any_word_at(d, skip_any(d, it->title.from, it->title.to, " *\"#"), it->title.to,
                       words) != 0;
}

/* "Registration", "Village associatif : 40 stands": it goes on beside what follows. */
static bool stands_beside(const struct doc *d, const struct item *it)
{
    static const char *const words[] = {"registration",
                                        "registrations",
                                        "inscription",
                                        "inscriptions",
                                        "accueil",
                                        "arrivee",
                                        "arrivees",
                                        "arrival",
                                        "arrivals",
                                        "check-in",
                                        "exhibition",
                                        "exhibitions",
                                        "exposition",
                                        "expositions",
                                        "expo",
                                        "stand",
                                        "stands",
                                        "village",
                                        "permanence",
                                        "permanences",
                                        "help desk",
                                        "helpdesk",
                                        "info desk",
                                        "emargement",
                                        "exhibits",
                                        "poster exhibition",

                                        "vestiaire",
                                        "cloakroom",
                                        "espace exposition",
                                        "espace exposants",
                                        "espace stands",
                                        "salon des exposants",
                                        "acces aux stands",
                                        "visite des stands",
                                        "on-site registration",
                                        "welcome desk",
                                        "late registration",
                                        "poster session and exhibition",
                                        NULL};
    uint32_t from = skip_any(d, it->title.from, it->title.to, " *\"#-|");
    return any_word_at(d, from, it->title.to, words) != 0;
}

/* Whether item b stands under item a: in its list, or further to the right. */
static bool deeper(const struct doc *d, const struct item *b, const struct item *a)
{
    const struct line *in = &d->lines[b->line], *out = &d->lines[a->line];
    return in->indent > out->indent + 1 || (in->bullet == '-' && out->bullet != '-');
}

/* Whether item i of a day is a frame for the items after it. */
static bool encloses(const struct doc *d, const struct day_items *v, size_t i)
{
    const struct item *it = v->v[i];
    if (it->end == NO_TIME || i + 1 >= v->n)
        return false;
    const struct item *first = v->v[i + 1];
    if (stands_beside(d, it) && !deeper(d, first, it))
        return false;
    if (heads_same_hours(d, v, i))
        return true;
    if (!within(first, it))
        return false;
    bool listed = d->lines[it->line].bullet == '-' && !deeper(d, first, it); /* both in one list */
    if (first->start == it->start || sequence_word(d, it) || (it->time_last && !listed))
        return true;
    if (i + 2 >= v->n || !within(v->v[i + 2], it) || first->start - it->start > 15)
        return false;
    return first->end != NO_TIME;
}

/* A period alone on its line, with its title under it, as the item after it has. */
static bool titled_under(const struct doc *d, const struct day_items *v, size_t i)
{
    const struct item *it = v->v[i], *next = i + 1 < v->n ? v->v[i + 1] : NULL;
    return next && !it->on_date_line && !it->when.prefixed && it->children < it->children_end &&
           !d->lines[it->children].blank_before && next->title.from >= next->title.to &&
           next->children < next->children_end;
}

/* "Dimanche : 14h à 17h - Visite", after another day: what there is on Sunday; or all that a
 * further day of several holds. */
static bool later_day(const struct doc *d, const struct item *it)
{
    const struct day_mark *m = it->mark > 0 ? &d->marks[it->mark] : NULL;
    return m && !m->ordinal && (!m->date.day || (!m->head && d->n_items > 3));
}

/* "de 9h à 18h": the hours of the whole day, which are no session. */
static bool whole_day(const struct doc *d, const struct day_items *v, size_t i)
{
    const struct item *it = v->v[i];
    bool bare = it->title.from >= it->title.to;
    if (d->dated_lines || (bare && titled_under(d, v, i)))
        return false;
    if (it->on_date_line && bare && it->end == NO_TIME)
        return true;
    bool apart = it->children >= it->children_end || d->lines[it->children].blank_before;
    if (it->on_date_line && bare && apart && v->n >= 4)
        return true; /* the head of a page, whatever its hours */
    if (it->end == NO_TIME ||
        it->end - it->start < (it->on_date_line || it->when.prefixed ? 60 : 180))
        return false;
    if (v->n == 1 && !bare && later_day(d, it))
        return false;
    if (v->n == 1)
        return bare ? it->when.prefixed || it->on_date_line
                    : it->on_date_line &&
                          !memchr(d->fold + it->when.next, ':', it->title.from - it->when.next);
    struct period p;
    bool more = word_at(d, it->title.from, it->title.to, "et") &&
                find_period(d, it->title.from, it->title.to, &p);
    if (!bare && !it->on_date_line && !it->when.prefixed && !more)
        return false;
    for (size_t k = 0; k < v->n; k++)
        if (v->v[k]->start < it->start - EARLY || v->v[k]->start > it->end)
            return false;
    return true;
}

static void drop(struct doc *d, struct item *it)
{
    it->dropped = true;
    for (uint32_t k = it->line; k <= it->last; k++)
        d->lines[k].flags &= (uint16_t)~LINE_ITEM;
}

/* The day and its hours may stand after the timetable: "Jeudi 20 février 2020, de 12 h 30 à 17 h".
 */
static void drop_last_frame(struct doc *d, struct day_items *v)
{
    struct item *it = v->n > 2 ? v->v[v->n - 1] : NULL;
    if (!it || !it->on_date_line || it->title.from < it->title.to || it->end == NO_TIME ||
        d->dated_lines)
        return;
    for (size_t k = 0; k + 1 < v->n; k++)
        if (v->v[k]->start < it->start || v->v[k]->start > it->end)
            return;
    drop(d, it);
    v->until = it->end;
    v->n--;
}

static void drop_frames(struct doc *d, struct day_items *v)
{
    size_t kept = 0;
    for (size_t i = 0; i < v->n && i < 3; i++) {
        struct day_items rest = {v->v + i, v->n - i, NO_TIME};
        if (!whole_day(d, &rest, 0))
            break;
        drop(d, v->v[i]);
        v->until = v->v[i]->end;
        kept = i + 1;
    }
    v->v += kept;
    v->n -= kept;
    drop_last_frame(d, v);
}

/* "11:00 Session 2" over a list that begins at 11:00: how many items that list has. */
static size_t listed_under(const struct doc *d, const struct day_items *v, size_t i)
{
    const struct item *it = v->v[i];
    size_t k = i + 1;
    if (it->end != NO_TIME || k >= v->n || v->v[k]->start != it->start ||
        it->title.from >= it->title.to)
        return 0;
    while (k < v->n && v->v[k]->start >= it->start && deeper(d, v->v[k], it))
        k++;
    return k - i - 1;
}

/* Makes item i the sequence of the n items after it; it ends where the next one begins. */
static void frame_list(struct day_items *v, size_t i, size_t n)
{
    struct item *it = v->v[i];
    it->is_sequence = true;
    for (size_t k = i + 1; k <= i + n; k++)
        v->v[k]->parent = (int32_t)i;
    if (i + n + 1 < v->n && v->v[i + n + 1]->start > v->v[i + n]->start)
        it->end = v->v[i + n + 1]->start;
}

/* Marks the sequences and whom they enclose. A frame around frames says nothing more than they do.
 */
static void find_sequences(struct doc *d, struct day_items *v)
{
    for (size_t i = 0; i < v->n; i++) {
        struct item *it = v->v[i];
        size_t listed = listed_under(d, v, i);
        if (listed) {
            frame_list(v, i, listed);
            i += listed;
            continue;
        }
        if (!encloses(d, v, i))
            continue;
        if (i + 2 < v->n && encloses(d, v, i + 1) && within(v->v[i + 2], it)) {
            it->is_sequence = true;
            it->parent = -2;
            continue;
        }
        it->is_sequence = true;
        size_t k = i + 1;
        while (k < v->n && (within(v->v[k], it) || (k == i + 1 && heads_same_hours(d, v, i))))
            v->v[k++]->parent = (int32_t)i;
        i = k - 1;
    }
}

static void infer_ends(struct day_items *v)
{
    int next = NO_TIME, after = NO_TIME; /* the next start, and the next other than it */
    for (size_t i = v->n; i-- > 0;) {
        struct item *it = v->v[i];
        if (it->is_sequence && it->parent == -2)
            continue;
        if (next != NO_TIME && it->start != next) {
            after = next;
        }
        int end = next > it->start ? next : after > it->start ? after : NO_TIME;
        if (next == NO_TIME && v->until > it->start)
            end = v->until;
        if (it->end == NO_TIME && end != NO_TIME && !it->is_sequence) {
            it->end = end;
            it->end_inferred = true;
        }
        if (it->parent >= 0) {
            const struct item *frame = v->v[it->parent];
            bool open = it->end == NO_TIME || (it->end_inferred && it->end > frame->end);
            if (open && frame->end > it->start) {
                it->end = frame->end;
                it->end_inferred = true;
            }
        }
        next = it->start;
    }
}

/* A line under an item that says when it is over: "Fin des travaux à 17h45". */
static bool end_under(const struct doc *d, struct item *it)
{
    static const char *const words[] = {"fin", "end", "ends", "jusqu'a", "until", "finish", NULL};
    for (uint32_t k = it->children; k < it->children_end && k < it->children + 6; k++) {
        const struct line *l = &d->lines[k];
        struct period p;
        if (l->to - l->from > 80 || !any_word_at(d, l->body, l->to, words) ||
            !find_period(d, l->body, l->to, &p) || p.has_end)
            continue;
        if (p.start.minutes > it->start && p.start.minutes <= it->start + 600) {
            it->end = p.start.minutes;
            return true;
        }
    }
    return false;
}

/* "(1h)", "(3h, 14 places)": how long it lasts; not "(15' + 5' questions)", which is for each. */
static int stated_duration(const struct doc *d, uint32_t i, uint32_t to)
{
    static const char *const each[] = {"par", "chacun", "chacune", "each", "per", "chaque", NULL};
    static const char *const rests[] = {"max",       "maximum", "environ", "env",
                                        "au total",  "en tout", "minimum", "dont",
                                        "including", "approx",  NULL};
    uint32_t next;
    const char *close = memchr(d->fold + i, ')', to - i);
    uint32_t end = close ? (uint32_t)(close - d->fold) : to;
    int minutes = scan_duration(d, skip_spaces(d, i, to), to, &next);
    if (!minutes || next >= to || !strchr("),; ", d->fold[next]))
        return 0;
    next = skip_spaces(d, next, to);
    if (is_letter(d->fold[next]) && !any_word_at(d, next, to, rests))
        return 0; /* "(3 min demos)" */
    bool parts = memchr(d->fold + next, '+', end > next ? end - next : 0) != NULL;
    return parts || has_any_word(d, next, end, each) ? 0 : minutes;
}

/* "… durée environ 2 heures", "(durée : une heure)", anywhere behind the title. */
static bool duration_in_words(const struct doc *d, struct item *it, uint32_t from, uint32_t to)
{
    static const char *const labels[] = {"environ", "env.", "d'environ", NULL};
    static const char *const hours[] = {"heure", "heures", "h", NULL};
    uint32_t at = find_word(d, from, to, "duree"), next;
    if (at == to)
        return false;
    uint32_t k = skip_any(d, at + 5, to, " :");
    uint32_t n = any_word_at(d, k, to, labels);
    k = skip_spaces(d, k + n, to);
    int minutes = scan_duration(d, k, to, &next);
    if (!minutes && number_at(d, k, to, &next) &&
        any_word_at(d, skip_spaces(d, next, to), to, hours))
        minutes = 60 * number_at(d, k, to, &next);
    bool fits = minutes > 0 && minutes <= 600;
    it->end = fits ? it->start + minutes : it->end;
    return fits;
}

/* "Clôture (fin à 16h15)", "Émargement (jusqu'à 9 h 30)" give the end of a start without one. */
static void end_in_words(struct doc *d, struct item *it, struct span title)
{
    static const char *const words[] = {"fin a", "fin :",   "fin vers", "jusqu'a", "until",
                                        "till",  "ends at", "fin",      "to",      NULL};
    uint32_t to = it->rest.to > title.to ? it->rest.to : title.to;
    if (it->end != NO_TIME || to - title.from > 400)
        return;
    for (const char *const *w = words; *w; w++) {
        uint32_t at = find_word(d, title.from, to, *w), next;
        struct clock c;
        if (at == to)
            continue;
        uint32_t k = skip_any(d, at + (uint32_t)strlen(*w), to, " :");
        if (scan_clock(d, k, to, &c, &next) && c.minutes > it->start &&
            c.minutes <= it->start + 600) {
            it->end = c.minutes;
            return;
        }
    }
    if (end_under(d, it) || duration_in_words(d, it, title.from, to))
        return;
    for (uint32_t i = title.from; i < to; i++) {
        int minutes = d->fold[i] == '(' ? stated_duration(d, i + 1, to) : 0;
        if (minutes) {
            it->end = it->start + minutes;
            return;
        }
    }
}

/* A time alone on its line has its title under it. */
static struct span title_of(const struct doc *d, const struct item *it)
{
    if (it->title.from < it->title.to || it->children >= it->children_end)
        return it->title;
    return (struct span){d->lines[it->children].body, d->lines[it->children].to};
}

static void use_lines(struct doc *d, struct line_range r, uint32_t from)
{
    for (uint32_t k = from; k < d->n_lines && d->lines[k].number <= r.last; k++)
        d->lines[k].flags |= LINE_USED;
}

/* "Les avancées en un an ! Le temps d'apprécier…": the second sentence is the purpose. */
static void split_purpose(struct doc *d, const struct item *it, struct parsed_sequence *q)
{
    struct span t = it->title;
    uint32_t at = t.to;
    for (uint32_t i = t.from; i + 2 < t.to; i++)
        if (strchr("!?.", d->fold[i]) && is_space(d->fold[i + 1]) && i - t.from > 8 &&
            word_at(d, skip_spaces(d, i + 1, t.to), t.to, "le temps")) {
            at = i + 1;
            break;
        }
    q->title = span_text(d, t.from, at);
    q->purpose = at < t.to ? span_text(d, at, t.to) : NULL;
}

static bool skipped_line(const struct line *l)
{
    return l->flags &
           (LINE_REPEATED | LINE_PAGE | LINE_RULE | LINE_COLUMNS | LINE_FOOTNOTE | LINE_HEADING);
}

/* The lines between a sequence's title and its first session. */
static void sequence_lines(struct doc *d, const struct item *it, struct parsed_sequence *q)
{
    q->lines = (struct line_range){d->lines[it->line].number, d->lines[it->last].number};
    struct buf b = BUF_INIT((size_t)1 << 20);
    if (q->purpose)
        buf_puts(&b, q->purpose);
    for (uint32_t k = it->children; k < it->children_end; k++) {
        const struct line *l = &d->lines[k];
        if (skipped_line(l))
            continue;
        if (!q->title[0]) {
            q->title = span_text(d, l->body, l->to);
        } else {
            if (b.len)
                buf_putc(&b, '\n');
            buf_puts(&b, span_text(d, l->from, l->to));
        }
        q->lines.last = l->number;
    }
    if (it->rest.from < it->rest.to && !(d->lines[it->line].flags & LINE_CELLS)) {
        if (b.len)
            buf_putc(&b, '\n');
        buf_puts(&b, span_text(d, it->rest.from, it->rest.to));
    }
    q->purpose = b.len ? arena_strdup(d->a, b.data) : NULL;
    buf_free(&b);
    use_lines(d, q->lines, it->line);
}

static void make_session(struct doc *d, const struct day_items *v, size_t i,
                         struct parsed_session *s)
{
    const struct item *it = v->v[i];
    struct day_place place = {i, i + 1 == v->n, it->start, 0};
    *s = (struct parsed_session){
        .start = it->start, .end = it->end, .end_inferred = it->end_inferred};
    session_details(d, it, s);
    for (size_t k = 0; k < s->n_speakers; k++)
        place.names += s->speakers[k].name != NULL;
    s->type = session_type_of(d, s->title, s->note, &place);
    use_lines(d, s->lines, it->line);
}

/* Sessions that begin together, or stand under one heading, share a sequence. */
static bool joins(const struct item *a, const struct item *b)
{
    if (b->is_sequence || b->parent >= 0)
        return false;
    bool together = a->start == b->start && a->when.has_end && b->when.has_end && a->end == b->end;
    return together || (a->heading != NO_LINE && a->heading == b->heading);
}

static size_t fill_sequence(struct doc *d, const struct day_items *v, size_t i,
                            struct parsed_sequence *q)
{
    struct item *it = v->v[i];
    size_t end = i + 1;
    if (it->is_sequence) {
        while (end < v->n && v->v[end]->parent == (int32_t)i)
            end++;
        split_purpose(d, it, q);
        sequence_lines(d, it, q);
        q->start = it->start;
        q->end = it->end;
    } else {
        while (end < v->n && joins(v->v[end - 1], v->v[end]))
            end++;
    }
    size_t first = i + it->is_sequence;
    q->n_sessions = end - first;
    q->sessions = arena_array(d->a, q->n_sessions, sizeof *q->sessions);
    for (size_t k = first; k < end; k++)
        make_session(d, v, k, &q->sessions[k - first]);
    if (it->is_sequence)
        return end;
    struct parsed_session *s = q->sessions, *tail = &q->sessions[q->n_sessions - 1];
    q->start = s->start;
    q->end = tail->end;
    q->lines = (struct line_range){s->lines.first, s->lines.last};
    split_purpose(d, it, q);
    if (q->purpose && q->n_sessions == 1)
        s->title = q->title;
    if (it->heading != NO_LINE && (end - first > 1 || d->lines[it->heading].heading)) {
        const struct line *l = &d->lines[it->heading];
        q->title = span_text(d, l->body, l->to);
        q->purpose = NULL;
        q->lines = (struct line_range){l->number, l->number};
        d->lines[it->heading].flags |= LINE_USED;
    } else if (!q->title[0] || q->n_sessions == 1) {
        q->title = s->title;
    }
    return end;
}

static void build_day(struct doc *d, struct day_items v, struct parsed_day *day)
{
    drop_frames(d, &v);
    for (size_t i = 0; i < v.n; i++)
        end_in_words(d, v.v[i], title_of(d, v.v[i]));
    find_sequences(d, &v);
    infer_ends(&v);
    day->sequences = arena_array(d->a, v.n + 1, sizeof *day->sequences);
    for (size_t i = 0; i < v.n;) {
        if (v.v[i]->parent == -2) {
            i++; /* a frame around frames: its line is kept in the notes */
            continue;
        }
        i = fill_sequence(d, &v, i, &day->sequences[day->n_sequences++]);
    }
}

/* Where the timetable begins, once the hours of whole days are told from sessions. */
static void find_bounds(struct doc *d)
{
    d->first_item_line = d->last_item_line = NO_LINE;
    for (size_t i = 0; i < d->n_items; i++) {
        if (d->items[i].dropped)
            continue;
        if (d->first_item_line == NO_LINE)
            d->first_item_line = d->items[i].line;
        d->last_item_line = d->items[i].last;
    }
}

void doc_structure(struct doc *d)
{
    struct programme *p = d->out;
    size_t *counts = arena_array(d->a, p->n_days + 1, sizeof *counts);
    struct item **sorted = arena_array(d->a, d->n_items + 1, sizeof(struct item *));
    for (size_t i = 0; i < d->n_items; i++)
        counts[d->items[i].day + 1]++;
    for (size_t k = 0; k < p->n_days; k++)
        counts[k + 1] += counts[k];
    size_t *at = arena_array(d->a, p->n_days + 1, sizeof *at);
    for (size_t k = 0; k < p->n_days; k++)
        at[k] = counts[k];
    for (size_t i = 0; i < d->n_items; i++)
        sorted[at[d->items[i].day]++] = &d->items[i];
    size_t kept = 0;
    for (size_t k = 0; k < p->n_days; k++) {
        struct day_items v = {sorted + counts[k], counts[k + 1] - counts[k], NO_TIME};
        struct parsed_day day = p->days[k];
        build_day(d, v, &day);
        if (day.n_sequences)
            p->days[kept++] = day;
    }
    p->n_days = kept;
    find_bounds(d);
}
