/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Only what the organisers said is claimed: no price, no language, no seat that nobody announced.
 */
#include "base/json.h"
#include "meeting/export/common.h"

#define SCHEMA "https://schema.org/"

/* An answer still to be confirmed is not an offer: remote for certain with a room perhaps is
 * online. */
static const char *attendance_mode(const struct event *event)
{
    if (event->remote == ANSWER_YES)
        return event->onsite == ANSWER_YES ? SCHEMA "MixedEventAttendanceMode"
                                           : SCHEMA "OnlineEventAttendanceMode";
    return event->onsite == ANSWER_YES ? SCHEMA "OfflineEventAttendanceMode" : NULL;
}

static void key_known(struct json *j, const char *key, const char *value)
{
    if (value && *value)
        json_key_text(j, key, value);
}

static void put_typed(struct json *j, const char *type, const char *name, const char *url)
{
    json_begin_object(j);
    json_key_text(j, "@type", type);
    key_known(j, "name", name);
    key_known(j, "url", url);
    json_end(j);
}

static void put_place(struct json *j, const char *room, const char *place)
{
    json_begin_object(j);
    json_key_text(j, "@type", "Place");
    json_key_text(j, "name", room ? room : place);
    if (room && place) {
        json_key(j, "containedInPlace");
        put_typed(j, "Place", place, NULL);
    }
    json_end(j);
}

static void put_location(struct json *j, const struct export_context *c, const struct event *event,
                         const char *room, const char *address)
{
    const char *place = plain_line(c->arena, event->place);
    bool remote = event->remote == ANSWER_YES;
    bool onsite = event->onsite == ANSWER_YES && (place || room);
    if (!remote && !onsite)
        return;
    json_key(j, "location");
    json_begin_array(j);
    if (remote)
        put_typed(j, "VirtualLocation", NULL, address);
    if (onsite)
        put_place(j, plain_line(c->arena, room), place);
    json_end(j);
}

static void put_dates(struct json *j, struct arena *a, const struct zone *z, int64_t starts_at,
                      int64_t ends_at)
{
    if (starts_at == NO_INSTANT)
        return;
    json_key_text(j, "startDate", iso_instant(a, z, starts_at));
    if (ends_at != NO_INSTANT && ends_at > starts_at)
        json_key_text(j, "endDate", iso_instant(a, z, ends_at));
}

static void put_common(struct json *j, const struct export_context *c, const struct event *event,
                       const char *address, const char *name)
{
    json_key_text(j, "@type", "Event");
    json_key_text(j, "@id", address);
    json_key_text(j, "url", address);
    json_key_text(j, "name", name);
    key_known(j, "eventAttendanceMode", attendance_mode(event));
    json_key_text(j, "eventStatus", SCHEMA "EventScheduled");
    json_key(j, "organizer");
    put_typed(j, "Organization", plain_line(c->arena, c->site_name),
              arena_printf(c->arena, "%s/", c->base_url));
}

static void put_performers(struct json *j, const struct export_context *c,
                           const struct session *session)
{
    if (!named_speakers(c->arena, session))
        return;
    json_key(j, "performer");
    json_begin_array(j);
    for (size_t i = 0; i < session->n_speakers; i++)
        if (session->speakers[i].name)
            put_typed(j, "Person", plain_line(c->arena, session->speakers[i].name), NULL);
    json_end(j);
}

struct ld {
    const struct export_context *c;
    const struct event *event;
    const struct zone *z;
};

static void put_session_fields(struct json *j, const struct ld *ld, const struct slot *s)
{
    const struct export_context *c = ld->c;
    const struct session *session = s->session;
    const char *address = session_address(c, ld->event, session);
    put_common(j, c, ld->event, address, plain_line(c->arena, session->title));
    put_dates(j, c->arena, ld->z, s->starts_at, s->ends_at);
    key_known(j, "description", plain_text(c->arena, session->note));
    put_location(j, c, ld->event, session->room, address);
    put_performers(j, c, session);
}

static void put_super(struct json *j, const struct ld *ld)
{
    const char *address = event_address(ld->c, ld->event);
    json_key(j, "superEvent");
    json_begin_object(j);
    put_common(j, ld->c, ld->event, address, event_full_title(ld->c->arena, ld->event));
    put_dates(j, ld->c->arena, ld->z, ld->event->starts_at, ld->event->ends_at);
    put_location(j, ld->c, ld->event, NULL, address);
    json_end(j);
}

static void put_event(struct json *j, const struct ld *ld, const struct slot *slots, size_t n)
{
    const struct export_context *c = ld->c;
    const char *address = event_address(c, ld->event);
    put_common(j, c, ld->event, address, event_full_title(c->arena, ld->event));
    put_dates(j, c->arena, ld->z, ld->event->starts_at, ld->event->ends_at);
    put_location(j, c, ld->event, NULL, address);
    json_key(j, "subEvent");
    json_begin_array(j);
    for (size_t i = 0; i < n; i++) {
        if (session_is_pause(slots[i].session->type))
            continue;
        json_begin_object(j);
        put_session_fields(j, ld, &slots[i]);
        json_end(j);
    }
    json_end(j);
}

static const struct slot *find(const struct slot *slots, size_t n, const struct session *only)
{
    for (size_t i = 0; i < n; i++)
        if (slots[i].session->id.v == only->id.v)
            return &slots[i];
    return NULL;
}

enum err export_json_ld(const struct export_context *c, const struct timetable *t,
                        const struct session *only, struct buf *out)
{
    const struct zone *z = zone_open(c->arena, t->event.zone);
    if (!z)
        return ERR_CORRUPT;
    size_t n;
    const struct slot *slots = timetable_slots(c->arena, t, SLOTS_AND_WORKSHOPS, &n);
    const struct slot *one = only ? find(slots, n, only) : NULL;
    if (only && !one)
        return ERR_NOT_FOUND;
    struct ld ld = {c, &t->event, z};
    struct json j = json_to(out);
    json_begin_object(&j);
    json_key_text(&j, "@context", "https://schema.org");
    if (one) {
        put_session_fields(&j, &ld, one);
        put_super(&j, &ld);
    } else {
        put_event(&j, &ld, slots, n);
    }
    json_end(&j);
    return out->full ? ERR_TOO_LARGE : OK;
}
