/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The spreadsheet. libxlsxwriter wants a file's name: it gets one that is only memory, so that no
 * copy of people's data is left on a disk. */
#include "meeting/organiser/export.h"

#include "base/zone.h"
#include "meeting/export/common.h"

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xlsxwriter.h>

#define PIECE ((size_t)64 * 1024)

struct sheet {
    const struct registration_export *x;
    const struct zone *zone;
    lxw_workbook *book;
    lxw_worksheet *page;
    lxw_format *heading, *date;
};

/* A heading row that stays, and a filter on it. */
static void put_headings(struct sheet *s)
{
    const char *lang = s->x->lang;
    lxw_col_t last = (lxw_col_t)(n_export_columns - 1);
    for (lxw_col_t c = 0; c <= last; c++) {
        const struct column *k = &export_columns[c];
        worksheet_set_column(s->page, c, c, k->width, NULL);
        worksheet_write_string(s->page, 0, c, lang ? tr(lang, k->heading) : k->key, s->heading);
    }
    worksheet_freeze_panes(s->page, 1, 0);
    worksheet_autofilter(s->page, 0, 0, (lxw_row_t)s->x->n_rows, last);
}

/* worksheet_write_string writes a string whatever it begins with. */
static enum err put_cell(struct sheet *s, lxw_row_t row, lxw_col_t c, const struct row *w)
{
    const struct column *k = &export_columns[c];
    const char *text = k->text ? plain_text(s->x->arena, k->text(s->x, w)) : NULL;
    int64_t at = k->instant ? k->instant(w) : NO_INSTANT;
    struct civil t;
    if (at != NO_INSTANT) {
        zone_local(s->zone, at, &t);
        lxw_datetime when = {t.year, t.month, t.day, t.hour, t.minute, t.second};
        return worksheet_write_datetime(s->page, row, c, &when, s->date) ? ERR_TOO_LARGE : OK;
    }
    if (!text || !*text)
        return OK;
    return worksheet_write_string(s->page, row, c, text, NULL) ? ERR_TOO_LARGE : OK;
}

static enum err put_rows(struct sheet *s)
{
    enum err e = OK;
    for (size_t i = 0; i < s->x->n_rows; i++)
        for (size_t c = 0; e == OK && c < n_export_columns; c++)
            e = put_cell(s, (lxw_row_t)i + 1, (lxw_col_t)c, &s->x->rows[i]);
    return e;
}

/* Writes the workbook under that name; the library frees all of it on closing. */
static enum err write_book(struct sheet *s, const char *name)
{
    s->book = workbook_new(name);
    if (!s->book)
        return ERR_IO;
    s->page = workbook_add_worksheet(s->book, NULL);
    s->heading = workbook_add_format(s->book);
    s->date = workbook_add_format(s->book);
    format_set_bold(s->heading);
    format_set_bottom(s->heading, LXW_BORDER_THIN);
    format_set_num_format(s->date, "yyyy-mm-dd hh:mm");
    put_headings(s);
    enum err e = put_rows(s);
    return workbook_close(s->book) == LXW_NO_ERROR ? e : ERR_IO;
}

static enum err read_back(int fd, struct buf *out)
{
    char *piece = xmalloc(PIECE);
    ssize_t n = 0;
    off_t at = 0;
    while ((n = pread(fd, piece, PIECE, at)) > 0) {
        buf_add(out, piece, (size_t)n);
        at += n;
    }
    free(piece);
    return n < 0 || !at ? ERR_IO : out->full ? ERR_TOO_LARGE : OK;
}

enum err registrations_xlsx(const struct registration_export *x, struct buf *out)
{
    struct sheet s = {.x = x, .zone = zone_open(x->arena, x->event->zone)};
    if (!s.zone)
        return ERR_CORRUPT;
    int fd = memfd_create("maillage", MFD_CLOEXEC);
    if (fd < 0)
        return ERR_IO;
    enum err e = write_book(&s, arena_printf(x->arena, "/proc/self/fd/%d", fd));
    if (e == OK)
        e = read_back(fd, out);
    close(fd);
    return e;
}
