/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Word's main document, as a stream. Headers, footers, notes and comments are files of their own in
 * the archive and are never opened. Bold is decided as Word does: by the run, else by the style of
 * the run, else by the style of the paragraph.
 */
#include "meeting/read/office.h"
#include "meeting/read/xml_in.h"

struct word_paragraph {
    struct word_paragraph *up;
    bool bold;     /* by its style */
    bool contents; /* of a table of contents: left out */
    int bold_run;  /* of the run that is open: 1, 0, -1 unsaid */
    const char *run_style;
    bool hidden;
    bool in_mark; /* within pPr, where rPr is that of the mark that ends the paragraph */
};

struct word {
    struct flow *f;
    struct xml_in *x;
    struct word_styles styles;
    struct word_paragraph *p;
};

static int value_of(struct word *w, int most)
{
    int64_t n;
    const char *value = xml_in_attribute(w->x, w->f->a, "val");
    return value && parse_int(str_of(value), 0, most, &n) ? (int)n : 0;
}

static bool is_on(struct word *w)
{
    const char *v = xml_in_attribute(w->x, w->f->a, "val");
    return !v || (strcmp(v, "0") != 0 && strcmp(v, "false") != 0 && strcmp(v, "off") != 0);
}

static bool is_bold(const struct word *w)
{
    const struct word_paragraph *p = w->p;
    if (p->bold_run >= 0)
        return p->bold_run;
    return p->bold || (p->run_style && word_style_of(&w->styles, p->run_style).bold);
}

/* ---- what each tag does when it opens --------------------------------------------------- */

static void open_paragraph(struct word *w)
{
    struct word_paragraph *p = arena_new(w->f->a, struct word_paragraph);
    p->up = w->p;
    p->bold_run = -1;
    w->p = p;
    flow_open_paragraph(w->f);
}

static void open_run(struct word *w)
{
    if (!w->p)
        return;
    w->p->bold_run = -1;
    w->p->run_style = NULL;
    w->p->hidden = false;
}

static void open_mark(struct word *w)
{
    if (w->p)
        w->p->in_mark = true;
}

static void paragraph_style(struct word *w)
{
    struct word_style s = word_style_of(&w->styles, xml_in_attribute(w->x, w->f->a, "val"));
    if (!w->p)
        return;
    w->p->bold = s.bold && !s.heading;
    w->p->contents = s.contents;
    flow_heading(w->f, s.heading);
    flow_item(w->f, s.item);
}

static void outline(struct word *w)
{
    int level = value_of(w, 9);
    flow_heading(w->f, level < 6 ? level + 1 : 0);
}

static void list_level(struct word *w)
{
    flow_item(w->f, value_of(w, 8) + 1);
}

/* Number 0 takes away the list that the style gives. */
static void list_number(struct word *w)
{
    if (!value_of(w, INT16_MAX))
        flow_item(w->f, 0);
    else if (w->f->paragraph && !flow_is_item(w->f))
        flow_item(w->f, 1);
}

static void run_style(struct word *w)
{
    if (w->p)
        w->p->run_style = xml_in_attribute(w->x, w->f->a, "val");
}

static void run_bold(struct word *w)
{
    if (w->p)
        w->p->bold_run = is_on(w);
}

static void run_hidden(struct word *w)
{
    if (w->p)
        w->p->hidden = is_on(w);
}

static void run_properties(struct word *w)
{
    if (w->p && w->p->in_mark)
        xml_in_skip(w->x);
}

static bool shown(const struct word *w)
{
    return w->p && !w->p->hidden && !w->p->contents;
}

static void words(struct word *w)
{
    const char *text = xml_in_content(w->x, w->f->a);
    if (shown(w))
        flow_text(w->f, str_of(text), is_bold(w));
}

static void tab(struct word *w)
{
    if (shown(w) && !w->p->in_mark) /* in pPr it is where a tab would stop */
        flow_tab(w->f);
}

static void line_break(struct word *w)
{
    if (shown(w))
        flow_break(w->f);
}

