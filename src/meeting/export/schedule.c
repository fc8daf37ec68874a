/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/export/schedule.h"

#include <ctype.h>

#define ACRONYM_MIN 4
#define SLUG_TAIL_MIN 4

/* Lower-case letters, digits and `joint` for all that is neither. */
static char *word_of(struct arena *a, const char *s, char joint)
{
    char *out = arena_strdup(a, s);
    for (char *p = out; *p; p++) {
        unsigned char byte = (unsigned char)*p;
        *p = byte < 0x80 && isalnum(byte) ? (char)tolower(byte) : joint;
    }
    return out;
}

/* JSON allows one hyphen or none, XML asks for four characters: underscores fit both. */
static const char *acronym_of(struct arena *a, const char *slug)
{
    const char *word = word_of(a, slug, '_');
    return strlen(word) < ACRONYM_MIN ? arena_printf(a, "meeting_%s", word) : word;
}

/* XML: ACRONYM-tail; JSON: ends in a letter or digit. The id keeps it unique. */
static const char *slug_of(struct arena *a, const char *acronym, const struct session *s)
{
    char *tail = word_of(a, s->slug ? s->slug : "", '-');
    size_t n = strlen(tail);
    while (n && tail[n - 1] == '-')
        tail[--n] = '\0';
    if (n < SLUG_TAIL_MIN)
        return arena_printf(a, "%s-session-%lld", acronym, (long long)s->id.v);
    return arena_printf(a, "%s-%lld-%s", acronym, (long long)s->id.v, tail);
}

static const char *room_of(const struct export_context *c, const struct event *event,
                           const struct slot *s)
{
    const char *room = plain_line(c->arena, s->session->room);
    if (!room && s->parent && s->parent->n_parallel == 1)
        room = plain_line(c->arena, s->parent->room);
    if (room && *room)
        return room;
    if (s->parent)
        return arena_printf(c->arena, "%s %zu", tr(c->lang, TR("Atelier")), s->nth);
    bool remote = event->remote == ANSWER_YES && event->onsite != ANSWER_YES;
    return tr(c->lang, remote ? TR("En ligne") : TR("Salle principale"));
}

static int minutes_of(const struct slot *s)
{
    if (s->ends_at == NO_INSTANT || s->ends_at <= s->starts_at)
        return 0;
    int64_t minutes = (s->ends_at - s->starts_at) / 60;
    return minutes > SCHEDULE_DURATION_MAX ? SCHEDULE_DURATION_MAX : (int)minutes;
}

static const char *abstract_of(const struct export_context *c, const struct session *s)
{
    const char *text = joined(c->arena, "\n\n", plain_text(c->arena, s->note),
                              unnamed_speakers_label(c->arena, c->lang, s));
    return text ? text : "";
}

static const char *questions_of(struct arena *a, const struct sequence *sequence)
{
    const char *all = NULL;
    for (size_t i = 0; i < sequence->n_questions; i++)
        all = joined(a, "\n", all, plain_line(a, sequence->questions[i]));
    return all;
}

static struct schedule_event event_of(const struct export_context *c, const struct event *event,
                                      const struct zone *z, const struct slot *s)
{
    struct arena *a = c->arena;
    int minutes = minutes_of(s);
    return (struct schedule_event){
        .session = s->session,
        .id = s->session->id.v,
        .room = room_of(c, event, s),
        .slug = slug_of(a, acronym_of(a, event->slug), s->session),
        .address = session_address(c, event, s->session),
        .title = plain_line(a, s->session->title),
        .subtitle = s->parent ? plain_line(a, s->parent->title) : NULL,
        .type = session_type_word(s->session->type),
        .track = plain_line(a, s->sequence->title),
        .abstract = abstract_of(c, s->session),
        .description = questions_of(a, s->sequence),
        .date = iso_instant(a, z, s->starts_at),
        .start = moment_clock(a, z, s->starts_at),
        .duration = arena_printf(a, "%02d:%02d", minutes / 60, minutes % 60),
        .end = minutes ? iso_instant(a, z, s->ends_at) : NULL,
    };
}

/* The slots of one day that have a date. */
struct day_slots {
    const struct slot *slots;
    size_t n;
};

