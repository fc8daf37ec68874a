/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The reader of programmes alone, no database: seconds for a quarter, a half and the whole of the
 * largest text it takes, then for texts that nobody writes.
 *
 *   parse FILE     FILE is an ordinary programme, repeated up to the size
 *
 * Prints a line for each text: name, bytes, milliseconds of processor time for a quarter, a half
 * (0: not measured) and the whole (0: given up, the quarter was too slow already).
 */
#include "meeting/programme.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define WHOLE PROGRAMME_MAX_BYTES
#define RUNS 5
#define TOO_SLOW_MS 1500.0

static const struct {
    const char *name, *unit;
} shapes[] = {
    {"one line, no end", "mot "},
    {"empty lines", "\n"},
    {"sessions at one time", "9h00 – 9h10 – Un temps\n"},
    {"times alone", "9h00\n"},
    {"a line of times", "9h00 – 9h10 "},
    {"headings of days", "Le lundi 12 juillet 2021\n\n"},
    {"days with a session", "Jour 2\n\n9h00 – 9h10 – Un temps\n\n"},
    {"questions", "**Quelles réalités ? Quelles pratiques ?**\n"},
    {"items of a list", "- Atelier sur **les leviers**\n"},
    {"asterisks", "**"},
    {"table cells", "| 9h | a "},
    {"quotation marks", "« "},
    {"speakers", "avec Anne MARTIN, Jean DUPONT, "},
    {"notes", "Une phrase quelconque qui n'est pas un temps.\n\n"},
    {"accents apart", "e\xCC\x81"},
    {"CR alone", "9h00 – 9h10 – Un temps\r"},
};

/* Of processor time: what the clock says on a machine that does nothing else. */
static double cpu_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* `size` bytes made of whole units: a text cut inside a letter would change its encoding. */
static struct str repeat(char *room, struct str unit, size_t size)
{
    size_t n = 0;
    for (; n + unit.n <= size; n += unit.n)
        memcpy(room + n, unit.p, unit.n);
    return (struct str){room, n};
}

static double parse_once(struct str text)
{
    struct arena a = ARENA_INIT;
    struct programme p;
    const char *why = "";
    double began = cpu_ms();
    enum err e = programme_parse(&a, text, &p, &why);
    double took = cpu_ms() - began;
    arena_free(&a);
    if (e != OK && e != ERR_INVALID) /* a text of empty lines is refused, and quickly */
        die("parse: %s: %s", err_name(e), why);
    return took;
}

static int order(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median_ms(struct str text)
{
    double t[RUNS];
    for (size_t i = 0; i < RUNS; i++)
        t[i] = parse_once(text);
    qsort(t, RUNS, sizeof *t, order);
    return t[RUNS / 2];
}

static void measure_ordinary(char *room, struct str unit)
{
    double quarter = median_ms(repeat(room, unit, WHOLE / 4));
    double half = median_ms(repeat(room, unit, WHOLE / 2));
    struct str text = repeat(room, unit, WHOLE);
    printf("ordinary programme;%zu;%.2f;%.2f;%.2f\n", text.n, quarter, half, median_ms(text));
}

static void measure_shape(char *room, const char *name, struct str unit)
{
    double quarter = parse_once(repeat(room, unit, WHOLE / 4));
    struct str text = repeat(room, unit, WHOLE);
    double whole = quarter < TOO_SLOW_MS ? parse_once(text) : 0;
    printf("%s;%zu;%.2f;0;%.2f\n", name, text.n, quarter, whole);
    fflush(stdout);
}

int main(int argc, char **argv)
{
    FILE *f = argc == 2 ? fopen(argv[1], "rbe") : NULL;
    char *room = xmalloc(WHOLE), *unit = xmalloc(WHOLE);
    size_t n = f ? fread(unit, 1, WHOLE - 1, f) : 0;
    if (!n)
        die("parse FILE: an ordinary programme is expected");
    unit[n++] = '\n';
    fclose(f);
    measure_ordinary(room, (struct str){unit, n});
    for (size_t i = 0; i < ARRAY_LEN(shapes); i++)
        measure_shape(room, shapes[i].name, str_of(shapes[i].unit));
    free(unit);
    free(room);
    return 0;
}
