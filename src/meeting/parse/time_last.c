/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Items whose time stands behind their title: "Atelier chorale, 15h | salle des fêtes". */
#include "meeting/parse/paragraph.h"

#define MAX_TAIL 8 /* times at the end of one line */

/* Where the words end before a time that ends the line: "Table ronde (10h – 11h30)". */
static uint32_t end_of_title(const struct doc *d, uint32_t from, uint32_t to)
{
    static const char *const words[] = {"a partir de", "de", "des",     "a",
                                        "from",        "at", "horaire", NULL};
    for (bool again = true; again;) {
        again = false;
        while (to > from && strchr(" \t(-:|,.[;>", d->fold[to - 1]))
            to--, again = false;
        for (const char *const *w = words; *w; w++) {
            uint32_t n = (uint32_t)strlen(*w);
            if (to - from > n + 1 && !is_word(d->fold[to - n - 1]) && word_at(d, to - n, to, *w)) {
                to -= n;
                again = true;
                break;
            }
        }
    }
    return to;
}

static bool leads_sequence(const struct doc *d, const struct line *l)
{
    static const char *const words[] = {
        "matin",           "matinee", "apres-midi", "sequence", "partie", "premiere partie",
        "deuxieme partie", "morning", "afternoon",  "session",  "temps",  "axe",
        "soiree",          "evening", "part",       NULL};
    return l->heading || (l->flags & (LINE_UPPER | LINE_BOLD)) ||
           any_word_at(d, l->body, l->to, words);
}

/*
 * Hours within prose, after the timetable: "Inscription avant le 6 mars. Secrétariat ouvert de 9 h
 * à 12 h." A sentence ends before the time, and the line ends as one or says whom to reach.
 */
static bool hours_in_prose(const struct doc *d, const struct line *l, uint32_t time)
{
    static const char *const words[] = {"ouvert",
                                        "ouverte",
                                        "ouverts",
                                        "ouvertes",
                                        "call",
                                        "tel",
                                        "telephone",
                                        "email",
                                        "contact",
                                        "contacts",
                                        "secretariat",
                                        "mon-fri",
                                        "standard",
                                        "phone",
                                        "renseignements",
                                        "permanence telephonique",
                                        "lundi au vendredi",
                                        "opening hours",
                                        "horaires d'ouverture",
                                        "monday to friday",
                                        "appelez",
                                        NULL};
    uint32_t i = l->body + 8;
    while (i + 1 < time && !(strchr(".?!", d->fold[i]) && is_space(d->fold[i + 1])))
        i++;
    if (i + 1 >= time || d->n_solid == 0)
        return false;
    return has_any_word(d, l->body, l->to, words) ||
           (!d->times_last && strchr(".!", d->fold[l->to - 1]));
}

/* "Modérateur : Paul Roche Panel 3 : 15h30-17h": where the numbered label begins by which the title
 * ends; `from` when it is all of it, or none does. */
static uint32_t numbered_label(const struct doc *d, uint32_t from, uint32_t to)
{
    static const char *const words[] = {"panel",   "session", "atelier",  "table ronde",
                                        "plenary", "seance",  "workshop", NULL};
    uint32_t i = to;
    while (i > from && to - i < 30) {
        uint32_t past;
        bool starts = i == from || !is_word(d->fold[i - 1]);
        uint32_t n = starts ? any_word_at(d, i, to, words) : 0;
        if (n && number_at(d, skip_spaces(d, i + n, to), to, &past) && past == to)
            return i;
        i--;
    }
    return from;
}

/* The last sign or letter before a place. */
static uint32_t before_blanks(const struct doc *d, uint32_t from, uint32_t at)
{
    while (at > from + 1 && is_space(d->fold[at - 1]))
        at--;
    return at > from ? at - 1 : from;
}

/* Whether a time comes after the one before it, in the order of the day. */
static bool in_turn(const struct doc *d, const struct period *p)
{
    const struct item *before = d->n_items ? &d->items[d->n_items - 1] : NULL;
    return before && (before->mark != (int32_t)d->n_marks - 1 ||
                      p->start.minutes >= before->when.start.minutes);
}

/* "Accueil à partir de 17h", "Arrivée dès 16h" */
static bool opens_at(const struct doc *d, uint32_t index, uint32_t at)
{
    static const char *const words[] = {"a partir de", "des", "from", NULL};
    const struct line *l = &d->lines[index];
    uint32_t end = before_blanks(d, l->body, at) + 1;
    for (const char *const *w = words; *w; w++) {
        uint32_t n = (uint32_t)strlen(*w);
        if (end > l->body + n + 4 && !is_word(d->fold[end - n - 1]) && word_at(d, end - n, end, *w))
            return true;
    }
    return false;
}

