/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Signing in by e-mail: an address, then the code or the link of a message, in the browser that
 * asked. Each answer is the same whether the address is known or not. What follows a link in a
 * message without being asked (scanners of mail do) only ever sees a button.
 */
#include "site/entry.h"

#include "base/text.h"
#include "meeting/meeting.h"
#include "site/pages.h"
#include "site/passkeys.h"
#include "site/person.h"
#include "site/provider.h"
#include "site/retention.h"
#include "site/sign_in.h"
#include "site/site_pages.h"
#include "view/tr.h"

#define CODE_KIND "sign-in/code"
#define EMAIL_TYPED_MAX 254

/* ---- asking ----------------------------------------------------------------------------- */

static enum err refuse_email(struct request *r, const char *typed, const char *back,
                             const char *error)
{
    struct sign_in_view v = {
        .by_mail = true, .back = back, .typed = typed, .provider = provider_view_of(r)};
    v.error = tr(request_lang(r), error);
    v.by_passkey = passkeys_are_offered(r);
    request_title(r, tr(request_lang(r), TR("Se connecter")), NULL);
    r->page.noindex = true;
    r->res->status = 422;
    sign_in_page(r->body, &r->page, &v);
    return OK;
}

enum err entry_known(struct request *r, const char *email, bool *known, const char **name)
{
    const struct own_registration *list;
    size_t n;
    enum err e = registrations_of_email(r->db, r->arena, email, &list, &n);
    if (e != OK)
        return e;
    *known = n > 0;
    *name = n && *list[0].name ? list[0].name : NULL;
    return OK;
}

enum err entry_ask_take(struct request *r)
{
    static const struct sign_in_limit by_visitor = {.burst = 10, .seconds = 60};
    const char *typed = http_form_get(&r->form, "email"), *back;
    struct token browser;
    struct sign_in_ask ask = {
        .kind = CODE_KIND, .lang = request_lang(r), .browser = &browser, .now = request_now(r)};
    enum err e = sign_in_way_back(r, &r->form, &back);
    request_private(r);
    if (e != OK)
        return e;
    ask.email = str_dup(r->arena, str_trim(str_of(typed ? typed : "")));
    if (!r->app->config.smtp || strlen(ask.email) > EMAIL_TYPED_MAX ||
        !email_is_plausible(ask.email))
        return refuse_email(r, ask.email, back,
                            TR("Écrivez une adresse électronique, par exemple nom@exemple.fr."));
    e = request_limit_sign_in(r, "sign-in", &by_visitor);
    if (e == OK)
        e = entry_known(r, ask.email, &ask.may_open, &ask.name);
    token_make(&browser);
    if (e == OK)
        e = sign_in_ask(r->app->store, r->arena, &ask);
    if (e != OK)
        return e;
    request_open_asking(r, &browser);
    return request_redirect(r, 303, sign_in_with_back(r, "/connexion/code", back));
}

/* ---- the code --------------------------------------------------------------------------- */

static enum err show_code(struct request *r, const char *back, const char *error)
{
    struct code_view v = {.back = back, .error = error ? tr(request_lang(r), error) : NULL};
    if (error)
        r->res->status = 422;
    request_title(r, tr(request_lang(r), TR("Votre code")), NULL);
    r->page.noindex = true;
    code_page(r->body, &r->page, &v);
    return OK;
}

enum err entry_code_show(struct request *r)
{
    const char *back;
    enum err e = sign_in_way_back(r, &r->query, &back);
    request_private(r);
    if (e != OK)
        return e;
    return request_asking_token(r) ? show_code(r, back, NULL)
                                   : request_redirect(r, 303, "/connexion");
}

/* "123 456" as the message writes it, or NULL. */
static const char *code_of(struct request *r, const char *typed)
{
    char *digits = arena_alloc(r->arena, CODE_DIGITS + 1);
    size_t n = 0;
    for (const char *p = typed ? typed : ""; *p; p++) {
        bool digit = *p >= '0' && *p <= '9';
        if (digit && n < CODE_DIGITS)
            digits[n] = *p;
        n += digit;
    }
    digits[CODE_DIGITS] = '\0';
    return n == CODE_DIGITS ? digits : NULL;
}

