/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Dates as people write them in French and English, and the lines that name a day: "Jour 2 –
 * mardi 3 juin", "DAY TWO", "Samedi matin".
 */
#include "meeting/parse/parse.h"

struct named {
    const char *word;
    int value;
    bool glued; /* may stand against figures: "August5" */
};

static const struct named months[] = {{"janvier", 1, true},
                                      {"fevrier", 2, true},
                                      {"mars", 3, true},
                                      {"avril", 4, true},
                                      {"mai", 5},
                                      {"juin", 6, true},
                                      {"juillet", 7, true},
                                      {"aout", 8, true},
                                      {"septembre", 9, true},
                                      {"octobre", 10, true},
                                      {"novembre", 11, true},
                                      {"decembre", 12, true},
                                      {"january", 1, true},
                                      {"february", 2, true},
                                      {"march", 3, true},
                                      {"april", 4, true},
                                      {"may", 5},
                                      {"june", 6, true},
                                      {"july", 7, true},
                                      {"august", 8, true},
                                      {"september", 9, true},
                                      {"october", 10, true},
                                      {"november", 11, true},
                                      {"december", 12, true},
                                      {"janv", 1, true},
                                      {"jan", 1, true},
                                      {"fevr", 2, true},
                                      {"fev", 2, true},
                                      {"feb", 2, true},
                                      {"mar", 3},
                                      {"avr", 4, true},
                                      {"apr", 4, true},
                                      {"jun", 6, true},
                                      {"juil", 7, true},
                                      {"jul", 7, true},
                                      {"aug", 8, true},
                                      {"sept", 9, true},
                                      {"sep", 9, true},
                                      {"oct", 10, true},
                                      {"nov", 11, true},
                                      {"dec", 12, true},
                                      {NULL, 0}};

static const struct named weekdays[] = {{"lundi", 1, true},
                                        {"mardi", 2, true},
                                        {"mercredi", 3, true},
                                        {"jeudi", 4, true},
                                        {"vendredi", 5, true},
                                        {"samedi", 6, true},
                                        {"dimanche", 7, true},
                                        {"monday", 1, true},
                                        {"tuesday", 2, true},
                                        {"wednesday", 3, true},
                                        {"thursday", 4, true},
                                        {"friday", 5, true},
                                        {"saturday", 6, true},
                                        {"sunday", 7, true},
                                        {"mon", 1},
                                        {"tue", 2},
                                        {"tues", 2},
                                        {"wed", 3},
                                        {"thu", 4},
                                        {"thur", 4},
                                        {"thurs", 4},
                                        {"fri", 5},
                                        {"sat", 6},
                                        {"sun", 7},
                                        {"lun", 1},
                                        {"mer", 3},
                                        {"jeu", 4},
                                        {"ven", 5},
                                        {"sam", 6},
                                        {"dim", 7},
                                        {NULL, 0}};

/* The length of a word that figures follow without a blank. */
static uint32_t glued_word(const struct doc *d, uint32_t i, uint32_t to, const char *word)
{
    uint32_t n = (uint32_t)strlen(word);
    bool there = n < to - i && memcmp(d->fold + i, word, n) == 0 && is_digit(d->fold[i + n]);
    return there ? n : 0;
}

static int named_at(const struct doc *d, uint32_t i, uint32_t to, const struct named *all,
                    uint32_t *next)
{
    for (; all->word; all++) {
        if (i >= to || d->fold[i] != all->word[0])
            continue;
        uint32_t n = word_at(d, i, to, all->word);
        n = n ? n : all->glued ? glued_word(d, i, to, all->word) : 0;
        if (!n)
            continue;
        *next = i + n + (n <= 5 && i + n < to && d->fold[i + n] == '.');
        return all->value;
    }
    return 0;
}

static int small_number(const struct doc *d, uint32_t i, uint32_t to, uint32_t max_digits,
                        uint32_t *next)
{
    int value = 0;
    uint32_t k = i;
    while (k < to && k - i < max_digits && (is_digit(d->fold[k]) || (k > i && d->fold[k] == 'o'))) {
        value = value * 10 + (is_digit(d->fold[k]) ? d->fold[k] - '0' : 0); /* a scanned "2O24" */
        k++;
    }
    if (k == i || (k < to && is_digit(d->fold[k])))
        return -1;
    *next = k;
    return value;
}

