/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/export/pdf_blocks.h"
#include "meeting/export/pdf_language.h"
#include "view/typography.h"

#include <cairo-pdf.h>

#define TOP_FIRST 64.0
#define TOP_NEXT 58.0
#define BOTTOM (PAGE_HEIGHT - 58)
#define SPREAD_MAX 14.0
#define PDF_CAP ((size_t)16 * 1024 * 1024)

/* Where a block stands. */
struct spot {
    int page; /* from 0 */
    double y;
};

/* Height from block `i` to the end of its group. */
static double rest_of_group(const struct programme_sheet *s, size_t i)
{
    double height = 0;
    for (size_t k = i; k < s->n && s->blocks[k].group == s->blocks[i].group; k++)
        height += s->blocks[k].height;
    return height;
}

static bool begins_group(const struct programme_sheet *s, size_t i)
{
    return !i || s->blocks[i].group != s->blocks[i - 1].group;
}

/*
 * Whether block `i` must begin a page when `left` remains: a chapter moves as a whole if a page can
 * hold it, and its heading is never left alone at the foot of one.
 */
static bool turns_page(const struct programme_sheet *s, size_t i, double left, double page)
{
    if (s->blocks[i].height > left)
        return true;
    if (begins_group(s, i) && rest_of_group(s, i) > left && rest_of_group(s, i) < page * 0.8)
        return true;
    bool heading = s->blocks[i].kind == BLOCK_CHAPTER || s->blocks[i].kind == BLOCK_DAY;
    double next = i + 1 < s->n ? s->blocks[i + 1].height : 0;
    return heading && s->blocks[i].height + next > left;
}

/* Places the blocks above `bottom` as they come; returns the number of pages. */
static int place(const struct programme_sheet *s, struct spot *spots, double bottom)
{
    double y = TOP_FIRST;
    int page = 0;
    for (size_t i = 0; i < s->n; i++) {
        bool fresh = y <= TOP_FIRST;
        if (!fresh && turns_page(s, i, bottom - y, bottom - TOP_NEXT)) {
            page++;
            y = TOP_NEXT;
        }
        spots[i] = (struct spot){page, y};
        y += s->blocks[i].height;
    }
    return page + 1;
}

/* Gives some of the room that a page has left to the space above its chapters. */
static void spread(const struct programme_sheet *s, struct spot *spots, int page)
{
    double end = 0, shift = 0;
    int chapters = 0;
    for (size_t i = 0; i < s->n; i++) {
        if (spots[i].page != page)
            continue;
        end = spots[i].y + s->blocks[i].height;
        chapters += s->blocks[i].kind == BLOCK_CHAPTER;
    }
    double share = chapters ? (BOTTOM - end) / (chapters + 1) : 0;
    for (size_t i = 0; i < s->n; i++) {
        if (spots[i].page != page)
            continue;
        if (s->blocks[i].kind == BLOCK_CHAPTER)
            shift += share < SPREAD_MAX ? share : SPREAD_MAX;
        spots[i].y += shift;
    }
}

/* As few pages as can be, and these filled alike: the shortest bottom that needs no page more. */
static int place_evenly(const struct programme_sheet *s, struct spot *spots)
{
    const double step = 6;
    int pages = place(s, spots, BOTTOM);
    double bottom = BOTTOM;
    while (pages > 1 && bottom - step > PAGE_HEIGHT / 2 && place(s, spots, bottom - step) == pages)
        bottom -= step;
    pages = place(s, spots, bottom);
    for (int page = 0; page < pages; page++)
        spread(s, spots, page);
    return pages;
}

static void draw_head(const struct programme_sheet *s, const struct canvas *c, int page)
{
    struct arena *a = s->c->arena;
    canvas_weave(c, -4, 24, PAGE_WIDTH + 4, 24);
    struct text_box at = {MARGIN, 34, PAGE_WIDTH - 2 * MARGIN};
    const struct event *e = &s->t->event;
    const char *subject = typo_fr(a, plain_line(a, e->theme ? e->theme : e->title));
    const char *running = page ? subject : tr(s->c->lang, TR("Programme"));
    canvas_text(c, STYLE_SITE, "P", &at, plain_line(a, s->c->site_name), s->c->base_url);
    at.y += canvas_ascent(c, STYLE_SITE) - canvas_ascent(c, STYLE_FOOT_RIGHT);
    canvas_text(c, STYLE_FOOT_RIGHT, "P", &at, running, NULL);
}

static void draw_foot(const struct programme_sheet *s, const struct canvas *c, int page, int pages)
{
    struct arena *a = s->c->arena;
    struct text_box at = {MARGIN, PAGE_HEIGHT - 40, PAGE_WIDTH - 2 * MARGIN};
    const char *address = programme_address(s->c, &s->t->event);
    canvas_rule(c, MARGIN, PAGE_WIDTH - MARGIN, at.y - 6);
    canvas_text(c, STYLE_FOOT, "P", &at, address, address);
    const char *number = arena_printf(a, "%d / %d", page + 1, pages);
    if (s->t->event.revision > 0)
        number = arena_printf(a, "%s %lld · %s", tr(s->c->lang, TR("Version")),
                              (long long)s->t->event.revision, number);
    canvas_text(c, STYLE_FOOT_RIGHT, "P", &at, number, NULL);
}

