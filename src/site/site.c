/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "site/site.h"
#include "site/confirm.h"

#include "base/zone.h"
#include "meeting/meeting.h"
#include "site/accessibility.h"
#include "site/copies.h"
#include "site/entry.h"
#include "site/failure.h"
#include "site/files.h"
#include "site/house/handlers.h"
#include "site/jobs.h"
#include "site/messages.h"
#include "site/own.h"
#include "site/passkeys.h"
#include "site/person.h"
#include "site/provider.h"
#include "site/retention.h"
#include "site/returns.h"
#include "site/sign_in.h"
#include "site/site_pages.h"
#include "site/texts.h"
#include "site/users.h"
#include "view/tr.h"

#define ONE_YEAR "31536000"

/* ---- portal ----------------------------------------------------------------------------- */

static bool is_over(const struct event *e, int64_t now)
{
    return e->ends_at != NO_INSTANT && e->ends_at <= now;
}

/* The next meeting: the first to come that has a date, else one whose date is not set. */
static const struct event *next_event(const struct event *events, size_t n, int64_t now)
{
    const struct event *undated = NULL;
    for (size_t i = 0; i < n; i++) {
        if (events[i].starts_at == NO_INSTANT)
            undated = &events[i];
        else if (!is_over(&events[i], now))
            return &events[i];
    }
    return undated;
}

static enum err add_next(struct request *r, const struct event *e, struct portal_view *v)
{
    struct event_head *head = arena_new(r->arena, struct event_head);
    enum err err = meeting_head(r, e, head);
    if (err == OK)
        err = meeting_glance(r, e, &v->day, &v->n_day);
    v->next = head;
    if (err == OK && v->n_day)
        v->calendar = arena_printf(r->arena, "%s/programme.ics", head->href);
    return err;
}

static enum err add_past(struct request *r, const struct event *events, size_t n,
                         struct portal_view *v)
{
    struct event_item_view *past = arena_array(r->arena, n, sizeof *past);
    enum err e = OK;
    for (size_t i = n; e == OK && i-- > 0;)
        if (is_over(&events[i], request_now(r)))
            e = meeting_head(r, &events[i], &past[v->n_past++].head);
    v->past = past;
    return e;
}

static enum err portal_show(struct request *r)
{
    const struct event *events;
    size_t n;
    struct portal_view v = {0};
    enum err e = event_list(r->db, r->arena, &events, &n);
    const struct event *next = e == OK ? next_event(events, n, request_now(r)) : NULL;
    if (next)
        e = add_next(r, next, &v);
    if (e == OK)
        e = add_past(r, events, n, &v);
    if (e != OK)
        return e;
    request_fresh_until(r, INT64_MAX);
    const char *own = r->settings->description;
    request_title(r, "",
                  own ? own
                      : tr(request_lang(r), TR("Le réseau de celles et ceux qui construisent des "
                                               "alliances dans les territoires : rencontres, "
                                               "programmes, méthodes et pratiques.")));
    portal_page(r->body, &r->page, &v);
    return OK;
}

/* ---- texts ------------------------------------------------------------------------------ */

static enum err text_show(struct request *r)
{
    const char *name = r->http->path + 1, *lang = request_lang(r);
    const struct text_view *v = texts_find(r->app, name, lang);
    struct text_view own;
    struct text_source source;
    struct setting set;
    if (!v || !texts_source(r->app, name, lang, &source))
        return ERR_NOT_FOUND;
    enum err e =
        setting_of(r->db, r->arena, arena_printf(r->arena, SETTING_TEXT "%s.%s", name, lang), &set);
    if (e == OK && set.value && !source.file) {
        e = text_render(r->arena, str_of(set.value), &own);
        v = &own;
    }
    if (e != OK)
        return e;
    request_title(r, v->title, NULL);
    text_page(r->body, &r->page, v);
    return OK;
}

/* ---- zone and language: remembered in a cookie, by a plain link or form ------------------ */

/* Back to where the visitor was, with the choice remembered; nothing is remembered when there is no
 * way back. */