/* "12", "1er", "14th" */
static int day_number(const struct doc *d, uint32_t i, uint32_t to, uint32_t *next)
{
    static const char *const endings[] = {"er", "st", "nd", "rd", "th", NULL};
    uint32_t k;
    int day = small_number(d, i, to, 2, &k);
    if (day < 1 || day > 31)
        return 0;
    uint32_t spaced = k < to && d->fold[k] == ' ' ? k + 1 : k;
    uint32_t n = any_word_at(d, k, to, endings);
    n = n ? n : any_word_at(d, spaced, to, endings) ? spaced - k + 2 : 0;
    k += n;
    uint32_t past;
    if (k < to && is_word(d->fold[k]) && !named_at(d, k, to, months, &past) && /* "8June" */
        !capital_at(d, k, to)) /* "August 12Opening" */
        return 0;
    *next = k;
    return day;
}

static int year_at(const struct doc *d, uint32_t i, uint32_t to, uint32_t *next)
{
    uint32_t k = skip_any(d, i, to, " ,.");
    int year = small_number(d, k, to, 4, &k);
    if (year < 1990 || year > 2100 || (k < to && is_letter(d->fold[k])))
        return 0;
    *next = k;
    return year;
}

/* 12/07/2021, 12.07.2021, 2021-07-12, 12/07 */
static bool numeric_date(const struct doc *d, uint32_t i, uint32_t to, struct date *out)
{
    uint32_t k;
    int first = small_number(d, i, to, 4, &k);
    if (first < 0 || k >= to || !strchr("/.-", d->fold[k]))
        return false;
    char sign = d->fold[k];
    uint32_t after_first = k - i;
    int second = small_number(d, k + 1, to, 2, &k);
    if (second < 1)
        return false;
    int third = -1;
    uint32_t digits = k;
    if (k < to && d->fold[k] == sign)
        third = small_number(d, k + 1, to, 4, &k);
    if (k < to && is_word(d->fold[k]))
        return false;
    if (after_first == 4 && first >= 1990 && second <= 12 && third >= 1 && third <= 31)
        *out = (struct date){.year = first, .month = second, .day = third};
    else if (third >= 0 && (third >= 1990 || k - digits == 3) && second <= 12 && first <= 31 &&
             first >= 1)
        *out = (struct date){
            .year = third < 100 ? 2000 + third : third, .month = second, .day = first};
    else if (third < 0 && sign == '/' && out->weekday && second <= 12 && first >= 1 && first <= 31)
        *out = (struct date){.month = second, .day = first};
    else
        return false;
    out->next = k;
    return out->year <= 2100;
}

/* The sign or word between the first and the last day: "14-16", "14 au 16", "8 et 9"; 0 none. */
static uint32_t to_last_day(const struct doc *d, uint32_t i, uint32_t to)
{
    static const char *const words[] = {"au", "et", "to", "and",      "a",
                                        "&",  "-",  "/",  "jusqu'au", NULL};
    uint32_t k = skip_spaces(d, i, to);
    uint32_t n = any_word_at(d, k, to, words);
    if (!n)
        return 0;
    k = skip_spaces(d, k + n, to);
    n = word_at(d, k, to, "le");
    return skip_spaces(d, k + n, to) - i;
}

static uint32_t skip_weekday(const struct doc *d, uint32_t i, uint32_t to, int *weekday)
{
    uint32_t next = i;
    *weekday = named_at(d, i, to, weekdays, &next);
    if (*weekday) {
        next = skip_any(d, next, to, " ,");
        uint32_t n = word_at(d, next, to, "le");
        next = skip_spaces(d, next + n, to);
        n = word_at(d, next, to, "the");
        next = skip_spaces(d, next + n, to);
    }
    return next;
}

static uint32_t skip_month_words(const struct doc *d, uint32_t i, uint32_t to)
{
    uint32_t k = skip_any(d, i, to, " .-");
    uint32_t n = word_at(d, k, to, "of");
    return skip_spaces(d, k + n, to);
}

