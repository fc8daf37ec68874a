/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/export/ics.h"

#include "meeting/export/ics_zone.h"

#include <stdlib.h>

#define REFRESH_HOURS 1
#define DESCRIPTION_CAP ((size_t)256 * 1024)

static void add_x(icalcomponent *to, const char *name, const char *value)
{
    icalproperty *p = icalproperty_new_x(value);
    icalproperty_set_x_name(p, name);
    icalcomponent_add_property(to, p);
}

static icaltimetype utc_time(int64_t utc)
{
    return icaltime_from_timet_with_zone((time_t)utc, 0, icaltimezone_get_utc_timezone());
}

static icalcomponent *calendar_new(const char *name)
{
    struct icaldurationtype refresh = icaldurationtype_null_duration();
    refresh.hours = REFRESH_HOURS;
    icalcomponent *calendar = icalcomponent_vanew(
        ICAL_VCALENDAR_COMPONENT, icalproperty_new_version("2.0"),
        icalproperty_new_prodid("-//Maillage//Programme//FR"),
        icalproperty_new_calscale("GREGORIAN"), icalproperty_new_method(ICAL_METHOD_PUBLISH),
        icalproperty_new_name(name), icalproperty_new_refreshinterval(refresh), NULL);
    add_x(calendar, "X-WR-CALNAME", name);
    add_x(calendar, "X-PUBLISHED-TTL", "PT1H");
    return calendar;
}

/* A paragraph of its own, after an empty line. */
static void paragraph(struct buf *b, const char *heading, const char *text)
{
    if (!text || !*text)
        return;
    if (b->len)
        buf_puts(b, "\n\n");
    if (heading)
        buf_printf(b, "%s\u00a0: ", heading);
    buf_puts(b, text);
}

static void heading(struct buf *b, const char *word)
{
    paragraph(b, NULL, word);
    buf_puts(b, "\u00a0:");
}

static void list_workshops(const struct export_context *c, struct buf *b, const struct session *s)
{
    if (s->n_parallel)
        heading(b, tr(c->lang, TR("Ateliers")));
    for (size_t i = 0; i < s->n_parallel; i++) {
        const struct session *workshop = &s->parallel[i];
        buf_printf(b, "\n- %s", plain_line(c->arena, workshop->title));
        if (workshop->room)
            buf_printf(b, " (%s)", plain_line(c->arena, workshop->room));
    }
}

static void list_questions(const struct export_context *c, struct buf *b,
                           const struct sequence *sequence)
{
    if (sequence->n_questions)
        heading(b, tr(c->lang, TR("Questions")));
    for (size_t i = 0; i < sequence->n_questions; i++)
        buf_printf(b, "\n- %s", plain_line(c->arena, sequence->questions[i]));
}

static void list_documents(const struct export_context *c, struct buf *b, const struct session *s)
{
    if (s->n_documents)
        heading(b, tr(c->lang, TR("Documents")));
    for (size_t i = 0; i < s->n_documents; i++) {
        const struct document *d = &s->documents[i];
        buf_printf(b, "\n- %s %s", plain_line(c->arena, d->title), whole_address(c, d->address));
    }
}

static const char *description(const struct export_context *c, const struct event *event,
                               const struct slot *s)
{
    BUF_SCOPED b = BUF_INIT(DESCRIPTION_CAP);
    paragraph(&b, NULL, plain_text(c->arena, s->session->note));
    paragraph(&b, tr(c->lang, TR("Avec")), all_speakers(c, s->session));
    list_workshops(c, &b, s->session);
    const char *sequence = plain_line(c->arena, s->sequence->title);
    if (sequence && strcmp(sequence, s->session->title) != 0)
        paragraph(&b, tr(c->lang, TR("Séquence")), sequence);
    list_questions(c, &b, s->sequence);
    list_documents(c, &b, s->session);
    if (event->place || s->session->room) /* else LOCATION says it */
        paragraph(&b, NULL, modality_label(c->lang, event));
    return b.len ? arena_strdup(c->arena, b.data) : NULL;
}

