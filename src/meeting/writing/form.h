/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The form of a message to many: read, checked, shown again. Private to this folder. */
#ifndef MAILLAGE_MEETING_WRITING_FORM_H
#define MAILLAGE_MEETING_WRITING_FORM_H

#include "meeting/writing/pages.h"
#include "meeting/writing/writing.h"

enum writing_field { FIELD_SUBJECT, FIELD_BODY, FIELD_SUBJECT_EN, FIELD_BODY_EN, WRITING_FIELDS };

struct writing {
    struct event event;
    struct sending s; /* as typed; `id` 0: a new one */
    struct filter filter;
    const char *errors[WRITING_FIELDS]; /* NULL: none */
    size_t n_errors;
    bool conflict; /* somebody else changed it meanwhile */
};

/* From the request's form. Nothing that was typed is lost. */
void writing_read(struct request *r, struct writing *w);
/* A new one: the filter of the address, and the first words. */
void writing_start(struct request *r, struct writing *w);

must_check enum err writing_show(struct request *r, const struct writing *w);

/* "Personnes inscrites · Sur place · Aucun atelier choisi" */
must_check enum err writing_whom(struct request *r, const struct event *e, const struct sending *s,
                                 const char **out);

#endif
