/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/meeting.h"

#include "meeting/export.h"
#include "meeting/invitation/handlers.h"
#include "meeting/meeting_pages.h"
#include "meeting/messages/messages.h"
#include "meeting/noted.h"
#include "meeting/organiser/handlers.h"
#include "meeting/plan/handlers.h"
#include "meeting/registration/handlers.h"
#include "meeting/registration/registration.h"
#include "meeting/store.h"
#include "meeting/verbs.h"
#include "meeting/views.h"
#include "view/markdown.h"
#include "view/tr.h"
#include "view/typography.h"

static struct export_context export_context(struct request *r)
{
    return (struct export_context){
        .arena = r->arena,
        .base_url = r->app->config.base_url,
        .site_name = r->settings->site_name,
        .lang = request_lang(r),
        .now = request_now(r),
    };
}

static enum err load_event(struct request *r, struct event *out)
{
    return event_by_slug(r->db, r->arena, request_param(r, "slug"), out);
}

static enum err load(struct request *r, struct timetable *out)
{
    struct event event;
    enum err e = load_event(r, &event);
    return e == OK ? timetable_load(r->db, r->arena, &event, out) : e;
}

/* What search engines and messages show under the title. */
static const char *summary(struct request *r, const struct event_head *h)
{
    const char *what = h->kicker ? h->kicker : h->name;
    if (!h->modality)
        return arena_printf(r->arena, "%s. %s.", what, h->date);
    return arena_printf(r->arena, "%s. %s. %s.", what, h->date, h->modality);
}

static enum err add_json_ld(struct request *r, const struct timetable *t,
                            const struct session *only)
{
    struct export_context c = export_context(r);
    struct buf *b = arena_new(r->arena, struct buf);
    buf_init(b, 1 << 20);
    enum err e = export_json_ld(&c, t, only, b);
    if (e == OK)
        r->page.json_ld = safe_json_copy(r->arena, b);
    r->page.has_json_ld = e == OK;
    buf_free(b);
    return e;
}

/* ---- pages ------------------------------------------------------------------------------ */

static enum err events_show(struct request *r)
{
    const struct event *events;
    size_t n;
    enum err e = event_list(r->db, r->arena, &events, &n);
    if (e != OK)
        return e;
    struct event_item_view *coming = arena_array(r->arena, n, sizeof *coming);
    struct event_item_view *past = arena_array(r->arena, n, sizeof *past);
    struct event_list_view v = {.coming = coming, .past = past};
    for (size_t i = 0; e == OK && i < n; i++) {
        bool over = events[i].ends_at != NO_INSTANT && events[i].ends_at <= request_now(r);
        e = meeting_head(r, &events[i], over ? &past[v.n_past++].head : &coming[v.n_coming++].head);
    }
    for (size_t i = 0; i < v.n_past / 2; i++) { /* the latest first */
        struct event_item_view swap = past[i];
        past[i] = past[v.n_past - 1 - i];
        past[v.n_past - 1 - i] = swap;
    }
    request_title(r, tr(request_lang(r), TR("Rencontres")),
                  tr(request_lang(r), TR("Les rencontres du réseau, à venir et passées.")));
    r->page.feed = "/rencontres.atom";
    events_page(r->body, &r->page, &v);
    return e;
}

/* "/rencontres/7" is the 7th edition's short address. */
static enum err redirect_edition(struct request *r, int64_t edition)
{
    struct event event;
    enum err e = event_by_edition(r->db, r->arena, edition, &event);
    if (e != OK)
        return e;
    return request_redirect(r, 302, arena_printf(r->arena, "/rencontres/%s", event.slug));
}

static enum err event_show(struct request *r)
{
    int64_t edition;
    if (parse_int(str_of(request_param(r, "slug")), 1, 999, &edition))
        return redirect_edition(r, edition);
    struct timetable t;
    struct viewing v;
    enum err e = load(r, &t);
    if (e == OK)
        e = viewing_start(r, &t.event, true, &v);
    if (e != OK)
        return e;
    struct event_view view = view_event(&v, &t);
    e = markdown(r->arena, str_of(t.event.purpose), 1, &view.purpose);
    view.has_purpose = t.event.purpose != NULL;
    if (e == OK)
        e = view_neighbours(r, &t.event, &view);
    if (e == OK)
        e = add_json_ld(r, &t, NULL);
    request_title(r, view.head.name, summary(r, &view.head));
    r->page.feed = "/rencontres.atom";
    event_page(r->body, &r->page, &view);
    return e;
}