static void hyphen(struct word *w)
{
    if (shown(w))
        flow_text(w->f, str_of("-"), is_bold(w));
}

static void skip(struct word *w)
{
    xml_in_skip(w->x);
}

static void open_table(struct word *w)
{
    flow_open_table(w->f);
}

static void open_row(struct word *w)
{
    flow_open_row(w->f);
}

static void open_cell(struct word *w)
{
    flow_open_cell(w->f);
}

static void open_box(struct word *w)
{
    flow_open_box(w->f);
}

/* ---- and when it closes ----------------------------------------------------------------- */

static void close_paragraph(struct word *w)
{
    flow_close_paragraph(w->f);
    if (w->p)
        w->p = w->p->up;
}

static void close_mark(struct word *w)
{
    if (w->p)
        w->p->in_mark = false;
}

static void close_table(struct word *w)
{
    flow_close_table(w->f);
}

static void close_row(struct word *w)
{
    flow_close_row(w->f);
}

static void close_cell(struct word *w)
{
    flow_close_cell(w->f);
}

static void close_box(struct word *w)
{
    flow_close_box(w->f);
}

static const struct tag {
    const char *name;
    void (*open)(struct word *), (*close)(struct word *);
} tags[] = {
    {"p", open_paragraph, close_paragraph},
    {"pPr", open_mark, close_mark},
    {"pStyle", paragraph_style, NULL},
    {"outlineLvl", outline, NULL},
    {"ilvl", list_level, NULL},
    {"numId", list_number, NULL},
    {"r", open_run, NULL},
    {"rPr", run_properties, NULL},
    {"rStyle", run_style, NULL},
    {"b", run_bold, NULL},
    {"vanish", run_hidden, NULL},
    {"t", words, NULL},
    {"tab", tab, NULL},
    {"ptab", tab, NULL},
    {"br", line_break, NULL},
    {"cr", line_break, NULL},
    {"noBreakHyphen", hyphen, NULL},
    {"tbl", open_table, close_table},
    {"tr", open_row, close_row},
    {"tc", open_cell, close_cell},
    {"txbxContent", open_box, close_box},
    {"del", skip, NULL}, /* tracked: deleted, moved away, and what properties were before */
    {"moveFrom", skip, NULL},
    {"pPrChange", skip, NULL},
    {"rPrChange", skip, NULL},
    {"instrText", skip, NULL}, /* the code of a field, not what it shows */
    {"sectPr", skip, NULL},
    {"tblPr", skip, NULL},
    {"trPr", skip, NULL},
    {"tcPr", skip, NULL},
    {"sdtPr", skip, NULL},
    {"rt", skip, NULL}, /* how a word is said */
};

static const struct tag *tag_of(const struct xml_in *x)
{
    if (strcmp(x->name, "Fallback") == 0) { /* what the alternative has already said */
        static const struct tag fallback = {"Fallback", skip, NULL};
        return &fallback;
    }
    if (!strstr(x->space, "wordprocessingml"))
        return NULL;
    for (size_t i = 0; i < ARRAY_LEN(tags); i++)
        if (strcmp(x->name, tags[i].name) == 0)
            return &tags[i];
    return NULL;
}

enum err docx_read(struct flow *f, const struct archive *z)
{
    XML_IN_SCOPED x = {0};
    struct word w = {.f = f, .x = &x};
    struct str xml;
    enum err e = word_styles_read(f->a, z, &w.styles);
    if (e == OK)
        e = archive_get(z, f->a, "word/document.xml", &xml);
    if (e == OK)
        e = xml_in_open(&x, xml);
    if (e != OK)
        return e;
    while (!f->full && xml_in_next(&x)) {
        const struct tag *t = x.kind == XML_IN_TEXT ? NULL : tag_of(&x);
        if (t && x.kind == XML_IN_OPEN)
            t->open(&w);
        else if (t && t->close)
            t->close(&w);
    }
    if (f->full)
        return ERR_TOO_LARGE;
    return x.failed ? ERR_BAD_REQUEST : OK;
}
