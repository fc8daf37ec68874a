/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * OpenDocument's content.xml, as a stream. Headers and footers are in styles.xml, of which only the
 * styles of words are read. White space is that of ODF: runs of it are one space, the others have a
 * tag.
 */
#include "meeting/read/office.h"
#include "meeting/read/xml_in.h"

#define STYLES_MAX 20000
#define SPACES_MAX 40
#define BASED_ON_MAX 16

struct open_style {
    const char *name, *parent;
    int bold; /* 1, 0, -1 when it does not say */
};

struct open_styles {
    struct open_style *all;
    size_t n, cap;
};

struct open_span {
    struct open_span *up;
    bool bold;
};

struct odt {
    struct flow *f;
    struct xml_in *x;
    struct open_styles styles;
    struct open_span *span; /* the paragraph's, then the words' within it */
    int lists;              /* open around here */
};

/* ---- styles ----------------------------------------------------------------------------- */

static int by_name(const void *x, const void *y)
{
    return strcmp(((const struct open_style *)x)->name, ((const struct open_style *)y)->name);
}

static int weight_is_bold(const char *weight)
{
    int64_t n;
    if (!weight)
        return -1;
    if (parse_int(str_of(weight), 100, 900, &n))
        return n >= 600;
    return strcmp(weight, "bold") == 0;
}

static void add_style(struct open_styles *s, struct xml_in *x, struct arena *a)
{
    const char *name = xml_in_attribute(x, a, "name");
    if (s->n == STYLES_MAX)
        return;
    s->all = arena_grow(a, s->all, s->n, &s->cap, sizeof *s->all);
    s->all[s->n++] = (struct open_style){.name = name ? name : "",
                                         .parent = xml_in_attribute(x, a, "parent-style-name"),
                                         .bold = -1};
}

/* Up to the body: the automatic styles of content.xml stand before it. */
static enum err read_styles(struct arena *a, struct str xml, struct open_styles *s)
{
    XML_IN_SCOPED x = {0};
    if (xml_in_open(&x, xml) != OK)
        return ERR_BAD_REQUEST;
    while (xml_in_next(&x)) {
        if (x.kind != XML_IN_OPEN)
            continue;
        if (strcmp(x.name, "body") == 0 || strcmp(x.name, "master-styles") == 0)
            return OK;
        if (strcmp(x.name, "style") == 0 && strstr(x.space, ":style:"))
            add_style(s, &x, a);
        else if (strcmp(x.name, "text-properties") == 0 && s->n)
            s->all[s->n - 1].bold = weight_is_bold(xml_in_attribute(&x, a, "font-weight"));
    }
    return x.failed ? ERR_BAD_REQUEST : OK;
}

static int style_bold(const struct open_styles *s, const char *name)
{
    for (int i = 0; name && s->n && i < BASED_ON_MAX; i++) {
        const struct open_style wanted = {.name = name};
        const struct open_style *found = bsearch(&wanted, s->all, s->n, sizeof wanted, by_name);
        if (!found)
            return -1;
        if (found->bold >= 0)
            return found->bold;
        name = found->parent;
    }
    return -1;
}

static bool is_title(const struct open_styles *s, const char *name)
{
    for (int i = 0; name && i < BASED_ON_MAX; i++) {
        if (strcmp(name, "Title") == 0 || strcmp(name, "Subtitle") == 0)
            return true;
        const struct open_style wanted = {.name = name};
        const struct open_style *found =
            s->n ? bsearch(&wanted, s->all, s->n, sizeof wanted, by_name) : NULL;
        name = found ? found->parent : NULL;
    }
    return false;
}

/* ---- the body --------------------------------------------------------------------------- */

static const char *attribute(struct odt *o, const char *name)
{
    return xml_in_attribute(o->x, o->f->a, name);
}

static void open_span(struct odt *o)
{
    struct open_span *span = arena_new(o->f->a, struct open_span);
    int bold = style_bold(&o->styles, attribute(o, "style-name"));
    span->up = o->span;
    span->bold = bold >= 0 ? bold : o->span && o->span->bold;
    o->span = span;
}

static void close_span(struct odt *o)
{
    if (o->span)
        o->span = o->span->up;
}

/* What surrounds a paragraph in a text box says nothing of it. */
static void open_paragraph(struct odt *o)
{
    struct open_span *page = arena_new(o->f->a, struct open_span);
    page->up = o->span;
    o->span = page;
    open_span(o);
    flow_open_paragraph(o->f);
    if (is_title(&o->styles, attribute(o, "style-name"))) {
        flow_heading(o->f, 1);
        o->span->bold = false;
    }
    flow_item(o->f, o->lists);
}

static void close_paragraph(struct odt *o)
{
    flow_close_paragraph(o->f);
    close_span(o);
    close_span(o);
}

static void open_heading(struct odt *o)
{
    int64_t level = 1;
    const char *said = attribute(o, "outline-level");
    if (said && !parse_int(str_of(said), 1, 99, &level))
        level = 1;
    open_paragraph(o);
    o->span->bold = false;
    flow_item(o->f, 0);
    flow_heading(o->f, (int)level);
}

static void open_list(struct odt *o)
{
    o->lists++;
}

