/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Writing to people, for the module's table of routes. */
#ifndef MAILLAGE_MEETING_WRITING_HANDLERS_H
#define MAILLAGE_MEETING_WRITING_HANDLERS_H

#include "app/app.h"

enum err writing_choose_show(struct request *r); /* which meeting */
enum err sendings_show(struct request *r);       /* of a meeting */
enum err sendings_take(struct request *r);       /* tell of a programme that changed */
enum err writing_new_show(struct request *r);
enum err writing_new_take(struct request *r);
enum err writing_edit_show(struct request *r);
enum err writing_edit_take(struct request *r);
enum err sending_show(struct request *r);
enum err sending_take(struct request *r);
enum err sending_html_show(struct request *r);

/* The texts of automatic messages. */
enum err texts_show(struct request *r);
enum err text_show(struct request *r);
enum err text_take(struct request *r);
enum err text_html_show(struct request *r);

/* The person's own page of announcements. */
enum err announcements_show(struct request *r);
enum err announcements_take(struct request *r);

#endif
