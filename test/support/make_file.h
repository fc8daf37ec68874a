/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Files of the kinds that organisers send, made in memory: zip archives, small PDFs. */
#ifndef MAILLAGE_TEST_MAKE_FILE_H
#define MAILLAGE_TEST_MAKE_FILE_H

#include "base/buf.h"
#include "base/str.h"

#include <zip.h>

struct member {
    const char *name;
    struct str bytes;
    const char *password; /* NULL for none */
};

static inline void put_member(zip_t *zip, const struct member *m)
{
    zip_source_t *source = zip_source_buffer(zip, m->bytes.p, m->bytes.n, 0);
    zip_int64_t at = zip_file_add(zip, m->name, source, ZIP_FL_ENC_UTF_8);
    if (at < 0 || (m->password &&
                   zip_file_set_encryption(zip, (zip_uint64_t)at, ZIP_EM_AES_128, m->password)))
        die("make_file: %s", zip_strerror(zip));
}

static inline struct str zip_of(struct arena *a, const struct member *members, size_t n)
{
    zip_error_t error;
    zip_stat_t size;
    zip_source_t *to = zip_source_buffer_create(NULL, 0, 0, &error);
    zip_t *zip = to ? zip_open_from_source(to, ZIP_TRUNCATE, &error) : NULL;
    if (!zip)
        die("make_file: no archive");
    for (size_t i = 0; i < n; i++)
        put_member(zip, &members[i]);
    zip_source_keep(to);
    if (zip_close(zip) != 0 || zip_source_open(to) != 0 || zip_source_stat(to, &size) != 0)
        die("make_file: %s", zip_strerror(zip));
    char *bytes = arena_alloc(a, size.size);
    if (zip_source_read(to, bytes, size.size) != (zip_int64_t)size.size)
        die("make_file: short archive");
    zip_source_close(to);
    zip_source_free(to);
    return (struct str){bytes, size.size};
}

#define WORD_HEAD                                                                                  \
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:document "                                       \
    "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" "                    \
    "xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\"><w:body>"
#define WORD_TAIL "</w:body></w:document>"

static inline struct str docx_of(struct arena *a, struct str document, const char *styles)
{
    const struct member members[] = {{"word/document.xml", document, NULL},
                                     {"word/styles.xml", str_of(styles), NULL}};
    return zip_of(a, members, styles ? 2 : 1);
}

#define ODT_HEAD                                                                                   \
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content "                          \
    "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" "                           \
    "xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" "                             \
    "xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" "                               \
    "xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" "                             \
    "xmlns:draw=\"urn:oasis:names:tc:opendocument:xmlns:drawing:1.0\" "                            \
    "xmlns:fo=\"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0\">"
#define ODT_TAIL "</office:text></office:body></office:document-content>"

static inline struct str odt_of(struct arena *a, struct str content)
{
    const struct member members[] = {{"content.xml", content, NULL}};
    return zip_of(a, members, 1);
}

/* ---- PDF: words at places, in the standard fonts, nothing compressed ---------------------- */

struct words_at {
    int page;          /* from 0 */
    float x, y;        /* points from the top left corner of an A4 page */
    const char *words; /* ASCII without parentheses; "\\351" is é in WinAnsi */
    bool bold;
};

struct pdf_made {
    struct buf out;
    size_t at[64]; /* where each object begins */
    size_t n;
};

static inline void pdf_object(struct pdf_made *p, const char *body)
{
    p->at[p->n++] = p->out.len;
    buf_printf(&p->out, "%zu 0 obj\n%s\nendobj\n", p->n, body);
}

static inline void pdf_pages(struct pdf_made *p, struct arena *a, const struct words_at *all,
                             size_t n, int pages)
{
    for (int page = 0; page < pages; page++) {
        BUF_SCOPED content = BUF_INIT((size_t)1 << 20);
        for (size_t i = 0; i < n; i++)
            if (all[i].page == page)
                buf_printf(&content, "BT /%s 11 Tf %.1f %.1f Td (%s) Tj ET\n",
                           all[i].bold ? "B" : "R", (double)all[i].x, (double)(842 - all[i].y),
                           all[i].words);
        pdf_object(p, arena_printf(a,
                                   "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %zu 0 "
                                   "R/Resources<</Font<</R 3 0 R/B 4 0 R>>>>>>",
                                   p->n + 2));
        pdf_object(p, arena_printf(a, "<</Length %zu>>\nstream\n%s\nendstream", content.len,
                                   buf_str(&content)));
    }
}

static inline struct str pdf_of(struct arena *a, const struct words_at *all, size_t n, int pages)
{
    struct pdf_made p = {.out = BUF_INIT((size_t)1 << 20)};
    const char *kids = "";
    for (int i = 0; i < pages; i++)
        kids = arena_printf(a, "%s %d 0 R", kids, 5 + 2 * i);
    buf_puts(&p.out, "%PDF-1.4\n");
    pdf_object(&p, "<</Type/Catalog/Pages 2 0 R>>");
    pdf_object(&p, arena_printf(a, "<</Type/Pages/Count %d/Kids[%s]>>", pages, kids));
    pdf_object(&p, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>");
    pdf_object(&p, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold/Encoding/WinAnsiEncoding>>");
    pdf_pages(&p, a, all, n, pages);
    size_t table = p.out.len;
    buf_printf(&p.out, "xref\n0 %zu\n0000000000 65535 f \n", p.n + 1);
    for (size_t i = 0; i < p.n; i++)
        buf_printf(&p.out, "%010zu 00000 n \n", p.at[i]);
    buf_printf(&p.out, "trailer<</Size %zu/Root 1 0 R>>\nstartxref\n%zu\n%%%%EOF\n", p.n + 1,
               table);
    struct str made = {arena_strndup(a, buf_str(&p.out), p.out.len), p.out.len};
    buf_free(&p.out);
    return made;
}

#endif
