/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The settings' fields: what they are called, what they may hold. Private to this folder. */
#ifndef MAILLAGE_SITE_HOUSE_SETTINGS_H
#define MAILLAGE_SITE_HOUSE_SETTINGS_H

#include "app/app.h"
#include "site/house/pages.h"

enum field_kind {
    FIELD_LINE,
    FIELD_LONG,
    FIELD_EMAIL,
    FIELD_DAY_COLOUR,
    FIELD_NIGHT_COLOUR,
    FIELD_CHOICE
};

struct field {
    const char *name; /* of the setting, and of the form's field */
    enum field_kind kind;
    const char *label, *help;         /* translation keys; help NULL: none */
    size_t most;                      /* characters */
    const struct audit_word *choices; /* ended by {NULL, NULL} */
    const char *otherwise;            /* what stands when it is not set; NULL: nothing */
};

struct section {
    const char *word; /* in addresses: "reseau" */
    int64_t id;       /* in the audit log; never another's */
    const char *title, *help;
    const struct field *fields;
    size_t n;
};

extern const struct section sections[];
extern const size_t n_sections;

/* NULL: no such section. */
const struct section *section_of(const char *word);

/* What was typed as it is kept ("": not set), or what is wrong with it and what to do, in `*wrong`.
 */
const char *field_read(struct request *r, const struct field *f, const char **wrong);

/* "Contraste 5,9" of a colour that stands there; NULL for other fields. */
const char *field_says(struct request *r, const struct field *f, const char *value);

#endif