static enum err remember(struct request *r, const char *name, const char *value)
{
    bool https = strncmp(r->app->config.base_url, "https:", 6) == 0;
    const char *back = http_form_get(&r->query, "retour");
    enum err e = request_redirect(r, 303, back ? back : "/");
    if (e == OK)
        http_set_header(r->res, "Set-Cookie",
                        arena_printf(r->arena,
                                     "%s=%s; Path=/; Max-Age=" ONE_YEAR "; SameSite=Lax%s", name,
                                     value, https ? "; Secure" : ""));
    return e;
}

static enum err zone_choose(struct request *r)
{
    const char *zone = http_form_get(&r->query, "fuseau");
    const char *back = http_form_get(&r->query, "retour");
    r->visitor_read = true;
    if (zone) {
        const char *canonical = zone_canonical(r->arena, zone);
        if (!canonical)
            return request_fail(
                r, ERR_INVALID,
                TR("Ce fuseau horaire n’existe pas : choisissez-le dans la liste."));
        return remember(r, "fuseau", canonical);
    }
    struct zone_page_view v = {.action = "/fuseau", .back = back ? back : "/"};
    v.groups = meeting_zones(r->arena, request_lang(r), &v.n_groups);
    request_title(r, tr(request_lang(r), TR("Choisir un fuseau horaire")), NULL);
    r->page.noindex = true;
    zone_page(r->body, &r->page, &v);
    return OK;
}

static enum err language_choose(struct request *r)
{
    const char *lang = request_param(r, "lang");
    r->visitor_read = true;
    if (strcmp(lang, "fr") != 0 && strcmp(lang, "en") != 0)
        return ERR_NOT_FOUND;
    r->page.root = "";
    return remember(r, "langue", lang);
}

/* ---- for machines ----------------------------------------------------------------------- */

static enum err health_show(struct request *r)
{
    r->visitor_read = true;
    request_content(r, "text/plain; charset=utf-8", NULL);
    buf_puts(r->body, "ok\n");
    return OK;
}

/* Ready is more than alive: the database answers. */
static enum err ready_show(struct request *r)
{
    const struct event *events;
    size_t n;
    enum err e = event_list(r->db, r->arena, &events, &n);
    return e == OK ? health_show(r) : ERR_BUSY;
}

static enum err robots_show(struct request *r)
{
    request_content(r, "text/plain; charset=utf-8", NULL);
    buf_printf(r->body,
               "User-agent: *\nDisallow: /fuseau\nDisallow: /langue/\n"
               "Disallow: /connexion\nDisallow: /organisation\nDisallow: /mon-espace\n"
               "Disallow: /en/connexion\nDisallow: /en/organisation\nDisallow: "
               "/en/mon-espace\n\nSitemap: %s/sitemap.xml\n",
               r->app->config.base_url);
    return OK;
}

