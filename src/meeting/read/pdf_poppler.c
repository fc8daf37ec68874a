/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Poppler, loaded when a PDF is there to read. Its functions are called through pointers that have
 * the types of its own header.
 */
#include "meeting/read/pdf.h"

#include "base/text.h"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wstrict-prototypes"
#include <poppler.h>
#pragma GCC diagnostic pop

#include <dlfcn.h>

#define LIBRARY "libpoppler-glib.so.8"
#define PAGES_MAX 500

struct poppler {
    __typeof__(poppler_document_new_from_bytes) *open;
    __typeof__(poppler_document_get_n_pages) *count;
    __typeof__(poppler_document_get_page) *page;
    __typeof__(poppler_page_get_size) *size;
    __typeof__(poppler_page_get_text) *text;
    __typeof__(poppler_page_get_text_layout) *layout;
    __typeof__(poppler_page_get_text_attributes) *attributes;
    __typeof__(poppler_page_free_text_attributes) *free_attributes;
    __typeof__(poppler_error_quark) *errors;
    __typeof__(g_bytes_new_static) *bytes;
    __typeof__(g_object_unref) *unref;
    __typeof__(g_free) *free;
};

/* dlsym gives a pointer to data; POSIX says that it may be one to a function. */
static bool find(void *library, const char *name, void *function)
{
    void *found = dlsym(library, name);
    memcpy(function, &found, sizeof found);
    return found != NULL;
}

static bool load(struct poppler *p)
{
    void *l = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
    return l && find(l, "poppler_document_new_from_bytes", &p->open) &&
           find(l, "poppler_document_get_n_pages", &p->count) &&
           find(l, "poppler_document_get_page", &p->page) &&
           find(l, "poppler_page_get_size", &p->size) &&
           find(l, "poppler_page_get_text", &p->text) &&
           find(l, "poppler_page_get_text_layout", &p->layout) &&
           find(l, "poppler_page_get_text_attributes", &p->attributes) &&
           find(l, "poppler_page_free_text_attributes", &p->free_attributes) &&
           find(l, "poppler_error_quark", &p->errors) && find(l, "g_bytes_new_static", &p->bytes) &&
           find(l, "g_object_unref", &p->unref) && find(l, "g_free", &p->free);
}

/* "ABCDEF+LiberationSans-Bold", "Arial,Bold", "Roboto-Black" */
static bool is_bold(const char *font)
{
    static const char *const words[] = {"bold", "black", "heavy", "-semibd", "demi"};
    for (size_t i = 0; font && i < ARRAY_LEN(words); i++)
        if (strcasestr(font, words[i]))
            return true;
    return false;
}

/* One glyph for each character that is seen; `rects` has one for each character. */
static void place_glyphs(struct pdf_page *page, const PopplerRectangle *rects, size_t n,
                         const bool *bold)
{
    struct str text = str_of(page->text);
    page->glyphs = arena_array(page->a, n + 1, sizeof *page->glyphs);
    for (size_t at = 0, i = 0; at < text.n && i < n; i++) {
        size_t from = at;
        int32_t c = text_next(text, &at);
        const PopplerRectangle *r = &rects[i];
        if (c <= ' ' || c == 0xA0 || !(r->y2 - r->y1 < 1e5) || !(r->x2 - r->x1 < 1e5))
            continue;
        page->glyphs[page->n++] =
            (struct pdf_glyph){(float)r->x1,   (float)r->y1,          (float)r->x2, (float)r->y2,
                               (uint32_t)from, (uint32_t)(at - from), bold[i]};
    }
}

static bool *read_bold(const struct poppler *p, PopplerPage *page, struct arena *a, size_t n)
{
    bool *bold = arena_array(a, n + 1, sizeof *bold);
    GList *all = p->attributes(page);
    for (const GList *at = all; at; at = at->next) {
        const PopplerTextAttributes *t = at->data;
        for (int i = t->start_index; is_bold(t->font_name) && i >= 0 && i <= t->end_index; i++)
            if ((size_t)i < n)
                bold[i] = true;
    }
    p->free_attributes(all);
    return bold;
}

static void read_page(const struct poppler *p, PopplerPage *from, struct arena *a, struct buf *out)
{
    PopplerRectangle *rects = NULL;
    guint n = 0;
    double width = 0, height = 0;
    char *text = p->text(from);
    if (text && p->layout(from, &rects, &n)) {
        p->size(from, &width, &height);
        struct pdf_page page = {.a = a, .text = text, .width = (float)width};
        place_glyphs(&page, rects, n, read_bold(p, from, a, n));
        pdf_page_lines(&page, out);
    }
    p->free(rects);
    p->free(text);
}

static enum pdf_outcome read_pages(const struct poppler *p, PopplerDocument *document,
                                   struct buf *out)
{
    int n = p->count(document);
    if (n > PAGES_MAX)
        return PDF_TOO_LARGE;
    for (int i = 0; i < n && !out->full; i++) {
        struct arena a = ARENA_INIT;
        PopplerPage *page = p->page(document, i);
        if (page) {
            read_page(p, page, &a, out);
            p->unref(page);
        }
        arena_free(&a);
    }
    if (out->full)
        return PDF_TOO_LARGE;
    return str_trim((struct str){buf_str(out), out->len}).n ? PDF_READ : PDF_NO_TEXT;
}

enum pdf_outcome pdf_extract(struct str bytes, struct buf *out)
{
    struct poppler p;
    GError *error = NULL;
    if (!load(&p))
        return PDF_NO_LIBRARY;
    GBytes *held = p.bytes(bytes.p, bytes.n);
    PopplerDocument *document = p.open(held, NULL, &error);
    if (!document) {
        bool locked =
            error && error->domain == p.errors() && error->code == POPPLER_ERROR_ENCRYPTED;
        return locked ? PDF_LOCKED : PDF_DAMAGED;
    }
    return read_pages(&p, document, out);
}
