/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/read/office.h"
#include "meeting/read/pdf.h"
#include "meeting/read/read.h"

#define PDF_MARK_WITHIN 1024 /* bytes: some printers write a line of their own before it */

static enum err refuse(enum err e, const char **why, const char *words)
{
    *why = words;
    return e;
}

/* What an error of an office file means to the person who gave it. */
static enum err explain(enum err e, const char **why)
{
    switch (e) {
    case OK:
        return OK;
    case ERR_FORBIDDEN:
        return refuse(e, why,
                      "Ce document est protégé par un mot de passe : enregistrez-en une copie sans "
                      "protection.");
    case ERR_TOO_LARGE:
        return refuse(e, why,
                      "Ce document contient plus de texte qu’un programme (5 Mio au plus) : donnez "
                      "le programme seul.");
    default:
        return refuse(ERR_BAD_REQUEST, why,
                      "Ce document est abîmé ou incomplet : ouvrez-le dans votre traitement de "
                      "texte et enregistrez-le à nouveau.");
    }
}

static bool has_words(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] >= 0x80 || (s.p[i] >= '0' && s.p[i] <= 'z'))
            return true;
    return false;
}

static enum err read_flow(struct arena *a, const struct archive *z,
                          enum err (*read)(struct flow *, const struct archive *), struct str *text,
                          const char **why)
{
    struct flow f = flow_to(a);
    enum err e = read(&f, z);
    if (e == OK)
        *text = flow_result(&f);
    if (e == OK && f.full)
        e = ERR_TOO_LARGE;
    flow_free(&f);
    if (e != OK)
        return explain(e, why);
    return has_words(*text) ? OK : refuse(ERR_INVALID, why, "Ce document ne contient aucun texte.");
}

static enum err read_archive(struct arena *a, struct str bytes, struct str *text, const char **why)
{
    ARCHIVE_SCOPED z = {0};
    if (archive_open(&z, bytes) != OK)
        return explain(ERR_BAD_REQUEST, why);
    if (archive_has(&z, "word/document.xml"))
        return read_flow(a, &z, docx_read, text, why);
    if (archive_has(&z, "content.xml"))
        return read_flow(a, &z, odt_read, text, why);
    return refuse(ERR_BAD_REQUEST, why,
                  "Cette archive n’est ni un document Word (.docx) ni un document OpenDocument "
                  "(.odt).");
}

/* At the start; or after a few lines of something else when the end is that of a PDF too. */
static bool is_pdf(struct str bytes)
{
    static const char mark[] = "%PDF-", end[] = "startxref";
    size_t n = bytes.n < PDF_MARK_WITHIN ? bytes.n : PDF_MARK_WITHIN;
    return str_starts(bytes, mark) || (memmem(bytes.p, n, mark, strlen(mark)) &&
                                       memmem(bytes.p + bytes.n - n, n, end, strlen(end)));
}

enum err document_text(struct arena *a, struct str bytes, struct str *text, const char **why)
{
    static const char ole[] = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
    if (bytes.n > DOCUMENT_MAX_BYTES)
        return refuse(ERR_TOO_LARGE, why,
                      "Le document dépasse 20 Mio : retirez-en les images, ou donnez le programme "
                      "en texte.");
    if (str_starts(bytes, "PK\x03\x04"))
        return read_archive(a, bytes, text, why);
    if (is_pdf(bytes))
        return pdf_text(a, bytes, text, why);
    if (str_starts(bytes, ole))
        return refuse(ERR_BAD_REQUEST, why,
                      "Ancien document Word (.doc), ou document protégé par un mot de passe : "
                      "enregistrez-le en .docx ou .odt, sans protection.");
    if (str_starts(bytes, "{\\rtf"))
        return refuse(ERR_BAD_REQUEST, why,
                      "Document RTF : enregistrez-le en .docx, .odt ou en texte.");
    *text = bytes;
    return OK;
}
