/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Periods of two times: "9h – 9h30", "de 9h à 18h00", "9-10h30", "9:00 to 10:30 am"; what may
 * follow a time; where an item may begin.
 */
#include "meeting/parse/parse.h"

/* "11:15 – 12:00 am" ends at noon: nobody writes midnight so. */
static void mend_noon(struct period *p)
{
    if (p->end.half == 'a' && p->end.minutes < 60 && p->start.minutes >= 6 * 60 &&
        p->start.minutes < 12 * 60)
        p->end.minutes += 12 * 60;
}

/* The sign or word between two times of a period; 0 when there is none at i. */
static uint32_t scan_to(const struct doc *d, uint32_t i, uint32_t to, bool *weak)
{
    static const char *const words[] = {"jusqu'a", "jusque", "a",   "au",      "to", "until",
                                        "till",    "et",     "and", "through", NULL};
    uint32_t k = skip_spaces(d, i, to);
    uint32_t signs = k;
    while (signs < to && strchr("->/~|", d->fold[signs]) && d->fold[signs] && signs - k < 4)
        signs++;
    if (signs == k && k > i && word_at(d, k, to, "..."))
        signs = k + 3;
    *weak = false;
    if (signs > k) {
        *weak = d->fold[k] == '|';
        return skip_spaces(d, signs, to) - i;
    }
    uint32_t n = any_word_at(d, k, to, words);
    if (n && k > i) {
        static const char *const about[] = {"environ", "env.", "about", "approx.", "vers", NULL};
        *weak = word_at(d, k, to, "et") || word_at(d, k, to, "and");
        k = skip_spaces(d, k + n, to);
        return skip_spaces(d, k + any_word_at(d, k, to, about), to) - i;
    }
    if (k > i) { /* two times with only blanks between: start and end columns */
        *weak = true;
        return k - i;
    }
    return 0;
}

/* "11.10" beside a time written "10:40": a time, whatever the rest of the document does. */
static bool clock_mixed(const struct doc *d, uint32_t i, uint32_t to, struct clock *c,
                        uint32_t *next)
{
    int hour = 0;
    uint32_t k = i;
    while (k < to && is_digit(d->fold[k]) && k - i < 3)
        hour = hour * 10 + d->fold[k++] - '0';
    int minutes = k < to && d->fold[k] == '.' ? two_digits(d, k + 1, to) : -1;
    if (k == i || k - i > 2 || hour > 24 || minutes < 0 || minutes > 59 || minutes % 5 ||
        (k + 3 < to && (is_word(d->fold[k + 3]) || strchr("%/", d->fold[k + 3]))))
        return false;
    if (k + 4 < to && strchr(".,", d->fold[k + 3]) && is_digit(d->fold[k + 4]))
        return false;
    *c = (struct clock){.minutes = hour * 60 + minutes, .form = CLOCK_DOT, .padded = k - i == 2};
    *next = k + 3;
    return true;
}

/* "11.00 – 11.45" in a document that writes other times otherwise; "11.10 – 12.10" may be dates. */
static bool dotted_period(const struct doc *d, uint32_t i, uint32_t to, struct period *p)
{
    bool weak;
    uint32_t at, next;
    struct clock start, end;
    if (!clock_mixed(d, i, to, &start, &at))
        return false;
    uint32_t sep = scan_to(d, at, to, &weak);
    int a = start.minutes % 60, b;
    if (!sep || weak || !clock_mixed(d, at + sep, to, &end, &next) || end.minutes <= start.minutes)
        return false;
    b = end.minutes % 60;
    if (a != 0 && a < 13 && b != 0 && b < 13)
        return false;
    *p = (struct period){.from = i, .start = start, .end = end, .has_end = true, .next = next};
    return true;
}

/* "10.40-11:10" */
static bool mixed_start(const struct doc *d, uint32_t i, uint32_t to, struct period *p)
{
    bool weak;
    uint32_t at, next;
    struct clock start, end;
    if (!clock_mixed(d, i, to, &start, &at))
        return false;
    uint32_t sep = scan_to(d, at, to, &weak);
    if (!sep || weak || !scan_clock(d, at + sep, to, &end, &next) || end.form != CLOCK_COLON ||
        end.minutes <= start.minutes)
        return false;
    *p = (struct period){.from = i, .start = start, .end = end, .has_end = true, .next = next};
    return true;
}

