/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The message that a key was added to somebody's account, or removed from it. */
#include "site/pages.h"
#include "site/passkeys.h"
#include "site/site_pages.h"
#include "view/tr.h"

#include <jansson.h>

/* The words of the two messages. */
static const struct words {
    const char *kind, *subject, *title, *then;
} all[] = {
    {PASSKEY_ADDED, TR("Une clé d’accès a été ajoutée à votre compte"),
     TR("Une clé d’accès a été ajoutée"),
     TR("Elle ouvre votre compte sans message. Si ce n’est pas vous qui l’avez ajoutée, retirez-la "
        "et fermez les connexions que vous ne reconnaissez pas.")},
    {PASSKEY_REMOVED, TR("Une clé d’accès a été retirée de votre compte"),
     TR("Une clé d’accès a été retirée"),
     TR("Elle n’ouvre plus votre compte. Si ce n’est pas vous qui l’avez retirée, fermez les "
        "connexions que vous ne reconnaissez pas.")},
};

static const char *detail(struct arena *a, const json_t *details, const char *name)
{
    return arena_strdup(a, json_string_value(json_object_get(details, name)));
}

static void write_letter(const struct mail_house *house, struct arena *a, const struct words *w,
                         const char *lang, struct passkey_letter_view *v, struct mail_draft *out)
{
    const struct page page = mail_page(house, lang);
    v->title = tr(lang, w->title);
    v->then = tr(lang, w->then);
    v->own = mail_href(house, a, lang, "/mon-espace");
    v->why = tr(lang, TR("Vous recevez ce message parce que cette adresse est celle d’un compte de "
                         "ce site."));
    v->privacy = mail_href(house, a, lang, "/donnees-personnelles");
    out->lang = lang;
    out->subject = tr(lang, w->subject);
    passkey_letter_page(out->body, &page, v);
}

enum err passkey_letter(const struct mail_house *house, struct db *db, struct arena *a,
                        const struct mail_row *row, struct mail_draft *out)
{
    struct mail_person person = {0};
    enum err e = passkey_readers(db, a, &row->about, 1, &person);
    if (e != OK)
        return e;
    if (!person.address)
        return ERR_NOT_FOUND;
    json_t *details = json_loads(row->details ? row->details : "{}", JSON_REJECT_DUPLICATES, NULL);
    const char *lang = detail(a, details, "lang");
    const char *name = detail(a, details, "name");
    struct passkey_letter_view v = {.name = name ? mail_name(a, name) : NULL,
                                    .browser = detail(a, details, "browser")};
    json_decref(details);
    out->to_name = person.name;
    out->to_address = person.address;
    write_letter(house, a, &all[strcmp(row->kind, PASSKEY_REMOVED) == 0],
                 lang && strcmp(lang, "en") == 0 ? "en" : "fr", &v, out);
    return OK;
}
