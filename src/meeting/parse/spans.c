/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a span of the cleaned text says, whether it was bold, and in which line a place is. */
#include "meeting/parse/parse.h"

/* "don-" at the end of a line, "nées" on the next: one word; not so "co-" and "construction". */
static bool hyphenated(const char *out, size_t n, const char *next)
{
    size_t letters = 0;
    while (letters < n - 1 && wordish(out[n - 2 - letters]))
        letters++;
    bool low = (*next >= 'a' && *next <= 'z') ||
               ((unsigned char)*next == 0xC3 && (unsigned char)next[1] >= 0xA0);
    return low && letters >= 3 && !(letters == 3 && strncmp(out + n - 4, "non", 3) == 0);
}

char *span_text(const struct doc *d, uint32_t from, uint32_t to)
{
    struct span s = span_trim(d, (struct span){from, to});
    size_t at = d->map[s.from], end = d->map[s.to];
    char *out = arena_alloc(d->a, end > at ? end - at + 1 : 1);
    size_t n = 0;
    for (; at < end; at++) {
        if (n && out[n - 1] == '-' && d->text[at] == '\n' && hyphenated(out, n, d->text + at + 1)) {
            n--;
            continue;
        }
        char ch = is_space(d->text[at]) ? ' ' : d->text[at];
        if (ch != ' ' || (n && out[n - 1] != ' '))
            out[n++] = ch;
    }
    while (n && out[n - 1] == ' ')
        n--;
    out[n] = '\0';
    return out;
}

/* Whether all the words of a span stand within one bold run. */
bool span_is_bold(const struct doc *d, uint32_t from, uint32_t to)
{
    size_t low = 0, high = d->n_bold;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (d->bold[mid].to <= from)
            low = mid + 1;
        else
            high = mid;
    }
    return low < d->n_bold && d->bold[low].from <= from && d->bold[low].to >= to;
}

uint32_t line_at(const struct doc *d, uint32_t offset)
{
    uint32_t low = 0, high = d->n_lines;
    while (low < high) {
        uint32_t mid = (low + high) / 2;
        if (d->lines[mid].to < offset)
            low = mid + 1;
        else
            high = mid;
    }
    return low < d->n_lines ? low : d->n_lines - 1;
}
