/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One's own passkeys, in "Mon espace": added, renamed, removed; and the message that says so. */
#include "site/passkeys.h"

#include "site/confirm.h"

#include "base/json.h"
#include "base/log.h"
#include "base/text.h"
#include "base/zone.h"
#include "site/own.h"
#include "site/pages.h"
#include "site/sign_in.h"
#include "site/site_pages.h"
#include "view/tr.h"

#include <jansson.h>
#include <sodium.h>

#define OWN "/mon-espace"
#define KEYS OWN "#cles"
#define TRANSPORTS_MAX 80

/* ---- what a device is asked for ---------------------------------------------------------- */

static void json_key_bytes(struct json *j, struct arena *a, const char *key, struct str bytes)
{
    const int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
    size_t n = sodium_base64_encoded_len(bytes.n, variant);
    json_key_text(
        j, key,
        sodium_bin2base64(arena_alloc(a, n), n, (const unsigned char *)bytes.p, bytes.n, variant));
}

static void write_account(struct json *j, struct request *r, struct str handle)
{
    const struct account *who = r->account;
    json_key(j, "user");
    json_begin_object(j);
    json_key_bytes(j, r->arena, "id", handle);
    json_key_text(j, "name", who->email);
    json_key_text(j, "displayName", who->name ? who->name : who->email);
    json_end(j);
}

/* Ed25519, P-256 with ECDSA, RSA for what Windows Hello keeps in older machines. */
static void write_algorithms(struct json *j)
{
    static const int taken[] = {-8, -7, -257};
    json_key(j, "pubKeyCredParams");
    json_begin_array(j);
    for (size_t i = 0; i < ARRAY_LEN(taken); i++) {
        json_begin_object(j);
        json_key_text(j, "type", "public-key");
        json_key_int(j, "alg", taken[i]);
        json_end(j);
    }
    json_end(j);
}

static void write_transports(struct json *j, const char *transports)
{
    struct str rest = str_of(transports);
    json_key(j, "transports");
    json_begin_array(j);
    while (rest.p)
        json_str(j, str_cut(&rest, ','));
    json_end(j);
}

/* A device that has one of these is to say so, instead of making another. */
static void write_known(struct json *j, struct request *r, const struct passkey *list, size_t n)
{
    json_key(j, "excludeCredentials");
    json_begin_array(j);
    for (size_t i = 0; i < n; i++) {
        json_begin_object(j);
        json_key_text(j, "type", "public-key");
        json_key_bytes(j, r->arena, "id", list[i].credential_id);
        if (list[i].transports)
            write_transports(j, list[i].transports);
        json_end(j);
    }
    json_end(j);
}

/* One that the device finds by itself, and opens for its owner alone. */
static void write_selection(struct json *j)
{
    json_key(j, "authenticatorSelection");
    json_begin_object(j);
    json_key_text(j, "residentKey", "required");
    json_key_bool(j, "requireResidentKey", true);
    json_key_text(j, "userVerification", "required");
    json_end(j);
}

struct creation_options {
    struct passkey_site site;
    struct passkey_challenge challenge;
    struct str handle;
    const struct passkey *known;
    size_t n_known;
};

/* PublicKeyCredentialCreationOptions */
static void write_options(struct request *r, const struct creation_options *o)
{
    struct json j = json_to(r->body);
    request_content(r, "application/json; charset=utf-8", NULL);
    json_begin_object(&j);
    json_key(&j, "rp");
    json_begin_object(&j);
    json_key_text(&j, "id", o->site.rp_id);
    json_key_text(&j, "name", r->app->config.site_name);
    json_end(&j);
    write_account(&j, r, o->handle);
    json_key_text(&j, "challenge", o->challenge.text);
    write_algorithms(&j);
    write_known(&j, r, o->known, o->n_known);
    write_selection(&j);
    json_key_text(&j, "attestation", "none");
    json_key_int(&j, "timeout", PASSKEY_CHALLENGE_SECONDS * 1000);
    json_end(&j);
}

