/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/messages/letter.h"

#include "meeting/meeting_pages.h"
#include "meeting/messages/texts.h"
#include "meeting/views.h"
#include "network/network.h"
#include "view/dates.h"
#include "view/tr.h"
#include "view/typography.h"

#include <jansson.h>

const char *letter_tr(const struct letter *l, const char *message)
{
    return tr(l->lang, message);
}

/* ---- dates ------------------------------------------------------------------------------ */

static const char *clock_of(const struct letter *l, const struct civil *c)
{
    return time_text(l->a, l->lang, c->hour * 60 + c->minute);
}

/* The meeting's zone is named as an hour, theirs as the place that it is. */
static const char *in_zone(const struct letter *l, const char *when, const struct zone *z)
{
    const char *place = zone_label(l->a, l->lang, zone_name(z));
    if (z != l->home)
        return arena_printf(l->a, "%s (%s)", when, place);
    return tr_fill(l->a, l->lang, letter_tr(l, TR("{when} (heure de {place})")),
                   TR_ARGS(TR_ARG("when", when), TR_ARG("place", place)));
}

static const char *instant_text(const struct letter *l, const struct zone *z, int64_t utc)
{
    struct civil c;
    zone_local(z, utc, &c);
    return arena_printf(l->a, "%s, %s", date_long(l->a, l->lang, &c), clock_of(l, &c));
}

const char *letter_instant(const struct letter *l, const struct zone *z, int64_t utc)
{
    return in_zone(l, instant_text(l, z, utc), z);
}

const char *letter_span(const struct letter *l, const struct zone *z, int64_t from, int64_t to)
{
    struct civil a, b;
    zone_local(z, from, &a);
    zone_local(z, to == NO_INSTANT ? from : to, &b);
    const char *text = instant_text(l, z, from);
    if (to != NO_INSTANT && civil_day_number(&a) == civil_day_number(&b))
        text =
            arena_printf(l->a, "%s, %s", date_long(l->a, l->lang, &a),
                         time_range(l->a, l->lang, a.hour * 60 + a.minute, b.hour * 60 + b.minute));
    else if (to != NO_INSTANT)
        text = arena_printf(l->a, "%s – %s", text, instant_text(l, z, to));
    return in_zone(l, text, z);
}

/* Another zone whose clocks show the same hour then is no other one. */
static bool hours_differ(const struct letter *l, int64_t utc)
{
    return l->theirs && zone_offset(l->theirs, utc) != zone_offset(l->home, utc);
}

void letter_deadline(struct letter *l, int64_t until)
{
    l->v.deadline = tr_fill(l->a, l->lang, letter_tr(l, TR("Répondez avant le {when}.")),
                            TR_ARGS(TR_ARG("when", letter_instant(l, l->home, until))));
    if (hours_differ(l, until))
        l->v.deadline_theirs =
            tr_fill(l->a, l->lang, letter_tr(l, TR("À votre heure : {when}.")),
                    TR_ARGS(TR_ARG("when", letter_instant(l, l->theirs, until))));
}

/* A day whose hours nobody has said begins at midnight: only its date is known. */
static void say_when(struct letter *l)
{
    const struct event *e = l->event;
    struct civil from, to;
    if (e->starts_at == NO_INSTANT) {
        letter_fact(l, TR("Quand"), letter_tr(l, TR("Date à fixer")));
        return;
    }
    zone_local(l->home, e->starts_at, &from);
    zone_local(l->home, e->ends_at > e->starts_at ? e->ends_at - 1 : e->ends_at, &to);
    bool one_day = civil_day_number(&from) == civil_day_number(&to);
    if (!one_day || (!from.hour && !from.minute)) {
        letter_fact(l, TR("Quand"),
                    one_day ? date_long(l->a, l->lang, &from)
                            : date_span(l->a, l->lang, &from, &to));
        return;
    }
    letter_fact(l, TR("Quand"), letter_span(l, l->home, e->starts_at, e->ends_at));
    if (hours_differ(l, e->starts_at))
        letter_fact(l, TR("À votre heure"), letter_span(l, l->theirs, e->starts_at, e->ends_at));
}

