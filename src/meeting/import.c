/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A parsed programme becomes the event's released programme. */
#include "meeting/noted.h"
#include "meeting/store.h"

#include "base/text.h"
#include "meeting/release.h"
#include "meeting/timetable.h"

#include <sodium.h>

#define DEFAULT_ZONE "Europe/Paris"

struct job {
    struct programme_import *import;
    struct arena *a;
    struct release release;
};

static enum err put_record(struct db *db, const struct job *j)
{
    const struct programme *p = j->import->programme;
    enum err e = OK;
    for (size_t i = 0; e == OK && i < p->n_notes; i++)
        e = store_note_put(db, j->release.event.v, i, &p->notes[i]);
    if (e == OK)
        e = store_source_put(db, j->release.event.v, j->import->source_name, j->import->source,
                             j->import->now);
    return e;
}

/* What a document does not say stays as it is. */
static enum err keep_what_is_there(struct db *db, struct job *j)
{
    struct event *event = &j->release.timetable.event, stored;
    event->purpose = j->import->purpose;
    event->place = NULL;
    enum err e = store_event_find(db, j->a, event->slug, &stored);
    if (e == ERR_NOT_FOUND)
        return OK;
    if (e != OK)
        return e;
    event->place = stored.place;
    if (!event->purpose)
        event->purpose = stored.purpose;
    return OK;
}

static enum err note_import(struct db *db, const struct job *j)
{
    const struct programme_import *x = j->import;
    const struct audit_change changes[] = {
        {"file", NULL, x->source_name},
        {"sessions", NULL, audit_int(j->a, j->release.sessions)},
    };
    return note_event(db, j->a, x->by, "event/programme", j->release.event, "inscriptions", changes,
                      ARRAY_LEN(changes), x->now);
}

static enum err write_programme(struct db *db, void *arg)
{
    struct job *j = arg;
    enum err e = keep_what_is_there(db, j);
    if (e == OK)
        e = release_put(db, j->a, &j->release);
    if (e == OK)
        e = put_record(db, j);
    return e == OK ? note_import(db, j) : e;
}

static struct event event_from(const struct programme_import *import, const char *zone)
{
    const struct programme *p = import->programme;
    return (struct event){
        .slug = import->stored_slug,
        .kind = EVENT_EDITION,
        .edition = p->edition,
        .title = p->title[0] ? p->title : import->stored_slug,
        .theme = p->theme,
        .zone = zone,
        .remote = p->remote,
        .onsite = p->onsite,
        .published = true,
        .demo = import->demo,
        .changed_at = import->now,
    };
}

enum err programme_import(struct store *s, struct arena *a, struct programme_import *import)
{
    const struct programme *p = import->programme;
    const char *zone = import->zone ? import->zone : DEFAULT_ZONE;
    struct job j = {.import = import, .a = a};
    struct release *r = &j.release;
    r->zone = zone_open(a, zone);
    if (!r->zone)
        return ERR_INVALID;
    r->timetable = timetable_from_programme(a, p);
    if (timetable_sessions(&r->timetable) > SESSIONS_MAX)
        return ERR_TOO_LARGE;
    import->stored_slug = import->slug ? text_slug(a, import->slug)
                                       : event_slug_from(a, p->n_days ? p->days[0].year : 0,
                                                         p->theme ? p->theme : p->title);
    r->timetable.event = event_from(import, zone);
    r->matches = true;
    r->now = import->now;
    randombytes_buf(r->seed, sizeof r->seed);
    timetable_bounds(r->zone, &r->timetable);
    enum err e = store_write(s, write_programme, &j);
    import->sessions = r->sessions;
    import->added = r->added;
    import->changed = r->changed;
    import->removed = r->removed;
    return e;
}
