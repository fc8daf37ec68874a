/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/read/schedule.h"

#include <jansson.h>

/* ---- where the events stand in the text ------------------------------------------------- */

#define EVENT_DEPTH 8 /* { schedule { conference { days [ { rooms { "A" [ { */

struct walk {
    struct arena *a;
    struct str s;
    size_t at;
    int line, depth;
    struct str keys[EVENT_DEPTH]; /* the last key read at each depth */
    struct line_range *found;
    size_t n, cap;
};

/* The string that begins at the cursor, quotes left out. The text is known to be JSON. */
static struct str walk_string(struct walk *w)
{
    size_t from = ++w->at;
    while (w->at < w->s.n && w->s.p[w->at] != '"')
        w->at += w->s.p[w->at] == '\\' ? 2 : 1;
    struct str s = str_sub(w->s, from, w->at < w->s.n ? w->at : w->s.n);
    w->at++;
    return s;
}

static bool is_event(const struct walk *w)
{
    return w->depth == EVENT_DEPTH && str_is(w->keys[1], "schedule") &&
           str_is(w->keys[2], "conference") && str_is(w->keys[3], "days") &&
           str_is(w->keys[5], "rooms");
}

static void walk_sign(struct walk *w, char c)
{
    w->line += c == '\n';
    if (c == '{' || c == '[') {
        w->depth++;
        if (is_event(w)) {
            w->found = arena_grow(w->a, w->found, w->n, &w->cap, sizeof *w->found);
            w->found[w->n++] = (struct line_range){w->line, w->line};
        }
    } else if (c == '}' || c == ']') {
        if (is_event(w) && w->n)
            w->found[w->n - 1].last = w->line;
        w->depth--;
    }
    w->at++;
}

/* The lines of each event, in the order of the text. */
static struct line_range *find_events(struct arena *a, struct str text, size_t *n)
{
    struct walk w = {.a = a, .s = text, .line = 1};
    struct str last = {"", 0};
    while (w.at < text.n) {
        char c = text.p[w.at];
        if (c == '"') {
            last = walk_string(&w);
            continue;
        }
        if (c == ':' && w.depth >= 0 && w.depth < EVENT_DEPTH)
            w.keys[w.depth] = last;
        walk_sign(&w, c);
    }
    *n = w.n;
    return w.found;
}

/* ---- values ----------------------------------------------------------------------------- */

/* A text, or the first one of {"fr": "…", "en": "…"}. NULL when there is none, or it is empty. */
static const char *text_in(struct arena *a, json_t *object, const char *key)
{
    json_t *v = json_object_get(object, key);
    if (json_is_object(v))
        v = json_object_iter_value(json_object_iter(v));
    const char *s = json_string_value(v);
    return s && *s ? arena_strdup(a, s) : NULL;
}

static void read_persons(struct schedule_file *f, json_t *event, struct schedule_item *item)
{
    size_t i;
    json_t *person;
    json_array_foreach(json_object_get(event, "persons"), i, person)
    {
        const char *name = json_is_string(person) ? json_string_value(person) : NULL;
        name = name ? name : text_in(f->a, person, "public_name");
        name = name ? name : text_in(f->a, person, "full_public_name");
        name = name ? name : text_in(f->a, person, "name");
        schedule_add_speaker(f, item, arena_strdup(f->a, name));
    }
}

static void read_event(struct schedule_file *f, struct schedule_date *day, json_t *event,
                       const char *room)
{
    struct arena *a = f->a;
    struct schedule_item *item = schedule_add_item(f, day);
    item->title = text_in(a, event, "title");
    item->subtitle = text_in(a, event, "subtitle");
    item->type = text_in(a, event, "type");
    item->track = text_in(a, event, "track");
    item->abstract = text_in(a, event, "abstract");
    item->description = text_in(a, event, "description");
    item->room = text_in(a, event, "room");
    item->room = item->room ? item->room : arena_strdup(a, room);
    item->date = text_in(a, event, "date");
    item->start = text_in(a, event, "start");
    item->duration = text_in(a, event, "duration");
    item->end = text_in(a, event, "end");
    read_persons(f, event, item);
}

static void read_day(struct schedule_file *f, json_t *from, const struct line_range *lines,
                     size_t n_lines, size_t *order)
{
    struct schedule_date *day =
        schedule_add_day(f, text_in(f->a, from, "date"), text_in(f->a, from, "day_start"));
    const char *room;
    json_t *events, *event;
    json_object_foreach(json_object_get(from, "rooms"), room, events)
    {
        size_t i;
        json_array_foreach(events, i, event)
        {
            if (!json_is_object(event))
                continue;
            read_event(f, day, event, room);
            struct schedule_item *item = &day->items[day->n - 1];
            item->order = *order;
            item->lines = *order < n_lines ? lines[*order] : (struct line_range){1, f->lines};
            ++*order;
        }
    }
}

static void read_about(struct schedule_file *f, json_t *conference)
{
    const char *key;
    json_t *value;
    json_object_foreach(conference, key, value) if (json_is_string(value))
        schedule_about(f, key, json_string_value(value));
}

static enum err read_schedule(struct schedule_file *f, json_t *root, struct str text)
{
    json_t *schedule = json_object_get(root, "schedule");
    json_t *conference = json_object_get(schedule, "conference"), *day;
    json_t *days = json_object_get(conference, "days");
    size_t i, n_lines, order = 0;
    if (!json_is_array(days))
        return ERR_NOT_FOUND;
    f->title = text_in(f->a, conference, "title");
    f->zone = text_in(f->a, conference, "time_zone_name");
    f->generator = text_in(f->a, json_object_get(root, "generator"), "name");
    if (!f->generator)
        f->generator = text_in(f->a, json_object_get(schedule, "generator"), "name");
    read_about(f, conference);
    const struct line_range *lines = find_events(f->a, text, &n_lines);
    json_array_foreach(days, i, day) read_day(f, day, lines, n_lines, &order);
    return OK;
}

static bool says(struct str text, const char *word)
{
    return memmem(text.p, text.n, word, strlen(word)) != NULL;
}

enum err schedule_from_json(struct str text, struct schedule_file *f, const char **why)
{
    json_error_t error;
    json_t *root = json_loadb(text.p, text.n, JSON_REJECT_DUPLICATES, &error);
    if (!root) {
        if (!says(text, "\"schedule\"") || !says(text, "\"conference\""))
            return ERR_NOT_FOUND;
        *why = arena_printf(f->a,
                            "Cet horaire JSON est abîmé, ligne %d : demandez-le à nouveau à qui "
                            "l’a produit.",
                            error.line);
        return ERR_BAD_REQUEST;
    }
    enum err e = read_schedule(f, root, text);
    json_decref(root);
    return e;
}