/* "12 juillet 2021", "14, 15 et 16 juin", "30 septembre – 1er octobre 2025" */
static bool day_first(const struct doc *d, uint32_t i, uint32_t to, struct date *out)
{
    uint32_t k, next;
    int day = day_number(d, i, to, &k), last = 0, more;
    if (!day)
        return false;
    int month = named_at(d, skip_month_words(d, k, to), to, months, &next);
    if (month) {
        int year = year_at(d, next, to, &next);
        *out = (struct date){.year = year, .month = month, .day = day, .next = next};
        uint32_t sep = to_last_day(d, next, to), at = next + sep;
        int weekday;
        at = sep ? skip_weekday(d, at, to, &weekday) : at;
        last = sep ? day_number(d, at, to, &k) : 0;
        int other = last ? named_at(d, skip_month_words(d, k, to), to, months, &k) : 0;
        if (!other)
            return true;
        int end_year = year_at(d, k, to, &k);
        out->year = year ? year : end_year;
        out->last.year = end_year ? end_year : year;
        out->last.month = other;
        out->last.day = last;
        out->next = k;
        return true;
    }
    for (int tries = 0; tries < 4; tries++) { /* "14, 15 et 16 juin" */
        uint32_t sep = to_last_day(d, k, to);
        if (!sep && k < to && d->fold[k] == ',')
            sep = skip_spaces(d, k + 1, to) - k;
        int weekday;
        uint32_t at = sep ? skip_weekday(d, k + sep, to, &weekday) : k;
        more = sep ? day_number(d, at, to, &next) : 0;
        if (!more || more <= (last ? last : day))
            return false;
        last = more;
        k = next;
        month = named_at(d, skip_month_words(d, k, to), to, months, &next);
        if (month)
            break;
    }
    if (!month)
        return false;
    int year = year_at(d, next, to, &next);
    *out = (struct date){.year = year, .month = month, .day = day, .next = next};
    out->last.year = year;
    out->last.month = month;
    out->last.day = last;
    return true;
}

/* "September 14th, 2026", "September 14-16, 2026" */
static bool month_first(const struct doc *d, uint32_t i, uint32_t to, struct date *out)
{
    uint32_t k, next;
    int month = named_at(d, i, to, months, &k);
    if (!month)
        return false;
    k = skip_spaces(d, k, to);
    uint32_t n = word_at(d, k, to, "the");
    int day = day_number(d, skip_spaces(d, k + n, to), to, &next);
    if (!day)
        return false;
    int last = 0;
    uint32_t sep = to_last_day(d, next, to), past;
    if (sep && (last = day_number(d, next + sep, to, &past)) > day)
        next = past;
    else
        last = 0;
    int year = year_at(d, next, to, &next);
    *out = (struct date){.year = year, .month = month, .day = day, .next = next};
    if (last) {
        out->last.year = year;
        out->last.month = month;
        out->last.day = last;
    }
    return true;
}

int weekday_of(int year, int month, int day)
{
    static const int shift[] = {0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4};
    int y = month < 3 ? year - 1 : year;
    int sunday_first = (y + y / 4 - y / 100 + y / 400 + shift[(month + 11) % 12] + day) % 7;
    return sunday_first ? sunday_first : 7;
}

static int days_in(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 || year == 0;
    return month == 2 && leap ? 29 : days[(month + 11) % 12];
}

void date_add_days(int *year, int *month, int *day, int n)
{
    for (; n > 0; n--) {
        if (++*day <= days_in(*year, *month))
            continue;
        *day = 1;
        if (++*month <= 12)
            continue;
        *month = 1;
        *year += *year != 0;
    }
}

#define L(c) (1u << ((c) - 'a'))

/* Whether a date may begin with these letters: a digit, or how days, months and "premier" begin. */
static bool may_begin_date(char c, char next)
{
    static const uint32_t second[26] = {
        ['l' - 'a'] = L('u'),
        ['m' - 'a'] = L('a') | L('e') | L('o'),
        ['j' - 'a'] = L('e') | L('a') | L('u'),
        ['v' - 'a'] = L('e'),
        ['s' - 'a'] = L('a') | L('u') | L('e'),
        ['d' - 'a'] = L('i') | L('e'),
        ['t' - 'a'] = L('u') | L('h'),
        ['w' - 'a'] = L('e'),
        ['f' - 'a'] = L('r') | L('e') | L('i'),
        ['a' - 'a'] = L('v') | L('p') | L('o') | L('u'),
        ['o' - 'a'] = L('c'),
        ['n' - 'a'] = L('o'),
        ['p' - 'a'] = L('r'),
    };
    if (!is_letter(c))
        return true;
    return is_letter(next) && (second[c - 'a'] & L(next));
}

