/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/csv_cell.h"
#include "meeting/export/common.h"

static void put_headings(const struct export_context *c, struct buf *out)
{
    static const char *const headings[] = {
        TR("date"),  TR("début"),        TR("fin"),   TR("séquence"), TR("type"),
        TR("titre"), TR("intervenants"), TR("salle"), TR("note"),     TR("adresse"),
    };
    for (size_t i = 0; i < ARRAY_LEN(headings); i++)
        csv_cell(out, tr(c->lang, headings[i]), i + 1 == ARRAY_LEN(headings));
}

/* A day without a date has its label; times past midnight then go over 24:00. */
static const char *clock_of(const struct export_context *c, const struct zone *z, int64_t utc,
                            int minutes)
{
    if (utc != NO_INSTANT)
        return moment_clock(c->arena, z, utc);
    if (minutes == NO_TIME)
        return NULL;
    return arena_printf(c->arena, "%02d:%02d", minutes / 60, minutes % 60);
}

static void put_row(const struct export_context *c, const struct event *event, const struct zone *z,
                    const struct slot *s, struct buf *out)
{
    struct arena *a = c->arena;
    const struct session *session = s->session;
    bool has_date = s->starts_at != NO_INSTANT;
    int end_min = has_date ? NO_TIME : slot_end_min(s);
    csv_cell(out, has_date ? moment_date(a, z, s->starts_at) : plain_line(a, s->day->label), false);
    csv_cell(out, clock_of(c, z, s->starts_at, slot_start_min(s)), false);
    csv_cell(out, clock_of(c, z, s->ends_at, end_min), false);
    csv_cell(out, plain_line(a, s->sequence->title), false);
    csv_cell(out, session_type_label(c->lang, session->type), false);
    csv_cell(out, plain_line(a, session->title), false);
    csv_cell(out, all_speakers(c, session), false);
    csv_cell(out, plain_line(a, session->room), false);
    csv_cell(out, plain_text(a, session->note), false);
    csv_cell(out, session_address(c, event, session), true);
}

enum err export_csv(const struct export_context *c, const struct timetable *t, struct buf *out)
{
    const struct zone *z = zone_open(c->arena, t->event.zone);
    if (!z)
        return ERR_CORRUPT;
    size_t n;
    const struct slot *slots = timetable_slots(c->arena, t, SLOTS_AND_WORKSHOPS, &n);
    buf_puts(out, CSV_MARK);
    put_headings(c, out);
    for (size_t i = 0; i < n; i++)
        put_row(c, &t->event, z, &slots[i], out);
    return out->full ? ERR_TOO_LARGE : OK;
}
