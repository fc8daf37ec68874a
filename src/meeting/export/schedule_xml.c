/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/export/schedule.h"
#include "meeting/export/xml.h"

static void put_persons(struct xml *x, const struct export_context *c, const struct session *s)
{
    xml_open(x, "persons");
    for (size_t i = 0; i < s->n_speakers; i++)
        xml_element(x, "person", plain_line(c->arena, s->speakers[i].name));
    xml_close(x);
}

static void put_links(struct xml *x, const struct export_context *c, const struct session *s)
{
    xml_open(x, "links");
    for (size_t i = 0; i < s->n_documents; i++) {
        xml_open(x, "link");
        xml_attribute(x, "href", whole_address(c, s->documents[i].address));
        xml_text(x, plain_line(c->arena, s->documents[i].title));
        xml_close(x);
    }
    xml_close(x);
}

static void put_event(struct xml *x, const struct export_context *c, const struct schedule_event *e)
{
    xml_open(x, "event");
    xml_attribute(x, "guid", e->session->guid);
    xml_attribute(x, "id", arena_printf(c->arena, "%lld", (long long)e->id));
    xml_element(x, "room", e->room);
    xml_element(x, "title", e->title);
    xml_element(x, "subtitle", e->subtitle ? e->subtitle : "");
    xml_element(x, "type", e->type);
    xml_element(x, "date", e->date);
    xml_element(x, "start", e->start);
    xml_element(x, "duration", e->duration);
    xml_element(x, "abstract", e->abstract);
    xml_element(x, "slug", e->slug);
    xml_element(x, "track", e->track ? e->track : "");
    put_persons(x, c, e->session);
    xml_element(x, "description", e->description ? e->description : "");
    put_links(x, c, e->session);
    xml_element(x, "url", e->address);
    xml_close(x);
}

static void put_day(struct xml *x, const struct export_context *c, const struct schedule_day *day)
{
    xml_open(x, "day");
    xml_attribute(x, "index", arena_printf(c->arena, "%d", day->index));
    xml_attribute(x, "date", day->date);
    xml_attribute(x, "start", day->start);
    xml_attribute(x, "end", day->end);
    for (size_t r = 0; r < day->n; r++) {
        xml_open(x, "room");
        xml_attribute(x, "name", day->rooms[r].name);
        for (size_t i = 0; i < day->rooms[r].n; i++)
            put_event(x, c, &day->rooms[r].events[i]);
        xml_close(x);
    }
    xml_close(x);
}

static void put_conference(struct xml *x, const struct export_context *c, const struct schedule *s)
{
    xml_open(x, "conference");
    xml_element(x, "acronym", s->acronym);
    xml_element(x, "title", s->title);
    xml_element(x, "start", s->start);
    xml_element(x, "end", s->end);
    xml_element(x, "days", arena_printf(c->arena, "%zu", s->n));
    xml_element(x, "timeslot_duration", s->timeslot);
    xml_element(x, "base_url", s->base_url);
    xml_element(x, "url", s->url);
    xml_element(x, "time_zone_name", s->zone);
    xml_close(x);
}

enum err export_schedule_xml(const struct export_context *c, const struct timetable *t,
                             struct buf *out)
{
    struct schedule s;
    enum err e = schedule_of(c, t, &s);
    if (e)
        return e;
    struct xml x = xml_to(out);
    xml_open(&x, "schedule");
    xml_open(&x, "generator");
    xml_attribute(&x, "name", GENERATOR);
    xml_attribute(&x, "system", host_of(c->arena, c->base_url));
    xml_close(&x);
    xml_element(&x, "url", arena_printf(c->arena, "%s.xml", s.url));
    xml_element(&x, "version", s.version);
    put_conference(&x, c, &s);
    for (size_t i = 0; i < s.n; i++)
        put_day(&x, c, &s.days[i]);
    xml_close(&x);
    return xml_finish(&x, out);
}
