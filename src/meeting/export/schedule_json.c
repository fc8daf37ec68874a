/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/json.h"
#include "meeting/export/schedule.h"

static void put_persons(struct json *j, const struct export_context *c, const struct session *s)
{
    json_key(j, "persons");
    json_begin_array(j);
    for (size_t i = 0; i < s->n_speakers; i++) {
        if (!s->speakers[i].name)
            continue;
        json_begin_object(j);
        json_key_text(j, "name", plain_line(c->arena, s->speakers[i].name));
        json_end(j);
    }
    json_end(j);
}

static void put_links(struct json *j, const struct export_context *c, const struct session *s)
{
    json_key(j, "links");
    json_begin_array(j);
    for (size_t i = 0; i < s->n_documents; i++) {
        json_begin_object(j);
        json_key_text(j, "url", whole_address(c, s->documents[i].address));
        json_key_text(j, "title", plain_line(c->arena, s->documents[i].title));
        json_key_text(j, "type", "related");
        json_end(j);
    }
    json_end(j);
}

static void put_event(struct json *j, const struct export_context *c,
                      const struct schedule_event *e)
{
    json_begin_object(j);
    json_key_text(j, "guid", e->session->guid);
    json_key_int(j, "id", e->id);
    json_key_text(j, "date", e->date);
    json_key_text(j, "start", e->start);
    if (e->end)
        json_key_text(j, "end", e->end);
    json_key_text(j, "duration", e->duration);
    json_key_text(j, "room", e->room);
    json_key_text(j, "slug", e->slug);
    json_key_text(j, "url", e->address);
    json_key_text(j, "title", e->title);
    json_key_text(j, "subtitle", e->subtitle);
    json_key_text(j, "track", e->track);
    json_key_text(j, "type", e->type);
    json_key_text(j, "language", NULL); /* the programme does not say it */
    json_key_text(j, "abstract", e->abstract);
    json_key_text(j, "description", e->description);
    put_persons(j, c, e->session);
    put_links(j, c, e->session);
    json_end(j);
}

static void put_day(struct json *j, const struct export_context *c, const struct schedule_day *day)
{
    json_begin_object(j);
    json_key_int(j, "index", day->index);
    json_key_text(j, "date", day->date);
    json_key_text(j, "day_start", day->start);
    json_key_text(j, "day_end", day->end);
    json_key(j, "rooms");
    json_begin_object(j);
    for (size_t r = 0; r < day->n; r++) {
        json_key(j, day->rooms[r].name);
        json_begin_array(j);
        for (size_t i = 0; i < day->rooms[r].n; i++)
            put_event(j, c, &day->rooms[r].events[i]);
        json_end(j);
    }
    json_end(j);
    json_end(j);
}

static void put_conference(struct json *j, const struct export_context *c, const struct schedule *s)
{
    json_key(j, "conference");
    json_begin_object(j);
    json_key_text(j, "acronym", s->acronym);
    json_key_text(j, "title", s->title);
    json_key_text(j, "start", s->start);
    json_key_text(j, "end", s->end);
    json_key_int(j, "daysCount", (int64_t)s->n);
    json_key_text(j, "timeslot_duration", s->timeslot);
    if (s->zone)
        json_key_text(j, "time_zone_name", s->zone);
    json_key_text(j, "url", s->url);
    json_key(j, "days");
    json_begin_array(j);
    for (size_t i = 0; i < s->n; i++)
        put_day(j, c, &s->days[i]);
    json_end(j);
    json_end(j);
}

enum err export_schedule_json(const struct export_context *c, const struct timetable *t,
                              struct buf *out)
{
    struct schedule s;
    enum err e = schedule_of(c, t, &s);
    if (e)
        return e;
    struct json j = json_to(out);
    json_begin_object(&j);
    json_key_text(&j, "$schema", "https://c3voc.de/schedule/schema.json");
    json_key(&j, "generator");
    json_begin_object(&j);
    json_key_text(&j, "name", GENERATOR);
    json_end(&j);
    json_key(&j, "schedule");
    json_begin_object(&j);
    json_key_text(&j, "version", s.version);
    json_key_text(&j, "base_url", s.base_url);
    put_conference(&j, c, &s);
    json_end(&j);
    json_end(&j);
    return out->full ? ERR_TOO_LARGE : OK;
}
