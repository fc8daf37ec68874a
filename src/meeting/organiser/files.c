/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The list as a file, with the filter of its address. */
#include "meeting/organiser/export.h"
#include "meeting/organiser/filter.h"
#include "meeting/organiser/handlers.h"
#include "meeting/organiser/views.h"

typedef enum err (*write_fn)(const struct registration_export *x, struct buf *out);

static enum err send_rows(struct request *r, write_fn write, const char *type,
                          const char *extension)
{
    struct event event;
    struct registration_export x = {.arena = r->arena, .event = &event, .lang = request_lang(r)};
    struct filter f = filter_read(r);
    bool more = false;
    f.after = f.before = 0;
    enum err e = organiser_event(r, &event);
    if (e == OK)
        e = rows_of_event(r->db, r->arena, event.id, &f, ROWS_ALL - 1, &x.rows, &x.n_rows, &more);
    if (e == OK && more)
        e = ERR_TOO_LARGE;
    if (e != OK)
        return e;
    request_private(r);
    request_content(r, type, arena_printf(r->arena, "inscriptions-%s.%s", event.slug, extension));
    return write(&x, r->body);
}

enum err organiser_list_csv(struct request *r)
{
    return send_rows(r, registrations_csv, "text/csv; charset=utf-8", "csv");
}

enum err organiser_list_xlsx(struct request *r)
{
    return send_rows(r, registrations_xlsx,
                     "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx");
}
