/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/parse/parse.h"

uint32_t skip_spaces(const struct doc *d, uint32_t i, uint32_t to)
{
    while (i < to && is_space(d->fold[i]))
        i++;
    return i;
}

uint32_t skip_any(const struct doc *d, uint32_t i, uint32_t to, const char *set)
{
    while (i < to && !is_word(d->fold[i]) && d->fold[i] && strchr(set, d->fold[i]))
        i++;
    return i;
}

uint32_t word_at(const struct doc *d, uint32_t i, uint32_t to, const char *word)
{
    uint32_t k = 0;
    for (; word[k]; k++)
        if (i + k >= to || d->fold[i + k] != word[k])
            return 0;
    if (k && is_word(word[k - 1]) && i + k < to && is_word(d->fold[i + k]))
        return 0;
    return k;
}

uint32_t any_word_at(const struct doc *d, uint32_t i, uint32_t to, const char *const *words)
{
    uint32_t best = 0;
    if (i >= to)
        return 0;
    for (char first = d->fold[i]; *words; words++) {
        if (**words != first)
            continue;
        uint32_t n = word_at(d, i, to, *words);
        best = n > best ? n : best;
    }
    return best;
}

uint32_t find_word(const struct doc *d, uint32_t i, uint32_t to, const char *word)
{
    while (i < to) {
        const char *at = memmem(d->fold + i, to - i, word, strlen(word));
        if (!at)
            return to;
        uint32_t p = (uint32_t)(at - d->fold);
        if ((p == 0 || !is_word(d->fold[p - 1])) && word_at(d, p, to, word))
            return p;
        i = p + 1;
    }
    return to;
}

bool has_any_word(const struct doc *d, uint32_t i, uint32_t to, const char *const *words)
{
    bool first[256] = {false}; /* the letters by which some word begins */
    for (const char *const *w = words; *w; w++)
        first[(unsigned char)**w] = true;
    for (bool start = true; i < to; i++) {
        unsigned char c = (unsigned char)d->fold[i];
        if (start && first[c] && any_word_at(d, i, to, words))
            return true;
        start = !is_word((char)c);
    }
    return false;
}

int number_at(const struct doc *d, uint32_t i, uint32_t to, uint32_t *next)
{
    static const struct {
        const char *word;
        int value;
    } words[] = {{"un", 1},     {"une", 1},   {"deux", 2},  {"trois", 3}, {"quatre", 4},
                 {"cinq", 5},   {"six", 6},   {"sept", 7},  {"huit", 8},  {"neuf", 9},
                 {"dix", 10},   {"douze", 12}, {"one", 1},  {"two", 2},   {"three", 3},
                 {"four", 4},   {"five", 5},  {"seven", 7}, {"eight", 8}, {"nine", 9},
                 {"ten", 10}};
    int value = 0;
    uint32_t k = i;
    while (k < to && is_digit(d->fold[k]) && k - i < 3)
        value = value * 10 + (d->fold[k++] - '0');
    if (k > i && (k == to || !is_word(d->fold[k]))) {
        *next = k;
        return value;
    }
    if (i >= to || !is_letter(d->fold[i]))
        return 0;
    for (size_t w = 0; w < ARRAY_LEN(words); w++) {
        if (words[w].word[0] != d->fold[i])
            continue;
        uint32_t n = word_at(d, i, to, words[w].word);
        if (!n)
            continue;
        *next = i + n;
        return words[w].value;
    }
    return 0;
}
