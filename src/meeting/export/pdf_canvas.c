/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/export/pdf_canvas.h"

#include <math.h>

/* Fonts are the machine's; each list ends with one that Debian's pango brings along. */
#define SERIF "Charter, Bitstream Charter, XCharter, Noto Serif, DejaVu Serif, serif"
#define SANS "Noto Sans, Open Sans, Liberation Sans, DejaVu Sans, sans-serif"

struct type {
    const char *family;
    double size, leading; /* leading: line height over the font's own */
    PangoWeight weight;
    unsigned colour;
    bool right;
};

static const struct type types[TEXT_STYLES] = {
    [STYLE_SITE] = {SERIF, 10.5, 1, PANGO_WEIGHT_BOLD, INK, false},
    [STYLE_KICKER] = {SANS, 10, 1, PANGO_WEIGHT_BOLD, THREAD_1, false},
    [STYLE_THEME] = {SERIF, 28, 0.95, PANGO_WEIGHT_BOLD, INK, false},
    [STYLE_LEAD] = {SANS, 11, 1, PANGO_WEIGHT_NORMAL, INK, false},
    [STYLE_DAY] = {SERIF, 18, 1, PANGO_WEIGHT_BOLD, INK, false},
    [STYLE_CHAPTER] = {SERIF, 14.5, 0.95, PANGO_WEIGHT_BOLD, INK, false},
    [STYLE_CHAPTER_TIME] = {SANS, 8.6, 1, PANGO_WEIGHT_BOLD, MUTED, true},
    [STYLE_QUESTION] = {SANS, 9.6, 0.95, PANGO_WEIGHT_NORMAL, MUTED, false},
    [STYLE_TIME] = {SANS, 10, 1, PANGO_WEIGHT_NORMAL, INK, true},
    [STYLE_LABEL] = {SANS, 7.8, 1, PANGO_WEIGHT_BOLD, THREAD_1, false},
    [STYLE_TITLE] = {SANS, 10.4, 0.95, PANGO_WEIGHT_BOLD, INK, false},
    [STYLE_SPEAKERS] = {SANS, 9.2, 0.95, PANGO_WEIGHT_NORMAL, INK, false},
    [STYLE_NOTE] = {SANS, 9.2, 0.95, PANGO_WEIGHT_NORMAL, MUTED, false},
    [STYLE_CARD] = {SANS, 9.6, 0.95, PANGO_WEIGHT_BOLD, INK, false},
    [STYLE_BREAK] = {SANS, 9.2, 1, PANGO_WEIGHT_NORMAL, MUTED, false},
    [STYLE_BREAK_TIME] = {SANS, 9.2, 1, PANGO_WEIGHT_NORMAL, MUTED, true},
    [STYLE_FOOT] = {SANS, 7.8, 1, PANGO_WEIGHT_NORMAL, MUTED, false},
    [STYLE_FOOT_RIGHT] = {SANS, 7.8, 1, PANGO_WEIGHT_NORMAL, MUTED, true},
};

static void set_colour(cairo_t *cr, unsigned rgb)
{
    cairo_set_source_rgb(cr, (rgb >> 16 & 255) / 255.0, (rgb >> 8 & 255) / 255.0,
                         (rgb & 255) / 255.0);
}

