/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/demo_words.h"

#include "meeting/demo_texts.h"

struct str demo_text(const char *file)
{
    for (size_t i = 0; i < n_demo_texts; i++)
        if (strcmp(demo_texts[i].name, file) == 0)
            return (struct str){demo_texts[i].text, demo_texts[i].size};
    die("demonstration: %s is not in the program", file);
}

/* ---- lists ------------------------------------------------------------------------------ */

static void add_section(struct arena *a, struct demo_lists *lists, struct str line)
{
    lists->items = arena_grow(a, lists->items, lists->n, &lists->cap, sizeof *lists->items);
    lists->items[lists->n++] = (struct demo_list){.heading = str_sub(line, 1, line.n - 1)};
}

static void add_item(struct arena *a, struct demo_list *list, struct str item)
{
    item = str_trim(item);
    if (!item.n)
        return;
    list->items = arena_grow(a, list->items, list->n, &list->cap, sizeof *list->items);
    list->items[list->n++] = str_dup(a, item);
}

struct demo_lists demo_lists(struct arena *a, const char *file, const char *separators)
{
    struct demo_lists lists = {0};
    for (struct str rest = demo_text(file); rest.p;) {
        struct str line = str_trim(str_cut(&rest, '\n'));
        if (!line.n || line.p[0] == '#')
            continue;
        if (line.p[0] == '[')
            add_section(a, &lists, line);
        else if (!lists.n)
            die("demonstration: %s has words above its first heading", file);
        else
            while (line.p)
                add_item(a, &lists.items[lists.n - 1], str_cut(&line, *separators));
    }
    return lists;
}

static bool has_word(struct str heading, const char *word)
{
    while (heading.p)
        if (str_is(str_cut(&heading, ' '), word))
            return true;
    return false;
}

const struct demo_list *demo_list(const struct demo_lists *lists, const char *a, const char *b)
{
    for (size_t i = 0; i < lists->n; i++) {
        struct str heading = lists->items[i].heading;
        if (b ? has_word(heading, a) && has_word(heading, b) : str_is(heading, a))
            return &lists->items[i];
    }
    return NULL;
}

/* ---- dice ------------------------------------------------------------------------------- */

uint64_t dice_throw(struct dice *d)
{
    uint64_t z = d->state += 0x9E3779B97F4A7C15U;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31);
}

/* Small `n`: the bias of the remainder, n / 2⁶⁴, is nobody's loss here. */
uint64_t dice_below(struct dice *d, uint64_t n)
{
    return dice_throw(d) % n;
}
