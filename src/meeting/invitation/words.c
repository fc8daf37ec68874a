/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/invitation/words.h"

#include <string.h>

#define FIRST_SIZE 1024

/* FNV-1a. Lists are an organiser's own: nobody chooses words to collide. */
static size_t hash(const char *s)
{
    uint64_t h = 14695981039346656037u;
    for (; *s; s++)
        h = (h ^ (unsigned char)*s) * 1099511628211u;
    return (size_t)(h ^ h >> 32);
}

static struct word *slot(const struct words *w, const char *text)
{
    size_t i = hash(text) & (w->size - 1);
    while (w->slots[i].text && strcmp(w->slots[i].text, text) != 0)
        i = (i + 1) & (w->size - 1);
    return &w->slots[i];
}

static void grow(struct arena *a, struct words *w)
{
    struct words bigger = {.size = w->size ? w->size * 2 : FIRST_SIZE, .n = w->n};
    bigger.slots = arena_array(a, bigger.size, sizeof *bigger.slots);
    for (size_t i = 0; i < w->size; i++)
        if (w->slots[i].text)
            *slot(&bigger, w->slots[i].text) = w->slots[i];
    *w = bigger;
}

int64_t *words_find(struct arena *a, struct words *w, const char *text)
{
    if (w->n * 2 >= w->size)
        grow(a, w);
    struct word *found = slot(w, text);
    if (!found->text) {
        found->text = text;
        w->n++;
    }
    return &found->number;
}