/* A room in a place; without either, how one takes part. */
static const char *location(const struct export_context *c, const struct event *event,
                            const struct slot *s)
{
    const char *room = s->session->room;
    if (!room && s->parent)
        room = s->parent->room;
    const char *where =
        joined(c->arena, ", ", plain_line(c->arena, room), plain_line(c->arena, event->place));
    return where ? where : modality_label(c->lang, event);
}

static int64_t last_change(const struct session *s)
{
    int64_t at = s->changed_at;
    for (size_t i = 0; i < s->n_parallel; i++)
        if (s->parallel[i].changed_at > at)
            at = s->parallel[i].changed_at;
    return at;
}

static void add_text(icalcomponent *to, icalproperty *(*make)(const char *), const char *text)
{
    if (text && *text)
        icalcomponent_add_property(to, make(text));
}

/*
 * Without an end there is neither DTEND nor DURATION: RFC 5545 then reads an event that ends as it
 * begins, which calendars draw as a mark at that hour. A guessed end would be a claim.
 */
static void add_times(icalcomponent *entry, const struct zone *z, const struct slot *s)
{
    ics_add_time(entry, ICAL_DTSTART_PROPERTY, z, s->starts_at);
    if (s->ends_at != NO_INSTANT && s->ends_at > s->starts_at)
        ics_add_time(entry, ICAL_DTEND_PROPERTY, z, s->ends_at);
}

static icalcomponent *entry_new(const struct export_context *c, const struct event *event,
                                const struct zone *z, const struct slot *s)
{
    struct arena *a = c->arena;
    /* With a METHOD to one person, DTSTAMP is when it was written (RFC 5545, 3.8.7.2). */
    icalcomponent *entry = icalcomponent_vanew(
        ICAL_VEVENT_COMPONENT, icalproperty_new_uid(ics_uid(c, s->session->guid)),
        icalproperty_new_dtstamp(utc_time(c->organizer ? c->now : s->session->changed_at)), NULL);
    ics_add_organizer(c, entry);
    add_times(entry, z, s);
    add_text(entry, icalproperty_new_summary, plain_line(a, s->session->title));
    add_text(entry, icalproperty_new_description, description(c, event, s));
    add_text(entry, icalproperty_new_location, location(c, event, s));
    add_text(entry, icalproperty_new_url, session_address(c, event, s->session));
    add_text(entry, icalproperty_new_categories, session_type_label(c->lang, s->session->type));
    icalcomponent_add_property(entry,
                               icalproperty_new_sequence((int)(s->session->revision + c->shift)));
    icalcomponent_add_property(entry,
                               icalproperty_new_lastmodified(utc_time(last_change(s->session))));
    icalcomponent_add_property(
        entry,
        icalproperty_new_status(c->shift % 2 ? ICAL_STATUS_CANCELLED : ICAL_STATUS_CONFIRMED));
    return entry;
}

const char *ics_uid(const struct export_context *c, const char *guid)
{
    return arena_printf(c->arena, "%s@%s", guid, host_of(c->arena, c->base_url));
}

/* RFC 5546 wants one in what goes by mail. */
void ics_add_organizer(const struct export_context *c, icalcomponent *to)
{
    if (!c->organizer)
        return;
    icalproperty *p = icalproperty_new_organizer(arena_printf(c->arena, "mailto:%s", c->organizer));
    icalproperty_add_parameter(p, icalparameter_new_cn(plain_line(c->arena, c->site_name)));
    icalcomponent_add_property(to, p);
}

/* What is asked for: one session or workshop alone, or all that a calendar shows. */
struct selection {
    const struct session *only;
    bool with_breaks;
};

static bool is_selected(const struct selection *which, const struct slot *s)
{
    if (s->starts_at == NO_INSTANT)
        return false;
    if (which->only)
        return s->session->id.v == which->only->id.v;
    /* Workshops of one slot are one entry that lists them: a person attends one of them. */
    return !s->parent && (which->with_breaks || !session_is_pause(s->session->type));
}

/* A zone that is used, and from when to when. */
struct zone_use {
    const char *zone;
    int64_t first, last;
};

