/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/read/office.h"
#include "meeting/read/xml_in.h"

#include <ctype.h>

#define STYLES_MAX 10000
#define BASED_ON_MAX 16 /* of one style on another */

static bool on(const char *value)
{
    return !value || (strcmp(value, "0") != 0 && strcmp(value, "false") != 0 &&
                      strcmp(value, "off") != 0 && strcmp(value, "none") != 0);
}

static int small_number(const char *value)
{
    int64_t n;
    return value && parse_int(str_of(value), 0, 9, &n) ? (int)n : -1;
}

/* Word keeps the English names of its own styles in every language: "heading 1", "Title", "toc 2".
 */
static void read_name(struct word_style *s, const char *name)
{
    if (!name)
        return;
    if (strncasecmp(name, "heading ", 8) == 0 && isdigit((unsigned char)name[8]))
        s->heading = name[8] - '0';
    else if (strcasecmp(name, "title") == 0)
        s->heading = 1;
    else if (strcasecmp(name, "subtitle") == 0)
        s->heading = 2;
    s->contents = strncasecmp(name, "toc ", 4) == 0;
}

static void read_property(struct word_style *s, struct xml_in *x, struct arena *a)
{
    const char *value = xml_in_attribute(x, a, "val");
    if (strcmp(x->name, "name") == 0)
        read_name(s, value);
    else if (strcmp(x->name, "basedOn") == 0)
        s->based_on = value;
    else if (strcmp(x->name, "outlineLvl") == 0 && s->heading < 0)
        s->heading = small_number(value) + 1 > 6 ? 0 : small_number(value) + 1;
    else if (strcmp(x->name, "b") == 0)
        s->bold = on(value);
    else if (strcmp(x->name, "numId") == 0)
        s->item = on(value);
}

static bool is_word(const struct xml_in *x)
{
    return strstr(x->space, "wordprocessingml") != NULL;
}

static int by_id(const void *x, const void *y)
{
    return strcmp(((const struct word_style *)x)->id, ((const struct word_style *)y)->id);
}

static void add_style(struct word_styles *out, struct xml_in *x, struct arena *a)
{
    const char *id = xml_in_attribute(x, a, "styleId");
    out->all = arena_grow(a, out->all, out->n, &out->cap, sizeof *out->all);
    out->all[out->n++] =
        (struct word_style){.id = id ? id : "", .heading = -1, .bold = -1, .item = -1};
}

enum err word_styles_read(struct arena *a, const struct archive *z, struct word_styles *out)
{
    XML_IN_SCOPED x = {0};
    struct str xml;
    *out = (struct word_styles){0};
    enum err e = archive_get(z, a, "word/styles.xml", &xml);
    if (e != OK)
        return e == ERR_NOT_FOUND ? OK : e;
    if (xml_in_open(&x, xml) != OK)
        return ERR_BAD_REQUEST;
    while (xml_in_next(&x)) {
        if (x.kind != XML_IN_OPEN || !is_word(&x))
            continue;
        if (strcmp(x.name, "style") == 0 && out->n < STYLES_MAX)
            add_style(out, &x, a);
        else if (strcmp(x.name, "tblStylePr") == 0 || strcmp(x.name, "docDefaults") == 0)
            xml_in_skip(&x); /* of the first row of a table, of everything: not the style's own */
        else if (out->n)
            read_property(&out->all[out->n - 1], &x, a);
    }
    if (out->n)
        qsort(out->all, out->n, sizeof *out->all, by_id);
    return x.failed ? ERR_BAD_REQUEST : OK;
}

struct word_style word_style_of(const struct word_styles *s, const char *id)
{
    struct word_style sum = {.heading = -1, .bold = -1, .item = -1};
    for (int i = 0; id && s->n && i < BASED_ON_MAX; i++) {
        const struct word_style wanted = {.id = id};
        const struct word_style *found = bsearch(&wanted, s->all, s->n, sizeof wanted, by_id);
        if (!found)
            break;
        sum.heading = sum.heading < 0 ? found->heading : sum.heading;
        sum.bold = sum.bold < 0 ? found->bold : sum.bold;
        sum.item = sum.item < 0 ? found->item : sum.item;
        sum.contents |= found->contents;
        id = found->based_on;
    }
    sum.heading = sum.heading < 0 ? 0 : sum.heading;
    sum.bold = sum.bold < 0 ? 0 : sum.bold;
    sum.item = sum.item < 0 ? 0 : sum.item;
    return sum;
}