static enum err programme_show(struct request *r)
{
    struct timetable t;
    struct viewing v;
    enum err e = load(r, &t);
    if (e == OK)
        e = viewing_start(r, &t.event, true, &v);
    if (e == OK)
        e = add_json_ld(r, &t, NULL);
    if (e != OK)
        return e;
    const struct programme_view view = view_programme(&v, &t);
    request_title(r, arena_printf(r->arena, "%s – %s", tr(v.lang, TR("Programme")), view.head.name),
                  summary(r, &view.head));
    programme_page(r->body, &r->page, &view);
    return OK;
}

static enum err session_show(struct request *r)
{
    struct timetable t;
    struct viewing v;
    struct session_page_view view;
    enum err e = load(r, &t);
    if (e == OK)
        e = viewing_start(r, &t.event, true, &v);
    if (e == OK)
        e = view_session(&v, &t, request_param(r, "session"), &view);
    if (e != OK)
        return e;
    const struct session *s = find_session(&t, request_param(r, "session"), NULL, NULL, NULL);
    e = markdown(r->arena, str_of(typo_fr(r->arena, s->note)), 1, &view.note);
    view.has_note = s->note != NULL;
    if (e == OK)
        e = add_json_ld(r, &t, s);
    request_title(
        r, view.session.title,
        arena_printf(r->arena, "%s. %s", view.session.type_label, summary(r, &view.head)));
    session_page(r->body, &r->page, &view);
    return e;
}

/* ---- files ------------------------------------------------------------------------------ */

typedef enum err (*export_fn)(const struct export_context *, const struct timetable *,
                              struct buf *);

static enum err send_file(struct request *r, export_fn make, const char *type,
                          const char *extension)
{
    struct timetable t;
    enum err e = load(r, &t);
    if (e != OK)
        return e;
    struct export_context c = export_context(r);
    request_fresh_until(r, INT64_MAX);
    request_content(r, type,
                    extension ? arena_printf(r->arena, "%s.%s", t.event.slug, extension) : NULL);
    return make(&c, &t, r->body);
}

static enum err whole_ics(const struct export_context *c, const struct timetable *t,
                          struct buf *out)
{
    return export_ics(c, &t, 1, NULL, false, out);
}

static enum err ics_with_breaks(const struct export_context *c, const struct timetable *t,
                                struct buf *out)
{
    return export_ics(c, &t, 1, NULL, true, out);
}

static enum err programme_ics(struct request *r)
{
    const char *breaks = http_form_get(&r->query, "pauses");
    return send_file(r, breaks && strcmp(breaks, "1") == 0 ? ics_with_breaks : whole_ics,
                     "text/calendar; charset=utf-8", "ics");
}

static enum err programme_json(struct request *r)
{
    return send_file(r, export_schedule_json, "application/json; charset=utf-8", NULL);
}

static enum err programme_xml(struct request *r)
{
    return send_file(r, export_schedule_xml, "application/xml; charset=utf-8", NULL);
}

static enum err programme_csv(struct request *r)
{
    return send_file(r, export_csv, "text/csv; charset=utf-8", "csv");
}

static enum err programme_pdf(struct request *r)
{
    return send_file(r, export_pdf, "application/pdf", NULL);
}

static enum err session_ics(struct request *r)
{
    struct timetable t;
    enum err e = load(r, &t);
    if (e != OK)
        return e;
    const struct session *s = find_session(&t, request_param(r, "session"), NULL, NULL, NULL);
    if (!s || s->starts_at == NO_INSTANT)
        return ERR_NOT_FOUND;
    struct export_context c = export_context(r);
    const struct timetable *one = &t;
    request_fresh_until(r, INT64_MAX);
    request_content(r, "text/calendar; charset=utf-8", arena_printf(r->arena, "%s.ics", s->slug));
    return export_ics(&c, &one, 1, s, true, r->body);
}

static enum err agenda_ics(struct request *r)
{
    const struct event *events;
    size_t n;
    enum err e = event_list(r->db, r->arena, &events, &n);
    const struct timetable **tables = arena_array(r->arena, e == OK ? n : 0, sizeof *tables);
    for (size_t i = 0; e == OK && i < n; i++) {
        struct timetable *t = arena_new(r->arena, struct timetable);
        e = timetable_load(r->db, r->arena, &events[i], t);
        tables[i] = t;
    }
    if (e != OK)
        return e;
    struct export_context c = export_context(r);
    request_fresh_until(r, INT64_MAX);
    request_content(r, "text/calendar; charset=utf-8", "agenda.ics");
    return export_ics(&c, tables, n, NULL, false, r->body);
}