/* Opens the session, or says what is wrong. */
static enum err try_to_enter(struct request *r, struct sign_in_try *t, bool *wrong,
                             const char *back)
{
    static const struct sign_in_limit by_visitor = {.burst = 30, .seconds = 30};
    enum role role = ROLE_NONE;
    struct sign_in in = {.old_session = request_session_token(r),
                         .browser = request_browser(r),
                         .now = request_now(r)};
    sign_in_prepare(&in);
    t->secret = r->app->secret;
    t->browser = request_asking_token(r);
    t->entry = &in;
    enum err e = request_limit_sign_in(r, "sign-in-code", &by_visitor);
    if (e == OK)
        e = sign_in_try(r->app->store, r->arena, t, wrong, &role);
    if (e == ERR_GONE)
        return request_fail(r, e,
                            TR("Ce code ou ce lien ne sert plus : il vaut un quart d’heure, une "
                               "fois, cinq essais, et dans le navigateur qui l’a demandé. "
                               "Demandez-en un autre."));
    if (e != OK || *wrong)
        return e;
    request_open_session(r, &in.session);
    return request_redirect(r, 303, sign_in_home(role, back));
}

enum err entry_code_take(struct request *r)
{
    const char *back, *code = code_of(r, http_form_get(&r->form, "code"));
    struct sign_in_try t = {.code = code};
    bool wrong = false;
    enum err e = sign_in_way_back(r, &r->form, &back);
    request_private(r);
    if (e != OK)
        return e;
    if (!code)
        return show_code(r, back, TR("Le code a six chiffres."));
    e = try_to_enter(r, &t, &wrong, back);
    if (e == OK && wrong)
        return show_code(r, back,
                         TR("Ce n’est pas le code. Vérifiez qu’il vient du dernier message reçu."));
    return e;
}

/* ---- the link --------------------------------------------------------------------------- */

enum err entry_link_show(struct request *r)
{
    struct sign_in_link_view v = {.action = r->http->path};
    request_private(r);
    if (!sign_in_link_is_mine(r->db, r->arena, r->app->secret, request_asking_token(r),
                              request_param(r, "token"), request_now(r)))
        return request_fail(r, ERR_GONE,
                            TR("Ce lien sert une fois, pendant un quart d’heure, dans le "
                               "navigateur qui l’a demandé. Dans un autre, recopiez le code du "
                               "message là où vous l’avez demandé."));
    request_title(r, tr(request_lang(r), TR("Entrer sur le site")), NULL);
    sign_in_link_page(r->body, &r->page, &v);
    return OK;
}

enum err entry_link_take(struct request *r)
{
    struct sign_in_try t = {.link = request_param(r, "token")};
    bool wrong = false;
    request_private(r);
    enum err e = try_to_enter(r, &t, &wrong, NULL);
    return e == OK && wrong ? request_fail(r, ERR_GONE, TR("Ce lien ne sert plus.")) : e;
}

/* ---- the message ------------------------------------------------------------------------ */

static enum err code_letter(const struct mail_house *house, struct db *db, struct arena *a,
                            const struct mail_row *row, struct mail_draft *out)
{
    struct sign_in_words w;
    enum err e = sign_in_words(db, a, house->secret, row->about, clock_now(house->clock), &w);
    if (e != OK)
        return e;
    const char *lang = strcmp(w.lang, "en") == 0 ? "en" : "fr";
    const struct page page = mail_page(house, lang);
    const char *code = arena_printf(a, "%.3s\u00a0%s", w.code, w.code + 3);
    const struct code_letter_view v = {
        .code = code,
        .link = mail_href(house, a, lang, arena_printf(a, "/connexion/message/%s", w.link)),
        .why = tr(lang, TR("Vous recevez ce message parce que quelqu’un, vous sans doute, a écrit "
                           "votre adresse dans la page de connexion de ce site.")),
        .privacy = mail_href(house, a, lang, "/donnees-personnelles"),
    };
    out->to_name = w.account.name;
    out->to_address = w.account.email;
    out->lang = lang;
    out->subject = tr_fill(a, lang, tr(lang, TR("{code} : votre code pour {site}")),
                           TR_ARGS(TR_ARG("code", code), TR_ARG("site", house->site_name)));
    code_letter_page(out->body, &page, &v);
    return OK;
}

const struct mail_kind entry_mail[ENTRY_MAIL] = {
    {CODE_KIND, TR("Code de connexion"), code_letter, sign_in_readers, &sign_in_requests_of,
     .confidential = true},
    {PASSKEY_ADDED, TR("Clé d’accès ajoutée"), passkey_letter, account_readers,
     &accounts_of_address},
    {PASSKEY_REMOVED, TR("Clé d’accès retirée"), passkey_letter, account_readers,
     &accounts_of_address},
    {ACCOUNT_INACTIVE_KIND, TR("Compte sans connexion"), inactive_letter, account_readers,
     &accounts_of_address},
    {MAIL_FAREWELL, TR("Données effacées"), person_farewell, person_farewell_readers},
};