static PangoLayout *layout_of(const struct canvas *c, enum text_style style, double width,
                              const char *text)
{
    const struct type *type = &types[style];
    PangoLayout *layout = pango_layout_new(c->pango);
    PangoFontDescription *font = pango_font_description_new();
    pango_font_description_set_family_static(font, type->family);
    pango_font_description_set_weight(font, type->weight);
    pango_font_description_set_absolute_size(font, type->size * PANGO_SCALE);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_line_spacing(layout, (float)type->leading);
    pango_layout_set_alignment(layout, type->right ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
    /* No ligatures: "confirmer" is found by a search. Columns of times: figures of one width. */
    PangoAttrList *attributes = pango_attr_list_new();
    const char *features = type->right ? "liga=0, tnum=1" : "liga=0";
    pango_attr_list_insert(attributes, pango_attr_font_features_new(features));
    pango_layout_set_attributes(layout, attributes);
    pango_attr_list_unref(attributes);
    pango_layout_set_text(layout, text, -1);
    return layout;
}

/* cairo reads attributes as name='value'. */
static const char *link_attributes(struct arena *a, const char *uri)
{
    char *out = arena_alloc(a, strlen(uri) * 3 + sizeof "uri=''");
    size_t n = 5;
    memcpy(out, "uri='", n);
    for (; *uri; uri++) {
        bool quote = *uri == '\'' || *uri == '\\';
        memcpy(out + n, quote ? (*uri == '\'' ? "%27" : "%5C") : uri, quote ? 3 : 1);
        n += quote ? 3 : 1;
    }
    out[n] = '\'';
    return out;
}

double canvas_text(const struct canvas *c, enum text_style style, const char *tag,
                   const struct text_box *at, const char *text, const char *uri)
{
    if (!text || !*text)
        return 0;
    PangoLayout *layout = layout_of(c, style, at->width, text);
    PangoRectangle logical;
    pango_layout_get_extents(layout, NULL, &logical);
    if (c->cr) {
        cairo_tag_begin(c->cr, tag, NULL);
        if (uri)
            cairo_tag_begin(c->cr, CAIRO_TAG_LINK, link_attributes(c->arena, uri));
        set_colour(c->cr, types[style].colour);
        cairo_move_to(c->cr, at->x, at->y);
        pango_cairo_show_layout(c->cr, layout);
        if (uri)
            cairo_tag_end(c->cr, CAIRO_TAG_LINK);
        cairo_tag_end(c->cr, tag);
    }
    g_object_unref(layout);
    return (double)logical.height / PANGO_SCALE;
}

double canvas_ascent(const struct canvas *c, enum text_style style)
{
    PangoLayout *layout = layout_of(c, style, PAGE_WIDTH, "0");
    double baseline = (double)pango_layout_get_baseline(layout) / PANGO_SCALE;
    g_object_unref(layout);
    return baseline;
}

void canvas_rule(const struct canvas *c, double x0, double x1, double y)
{
    if (!c->cr)
        return;
    set_colour(c->cr, LINE);
    cairo_set_line_width(c->cr, 0.6);
    cairo_move_to(c->cr, x0, y);
    cairo_line_to(c->cr, x1, y);
    cairo_stroke(c->cr);
}

void canvas_node(const struct canvas *c, double x, double y, double radius, unsigned colour)
{
    if (!c->cr)
        return;
    cairo_new_sub_path(c->cr);
    cairo_arc(c->cr, x, y, radius, 0, 2 * M_PI);
    set_colour(c->cr, 0xffffff);
    cairo_fill_preserve(c->cr);
    set_colour(c->cr, colour);
    cairo_set_line_width(c->cr, 1.2);
    cairo_stroke(c->cr);
}

void canvas_card(const struct canvas *c, const struct text_box *at, double height, unsigned colour)
{
    if (!c->cr)
        return;
    const double r = 3, x = at->x, y = at->y, w = at->width;
    cairo_new_sub_path(c->cr);
    cairo_arc(c->cr, x + w - r, y + r, r, -M_PI / 2, 0);
    cairo_arc(c->cr, x + w - r, y + height - r, r, 0, M_PI / 2);
    cairo_arc(c->cr, x + r, y + height - r, r, M_PI / 2, M_PI);
    cairo_arc(c->cr, x + r, y + r, r, M_PI, 3 * M_PI / 2);
    cairo_close_path(c->cr);
    set_colour(c->cr, LINE);
    cairo_set_line_width(c->cr, 0.7);
    cairo_stroke(c->cr);
    set_colour(c->cr, colour);
    cairo_set_line_width(c->cr, 2);
    cairo_set_line_cap(c->cr, CAIRO_LINE_CAP_ROUND);
    cairo_move_to(c->cr, x + r, y);
    cairo_line_to(c->cr, x + w - r, y);
    cairo_stroke(c->cr);
    cairo_set_line_cap(c->cr, CAIRO_LINE_CAP_BUTT);
}

/* One thread from crest to trough along a segment of length `n`; `side` 1 or -1. */
static void strand(cairo_t *cr, double n, double side, double width, unsigned colour)
{
    const double amplitude = 1.7 * side;
    cairo_move_to(cr, -0.3, amplitude);
    cairo_line_to(cr, 0, amplitude);
    cairo_curve_to(cr, n * 0.3642, amplitude, n * 0.6358, -amplitude, n, -amplitude);
    cairo_line_to(cr, n + 0.3, -amplitude);
    cairo_set_line_width(cr, width);
    set_colour(cr, colour);
    cairo_stroke(cr);
}

/* Segments from crest to trough with a crossing in their middle; both ends are such middles. */
void canvas_weave(const struct canvas *c, double x0, double y0, double x1, double y1)
{
    double length = hypot(x1 - x0, y1 - y0);
    if (!c->cr || length < 1)
        return;
    int n = (int)ceil(length / 11);
    double step = length / n;
    cairo_save(c->cr);
    cairo_translate(c->cr, x0, y0);
    cairo_rotate(c->cr, atan2(y1 - y0, x1 - x0));
    cairo_rectangle(c->cr, 0, -4, length, 8);
    cairo_clip(c->cr);
    cairo_translate(c->cr, -step / 2, 0);
    for (int i = 0; i <= n; i++) {
        unsigned below = i % 2 ? THREAD_1 : THREAD_2, above = i % 2 ? THREAD_2 : THREAD_1;
        strand(c->cr, step, -1, 1, below);
        strand(c->cr, step, 1, 1.7, 0xffffff);
        strand(c->cr, step, 1, 1, above);
        cairo_translate(c->cr, step, 0);
    }
    cairo_restore(c->cr);
}

void canvas_begin(const struct canvas *c, const char *tag)
{
    if (c->cr)
        cairo_tag_begin(c->cr, tag, NULL);
}

void canvas_end(const struct canvas *c, const char *tag)
{
    if (c->cr)
        cairo_tag_end(c->cr, tag);
}
