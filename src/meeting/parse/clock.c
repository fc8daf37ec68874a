/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Times as people write them: "9h", "9 h 30", "09:00", "9.30", "1:30 pm", "midi". */
#include "meeting/parse/parse.h"

static const char *const noon_words[] = {"12 noon", "12noon", "midi", "noon", "midday", NULL};
static const char *const midnight_words[] = {"minuit", "midnight", NULL};

int two_digits(const struct doc *d, uint32_t i, uint32_t to)
{
    if (i + 1 >= to || !is_digit(d->fold[i]) || !is_digit(d->fold[i + 1]))
        return -1;
    if (i + 2 < to && is_digit(d->fold[i + 2]))
        return -1;
    return (d->fold[i] - '0') * 10 + d->fold[i + 1] - '0';
}

bool capital_at(const struct doc *d, uint32_t i, uint32_t to)
{
    if (i >= to || !is_letter(d->fold[i]))
        return false;
    unsigned char c = (unsigned char)d->text[d->map[i]];
    unsigned char next = (unsigned char)d->text[d->map[i] + 1];
    if (c == 'H') /* "10H30" is a time, "3:45Health" a time and a title */
        return next >= 'a' && next <= 'z';
    return (c >= 'A' && c <= 'Z') || (c == 0xC3 && next >= 0x80 && next < 0xA0);
}

/* "am", "a.m.", "PM" after a time; moves past it. */
static char scan_half(const struct doc *d, uint32_t i, uint32_t to, uint32_t *next)
{
    uint32_t k = i;
    if (k < to && d->fold[k] == ' ')
        k++;
    if (k >= to || (d->fold[k] != 'a' && d->fold[k] != 'p'))
        return 0;
    char half = d->fold[k++];
    bool dotted = k < to && d->fold[k] == '.';
    k += dotted;
    if (k >= to || d->fold[k] != 'm')
        return 0;
    k++;
    if (dotted && k < to && d->fold[k] == '.')
        k++;
    if (k < to && is_word(d->fold[k]) && !capital_at(d, k, to))
        return 0;
    *next = k;
    return half;
}

/* Whether figures and an "h" stand at i: "8 h 30/12 h". */
static bool hour_after(const struct doc *d, uint32_t i, uint32_t to)
{
    uint32_t k = skip_spaces(d, i, to), digits = k;
    while (k < to && is_digit(d->fold[k]))
        k++;
    uint32_t h = skip_spaces(d, k, to);
    return k > digits && k - digits < 3 && h < to && d->fold[h] == 'h';
}

/* Minutes after "h", where "9h10h" or "9h 30 personnes" must not be taken for minutes. */
static uint32_t minutes_after_h(const struct doc *d, uint32_t i, uint32_t to, int *minutes)
{
    uint32_t k = i;
    while (k < to && d->fold[k] == ' ' && k - i < 2)
        k++;
    if (k == i && k < to && d->fold[k] == '.') { /* "11h.45", "14 h. 45" */
        uint32_t past = skip_spaces(d, k + 1, to);
        int m = two_digits(d, past, to);
        k = m >= 0 && (past == k + 1 || (m % 5 == 0 && past == k + 2)) ? past : k;
    }
    int m = two_digits(d, k, to);
    if (m < 0 || m > 59)
        return i;
    uint32_t end = k + 2;
    if (m > 24 && end < to && d->fold[end] == 'h' &&
        (end + 1 == to || !is_word(d->fold[end + 1]))) {
        *minutes = m; /* "9h30h-12h" */
        return end + 1;
    }
    if (end < to && ((d->fold[end] == 'h' && !capital_at(d, end, to)) ||
                     (d->fold[end] == ':' && two_digits(d, end + 1, to) >= 0)))
        return i;
    if (k > i && end < to && d->fold[end] == '/' && !hour_after(d, end + 1, to))
        return i;
    if (k > i && end + 1 < to && d->fold[end] == ' ' && d->fold[end + 1] == 'h')
        return i;
    if (k > i && m % 5 && end < to && is_space(d->fold[end]))
        return i;
    *minutes = m;
    uint32_t unit = word_at(d, end, to, "min");
    unit = unit ? unit : word_at(d, end, to, "mn");
    return end + unit;
}