/* "9-10h30", "2 to 3 pm": a bare hour is one only before a sign and a real time. */
static bool bare_start(const struct doc *d, uint32_t i, uint32_t to, struct period *p)
{
    uint32_t k = i;
    int hour = 0;
    while (k < to && is_digit(d->fold[k]) && k - i < 3)
        hour = hour * 10 + d->fold[k++] - '0';
    if (k == i || k - i > 2 || hour > 23 || (k < to && is_word(d->fold[k])))
        return false;
    bool weak;
    uint32_t sep = scan_to(d, k, to, &weak);
    struct clock end;
    uint32_t next;
    if (!sep || weak || d->fold[k] == '/' || !scan_clock(d, k + sep, to, &end, &next))
        return false;
    int start = hour * 60;
    if (end.half == 'p' && hour < 12 && start + 720 < end.minutes)
        start += 720;
    if (start >= end.minutes || (!end.half && (hour < 6 || end.minutes - start > 300)))
        return false;
    p->start = (struct clock){.minutes = start, .form = CLOCK_BARE, .half = end.half};
    p->end = end;
    p->has_end = true;
    p->next = next;
    return true;
}

/* "9:00 – 10:30 am": the first takes the half day of the second, unless it would come after it. */
static void share_half(struct period *p)
{
    if (!p->end.half || p->start.half || p->start.form == CLOCK_H)
        return;
    struct clock c = p->start;
    c.half = p->end.half;
    apply_half(&c);
    if (c.minutes > p->end.minutes && p->end.half == 'p') {
        c = p->start;
        c.half = 'a';
    }
    if (c.minutes <= p->end.minutes)
        p->start = c;
}

/* "11h30 et 18h" are two times; "entre 9h et 10h" is a period. */
static bool two_times(const struct doc *d, uint32_t i, uint32_t at, uint32_t to)
{
    uint32_t k = skip_spaces(d, at, to), from = i;
    if (!word_at(d, k, to, "et") && !word_at(d, k, to, "and"))
        return false;
    while (from > 0 && d->fold[from - 1] == ' ')
        from--;
    return !(from >= 5 && memcmp(d->fold + from - 5, "entre", 5) == 0) &&
           !(from >= 7 && memcmp(d->fold + from - 7, "between", 7) == 0);
}

/* "14h30-16", "9h-12": the end may be a bare hour straight after the sign. */
static bool bare_end(const struct doc *d, uint32_t at, uint32_t from, uint32_t to, struct period *p)
{
    bool tight = at + 1 < to && d->fold[at] == '-' && is_digit(d->fold[at + 1]);
    uint32_t k = from;
    int hour = 0;
    if (p->start.form != CLOCK_H)
        return false;
    while (k < to && is_digit(d->fold[k]) && k - from < 3)
        hour = hour * 10 + d->fold[k++] - '0';
    uint32_t word = skip_spaces(d, k, to);
    if (k == from || (!tight && word < to && d->fold[word] != '\n')) /* "16 h à 17" and no more */
        return false;
    if (hour > 24 || hour * 60 <= p->start.minutes || (k < to && strchr("/.,-", d->fold[k])) ||
        (word < to && is_word(d->fold[word]) && !capital_at(d, word, to)))
        return false;
    p->end = (struct clock){.minutes = hour * 60, .form = CLOCK_BARE};
    p->has_end = true;
    p->next = k;
    return true;
}

bool scan_period(const struct doc *d, uint32_t i, uint32_t to, struct period *p)
{
    *p = (struct period){.from = i};
    if (!scan_clock(d, i, to, &p->start, &p->next))
        return bare_start(d, i, to, p) || mixed_start(d, i, to, p) || dotted_period(d, i, to, p);
    uint32_t at = p->next;
    if (at + 1 < to && d->fold[at] == '.' && is_space(d->fold[at + 1]) && p->start.form == CLOCK_H)
        at++;
    bool weak;
    uint32_t sep = scan_to(d, at, to, &weak), next;
    struct clock end;
    if (!sep || two_times(d, i, at, to))
        return true;
    bool mixed = !weak && p->start.form == CLOCK_COLON;
    if (!weak && bare_end(d, at, at + sep, to, p))
        return true;
    if (!scan_clock(d, at + sep, to, &end, &next) &&
        !(mixed && clock_mixed(d, at + sep, to, &end, &next) && end.minutes > p->start.minutes))
        return true;
    if (weak && (end.minutes <= p->start.minutes || end.form == CLOCK_WORD))
        return true;
    if (end.form == CLOCK_WORD && next + 1 < to && d->fold[next] == ' ' &&
        is_letter(d->fold[next + 1]))
        return true; /* "23:59 – Midnight snack" */
    p->end = end;
    p->has_end = true;
    p->next = next;
    mend_noon(p);
    share_half(p);
    return true;
}

