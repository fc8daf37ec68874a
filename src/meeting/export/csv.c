/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/export/common.h"

/*
 * A cell that a spreadsheet would run as a formula gets an apostrophe in front:
 * https://owasp.org/www-community/attacks/CSV_Injection
 */
static bool is_formula(const char *s)
{
    static const char *const wide[] = {"\uff1d", "\uff0b", "\uff0d", "\uff20"}; /* = + - @ */
    if (*s && strchr("=+-@\t\r\n", *s))
        return true;
    for (size_t i = 0; i < ARRAY_LEN(wide); i++)
        if (!strncmp(s, wide[i], strlen(wide[i])))
            return true;
    return false;
}

/* RFC 4180, section 2, rules 5 to 7. */
static void put_cell(struct buf *out, const char *s, bool last)
{
    if (!s)
        s = "";
    bool formula = is_formula(s), quoted = formula || strpbrk(s, ",;\"\r\n");
    if (quoted)
        buf_putc(out, '"');
    if (formula)
        buf_putc(out, '\'');
    for (const char *p = s; *p; p++) {
        if (*p == '"')
            buf_putc(out, '"');
        buf_putc(out, *p);
    }
    if (quoted)
        buf_putc(out, '"');
    buf_puts(out, last ? "\r\n" : ",");
}

static void put_headings(const struct export_context *c, struct buf *out)
{
    static const char *const headings[] = {
        TR("date"),  TR("début"),        TR("fin"),   TR("séquence"), TR("type"),
        TR("titre"), TR("intervenants"), TR("salle"), TR("note"),     TR("adresse"),
    };
    for (size_t i = 0; i < ARRAY_LEN(headings); i++)
        put_cell(out, tr(c->lang, headings[i]), i + 1 == ARRAY_LEN(headings));
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
    put_cell(out, has_date ? moment_date(a, z, s->starts_at) : plain_line(a, s->day->label), false);
    put_cell(out, clock_of(c, z, s->starts_at, slot_start_min(s)), false);
    put_cell(out, clock_of(c, z, s->ends_at, end_min), false);
    put_cell(out, plain_line(a, s->sequence->title), false);
    put_cell(out, session_type_label(c->lang, session->type), false);
    put_cell(out, plain_line(a, session->title), false);
    put_cell(out, all_speakers(c, session), false);
    put_cell(out, plain_line(a, session->room), false);
    put_cell(out, plain_text(a, session->note), false);
    put_cell(out, session_address(c, event, session), true);
}

enum err export_csv(const struct export_context *c, const struct timetable *t, struct buf *out)
{
    const struct zone *z = zone_open(c->arena, t->event.zone);
    if (!z)
        return ERR_CORRUPT;
    size_t n;
    const struct slot *slots = timetable_slots(c->arena, t, SLOTS_AND_WORKSHOPS, &n);
    buf_puts(out, "\xEF\xBB\xBF");
    put_headings(c, out);
    for (size_t i = 0; i < n; i++)
        put_row(c, &t->event, z, &slots[i], out);
    return out->full ? ERR_TOO_LARGE : OK;
}