static void draw_pages(const struct programme_sheet *s, const struct canvas *c,
                       const struct spot *spots, int pages)
{
    size_t i = 0;
    canvas_begin(c, "Document");
    for (int page = 0; page < pages; page++) {
        draw_head(s, c, page);
        for (; i < s->n && spots[i].page == page; i++)
            block_draw(s, c, &s->blocks[i], spots[i].y);
        draw_foot(s, c, page, pages);
        if (page + 1 == pages)
            canvas_end(c, "Document");
        cairo_show_page(c->cr);
    }
}

/* Bookmarks: the days, and the chapters in them. */
static void add_outline(const struct programme_sheet *s, cairo_surface_t *surface,
                        const struct spot *spots)
{
    struct arena *a = s->c->arena;
    int parent = CAIRO_PDF_OUTLINE_ROOT;
    for (size_t i = 0; i < s->n; i++) {
        const struct block *b = &s->blocks[i];
        bool is_day = b->kind == BLOCK_DAY;
        if (!is_day && b->kind != BLOCK_CHAPTER)
            continue;
        const char *to =
            arena_printf(a, "page=%d pos=[%d %d]", spots[i].page + 1, (int)MARGIN, (int)spots[i].y);
        const char *date = is_day ? date_in_words(a, s->c->lang, b->day->date) : NULL;
        const char *day = joined(a, " · ", date, is_day ? plain_line(a, b->day->label) : NULL);
        const char *title = is_day ? (day ? day : "-") : plain_line(a, b->sequence->title);
        int id = cairo_pdf_surface_add_outline(surface, is_day ? CAIRO_PDF_OUTLINE_ROOT : parent,
                                               title, to, CAIRO_PDF_OUTLINE_FLAG_OPEN);
        parent = is_day ? id : parent;
    }
}

/* The dates are the programme's, not the clock's: the same programme gives the same bytes. */
static void add_metadata(const struct programme_sheet *s, cairo_surface_t *surface)
{
    struct arena *a = s->c->arena;
    const char *changed = moment_utc(a, s->t->event.changed_at);
    const char *title =
        joined(a, " – ", event_full_title(a, &s->t->event), tr(s->c->lang, TR("Programme")));
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, title);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_AUTHOR,
                                   plain_line(a, s->c->site_name));
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_SUBJECT, sheet_when(s));
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, GENERATOR);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, changed);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_MOD_DATE, changed);
}

static cairo_status_t write_to_buf(void *to, const unsigned char *bytes, unsigned n)
{
    struct buf *b = to;
    buf_add(b, (const char *)bytes, n);
    return b->full ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

/* Metrics as the printer has them, so that lines break alike on every machine with the same fonts.
 */
static PangoContext *context_new(PangoFontMap *fonts, const char *lang)
{
    PangoContext *context = pango_font_map_create_context(fonts);
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(context, options);
    cairo_font_options_destroy(options);
    pango_cairo_context_set_resolution(context, 72);
    pango_context_set_round_glyph_positions(context, FALSE);
    pango_context_set_language(context, pango_language_from_string(lang ? lang : "fr"));
    return context;
}

static bool draw(struct programme_sheet *sheet, PangoContext *pango, struct buf *out)
{
    struct canvas canvas = {NULL, pango, sheet->c->arena};
    sheet_build(sheet, &canvas);
    struct spot *spots = arena_array(sheet->c->arena, sheet->n, sizeof *spots);
    int pages = place_evenly(sheet, spots);
    cairo_surface_t *surface =
        cairo_pdf_surface_create_for_stream(write_to_buf, out, PAGE_WIDTH, PAGE_HEIGHT);
    canvas.cr = cairo_create(surface);
    add_metadata(sheet, surface);
    draw_pages(sheet, &canvas, spots, pages);
    add_outline(sheet, surface, spots);
    bool drawn = cairo_status(canvas.cr) == CAIRO_STATUS_SUCCESS;
    cairo_destroy(canvas.cr);
    cairo_surface_finish(surface);
    bool written = cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS;
    cairo_surface_destroy(surface);
    return drawn && written;
}

/*
 * The font map is made for one document and goes with it: threads share nothing, and a process that
 * serves a programme once does not keep its fonts.
 */
enum err export_pdf(const struct export_context *c, const struct timetable *t, struct buf *out)
{
    const struct zone *z = zone_open(c->arena, t->event.zone);
    if (!z)
        return ERR_CORRUPT;
    BUF_SCOPED bytes = BUF_INIT(PDF_CAP);
    struct programme_sheet sheet = {.c = c, .t = t, .z = z};
    PangoFontMap *fonts = pango_cairo_font_map_new();
    PangoContext *pango = context_new(fonts, c->lang);
    bool drawn = draw(&sheet, pango, &bytes);
    g_object_unref(pango);
    g_object_unref(fonts);
    if (bytes.full)
        return ERR_TOO_LARGE;
    if (!drawn)
        return ERR_BUG;
    pdf_add_language(&bytes, c->lang, out);
    return out->full ? ERR_TOO_LARGE : OK;
}
