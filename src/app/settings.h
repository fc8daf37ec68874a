/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What administrators set on the site, beside what the operator set on the command line, which
 * wins. Every page shows some of it, so a worker holds a copy and reads the table again only once
 * its version has moved (store_versions): a change is on the next page, and no page asks for it.
 */
#ifndef MAILLAGE_APP_SETTINGS_H
#define MAILLAGE_APP_SETTINGS_H

#include "audit/audit.h"
#include "store/store.h"

struct config;
struct mail_house;

extern const struct store_schema settings_schema;

#define HUES 3 /* the threads: action, alert, evidence */

/* Names of rows. */
#define SETTING_NAME "site_name"
#define SETTING_DESCRIPTION "description"
#define SETTING_LETTERS "letters"
#define SETTING_CONTACT "contact"
#define SETTING_LANGUAGES "languages" /* "fr,en", "fr" */
#define SETTING_LANGUAGE "language"   /* the default one */
#define SETTING_MAIL_NAME "mail_name"
#define SETTING_MAIL_REPLY "mail_reply"
#define SETTING_LIGHT "light_" /* "light_1" to "light_3": "#0b6e69" */
#define SETTING_DARK "dark_"
#define SETTING_TEXT                                                                               \
    "text/" /* "text/mentions-legales.fr": Markdown; not part of struct settings                   \
             */

struct settings {
    const char *site_name;              /* never NULL */
    const char *description;            /* what the network is, in a sentence; NULL */
    const char *letters;                /* stand for the mark; NULL: the drawn one */
    const char *contact;                /* the team's address of mail; NULL */
    const char *mail_name, *mail_reply; /* of what is sent; NULL: the site's name, none */
    bool english;                       /* is offered */
    const char *language;               /* of who asks for none that is offered */
    bool themed;                        /* has colours of its own: */
    uint32_t light[HUES], dark[HUES];   /* 0xRRGGBB; by day, by night; 0: the program's */
    const char *theme;                  /* "/theme/3f2c…": changes with the colours; NULL */
};

must_check enum err settings_load(struct db *db, struct arena *a, const struct config *config,
                                  struct settings *out);

/* "#0b6e69" or "#0B6E69"; false for anything else. */
must_check bool hue_from_text(const char *text, uint32_t *out);
const char *hue_text(struct arena *a, uint32_t hue);

/* What messages say of where they come from: struct mail_house's `refresh`. */
enum err settings_refresh_mail(const void *config, struct db *db, struct arena *a,
                               struct mail_house *house);

/* ---- editing ---------------------------------------------------------------------------- */

struct setting {
    const char *name, *value;
    int64_t revision, changed_at;
};
/* All of them, the texts' first bytes only. */
must_check enum err settings_all(struct db *db, struct arena *a, const struct setting **out,
                                 size_t *n);
/* Its value is NULL and its revision 0 when it is not set. */
must_check enum err setting_of(struct db *db, struct arena *a, const char *name,
                               struct setting *out);

struct setting_value {
    const char *name, *value; /* value NULL or "": not set */
};

/*
 * A rule. ERR_CONFLICT: one of them was changed since `seen`, the highest revision among those
 * that the form showed. Nothing is noted when nothing differs.
 */
struct save_settings {
    const struct setting_value *values;
    size_t n;
    int64_t seen;
    const char *verb; /* of the audit log, with its thing's id, title and page */
    int64_t id;
    const char *title, *href;
    struct audit_by by;
    int64_t now;
};
#define SAVE_SETTINGS_MAX 16
enum err save_settings(struct db *db, void *arg);

#endif