#undef L

bool scan_date(const struct doc *d, uint32_t i, uint32_t to, struct date *out)
{
    int weekday, other;
    if (i >= to || !may_begin_date(d->fold[i], i + 1 < to ? d->fold[i + 1] : '\0'))
        return false;
    uint32_t at = skip_weekday(d, i, to, &weekday);
    struct date r = {.weekday = weekday};
    if (weekday) { /* "vendredi 14 au dimanche 16", "lundi et mardi 3 juin" */
        uint32_t sep = to_last_day(d, at, to);
        uint32_t next = sep ? skip_weekday(d, at + sep, to, &other) : at;
        if (sep && other)
            at = next;
    }
    if (!numeric_date(d, at, to, &r) && !day_first(d, at, to, &r) && !month_first(d, at, to, &r))
        return false;
    if (r.day > days_in(r.year, r.month))
        return false;
    r.weekday = weekday;
    r.from = i;
    *out = r;
    return true;
}

bool find_date(const struct doc *d, uint32_t i, uint32_t to, struct date *out)
{
    for (bool start = true; i < to; i++) {
        char c = d->fold[i];
        if (start && is_word(c) && scan_date(d, i, to, out))
            return true;
        bool joins = c == '.' || c == '/' || c == ',' || c == ':';
        start = !is_word(c) && !(joins && i && is_digit(d->fold[i - 1]));
    }
    return false;
}

bool weekday_at(const struct doc *d, uint32_t i, uint32_t to)
{
    int weekday;
    skip_weekday(d, i, to, &weekday);
    return weekday != 0;
}

uint32_t scan_half_day(const struct doc *d, uint32_t i, uint32_t to)
{
    static const char *const words[] = {"matin",   "matinee", "apres-midi", "apres midi", "aprem",
                                        "soir",    "soiree",  "morning",    "afternoon",  "evening",
                                        "journee", "night",   "am",         "pm",         NULL};
    return any_word_at(d, i, to, words);
}

static int ordinal_word(const struct doc *d, uint32_t i, uint32_t to, uint32_t *next)
{
    static const struct named words[] = {
        {"premier", 1},   {"premiere", 1},  {"deuxieme", 2}, {"second", 2}, {"seconde", 2},
        {"troisieme", 3}, {"quatrieme", 4}, {"first", 1},    {"third", 3},  {"fourth", 4},
        {"1ere", 1},      {"1er", 1},       {"1re", 1},      {"2e", 2},     {"2eme", 2},
        {"3e", 3},        {"3eme", 3},      {"2nd", 2},      {"1st", 1},    {"3rd", 3},
        {"4e", 4},        {"4eme", 4},      {"2nde", 2},     {NULL, 0}};
    return named_at(d, i, to, words, next);
}

/* "Jour 2", "J2", "DAY TWO", "Première journée": which one; 0 when it is none. */
static int scan_ordinal(const struct doc *d, uint32_t i, uint32_t to, uint32_t *next)
{
    static const char *const nouns[] = {"jour", "journee", "day", NULL};
    uint32_t n = any_word_at(d, i, to, nouns);
    if (n) {
        uint32_t k = skip_any(d, i + n, to, " #-");
        if (k + 1 < to && d->fold[k] == 'n' && d->fold[k + 1] == 'o')
            k = skip_spaces(d, k + 2, to);
        int value = number_at(d, k, to, next);
        return value > 0 && value < 15 ? value : 0;
    }
    if (i + 1 < to && d->fold[i] == 'j' && is_digit(d->fold[i + 1]) &&
        (i + 2 == to || !is_word(d->fold[i + 2]))) {
        *next = i + 2;
        return d->fold[i + 1] - '0';
    }
    uint32_t past;
    int value = ordinal_word(d, i, to, &past);
    if (!value)
        return 0;
    past = skip_spaces(d, past, to);
    n = any_word_at(d, past, to, nouns);
    *next = past + n;
    return n ? value : 0;
}

/* "2e demi-journée – jeudi 26 août": past what says which half of a day it is. */
static uint32_t past_half_label(const struct doc *d, uint32_t i, uint32_t to)
{
    static const char *const nouns[] = {"demi-journee", "demi journee", "half-day", NULL};
    uint32_t next = i;
    if (!ordinal_word(d, i, to, &next))
        return i;
    next = skip_spaces(d, next, to);
    uint32_t n = any_word_at(d, next, to, nouns);
    return n ? skip_any(d, next + n, to, " :-,|(") : i;
}

