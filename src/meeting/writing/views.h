/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The pages of one sending and of all of a meeting; private to this folder. */
#ifndef MAILLAGE_MEETING_WRITING_VIEWS_H
#define MAILLAGE_MEETING_WRITING_VIEWS_H

#include "meeting/writing/pages.h"
#include "meeting/writing/writing.h"

/* What was wrong with an act, and what was typed with it. */
struct act_fault {
    const char *refusal;     /* a sentence; NULL */
    const char *date, *hour; /* as typed; NULL: what is planned */
    const char *date_error;  /* NULL */
};

must_check enum err sendings_page_fill(struct request *r, const struct event *e,
                                       struct sendings_view *v);
must_check enum err sending_page_fill(struct request *r, const struct event *e,
                                      const struct sending *s, const struct act_fault *fault,
                                      struct sending_view *v);
/* Whom a preview or a trial is made for: "?pour=12" or the form's, else the first; 0: nobody. */
must_check enum err sending_example(struct request *r, const struct sending *s, int64_t *out);

/* A message of the sending for one person, as it would be sent. */
must_check enum err sending_preview(struct request *r, const struct sending *s, int64_t person,
                                    struct mail_message *out);

#endif