static void add_to_room(struct arena *a, struct schedule_day *day, size_t n_slots,
                        const struct schedule_event *event)
{
    struct schedule_room *rooms = (struct schedule_room *)day->rooms;
    size_t i = 0;
    while (i < day->n && strcmp(rooms[i].name, event->room) != 0)
        i++;
    if (i == day->n) {
        rooms[i].name = event->room;
        rooms[i].events = arena_array(a, n_slots, sizeof *event);
        day->n++;
    }
    ((struct schedule_event *)rooms[i].events)[rooms[i].n++] = *event;
}

static struct schedule_day day_of(const struct export_context *c, const struct event *event,
                                  const struct zone *z, const struct day_slots *of)
{
    struct arena *a = c->arena;
    struct schedule_day day = {.rooms = arena_array(a, of->n, sizeof(struct schedule_room))};
    int64_t first = INT64_MAX, last = INT64_MIN;
    for (size_t i = 0; i < of->n; i++) {
        const struct slot *s = &of->slots[i];
        struct schedule_event e = event_of(c, event, z, s);
        add_to_room(a, &day, of->n, &e);
        int64_t end = s->ends_at == NO_INSTANT ? s->starts_at : s->ends_at;
        first = s->starts_at < first ? s->starts_at : first;
        last = end > last ? end : last;
    }
    const char *date = of->slots[0].day->date;
    day.date = date ? date : moment_date(a, z, first);
    day.start = iso_instant(a, z, first);
    day.end = iso_instant(a, z, last);
    return day;
}

static int common_divisor(int a, int b)
{
    while (b) {
        int rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

static const char *timeslot_of(struct arena *a, const struct zone *z, const struct slot *slots,
                               size_t n)
{
    int minutes = 60;
    for (size_t i = 0; i < n; i++) {
        minutes = common_divisor(minutes, moment_minutes(z, slots[i].starts_at));
        minutes = common_divisor(minutes, minutes_of(&slots[i]));
    }
    return arena_printf(a, "%02d:%02d", minutes / 60, minutes % 60);
}

/* The JSON schema knows names such as "Region/Town" and those that end in UTC. */
static bool zone_fits(const char *zone)
{
    size_t n = strlen(zone), i = 1;
    if (n >= 3 && !strcmp(zone + n - 3, "UTC"))
        return true;
    if (!isupper((unsigned char)zone[0]))
        return false;
    while (islower((unsigned char)zone[i]))
        i++;
    return i > 1 && zone[i] == '/' && isupper((unsigned char)zone[i + 1]) &&
           islower((unsigned char)zone[i + 2]);
}

static const struct slot *dated(struct arena *a, const struct timetable *t, size_t *n)
{
    size_t n_all;
    const struct slot *all = timetable_slots(a, t, SLOTS_AS_WORKSHOPS, &n_all);
    struct slot *out = arena_array(a, n_all + 1, sizeof *out);
    *n = 0;
    for (size_t i = 0; i < n_all; i++)
        if (all[i].starts_at != NO_INSTANT)
            out[(*n)++] = all[i];
    return out;
}

static void add_days(const struct export_context *c, const struct timetable *t,
                     const struct zone *z, const struct slot *slots, size_t n, struct schedule *out)
{
    struct schedule_day *days = arena_array(c->arena, t->n_days + 1, sizeof *days);
    for (size_t i = 0; i < n;) {
        size_t end = i + 1;
        while (end < n && slots[end].day_index == slots[i].day_index)
            end++;
        struct day_slots of = {slots + i, end - i};
        days[out->n] = day_of(c, &t->event, z, &of);
        days[out->n].index = (int)out->n + 1;
        out->n++;
        i = end;
    }
    out->days = days;
    out->start = days[0].date;
    out->end = days[out->n - 1].date;
}

enum err schedule_of(const struct export_context *c, const struct timetable *t,
                     struct schedule *out)
{
    struct arena *a = c->arena;
    size_t n;
    const struct slot *slots = dated(a, t, &n);
    if (!n)
        return ERR_CONFLICT;
    const struct zone *z = zone_open(c->arena, t->event.zone);
    if (!z)
        return ERR_CORRUPT;
    *out = (struct schedule){
        .version = arena_printf(a, "%lld", (long long)t->event.revision),
        .title = event_full_title(a, &t->event),
        .acronym = acronym_of(a, t->event.slug),
        .zone = zone_fits(t->event.zone) ? t->event.zone : NULL,
        .timeslot = timeslot_of(a, z, slots, n),
        .base_url = arena_printf(a, "%s/", c->base_url),
        .url = programme_address(c, &t->event),
    };
    add_days(c, t, z, slots, n, out);
    return OK;
}
