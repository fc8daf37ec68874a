/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The search of territories as somebody types: processor time of 5,000 queries made from the names,
 * always the same ones. Prints a line for each way of typing: name, queries, microseconds of the
 * median, of the 99th in a hundred and of the slowest.
 */
#include "network/network.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define QUERIES 5000
#define SHOWN 10

static double cpu_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static uint64_t next(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return *seed >> 33;
}

typedef const char *(*way_fn)(struct arena *a, struct territory t, uint64_t *seed);

static const char *whole(struct arena *a, struct territory t, uint64_t *seed)
{
    (void)a;
    (void)seed;
    return t.name;
}

static const char *beginning(struct arena *a, struct territory t, uint64_t *seed)
{
    size_t n = 1 + next(seed) % strlen(t.name);
    while ((t.name[n] & 0xC0) == 0x80)
        n++;
    return arena_strndup(a, t.name, n);
}

static const char *mistaken(struct arena *a, struct territory t, uint64_t *seed)
{
    char *text = arena_strdup(a, t.name);
    size_t at = next(seed) % strlen(text);
    text[at] = (char)('a' + next(seed) % 26);
    return text[at + 1] && (text[at + 1] & 0xC0) != 0x80 ? text : t.name;
}

static const char *label(struct arena *a, struct territory t, uint64_t *seed)
{
    (void)seed;
    return territory_label(a, &t, "fr");
}

static const char *backwards(struct arena *a, struct territory t, uint64_t *seed)
{
    const char *hyphen = strrchr(t.name, '-');
    (void)seed;
    return hyphen ? arena_printf(a, "%s %.*s", hyphen + 1, (int)(hyphen - t.name), t.name) : t.name;
}

static const char *postcode(struct arena *a, struct territory t, uint64_t *seed)
{
    return *t.postcodes ? arena_strndup(a, t.postcodes, 2 + next(seed) % 4) : "97";
}

/* Words of any two territories: nothing answers both, so that everything is tried. */
static const char *strangers(struct arena *a, struct territory t, uint64_t *seed)
{
    struct territory u = territory_at(TERRITORY_COMMUNE, next(seed) % territory_count(0));
    return arena_printf(a, "%.20s %.20s", t.name, u.name);
}

/* As many short words as fit: the most to compare. */
static const char *crumbs(struct arena *a, struct territory t, uint64_t *seed)
{
    char *text = arena_alloc(a, 101);
    (void)t;
    for (size_t i = 0; i < 100; i++)
        text[i] = (char)(next(seed) % 3 ? 'a' + next(seed) % 22 : ' ');
    return arena_strndup(a, text, 10 + next(seed) % 90);
}

static int order(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void measure(const char *name, way_fn way, double *all)
{
    struct arena a = ARENA_INIT;
    uint64_t seed = 2021;
    for (size_t i = 0; i < QUERIES; i++) {
        struct territory found[SHOWN];
        size_t at = next(&seed) % territory_count(TERRITORY_COMMUNE);
        const char *query = way(&a, territory_at(TERRITORY_COMMUNE, at), &seed);
        double began = cpu_us();
        (void)territory_search(&a, query, SHOWN, found);
        all[i] = cpu_us() - began;
        arena_clear(&a);
    }
    arena_free(&a);
    qsort(all, QUERIES, sizeof *all, order);
    printf("%s;%d;%.1f;%.1f;%.1f\n", name, QUERIES, all[QUERIES / 2], all[QUERIES * 99 / 100],
           all[QUERIES - 1]);
}

int main(void)
{
    static const struct {
        const char *name;
        way_fn way;
    } ways[] = {
        {"a name", whole},
        {"its beginning", beginning},
        {"with a letter wrong", mistaken},
        {"its last word first", backwards},
        {"a label as shown", label},
        {"a postcode or its beginning", postcode},
        {"words of two places", strangers},
        {"crumbs", crumbs},
    };
    double *all = xcalloc(QUERIES, sizeof *all);
    for (size_t i = 0; i < ARRAY_LEN(ways); i++)
        measure(ways[i].name, ways[i].way, all);
    free(all);
    return 0;
}