static struct zone_use *use_of(struct zone_use *uses, size_t *n, const char *zone)
{
    for (size_t i = 0; i < *n; i++)
        if (!strcmp(uses[i].zone, zone))
            return &uses[i];
    uses[*n] = (struct zone_use){zone, INT64_MAX, INT64_MIN};
    return &uses[(*n)++];
}

static void widen(struct zone_use *use, const struct slot *s)
{
    int64_t end = s->ends_at == NO_INSTANT ? s->starts_at : s->ends_at;
    use->first = s->starts_at < use->first ? s->starts_at : use->first;
    use->last = end > use->last ? end : use->last;
}

static void add_entries(const struct export_context *c, const struct timetable *t,
                        const struct selection *which, const struct zone *z,
                        icalcomponent *calendar)
{
    size_t n;
    const struct slot *slots = timetable_slots(c->arena, t, SLOTS_AND_WORKSHOPS, &n);
    for (size_t i = 0; i < n; i++)
        if (is_selected(which, &slots[i]))
            icalcomponent_add_component(calendar, entry_new(c, &t->event, z, &slots[i]));
}

/* The zones stand first; a calendar with no entry yet still has its zone, so it is never empty. */
static enum err add_zones(const struct export_context *c, const struct timetable *const *tables,
                          size_t n, const struct selection *which, icalcomponent *calendar)
{
    struct zone_use *uses = arena_array(c->arena, n + 1, sizeof *uses);
    size_t n_uses = 0;
    for (size_t i = 0; i < n; i++) {
        size_t n_slots;
        const struct slot *slots =
            timetable_slots(c->arena, tables[i], SLOTS_AND_WORKSHOPS, &n_slots);
        struct zone_use *use = use_of(uses, &n_uses, tables[i]->event.zone);
        for (size_t k = 0; k < n_slots; k++)
            if (is_selected(which, &slots[k]))
                widen(use, &slots[k]);
    }
    for (size_t i = 0; i < n_uses; i++) {
        const struct zone *z = zone_open(c->arena, uses[i].zone);
        if (!z)
            return ERR_CORRUPT;
        bool empty = uses[i].first > uses[i].last;
        icalcomponent_add_component(
            calendar, ics_zone(z, empty ? 0 : uses[i].first, empty ? 0 : uses[i].last));
    }
    return OK;
}

/* OK, or why the one session that is asked for gives no entry. */
static enum err find_only(const struct export_context *c, const struct timetable *const *tables,
                          size_t n, const struct session *only)
{
    for (size_t i = 0; only && i < n; i++) {
        size_t n_slots;
        const struct slot *slots =
            timetable_slots(c->arena, tables[i], SLOTS_AND_WORKSHOPS, &n_slots);
        for (size_t k = 0; k < n_slots; k++)
            if (slots[k].session->id.v == only->id.v)
                return slots[k].starts_at == NO_INSTANT ? ERR_CONFLICT : OK;
    }
    return only ? ERR_NOT_FOUND : OK;
}

static enum err fill(const struct export_context *c, const struct timetable *const *tables,
                     size_t n, const struct selection *which, icalcomponent *calendar)
{
    enum err e = add_zones(c, tables, n, which, calendar);
    for (size_t i = 0; !e && i < n; i++)
        add_entries(c, tables[i], which, zone_open(c->arena, tables[i]->event.zone), calendar);
    return e;
}

enum err export_ics(const struct export_context *c, const struct timetable *const *tables, size_t n,
                    const struct session *only, bool with_breaks, struct buf *out)
{
    struct selection which = {only, with_breaks};
    enum err e = find_only(c, tables, n, only);
    if (e)
        return e;
    const char *name =
        n == 1 ? event_full_title(c->arena, &tables[0]->event) : plain_line(c->arena, c->site_name);
    icalcomponent *calendar = calendar_new(name);
    if (n == 1)
        add_x(calendar, "X-WR-TIMEZONE", tables[0]->event.zone);
    e = fill(c, tables, n, &which, calendar);
    if (!e) {
        char *text = icalcomponent_as_ical_string_r(calendar);
        buf_puts(out, text);
        free(text);
        e = out->full ? ERR_TOO_LARGE : OK;
    }
    icalcomponent_free(calendar);
    return e;
}