int scan_duration(const struct doc *d, uint32_t i, uint32_t to, uint32_t *next)
{
    static const char *const units[] = {"minutes", "minute", "mins", "min", "mn", "'", "m", NULL};
    static const char *const labels[] = {"duree", "environ", "env.", "duration", "~", NULL};
    uint32_t k = i, n;
    while ((n = any_word_at(d, k, to, labels)) != 0)
        k = skip_any(d, k + n, to, " :");
    int value = 0;
    uint32_t from = k;
    while (k < to && is_digit(d->fold[k]) && k - from < 3)
        value = value * 10 + d->fold[k++] - '0';
    if (k == from)
        return 0;
    uint32_t spaced = skip_spaces(d, k, to);
    n = any_word_at(d, spaced, to, units);
    if (n) {
        *next = spaced + n;
        return value <= 600 ? value : 0;
    }
    struct clock c;
    if (scan_clock(d, from, to, &c, &k) && c.form == CLOCK_H && c.minutes <= 360) {
        *next = k;
        return c.minutes;
    }
    return 0;
}

/* "(heure du Québec)", "(16h05)", "(16h05 à Dakar)": whose clock it is, or another place's; moves
 * past it. */
static uint32_t past_place(const struct doc *d, uint32_t i, uint32_t to)
{
    static const char *const words[] = {"heure", "heures", "local time", "time in", NULL};
    static const char *const at[] = {"a", "au", "en", "heure", "in", "gmt", "utc", NULL};
    struct period p;
    const char *close = i < to && d->fold[i] == '(' ? memchr(d->fold + i, ')', to - i) : NULL;
    uint32_t end = close ? (uint32_t)(close - d->fold) : i;
    if (!close || end - i > 40)
        return i;
    if (any_word_at(d, i + 1, end, words))
        return end + 1;
    if (!scan_period(d, skip_spaces(d, i + 1, end), end, &p) || p.start.minutes < 5 * 60)
        return i;
    uint32_t k = skip_spaces(d, p.next, end);
    return k == end || any_word_at(d, k, end, at) ? end + 1 : i;
}

/* After the time of an item: a duration in parentheses, a zone, and the signs before the title. */
uint32_t skip_after_time(const struct doc *d, uint32_t i, uint32_t to, struct period *p)
{
    static const char *const zones[] = {
        "gmt",    "cet",      "cest", "utc",      "bst",     "heure de paris", "hrs",     "onwards",
        "onward", "et apres", "et +", "precises", "precise", "sharp",          "environ", NULL};
    for (;;) {
        uint32_t was = i;
        i = skip_any(d, i, to, " \t:->|)].,;=*/~+");
        uint32_t open = i < to && d->fold[i] == '(' ? i + 1 : i;
        uint32_t n = any_word_at(d, open, to, zones), next = open;
        if (n && (open == i || (open + n < to && d->fold[open + n] == ')'))) {
            i = open + n;
            continue;
        }
        struct clock again; /* "20h 20h Dîner" */
        if (!p->has_end && i > p->next && scan_clock(d, i, to, &again, &next) &&
            again.minutes == p->start.minutes) {
            i = p->next = next;
            continue;
        }
        next = past_place(d, i, to);
        if (next > i) {
            i = next;
            continue;
        }
        next = open;
        int minutes = open > i ? scan_duration(d, open, to, &next) : 0;
        if (minutes && next < to && d->fold[next] == ')') {
            if (!p->has_end) {
                p->end = p->start;
                p->end.minutes += minutes;
                p->has_end = true;
            }
            i = next + 1;
            continue;
        }
        if (i == was)
            return i;
    }
}

bool place_follows(const struct doc *d, uint32_t i, uint32_t to)
{
    uint32_t k = skip_spaces(d, i, to);
    return past_place(d, k, to) > k;
}

static uint32_t past_parenthesis(const struct doc *d, uint32_t i, uint32_t to)
{
    const char *close = memchr(d->fold + i, ')', to - i);
    return close ? (uint32_t)(close - d->fold) + 1 : i;
}