static bool clock_h(const struct doc *d, uint32_t i, uint32_t to, int hour, struct clock *c,
                    uint32_t *next)
{
    static const char *const words[] = {"heures", "heure", "hrs", "hr", "h", NULL};
    uint32_t k = i;
    while (k < to && d->fold[k] == ' ' && k - i < 2)
        k++;
    if (k >= to || d->fold[k] != 'h')
        return false;
    uint32_t n = any_word_at(d, k, to, words);
    if (!n && k + 6 < to && memcmp(d->fold + k, "heures", 6) == 0 && capital_at(d, k + 6, to))
        n = 6; /* "11 heuresOuverture" */
    if (!n && k + 1 < to &&
        (is_digit(d->fold[k + 1]) || /* or "9hAccueil" */
         (k == i && d->text[d->map[k]] == 'h' && capital_at(d, k + 1, to))))
        n = 1;
    if (!n)
        return false;
    int minutes = 0;
    uint32_t end = minutes_after_h(d, k + n, to, &minutes);
    bool glued = end < to && end > k + n && is_word(d->fold[end]) && !capital_at(d, end, to);
    if (glued && end + 1 < to)
        return false;
    *c = (struct clock){.minutes = hour * 60 + minutes, .form = CLOCK_H};
    *next = end + glued; /* "10h40v" at the end of a line: a slip */
    return hour <= 24;
}

/* "09:00", "9 : 30", "9.30", "09:00:00". */
static bool clock_colon(const struct doc *d, uint32_t i, uint32_t to, int hour, struct clock *c,
                        uint32_t *next)
{
    uint32_t k = i;
    bool spaced = k < to && d->fold[k] == ' ';
    k += spaced;
    if (k >= to || (d->fold[k] != ':' && d->fold[k] != '.') || (spaced && d->fold[k] == '.'))
        return false;
    char sign = d->fold[k++];
    bool loose = spaced || (sign == '.' && d->clock_dot); /* "9 : 30", "11. 15" */
    if (loose && k < to && d->fold[k] == ' ')
        k++;
    int minutes = two_digits(d, k, to);
    if (minutes < 0 || minutes > 59 || hour > 24)
        return false;
    uint32_t end = k + 2;
    if (spaced && end < to && d->fold[end] == 'h') /* "Lundi 7 : 14h" */
        return false;
    if (sign == ':' && end < to && d->fold[end] == ':' && two_digits(d, end + 1, to) == 0)
        end += 3;
    if (sign == '.' && end + 1 < to && strchr(".,/", d->fold[end]) && is_digit(d->fold[end + 1]))
        return false;
    uint32_t past = end;
    char half = scan_half(d, end, to, &past);
    if (sign == '.' && !half && (!d->clock_dot || minutes % 5))
        return false;
    if (!half && end < to && (d->fold[end] == '%' || is_letter(d->fold[end])) &&
        !capital_at(d, end, to)) {
        if (d->fold[end] != 'h' || (end + 1 < to && is_word(d->fold[end + 1])))
            return false;
        past = end + 1;
    }
    *c = (struct clock){.minutes = hour * 60 + minutes,
                        .form = sign == ':' ? CLOCK_COLON : CLOCK_DOT,
                        .half = half};
    *next = past;
    return true;
}

void apply_half(struct clock *c)
{
    if (c->half == 'p' && c->minutes < 12 * 60)
        c->minutes += 12 * 60;
    else if (c->half == 'a' && c->minutes >= 12 * 60 && c->minutes < 13 * 60)
        c->minutes -= 12 * 60;
}