static void close_list(struct odt *o)
{
    o->lists--;
}

static void spaces(struct odt *o)
{
    int64_t n = 1;
    const char *said = attribute(o, "c");
    if (said && !parse_int(str_of(said), 1, SPACES_MAX, &n))
        n = SPACES_MAX;
    while (n-- > 0)
        flow_text(o->f, str_of(" "), false);
}

static void tab(struct odt *o)
{
    flow_tab(o->f);
}

static void line_break(struct odt *o)
{
    flow_break(o->f);
}

static void skip(struct odt *o)
{
    xml_in_skip(o->x);
}

static void open_table(struct odt *o)
{
    flow_open_table(o->f);
}

static void close_table(struct odt *o)
{
    flow_close_table(o->f);
}

static void open_row(struct odt *o)
{
    flow_open_row(o->f);
}

static void close_row(struct odt *o)
{
    flow_close_row(o->f);
}

/* Cells and rows that are repeated are empty, or fill a spreadsheet to its edge: one is enough. */
static void open_cell(struct odt *o)
{
    flow_open_cell(o->f);
}

static void close_cell(struct odt *o)
{
    flow_close_cell(o->f);
}

static void open_box(struct odt *o)
{
    flow_open_box(o->f);
}

static void close_box(struct odt *o)
{
    flow_close_box(o->f);
}

static const struct tag {
    const char *space, *name;
    void (*open)(struct odt *), (*close)(struct odt *);
} tags[] = {
    {":text:", "p", open_paragraph, close_paragraph},
    {":text:", "h", open_heading, close_paragraph},
    {":text:", "span", open_span, close_span},
    {":text:", "list", open_list, close_list},
    {":text:", "s", spaces, NULL},
    {":text:", "tab", tab, NULL},
    {":text:", "line-break", line_break, NULL},
    {":text:", "note", skip, NULL},
    {":text:", "tracked-changes", skip, NULL},
    {":text:", "table-of-content", skip, NULL},
    {":text:", "hidden-text", skip, NULL},
    {":text:", "ruby-text", skip, NULL},
    {":table:", "table", open_table, close_table},
    {":table:", "table-row", open_row, close_row},
    {":table:", "table-cell", open_cell, close_cell},
    {":table:", "covered-table-cell", open_cell, close_cell},
    {":drawing:", "text-box", open_box, close_box},
    {":drawing:", "custom-shape", open_box, close_box},
    {":office:", "annotation", skip, NULL},
    {":office:", "forms", skip, NULL},
    {":svg-compatible:", "title", skip, NULL},
    {":svg-compatible:", "desc", skip, NULL},
};

static const struct tag *tag_of(const struct xml_in *x)
{
    for (size_t i = 0; i < ARRAY_LEN(tags); i++)
        if (strcmp(x->name, tags[i].name) == 0 && strstr(x->space, tags[i].space))
            return &tags[i];
    return NULL;
}

static bool blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void words(struct odt *o)
{
    struct str rest = o->x->text;
    bool bold = o->span && o->span->bold;
    while (rest.n) {
        size_t n = 0, word;
        while (n < rest.n && blank(rest.p[n]))
            n++;
        if (n && !flow_at_blank(o->f))
            flow_text(o->f, str_of(" "), bold);
        for (word = n; n < rest.n && !blank(rest.p[n]);)
            n++;
        flow_text(o->f, str_sub(rest, word, n), bold);
        rest = str_sub(rest, n, rest.n);
    }
}

static enum err read_body(struct odt *o)
{
    bool body = false;
    while (!o->f->full && xml_in_next(o->x)) {
        if (o->x->kind == XML_IN_TEXT) {
            if (body)
                words(o);
            continue;
        }
        body |= strcmp(o->x->name, "body") == 0;
        const struct tag *t = body ? tag_of(o->x) : NULL;
        if (t && o->x->kind == XML_IN_OPEN)
            t->open(o);
        else if (t && t->close)
            t->close(o);
    }
    if (o->f->full)
        return ERR_TOO_LARGE;
    return o->x->failed ? ERR_BAD_REQUEST : OK;
}

/* A locked document's files are noise; its manifest says that they are. */
static bool is_locked(struct arena *a, const struct archive *z)
{
    static const char word[] = "encryption-data";
    struct str manifest;
    return archive_get(z, a, "META-INF/manifest.xml", &manifest) == OK &&
           memmem(manifest.p, manifest.n, word, sizeof word - 1);
}

enum err odt_read(struct flow *f, const struct archive *z)
{
    XML_IN_SCOPED x = {0};
    struct odt o = {.f = f, .x = &x};
    struct str content, styles;
    if (is_locked(f->a, z))
        return ERR_FORBIDDEN;
    enum err e = archive_get(z, f->a, "content.xml", &content);
    if (e == OK && archive_get(z, f->a, "styles.xml", &styles) == OK)
        e = read_styles(f->a, styles, &o.styles);
    if (e == OK)
        e = read_styles(f->a, content, &o.styles);
    if (e == OK)
        e = xml_in_open(&x, content);
    if (e != OK)
        return e;
    if (o.styles.n)
        qsort(o.styles.all, o.styles.n, sizeof *o.styles.all, by_name);
    return read_body(&o);
}