bool ends_line(const struct doc *d, uint32_t next, uint32_t to)
{
    uint32_t k = skip_any(d, next, to, " )].*;,:"), past = k;
    if (k < to && is_digit(d->fold[k]) && scan_duration(d, k, to, &past)) /* "17h30, 10 min)" */
        k = skip_any(d, past, to, " )].;,");
    if (k < to && d->fold[k] == '(') /* "(sur inscription en mairie)" */
        k = skip_any(d, past_parenthesis(d, k, to), to, " .,;");
    if (k >= to)
        return true;
    if (d->fold[k] != '|' || to - k > 60)
        return false;
    for (; k < to; k++)
        if (is_digit(d->fold[k]) || (d->fold[k] == '|' && skip_any(d, k, to, " |") < to &&
                                     memchr(d->fold + k + 1, '|', to - k - 1)))
            return false;
    return true;
}

/* "2h de trajet", "24h/24", "9h par semaine" are durations. */
static bool is_duration(const struct doc *d, const struct period *p, uint32_t to)
{
    static const char *const after[] = {"de",    "d'",   "par",    "sur",   "avant",
                                        "apres", "plus", "per",    "of",    "maximum",
                                        "max",   "pour", "before", "later", NULL};
    uint32_t k = p->next;
    if (p->has_end || p->start.form != CLOCK_H)
        return false;
    if (k < to && d->fold[k] == '/' && k + 1 < to && is_digit(d->fold[k + 1]))
        return true;
    uint32_t spaced = skip_spaces(d, k, to);
    return spaced > k && !capital_at(d, spaced, to) && any_word_at(d, spaced, to, after) != 0;
}

bool scan_item_start(const struct doc *d, uint32_t i, uint32_t to, struct period *p)
{
    static const char *const prefixes[] = {
        "a partir de", "a partir d'", "a compter de", "de",        "des",  "a",
        "from",        "at",          "entre",        "between",   "vers", "horaire",
        "horaires",    "heure",       "starting at",  "starts at", "time", "a environ",
        "environ",     "ca.",         "le",           NULL};
    static const char *const announces[] = {"au programme", "programme", "deroule",
                                            "agenda",       "program",   NULL};
    while (i < to && (strchr("|([*-+>:.~", d->fold[i]) || is_space(d->fold[i]) ||
                      (unsigned char)d->fold[i] >= 0x80))
        i++;
    bool prefixed = false;
    uint32_t announced = any_word_at(d, i, to, announces);
    uint32_t sign = skip_spaces(d, i + announced, to);
    if (announced && sign < to && d->fold[sign] == ':') /* "Au programme : 9h30 Café" */
        i = skip_any(d, sign, to, " :");
    for (int tries = 0; tries < 2; tries++) {
        uint32_t n = any_word_at(d, i, to, prefixes);
        if (!n)
            break;
        i = skip_any(d, i + n, to, " :\t|");
        prefixed = true;
    }
    if (!scan_period(d, i, to, p) || is_duration(d, p, to))
        return false;
    p->prefixed = prefixed;
    if (p->next < to && is_letter(d->fold[p->next]) && p->start.form == CLOCK_BARE)
        return false;
    return true;
}

bool glued_time(const struct doc *d, uint32_t i, uint32_t to, struct period *p)
{
    return i && is_digit(d->fold[i]) &&
           (is_letter(d->fold[i - 1]) || strchr(".)\"'", d->fold[i - 1])) &&
           scan_period(d, i, to, p) && p->start.form == CLOCK_H && capital_at(d, p->next, to);
}

bool find_period(const struct doc *d, uint32_t i, uint32_t to, struct period *p)
{
    for (; i < to; i++) {
        char c = d->fold[i];
        if (!is_word(c))
            continue;
        if (glued_time(d, i, to, p))
            return true;
        bool may = is_digit(c) || c == 'm' || c == 'n' || c == 'l' || c == 'i' || c == 'o';
        if (!may) {
            while (i + 1 < to && is_word(d->fold[i + 1]) && !is_digit(d->fold[i + 1]))
                i++;
            continue;
        }
        bool comma = i > 1 && d->fold[i - 1] == ',' && is_letter(d->fold[i - 2]);
        if (i && !comma && (is_word(d->fold[i - 1]) || strchr("/.,", d->fold[i - 1])) &&
            !(d->fold[i - 1] == '.' && !is_digit(c)) &&
            !(d->fold[i - 1] == '.' && i > 1 && d->fold[i - 2] == '.'))
            continue;
        if (scan_period(d, i, to, p))
            return true;
        while (i + 1 < to && is_word(d->fold[i + 1]) &&
               !(is_digit(d->fold[i + 1]) && is_letter(d->fold[i])))
            i++;
    }
    return false;
}