static enum err sitemap_show(struct request *r)
{
    static const char *const fixed[] = {"/", "/rencontres", "/accessibilite", "/mentions-legales",
                                        "/donnees-personnelles"};
    const struct event *events;
    size_t n;
    const char *base = r->app->config.base_url;
    enum err e = event_list(r->db, r->arena, &events, &n);
    if (e != OK)
        return e;
    request_content(r, "application/xml; charset=utf-8", NULL);
    buf_puts(r->body, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                      "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    for (size_t i = 0; i < ARRAY_LEN(fixed); i++)
        buf_printf(r->body, "<url><loc>%s%s</loc></url>\n", base, fixed[i]);
    for (size_t i = 0; i < n; i++)
        buf_printf(r->body, "<url><loc>%s/rencontres/%s</loc></url>\n", base, events[i].slug);
    buf_puts(r->body, "</urlset>\n");
    return OK;
}

/* ---- registration ----------------------------------------------------------------------- */

static const struct route routes[] = {
    {HTTP_GET, "/", PUBLIC, portal_show},
    {HTTP_GET, "/accessibilite", PUBLIC, accessibility_show},
    {HTTP_GET, "/mentions-legales", PUBLIC, text_show},
    {HTTP_GET, "/donnees-personnelles", PUBLIC, text_show},
    {HTTP_GET, "/connexion", PUBLIC, sign_in_show},
    {HTTP_POST, "/connexion", PUBLIC, entry_ask_take},
    {HTTP_GET, "/connexion/code", PUBLIC, entry_code_show},
    {HTTP_POST, "/connexion/code", PUBLIC, entry_code_take},
    {HTTP_GET, "/connexion/message/:token", PUBLIC, entry_link_show},
    {HTTP_POST, "/connexion/message/:token", PUBLIC, entry_link_take},
    {HTTP_POST, "/connexion/cle", PUBLIC, passkey_entry_take},
    {HTTP_POST, "/connexion/cle/defi", PUBLIC, passkey_entry_challenge},
    {HTTP_POST, "/connexion/fournisseur", PUBLIC, provider_begin},
    {HTTP_GET, "/connexion/fournisseur/retour", PUBLIC, provider_return},
    {HTTP_GET, "/connexion/fournisseur/lier", SIGNED_IN, provider_link_show},
    {HTTP_POST, "/connexion/fournisseur/lier", SIGNED_IN, provider_link_take},
    {HTTP_GET, "/connexion/:token", PUBLIC, sign_in_link_page_show},
    {HTTP_POST, "/connexion/:token", PUBLIC, sign_in_link_take},
    {HTTP_POST, "/deconnexion", PUBLIC, sign_out_take},
    {HTTP_GET, "/deconnexion/retour", PUBLIC, provider_signed_out},
    {HTTP_GET, "/mon-espace", SIGNED_IN, own_show},
    {HTTP_POST, "/mon-espace/connexions/:id/fermer", SIGNED_IN, own_session_close},
    {HTTP_POST, "/mon-espace/connexions/fermer", SIGNED_IN, own_sessions_close_others},
    {HTTP_GET, "/mon-espace/donnees", SIGNED_IN, person_own_show},
    {HTTP_POST, "/mon-espace/donnees/copie", SIGNED_IN, person_own_copy},
    {HTTP_POST, "/mon-espace/donnees/effacement", SIGNED_IN, person_own_erase},
    {HTTP_GET, "/donnees-effacees", PUBLIC, person_erased_show},
    {HTTP_GET, "/organisation/donnees", ORGANISER, person_asked_show},
    {HTTP_POST, "/organisation/donnees", ORGANISER, person_asked_find},
    {HTTP_POST, "/organisation/donnees/copie", ORGANISER, person_asked_copy},
    {HTTP_POST, "/organisation/donnees/effacement", ORGANISER, person_asked_erase},
    {HTTP_GET, "/mon-espace/confirmer", SIGNED_IN, confirm_show},
    {HTTP_POST, "/mon-espace/cles", SIGNED_IN, own_passkey_add},
    {HTTP_POST, "/mon-espace/cles/defi", SIGNED_IN, own_passkey_challenge},
    {HTTP_GET, "/mon-espace/cles/:id", SIGNED_IN, own_passkey_show},
    {HTTP_POST, "/mon-espace/cles/:id/nom", SIGNED_IN, own_passkey_rename},
    {HTTP_POST, "/mon-espace/cles/:id/retirer", SIGNED_IN, own_passkey_remove},
    {HTTP_POST, "/mon-espace/identites/lier", SIGNED_IN, own_identity_link},
    {HTTP_POST, "/mon-espace/identites/:id/delier", SIGNED_IN, own_identity_unlink},
    {HTTP_GET, "/organisation", ORGANISER, organisation_show},
    {HTTP_GET, "/organisation/messages", ORGANISES_MEETINGS, messages_show},
    {HTTP_GET, "/organisation/messages/:id", ORGANISES_MEETINGS, message_show},
    {HTTP_GET, "/organisation/messages/:id.html", ORGANISES_MEETINGS, message_html_show},
    {HTTP_POST, "/organisation/messages/:id/renvoyer", ORGANISES_MEETINGS, message_again},
    {HTTP_GET, "/organisation/messages/refus", ORGANISES_MEETINGS, refusals_show},
    {HTTP_POST, "/organisation/messages/refus/:id/lever", ORGANISES_MEETINGS, refusal_lift},
    {HTTP_GET, "/organisation/taches", ORGANISER, jobs_show},
    {HTTP_GET, "/organisation/taches.json", ORGANISER, jobs_json},
    {HTTP_GET, "/organisation/taches/suivi", ORGANISER, jobs_part_show},
    {HTTP_POST, "/organisation/taches/:id/reessayer", ORGANISER, jobs_again_take},
    {HTTP_POST, "/organisation/taches/:id/abandonner", ORGANISER, jobs_drop_take},
    {HTTP_GET, "/organisation/conservation", ORGANISER, retention_show},
    {HTTP_POST, "/organisation/conservation", ADMINISTRATOR, retention_take},
    {HTTP_POST, "/organisation/conservation/reprendre", ADMINISTRATOR, retention_go_on_take},
    {HTTP_GET, "/organisation/conservation/:rule", ORGANISER, retention_ask_show},
    {HTTP_POST, "/organisation/conservation/:rule", ORGANISER, retention_ask_take},
    {HTTP_GET, "/organisation/journal", ORGANISER, journal_show},
    {HTTP_GET, "/organisation/journal.csv", ORGANISER, journal_csv},
    {HTTP_GET, "/organisation/journal.json", ORGANISER, journal_json},
    {HTTP_POST, "/organisation/journal/:id/annuler", ORGANISER, journal_undo},
    {HTTP_GET, "/organisation/comptes", ADMINISTRATOR, accounts_show},
    {HTTP_POST, "/organisation/comptes", ADMINISTRATOR, account_add_take},
    {HTTP_GET, "/organisation/comptes/:id", ADMINISTRATOR, account_show},
    {HTTP_POST, "/organisation/comptes/:id", ADMINISTRATOR, account_take},
    {HTTP_GET, "/organisation/reglages", ADMINISTRATOR, settings_show},
    {HTTP_POST, "/organisation/reglages/:section", ADMINISTRATOR, settings_take},
    {HTTP_GET, "/organisation/reglages/pages/:page", ADMINISTRATOR, legal_show},
    {HTTP_POST, "/organisation/reglages/pages/:page", ADMINISTRATOR, legal_take},
    {HTTP_GET, "/theme/:theme/theme.css", PUBLIC, theme_css},
    {HTTP_GET, "/theme/:theme/:file.svg", PUBLIC, theme_svg},
    {HTTP_POST, "/courrier/retours", PUBLIC, returns_take},
    {HTTP_GET, "/fichiers/:hash", PUBLIC, file_show},
    {HTTP_GET, "/fuseau", PUBLIC, zone_choose},
    {HTTP_GET, "/langue/:lang", PUBLIC, language_choose},
    {HTTP_GET, "/healthz", PUBLIC, health_show},
    {HTTP_GET, "/readyz", PUBLIC, ready_show},
    {HTTP_GET, "/robots.txt", PUBLIC, robots_show},
    {HTTP_GET, "/sitemap.xml", PUBLIC, sitemap_show},
};

static const struct nav_entry organiser[] = {
    {"/organisation/messages", TR("Messages")},
    {"/organisation/taches", TR("Tâches")},
    {"/organisation/conservation", TR("Conservation")},
    {"/organisation/donnees", TR("Données d’une personne")},
    {"/organisation/journal", TR("Journal")},
    {"/organisation/comptes", TR("Comptes")},
    {"/organisation/reglages", TR("Réglages")},
};
static enum err start(struct app *app, const char **why)
{
    enum err e = texts_load(app, why);
    if (e == OK)
        e = returns_start(app, why);
    return e == OK ? provider_start(app, why) : e;
}

static void tick(struct app *app)
{
    person_settle(app);
    files_tick(app);
}

const struct module site_module = {
    .name = "site",
    .routes = routes,
    .n_routes = ARRAY_LEN(routes),
    .organiser = organiser,
    .n_organiser = ARRAY_LEN(organiser),
    .mail = entry_mail,
    .n_mail = ENTRY_MAIL,
    .jobs = &copy_kind,
    .n_jobs = 1,
    .audit = house_audit,
    .n_audit = HOUSE_AUDIT,
    .verbs = user_verbs,
    .n_verbs = USER_VERBS,
    .demo = site_demo,
    .start = start,
    .ready = site_ready,
    .tick = tick,
    .failure_page = site_failure,
};