enum err own_passkey_challenge(struct request *r)
{
    static const struct limit by_visitor = {30, 1.0 / 10};
    struct creation_options o;
    account_id me = r->account->id;
    request_private(r);
    if (!passkey_site_of(r->arena, r->app->config.base_url, &o.site))
        return ERR_NOT_FOUND;
    if (!signed_in_recently(r))
        return request_fail(r, ERR_FORBIDDEN, TR("Confirmez d’abord que c’est vous."));
    enum err e = request_limit(r, "passkey-challenge", false, &by_visitor, 1);
    if (e == OK)
        e = passkey_challenge_for(r, me, &o.challenge);
    if (e == OK)
        e = passkey_handle(r->db, r->arena, me, &o.handle);
    if (e == OK)
        e = passkeys_of(r->db, r->arena, me, &o.known, &o.n_known);
    if (e == OK)
        write_options(r, &o);
    return e;
}

/* ---- adding ------------------------------------------------------------------------------ */

static const char *refusal_of(enum passkey_fault fault)
{
    switch (fault) {
    case PASSKEY_NOT_PRESENT:
    case PASSKEY_NOT_VERIFIED:
        return TR("Votre appareil n’a pas vérifié que c’est bien vous. Recommencez, avec votre "
                  "empreinte, votre visage ou le code de l’appareil.");
    case PASSKEY_ORIGIN:
    case PASSKEY_RP:
        return TR("Cette clé d’accès n’a pas été faite à l’adresse habituelle du site. Ouvrez le "
                  "site à son adresse, puis recommencez.");
    case PASSKEY_ALGORITHM:
        return TR("Cet appareil fait des clés d’une sorte que ce site ne sait pas vérifier. "
                  "Essayez avec un autre.");
    case PASSKEY_TAKEN:
        return TR("Cette clé d’accès est déjà enregistrée.");
    case PASSKEY_FULL:
        return TR("Vous avez vingt clés d’accès : retirez-en une avant d’en ajouter.");
    default:
        return TR("Cette clé d’accès n’a pas pu être vérifiée. Recommencez : elle n’a pas été "
                  "enregistrée.");
    }
}

/* A name on one line; the browser's when none is typed. */
static const char *name_of(struct request *r)
{
    const char *typed = http_form_get(&r->form, "nom"), *browser = request_browser(r);
    const char *line = text_line(r->arena, str_of(typed ? typed : ""));
    if (*line)
        return line;
    return browser ? browser : tr(request_lang(r), TR("Clé d’accès"));
}

/* "internal,hybrid", or NULL: words of the standard and of those to come. */
static const char *transports_of(struct request *r)
{
    const char *said = http_form_get(&r->form, "transports");
    size_t n = said ? strlen(said) : 0;
    bool fine = n && n <= TRANSPORTS_MAX && strspn(said, "abcdefghijklmnopqrstuvwxyz-,") == n;
    return fine ? said : NULL;
}

/* What the message will say that only this moment knows. */
static const char *details_of(struct request *r, const char *name)
{
    BUF_SCOPED out = BUF_INIT(MAIL_DETAILS_MAX);
    struct json j = json_to(&out);
    json_begin_object(&j);
    json_key_text(&j, "name", name);
    json_key_text(&j, "browser", request_browser(r));
    json_key_text(&j, "lang", request_lang(r));
    json_end(&j);
    return arena_strdup(r->arena, buf_str(&out));
}

static enum err add_key(struct request *r, const char *name, enum passkey_fault *fault)
{
    struct passkey_site site;
    const struct passkey_creation came = {passkey_field(r, "clientDataJSON"),
                                          passkey_field(r, "attestationObject")};
    const struct passkey_addition q = {
        .site = &site,
        .account = r->account->id,
        .browser = request_challenge_token(r),
        .came = &came,
        .name = name,
        .transports = transports_of(r),
        .notice = {PASSKEY_ADDED, details_of(r, name)},
        .now = request_now(r),
    };
    if (!passkey_site_of(r->arena, r->app->config.base_url, &site))
        return ERR_NOT_FOUND;
    return passkey_add(r->app->store, r->arena, &q, fault);
}

