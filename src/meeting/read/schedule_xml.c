/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/read/schedule.h"
#include "meeting/read/xml_in.h"

static bool is(const struct xml_in *x, const char *name)
{
    return strcmp(x->name, name) == 0;
}

static const char *content(struct xml_in *x, struct schedule_file *f)
{
    const char *s = xml_in_content(x, f->a);
    return *s ? s : NULL;
}

static void read_persons(struct xml_in *x, struct schedule_file *f, struct schedule_item *item)
{
    while (xml_in_next(x) && x->kind != XML_IN_CLOSE)
        if (x->kind == XML_IN_OPEN)
            schedule_add_speaker(f, item, content(x, f));
}

static void read_field(struct xml_in *x, struct schedule_file *f, struct schedule_item *item)
{
    const struct {
        const char *name, **to;
    } fields[] = {{"title", &item->title},       {"subtitle", &item->subtitle},
                  {"type", &item->type},         {"track", &item->track},
                  {"abstract", &item->abstract}, {"description", &item->description},
                  {"date", &item->date},         {"start", &item->start},
                  {"duration", &item->duration}, {"room", &item->room}};
    for (size_t i = 0; i < ARRAY_LEN(fields); i++)
        if (is(x, fields[i].name)) {
            const char *said = content(x, f);
            *fields[i].to = said ? said : *fields[i].to;
            return;
        }
    if (is(x, "persons"))
        read_persons(x, f, item);
    else
        xml_in_skip(x);
}

static void read_event(struct xml_in *x, struct schedule_file *f, const char *room, size_t order)
{
    struct schedule_item *item = schedule_add_item(f, schedule_day(f));
    item->room = room;
    item->order = order;
    item->lines.first = x->line;
    while (xml_in_next(x) && x->kind != XML_IN_CLOSE)
        if (x->kind == XML_IN_OPEN)
            read_field(x, f, item);
    item->lines.last = x->line;
}

static void read_conference(struct xml_in *x, struct schedule_file *f)
{
    while (xml_in_next(x) && x->kind != XML_IN_CLOSE) {
        if (x->kind != XML_IN_OPEN)
            continue;
        const char *name = arena_strdup(f->a, x->name), *value = content(x, f);
        if (strcmp(name, "title") == 0)
            f->title = value;
        else if (strcmp(name, "time_zone_name") == 0)
            f->zone = value;
        schedule_about(f, name, value);
    }
}

static void read_tag(struct xml_in *x, struct schedule_file *f, const char **room, size_t *order)
{
    if (is(x, "generator"))
        f->generator = xml_in_attribute(x, f->a, "name");
    else if (is(x, "conference"))
        read_conference(x, f);
    else if (is(x, "day"))
        schedule_add_day(f, xml_in_attribute(x, f->a, "date"), xml_in_attribute(x, f->a, "start"));
    else if (is(x, "room"))
        *room = xml_in_attribute(x, f->a, "name");
    else if (is(x, "event"))
        read_event(x, f, *room, (*order)++);
}

static bool first_tag(struct xml_in *x)
{
    while (xml_in_next(x))
        if (x->kind == XML_IN_OPEN)
            return true;
    return false;
}

enum err schedule_from_xml(struct str text, struct schedule_file *f, const char **why)
{
    XML_IN_SCOPED x = {0};
    static const char mark[] = "<schedule";
    bool says_so = memmem(text.p, text.n, mark, sizeof mark - 1) != NULL;
    const char *room = NULL;
    size_t order = 0;
    if (says_so && xml_in_open(&x, text) != OK) {
        *why = "Cet horaire XML contient une déclaration DOCTYPE, qui n’a rien à y faire : "
               "retirez-la.";
        return ERR_BAD_REQUEST;
    }
    if (!says_so || !first_tag(&x) || !is(&x, "schedule"))
        return ERR_NOT_FOUND;
    while (xml_in_next(&x))
        if (x.kind == XML_IN_OPEN)
            read_tag(&x, f, &room, &order);
    if (!x.failed)
        return OK;
    *why = arena_printf(f->a,
                        "Cet horaire XML est abîmé vers la ligne %d : demandez-le à nouveau à qui "
                        "l’a produit.",
                        x.line);
    return ERR_BAD_REQUEST;
}