/* Whether "Samedi 6" is as far from the day before it as their names are: then "Samedi 6 - 10h" is
 * no period. */
static bool counts_on(const struct doc *d, int weekday, int number)
{
    const struct date *last = d->n_marks ? &d->marks[d->n_marks - 1].date : NULL;
    return last && last->weekday && last->day && !last->last.day &&
           number - last->day == (weekday - last->weekday + 7) % 7;
}

/*
 * A line that begins with a day: an ordinal, a date, or a weekday that stands alone or with a part
 * of the day. `m->date.next` is where the rest begins.
 */
bool scan_day_line(const struct doc *d, const struct line *l, struct day_mark *m)
{
    static const char *const prefixes[] = {"programme previsionnel du",
                                           "programme detaille du",
                                           "programme de la journee du",
                                           "programme du",
                                           "programme pour le",
                                           "programme",
                                           "journee du",
                                           "la journee du",
                                           "agenda for",
                                           "programme for",
                                           "agenda",
                                           "date et heure",
                                           "date",
                                           "le",
                                           "du",
                                           "on",
                                           "soiree du",
                                           "matinee du",
                                           "quand",
                                           "when",
                                           "from",
                                           NULL};
    uint32_t i = skip_any(d, l->body, l->to, " |*:->#([~."), n;
    while (i < l->to && (unsigned char)d->fold[i] >= 0x80) /* a pictogram */
        i = skip_any(d, i + 1, l->to, " ");
    *m = (struct day_mark){0};
    for (int tries = 0; tries < 3 && (n = any_word_at(d, i, l->to, prefixes)); tries++)
        i = skip_any(d, i + n, l->to, " :-,|");
    uint32_t next;
    i = past_half_label(d, i, l->to);
    m->ordinal = scan_ordinal(d, i, l->to, &next);
    if (m->ordinal) {
        uint32_t k = skip_any(d, next, l->to, " :-,|>(.");
        n = word_at(d, k, l->to, "le");
        k = skip_spaces(d, k + n, l->to);
        m->date.next = next;
        if (!scan_date(d, k, l->to, &m->date)) {
            m->date.next = skip_weekday(d, k, l->to, &m->date.weekday);
            if (!m->date.weekday)
                m->date.next = next;
        }
        m->date.from = i;
        return true;
    }
    if (scan_date(d, i, l->to, &m->date))
        return true;
    int weekday;
    uint32_t at = skip_weekday(d, i, l->to, &weekday);
    if (!weekday)
        return false;
    uint32_t after, open = skip_any(d, at, l->to, " (/");
    if (open > at &&
        scan_date(d, open, l->to, &m->date)) { /* "Saturday (Feb 6)", "Thursday / 28.04.2011" */
        m->date.weekday = weekday;
        m->date.from = i;
        m->date.next = skip_any(d, m->date.next, l->to, ")");
        return l->to - m->date.next < 60;
    }
    int number = day_number(d, at, l->to, &after);
    if (number && (after == l->to || strchr(" ,-:|>.", d->fold[after]))) { /* "Mardi 24" */
        m->date = (struct date){.weekday = weekday, .day = number, .from = i, .next = after};
        uint32_t end = skip_any(d, after, l->to, " -,:|.");
        end += scan_half_day(d, end, l->to);
        struct period p;
        bool sentence = d->fold[after] == '.' && capital_at(d, end, l->to); /* "Lundi 14. À 9 h" */
        return d->fold[at - 1] != ':' && (end == l->to || l->to - end < 60 || sentence) &&
               (counts_on(d, weekday, number) ||
                !(after < l->to && scan_item_start(d, at, l->to, &p) && p.from == at));
    }
    next = skip_any(d, at, l->to, " -,:");
    uint32_t half = scan_half_day(d, next, l->to);
    uint32_t end = skip_any(d, next + half, l->to, " -,:)|.");
    struct period p;
    bool timed = end < l->to && scan_item_start(d, end, l->to, &p) && p.from == end;
    if (end < l->to && !half && !timed && d->fold[at - 1] != ':')
        return false;
    m->date = (struct date){.weekday = weekday, .from = i, .next = end};
    return timed || end == l->to || l->to - end < 60;
}
