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
    for (; i < to && !is_word(d->fold[i]); i++) {
        const char *s = set; /* sets have a few characters: a call would cost more than the look */
        while (*s && *s != d->fold[i])
            s++;
        if (!*s)
            break;
    }
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

/* The letters by which the words of each list begin, found once a list: far fewer than 256 lists.
 */
struct word_masks {
    struct mask {
        const char *const *list;
        uint64_t first, second; /* bit: a letter's low six bits */
    } slots[256];
};

struct word_masks *word_masks_new(struct arena *a)
{
    return arena_new(a, struct word_masks);
}

static uint64_t bit(char c)
{
    return (uint64_t)1 << ((unsigned char)c & 63);
}

static const struct mask *mask_of(const struct doc *d, const char *const *words)
{
    size_t at = ((uintptr_t)words >> 3) & 255;
    struct mask *m = &d->masks->slots[at];
    while (m->list && m->list != words) {
        at = (at + 1) & 255;
        m = &d->masks->slots[at];
    }
    if (m->list)
        return m;
    m->list = words;
    for (; *words; words++) {
        m->first |= bit((*words)[0]);
        m->second |= (*words)[1] ? bit((*words)[1]) : UINT64_MAX;
    }
    return m;
}

static bool may_stand(const struct doc *d, const struct mask *m, uint32_t i, uint32_t to)
{
    return m->first & bit(d->fold[i]) && (i + 1 >= to || m->second & bit(d->fold[i + 1]));
}

static uint32_t longest_at(const struct doc *d, uint32_t i, uint32_t to, const char *const *words)
{
    uint32_t best = 0;
    for (char first = d->fold[i]; *words; words++) {
        if (**words != first)
            continue;
        uint32_t n = word_at(d, i, to, *words);
        best = n > best ? n : best;
    }
    return best;
}

uint32_t any_word_at(const struct doc *d, uint32_t i, uint32_t to, const char *const *words)
{
    if (i >= to || !may_stand(d, mask_of(d, words), i, to))
        return 0;
    return longest_at(d, i, to, words);
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
    const struct mask *m = mask_of(d, words);
    for (bool start = true; i < to; i++) {
        if (start && may_stand(d, m, i, to) && longest_at(d, i, to, words))
            return true;
        start = !is_word(d->fold[i]);
    }
    return false;
}

int number_at(const struct doc *d, uint32_t i, uint32_t to, uint32_t *next)
{
    static const struct {
        const char *word;
        int value;
    } words[] = {{"un", 1},   {"une", 1},    {"deux", 2},  {"trois", 3}, {"quatre", 4},
                 {"cinq", 5}, {"six", 6},    {"sept", 7},  {"huit", 8},  {"neuf", 9},
                 {"dix", 10}, {"douze", 12}, {"one", 1},   {"two", 2},   {"three", 3},
                 {"four", 4}, {"five", 5},   {"seven", 7}, {"eight", 8}, {"nine", 9},
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