static bool clock_word(const struct doc *d, uint32_t i, uint32_t to, struct clock *c,
                       uint32_t *next)
{
    uint32_t n = any_word_at(d, i, to, noon_words);
    int minutes = 12 * 60;
    if (n && i >= 6 && memcmp(d->fold + i - 6, "apres", 5) == 0)
        return false; /* "l'après-midi" */
    if (!n) {
        n = any_word_at(d, i, to, midnight_words);
        minutes = 24 * 60;
    }
    if (!n ||
        (i + n < to && d->fold[i + n] == '-' && i + n + 1 < to && is_letter(d->fold[i + n + 1])))
        return false;
    *c = (struct clock){.minutes = minutes, .form = CLOCK_WORD, .padded = true};
    *next = i + n;
    uint32_t k = skip_spaces(d, *next, to);
    int m = two_digits(d, k, to);
    if (k > *next && minutes == 720 && m > 0 && m < 60 && m % 5 == 0 &&
        (k + 2 == to || !strchr("h:./", d->fold[k + 2])) && k + 2 <= to) {
        c->minutes += m; /* "midi 30" */
        *next = k + 2;
    }
    return true;
}

/* What a scanner made of a digit: "O" for 0, "l" for 1; -1 for anything else. */
static int scanned_digit(char c)
{
    return is_digit(c) ? c - '0' : c == 'o' ? 0 : c == 'l' || c == 'i' ? 1 : -1;
}

/* "1Oh3O", "l4hOO": a time with at least one true digit and one letter that stands for another. */
static bool clock_scanned(const struct doc *d, uint32_t i, uint32_t to, struct clock *c,
                          uint32_t *next)
{
    int digits[4], n = 0, letters = 0;
    uint32_t k = i;
    for (int part = 0; part < 2; part++) {
        int count = 0;
        for (; k < to && count < 2 && scanned_digit(d->fold[k]) >= 0; k++, count++) {
            letters += !is_digit(d->fold[k]);
            digits[n++] = scanned_digit(d->fold[k]);
        }
        if (count == 0 || (part == 1 && count < 2))
            return false;
        if (part == 0 && count == 1)
            digits[1] = digits[0], digits[0] = 0, n = 2;
        if (part == 1)
            break;
        k += k < to && d->fold[k] == ' ';
        if (k >= to || (d->fold[k] != 'h' && d->fold[k] != ':'))
            return false;
        k++;
        k += k < to && d->fold[k] == ' ';
    }
    int hours = digits[0] * 10 + digits[1], minutes = digits[2] * 10 + digits[3];
    if (!letters || letters > 3 || hours > 24 || minutes > 59 || (k < to && is_word(d->fold[k])))
        return false;
    *c = (struct clock){.minutes = hours * 60 + minutes, .form = CLOCK_H, .padded = true};
    *next = k;
    return true;
}

bool scan_clock(const struct doc *d, uint32_t i, uint32_t to, struct clock *c, uint32_t *next)
{
    if (i >= to)
        return false;
    char first = d->fold[i];
    if (clock_scanned(d, i, to, c, next))
        return true;
    if (!is_digit(first))
        return (first == 'm' || first == 'n') && clock_word(d, i, to, c, next);
    uint32_t k = i;
    int hour = 0;
    while (k < to && is_digit(d->fold[k]) && k - i < 5)
        hour = hour * 10 + d->fold[k++] - '0';
    uint32_t digits = k - i;
    if (clock_word(d, i, to, c, next))
        return true;
    if (digits <= 2 && hour <= 24 &&
        (clock_h(d, k, to, hour, c, next) || clock_colon(d, k, to, hour, c, next))) {
        c->padded = digits == 2;
        if (!c->half && c->form == CLOCK_H)
            c->half = scan_half(d, *next, to, next);
        apply_half(c);
        return c->minutes <= 24 * 60;
    }
    uint32_t past = k;
    char half = digits <= 2 && hour >= 1 && hour <= 12 ? scan_half(d, k, to, &past) : 0;
    if (half) {
        *c = (struct clock){.minutes = hour * 60, .form = CLOCK_BARE, .half = half};
        apply_half(c);
        *next = past;
        return true;
    }
    if (d->clock_four && digits == 4 && hour % 100 < 60 && hour <= 2400 &&
        (k == to || !is_word(d->fold[k]) || word_at(d, k, to, "h") || word_at(d, k, to, "hrs"))) {
        *c = (struct clock){
            .minutes = hour / 100 * 60 + hour % 100, .form = CLOCK_FOUR, .padded = true};
        *next = k + (k < to && d->fold[k] == 'h' ? (word_at(d, k, to, "hrs") ? 3 : 1) : 0);
        return true;
    }
    return false;
}
