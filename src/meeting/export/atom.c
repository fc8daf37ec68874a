/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/export/common.h"
#include "meeting/export/xml.h"

#include <stdlib.h>

static int newest_first(const void *a, const void *b)
{
    const struct event *const *x = a, *const *y = b;
    if ((*x)->changed_at != (*y)->changed_at)
        return (*x)->changed_at > (*y)->changed_at ? -1 : 1;
    return strcmp((*x)->slug, (*y)->slug);
}

static const struct event **published_events(struct arena *a, const struct event *events, size_t n,
                                             size_t *n_out)
{
    const struct event **out = arena_array(a, n + 1, sizeof *out);
    *n_out = 0;
    for (size_t i = 0; i < n; i++)
        if (events[i].published)
            out[(*n_out)++] = &events[i];
    qsort(out, *n_out, sizeof *out, newest_first);
    return out;
}

/* "lundi 12 juillet 2021, À distance, Lyon": what is known of when, how and where. */
static const char *summary(const struct export_context *c, const struct event *event)
{
    struct arena *a = c->arena;
    const char *when = tr(c->lang, TR("Date à fixer"));
    const struct zone *z = zone_open(a, event->zone);
    if (z && event->starts_at != NO_INSTANT)
        when = date_in_words(a, c->lang, moment_date(a, z, event->starts_at));
    const char *how = joined(a, ", ", modality_label(c->lang, event), plain_line(a, event->place));
    return joined(a, ", ", when, how);
}

static void put_link(struct xml *x, const char *rel, const char *type, const char *href)
{
    xml_open(x, "link");
    xml_attribute(x, "rel", rel);
    xml_attribute(x, "type", type);
    xml_attribute(x, "href", href);
    xml_close(x);
}

static void put_entry(struct xml *x, const struct export_context *c, const struct event *event)
{
    const char *address = event_address(c, event);
    xml_open(x, "entry");
    xml_element(x, "id", address);
    xml_element(x, "title", event_full_title(c->arena, event));
    xml_element(x, "updated", moment_utc(c->arena, event->changed_at));
    put_link(x, "alternate", "text/html", address);
    xml_element(x, "summary", summary(c, event));
    xml_close(x);
}

enum err export_atom(const struct export_context *c, const struct event *events, size_t n,
                     struct buf *out)
{
    struct arena *a = c->arena;
    size_t n_published;
    const struct event **published = published_events(a, events, n, &n_published);
    const char *address = arena_printf(a, "%s/rencontres", c->base_url);
    const char *site = plain_line(a, c->site_name);
    struct xml x = xml_to(out);
    xml_open(&x, "feed");
    xml_attribute(&x, "xmlns", "http://www.w3.org/2005/Atom");
    xml_attribute(&x, "xml:lang", c->lang);
    xml_element(&x, "id", address);
    xml_element(&x, "title", joined(a, " – ", tr(c->lang, TR("Rencontres")), site));
    xml_element(&x, "updated", moment_utc(a, n_published ? published[0]->changed_at : c->now));
    put_link(&x, "self", "application/atom+xml", arena_printf(a, "%s.atom", address));
    put_link(&x, "alternate", "text/html", address);
    xml_open(&x, "author");
    xml_element(&x, "name", site);
    xml_close(&x);
    xml_element(&x, "generator", GENERATOR);
    for (size_t i = 0; i < n_published; i++)
        put_entry(&x, c, published[i]);
    xml_close(&x);
    return xml_finish(&x, out);
}