static enum err events_atom(struct request *r)
{
    const struct event *events;
    size_t n;
    enum err e = event_list(r->db, r->arena, &events, &n);
    if (e != OK)
        return e;
    struct export_context c = export_context(r);
    request_fresh_until(r, INT64_MAX);
    request_content(r, "application/atom+xml; charset=utf-8", NULL);
    return export_atom(&c, events, n, r->body);
}

/* ---- registration ----------------------------------------------------------------------- */

static const struct route routes[] = {
    {HTTP_GET, "/rencontres", PUBLIC, events_show},
    {HTTP_GET, "/rencontres.atom", PUBLIC, events_atom},
    {HTTP_GET, "/agenda.ics", PUBLIC, agenda_ics},
    {HTTP_GET, "/rencontres/:slug", PUBLIC, event_show},
    {HTTP_GET, "/rencontres/:slug/programme", PUBLIC, programme_show},
    {HTTP_GET, "/rencontres/:slug/programme.ics", PUBLIC, programme_ics},
    {HTTP_GET, "/rencontres/:slug/programme.json", PUBLIC, programme_json},
    {HTTP_GET, "/rencontres/:slug/programme.xml", PUBLIC, programme_xml},
    {HTTP_GET, "/rencontres/:slug/programme.csv", PUBLIC, programme_csv},
    {HTTP_GET, "/rencontres/:slug/programme.pdf", PUBLIC, programme_pdf},
    {HTTP_GET, "/rencontres/:slug/programme/:session", PUBLIC, session_show},
    {HTTP_GET, "/rencontres/:slug/programme/:session.ics", PUBLIC, session_ics},
    {HTTP_GET, "/rencontres/:slug/inscription", PUBLIC, registration_form_show},
    {HTTP_POST, "/rencontres/:slug/inscription", PUBLIC, registration_form_take},
    {HTTP_GET, "/inscriptions/:token", PUBLIC, registration_show},
    {HTTP_GET, "/inscriptions/:token/modifier", PUBLIC, registration_edit_show},
    {HTTP_POST, "/inscriptions/:token/modifier", PUBLIC, registration_edit_take},
    {HTTP_POST, "/inscriptions/:token/modalite", PUBLIC, registration_modality_take},
    {HTTP_POST, "/inscriptions/:token/place", PUBLIC, registration_seat_take},
    {HTTP_GET, "/inscriptions/:token/annulation", PUBLIC, registration_cancel_show},
    {HTTP_POST, "/inscriptions/:token/annulation", PUBLIC, registration_cancel_take},
    {HTTP_GET, "/inscriptions/:token/billet.svg", PUBLIC, registration_qr},
    {HTTP_GET, "/inscriptions/:token/agenda.ics", PUBLIC, registration_ics},
    {HTTP_GET, "/inscriptions/:token/participants", PUBLIC, participants_show},
    {HTTP_GET, "/billets/:ticket", PUBLIC, badge_show},
    {HTTP_GET, "/organisation/rencontres/:slug/inscriptions", ORGANISES_MEETINGS,
     organiser_list_show},
    {HTTP_GET, "/organisation/rencontres/:slug/inscriptions.csv", ORGANISES_MEETINGS,
     organiser_list_csv},
    {HTTP_GET, "/organisation/rencontres/:slug/inscriptions.xlsx", ORGANISES_MEETINGS,
     organiser_list_xlsx},
    {HTTP_GET, "/organisation/rencontres/:slug/inscriptions/:id", ORGANISES_MEETINGS,
     organiser_person_show},
    {HTTP_POST, "/organisation/rencontres/:slug/inscriptions/:id", ORGANISES_MEETINGS,
     organiser_person_take},
    {HTTP_GET, "/organisation/rencontres/:slug/accueil", ORGANISES_MEETINGS, organiser_door_show},
    {HTTP_GET, "/organisation/rencontres/:slug/places", ORGANISES_MEETINGS, organiser_places_show},
    {HTTP_POST, "/organisation/rencontres/:slug/places", ORGANISES_MEETINGS, organiser_places_take},
    {HTTP_GET, "/invitations/:token", PUBLIC, invitation_show},
    {HTTP_POST, "/invitations/:token", PUBLIC, invitation_take},
    {HTTP_GET, "/invitations/:token/refus", PUBLIC, invitation_decline_show},
    {HTTP_POST, "/invitations/:token/refus", PUBLIC, invitation_decline_take},
    {HTTP_GET, "/organisation/rencontres/:slug/invitations", ORGANISES_MEETINGS, invitations_show},
    {HTTP_POST, "/organisation/rencontres/:slug/invitations", ORGANISES_MEETINGS, invitations_take},
    {HTTP_GET, "/organisation/rencontres/:slug/format", ORGANISES_MEETINGS, organiser_format_show},
    {HTTP_POST, "/organisation/rencontres/:slug/format", ORGANISES_MEETINGS, organiser_format_take},
    {HTTP_GET, "/organisation/rencontres/nouvelle", ORGANISES_MEETINGS, meeting_new_show},
    {HTTP_POST, "/organisation/rencontres/nouvelle", ORGANISES_MEETINGS, meeting_new_take},
    {HTTP_GET, "/organisation/rencontres/:slug/programme", ORGANISES_MEETINGS, plan_board_show},
    {HTTP_POST, "/organisation/rencontres/:slug/programme", ORGANISES_MEETINGS, plan_board_take},
    {HTTP_GET, "/organisation/rencontres/:slug/programme/temps/:key", ORGANISES_MEETINGS,
     plan_session_show},
    {HTTP_POST, "/organisation/rencontres/:slug/programme/temps/:key", ORGANISES_MEETINGS,
     plan_session_take},
    {HTTP_GET, "/organisation/rencontres/:slug/programme/sequences/:key", ORGANISES_MEETINGS,
     plan_sequence_show},
    {HTTP_POST, "/organisation/rencontres/:slug/programme/sequences/:key", ORGANISES_MEETINGS,
     plan_sequence_take},
    {HTTP_GET, "/organisation/rencontres/:slug/programme/jours/:key", ORGANISES_MEETINGS,
     plan_day_show},
    {HTTP_POST, "/organisation/rencontres/:slug/programme/jours/:key", ORGANISES_MEETINGS,
     plan_day_take},
    {HTTP_GET, "/organisation/rencontres/:slug/programme/presentation", ORGANISES_MEETINGS,
     plan_head_show},
    {HTTP_POST, "/organisation/rencontres/:slug/programme/presentation", ORGANISES_MEETINGS,
     plan_head_take},
    {HTTP_GET, "/organisation/rencontres/:slug/programme/questions", ORGANISES_MEETINGS,
     plan_questions_show},
    {HTTP_POST, "/organisation/rencontres/:slug/programme/questions", ORGANISES_MEETINGS,
     plan_questions_take},
    {HTTP_GET, "/organisation/rencontres/:slug/programme/salles", ORGANISES_MEETINGS,
     plan_rooms_show},
    {HTTP_POST, "/organisation/rencontres/:slug/programme/salles", ORGANISES_MEETINGS,
     plan_rooms_take},
    {HTTP_GET, "/organisation/rencontres/:slug/programme/texte", ORGANISES_MEETINGS,
     plan_paste_show},
    {HTTP_POST, "/organisation/rencontres/:slug/programme/texte", ORGANISES_MEETINGS,
     plan_paste_take},
    {HTTP_GET, "/organisation/rencontres/:slug/programme/version", ORGANISES_MEETINGS,
     plan_release_show},
    {HTTP_POST, "/organisation/rencontres/:slug/programme/version", ORGANISES_MEETINGS,
     plan_release_take},
    {HTTP_GET, "/organisation/rencontres/:slug/copie", ORGANISES_MEETINGS, meeting_copy_show},
    {HTTP_POST, "/organisation/rencontres/:slug/copie", ORGANISES_MEETINGS, meeting_copy_take},
    {HTTP_GET, "/organisation/rencontres/:slug/programme/apercu", ORGANISES_MEETINGS,
     plan_preview_show},
};

/* Offers of seats that nobody answered go to the next. */
static void end_offers(struct app *app)
{
    struct settle_offers s = {.now = clock_now(&app->clock)};
    enum err e = store_write(app->store, settle_offers, &s);
    if (e != OK || s.pools)
        log_line("event=offers pools=%lld error=%s", (long long)s.pools, err_name(e));
}

static const struct nav_entry nav[] = {{"/rencontres", TR("Rencontres")}};

const struct module meeting_module = {
    .name = "meeting",
    .routes = routes,
    .n_routes = ARRAY_LEN(routes),
    .schema = &meeting_schema,
    .nav = nav,
    .n_nav = ARRAY_LEN(nav),
    .verbs = meeting_verbs,
    .n_verbs = MEETING_VERBS,
    .mail = meeting_mail,
    .n_mail = MEETING_MAIL,
    .audit = meeting_audit,
    .n_audit = MEETING_AUDIT,
    .demo = meeting_demo,
    .tick = end_offers,
};