/* Whether another line of the list that a line belongs to begins with a time. */
static bool listed_times(const struct doc *d, uint32_t index)
{
    struct period p;
    for (uint32_t k = index > 4 ? index - 4 : 0; k < index + 5 && k < d->n_lines; k++)
        if (k != index && d->lines[k].bullet &&
            scan_item_start(d, d->lines[k].body, d->lines[k].to, &p))
            return true;
    return false;
}

/* The times that end a line with nothing but "et", "de" and commas between them: "de 10h à 12h et
 * de 14h à 18h". `next` is where the last of them ends. How many. */
static int times_of_tail(const struct doc *d, const struct line *l, uint32_t next,
                         struct period *all)
{
    static const char *const joins[] = {"et de", "et a", "et", "puis de", "puis", "de",
                                        "a",     "and",  "&",  "ou",      NULL};
    int n = 0;
    struct period p;
    for (uint32_t at = l->body; find_period(d, at, l->to, &p) && p.from < next; at = p.next) {
        uint32_t k = n ? skip_any(d, all[n - 1].next, p.from, " ,;/-") : p.from;
        k = skip_any(d, k + any_word_at(d, k, p.from, joins), p.from, " ");
        bool alike = n && p.has_end == all[n - 1].has_end &&
                     p.start.minutes > all[n - 1].start.minutes && k == p.from;
        n = alike && n < MAX_TAIL ? n : 0;
        all[n++] = p;
    }
    int minutes =
        n ? scan_duration(d, skip_any(d, all[n - 1].next, l->to, " ,;"), l->to, &next) : 0;
    if (minutes && !all[n - 1].has_end) { /* "(17h30, 10 min)" */
        all[n - 1].end = all[n - 1].start;
        all[n - 1].end.minutes += minutes;
        all[n - 1].has_end = true;
    }
    return n;
}

bool time_last(struct doc *d, uint32_t index)
{
    const struct line *l = &d->lines[index];
    struct item it = {.line = index, .last = index, .columns = NO_LINE, .time_last = true};
    struct period p;
    if (l->to - l->from > LONG_LINE || !find_period(d, l->from, l->to, &it.when))
        return false;
    while (find_period(d, it.when.next, l->to, &p))
        it.when = p;
    if (!ends_line(d, it.when.next, l->to) || hours_in_prose(d, l, it.when.from))
        return false;
    bool alone =
        l->blank_before && l->bullet != '-' && it.when.from > l->from && l->to - l->from < 110 &&
        (d->fold[it.when.from - 1] == '(' || begins_like_session(d, (struct span){l->body, l->to}));
    bool plain = it.when.has_end && d->n_solid && l->to - l->from <= 70 && !l->bullet &&
                 it.when.from > l->body && strchr(" -", d->fold[it.when.from - 1]) &&
                 capital_at(d, l->body, l->to) &&
                 (d->items[d->n_items - 1].mark != (int32_t)d->n_marks - 1 ||
                  it.when.start.minutes >= d->items[d->n_items - 1].when.start.minutes);
    bool from_on = opens_at(d, index, it.when.from) && l->to - l->from <= 70 &&
                   begins_like_session(d, (struct span){l->body, l->to}) &&
                   (in_turn(d, &it.when) || (index && d->lines[index - 1].flags & LINE_DAY));
    bool labelled = in_turn(d, &it.when) && d->fold[before_blanks(d, l->body, it.when.from)] == ':';
    if (!d->times_last && !(it.when.has_end && (leads_sequence(d, l) || alone || plain)) &&
        !from_on && !(labelled && l->bullet && listed_times(d, index)))
        return false;
    uint32_t end = end_of_title(d, l->body, it.when.from);
    if (end <= l->body || (d->n_solid == 0 && !d->times_last && !l->heading && l->bullet))
        return false;
    uint32_t label = numbered_label(d, l->body, end);
    it.title = (struct span){label, end};
    it.rest = (struct span){l->body, label};
    struct period all[MAX_TAIL];
    int n = times_of_tail(d, l, it.when.next, all);
    if (n > 1) { /* "visite à 11h, 15h et 17h" */
        it.title.to = end_of_title(d, l->body, all[0].from);
        if (it.title.from >= it.title.to)
            it.title.from = l->body;
    }
    for (int k = 0; k < n; k++) {
        it.when = all[k];
        add_item(d, it);
    }
    return true;
}