enum err own_passkey_add(struct request *r)
{
    enum passkey_fault fault = PASSKEY_MALFORMED;
    const char *name = name_of(r), *lang = request_lang(r);
    request_private(r);
    if (!signed_in_recently(r))
        return confirm_first(r, OWN);
    if (!http_form_get(&r->form, "attestationObject"))
        return own_show_refused(
            r, name, tr(lang, TR("Le navigateur n’a pas donné de clé : il y faut JavaScript.")));
    if (text_length(str_of(name)) > PASSKEY_NAME_MAX)
        return own_show_refused(
            r, name, tr(lang, TR("Ce nom est trop long : soixante caractères au plus.")));
    enum err e = add_key(r, name, &fault);
    if (e == ERR_GONE)
        return own_show_refused(
            r, name, tr(lang, TR("La demande a trop attendu, ou a déjà servi. Recommencez.")));
    if (e != OK)
        return e;
    if (fault == PASSKEY_GOOD)
        return request_redirect(r, 303, KEYS);
    log_line("event=passkey-not-added fault=%s", passkey_fault_word(fault));
    return own_show_refused(r, name, tr(lang, refusal_of(fault)));
}

/* ---- one of them ------------------------------------------------------------------------- */

/* ERR_NOT_FOUND: none of theirs; another's looks the same. */
static enum err load_key(struct request *r, struct passkey *out)
{
    int64_t id;
    if (!parse_int(str_of(request_param(r, "id")), 1, INT64_MAX, &id))
        return ERR_NOT_FOUND;
    return passkey_of(r->db, r->arena, r->account->id, id, out);
}

static enum err show_key(struct request *r, const struct passkey *k, const char *typed,
                         const char *error)
{
    const struct zone *z = zone_open(r->arena, request_zone(r, "Europe/Paris"));
    if (!z)
        return ERR_CORRUPT;
    const char *href = arena_printf(r->arena, "/mon-espace/cles/%lld", (long long)k->id);
    const struct passkey_view v = {
        .typed = typed,
        .error = error ? tr(request_lang(r), error) : NULL,
        .name = k->name,
        .rename = arena_printf(r->arena, "%s/nom", href),
        .remove = arena_printf(r->arena, "%s/retirer", href),
        .since = own_instant(r, z, k->created_at),
        .used = k->last_used_at ? own_instant(r, z, k->last_used_at) : NULL,
        .backed_up = k->backed_up,
        .recent = signed_in_recently(r),
    };
    if (error)
        r->res->status = 422;
    r->page.noindex = true;
    request_title(r, k->name, NULL);
    passkey_page(r->body, &r->page, &v);
    return OK;
}

enum err own_passkey_show(struct request *r)
{
    struct passkey k;
    enum err e = load_key(r, &k);
    if (e == ERR_NOT_FOUND)
        return request_redirect(r, 303, KEYS);
    return e == OK ? show_key(r, &k, k.name, NULL) : e;
}

enum err own_passkey_rename(struct request *r)
{
    struct passkey k;
    const char *typed = http_form_get(&r->form, "nom");
    const char *name = text_line(r->arena, str_of(typed ? typed : ""));
    enum err e = load_key(r, &k);
    if (e == OK && !*name)
        return show_key(r, &k, name,
                        TR("Donnez un nom à cette clé, par exemple celui de l’appareil."));
    if (e == OK && text_length(str_of(name)) > PASSKEY_NAME_MAX)
        return show_key(r, &k, name, TR("Ce nom est trop long : soixante caractères au plus."));
    if (e == OK)
        e = passkey_rename(r->app->store, r->account->id, k.id, name);
    return e == OK || e == ERR_NOT_FOUND ? request_redirect(r, 303, KEYS) : e;
}

enum err own_passkey_remove(struct request *r)
{
    struct passkey k;
    if (!signed_in_recently(r))
        return confirm_first(r, OWN);
    enum err e = load_key(r, &k);
    if (e == OK) {
        const struct passkey_notice notice = {PASSKEY_REMOVED, details_of(r, k.name)};
        e = passkey_remove(r->app->store, r->account->id, k.id, &notice, request_now(r));
    }
    return e == OK || e == ERR_NOT_FOUND ? request_redirect(r, 303, KEYS) : e;
}