/* ---- pieces ----------------------------------------------------------------------------- */

void letter_fact(struct letter *l, const char *label, const char *text)
{
    if (text && l->v.n_facts < MESSAGE_FACTS_MAX)
        l->facts[l->v.n_facts++] = (struct message_fact){letter_tr(l, label), text};
}

static const char *whole(const struct letter *l, const char *path)
{
    return mail_href(l->house, l->a, l->lang, path);
}

void letter_link(struct letter *l, const char *path, const char *label)
{
    if (l->v.n_links < MESSAGE_LINKS_MAX)
        l->links[l->v.n_links++] = (struct link_view){whole(l, path), letter_tr(l, label)};
}

void letter_programme(struct letter *l)
{
    letter_link(l, arena_printf(l->a, "/rencontres/%s/programme", l->event->slug),
                TR("Lire le programme"));
}

void letter_act(struct letter *l, const char *path, const char *label)
{
    l->v.act = letter_tr(l, label);
    l->v.act_href = whole(l, path);
}

static const char *greeting(const struct letter *l, const struct reader *to)
{
    const char *name = mail_name(l->a, to->given_name);
    if (!name)
        return letter_tr(l, TR("Bonjour,"));
    return tr_fill(l->a, l->lang, letter_tr(l, TR("Bonjour {name},")),
                   TR_ARGS(TR_ARG("name", name)));
}

static const struct zone *zone_of(struct arena *a, const char *territory)
{
    struct territory t;
    if (!territory || territory_by_code(territory, &t) != OK)
        return NULL;
    return zone_open(a, territory_zone(&t));
}

enum err letter_open(struct letter *l, const struct mail_house *house, struct db *db,
                     struct arena *a, const struct mail_row *row, const struct event *event,
                     const struct reader *to)
{
    *l = (struct letter){.house = house,
                         .db = db,
                         .a = a,
                         .row = row,
                         .lang = strcmp(to->lang, "en") == 0 ? "en" : "fr",
                         .event = event,
                         .home = zone_open(a, event->zone),
                         .theirs = zone_of(a, to->territory)};
    if (!l->home)
        return ERR_CORRUPT;
    l->v.greeting = greeting(l, to);
    l->v.event_name = text_capital(a, typo_fr(a, event->theme ? event->theme : event->title));
    l->v.event_kicker = event->theme ? typo_fr(a, event->title) : NULL;
    l->v.privacy = whole(l, "/donnees-personnelles");
    say_when(l);
    letter_fact(l, TR("Comment"), letter_tr(l, view_format(event->remote, event->onsite)));
    return OK;
}

enum err letter_close(struct letter *l, const struct reader *to, struct mail_draft *out)
{
    const struct page page = mail_page(l->house, l->lang);
    enum err e = message_text_apply(l, to);
    if (e != OK)
        return e;
    letter_fact(l, TR("Où"), l->event->place);
    l->v.facts = l->facts;
    l->v.workshops = l->workshops;
    l->v.links = l->links;
    out->to_name = arena_printf(l->a, "%s %s", to->given_name, to->family_name);
    out->to_address = to->email;
    out->lang = l->lang;
    out->subject =
        l->subject ? l->subject : arena_printf(l->a, "%s\u00a0– %s", l->v.title, l->v.event_name);
    letter_page(out->body, &page, &l->v);
    return OK;
}

enum err letter_details(const struct mail_row *row, struct letter_details *out)
{
    *out = (struct letter_details){0};
    json_t *json = row->details ? json_loads(row->details, JSON_REJECT_DUPLICATES, NULL) : NULL;
    if (row->details && !json)
        return ERR_CORRUPT;
    out->session = json_integer_value(json_object_get(json, "session"));
    out->since = json_integer_value(json_object_get(json, "since"));
    out->until = json_integer_value(json_object_get(json, "until"));
    json_decref(json);
    return OK;
}
